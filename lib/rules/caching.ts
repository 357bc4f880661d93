import { PAGES } from './pages';
import { CannotTell, Rule, Violation } from './rule';
import { Policy } from '../../lambda/policy';
import { BehaviorModel, DistributionModel, groupOf, originResponsesOf } from '../model/distribution';
import { isUnknown, show } from '../model/value';

/** Seconds by which a minimum TTL may pass a rewrite's ttl unnoticed: CachingOptimized, the default, has 1. */
const TOLERATED = 1;
/** Seconds past which a rewritten error that stays cached is an outage of its own. */
const SERIOUS = 60;

/** The behaviors whose function this library made, with its policy. */
function* rewriting(distribution: DistributionModel): Iterable<{ behavior: BehaviorModel; policy: Policy; property: string }> {
  for (const behavior of distribution.behaviors) {
    for (const { function: edgeFunction, property } of originResponsesOf(behavior)) {
      if (!isUnknown(edgeFunction) && edgeFunction.policy?.rewrite.length) yield { behavior, policy: edgeFunction.policy, property };
    }
  }
}

/** Seconds for which CloudFront is told to keep a rewritten response. */
export function ttlOf({ headers }: Policy): number {
  const cacheControl = headers.find(([name]) => name === 'cache-control')?.[1] ?? '';
  return Number(/s-maxage=(\d+)/.exec(cacheControl)?.[1] ?? 0);
}

function overruled(from: number, to: number) {
  return function* (distribution: DistributionModel): Iterable<Violation | CannotTell> {
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

export const CACHING_RULES: readonly Rule[] = [
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
    id: 'client-errors-masked',
    level: 'warning',
    why: 'A missing page that answers 200 is indexed by search engines, and clients cannot tell it from a page that exists.',
    fix: 'Rewrite server errors only (ErrorRewrite.serverErrors), or keep the status (ErrorRewrite.keepStatus).',
    page: PAGES.errorPages,
    * check(distribution) {
      const seen = new Set<Policy>();
      for (const { policy, property } of rewriting(distribution)) {
        const range = policy.rewrite.find(([from]) => from < 500);
        if (!range || policy.status !== 200 || seen.has(policy)) continue;
        seen.add(policy);
        yield { property, what: 'Errors of the client are rewritten to 200.', got: range[0] === range[1] ? String(range[0]) : `${range[0]}-${Math.min(range[1], 499)}`, allowed: '500-599' };
      }
    },
  },
  {
    id: 'error-response-dead',
    level: 'warning',
    why: 'A custom error page is chosen by the status after the function, which is a success by then.',
    fix: 'Take the status code out of the custom error responses or out of the error rewrite.',
    page: PAGES.errorPages,
    * check(distribution) {
      const direct = distribution.behaviors.some(behavior => !originResponsesOf(behavior).length || !groupOf(distribution, behavior));
      if (direct) return;
      const policies = [...rewriting(distribution)].map(({ policy }) => policy);
      for (const { property, errorCode, responsePagePath } of distribution.errorResponses) {
        // CloudFront makes these itself when no origin answers, and then the function may not run.
        if (isUnknown(errorCode)) {
          if (policies.length) yield { property, cannotTell: `the error code is ${errorCode.unknown}` };
          continue;
        }
        if (responsePagePath === undefined || [502, 503, 504].includes(errorCode)) continue;
        const rewritten = policies.length > 0 && policies.every(({ rewrite, status = 599 }) =>
          status < 400 && rewrite.some(([from, to]) => errorCode >= from && errorCode <= to));
        if (rewritten) {
          yield { property, what: `The custom error response for ${errorCode} is never used: the function rewrites that status first.`, got: String(errorCode), allowed: 'status codes that the error rewrite leaves alone' };
        }
      }
    },
  },
];
