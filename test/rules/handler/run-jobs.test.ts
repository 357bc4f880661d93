import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { codeIn, jobFor } from './jobs';
import { Job, Report } from '../../../lib/rules/handler/job';
import { runJobs, runOnce } from '../../../lib/rules/handler/run-jobs';
import { ProcessResult, runProcess } from '../../../lib/rules/handler/runner-process';
import { Outcome, PlayedSituation } from '../../../lib/simulator/cases/play';

jest.mock('node:child_process', () => ({ ...jest.requireActual('node:child_process'), spawnSync: jest.fn() }));
jest.mock('node:fs', () => ({ ...jest.requireActual('node:fs'), existsSync: jest.fn(jest.requireActual('node:fs').existsSync) }));

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

const JOBS = ['a', 'b', 'c', 'd'].map(jobFor);

/** Reports with the name of the job as the reason. */
function reportOf(job: Job): Report {
  return { cannotTell: codeIn(job) };
}

/** A process that dies at some jobs. */
function dyingAt(...names: string[]) {
  return jest.fn((jobs: readonly Job[]): ProcessResult => {
    const dies = jobs.findIndex(job => names.includes(codeIn(job)));
    return { wasReady: true, wasLate: false, reason: 'SIGSEGV', reports: jobs.slice(0, dies < 0 ? jobs.length : dies).map(reportOf) };
  });
}

/** Each report's one reason. */
function reasonsOf(reports: readonly Report[]): string[] {
  return reports.map(report => ('cannotTell' in report ? report.cannotTell : 'played'));
}

const batches = (run: jest.Mock<ProcessResult, [readonly Job[]]>) => run.mock.calls.map(([jobs]) => jobs.map(codeIn).join(''));

describe('runJobs', () => {
  test('needs one process when nothing dies', () => {
    const run = dyingAt();
    expect(reasonsOf(runJobs(JOBS, run))).toEqual(['a', 'b', 'c', 'd']);
    expect(batches(run)).toEqual(['abcd']);
  });

  test('goes on behind a job at which the process dies', () => {
    const run = dyingAt('b', 'd');
    expect(reasonsOf(runJobs(JOBS, run))).toEqual([
      'a',
      'the process for running it died: SIGSEGV',
      'c',
      'the process for running it died: SIGSEGV',
    ]);
    expect(batches(run)).toEqual(['abcd', 'cd']);
  });

  test('fails all jobs at once when the process does not start', () => {
    const run = jest.fn((): ProcessResult => ({ wasReady: false, wasLate: false, reason: 'EAGAIN', reports: [] }));
    expect(new Set(reasonsOf(runJobs(JOBS, run)))).toEqual(new Set(['the process for running functions does not start: EAGAIN']));
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('fails what is left when the time of the check is over', () => {
    jest.useFakeTimers({ now: 0 });
    const run = jest.fn((jobs: readonly Job[]): ProcessResult => {
      jest.setSystemTime(61_000);
      return { wasReady: true, wasLate: true, reason: 'spawnSync node ETIMEDOUT', reports: jobs.slice(0, 1).map(reportOf) };
    });
    expect(reasonsOf(runJobs(JOBS, run))).toEqual([
      'a',
      'it and the functions before it used up the 60 s that a check has for functions',
      ...Array(2).fill('the functions before it used up the 60 s that a check has for functions'),
    ]);
    jest.useRealTimers();
  });

  test('a process that is late before it is ready is late, and nothing ran before its first job', () => {
    jest.useFakeTimers({ now: 0 });
    const run = jest.fn((): ProcessResult => {
      jest.setSystemTime(61_000);
      return { reports: [], wasReady: false, wasLate: true, reason: 'spawnSync node ETIMEDOUT' };
    });
    expect(reasonsOf(runJobs(JOBS.slice(0, 2), run))).toEqual([
      'it used up the 60 s that a check has for functions',
      'the functions before it used up the 60 s that a check has for functions',
    ]);
    expect(run).toHaveBeenCalledTimes(1);
    jest.useRealTimers();
  });

  test('gives much code to several processes', () => {
    const large = JOBS.map((job, i) => ({
      ...job,
      functions: [{ ...job.functions[0]!, files: { 'index.js': codeIn(job), 'data.json': ' '.repeat(i === 3 ? 70_000_000 : 30_000_000) } }],
    }));
    const run = dyingAt();
    expect(reasonsOf(runJobs(large, run))).toEqual(['a', 'b', 'c', 'd']);
    expect(batches(run)).toEqual(['ab', 'c', 'd']);
  });

  test('starts no process for no job', () => {
    const run = dyingAt();
    expect(runJobs([], run)).toEqual([]);
    expect(run).not.toHaveBeenCalled();
  });
});

describe('runProcess', () => {
  const result = (ended: object) => {
    jest.mocked(spawnSync).mockReturnValue(ended as ReturnType<typeof spawnSync>);
    return runProcess(JOBS, 1000);
  };

  test.each<[string, object, ProcessResult]>([
    ['was never started', { stdout: null, stderr: null, error: new Error('spawnSync node EAGAIN') }, {
      reports: [], wasReady: false, wasLate: false, reason: 'spawnSync node EAGAIN',
    }],
    ['threw', { stdout: '"ready"\n', stderr: 'x\nRangeError: too much\n  at y' }, {
      reports: [], wasReady: true, wasLate: false, reason: 'RangeError: too much',
    }],
    ['was killed in the middle of a line', { stdout: '"ready"\n{"cannotTell":"a"}\n{"cannot', stderr: '', signal: 'SIGKILL' }, {
      reports: [{ cannotTell: 'a' }], wasReady: true, wasLate: false, reason: 'SIGKILL',
    }],
    ['was late', { stdout: '"ready"\n', stderr: '', error: Object.assign(new Error('spawnSync node ETIMEDOUT'), { code: 'ETIMEDOUT' }) }, {
      reports: [], wasReady: true, wasLate: true, reason: 'spawnSync node ETIMEDOUT',
    }],
    ['wrote nothing', { stdout: '', stderr: '', signal: null }, {
      reports: [], wasReady: false, wasLate: false, reason: 'without a reason',
    }],
  ])('says what it can about a process that %s', (_, ended, expected) => {
    expect(result(ended)).toEqual(expected);
  });

  test('fails when this process may not start any', () => {
    jest.mocked(spawnSync).mockImplementation(() => { throw new Error('Access to this API has been restricted'); });
    expect(runProcess(JOBS, 1000)).toEqual({
      reports: [], wasReady: false, wasLate: false, reason: 'Access to this API has been restricted',
    });
  });

  test('says what to run when its program is missing', () => {
    for (let i = 0; i < 4; i += 1) jest.mocked(existsSync).mockReturnValueOnce(false);
    expect(runProcess(JOBS, 1000)).toEqual({
      reports: [],
      wasReady: false,
      wasLate: false,
      reason: expect.stringMatching(/^handler-runner\.js is missing: .* Run "npm run bundle"$/),
    });
  });
});
