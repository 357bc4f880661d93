import { API, GUIDE, PAGES } from './pages';
import { Outcome, Rule } from './rule';
import { onErrorResponses } from './scopes';
import { BehaviorModel, DistributionModel, ErrorResponseModel, groupOf, membersOf } from '../model/distribution';
import { matchesPath } from '../model/path-pattern';
import { isUnknown, show, Value } from '../model/value';

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/creating-custom-error-pages.html */
const ERROR_CODES: readonly number[] = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-response-code.html */
const RESPONSE_CODES: readonly number[] = [200, ...ERROR_CODES];
/** Seconds for which a cached error may outlive its cause. */
const LONG = 60;

function unsupported(property: string, value: Value<number>, allowed: readonly number[], what: string): Outcome | undefined {
  if (isUnknown(value)) return { property, cannotTell: `it is ${value.unknown}` };
  return allowed.includes(value) ? undefined : { property, what, got: String(value), allowed: allowed.join(', ') };
}

/** Whether a custom error response is for server errors; unknown if its code is unknown. */
function isOutage({ errorCode }: ErrorResponseModel): Value<boolean> {
  return isUnknown(errorCode) ? errorCode : errorCode >= 500;
}

/** The first behavior that matches a path; unknown if an earlier pattern is unknown. */
function behaviorAt(path: string, { behaviors }: DistributionModel): Value<BehaviorModel> | undefined {
  for (const behavior of behaviors) {
    if (isUnknown(behavior.pathPattern)) return behavior.pathPattern;
    if (behavior.property.endsWith('DefaultCacheBehavior') || matchesPath(behavior.pathPattern, path)) return behavior;
  }
  return undefined;
}

/** The ids of the groups that behaviors target, and of their members. */
function failingTargets(distribution: DistributionModel): string[] {
  const groups = distribution.behaviors.map(behavior => groupOf(distribution, behavior)).filter(group => group !== undefined);
  return groups.flatMap(group => [group.id, ...membersOf(distribution, group).map(({ id }) => id)]);
}

