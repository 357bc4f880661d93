import { PAGES } from './pages';
import { Rule } from './rule';
import { onDistribution } from './scopes';

/** Quotas per distribution, which AWS raises on request. */
function overQuota(id: string, list: 'origins' | 'groups' | 'behaviors', limit: number, property: string, name: string): Rule {
  return {
    id,
    level: 'warning',
    why: 'CloudFront refuses the distribution at deployment, unless AWS has raised the quota of the account.',
    fix: `Use fewer ${name}, split the distribution, or request a higher quota.`,
    page: PAGES.quotas,
    check: onDistribution(distribution => {
      // The default behavior does not stand in the list.
      const count = distribution[list].length - (list === 'behaviors' ? 1 : 0);
      return count > limit
        ? { property: `DistributionConfig.${property}`, what: `The distribution has more ${name} than the default quota allows.`, got: String(count), allowed: `at most ${limit}` }
        : undefined;
    }),
  };
}

export const QUOTA_RULES: readonly Rule[] = [
  overQuota('origins-over-quota', 'origins', 100, 'Origins', 'origins'),
  overQuota('origin-groups-over-quota', 'groups', 10, 'OriginGroups', 'origin groups'),
  overQuota('behaviors-over-quota', 'behaviors', 75, 'CacheBehaviors', 'cache behaviors'),
];
