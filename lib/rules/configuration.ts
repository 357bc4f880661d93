import { GUIDE, PAGES } from './pages';
import { Outcome, Rule } from './rule';
import { onDistribution, onOrigins } from './scopes';
import { DistributionModel, OriginModel } from '../model/distribution';
import { isKnown, isUnknown, show } from '../model/value';

/** An id that no origin has, or of which only a deployment can tell whether one has it. */
function missing(id: string, property: string, what: string, { origins, groups, undecided }: DistributionModel): Outcome | undefined {
  const ids = [...origins, ...groups].map(item => item.id);
  if (ids.includes(id)) return undefined;
  if (id.includes('${') || undecided.length > 0 || ids.some(other => other === '' || other.includes('${'))) {
    return { property, cannotTell: `which origin is ${JSON.stringify(id)} depends on the deployment` };
  }
  return { property, what, got: id || 'nothing', allowed: ids.join(', ') || 'the id of an origin' };
}

/** What cannot be part of a domain name; undefined when nothing is wrong with it, as far as it is known. */
function complaintOf({ kind, domainName }: OriginModel): string | undefined {
  const text = show(domainName);
  if (/^\$\{\w+\.(FunctionUrl|WebsiteURL|ApiEndpoint)\}$/.test(text)) return 'is a URL, with its scheme';
  const [known = ''] = text.split('${');
  if (known.includes('://')) return 'has a scheme';
  if (known.includes('/')) return 'has a path';
  if (known.includes(':')) return 'has a port';
  if (/\s/.test(known) || text === '') return 'is empty or has a space';
  return kind === 's3' && isKnown(domainName) && /[A-Z]/.test(text) ? 'has capitals, which no S3 bucket has' : undefined;
}

/** `/a` and `a` are the same pattern. */
function normalized(pathPattern: string): string {
  return pathPattern.startsWith('/') ? pathPattern : `/${pathPattern}`;
}

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

export const CONFIGURATION_RULES: readonly Rule[] = [
  {
    id: 'group-member-not-an-origin',
    level: 'error',
    why: 'CloudFront refuses a group whose member does not exist (NoSuchOrigin), at deployment.',
    fix: 'Write the id of the origin as it stands in Origins.',
    page: PAGES.createDistribution,
    * check(distribution) {
      for (const { property, members } of distribution.groups) {
        for (const [i, member] of members.entries()) {
          const outcome = missing(show(member), `${property}.Members.Items.${i}.OriginId`, 'A member of the origin group is no origin of the distribution.', distribution);
          if (outcome) yield outcome;
        }
      }
    },
  },
  {
    id: 'behavior-target-not-an-origin',
    level: 'error',
    why: 'CloudFront refuses a behavior whose target does not exist (NoSuchOrigin), at deployment.',
    fix: 'Write the id of the origin or of the origin group as it stands in Origins or OriginGroups.',
    page: PAGES.createDistribution,
    * check(distribution) {
      for (const { property, target } of distribution.behaviors) {
        const outcome = missing(show(target), `${property}.TargetOriginId`, 'The behavior targets no origin and no group of the distribution.', distribution);
        if (outcome) yield outcome;
      }
    },
  },
  {
    id: 'behavior-path-repeated',
    level: 'warning',
    why: 'CloudFront uses the first behavior that matches, so the second one is never used.',
    fix: 'Remove one of the behaviors, or narrow the pattern of the first.',
    page: `${GUIDE}/DownloadDistValuesCacheBehavior.html`,
    * check({ behaviors }) {
      const seen = new Set<string>();
      // The default behavior, the last one, takes what no pattern matches.
      for (const { property, pathPattern } of behaviors.slice(0, -1)) {
        const pattern = normalized(show(pathPattern));
        if (seen.has(pattern)) {
          yield { property: `${property}.PathPattern`, what: 'Two behaviors have the same path pattern.', got: `${show(pathPattern)} again`, allowed: 'each pattern once' };
        }
        seen.add(pattern);
      }
    },
  },
  {
    id: 'quantity-mismatch',
    level: 'error',
    why: 'CloudFront refuses a list that is not as long as its Quantity says (InconsistentQuantities), at deployment.',
    fix: 'Set Quantity to the number of Items.',
    page: PAGES.createDistribution,
    * check({ quantities }) {
      for (const { property, stated, counted } of quantities) {
        if (isUnknown(stated)) yield { property, cannotTell: `the quantity is ${stated.unknown}` };
        else if (stated !== counted) yield { property, what: 'The quantity is not the number of items.', got: `${stated} for ${counted} items`, allowed: String(counted) };
      }
    },
  },
  {
    id: 'origin-domain-invalid',
    level: 'error',
    why: 'CloudFront takes a bare domain name and refuses anything else, at deployment. Paths and ports have settings of their own.',
    fix: 'Write the domain name alone; put a path into OriginPath and a port into HTTPPort or HTTPSPort. Cut the host out of a URL with Fn::Select and Fn::Split.',
    page: PAGES.originSettings,
    check: onOrigins(origin => {
      const complaint = complaintOf(origin);
      if (complaint === undefined) return undefined;
      return {
        property: `${origin.property}.DomainName`,
        what: `The domain name of the origin ${origin.id} ${complaint}.`,
        got: show(origin.domainName) || 'nothing',
        allowed: 'a domain name such as www.example.com',
      };
    }),
  },
  overQuota('origins-over-quota', 'origins', 100, 'Origins', 'origins'),
  overQuota('origin-groups-over-quota', 'groups', 10, 'OriginGroups', 'origin groups'),
  overQuota('behaviors-over-quota', 'behaviors', 75, 'CacheBehaviors', 'cache behaviors'),
];
