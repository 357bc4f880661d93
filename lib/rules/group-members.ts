import { PAGES } from './pages';
import { Rule } from './rule';
import { onGroups } from './scopes';
import { STATUS_CODES_HEADER } from '../../lambda/policy';
import { ROLE_HEADER } from '../../lambda/role';
import { membersOf, OriginModel } from '../model/distribution';
import { isKnown, isUnknown, show } from '../model/value';

const OWN_HEADERS = [ROLE_HEADER, STATUS_CODES_HEADER];

/** Everything that decides which server gets the request. */
function placeOf({ domainName, originPath, protocolPolicy, httpPort, httpsPort, customHeaders }: OriginModel): string {
  const headers = customHeaders.map(({ name, value }) => `${show(name).toLowerCase()}=${show(value)}`)
    .filter(header => !OWN_HEADERS.some(own => header.startsWith(`${own}=`)));
  const rest = [originPath, protocolPolicy, httpPort, httpsPort].map(show);
  return JSON.stringify([show(domainName).toLowerCase(), ...rest, headers.sort()]);
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
      return memberCount === 2 ? undefined : {
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
      return repeated === undefined ? undefined
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
    level: 'error',
    why: 'The secondary is the same server as the primary, so both are down at the same time.',
    fix: 'Use a secondary that does not fail together with the primary.',
    page: PAGES.failover,
    check: onGroups((group, distribution) => {
      const [primary, secondary] = membersOf(distribution, group);
      if (!primary || !secondary || primary.id === secondary.id || placeOf(primary) !== placeOf(secondary)) return undefined;
      return {
        property: `${group.property}.Members`,
        what: 'The primary and the secondary are the same origin.',
        got: `${show(primary.domainName)}${show(primary.originPath)} twice`,
        allowed: 'origins that differ in domain name, path, port or custom header',
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
    why: 'A request may pass through at most two distributions, and CloudFront returns 403 for a loop. A secondary behind CloudFront ' +
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
    fix: 'Replicate the bucket to another Region and use the replica as the secondary.',
    page: PAGES.failover,
    check: onGroups((group, distribution) => {
      const [primary, secondary] = membersOf(distribution, group);
      return primary?.region && primary.region === secondary?.region && show(primary.domainName) !== show(secondary.domainName)
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
    fix: 'Use the endpoints of two MediaPackage v2 channels, or use the default selection criteria.',
    page: PAGES.mediaQuality,
    check: onGroups((group, distribution) => {
      if (group.selectionCriteria !== 'media-quality-based') return undefined;
      const property = `${group.property}.SelectionCriteria`;
      const domains = membersOf(distribution, group).map(({ domainName }) => domainName)
        .filter(name => !/\.mediapackagev2\./.test(show(name)));
      const others = domains.filter(isKnown);
      const what = 'The origin group selects by media quality, but not every member is a MediaPackage v2 origin.';
      if (others.length) return { property, what, got: others.join(', '), allowed: 'MediaPackage v2 origins' };
      return domains.length ? { property, cannotTell: `the domain name of a member is ${domains.map(show).join(', ')}` } : undefined;
    }),
  },
];
