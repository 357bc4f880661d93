import { attachedHandlers, AttachedHandler, LostHandler } from './attached-handler';
import { HandlerRule } from './handler-rule';
import { Job, Report } from './job';
import { hasUnknownCodes, jobOf, Observation, settingOf, undecidedBy } from './observation';
import { runOnce } from './remembered-runs';
import { HANDLER_RULES } from './rules';
import { trialsOf } from './trial';
import { loadCode, LoadedCode, nodeVersionOf } from '../../function-code/load-code';
import { DistributionModel } from '../../model/distribution';
import { NotModelled } from '../../model/not-modelled';
import { Finding, Unclear } from '../rule';

export type { HandlerRule };
export { HANDLER_RULES };

/** A handler and what it takes to run it, or why that cannot be. */
interface Subject {
  readonly handler: AttachedHandler | LostHandler;
  readonly code?: LoadedCode;
  readonly job?: Job;
  readonly reason?: string;
}

/**
 * Runs the origin-response functions of behaviors that target an origin group, and says what they make of failures. No process
 * is started where there is no such function. A function that several distributions share is run once for the same group.
 *
 * @param run runs the jobs, and reports on each
 */
export function judgeHandlers(
  distributions: readonly DistributionModel[],
  run: (jobs: readonly Job[]) => readonly Report[] = runOnce,
): { findings: Finding[]; cannotTell: Unclear[] } {
  const subjects = distributions.flatMap(attachedHandlers).map(subjectOf);
  const jobs = new Map(subjects.flatMap(({ job }): Array<[string, Job]> => (job ? [[JSON.stringify(job), job]] : [])));
  const reports = jobs.size ? run([...jobs.values()]) : [];
  const reportOf = new Map([...jobs.keys()].map((key, i) => [key, reports[i]!]));

  const findings: Finding[] = [];
  const cannotTell: Unclear[] = [];
  for (const { handler, code, job, reason } of subjects) {
    const { template, logicalId: resource, path = resource } = handler.distribution;
    const { property } = handler;
    const unclear = (why: string, rule = HANDLER_RULES[0]!.id) => cannotTell.push({ rule, template, resource, property, reason: why });
    if (!job || !('group' in handler)) {
      unclear(reason ?? 'the function cannot be run');
      continue;
    }
    const observation = observe(handler, job, reportOf.get(JSON.stringify(job))!, undecidedBy(job.setting.members.primary, code!));
    for (const why of unclearIn(observation)) unclear(why);
    for (const { id: rule, level, fix, page, check } of HANDLER_RULES) {
      const outcome = check(observation);
      if (!outcome) continue;
      if ('cannotTell' in outcome) unclear(outcome.cannotTell, rule);
      else findings.push({ rule, level, template, resource, path, property, message: `${outcome.what} Got: ${outcome.got}. Allowed: ${outcome.allowed}.`, fix, page });
    }
  }
  return { findings, cannotTell };
}

function subjectOf(handler: AttachedHandler | LostHandler): Subject {
  if ('reason' in handler) return { handler, reason: handler.reason };
  const setting = settingOf(handler);
  if ('reason' in setting) return { handler, reason: setting.reason };
  try {
    const code = loadCode(handler.function);
    return { handler, code, job: jobOf(handler, code, nodeVersionOf(handler.function), setting) };
  } catch (error) {
    return { handler, reason: error instanceof NotModelled ? error.feature : (error as Error).message };
  }
}

function observe(handler: AttachedHandler, { setting }: Job, report: Report, undecided: string | undefined): Observation {
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
