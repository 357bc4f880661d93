import { isFailure } from './error-pages';
import { API, GUIDE, PAGES } from './pages';
import { Outcome, Rule } from './rule';
import { onErrorResponses } from './scopes';
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

export const ERROR_RESPONSE_RULES: readonly Rule[] = [
  {
    id: 'page-path-without-slash',
    level: 'error',
    why: 'CloudFront rejects a path that does not begin with a slash (InvalidRelativePath) at deployment.',
    fix: 'Put a slash in front of the path.',
    page: PAGES.createDistribution,
    check: onErrorResponses(({ property: response, errorCode, responsePagePath = '' }) => {
      const path = show(responsePagePath);
      return path === '' || /^(\/|\$\{)/.test(path) ? undefined : {
        property: `${response}.ResponsePagePath`,
        what: `The path of the error page for ${show(errorCode)} does not begin with a slash.`,
        got: path,
        allowed: 'a path such as /errors/404.html',
      };
    }),
  },
  {
    id: 'error-code-repeated',
    level: 'warning',
    why: 'A status code has one custom error response. AWS does not document what CloudFront does with a second one.',
    fix: 'Combine the two into one: page, response code and error caching minimum TTL.',
    page: `${API}/API_CustomErrorResponses.html`,
    * check({ errorResponses }) {
      const seen = new Set<number>();
      for (const { property, errorCode } of errorResponses) {
        if (isUnknown(errorCode)) continue;
        if (seen.has(errorCode)) {
          const what = 'Two custom error responses are for the same status code.';
          yield { property: `${property}.ErrorCode`, what, got: `${errorCode} twice`, allowed: 'each status code once' };
        }
        seen.add(errorCode);
      }
    },
  },
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
      if (hasCode === (responsePagePath !== undefined)) return undefined;
      const what = 'The custom error response sets only one of ResponseCode and ResponsePagePath.';
      return { property, what, got: hasCode ? 'only ResponseCode' : 'only ResponsePagePath', allowed: 'both or neither' };
    }),
  },
  {
    id: 'error-cached-long',
    level: 'warning',
    why: 'While CloudFront serves the cached error, it sends no request to either origin, even if they are healthy again.',
    fix: 'Lower ErrorCachingMinTTL; the default is 10 s.',
    page: PAGES.errorCaching,
    check: onErrorResponses((response, distribution) => {
      const property = `${response.property}.ErrorCachingMinTTL`;
      const outage = isFailure(response, distribution);
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
