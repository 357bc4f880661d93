import { ageIn, cacheControlOf, httpDate } from './cache-headers';
import { EdgeResponse, headerOf, Headers } from '../../function-code/message';
import { BehaviorModel, ErrorResponseModel, OriginModel } from '../../model/distribution';
import { CachePolicyModel } from '../../model/policies';
import { isUnknown } from '../../model/value';
import { cachePolicyOf } from '../forwarding/forwarded-values';
import { AssumptionName, Assumptions } from '../journey/assumptions';

/** For how long CloudFront stores a response. */
export interface Storing {
  /** 0 if it is not stored, or expires at once. */
  readonly seconds: number;
  /** Whether a copy is kept, to be validated and to be served if the origin fails. For `seconds: 0` this is undocumented. */
  readonly keep: boolean;
  /** The assumptions behind this. */
  readonly assumptions: AssumptionName[];
  /** What AWS does not document about this. */
  readonly notes?: string[];
}

/** What decides, besides the response, for how long it is stored. */
export interface StoringTerms {
  readonly behavior: BehaviorModel;
  /** The error caching minimum TTL for a status, from {@link errorCachingMinTtl}. */
  readonly errorCaching: (status: number) => number;
  /** Whether CloudFront made the response, because no origin answered or a function failed. */
  readonly isGenerated: boolean;
  readonly assumptions: Assumptions;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html#HTTPStatusCodes-cached-errors */
const ERRORS_ALWAYS_CACHED: ReadonlySet<number> = new Set([404, 414, 500, 501, 502, 503, 504]);
const ERRORS_CACHED_WHEN_ASKED: ReadonlySet<number> = new Set([400, 403, 405, 412, 415]);

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html */
const ERRORS_THAT_MAY_FORBID: ReadonlySet<number> = new Set([404, 410, 414, 501]);

/**
 * For how long CloudFront stores the response that it is about to give to a viewer, whether the origin, a function or CloudFront
 * made it. {@link mayStore} says whether the method is cached at all.
 * @throws NotModelled if the cache policy of the behavior cannot be read
 */
export function storeFor({ status, headers }: Pick<EdgeResponse, 'status' | 'headers'>, terms: StoringTerms): Storing {
  const policy = cachePolicyOf(terms.behavior);
  if (policy.maxTtl === 0) return notStored();
  if (status >= 400) return storeError(status, headers, policy, terms);
  if (status < 200 || status === 304) return notStored();
  if (status === 206) return notStored('parts of an object are not stored by the local edge');
  if ((status === 307 || status === 308) && !headers['cache-control']) return notStored();

  const seconds = lifetimeOf(headers, policy, terms.now);
  const alwaysAsks = policy.minTtl === 0 && headers.vary?.some(value => value.split(',').some(name => name.trim() === '*')) === true;
  if (alwaysAsks) return notStored();
  return { seconds, keep: seconds > 0 || !cacheControlOf(headers)?.forbids, assumptions: [] };
}

function storeError(status: number, headers: Headers, { maxTtl }: CachePolicyModel, terms: StoringTerms): Storing {
  const directives = cacheControlOf(headers);
  if (!ERRORS_ALWAYS_CACHED.has(status)) {
    if (status === 416) return notStored();
    if (!ERRORS_CACHED_WHEN_ASKED.has(status)) return notStored(`whether a ${status} is cached is undocumented: taken as not cached`);
    if (directives?.maxAge === undefined) return notStored();
  }
  if (directives?.forbids && ERRORS_THAT_MAY_FORBID.has(status)) return notStored();

  const asked = askedFor(headers, terms.now);
  const seconds = Math.max(terms.errorCaching(status), asked === undefined ? 0 : Math.min(asked, maxTtl));
  if (!terms.isGenerated || seconds === 0) return { seconds, keep: false, assumptions: [] };
  return { seconds: terms.assumptions.generatedErrorsAreCached ? seconds : 0, keep: false, assumptions: ['generatedErrorsAreCached'] };
}

function notStored(note?: string): Storing {
  return note === undefined ? { seconds: 0, keep: false, assumptions: [] } : { seconds: 0, keep: false, assumptions: [], notes: [note] };
}

const DEFAULT_ERROR_CACHING = 10;

/**
 * The error caching minimum TTLs of a distribution, in seconds. With an S3 origin every error is cached for at least a second.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html
 */
export function errorCachingMinTtl(errorResponses: readonly ErrorResponseModel[], origin?: OriginModel): (status: number) => number {
  return status => {
    const custom = errorResponses.find(({ errorCode }) => Number(errorCode) === status)?.errorCachingMinTtl;
    const seconds = custom === undefined || isUnknown(custom) ? DEFAULT_ERROR_CACHING : Number(custom);
    return origin?.kind === 's3' ? Math.max(1, seconds) : seconds;
  };
}

/**
 * Whether responses to the method may be stored: GET and HEAD always, OPTIONS where the behavior says so.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesCachedHTTPMethods
 */
export function mayStore(method: string, { cachedMethods }: BehaviorModel): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  return method === 'OPTIONS' && !isUnknown(cachedMethods) && cachedMethods.includes('OPTIONS');
}

