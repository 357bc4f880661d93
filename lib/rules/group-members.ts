import { changesResponses, rewrites, rewritingOf } from './own-function';
import { GUIDE, PAGES } from './pages';
import { Rule } from './rule';
import { onGroupBehaviors, onGroups } from './scopes';
import { STATUS_CODES_HEADER } from '../../lambda/policy';
import { ROLE_HEADER } from '../../lambda/role';
import { bucketNameIn } from '../model/backend';
import { BehaviorModel, DistributionModel, membersOf, OriginGroupModel, OriginModel } from '../model/distribution';
import { isKnown, isUnknown, show, Value } from '../model/value';

const OWN_HEADERS = [ROLE_HEADER, STATUS_CODES_HEADER];

/** Everything that decides which server gets the request. */
function placeOf({ host, originPath, protocolPolicy, httpPort, httpsPort, customHeaders }: OriginModel): string {
  const headers = customHeaders.map(({ name, value }) => `${show(name).toLowerCase()}=${show(value)}`)
    .filter(header => !OWN_HEADERS.some(own => header.startsWith(`${own}=`)));
  const rest = [originPath, protocolPolicy, httpPort, httpsPort].map(show);
  return JSON.stringify([host, ...rest, headers.sort()]);
}

/** The bucket behind an origin: its logical id, or its name. */
function bucketOf({ backend, host }: OriginModel): string | undefined {
  if (backend?.kind === 'bucket') return backend.logicalId;
  return bucketNameIn(host) ?? /^\$\{(?:host of )?(.+)\.(?:Regional|DualStack)?(?:DomainName|WebsiteURL)\}$/.exec(host)?.[1];
}

/** Whether something turns the path of a directory into the name of an object. */
function rewritesPaths({ functions }: BehaviorModel): boolean {
  return functions.some(({ eventType }) => eventType === 'viewer-request' || eventType === 'origin-request');
}

/** The members of the group of a behavior, if the secondary is a bucket that has no index documents and the primary is a server. */
function withoutIndex(behavior: BehaviorModel, group: OriginGroupModel, distribution: DistributionModel): OriginModel | undefined {
  const [primary, secondary] = membersOf(distribution, group);
  const isStandby = primary && primary.kind !== 's3' && secondary?.kind === 's3' && !rewritesPaths(behavior);
  return isStandby ? secondary : undefined;
}

/** Whether a function puts its page in the place of what the bucket lacks. */
function rewritesDenied(behavior: BehaviorModel): Value<boolean> {
  const own = [...rewritingOf(behavior)];
  if (!own.length) return changesResponses(behavior) && { unknown: 'the origin-response function, which may replace its 403' };
  return own.some(({ policy }) => rewrites({ ...policy, rewrite: policy.secondary ?? policy.rewrite }, 403));
}

