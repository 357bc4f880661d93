import { changedFailoverResponses, changeLines } from './failover-responses';
import { groupBehaviorsOf } from './group-behavior';
import { ProbeOptions, Rehearsal } from './rehearsal';
import { Scenario, ScenarioName, SCENARIOS } from './scenarios';
import { simulate, SimulateOptions, SimulationSource } from './simulate';
import { SimulatedEdge } from './simulated-edge';

/** What the suite needs from a test runner. jest has these as globals, and vitest with `globals: true`. */
export interface TestRunner {
  readonly describe: (name: string, define: () => void) => unknown;
  readonly it: (name: string, run: () => Promise<void>) => unknown;
  /** Releases functions at the end. Without it they end with the process. */
  readonly afterAll?: (run: () => Promise<void>) => unknown;
}

/** How to run the suite. */
export interface FailoverScenariosOptions extends SimulateOptions, ProbeOptions, Partial<TestRunner> {
  /** @default 'failover scenarios' */
  readonly name?: string;
  /**
   * Scenarios to leave out.
   * @default - none
   */
  readonly skip?: readonly ScenarioName[];
  /**
   * The longest time that CloudFront may cache an error or its replacement, in seconds. Longer caching prolongs an outage.
   * @default 60
   */
  readonly maxErrorSeconds?: number;
}

/**
 * Defines a suite that plays outages on your distribution: every failover status code, refused connections, timeouts, both members
 * down, recovery, methods, the cache, and that your functions preserve failover responses. It tests every behavior on an origin
 * group.
 *
 * @param source creates the test subject once, when the first test runs: an edge, or anything that can be simulated
 * @throws TypeError without a test runner
 */
export function failoverScenarios(
  source: () => SimulatedEdge | SimulationSource | Promise<SimulatedEdge | SimulationSource>,
  options: FailoverScenariosOptions = {},
): void {
  const { name = 'failover scenarios', skip = [], maxErrorSeconds = 60 } = options;
  const { describe, it, afterAll } = runnerOf(options);
  let own: SimulatedEdge | undefined;
  let made: Promise<SimulatedEdge> | undefined;
  const edge = () => made ??= Promise.resolve(source())
    .then(what => (what instanceof SimulatedEdge ? what : own = simulated(what, options)));

  describe(name, () => {
    for (const scenario of SCENARIOS) {
      if (!skip.includes(scenario.name)) it(scenario.title, async () => play(scenario, await edge(), options, maxErrorSeconds));
    }
    if (!skip.includes('failover-responses')) {
      it('functions leave the responses untouched that CloudFront fails over on', async () => preserveFailoverResponses(await edge()));
    }
    afterAll?.(async () => own?.close());
  });
}

async function play(scenario: Scenario, edge: SimulatedEdge, probe: ProbeOptions, maxErrorSeconds: number): Promise<void> {
  const rehearsals = groupBehaviorsOf(edge.distribution).map(group => new Rehearsal(edge, group, probe));
  for (const rehearsal of rehearsals) await scenario.play(rehearsal, maxErrorSeconds);
  const problems = rehearsals.flatMap(rehearsal => rehearsal.problems);
  if (problems.length) throw new Error([...problems.map(({ what }) => what), '', ...problems[0]!.story].join('\n'));
}

async function preserveFailoverResponses({ distribution }: SimulatedEdge): Promise<void> {
  const breaches = await changedFailoverResponses([distribution]);
  if (breaches.length) throw new Error(changeLines(breaches).join('\n'));
}

function simulated(source: SimulationSource, { stack, distribution, assumptions, now }: SimulateOptions): SimulatedEdge {
  return simulate(source, { stack, distribution, assumptions, now });
}

function runnerOf(options: Partial<TestRunner>): TestRunner {
  const globals = globalThis as Partial<TestRunner>;
  const { describe = globals.describe, it = globals.it, afterAll = options.describe ? undefined : globals.afterAll } = options;
  if (describe && it) return { describe, it, afterAll };
  throw new TypeError(
    'failoverScenarios needs a test runner. Got: no describe and it. Allowed: those of jest, vitest or node:test. Pass them: ' +
      'failoverScenarios(source, { describe, it }).',
  );
}
