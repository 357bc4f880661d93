import { AssumptionName, Assumptions, ASSUMPTION_VALUES } from './assumptions';
import { FailureKind } from '../origins/origin';

/** The result of asking one origin, after its retries and after the origin-response function. */
export interface Visit {
  /** Whether the origin was asked: an origin-request function may answer instead, or fail. */
  readonly asked: boolean;
  /** The origin's own status, or the status that CloudFront gives to a failure. */
  readonly originStatus: number;
  /** The status after the function; the same if none ran. */
  readonly status: number;
  /** Why no origin answered. */
  readonly failure?: FailureKind;
  /** Whether the function failed. Then `status` is the status that CloudFront gives to that. */
  readonly functionFailed: boolean;
}

/** Whether CloudFront fails over, and the assumptions behind that. */
export interface Ruling {
  readonly failsOver: boolean;
  readonly assumptions: readonly AssumptionName[];
}

/** The status that CloudFront gives to an origin that did not answer. */
export function statusOfFailure(failure: FailureKind, assumptions: Assumptions): number {
  return isTimeout(failure) ? 504 : assumptions.connectFailureIs;
}

/** Timeouts are documented to be a 504. The status of other failures is undocumented. */
export function isTimeout(failure: FailureKind): boolean {
  return failure.endsWith('timeout');
}

/**
 * Whether CloudFront tries the secondary after this visit to the primary, if the method and the cache settings allow it.
 *
 * @param codes the failover criteria
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 */
export function rule(visit: Visit, codes: readonly number[], assumptions: Assumptions): Ruling {
  const isPlain = visit.asked && !visit.failure && !visit.functionFailed && visit.status === visit.originStatus;
  if (isPlain) return { failsOver: codes.includes(visit.status), assumptions: [] };

  const decide = (changed: Partial<Assumptions>) => failsOver(visit, codes, { ...assumptions, ...changed });
  return { failsOver: decide({}), assumptions: NAMES.filter(name => changes(decide, name)) };
}

const NAMES: readonly AssumptionName[] = [
  'failoverSees', 'failedFunctionFailsOver', 'connectFailureFailsOverOn', 'connectFailureIs', 'completionTimeoutFailsOver',
];

/** AWS's pages leave these two open together: both may change the answer where neither does alone. */
const TOGETHER: Partial<Record<AssumptionName, AssumptionName>> = {
  connectFailureFailsOverOn: 'connectFailureIs',
  connectFailureIs: 'connectFailureFailsOverOn',
};

function changes(decide: (changed: Partial<Assumptions>) => boolean, name: AssumptionName): boolean {
  const other = TOGETHER[name];
  const settings = other ? ASSUMPTION_VALUES[other].map(value => ({ [other]: value })) : [{}];
  return settings.some(setting => new Set(ASSUMPTION_VALUES[name].map(value => decide({ ...setting, [name]: value }))).size > 1);
}

function failsOver(visit: Visit, codes: readonly number[], assumptions: Assumptions): boolean {
  const { asked, failure, functionFailed, originStatus, status } = visit;
  const byOrigin = asked && (failure ? onFailure(failure, codes, assumptions) : codes.includes(originStatus));
  if (functionFailed) {
    const byFailure = assumptions.failedFunctionFailsOver && codes.includes(status);
    return asked && assumptions.failoverSees === 'origin-status' ? byOrigin : byFailure;
  }
  if (assumptions.failoverSees === 'origin-status') return byOrigin;
  return failure && status === originStatus ? byOrigin : codes.includes(status);
}

function onFailure(failure: FailureKind, codes: readonly number[], assumptions: Assumptions): boolean {
  switch (failure) {
    case 'read-timeout': return codes.includes(504);
    case 'completion-timeout': return assumptions.completionTimeoutFailsOver && codes.includes(504);
    // For a primary that cannot be connected to, AWS names 503 on one page, and 502, or 504 for timeouts, on others.
    case 'connect-timeout': return onConnectFailure([503, 504], failure, codes, assumptions);
    default: return onConnectFailure([502, 503], failure, codes, assumptions);
  }
}

function onConnectFailure(either: readonly number[], failure: FailureKind, codes: readonly number[], assumptions: Assumptions): boolean {
  const asked = assumptions.connectFailureFailsOverOn === 'either' ? either : [statusOfFailure(failure, assumptions)];
  return asked.some(code => codes.includes(code));
}
