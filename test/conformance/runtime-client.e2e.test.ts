import { conformancePackages } from './installed';
import { Deployed, RuntimeClientRunner } from './runtime-client';
import { FORMS, TIMEOUT_S, WAYS } from './runtime-client-handlers';
import { loadCode } from '../../lib/function-code/load-code';
import { DistributionModel } from '../../lib/model/distribution';
import { FunctionModel } from '../../lib/model/lambda-function';
import { jobOf } from '../../lib/rules/handler/job-of';
import { runJobs } from '../../lib/rules/handler/run-jobs';
import { play, PlayedSituation } from '../../lib/simulator/cases/play';
import { FunctionRunner } from '../../lib/simulator/functions/function-runner';
import { LambdaRunner } from '../../lib/simulator/functions/lambda-runner';
import { deployed, HANDLER_CASES } from '../rules/cases/handler';
import { FAILING, LAMBDA_WAYS, QUIET } from '../rules/handler/handlers';
import { REDIRECT, STATIC_BODY } from '../rules/handler/sample-code';
import { modelOf } from '../rules/models';
import { functionModel, ownCode } from '../simulator/functions/samples';

type Runtime = 'worker' | 'engine';

const codesOf = (handlers: Readonly<Record<string, readonly [code: string, ...rest: readonly unknown[]]>>) =>
  Object.fromEntries(Object.entries(handlers).map(([name, [code]]) => [name, code]));
const inline = (code: string): Deployed => ({ files: { 'index.js': code }, handler: 'index.handler' });

/** Handlers of other tests that are not compared. */
const LEFT_OUT = [
  // Seconds for each event, which the engine simulates.
  'waits for less than its timeout', 'waits until some time has passed', 'waits for longer than its timeout', 'calls back late',
  // A process for each event. There are others like them for some events only.
  'throws in a timer', 'ends its process',
  // The client here has no AWS SDK, and would reach the network.
  'makes a client of the AWS SDK while it is loaded, and does not use it', 'asks https for some errors',
];

/** What is different, and why. Where nothing is, it must not be in the list. */
const DIFFERENT: Readonly<Record<string, { readonly runtimes: readonly Runtime[]; readonly why: string }>> = {
  'is async, and its promise never settles': {
    runtimes: ['worker', 'engine'],
    why: 'The released client returns null, which is a 502. Its source has reported Runtime.NodeJsExit since then, which is a 503.',
  },
  'has a rejection that nothing catches': { runtimes: ['engine'], why: 'The engine does not report them: docs/check.md.' },
  'overflows its stack for some': { runtimes: ['engine'], why: 'The engine has a smaller stack, so it cannot tell.' },
  'swallows that there are no languages': { runtimes: ['engine'], why: 'The engine has no Intl, so it cannot tell.' },
};

const SUBJECTS: Readonly<Record<string, Deployed>> = {
  ...Object.fromEntries(Object.entries({
    ...WAYS,
    ...QUIET,
    ...codesOf(FAILING),
    ...codesOf(LAMBDA_WAYS),
    ...Object.fromEntries(Object.entries(HANDLER_CASES).flatMap(([id, { fails, passes }]) =>
      [[`${id}, failing`, deployed(fails)], [`${id}, passing`, deployed(passes)]])),
    "AWS's sample": STATIC_BODY,
    "AWS's sample with a redirect": REDIRECT,
    'the function of this library': ownCode(),
  }).filter(([name]) => !LEFT_OUT.includes(name)).map(([name, code]) => [name, inline(code)])),
  ...FORMS,
};

function distributionOf({ files, handler }: Deployed): DistributionModel {
  const methods = { AllowedMethods: ['GET', 'HEAD'], CachedMethods: ['GET', 'HEAD'] };
  // One criterion: fewer events, of every kind.
  const distribution = modelOf({ behavior: methods, group: { FailoverCriteria: { StatusCodes: { Items: [503], Quantity: 1 } } } });
  const model: FunctionModel = functionModel({ code: { files }, handler, timeout: TIMEOUT_S });
  const behaviors = distribution.behaviors.map(behavior =>
    ({ ...behavior, functions: behavior.functions.map(association => ({ ...association, function: model })) }));
  return { ...distribution, behaviors };
}

