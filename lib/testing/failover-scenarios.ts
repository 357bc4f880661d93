import { changedFailoverResponses, changeLines } from './failover-responses';
import { groupBehaviorsOf } from './group-behavior';
import { ProbeOptions, Rehearsal } from './rehearsal';
import { Scenario, ScenarioName, SCENARIOS } from './scenarios';
import { simulate, SimulateOptions, SimulationSource } from './simulate';
import { SimulatedEdge } from './simulated-edge';

/** What of a test runner the suite needs. jest has these as globals, and vitest with `globals: true`. */
export interface TestRunner {
  readonly describe: (name: string, define: () => void) => unknown;
  readonly it: (name: string, run: () => Promise<void>) => unknown;
  /** Lets go of functions at the end. Without it they end with the process. */
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
   * How long CloudFront may keep an error, or what is put in its place, in seconds. Longer than that an outage outlives itself.
   * @default 60
   */
  readonly maxErrorSeconds?: number;
}

/**
 * Defines a suite that plays outages over a distribution of your own: every failover status code, refused connections, timeouts, both members down, recovery, methods, the
 * cache, and the law that the primary's failures pass your functions untouched. Every behavior on an origin group is played.
 *
 * @param source makes what is to be tested, once, when the first test runs: an edge, or anything that can be simulated
 * @throws TypeError when there is no test runner
 */
export function failoverScenarios(
  source: () => SimulatedEdge | SimulationSource | Promise<SimulatedEdge | SimulationSource>, options: FailoverScenariosOptions = {},
): void {
  const { name = 'failover scenarios', skip = [], maxErrorSeconds = 60 } = options;
  const { describe, it, afterAll } = runnerOf(options);
  let own: SimulatedEdge | undefined;
  let made: Promise<SimulatedEdge> | undefined;
  const edge = () => made ??= Promise.resolve(source()).then(what => (what instanceof SimulatedEdge ? what : own = simulated(what, options)));

  describe(name, () => {
    for (const scenario of SCENARIOS) {
      if (!skip.includes(scenario.name)) it(scenario.title, async () => play(scenario, await edge(), options, maxErrorSeconds));
    }
    if (!skip.includes('law')) it("the primary's failures pass the functions byte for byte", async () => preserveFailoverResponses(await edge()));
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
  throw new TypeError('failoverScenarios needs a test runner. Got: no describe and it. Allowed: those of jest, vitest or node:test. Pass them: failoverScenarios(source, { describe, it }).');
}
