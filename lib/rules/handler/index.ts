import { AttachedHandler, attachedHandlers, LostHandler } from './attached-handler';
import { HandlerRule } from './handler-rule';
import { FunctionJob, Job, Report } from './job';
import { knownCodes, Observation, observe } from './observation';
import { HANDLER_RULES } from './rules';
import { ROLE_HEADER } from '../../../lambda/role';
import { Budget } from '../../model/budget';
import { DistributionModel, membersOf } from '../../model/distribution';
import { isUnknown, show } from '../../model/value';
import { isOwnCode } from '../../simulator/functions/own-function-runner';
import { Evaluation } from '../finding';
import { cacheControlOf } from '../own-function';

export type { HandlerRule };
export { HANDLER_RULES };

interface KeyedJob {
  readonly job: Job;
  /** The same for the same play with the same code. */
  readonly key: string;
}

type Run = (jobs: readonly Job[], budget?: Budget) => readonly Report[];

/** Loaded when there is something to run: processes and hashes of Node.js take a fifth of a check without any. */
const runInProcess: Run = (jobs, budget) => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('./run-jobs') as typeof import('./run-jobs')).runOnce(jobs, undefined, budget?.functionMs);
};

/**
 * Plays the requests to origin groups whose behaviors have functions, and checks what the functions do. No process is started where
 * there are no functions, or only this library's own. Distributions that are the same for their functions are played once.
 *
 * @param run runs the jobs, and reports on each
 */
export function evaluateHandlers(
  distributions: readonly DistributionModel[], run: Run = runInProcess, budget?: Budget,
): Evaluation {
  const evaluation = new Evaluation();
  const codes = new Map<string, FunctionJob>();
  const played: Array<KeyedJob & { readonly handlers: readonly AttachedHandler[] }> = [];
  for (const distribution of distributions) {
    const handlers: AttachedHandler[] = [];
    for (const found of attachedHandlers(distribution)) {
      const reason = 'reason' in found ? found.reason : obstacleTo(found);
      if (reason !== undefined) addUnclear(evaluation, found, reason);
      else if (!isOwn(found as AttachedHandler)) handlers.push(found as AttachedHandler);
    }
    if (!handlers.length) continue;
    const keyed = keyedJob(distribution, handlers, codes);
    const runnable = handlers.filter(handler => {
      const attached = keyed.job.attached[handler.properties[0]!]!;
      if ('cannotTell' in attached) addUnclear(evaluation, handler, attached.cannotTell);
      return 'index' in attached;
    });
    if (runnable.length) played.push({ ...keyed, handlers: runnable });
  }

  const jobs = new Map(played.map(({ key, job }) => [key, job]));
  const reports = jobs.size ? run([...jobs.values()], budget) : [];
  const reportOf = new Map([...jobs.keys()].map((key, i) => [key, reports[i]!]));
  for (const { key, job, handlers } of played) {
    for (const handler of handlers) evaluate(observe(handler, reportOf.get(key)!, filesOf(handler, job)), evaluation);
  }
  return evaluation;
}

/** What only running the functions would show. */
export function handlersNotRun(distributions: readonly DistributionModel[]): Evaluation {
  const evaluation = new Evaluation();
  for (const found of distributions.flatMap(attachedHandlers)) addUnclear(evaluation, found, 'functions are not run');
  return evaluation;
}

function keyedJob(distribution: DistributionModel, handlers: readonly AttachedHandler[], codes: Map<string, FunctionJob>): KeyedJob {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { jobOf } = require('./job-of') as typeof import('./job-of');
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { nameless, withoutHosts } = require('./nameless') as typeof import('./nameless');
  const behaviors = distribution.behaviors
    .map((one, behavior) => ({ behavior, events: handlers.filter(handler => handler.behaviors.includes(one)).map(({ event }) => event) }))
    .filter(({ events }) => events.length);
  const loaded = jobOf({ distribution: nameless(distribution), behaviors, assumptions: {} }, codes, () => 'Function');
  const job = withoutHosts(loaded.job);
  return { job, key: JSON.stringify([job.play, job.attached, loaded.codeKeys]) };
}

function filesOf({ properties: [property] }: AttachedHandler, { attached, functions }: Job): FunctionJob['files'] {
  const one = attached[property!]!;
  return 'index' in one ? functions[one.index]!.files : {};
}

function evaluate(observation: Observation, evaluation: Evaluation): void {
  const { handler, hasUnknownCodes, unclear } = observation;
  const { distribution, group, name, properties: [property] } = handler;
  if (hasUnknownCodes) addUnclear(evaluation, handler, `some of the failover criteria of the origin group ${group!.id} are not known`);
  for (const reason of unclear) addUnclear(evaluation, handler, `what the function ${name} does is not known: ${reason}`);
  for (const rule of HANDLER_RULES) {
    const outcome = rule.check(observation);
    if (outcome) evaluation.add(rule, distribution, { property: property!, ...outcome });
  }
}

/** The worst that a function of an event may do. What a viewer's function does shows before there is an outage. */
const WORST: Readonly<Record<string, string>> = {
  'origin-request': 'secondary-does-not-serve', 'viewer-request': 'handler-fails', 'viewer-response': 'handler-fails',
};

function addUnclear(evaluation: Evaluation, found: AttachedHandler | LostHandler, cannotTell: string): void {
  const property = 'property' in found ? found.property : found.properties[0]!;
  const worst = WORST[show(found.event)] ?? 'handler-masks-failover';
  evaluation.add(HANDLER_RULES.find(({ id }) => id === worst)!, found.distribution, { property, cannotTell });
}

/** Why no request can be played. */
function obstacleTo({ distribution, group }: AttachedHandler): string | undefined {
  if (!group) return undefined;
  if (membersOf(distribution, group).length !== 2) {
    return `the origin group ${group.id} does not have two members that are origins of the distribution`;
  }
  if (knownCodes(group).length) return undefined;
  const { statusCodes } = group;
  const what = isUnknown(statusCodes) ? statusCodes.unknown : 'empty, or not known';
  return `the failover criteria of the origin group ${group.id} are ${what}`;
}

/**
 * Whether this is the library's own function, made for a group with these codes whose members have their roles: then it is known what
 * it does, and running it would only take time.
 */
function isOwn({ distribution, group, function: model }: AttachedHandler): boolean {
  const policy = model?.policy;
  if (!group || !policy || !isOwnCode(model) || cacheControlOf(policy) === undefined) return false;
  const roles = membersOf(distribution, group).map(({ customHeaders }) =>
    customHeaders.filter(({ name }) => show(name).toLowerCase() === ROLE_HEADER).map(({ value }) => show(value)).join());
  return (
    roles.join(' ') === 'primary secondary' &&
    !isUnknown(group.statusCodes) &&
    group.statusCodes.every(code => !isUnknown(code) && policy.failover.includes(code))
  );
}
