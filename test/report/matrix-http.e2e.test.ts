import { Assembly } from '../../lib/model/assembly';
import { DistributionModel } from '../../lib/model/distribution';
import { Cell } from '../../lib/report/matrix/cases';
import { BehaviorMatrix, Matrix, matrixOf } from '../../lib/report/matrix/matrix';
import { OriginCondition } from '../../lib/simulator/cases/origins';
import { ManualClock } from '../../lib/simulator/journey/clock';
import { Edge } from '../../lib/simulator/journey/edge';
import { Trace } from '../../lib/simulator/journey/trace';
import { OriginControl } from '../../lib/simulator/origins/origin-control';
import { DOORS, Door } from '../support/edges';
import { EXAMPLES, exampleApp, runApp, SynthResult } from '../support/example-apps';

jest.setTimeout(120_000);

const overHttp = DOORS.find(({ door }) => door === 'over HTTP')!;

/** What the outcomes mean is written here once more, and not taken from the matrix. */
function play(origin: OriginControl, outcome: OriginCondition): void {
  origin.recover();
  switch (outcome) {
    case 'refused': return void origin.refuse();
    case 'connect-timeout': return void origin.hangConnect();
    case 'read-timeout': return void origin.hang();
    case 'broken-body': return void origin.respond(200, 'the first half').breakOff(4);
    default: return void origin.respond(outcome, 'a body', outcome === 301 ? { location: '/elsewhere' } : {});
  }
}

describe.each([...EXAMPLES, 'side-by-side'])('every cell of the example %s', name => {
  let app: SynthResult;
  let distributions: DistributionModel[];
  let matrix: Matrix;

  beforeAll(async () => {
    app = await runApp(exampleApp(name));
    distributions = Assembly.read(app.directory).distributions();
    matrix = usual(await matrixOf(distributions));
  });
  afterAll(() => app.remove());

  test('is there, for each distribution, behavior, method and outcome', () => {
    const patterns = (behaviors: readonly BehaviorMatrix[]) => [...new Set(behaviors.map(({ pattern }) => pattern))];
    expect(matrix.distributions.map(({ logicalId, behaviors }) => [logicalId, patterns(behaviors)]))
      .toEqual(distributions.map(({ logicalId, behaviors }) => [logicalId, behaviors.map(({ pathPattern }) => pathPattern)]));
    for (const { methods, primaryOutcomes, secondaryOutcomes, cells } of behaviorsOf(matrix)) {
      const cases = methods.flatMap(method => primaryOutcomes.flatMap(primary =>
        (secondaryOutcomes.length ? secondaryOutcomes : [undefined]).map(secondary => [method, primary, secondary])));
      expect(cells.map(({ method, primary, secondary }) => [method, primary, secondary])).toEqual(cases);
    }
  });

  test('is what the edge answers over HTTP, and stays in the cache for as long as it says', async () => {
    let compared = 0;
    for (const [i, distribution] of distributions.entries()) {
      const clock = new ManualClock();
      const edge = Edge.of({ distributions: () => [distribution] }, { clock });
      const door = await overHttp.open(edge);
      try {
        for (const behavior of matrix.distributions[i]!.behaviors.filter(({ situation }) => situation === undefined)) {
          for (const cell of behavior.cells) {
            const { method, primary, secondary } = cell;
            const seen = await askOverHttp(cell, behavior, edge, clock, door);
            expect({ method, primary, secondary, ...seen }).toEqual({ method, primary, secondary, ...told(cell) });
            compared++;
          }
        }
      } finally {
        await door.close();
        await edge.close();
      }
    }
    expect(compared).toBeGreaterThanOrEqual(220);
  });
});

/** Each behavior once, without its other situations: a viewer of this test sends nothing special, and all functions are there. */
function usual(matrix: Matrix): Matrix {
  const first = ({ pattern, situation }: BehaviorMatrix, i: number, all: readonly BehaviorMatrix[]) =>
    situation === undefined && all.findIndex(other => other.pattern === pattern) === i;
  return { ...matrix, distributions: matrix.distributions.map(one => ({ ...one, behaviors: one.behaviors.filter(first) })) };
}

function behaviorsOf({ distributions }: Matrix): BehaviorMatrix[] {
  return distributions.flatMap(({ behaviors }) => behaviors);
}

/** A case over HTTP, and the same request again a moment before and after it leaves the cache. */
async function askOverHttp(cell: Cell, behavior: BehaviorMatrix, edge: Edge, clock: ManualClock, door: Door) {
  const { method, primary, secondary, cachedSeconds } = cell;
  edge.invalidate();
  for (const { id } of edge.distribution.origins) edge.origin(id).recover(); // An error page may come from a third origin.
  play(edge.origin(behavior.primary!.id), primary);
  if (behavior.secondary) play(edge.origin(behavior.secondary.id), secondary!);
  const { status, broken, trace } = await door.send(method, behavior.path!);
  const { servedBy, failedOver, assumptions, waitedMs, functions } = trace;

  clock.advance(Math.max(0, cachedSeconds - 0.5));
  const before = await door.send(method, behavior.path!);
  clock.advance(1);
  const after = await door.send(method, behavior.path!);
  return {
    answer: { status, broken, servedBy, failedOver, assumptions, waitedSeconds: waitedMs / 1000, functionRuns: functions.length },
    trace: withoutTimes(trace),
    isKept: before.trace.cache === 'hit',
    isKeptLonger: after.trace.cache === 'hit',
  };
}

/** Two requests have different times and ids. */
function withoutTimes(trace: Trace): Trace {
  const masked = (line: string) => line.replace(/("Timestamp":)\d+|("requestId":)"[^"]+"/g, '$1$2');
  return { ...trace, functions: trace.functions.map(run => ({ ...run, log: run.log.map(masked) })) };
}

function told({ kind, status, servedBy, functionRuns, failedOver, assumptions, cachedSeconds, waitedSeconds, trace }: Cell) {
  return {
    answer: { status, broken: kind === 'broken', servedBy, failedOver, assumptions, waitedSeconds, functionRuns },
    trace: withoutTimes(trace),
    isKept: cachedSeconds > 0,
    isKeptLonger: false,
  };
}
