import { cacheControlOf, rewrites, rewriting, rewritingFunctions, ttlOf } from './own-function';
import { PAGES } from './pages';
import { Outcome, Rule } from './rule';
import { FAILOVER_STATUS_CODES } from '../../lambda/policy';
import { DistributionModel, groupOf, originResponsesOf } from '../model/distribution';
import { isUnknown, show } from '../model/value';

/** Seconds by which a minimum TTL may exceed the ttl of the rewrite: CachingOptimized, the default, has a minimum TTL of 1. */
const TOLERATED = 1;
/** With more seconds, the cached error page is an outage of its own. */
const SERIOUS = 60;
const HOUR = 3600;

function overruled(from: number, to: number) {
  return function* (distribution: DistributionModel): Iterable<Outcome> {
    for (const { behavior, policy } of rewriting(distribution)) {
      const property = `${behavior.property}.CachePolicyId`;
      if (isUnknown(behavior.minTtl)) {
        yield { property, cannotTell: `the minimum TTL comes from ${behavior.minTtl.unknown}` };
        continue;
      }
      const excess = behavior.minTtl - ttlOf(policy);
      if (excess > from && excess <= to) {
        yield {
          property,
          what: `The behavior ${show(behavior.pathPattern)} caches rewritten errors longer than the rewrite requests: its minimum TTL ` +
            'overrides Cache-Control.',
          got: `a minimum TTL of ${behavior.minTtl} s and a rewrite ttl of ${ttlOf(policy)} s`,
          allowed: `a minimum TTL of at most ${ttlOf(policy) + TOLERATED} s`,
        };
      }
    }
  };
}

