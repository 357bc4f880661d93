import { spawnSync, SpawnSyncOptionsWithStringEncoding } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobFor } from './jobs';
import { PASS } from './sample-code';
import { Job, Report } from '../../../lib/rules/handler/job';
import { runProcess } from '../../../lib/rules/handler/runner-process';

jest.mock('node:child_process', () => ({
  ...jest.requireActual('node:child_process'),
  spawnSync: jest.fn(jest.requireActual('node:child_process').spawnSync),
}));

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
    expect(runProcess([jobFor(PASS)], 1)).toEqual({
      reports: [], wasReady: false, wasLate: true, reason: expect.stringContaining('ETIMEDOUT'),
    });
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
