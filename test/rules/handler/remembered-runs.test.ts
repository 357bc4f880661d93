import { codeIn, jobFor } from './jobs';
import { Job, Report } from '../../../lib/rules/handler/job';
import { runOnce } from '../../../lib/rules/handler/run-jobs';
import { Outcome, PlayedSituation } from '../../../lib/simulator/cases/play';

const FINE = played();
const UNCLEAR = played('busy');

function played(refusal?: string): Report {
  const outcomes = [{ trace: { refusal } } as Outcome];
  return { played: [{ outcomes } as unknown as PlayedSituation] };
}

/** Reports by the code of the job. */
function reporting(reports: Record<string, Report>) {
  return jest.fn((jobs: readonly Job[]) => jobs.map(job => reports[codeIn(job)]!));
}

const runs = (run: jest.Mock<Report[], [readonly Job[]]>) => run.mock.calls.map(([jobs]) => jobs.map(codeIn));

test('a job that was run is not run again, and its report is the same', () => {
  const [first, second] = [FINE, played()];
  const run = reporting({ a: first, b: second });
  expect(runOnce([jobFor('a')], run)).toEqual([first]);
  expect(runOnce([jobFor('b'), jobFor('a')], run)).toEqual([second, first]);
  expect(runOnce([jobFor('a'), jobFor('b')], run)).toEqual([first, second]);
  expect(runs(run)).toEqual([['a'], ['b']]);
});

test('a job with something undetermined is run again', () => {
  const run = reporting({ c: UNCLEAR, dead: { cannotTell: 'died' } });
  for (let i = 0; i < 2; i += 1) expect(runOnce([jobFor('c'), jobFor('dead')], run)).toEqual([UNCLEAR, { cannotTell: 'died' }]);
  expect(runs(run)).toEqual([['c', 'dead'], ['c', 'dead']]);
});

test('the same code in another job is another', () => {
  const run = reporting({ d: FINE });
  runOnce([jobFor('d'), { ...jobFor('d'), attached: {} }], run);
  expect(runs(run)).toEqual([['d', 'd']]);
});
