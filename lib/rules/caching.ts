import { PAGES } from './pages';
import { Rule } from './rule';
import { onGroupBehaviors } from './scopes';
import { isUnknown, show } from '../model/value';

/** Seconds for which a copy from the secondary may outlive the outage. */
const LONG = 3600;

export const CACHING_RULES: readonly Rule[] = [
  {
    id: 'secondary-kept-long',
    level: 'info',
    why: 'What the secondary answers without Cache-Control stays in the cache for the default TTL, though the primary is back.',
    fix: 'Let the secondary send a short s-maxage, or use a cache policy with a lower default TTL.',
    page: PAGES.expiration,
    check: onGroupBehaviors(({ property: behavior, pathPattern, cachePolicy }) => {
      const property = `${behavior}.CachePolicyId`;
      if (isUnknown(cachePolicy)) return { property, cannotTell: `the default TTL comes from ${cachePolicy.unknown}` };
      const ttl = Math.min(cachePolicy.defaultTtl, cachePolicy.maxTtl);
      return ttl > LONG
        ? { property, what: `The behavior ${show(pathPattern)} keeps what the secondary answers for long.`, got: `a default TTL of ${ttl} s`, allowed: `at most ${LONG} s` }
        : undefined;
    }),
  },
  {
    id: 'outage-uncached',
    level: 'info',
    why: 'Errors and error pages are not cached either, so in an outage every request goes to both origins and runs the function twice.',
    fix: 'Use a cache policy with a maximum TTL above 0: a few seconds take the load off.',
    page: PAGES.cachedErrors,
    check: onGroupBehaviors(({ property: behavior, pathPattern, cachePolicy }) => {
      const property = `${behavior}.CachePolicyId`;
      if (isUnknown(cachePolicy)) return { property, cannotTell: `the maximum TTL comes from ${cachePolicy.unknown}` };
      return cachePolicy.maxTtl === 0
        ? { property, what: `The behavior ${show(pathPattern)} targets an origin group and caches nothing.`, got: 'a maximum TTL of 0 s', allowed: 'more than 0 s' }
        : undefined;
    }),
  },
];