export const ERROR_RESPONSE_RULES: readonly Rule[] = [
  {
    id: 'error-code-unsupported',
    level: 'error',
    why: 'CloudFront supports custom error responses for some status codes only and rejects others at deployment.',
    fix: 'Remove the custom error response, or make the origin return a supported status code.',
    page: `${GUIDE}/creating-custom-error-pages.html`,
    check: onErrorResponses(({ property, errorCode }) =>
      unsupported(`${property}.ErrorCode`, errorCode, ERROR_CODES, 'CloudFront supports no custom error response for this status code.')),
  },
  {
    id: 'response-code-unsupported',
    level: 'error',
    why: 'CloudFront supports some response codes only and rejects others at deployment.',
    fix: 'Use one of the supported codes.',
    page: `${GUIDE}/custom-error-pages-response-code.html`,
    check: onErrorResponses(({ property, responseCode }) => (responseCode === undefined ? undefined
      : unsupported(`${property}.ResponseCode`, responseCode, RESPONSE_CODES, 'CloudFront does not support this response code.'))),
  },
  {
    id: 'error-response-incomplete',
    level: 'error',
    why: 'CloudFront rejects ResponsePagePath without ResponseCode, and ResponseCode without ResponsePagePath, at deployment.',
    fix: 'Set both, or neither for a custom error response that only sets ErrorCachingMinTTL.',
    page: `${API}/API_CustomErrorResponse.html`,
    check: onErrorResponses(({ property, responseCode, responsePagePath }) => {
      const hasCode = responseCode !== undefined;
      const hasPage = responsePagePath !== undefined && responsePagePath !== '';
      if (hasCode === hasPage) return undefined;
      const what = 'The custom error response sets only one of ResponseCode and ResponsePagePath.';
      return { property, what, got: hasCode ? 'only ResponseCode' : 'only ResponsePagePath', allowed: 'both or neither' };
    }),
  },
  {
    id: 'error-page-behind-group',
    level: 'warning',
    why: 'CloudFront fetches the page like any other object. When both members of the group have failed, a page behind the group fails ' +
      'too, and the viewer gets the status of that second failure.',
    fix: 'Store the page in an S3 bucket that is not a member of the group, and add a behavior for its path.',
    page: `${GUIDE}/custom-error-pages-different-locations.html`,
    * check(distribution) {
      if (!distribution.errorResponses.length) return;
      const failing = failingTargets(distribution);
      const codes = new Map<string, string[]>();
      for (const response of failing.length ? distribution.errorResponses : []) {
        const outage = isOutage(response);
        const { errorCode, responsePagePath } = response;
        if (responsePagePath === undefined || outage === false) continue;
        const behavior = isUnknown(responsePagePath) ? responsePagePath : behaviorAt(responsePagePath, distribution);
        const property = `${response.property}.ResponsePagePath`;
        const unknown = [outage, behavior].find(isUnknown);
        if (unknown) {
          yield { property, cannotTell: `it depends on ${unknown.unknown}` };
        } else if (behavior && !isUnknown(behavior) && failing.includes(show(behavior.target))) {
          const got = `${show(responsePagePath)} through the behavior ${show(behavior.pathPattern)}`;
          codes.set(got, [...codes.get(got) ?? [], show(errorCode)]);
        }
      }
      for (const [got, of] of codes) {
        yield {
          property: 'DistributionConfig.CustomErrorResponses',
          what: `The error page for ${of.join(', ')} comes from the origins that failed.`,
          got,
          allowed: 'a behavior that targets an origin outside the group',
        };
      }
    },
  },
  {
    id: 'error-cached-long',
    level: 'warning',
    why: 'While CloudFront serves the cached error, it sends no request to either origin, even if they are healthy again.',
    fix: 'Lower ErrorCachingMinTTL; the default is 10 s.',
    page: PAGES.errorCaching,
    check: onErrorResponses(response => {
      const property = `${response.property}.ErrorCachingMinTTL`;
      const outage = isOutage(response);
      if (outage === false) return undefined;
      const unknown = [response.errorCachingMinTtl, outage].find(isUnknown);
      const isLong = isUnknown(response.errorCachingMinTtl) || response.errorCachingMinTtl > LONG;
      if (unknown) return isLong ? { property, cannotTell: `it depends on ${unknown.unknown}` } : undefined;
      return isLong
        ? {
          property,
          what: `CloudFront caches the error ${show(response.errorCode)} for a long time.`,
          got: `${show(response.errorCachingMinTtl)} s`,
          allowed: `at most ${LONG} s`,
        }
        : undefined;
    }),
  },
  {
    id: 'error-cached-on-s3',
    level: 'info',
    why: 'CloudFront caches an error of an S3 origin for at least 1 s, to protect the bucket. It requests other origins again at once.',
    fix: 'No change needed, unless a test counts requests.',
    page: PAGES.errorCaching,
    check: onErrorResponses(({ property, errorCode, errorCachingMinTtl }, { origins }) => {
      if (errorCachingMinTtl !== 0 || !origins.some(({ kind }) => kind === 's3')) return undefined;
      const what = `CloudFront caches the error ${show(errorCode)} of an S3 origin anyway.`;
      return { property: `${property}.ErrorCachingMinTTL`, what, got: '0 s', allowed: '1 s or more' };
    }),
  },
  {
    id: 'missing-page-hides-failover',
    level: 'info',
    why: 'The group fails over first, and the page then replaces the response of the secondary, on every behavior. A missing object ' +
      'looks like a page of the application.',
    fix: 'Rewrite the path in a CloudFront function on viewer-request, and remove these codes from the failover status codes.',
    page: PAGES.failover,
    check: onErrorResponses(({ property, errorCode, responseCode }, { groups }) => {
      if (responseCode !== 200 || isUnknown(errorCode) || ![403, 404].includes(errorCode)) return undefined;
      const codes = groups.flatMap(({ statusCodes }) => (isUnknown(statusCodes) ? [] : statusCodes));
      return codes.includes(errorCode)
        ? {
          property,
          what: `The status ${errorCode} fails over, and a custom error response then changes it to 200.`,
          got: `${errorCode} in both lists`,
          allowed: 'one or the other',
        }
        : undefined;
    }),
  },
];
