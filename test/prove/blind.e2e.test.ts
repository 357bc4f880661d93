import { observedIn, proved, proveDistribution, rig, RigOptions } from './rig';
import { DistributionModel } from '../../lib/model/distribution';
import { WORLDS } from '../../lib/prove/conclude';
import { Assumptions } from '../../lib/simulator/journey/assumptions';

let distribution: DistributionModel;

beforeAll(() => { distribution = proveDistribution(); });

/** What prove says about an edge of which it does not know the assumptions, compared with what holds there. */
async function identifiedIn(assumptions: Assumptions, options: Omit<RigOptions, 'assumptions'> = {}) {
  const made = rig(distribution, { assumptions, ...options });
  const result = await proved(made);
  const observed = observedIn(result);
  const names = Object.keys(assumptions) as Array<keyof Assumptions>;
  const { questions } = result.conclusions;
  return {
    wrong: names.filter(name => name in observed && observed[name] !== assumptions[name]),
    missing: names.filter(name => !(name in observed)),
    differs: questions.filter(({ verdict }) => verdict === 'differs').map(({ question }) => question.id),
    unfinished: questions.filter(({ verdict }) => verdict === 'unfinished').map(({ question }) => question.id),
    lost: Object.values(result.progress.asked).flatMap(({ asks }) => asks).filter(({ lost }) => lost !== undefined).length,
  };
}

/** Numbers from 0 to 1 that are the same in every run. */
function random(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

describe('against a local edge of which it knows nothing', () => {
  test('every combination of all assumptions is identified', async () => {
    expect(WORLDS).toHaveLength(512);
    for (const world of WORLDS) {
      expect({ world, ...await identifiedIn(world) }).toEqual({ world, wrong: [], missing: [], differs: [], unfinished: [], lost: 0 });
    }
  }, 600_000);

  // The ports only bear on how connections fail: these are the assumptions that meet there.
  const connections = WORLDS.filter(world => !world.failedFunctionFailsOver && !world.completionTimeoutFailsOver
    && !world.uncachedOptionsFailsOver && world.staleBefore === 'final-error');

  test.each([['refuse', 'refuse'], ['hangConnect', 'hangConnect'], ['hangConnect', 'refuse']] as const)(
    'where the closed port does %s, and the silent one %s, every combination is identified',
    async (closed, silent) => {
      expect(connections).toHaveLength(32);
      for (const world of connections) {
        expect({ world, ...await identifiedIn(world, { closed, silent }) })
          .toEqual({ world, wrong: [], missing: [], differs: [], unfinished: [], lost: 0 });
      }
    },
    120_000,
  );

  test('with slow origins, and with requests that are lost on either side, nothing is identified wrongly', async () => {
    const sample = WORLDS.filter((_, i) => i % 4 === Math.floor(i / 4) % 4);
    expect(sample).toHaveLength(128);
    let lost = 0;
    const missing: string[] = [];
    for (const [i, world] of sample.entries()) {
      const next = random(i);
      const result = await identifiedIn(world, {
        viewerLoses: () => next() < 0.03,
        originLoses: () => next() < 0.03,
        slowness: () => next() * 600,
      });
      expect({ world, wrong: result.wrong }).toEqual({ world, wrong: [] });
      lost += result.lost;
      missing.push(...result.missing);
    }
    expect(lost).toBeGreaterThan(300);
    expect(missing.length).toBeLessThan(sample.length * 9 / 100);
  }, 300_000);
});
