import { API, GUIDE, PAGES } from './pages';
import { Outcome, Rule } from './rule';
import { onDistribution, onGroups, onOrigins } from './scopes';
import { behaviorsOf, DistributionModel, OriginModel } from '../model/distribution';
import { covers } from '../model/path-pattern';
import { isUnknown, show } from '../model/value';

/** Reports an id that no origin or group has, or that only a deployment can resolve. */
function missing(id: string, property: string, what: string, { origins, groups, undecided }: DistributionModel): Outcome | undefined {
  const ids = [...origins, ...groups].map(item => item.id);
  if (ids.includes(id)) return undefined;
  if (id.includes('${') || undecided.length > 0 || ids.some(other => other === '' || other.includes('${'))) {
    return { property, cannotTell: `which origin is ${JSON.stringify(id)} depends on the deployment` };
  }
  return { property, what, got: id, allowed: ids.join(', ') || 'the id of an origin' };
}

/** What is wrong with a domain name, as far as it is known. */
function complaintOf({ domainName }: OriginModel): string | undefined {
  const text = show(domainName);
  if (/^\$\{\w+\.(FunctionUrl|WebsiteURL|ApiEndpoint)\}$/.test(text)) return 'is a URL with a scheme';
  const [known = ''] = text.split('${');
  if (known.includes('://')) return 'has a scheme';
  if (known.includes('/')) return 'has a path';
  if (known.includes(':')) return 'has a port';
  return /\s/.test(known) || text === '' ? 'is empty or has a space' : undefined;
}

/** `/a` and `a` are the same pattern. */
function normalized(pathPattern: string): string {
  return pathPattern.startsWith('/') ? pathPattern : `/${pathPattern}`;
}

/** Exceeds a quota per distribution. AWS raises these quotas on request. */
function overQuota(id: string, list: 'origins' | 'groups' | 'behaviors', limit: number, property: string, name: string): Rule {
  return {
    id,
    level: 'warning',
    why: 'CloudFront rejects the distribution at deployment, unless AWS has raised the quota of the account.',
    fix: `Use fewer ${name}, split the distribution, or request a higher quota.`,
    page: PAGES.quotas,
    check: onDistribution(distribution => {
      // The default behavior does not count.
      const count = distribution[list].length - (list === 'behaviors' ? 1 : 0);
      return count > limit
        ? {
          property: `DistributionConfig.${property}`,
          what: `The distribution has more ${name} than the default quota allows.`,
          got: String(count),
          allowed: `at most ${limit}`,
        }
        : undefined;
    }),
  };
}

/** Whether a function may send requests to a group that no behavior targets. */
function mayChooseGroup({ behaviors }: DistributionModel): boolean {
  return behaviors.flatMap(({ functions }) => functions).some(({ kind, functionCode }) => kind === 'cloudfront-function'
    && (typeof functionCode !== 'string' || /selectRequestOriginById|createRequestOriginGroup/.test(functionCode)));
}