/**
 * Whether an expired object may be served because the final answer is a 5xx or no origin could be reached: within its stale-if-error, or
 * else up to the maximum TTL. CloudFront never does this after a 4xx. That must-revalidate makes no difference is undocumented.
 *
 * @param headers of the expired object
 * @param ageSeconds since it was stored or last validated
 * @param now milliseconds since 1970
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html#stale-if-error-only
 */
export function mayServeStale(headers: Headers, behavior: BehaviorModel, ageSeconds: number, now: number): boolean {
  const policy = cachePolicyOf(behavior);
  const window = cacheControlOf(headers)?.staleIfError;
  if (window === 0 || ageSeconds > policy.maxTtl) return false;
  return window === undefined || staleFor(headers, policy, ageSeconds, now) <= window;
}

/**
 * Whether an expired object is served while CloudFront asks the origin for a new one.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html#stale-while-revalidate
 */
export function staleWhileRevalidate(headers: Headers, behavior: BehaviorModel, ageSeconds: number, now: number): boolean {
  const window = cacheControlOf(headers)?.staleWhileRevalidate;
  if (!window) return false;
  const policy = cachePolicyOf(behavior);
  return ageSeconds <= policy.maxTtl && staleFor(headers, policy, ageSeconds, now) <= window;
}

function staleFor(headers: Headers, policy: CachePolicyModel, ageSeconds: number, now: number): number {
  return ageSeconds - lifetimeOf(headers, policy, now - ageSeconds * 1000);
}

/**
 * The seconds for which the origin wants its response to be kept: s-maxage, else max-age, else Expires. Undefined if it does not say, or
 * says it with an invalid date. The Age of a response from another cache counts against max-age, as users report, and not against Expires:
 * an object is kept until that date.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html#expiration-individual-objects
 */
function askedFor(headers: Headers, storedAt: number): number | undefined {
  const maxAge = cacheControlOf(headers)?.maxAge;
  if (maxAge !== undefined) return Math.max(0, maxAge - ageIn(headers));
  const expires = httpDate(headerOf(headers, 'expires'));
  return expires === undefined ? undefined : Math.max(0, Math.round((expires - storedAt) / 1000));
}

/**
 * The seconds for which a success or a redirect is fresh.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html#ExpirationDownloadDist
 */
function lifetimeOf(headers: Headers, { minTtl, defaultTtl, maxTtl }: CachePolicyModel, storedAt: number): number {
  if (cacheControlOf(headers)?.forbids) return minTtl;
  const asked = askedFor(headers, storedAt);
  if (asked === undefined) return Math.max(minTtl, defaultTtl);
  return Math.min(Math.max(asked, minTtl), maxTtl);
}
