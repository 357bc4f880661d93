import { createHash } from 'node:crypto';
import { Job, Report } from './job';
import { ProcessResult, runProcess } from './runner-process';

/** The time limit for all functions of one check, unless it has its own, in milliseconds. */
const TOTAL_MS = 60_000;

/** The input limit of one process, in bytes of JSON. Nearly always one process is enough. */
const BATCH_BYTES = 64 * 1024 * 1024;

/**
 * Runs jobs in one process. When it dies, its current job stays undetermined and the rest continues in a new process.
 *
 * @param run runs jobs in a process
 * @param totalMs for all of them
 * @returns one report for each job, in their order
 */
export function runJobs(
  jobs: readonly Job[], run: (jobs: readonly Job[], timeoutMs: number) => ProcessResult = runProcess, totalMs = TOTAL_MS,
): Report[] {
  const end = Date.now() + totalMs;
  const usedUp = `used up the ${Math.round(totalMs / 1000)} s that a check has for functions`;
  const reports: Report[] = [];
  while (reports.length < jobs.length) {
    const rest = jobs.slice(reports.length);
    const left = end - Date.now();
    if (left <= 0) {
      return [...reports, ...rest.map(() => ({ cannotTell: `the functions before it ${usedUp}` }))];
    }

    const batch = rest.slice(0, batchLength(rest));
    const result = run(batch, left);
    if (!result.wasReady && !result.wasLate) {
      return [...reports, ...rest.map(() => ({ cannotTell: `the process for running functions does not start: ${result.reason}` }))];
    }
    reports.push(...result.reports);
    if (result.reports.length < batch.length) {
      const late = `${reports.length ? 'it and the functions before it' : 'it'} ${usedUp}`;
      reports.push({ cannotTell: result.wasLate ? late : `the process for running it died: ${result.reason}` });
    }
  }
  return reports;
}

function batchLength(jobs: readonly Job[]): number {
  let bytes = 0;
  const tooMany = jobs.findIndex(({ functions }) => {
    for (const { files } of functions) for (const path in files) bytes += files[path]!.length;
    return bytes > BATCH_BYTES;
  });
  return tooMany < 0 ? jobs.length : Math.max(1, tooMany);
}

/** By the digest of the job. */
const known = new Map<string, Report>();

/**
 * Runs jobs that this process has not run before: an app is synthesized more than once, by its tests, by the construct and by a
 * plugin for the whole app. A job with an incomplete report runs again.
 *
 * @param run runs jobs, and reports on each
 * @param totalMs for all of them
 */
export function runOnce(
  jobs: readonly Job[],
  run: (jobs: readonly Job[]) => readonly Report[] = all => runJobs(all, undefined, totalMs),
  totalMs?: number,
): Report[] {
  const keys = jobs.map(job => createHash('sha256').update(JSON.stringify(job)).digest('hex'));
  const open = jobs.filter((_, i) => !known.has(keys[i]!));
  const reports = new Map(open.length ? run(open).map((report, i) => [open[i]!, report]) : []);
  jobs.forEach((job, i) => {
    const report = reports.get(job);
    if (report && isComplete(report)) known.set(keys[i]!, report);
  });
  return jobs.map((job, i) => reports.get(job) ?? known.get(keys[i]!)!);
}

function isComplete(report: Report): boolean {
  return 'played' in report && report.played.every(({ outcomes }) => outcomes.every(({ trace }) => trace.refusal === undefined));
}
