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
/** Seconds for which an error may outlive its cause. */
const LONG = 60;

function unsupported(property: string, value: Value<number>, allowed: readonly number[], what: string): Outcome | undefined {
  if (isUnknown(value)) return { property, cannotTell: `it is ${value.unknown}` };
  return allowed.includes(value) ? undefined : { property, what, got: String(value), allowed: allowed.join(', ') };
}

/** Whether a custom error response is for errors of the server; unknown where its code is. */
function isOutage({ errorCode }: ErrorResponseModel): Value<boolean> {
  return isUnknown(errorCode) ? errorCode : errorCode >= 500;
}

/** The first behavior that takes a path; unknown when a pattern before it is. */
function behaviorAt(path: string, { behaviors }: DistributionModel): Value<BehaviorModel> | undefined {
  for (const behavior of behaviors) {
    if (isUnknown(behavior.pathPattern)) return behavior.pathPattern;
    if (behavior.property.endsWith('DefaultCacheBehavior') || matchesPath(behavior.pathPattern, path)) return behavior;
  }
  return undefined;
}

/** The ids of the groups that behaviors use, and of their members. */
function failingTargets(distribution: DistributionModel): string[] {
  const groups = distribution.behaviors.map(behavior => groupOf(distribution, behavior)).filter(group => group !== undefined);
  return groups.flatMap(group => [group.id, ...membersOf(distribution, group).map(({ id }) => id)]);
}

export const ERROR_RESPONSE_RULES: readonly Rule[] = [
  {
    id: 'error-code-unsupported',
    level: 'error',
    why: 'CloudFront has custom error responses for some status codes only, and refuses others at deployment.',
    fix: 'Take the custom error response out, or turn the status into a supported one at the origin.',
    page: `${GUIDE}/creating-custom-error-pages.html`,
    check: onErrorResponses(({ property, errorCode }) =>
      unsupported(`${property}.ErrorCode`, errorCode, ERROR_CODES, 'CloudFront has no custom error response for this status code.')),
  },
  {
    id: 'response-code-unsupported',
    level: 'error',
    why: 'CloudFront answers with some status codes only, and refuses others at deployment.',
    fix: 'Use one of the supported codes.',
    page: `${GUIDE}/custom-error-pages-response-code.html`,
    check: onErrorResponses(({ property, responseCode }) => (responseCode === undefined ? undefined
      : unsupported(`${property}.ResponseCode`, responseCode, RESPONSE_CODES, 'CloudFront cannot answer with this status code.'))),
  },
  {
    id: 'error-response-incomplete',
    level: 'error',
    why: 'ResponsePagePath and ResponseCode need each other: CloudFront refuses one without the other, at deployment.',
    fix: 'Set both, or neither for a custom error response that only sets ErrorCachingMinTTL.',
    page: `${API}/API_CustomErrorResponse.html`,
    check: onErrorResponses(({ property, responseCode, responsePagePath }) => {
      const hasCode = responseCode !== undefined;
      const hasPage = responsePagePath !== undefined && responsePagePath !== '';
      if (hasCode === hasPage) return undefined;
      const what = 'The custom error response has a page without a status, or a status without a page.';
      return { property, what, got: hasCode ? 'ResponseCode alone' : 'ResponsePagePath alone', allowed: 'both or neither' };
    }),
  },
  {
    id: 'error-page-behind-group',
    level: 'warning',
    why: 'CloudFront fetches the page like any other object. When the group has failed, a page behind it fails as well, and the viewer gets the status of that second failure.',
    fix: 'Keep the page in an S3 bucket that is no member of the group, with a behavior for its path.',
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
          what: `The error page for ${of.join(', ')} comes from the origins that have failed.`,
          got,
          allowed: 'a behavior that targets an origin outside the group',
        };
      }
    },
  },
  {
    id: 'error-cached-long',
    level: 'warning',
    why: 'While CloudFront serves the cached error it asks neither origin, though they may be well again.',
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
        ? { property, what: `The error ${show(response.errorCode)} stays in the cache for long.`, got: `${show(response.errorCachingMinTtl)} s`, allowed: `at most ${LONG} s` }
        : undefined;
    }),
  },
  {
    id: 'error-cached-on-s3',
    level: 'info',
    why: 'CloudFront keeps an error of an S3 origin for 1 s at least, to protect it. Other origins are asked again at once.',
    fix: 'Nothing to do, unless a test counts requests.',
    page: PAGES.errorCaching,
    check: onErrorResponses(({ property, errorCode, errorCachingMinTtl }, { origins }) => (errorCachingMinTtl === 0 && origins.some(({ kind }) => kind === 's3')
      ? { property: `${property}.ErrorCachingMinTTL`, what: `The error ${show(errorCode)} of an S3 origin is cached all the same.`, got: '0 s', allowed: '1 s or more' }
      : undefined)),
  },
  {
    id: 'missing-page-hides-failover',
    level: 'info',
    why: 'The group fails over first, and the page then takes the place of the answer of the secondary, on every behavior: a missing object looks like a page of the application.',
    fix: 'Rewrite the path in a CloudFront function on viewer-request instead, and leave the status codes out of the failover status codes.',
    page: PAGES.failover,
    check: onErrorResponses(({ property, errorCode, responseCode }, { groups }) => {
      if (responseCode !== 200 || isUnknown(errorCode) || ![403, 404].includes(errorCode)) return undefined;
      const codes = groups.flatMap(({ statusCodes }) => (isUnknown(statusCodes) ? [] : statusCodes));
      return codes.includes(errorCode)
        ? { property, what: `The status ${errorCode} fails over, and is turned into 200 afterwards.`, got: `${errorCode} in both lists`, allowed: 'one or the other' }
        : undefined;
    }),
  },
];
