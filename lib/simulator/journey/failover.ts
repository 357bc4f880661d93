import { AssumptionName, Assumptions, ASSUMPTION_VALUES } from './assumptions';
import { FailureKind } from '../origins/origin';

/** What came of asking one origin, after its retries and after the origin-response function. */
export interface Visit {
  /** Whether the origin was asked: an origin-request function may answer in its place, or fail. */
  readonly asked: boolean;
  /** The origin's own status, or the one that CloudFront gives a failure. */
  readonly originStatus: number;
  /** The status after the function; the same where none ran. */
  readonly status: number;
  /** Why no origin answered. */
  readonly failure?: FailureKind;
  /** The function failed, and `status` is what CloudFront makes of that. */
  readonly functionFailed: boolean;
}

/** An answer, and the assumptions that it rests on. */
export interface Ruling {
  readonly failsOver: boolean;
  readonly assumptions: readonly AssumptionName[];
}

/** The status that CloudFront gives to an origin that did not answer. */
export function statusOfFailure(failure: FailureKind, assumptions: Assumptions): number {
  return isTimeout(failure) ? 504 : assumptions.connectFailureIs;
}

/** Timeouts are a 504 for sure; of the other failures the status is undocumented. */
export function isTimeout(failure: FailureKind): boolean {
  return failure.endsWith('timeout');
}

/**
 * Whether CloudFront tries the secondary after this visit to the primary, the method and the cache settings allowing.
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

/** AWS's pages leave these open together: where neither changes the answer alone, both may. */
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
    // AWS names 503 for a primary that cannot be connected to, and elsewhere 502, or 504 when connecting times out.
    case 'connect-timeout': return onConnectFailure([503, 504], failure, codes, assumptions);
    default: return onConnectFailure([502, 503], failure, codes, assumptions);
  }
}

function onConnectFailure(either: readonly number[], failure: FailureKind, codes: readonly number[], assumptions: Assumptions): boolean {
  const asked = assumptions.connectFailureFailsOverOn === 'either' ? either : [statusOfFailure(failure, assumptions)];
  return asked.some(code => codes.includes(code));
}
