import { Script } from 'node:vm';
import { compare, exact, interleave, nanoseconds, Row } from './measure';
import { functionCode } from '../lib/construct/edge-function';
import { ErrorRewrite } from '../lib/construct/error-rewrite';
import { EventOptions, originResponseEvent } from '../test/support/events';

const OURS = functionCode({ failover: [500, 502, 503, 504], ...ErrorRewrite.keepStatus()._policyFor([]) });

const NO_OP = 'exports.handler = async (event) => event.Records[0].cf.response;';

/**
 * AWS's status-200 sample, said in other words.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-examples.html#lambda-examples-custom-error-static-body
 */
const SAMPLE = `
exports.handler = (event, context, callback) => {
    const answer = event.Records[0].cf.response;

    // Errors of the origin become a page that the function makes.
    if (answer.status >= 400 && answer.status <= 599) {
        answer.status = 200;
        answer.statusDescription = 'OK';
        answer.body = 'A page that was generated at the edge';
    }

    callback(null, answer);
};
`;

type Call = (event: unknown) => unknown;

/** Events per round: few enough to stay in the processor's cache, as the one event of a call does. */
const BATCH = 64;
const WARM_UP = 200;
const ROUNDS = 1000;

const HEALTHY: EventOptions = { role: 'primary', status: 200 };
const FAILOVER: EventOptions = { role: 'primary', status: 503 };
const REWRITE: EventOptions = { role: 'secondary', status: 503 };

export async function edgeFunction(): Promise<Row[]> {
  const candidates = { ours: load(OURS), noOp: load(NO_OP), sample: promised(load(SAMPLE)) };
  // A function that is kept warm sees all three kinds, and the engine optimizes it for what it sees.
  for (const options of [HEALTHY, FAILOVER, REWRITE]) await calls(options, candidates, WARM_UP);

  const healthy = await calls(HEALTHY, candidates, ROUNDS);
  const failover = await calls(FAILOVER, candidates, ROUNDS);
  const rewrite = await calls(REWRITE, candidates, ROUNDS);
  const cold = await loads();
  return [
    compare('edge: healthy answer, ours / no-op', 'ns', healthy.ours, healthy.noOp, 1.5),
    compare("edge: healthy answer, ours / AWS's sample", 'ns', healthy.ours, healthy.sample),
    compare("edge: primary's 503, ours / AWS's sample", 'ns', failover.ours, failover.sample, 2),
    compare("edge: primary's 503, ours / no-op", 'ns', failover.ours, failover.noOp),
    compare("edge: secondary's 503, ours / AWS's sample", 'ns', rewrite.ours, rewrite.sample),
    compare("edge: load, ours / AWS's sample", 'us', cold.ours, cold.sample),
    compare("edge: load and first call, ours / AWS's sample", 'us', cold.oursAndCall, cold.sampleAndCall),
    exact("edge: code, ours / AWS's sample", 'bytes', Buffer.byteLength(OURS), Buffer.byteLength(SAMPLE)),
  ];
}

/**
 * Nanoseconds per call of each candidate, net of the loop. Every call gets an event of its own, parsed from JSON as in
 * Lambda and before the clock starts: handlers change what they get.
 */
async function calls<Name extends string>(
  options: EventOptions,
  candidates: Record<Name, Call>,
  rounds: number,
): Promise<Record<Name, number[]>> {
  const text = JSON.stringify(originResponseEvent(options));
  const probe = (call?: Call) => async () => {
    const events = Array.from({ length: BATCH }, () => JSON.parse(text));
    return await nanoseconds(() => call ? each(events, call) : none(events)) / BATCH;
  };
  const names = Object.keys(candidates) as Name[];
  const probes = Object.fromEntries(names.map(name => [name, probe(candidates[name])]));
  const { loop, ...taken } = await interleave<string>(rounds, { ...probes, loop: probe() });
  const net = names.map(name => [name, taken[name].map((value, round) => value - loop[round])] as const);
  return Object.fromEntries(net) as Record<Name, number[]>;
}

async function each(events: readonly unknown[], call: Call): Promise<void> {
  for (const event of events) await call(event);
}

async function none(events: readonly unknown[]): Promise<number> {
  let count = 0;
  for (const event of events) if (event) count += 1;
  return count;
}

/** Microseconds from the text of the module to its handler, and to the handler's first answer. */
function loads() {
  const event = JSON.stringify(originResponseEvent({ role: 'secondary', status: 503 }));
  const only = (text: string) => async () => await nanoseconds(() => load(text)) / 1000;
  const first = (text: string, wrap: (handler: Call) => Call) => async () => {
    const given = JSON.parse(event);
    return await nanoseconds(() => wrap(load(text))(given)) / 1000;
  };
  return interleave(ROUNDS, {
    ours: only(OURS),
    sample: only(SAMPLE),
    oursAndCall: first(OURS, handler => handler),
    sampleAndCall: first(SAMPLE, promised),
  });
}

let loaded = 0;

/** Evaluates a CommonJS module. Each text is new to the engine, or it would take the compiled one from its cache. */
function load(text: string): Call {
  const exports: { handler?: Call } = {};
  const factory = new Script(`(function (exports) {${text}\n/* ${loaded++} */})`).runInThisContext();
  factory(exports);
  return exports.handler!;
}

/** What Lambda makes of a handler with a callback. */
function promised(handler: (event: unknown, context?: unknown, callback?: unknown) => unknown): Call {
  return event => new Promise((resolve, reject) => {
    handler(event, {}, (error: unknown, result: unknown) => error ? reject(error) : resolve(result));
  });
}