export const CONFIGURATION_RULES: readonly Rule[] = [
  {
    id: 'group-unused',
    level: 'warning',
    why: 'CloudFront fails over only for behaviors that target the group. A behavior that targets its primary does not.',
    fix: 'Set TargetOriginId of the behavior to the id of the group, or remove the group.',
    inTool: { terraform: 'In Terraform: target_origin_id.' },
    page: PAGES.failover,
    check: onGroups((group, distribution) => {
      const { property } = group;
      if (behaviorsOf(distribution, group).length) return undefined;
      const targets = distribution.behaviors.map(({ target }) => show(target));
      const undecided = [group.id, ...targets].find(id => id.includes('${'));
      if (undecided !== undefined) return { property, cannotTell: `what a behavior targets depends on ${undecided}` };
      if (distribution.undecided.includes('CacheBehaviors')) return { property, cannotTell: 'a behavior depends on the deployment' };
      if (mayChooseGroup(distribution)) return { property, cannotTell: 'a CloudFront function may choose it' };
      return {
        property,
        what: `No behavior targets the origin group ${group.id}, so nothing fails over.`,
        got: targets.map(target => `a behavior that targets ${target || 'nothing'}`).join(', '),
        allowed: 'a behavior that targets the group',
      };
    }),
  },
  {
    id: 'group-member-not-an-origin',
    level: 'error',
    why: 'CloudFront rejects a group with a member that does not exist (NoSuchOrigin) at deployment.',
    fix: 'Use the id of an origin in Origins.',
    page: PAGES.createDistribution,
    *check(distribution) {
      for (const { property, members } of distribution.groups) {
        for (const [i, member] of members.entries()) {
          const what = 'A member of the origin group is not an origin of the distribution.';
          const outcome = missing(show(member), `${property}.Members.Items.${i}.OriginId`, what, distribution);
          if (outcome) yield outcome;
        }
      }
    },
  },
  {
    id: 'behavior-target-not-an-origin',
    level: 'error',
    why: 'CloudFront rejects a behavior with a target that does not exist (NoSuchOrigin) at deployment.',
    fix: 'Use the id of an origin in Origins or of an origin group in OriginGroups.',
    page: PAGES.createDistribution,
    *check(distribution) {
      for (const { property, target } of distribution.behaviors) {
        const what = 'The target of the behavior is not an origin or an origin group of the distribution.';
        const outcome = missing(show(target), `${property}.TargetOriginId`, what, distribution);
        if (outcome) yield outcome;
      }
    },
  },
  {
    id: 'behavior-path-repeated',
    level: 'warning',
    why: 'CloudFront uses the first behavior that matches, so it never uses the second one.',
    fix: 'Remove one of the behaviors, or make the pattern of the first one narrower.',
    page: `${GUIDE}/DownloadDistValuesCacheBehavior.html`,
    *check({ behaviors }) {
      const seen = new Set<string>();
      // Without the last one, the default behavior: it has no pattern of its own.
      for (const { property, pathPattern } of behaviors.slice(0, -1)) {
        const pattern = normalized(show(pathPattern));
        if (seen.has(pattern)) {
          yield {
            property: `${property}.PathPattern`,
            what: 'Two behaviors have the same path pattern.',
            got: `${show(pathPattern)} again`,
            allowed: 'each pattern once',
          };
        }
        seen.add(pattern);
      }
    },
  },
  {
    id: 'behavior-path-covered',
    level: 'warning',
    why: 'CloudFront uses the first behavior that matches, so it never uses the later one. If only the later one allows POST, viewers ' +
      'get 403.',
    fix: 'Put the narrower pattern first.',
    inTool: {
      cdk: 'In CDK: FailoverDistribution adds directBehaviors before additionalBehaviors.',
      terraform: 'In Terraform: in the order of ordered_cache_behavior.',
    },
    page: `${GUIDE}/DownloadDistValuesCacheBehavior.html`,
    *check({ behaviors }) {
      // Without the last one, the default behavior: it is meant to be the rest.
      const known = behaviors
        .slice(0, -1)
        .flatMap(({ property, pathPattern }) => (isUnknown(pathPattern) ? [] : [{ property, pathPattern }]));
      for (const [i, { property, pathPattern }] of known.entries()) {
        const earlier = known
          .slice(0, i)
          .find(other => normalized(other.pathPattern) !== normalized(pathPattern) && covers(other.pathPattern, pathPattern));
        if (!earlier) continue;
        yield {
          property: `${property}.PathPattern`,
          what: 'An earlier behavior matches every path of this one.',
          got: `${pathPattern} after ${earlier.pathPattern}`,
          allowed: `${pathPattern} before ${earlier.pathPattern}`,
        };
      }
    },
  },
  {
    id: 'quantity-mismatch',
    level: 'error',
    why: 'CloudFront rejects a list whose length differs from its Quantity (InconsistentQuantities) at deployment.',
    fix: 'Set Quantity to the number of Items.',
    page: PAGES.createDistribution,
    *check({ quantities }) {
      for (const { property, stated, counted } of quantities) {
        if (isUnknown(stated)) {
          yield { property, cannotTell: `the quantity is ${stated.unknown}` };
        } else if (stated !== counted) {
          yield {
            property,
            what: 'Quantity differs from the number of items.',
            got: `${stated} for ${counted} items`,
            allowed: String(counted),
          };
        }
      }
    },
  },
  {
    id: 'origin-domain-invalid',
    level: 'error',
    why: 'CloudFront accepts only a bare domain name and rejects anything else at deployment. Paths and ports have their own settings.',
    fix: 'Use only the domain name. Set the path in OriginPath and the port in HTTPPort or HTTPSPort. To get the host of a URL, ' +
      'use Fn::Select with Fn::Split.',
    inTool: {
      cdk: "In CDK: Fn.select(2, Fn.split('/', url)).",
      terraform: 'In Terraform: split("/", url)[2], origin_path, http_port and https_port.',
    },
    page: PAGES.originSettings,
    check: onOrigins(origin => {
      const complaint = complaintOf(origin);
      if (complaint === undefined) return undefined;
      return {
        property: `${origin.property}.DomainName`,
        what: `The domain name of the origin ${origin.id} ${complaint}.`,
        got: show(origin.domainName),
        allowed: 'a domain name such as www.example.com',
      };
    }),
  },
  {
    id: 'origin-path-without-slash',
    level: 'error',
    why: 'CloudFront rejects a path that does not begin with a slash (InvalidRelativePath) at deployment.',
    fix: 'Put a slash in front of the path, and none at its end.',
    page: PAGES.createDistribution,
    check: onOrigins(({ property, id, originPath }) => {
      const path = show(originPath);
      return path === '' || /^(\/|\$\{)/.test(path) ? undefined : {
        property: `${property}.OriginPath`,
        what: `The path of the origin ${id} does not begin with a slash.`,
        got: path,
        allowed: 'a path such as /site, or none',
      };
    }),
  },
  {
    id: 'root-object-with-slash',
    level: 'error',
    why: 'AWS documents that the default root object cannot begin with a slash (InvalidDefaultRootObject). It is the name of an object.',
    fix: 'Remove the slash in front of the name.',
    page: `${API}/API_DistributionConfig.html`,
    check: onDistribution(({ defaultRootObject }) => {
      const name = show(defaultRootObject);
      return name.startsWith('/') ? {
        property: 'DistributionConfig.DefaultRootObject',
        what: 'The default root object begins with a slash.',
        got: name,
        allowed: 'a name such as index.html',
      } : undefined;
    }),
  },
  overQuota('origins-over-quota', 'origins', 100, 'Origins', 'origins'),
  overQuota('origin-groups-over-quota', 'groups', 10, 'OriginGroups', 'origin groups'),
  overQuota('behaviors-over-quota', 'behaviors', 75, 'CacheBehaviors', 'cache behaviors'),
];
