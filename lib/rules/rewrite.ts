import { cacheControlOf, rewrites, rewriting, rewritingFunctions, ttlOf } from './own-function';
import { PAGES } from './pages';
import { Outcome, Rule } from './rule';
import { FAILOVER_STATUS_CODES } from '../../lambda/policy';
import { DistributionModel, groupOf, originResponsesOf } from '../model/distribution';
import { isUnknown, show } from '../model/value';

/** Seconds by which a minimum TTL may pass a rewrite's ttl unnoticed: CachingOptimized, the default, has 1. */
const TOLERATED = 1;
/** Seconds past which a rewritten error that stays cached is an outage of its own. */
const SERIOUS = 60;

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
          what: `The behavior ${show(behavior.pathPattern)} keeps a rewritten error longer than the rewrite asks for: its minimum TTL wins over Cache-Control.`,
          got: `a minimum TTL of ${behavior.minTtl} s and a rewrite ttl of ${ttlOf(policy)} s`,
          allowed: `a minimum TTL of at most ${ttlOf(policy) + TOLERATED} s`,
        };
      }
    }
  };
}

/** What is wrong with the functions of this library, whose policy is known. A function of the user's is run instead. */
export const REWRITE_RULES: readonly Rule[] = [
  {
    id: 'rewrite-ttl-overruled',
    level: 'error',
    why: 'The error page stays in the cache long after the origin is well again.',
    fix: 'Use a cache policy with a lower minimum TTL, or raise the ttl of the error rewrite.',
    page: PAGES.expiration,
    check: overruled(SERIOUS, Infinity),
  },
  {
    id: 'rewrite-ttl-lengthened',
    level: 'warning',
    why: 'The error page stays in the cache for longer than asked.',
    fix: 'Use a cache policy with a lower minimum TTL, or raise the ttl of the error rewrite.',
    page: PAGES.expiration,
    check: overruled(TOLERATED, SERIOUS),
  },
  {
    id: 'rewrite-without-cache-control',
    level: 'error',
    why: 'A success without Cache-Control is cached for the default TTL, 24 hours unless the cache policy says otherwise: the error page outlives the outage.',
    fix: 'Give the rewrite a cache-control header, no-store for example, as ErrorRewrite does.',
    page: PAGES.expiration,
    * check(distribution) {
      for (const { policy, property } of rewritingFunctions(distribution)) {
        if (policy.status === undefined || policy.status >= 400 || cacheControlOf(policy) !== undefined) continue;
        const what = 'A rewritten error does not say how long it may be cached.';
        yield { property, what, got: `status ${policy.status} without cache-control`, allowed: 'a cache-control header' };
      }
    },
  },
  {
    id: 'rewrite-without-failover',
    level: 'info',
    why: 'Such an error of the primary is rewritten at once: nothing fails over, and the secondary is never asked.',
    fix: 'Add the codes to the failover status codes, or take them out of the error rewrite.',
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
        const what = 'The function rewrites errors of the primary on which the group does not fail over.';
        yield { property, what, got: final.join(', '), allowed: codes.map(show).join(', ') || 'no code' };
      }
    },
  },
  {
    id: 'client-errors-masked',
    level: 'warning',
    why: 'A missing page that answers 200 is indexed by search engines, and clients cannot tell it from a page that exists.',
    fix: 'Rewrite server errors only (ErrorRewrite.serverErrors), or keep the status (ErrorRewrite.keepStatus).',
    page: PAGES.errorPages,
    * check(distribution) {
      for (const { policy, property } of rewritingFunctions(distribution)) {
        const range = policy.rewrite.find(([from]) => from < 500);
        if (!range || policy.status !== 200) continue;
        const [from, to] = range;
        yield { property, what: 'Errors of the client are rewritten to 200.', got: from === to ? String(from) : `${from}-${Math.min(to, 499)}`, allowed: '500-599' };
      }
    },
  },
  {
    id: 'error-response-dead',
    level: 'warning',
    why: 'A custom error page is chosen by the status after the function, which is a success by then. AWS does not document this order; it follows from when the function runs.',
    fix: 'Take the status code out of the custom error responses or out of the error rewrite.',
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
        // CloudFront makes these itself when no origin answers, and then the function may not run.
        if (responsePagePath === undefined || [502, 503, 504].includes(errorCode)) continue;
        if (policies.every(policy => (policy.status ?? 599) < 400 && rewrites(policy, errorCode))) {
          const what = `The custom error response for ${errorCode} is never used: the function rewrites that status first.`;
          yield { property, what, got: String(errorCode), allowed: 'status codes that the error rewrite leaves alone' };
        }
      }
    },
  },
];