const playOf = (distribution: DistributionModel) =>
  ({ distribution, behaviors: [{ behavior: distribution.behaviors.length - 1, events: [] }], assumptions: {} });

/** One result of a function: CloudFront answers with the same 503 whichever way it fails. */
type Seen = { readonly result: unknown } | { readonly failed: true } | { readonly cannotTell: string };

/** What a runner did, by event. The same event is asked once, as in the engine. */
function recording(runner: FunctionRunner, seen: Map<string, Seen>): FunctionRunner {
  const known = new Map<string, ReturnType<FunctionRunner['invoke']>>();
  return {
    invoke: async event => {
      const key = JSON.stringify(event, (name, value) => (name === 'requestId' ? undefined : value));
      if (!known.has(key)) known.set(key, runner.invoke(event));
      const invocation = await known.get(key)!;
      const { outcome, result, cannotTell } = invocation;
      seen.set(key, cannotTell !== undefined ? { cannotTell } : outcome === 'returned' ? { result } : { failed: true });
      return invocation;
    },
    close: async () => undefined,
  };
}

/** What viewers get, without the words for it. */
function outcomesIn(situations: readonly PlayedSituation[]) {
  return situations.flatMap(({ outcomes }) => outcomes.map(({ method, primary, secondary, trace: { status, servedBy }, runs }) => ({
    method,
    primary,
    secondary,
    status,
    servedBy,
    runs: runs.map(({ failure, ...run }) => ({ ...run, ...failure && { failure: failure.status } })),
  })));
}

interface Compared {
  readonly outcomes: ReturnType<typeof outcomesIn>;
  readonly seen?: Readonly<Record<string, Seen>>;
}

const found: Record<string, Record<Runtime | 'client', Compared>> = {};

async function played(distribution: DistributionModel, runner: FunctionRunner): Promise<Compared> {
  const seen = new Map<string, Seen>();
  try {
    const outcomes = outcomesIn(await play(playOf(distribution), () => recording(runner, seen)));
    return { outcomes, seen: Object.fromEntries(seen) };
  } finally {
    await runner.close();
  }
}

beforeAll(async () => {
  conformancePackages();
  const subjects = Object.entries(SUBJECTS).map(([name, code]) => ({ name, code, distribution: distributionOf(code) }));
  const reports = runJobs(subjects.map(({ distribution }) => jobOf(playOf(distribution), new Map()).job));
  const timeoutMs = TIMEOUT_S * 1000;
  const next = subjects.entries();
  const compareSome = async () => {
    for (const [i, { name, code, distribution }] of next) {
      const report = reports[i]!;
      if ('cannotTell' in report) throw new Error(`${name}: ${report.cannotTell}`);
      const model = distribution.behaviors.at(-1)!.functions[0]!.function as FunctionModel;
      found[name] = {
        client: await played(distribution, new RuntimeClientRunner(code, timeoutMs)),
        worker: await played(distribution, new LambdaRunner(loadCode(model), { timeoutMs, memoryMb: 128, style: 'callback' })),
        engine: { outcomes: outcomesIn(report.played) },
      };
    }
  };
  // Most of the time goes into waiting.
  await Promise.all(Array.from({ length: 3 }, compareSome));
}, 600_000);

describe.each(['worker', 'engine'] as const)('The %s does what the runtime interface client does with a handler:', runtime => {
  const isDifferent = (name: string) => DIFFERENT[name]?.runtimes.includes(runtime) ?? false;
  const names = Object.keys(SUBJECTS);

  // The engine's results are not known, but what came of them.
  const known = ({ outcomes, seen }: Compared) => (runtime === 'engine' ? { outcomes } : { outcomes, seen });

  test.each(names.filter(name => !isDifferent(name)))('%s', name => {
    expect(known(found[name]![runtime])).toEqual(known(found[name]!.client));
  });

  test.each(names.filter(isDifferent).map(name => [name, DIFFERENT[name]!.why]))('%s is different. %s', name => {
    expect(found[name]![runtime].outcomes).not.toEqual(found[name]!.client.outcomes);
  });
});
