import { RuleCases } from './case';
import { cachePolicy, PARAMETER } from './template';

export const CACHING_CASES: RuleCases = {
  'secondary-kept-long': {
    level: 'info',
    fails: { resources: { Policy: cachePolicy({ DefaultTTL: 86_400, MaxTTL: 31_536_000 }) } },
    passes: { resources: { Policy: cachePolicy({ DefaultTTL: 3600, MaxTTL: 31_536_000 }) } },
    got: 'a default TTL of 86400 s',
    cannotTell: { behavior: { CachePolicyId: PARAMETER } },
  },
  'outage-uncached': {
    level: 'info',
    fails: { resources: { Policy: cachePolicy({ DefaultTTL: 0, MaxTTL: 0 }) } },
    passes: { resources: { Policy: cachePolicy({ DefaultTTL: 0, MaxTTL: 5 }) } },
    got: 'a maximum TTL of 0 s',
    cannotTell: { behavior: { CachePolicyId: PARAMETER } },
  },
};