export const GROUP_MEMBER_RULES: readonly Rule[] = [
  {
    id: 'group-member-count',
    level: 'error',
    why: 'An origin group has exactly two members. CloudFront rejects any other number at deployment.',
    fix: 'Give the group a primary and a secondary. To use a third origin, replace one of them with a DNS name that has health checks.',
    page: PAGES.failover,
    check: onGroups(({ property: group, memberCount }) => {
      const property = `${group}.Members`;
      if (isUnknown(memberCount)) return { property, cannotTell: `the members are ${memberCount.unknown}` };
      return memberCount === 2
        ? undefined
        : {
          property,
          what: 'The origin group does not have two members.',
          got: String(memberCount),
          allowed: '2',
        };
    }),
  },
  {
    id: 'group-member-repeated',
    level: 'error',
    why: 'Without a second origin, there is nothing to fail over to.',
    fix: 'Use another origin as the secondary.',
    page: PAGES.failover,
    check: onGroups(({ property, members }) => {
      const repeated = members.find((id, i) => members.indexOf(id) !== i);
      return repeated === undefined
        ? undefined
        : {
          property: `${property}.Members`,
          what: 'The primary and the secondary have the same id.',
          got: `${show(repeated)} twice`,
          allowed: 'two origins',
        };
    }),
  },
  {
    id: 'group-members-same',
    level: 'warning',
    why: 'The secondary is the same server as the primary, so both are down at the same time. CloudFront accepts that.',
    fix: 'Use a secondary that does not fail together with the primary.',
    page: PAGES.failover,
    check: onGroups((group, distribution) => {
      const [primary, secondary] = membersOf(distribution, group);
      if (!primary || !secondary || primary.id === secondary.id || placeOf(primary) !== placeOf(secondary)) return undefined;
      return {
        property: `${group.property}.Members`,
        what: 'The primary and the secondary are the same origin.',
        got:
          show(primary.domainName).toLowerCase() === show(secondary.domainName).toLowerCase()
            ? `${show(primary.domainName)}${show(primary.originPath)} twice`
            : `${show(primary.domainName)} and ${show(secondary.domainName)}, which lead to the same host`,
        allowed: 'origins that differ in domain name, path, port or custom header',
      };
    }),
  },
  {
    id: 'members-share-bucket',
    level: 'warning',
    why: 'Both members are in one bucket, so both fail when the bucket or its Region does, or its policy denies access.',
    fix: 'Replicate the bucket to another Region and use the replica as the secondary, or use a Multi-Region Access Point as the only ' +
      'origin.',
    page: PAGES.failover,
    check: onGroups((group, distribution) => {
      const [primary, secondary] = membersOf(distribution, group);
      if (!primary || !secondary || primary.id === secondary.id || placeOf(primary) === placeOf(secondary)) return undefined;
      const bucket = bucketOf(primary);
      if (bucket === undefined || bucket !== bucketOf(secondary)) return undefined;
      return {
        property: `${group.property}.Members`,
        what: 'Both members are the same S3 bucket.',
        got: [primary, secondary].map(({ domainName, originPath }) => `${show(domainName)}${show(originPath)}`).join(' and '),
        allowed: 'two buckets',
      };
    }),
  },
  {
    id: 'standby-without-root-object',
    level: 'warning',
    why: 'An S3 bucket has no index documents. In an outage, the home page is a 403, because nothing says which object it is.',
    fix: 'Set DefaultRootObject to the home page, such as index.html, if the primary serves it under that name, too. Or rewrite ' +
      'the path in a function.',
    inTool: { cdk: 'In CDK: defaultRootObject.', terraform: 'In Terraform: default_root_object.' },
    page: `${GUIDE}/DefaultRootObject.html`,
    check: onGroupBehaviors((behavior, group, distribution) => {
      const secondary = withoutIndex(behavior, group, distribution);
      if (!secondary || behavior.pathPattern !== '*' || distribution.defaultRootObject !== '') return undefined;
      const property = 'DistributionConfig.DefaultRootObject';
      const rewritten = rewritesDenied(behavior);
      if (isUnknown(rewritten)) return { property, cannotTell: `what viewers of the home page get depends on ${rewritten.unknown}` };
      return rewritten ? undefined : {
        property,
        what: `The secondary ${secondary.id} is a bucket behind a server, and no object stands for the home page.`,
        got: 'no default root object',
        allowed: 'the name of an object',
      };
    }),
  },
  {
    id: 'standby-without-index',
    level: 'info',
    why: 'A server returns a page for /docs/. The REST endpoint of an S3 bucket has no index documents and returns 403, and the default ' +
      'root object is for / only.',
    fix: 'Append index.html in a function on viewer-request, or on origin-request for the secondary only, or use the website endpoint of ' +
      'the bucket. Ignore this if no path ends with a slash.',
    page: `${GUIDE}/DefaultRootObject.html`,
    check: onGroupBehaviors((behavior, group, distribution) => {
      const secondary = withoutIndex(behavior, group, distribution);
      if (!secondary || /\.\w+$/.test(show(behavior.pathPattern))) return undefined;
      return {
        property: secondary.property,
        what: `The secondary ${secondary.id} of the behavior ${show(behavior.pathPattern)} is a bucket behind a server, and serves no ` +
          'paths of directories.',
        got: show(secondary.domainName),
        allowed: 'a secondary that serves the paths of the primary',
      };
    }),
  },
  {
    id: 'group-member-is-group',
    level: 'error',
    why: 'An origin group has exactly two members, and both are origins.',
    fix: 'Use origins as members.',
    page: PAGES.failover,
    check: onGroups(({ property, members }, { groups }) => {
      const nested = members.filter(member => groups.some(({ id }) => id === member));
      return nested.length
        ? {
          property: `${property}.Members`,
          what: 'A member of the origin group is an origin group itself.',
          got: nested.map(show).join(', '),
          allowed: 'origins',
        }
        : undefined;
    }),
  },
  {
    id: 'secondary-is-cloudfront',
    level: 'warning',
    why:
      'A request may pass through at most two distributions, and CloudFront returns 403 for a loop. A secondary behind CloudFront ' +
      'shares the outages of CloudFront.',
    fix: 'Use the origin of that distribution as the secondary.',
    page: PAGES.quotas,
    check: onGroups((group, distribution) => {
      const secondary = membersOf(distribution, group)[1];
      return secondary?.kind === 'cloudfront'
        ? {
          property: secondary.property,
          what: 'The secondary origin is a CloudFront distribution.',
          got: show(secondary.domainName),
          allowed: 'an origin outside CloudFront',
        }
        : undefined;
    }),
  },
  {
    id: 'members-in-one-region',
    level: 'warning',
    why: 'An outage of the Region affects both members.',
    fix: 'Replicate the bucket to another Region and use the replica as the secondary, or use an S3 Multi-Region Access Point as the ' +
      'only origin.',
    page: PAGES.failover,
    check: onGroups((group, distribution) => {
      const [primary, secondary] = membersOf(distribution, group);
      // For one bucket under two names, see members-share-bucket.
      const isOne = primary && secondary && bucketOf(primary) === bucketOf(secondary);
      return primary?.region && primary.region === secondary?.region && !isOne
        ? {
          property: `${group.property}.Members`,
          what: 'Both members are S3 buckets in the same Region.',
          got: primary.region,
          allowed: 'two Regions',
        }
        : undefined;
    }),
  },
  {
    id: 'media-quality-other-origin',
    level: 'warning',
    why: 'Only AWS Elemental MediaPackage v2 origins support selection by media quality.',
    fix: 'Use the endpoints of two MediaPackage v2 channels, with mediapackagev2:GetHeadObject for CloudFront in their policies, or use ' +
      'the default selection criteria.',
    page: PAGES.mediaQuality,
    check: onGroups((group, distribution) => {
      if (group.selectionCriteria !== 'media-quality-based') return undefined;
      const property = `${group.property}.SelectionCriteria`;
      const domains = membersOf(distribution, group)
        .map(({ domainName }) => domainName)
        .filter(name => !/\.mediapackagev2\./.test(show(name)));
      const others = domains.filter(isKnown);
      const what = 'The origin group selects by media quality, but not every member is a MediaPackage v2 origin.';
      if (others.length) return { property, what, got: others.join(', '), allowed: 'MediaPackage v2 origins' };
      return domains.length ? { property, cannotTell: `the domain name of a member is ${domains.map(show).join(', ')}` } : undefined;
    }),
  },
];