/** For functions that this library generates: their policy is known. Functions of the user are run instead. */
export const REWRITE_RULES: readonly Rule[] = [
  {
    id: 'rewrite-ttl-overruled',
    level: 'error',
    why: 'The error page stays in the cache long after the origin is healthy again.',
    fix: 'Use a cache policy with a lower minimum TTL, or raise the ttl of the error rewrite.',
    page: PAGES.expiration,
    check: overruled(SERIOUS, Infinity),
  },
  {
    id: 'rewrite-ttl-lengthened',
    level: 'warning',
    why: 'The error page stays in the cache longer than requested.',
    fix: 'Use a cache policy with a lower minimum TTL, or raise the ttl of the error rewrite.',
    page: PAGES.expiration,
    check: overruled(TOLERATED, SERIOUS),
  },
  {
    id: 'rewrite-cached-long',
    level: 'warning',
    why: 'While the rewritten error is in the cache, CloudFront sends no request to either origin, even if they are healthy again.',
    fix: 'Lower the ttl of the error rewrite to seconds or minutes.',
    page: PAGES.expiration,
    * check(distribution) {
      for (const { policy, property } of rewritingFunctions(distribution)) {
        const ttl = ttlOf(policy);
        if (ttl <= HOUR) continue;
        yield { property, what: 'Rewritten errors are cached for a long time.', got: `${ttl} s`, allowed: `at most ${HOUR} s` };
      }
    },
  },
  {
    id: 'rewrite-without-cache-control',
    level: 'error',
    why: 'CloudFront caches a success without Cache-Control for the default TTL, which is 24 hours unless the cache policy sets ' +
      'another. The error page outlives the outage.',
    fix: 'Add a cache-control header to the rewrite, such as no-store. ErrorRewrite does this.',
    page: PAGES.expiration,
    * check(distribution) {
      for (const { policy, property } of rewritingFunctions(distribution)) {
        if (policy.status === undefined || policy.status >= 400 || cacheControlOf(policy) !== undefined) continue;
        const what = 'Rewritten errors have no Cache-Control header.';
        yield { property, what, got: `status ${policy.status} without cache-control`, allowed: 'a cache-control header' };
      }
    },
  },
  {
    id: 'rewrite-of-failover-code',
    level: 'error',
    why: 'The function rewrites this failover response of the primary, because its own list of failover status codes lacks the code. ' +
      'With a new status CloudFront does not fail over.',
    fix: 'Set failoverStatusCodes of the construct, and do not change the origin group of the template afterwards.',
    page: PAGES.failoverBehavior,
    * check(distribution) {
      for (const { behavior, policy, property } of rewriting(distribution)) {
        const codes = groupOf(distribution, behavior)?.statusCodes;
        if (codes === undefined || isUnknown(codes)) continue;
        const rewritten = codes.filter(code => !isUnknown(code) && !policy.failover.includes(code) && rewrites(policy, code));
        if (!rewritten.length) continue;
        yield {
          property,
          what: 'The function does not know all the failover status codes of the origin group.',
          got: `${rewritten.map(show).join(', ')} in the origin group only`,
          allowed: policy.failover.join(', '),
        };
      }
    },
  },
  {
    id: 'rewrite-without-failover',
    level: 'info',
    why: 'The function rewrites these errors of the primary at once. CloudFront does not fail over and never tries the secondary.',
    fix: 'Add the codes to the failover status codes, or remove them from the error rewrite.',
    page: PAGES.failoverBehavior,
    * check(distribution) {
      for (const { behavior, policy, property } of rewriting(distribution)) {
        const codes = groupOf(distribution, behavior)?.statusCodes;
        if (codes === undefined) continue;
        if (isUnknown(codes)) {
          yield { property, cannotTell: `the failover status codes are ${codes.unknown}` };
          continue;
        }
        const final = FAILOVER_STATUS_CODES.filter(code => rewrites(policy, code) && !codes.includes(code));
        if (!final.length) continue;
        const unknown = codes.find(isUnknown);
        if (unknown) {
          yield { property, cannotTell: `a failover status code is ${unknown.unknown}` };
          continue;
        }
        const what = 'The function rewrites errors of the primary that are not failover status codes.';
        yield { property, what, got: final.join(', '), allowed: codes.map(show).join(', ') || 'no code' };
      }
    },
  },
  {
    id: 'client-errors-masked',
    level: 'warning',
    why: 'Search engines index a missing page that returns 200, and clients cannot tell it from a page that exists.',
    fix: 'Rewrite only server errors (statusCodes of ErrorRewrite.toOk), or keep the status (ErrorRewrite.keepStatus).',
    page: PAGES.errorPages,
    * check(distribution) {
      for (const { policy, property } of rewritingFunctions(distribution)) {
        const range = policy.rewrite.find(([from]) => from < 500);
        if (!range || policy.status !== 200) continue;
        const [from, to] = range;
        yield {
          property,
          what: 'The function rewrites client errors to 200.',
          got: from === to ? String(from) : `${from}-${Math.min(to, 499)}`,
          allowed: '500-599',
        };
      }
    },
  },
  {
    id: 'error-response-dead',
    level: 'warning',
    why: 'CloudFront chooses a custom error response by the status after the function, and that is a success. AWS does not document ' +
      'this order; it follows from when the function runs.',
    fix: 'Remove the status code from the custom error responses or from the error rewrite.',
    page: PAGES.errorPages,
    * check(distribution) {
      const direct = distribution.behaviors.some(behavior => !originResponsesOf(behavior).length || !groupOf(distribution, behavior));
      const policies = [...rewriting(distribution)].map(({ policy }) => policy);
      if (direct || !policies.length) return;
      for (const { property, errorCode, responsePagePath } of distribution.errorResponses) {
        if (isUnknown(errorCode)) {
          yield { property, cannotTell: `the error code is ${errorCode.unknown}` };
          continue;
        }
        // CloudFront generates these when no origin responds, and then the function may not run.
        if (responsePagePath === undefined || [502, 503, 504].includes(errorCode)) continue;
        if (policies.every(policy => (policy.status ?? 599) < 400 && rewrites(policy, errorCode))) {
          const what = `The custom error response for ${errorCode} is never used: the function rewrites that status first.`;
          yield { property, what, got: String(errorCode), allowed: 'status codes that the function does not rewrite' };
        }
      }
    },
  },
];
