import { AttachedHandler, attachedHandlers } from './attached-handler';
import { HandlerRule } from './handler-rule';
import { Job, Report } from './job';
import { hasUnknownCodes, Observation, undecidedBy } from './observation';
import { HANDLER_RULES } from './rules';
import { Subject, subjectsOf } from './subject';
import { trialsOf } from './trial';
import { ROLE_HEADER } from '../../../lambda/role';
import { DistributionModel, membersOf } from '../../model/distribution';
import { isUnknown, show } from '../../model/value';
import { isOwnCode } from '../../simulator/functions/own-function-runner';
import { Evaluation } from '../finding';
import { cacheControlOf } from '../own-function';

export type { HandlerRule };
export { HANDLER_RULES };

type Run = (jobs: readonly Job[]) => readonly Report[];

/** Loaded when there is something to run: processes and hashes of Node.js take a fifth of a check without any. */
const runInProcess: Run = jobs => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('./run-jobs') as typeof import('./run-jobs')).runOnce(jobs);
};

/**
 * Runs the origin-response functions of behaviors that target an origin group, and checks what they do with failures. No process
 * is started where there is no such function, or only this library's own. A function that several distributions share is run once for the
 * same group.
 *
 * @param run runs the jobs, and reports on each
 */
export function evaluateHandlers(distributions: readonly DistributionModel[], run: Run = runInProcess): Evaluation {
  const subjects = subjectsOf(distributions).filter(subject => !('job' in subject && isOwn(subject.handler)));
  const jobs = new Map(subjects.flatMap((subject): Array<[string, Job]> => ('job' in subject ? [[subject.key, subject.job]] : [])));
  const reports = jobs.size ? run([...jobs.values()]) : [];
  const reportOf = new Map([...jobs.keys()].map((key, i) => [key, reports[i]!]));

  const evaluation = new Evaluation();
  for (const subject of subjects) {
    if ('job' in subject) evaluate(subject, reportOf.get(subject.key)!, evaluation);
    else evaluation.add(HANDLER_RULES[0]!, subject.distribution, { property: subject.property, cannotTell: subject.reason });
  }
  return evaluation;
}

/** What only running the functions would show. */
export function handlersNotRun(distributions: readonly DistributionModel[]): Evaluation {
  const evaluation = new Evaluation();
  for (const { distribution, property } of distributions.flatMap(attachedHandlers)) {
    evaluation.add(HANDLER_RULES[0]!, distribution, { property, cannotTell: 'functions are not run' });
  }
  return evaluation;
}

function evaluate({ handler, job }: Subject, report: Report, evaluation: Evaluation): void {
  const { distribution, property } = handler;
  const observation = observe(handler, job, report);
  for (const cannotTell of unclearIn(observation)) evaluation.add(HANDLER_RULES[0]!, distribution, { property, cannotTell });
  for (const rule of HANDLER_RULES) {
    const outcome = rule.check(observation);
    if (outcome) evaluation.add(rule, distribution, { property, ...outcome });
  }
}

/**
 * Whether this is the library's own function, made for a group with these codes whose members have their roles: then it is known what
 * it does, and running it would only take time.
 */
function isOwn({ distribution, group, function: edgeFunction }: AttachedHandler): boolean {
  const { policy } = edgeFunction;
  if (!policy || !isOwnCode(edgeFunction) || cacheControlOf(policy) === undefined) return false;
  const roles = membersOf(distribution, group).map(({ customHeaders }) =>
    customHeaders.filter(({ name }) => show(name).toLowerCase() === ROLE_HEADER).map(({ value }) => show(value)).join());
  return (
    roles.join(' ') === 'primary secondary' &&
    !isUnknown(group.statusCodes) &&
    group.statusCodes.every(code => !isUnknown(code) && policy.failover.includes(code))
  );
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
