import { spawnSync, SpawnSyncReturns } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { Job, READY, Report } from './job';

/** The result of a process. */
export interface ProcessResult {
  /** Reports of the first jobs; of all jobs, unless the process died. */
  readonly reports: readonly Report[];
  /** Whether it started to accept jobs. */
  readonly wasReady: boolean;
  /** Whether it was killed because it ran out of time. */
  readonly wasLate: boolean;
  /** Why it did not report on all jobs. */
  readonly reason: string;
}

/** Relative to lib/rules/handler, build/lib/rules/handler, and bundles in build/lib and one folder below. */
const PLACES = ['../../../build', '../../..', '../..', '..'];

/**
 * Tries handlers in a separate process: without environment variables, and, as far as this version of Node.js can deny them, without
 * files, processes and workers, and since Node.js 25 without network. It is the second wall. The first is the engine inside, which
 * has none of these.
 *
 * @param timeoutMs after which the process is killed
 * @see https://nodejs.org/api/permissions.html
 */
export function runProcess(jobs: readonly Job[], timeoutMs: number): ProcessResult {
  const file = runnerFile();
  if (file === undefined) {
    return {
      reports: [],
      wasReady: false,
      wasLate: false,
      reason: `handler-runner.js is missing: it is not in ${PLACES.join(', ')} of ${__dirname}. Run "npm run bundle"`,
    };
  }
  try {
    return readOutput(spawnSync(process.execPath, [...permission(file), ...FLAGS, file], {
      input: jobs.map(job => JSON.stringify(job)).join('\n'),
      env: {},
      encoding: 'utf8',
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: 256 * 1024 * 1024,
      windowsHide: true,
    }));
  } catch (error) {
    return { reports: [], wasReady: false, wasLate: false, reason: (error as Error).message }; // This process may not start any.
  }
}

function readOutput({ stdout, stderr, error, signal }: SpawnSyncReturns<string>): ProcessResult {
  const [first, ...lines] = (stdout ?? '').split('\n').slice(0, -1); // Text after the last newline is an incomplete line.
  const reason = error?.message ?? /^\w*Error.*/m.exec(stderr ?? '')?.[0] ?? signal ?? 'without a reason';
  const wasLate = (error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT';
  return { reports: lines.map(line => JSON.parse(line) as Report), wasReady: first === JSON.stringify(READY), wasLate, reason };
}

const FLAGS = ['--no-warnings', '--expose-gc', '--disallow-code-generation-from-strings', '--max-old-space-size=512'];

/** The process may read only its own program. */
function permission(file: string): string[] {
  const flag = ['--permission', '--experimental-permission'].find(name => process.allowedNodeEnvironmentFlags.has(name));
  return flag === undefined ? [] : [flag, `--allow-fs-read=${file}`];
}

function runnerFile(): string | undefined {
  const file = PLACES.map(place => join(__dirname, place, 'handler-runner.js')).find(existsSync);
  return file && realpathSync(file); // The process may not follow links.
}
