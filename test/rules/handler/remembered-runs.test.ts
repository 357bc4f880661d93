import { jobFor } from './jobs';
import { Job, Report, Seen } from '../../../lib/rules/handler/job';
import { runOnce } from '../../../lib/rules/handler/run-jobs';

const FINE: Seen = { kind: 'failure', status: 503, reason: '' };
const UNSEEN: Seen = { kind: 'not-seen', reason: 'busy' };

/** Reports by the code of the job. */
function reporting(reports: Record<string, Report>) {
  return jest.fn((jobs: readonly Job[]) => jobs.map(({ files }) => reports[files['index.js']!]!));
}

const runs = (run: jest.Mock<Report[], [readonly Job[]]>) => run.mock.calls.map(([jobs]) => jobs.map(({ files }) => files['index.js']));

test('a job that was run is not run again, and its report is the same', () => {
  const [first, second] = [[FINE], [FINE, FINE]];
  const run = reporting({ a: first, b: second });
  expect(runOnce([jobFor('a')], run)).toEqual([first]);
  expect(runOnce([jobFor('b'), jobFor('a')], run)).toEqual([second, first]);
  expect(runOnce([jobFor('a'), jobFor('b')], run)).toEqual([first, second]);
  expect(runs(run)).toEqual([['a'], ['b']]);
});

test('a job of which something could not be seen is run again', () => {
  const run = reporting({ c: [FINE, UNSEEN] });
  for (let i = 0; i < 2; i += 1) expect(runOnce([jobFor('c')], run)).toEqual([[FINE, UNSEEN]]);
  expect(runs(run)).toEqual([['c'], ['c']]);
});

test('the same job with other limits is another', () => {
  const run = reporting({ d: [FINE] });
  runOnce([jobFor('d'), { ...jobFor('d'), timeoutMs: 1 }], run);
  expect(runs(run)).toEqual([['d', 'd']]);
});
