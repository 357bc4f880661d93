import { AttachedHandler } from './attached-handler';
import { HandlerRule } from './handler-rule';
import { Job, Report } from './job';
import { hasUnknownCodes, Observation, undecidedBy } from './observation';
import { HANDLER_RULES } from './rules';
import { Subject, subjectsOf } from './subject';
import { trialsOf } from './trial';
import { DistributionModel } from '../../model/distribution';
import { Finding, Unclear } from '../rule';

export type { HandlerRule };
export { HANDLER_RULES };

/** Loaded when there is something to run: processes and hashes of Node.js take a fifth of a check without any. */
function runInProcess(jobs: readonly Job[]): readonly Report[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('./run-jobs') as typeof import('./run-jobs')).runOnce(jobs);
}

/** What the rules say, and what they cannot say. */
interface Verdict {
  readonly findings: Finding[];
  readonly cannotTell: Unclear[];
}

/**
 * Runs the origin-response functions of behaviors that target an origin group, and says what they make of failures. No process
 * is started where there is no such function. A function that several distributions share is run once for the same group.
 *
 * @param run runs the jobs, and reports on each
 */
export function judgeHandlers(distributions: readonly DistributionModel[], run: (jobs: readonly Job[]) => readonly Report[] = runInProcess): Verdict {
  const subjects = subjectsOf(distributions);
  const jobs = new Map(subjects.flatMap((subject): Array<[string, Job]> => ('job' in subject ? [[subject.key, subject.job]] : [])));
  const reports = jobs.size ? run([...jobs.values()]) : [];
  const reportOf = new Map([...jobs.keys()].map((key, i) => [key, reports[i]!]));

  const verdict: Verdict = { findings: [], cannotTell: [] };
  for (const subject of subjects) {
    if ('job' in subject) judge(subject, reportOf.get(subject.key)!, verdict);
    else verdict.cannotTell.push({ ...placeOf(subject), rule: HANDLER_RULES[0]!.id, reason: subject.reason });
  }
  return verdict;
}

function judge({ handler, job }: Subject, report: Report, { findings, cannotTell }: Verdict): void {
  const place = placeOf(handler);
  const observation = observe(handler, job, report);
  for (const reason of unclearIn(observation)) cannotTell.push({ ...place, rule: HANDLER_RULES[0]!.id, reason });
  for (const { id: rule, level, fix, page, check } of HANDLER_RULES) {
    const outcome = check(observation);
    if (!outcome) continue;
    if ('cannotTell' in outcome) {
      cannotTell.push({ ...place, rule, reason: outcome.cannotTell });
    } else {
      const { path = place.resource } = handler.distribution;
      findings.push({ ...place, rule, level, path, message: `${outcome.what} Got: ${outcome.got}. Allowed: ${outcome.allowed}.`, fix, page });
    }
  }
}

function placeOf({ distribution: { template, logicalId: resource }, property }: Pick<AttachedHandler, 'distribution' | 'property'>) {
  return { template, resource, property };
}

function observe(handler: AttachedHandler, { setting, files }: Job, report: Report): Observation {
  const undecided = undecidedBy(setting.members.primary, files);
  const tries = trialsOf(setting).map((trial, i) => ({
    trial,
    seen: undecided !== undefined && trial.member === 'primary'
      ? { kind: 'not-seen' as const, reason: `the handler may tell the primary by ${undecided}` }
      : report[i]!,
  }));
  return { handler, statusCodes: setting.statusCodes, hasUnknownCodes: hasUnknownCodes(handler), tries };
}

/** Every reason once. */
function* unclearIn({ handler: { function: edgeFunction, group }, tries, hasUnknownCodes: hasUnknown }: Observation): Iterable<string> {
  if (hasUnknown) yield `some of the failover criteria of the origin group ${group.id} are not known`;
  const reasons = new Set(tries.flatMap(({ seen }) => (seen.kind === 'not-seen' ? [seen.reason] : [])));
  for (const reason of reasons) yield `the function ${edgeFunction.logicalId} cannot be told: ${reason}`;
}
