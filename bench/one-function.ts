/** The functions in a file of JSON, `{ ours, sample, noOp }`, measured side by side in this process. Rows as JSON. */
import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { compare, interleave, nanoseconds, Row } from './measure';
import { EventOptions, originResponseEvent } from '../test/support/events';

type Call = (event: unknown) => unknown;
type Texts = Readonly<Record<'ours' | 'sample' | 'noOp', string>>;

/** Events per round: few enough to stay in the processor's cache, as the one event of a call does. */
const BATCH = 64;
const WARM_UP = 200;
const ROUNDS = 600;

const MALFORMED: EventOptions = { request: { origin: undefined }, response: { status: '503' } };

const EVENTS = {
  'healthy, a 200 of the primary': { role: 'primary', status: 200 },
  'failover, a 503 of the primary': { role: 'primary', status: 503 },
  'rewrite, a 503 of the secondary': { role: 'secondary', status: 503 },
} satisfies Record<string, EventOptions>;

async function main(file: string): Promise<void> {
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Texts;
  const candidates = { ours: load(texts.ours), noOp: load(texts.noOp), sample: promised(load(texts.sample)) };
  // A function that is kept warm sees all kinds, and the engine optimizes it for what it sees.
  for (const options of Object.values(EVENTS)) await calls(options, candidates, WARM_UP);

  const rows: Row[] = [];
  for (const [name, options] of Object.entries({ ...EVENTS, 'malformed, a 503 without an origin': MALFORMED })) {
    const { ours, noOp, sample } = await calls(options, candidates, ROUNDS);
    rows.push(compare(`${name} / no-op`, 'ns', ours, noOp, name.startsWith('healthy') ? 1.5 : undefined));
    rows.push(compare(`${name} / AWS's sample`, 'ns', ours, sample, name.startsWith('failover') ? 2 : undefined));
  }
  const cold = await loads(texts);
  rows.push(compare("load / AWS's sample", 'us', cold.ours, cold.sample));
  rows.push(compare("load and first call / AWS's sample", 'us', cold.oursAndCall, cold.sampleAndCall));
  console.log(JSON.stringify(rows));
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
function loads(texts: Texts) {
  const event = JSON.stringify(originResponseEvent({ role: 'secondary', status: 503 }));
  const only = (text: string) => async () => await nanoseconds(() => load(text)) / 1000;
  const first = (text: string, wrap: (handler: Call) => Call) => async () => {
    const given = JSON.parse(event);
    return await nanoseconds(() => wrap(load(text))(given)) / 1000;
  };
  return interleave(ROUNDS, {
    ours: only(texts.ours),
    sample: only(texts.sample),
    oursAndCall: first(texts.ours, handler => handler),
    sampleAndCall: first(texts.sample, promised),
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

void main(process.argv[2]!);
