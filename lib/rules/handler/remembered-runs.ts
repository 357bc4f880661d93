import { createHash } from 'node:crypto';
import { Job, Report } from './job';
import { runJobs } from './run-jobs';

/** By the digest of the job. */
const known = new Map<string, Report>();

/**
 * Runs the jobs that this process has not run before. An app is synthesized more than once: by its tests, by the construct and
 * by a plugin that looks at the whole app. A job of which something could not be seen is run again.
 *
 * @param run runs jobs, and reports on each
 */
export function runOnce(jobs: readonly Job[], run: (jobs: readonly Job[]) => readonly Report[] = runJobs): Report[] {
  const keys = jobs.map(job => createHash('sha256').update(JSON.stringify(job)).digest('hex'));
  const open = jobs.filter((_, i) => !known.has(keys[i]!));
  const reports = new Map(open.length ? run(open).map((report, i) => [open[i]!, report]) : []);
  jobs.forEach((job, i) => {
    const report = reports.get(job);
    if (report?.every(({ kind }) => kind !== 'not-seen')) known.set(keys[i]!, report);
  });
  return jobs.map((job, i) => reports.get(job) ?? known.get(keys[i]!)!);
}
