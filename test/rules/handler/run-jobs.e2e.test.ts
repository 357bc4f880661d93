import { spawnSync, SpawnSyncOptionsWithStringEncoding } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeIn, jobFor } from './jobs';
import { PASS } from './sample-code';
import { Job, Report } from '../../../lib/rules/handler/job';
import { runJobs } from '../../../lib/rules/handler/run-jobs';
import { ProcessResult, runProcess } from '../../../lib/rules/handler/runner-process';

jest.mock('node:child_process', () => ({
  ...jest.requireActual('node:child_process'),
  spawnSync: jest.fn(jest.requireActual('node:child_process').spawnSync),
}));

const JOBS = ['a', 'b', 'c', 'd'].map(jobFor);

const nameOf = codeIn;

/** Reports with the name of the job where the reason stands. */
function reportOf(job: Job): Report {
  return { cannotTell: nameOf(job) };
}

/** A process that dies at some jobs. */
function dyingAt(...names: string[]) {
  return jest.fn((jobs: readonly Job[]): ProcessResult => {
    const dies = jobs.findIndex(job => names.includes(nameOf(job)));
    return { wasReady: true, reason: 'SIGSEGV', reports: jobs.slice(0, dies < 0 ? jobs.length : dies).map(reportOf) };
  });
}

/** Each report's one reason. */
function reasonsOf(reports: readonly Report[]): string[] {
  return reports.map(report => ('cannotTell' in report ? report.cannotTell : 'played'));
}

const batches = (run: jest.Mock<ProcessResult, [readonly Job[]]>) => run.mock.calls.map(([jobs]) => jobs.map(nameOf).join(''));

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
    const run = jest.fn((): ProcessResult => ({ wasReady: false, reason: 'EAGAIN', reports: [] }));
    expect(new Set(reasonsOf(runJobs(JOBS, run)))).toEqual(new Set(['the process for running functions does not start: EAGAIN']));
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('fails what is left when the time of the check is over', () => {
    jest.useFakeTimers({ now: 0 });
    const run = jest.fn((jobs: readonly Job[]): ProcessResult => {
      jest.setSystemTime(61_000);
      return { wasReady: true, reason: 'ETIMEDOUT', reports: jobs.slice(0, 1).map(reportOf) };
    });
    expect(reasonsOf(runJobs(JOBS, run))).toEqual([
      'a',
      'the process for running it died: ETIMEDOUT',
      ...Array(2).fill('the functions before it used up the 60 s that a check has for functions'),
    ]);
    jest.useRealTimers();
  });

  test('gives much code to several processes', () => {
    const large = JOBS.map((job, i) => ({
      ...job,
      functions: [{ ...job.functions[0]!, files: { 'index.js': nameOf(job), 'data.json': ' '.repeat(i === 3 ? 70_000_000 : 30_000_000) } }],
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
  test('reports on a job', () => {
    const { reports, wasReady } = runProcess([jobFor(PASS)], 30_000);
    expect(wasReady).toBe(true);
    expect(reports).toHaveLength(1);
    const { played } = reports[0] as Extract<Report, { played: unknown }>;
    const outcomes = played.flatMap(situation => situation.outcomes);
    expect(outcomes.filter(({ trace }) => trace.refusal)).toEqual([]);
    expect(outcomes.filter(({ runs }) => runs.length).length).toBeGreaterThan(100);
  });

  test('fails when it is killed', () => {
    expect(runProcess([jobFor(PASS)], 1)).toEqual({ reports: [], wasReady: false, reason: expect.stringContaining('ETIMEDOUT') });
  });

  test('fails when a job makes no sense, and says so', () => {
    const broken = { ...jobFor(PASS), play: undefined } as unknown as Job;
    expect(runProcess([jobFor(PASS), broken, jobFor(PASS)], 30_000)).toMatchObject({
      reports: [expect.anything()],
      wasReady: true,
      reason: expect.stringMatching(/^TypeError: /),
    });
  });

  test('writes nothing into the files of coverage and profiles, because it has no environment', () => {
    const folder = `/tmp/never-${process.pid}`;
    process.env.NODE_OPTIONS = `--cpu-prof --cpu-prof-dir=${folder}`;
    try {
      expect(runProcess([], 30_000)).toMatchObject({ reports: [], wasReady: true });
      expect(existsSync(folder)).toBe(false);
    } finally {
      delete process.env.NODE_OPTIONS;
    }
  });
});

describe('the process, should a handler ever get out of the engine', () => {
  const PROBE = `
    const tried = {};
    const attempt = (name, what) => { try { tried[name] = what() ?? 'done'; } catch (error) { tried[name] = error.code ?? error.name; } };
    attempt('read', () => require('fs').readFileSync('/etc/hostname', 'utf8'));
    attempt('list', () => require('fs').readdirSync('/'));
    attempt('write', () => require('fs').writeFileSync(__filename + '.written', ''));
    attempt('spawn', () => { const { error } = require('child_process').spawnSync('true'); if (error) throw error; });
    attempt('thread', () => { new (require('worker_threads').Worker)('', { eval: true }); });
    attempt('eval', () => eval('1'));
    attempt('Function', () => new Function('return 1')());
    attempt('environment', () => Object.keys(process.env).join());
    console.log(JSON.stringify(tried));`;

  test('fails to read, to write, to start anything and to make code of text', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'probe-')));
    jest.mocked(spawnSync).mockClear();
    runProcess([], 30_000);
    const [program, args, options] = jest.mocked(spawnSync).mock.calls[0] as unknown as [
      string,
      string[],
      SpawnSyncOptionsWithStringEncoding,
    ];
    try {
      const probe = join(folder, 'probe.js');
      writeFileSync(probe, PROBE);
      const { stdout, stderr } = spawnSync(
        program,
        args.map(arg => arg.replace(args.at(-1)!, probe)),
        options,
      );
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({
        ...{
          read: 'ERR_ACCESS_DENIED',
          list: 'ERR_ACCESS_DENIED',
          write: 'ERR_ACCESS_DENIED',
          spawn: 'ERR_ACCESS_DENIED',
          thread: 'ERR_ACCESS_DENIED',
        },
        ...{ eval: 'EvalError', Function: 'EvalError', environment: '' },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
