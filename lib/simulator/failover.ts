import { AssumptionName, Assumptions } from './assumptions';
import { FailureKind } from './trace';

/** What came of asking one origin, after its retries and after the origin-response function. */
export interface Visit {
  /** The origin's own status, or the one that CloudFront gives a failure. */
  readonly originStatus: number;
  /** The status after the function; the same where none ran. */
  readonly status: number;
  /** Why no origin answered. */
  readonly failure?: FailureKind;
  /** The function failed, and `status` is what CloudFront makes of that. */
  readonly functionFailed: boolean;
}

/** An answer, and the assumptions that it rests on: those that would change it. */
export interface Ruling {
  readonly failsOver: boolean;
  readonly assumptions: readonly AssumptionName[];
}

/** The status that CloudFront gives to an origin that did not answer. */
export function statusOfFailure(failure: FailureKind, assumptions: Assumptions): number {
  return failure.endsWith('timeout') ? 504 : assumptions.connectFailureIs;
}

/**
 * Whether CloudFront tries the secondary after this visit to the primary, the method and the cache settings allowing.
 *
 * @param codes the failover criteria
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 */
export function rule(visit: Visit, codes: readonly number[], assumptions: Assumptions): Ruling {
  if (visit.functionFailed) return onFailedFunction(visit, codes, assumptions);
  if (visit.failure && visit.status === visit.originStatus) return onFailure(visit.failure, codes, assumptions);

  const byResult = codes.includes(visit.status);
  const byOrigin = visit.failure ? onFailure(visit.failure, codes, assumptions).failsOver : codes.includes(visit.originStatus);
  return {
    failsOver: assumptions.failoverSees === 'function-result' ? byResult : byOrigin,
    assumptions: byResult === byOrigin ? [] : ['failoverSees'],
  };
}

function onFailure(failure: FailureKind, codes: readonly number[], assumptions: Assumptions): Ruling {
  switch (failure) {
    case 'read-timeout': return { failsOver: codes.includes(504), assumptions: [] };
    case 'completion-timeout': return {
      failsOver: assumptions.completionTimeoutFailsOver && codes.includes(504),
      assumptions: codes.includes(504) ? ['completionTimeoutFailsOver'] : [],
    };
    // AWS names 503 for a primary that cannot be connected to, and elsewhere 502, or 504 when connecting times out.
    case 'connect-timeout': return onConnectFailure([503, 504], 504, codes, assumptions);
    default: return onConnectFailure([502, 503], assumptions.connectFailureIs, codes, assumptions);
  }
}

function onConnectFailure(either: readonly number[], itsStatus: number, codes: readonly number[], assumptions: Assumptions): Ruling {
  const listed = either.filter(code => codes.includes(code));
  const failsOver = assumptions.connectFailureFailsOverOn === 'either' ? listed.length > 0 : codes.includes(itsStatus);
  if (listed.length === 0 || listed.length === either.length) return { failsOver, assumptions: [] };
  return { failsOver, assumptions: itsStatus === 504 ? ['connectFailureFailsOverOn'] : ['connectFailureFailsOverOn', 'connectFailureIs'] };
}

function onFailedFunction({ originStatus, status }: Visit, codes: readonly number[], assumptions: Assumptions): Ruling {
  const byOrigin = codes.includes(originStatus);
  const byFailure = assumptions.failedFunctionFailsOver && codes.includes(status);
  return {
    failsOver: assumptions.failoverSees === 'origin-status' ? byOrigin : byFailure,
    assumptions: ['failedFunctionFailsOver', ...(byOrigin === byFailure ? [] : ['failoverSees' as const])],
  };
}
