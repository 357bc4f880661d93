import { PAGES } from './pages';
import { Rule } from './rule';
import { AssociationModel, behaviorsOf, DistributionModel, membersOf, OriginGroupModel } from '../model/distribution';
import { isUnknown, show } from '../model/value';

/** The Lambda functions that run between CloudFront and the members of a group. */
function originFacing(distribution: DistributionModel, group: OriginGroupModel): AssociationModel[] {
  return behaviorsOf(distribution, group).flatMap(({ functions }) =>
    functions.filter(({ kind, eventType }) => kind === 'lambda' && /^origin-/.test(show(eventType))));
}

export const ORIGIN_GROUP_RULES: readonly Rule[] = [
  {
    id: 'group-members-same',
    level: 'error',
    why: 'When the primary is down, the secondary is the same origin, and down too.',
    fix: 'Give the group a secondary origin that does not share the fate of the primary.',
    page: PAGES.failover,
    * check(distribution) {
      for (const group of distribution.groups) {
        const [primary, secondary] = membersOf(distribution, group);
        if (!primary || !secondary) continue;
        const place = [primary, secondary].map(({ domainName, originPath }) => show(domainName) + show(originPath));
        if (place[0] === place[1]) {
          yield {
            property: `${group.property}.Members`,
            what: 'The primary and the secondary are the same origin.',
            got: `${place[0]} twice`,
            allowed: 'two origins with another domain name or path',
          };
        }
      }
    },
  },
  {
    id: 'group-member-is-group',
    level: 'error',
    why: 'An origin group has exactly two members, and both are origins.',
    fix: 'Pass the origins themselves.',
    page: PAGES.failover,
    * check({ groups }) {
      for (const group of groups) {
        const nested = group.members.filter(member => groups.some(({ id }) => id === member));
        if (nested.length) {
          yield { property: `${group.property}.Members`, what: 'A member of the origin group is itself an origin group.', got: nested.map(show).join(', '), allowed: 'origins' };
        }
      }
    },
  },
  {
    id: 'media-quality-with-function',
    level: 'error',
    why: 'CloudFront does not run origin-facing Lambda@Edge functions for a group that selects by media quality.',
    fix: 'Take the function off (ErrorRewrite.none()), or leave the selection criteria at the default.',
    page: PAGES.mediaQuality,
    * check(distribution) {
      for (const group of distribution.groups) {
        if (!originFacing(distribution, group).length) continue;
        if (isUnknown(group.selectionCriteria)) yield { property: `${group.property}.SelectionCriteria`, cannotTell: `the selection criteria are ${group.selectionCriteria.unknown}` };
        if (group.selectionCriteria === 'media-quality-based') {
          yield {
            property: `${group.property}.SelectionCriteria`,
            what: 'The origin group selects by media quality, and a Lambda@Edge function runs on its origins.',
            got: 'media-quality-based',
            allowed: 'default',
          };
        }
      }
    },
  },
  {
    id: 'vpc-origin-with-function',
    level: 'error',
    why: 'CloudFront does not run origin-request or origin-response functions for VPC origins.',
    fix: 'Take the function off (ErrorRewrite.none()), or use an origin outside the VPC.',
    page: PAGES.vpcOrigins,
    * check(distribution) {
      for (const group of distribution.groups) {
        if (!originFacing(distribution, group).length) continue;
        for (const { property, kind, id } of membersOf(distribution, group)) {
          if (kind === 'vpc') {
            yield { property, what: 'A member of the group is a VPC origin, and a Lambda@Edge function runs on it.', got: id, allowed: 'any other kind of origin' };
          }
        }
      }
    },
  },
  {
    id: 'mutual-tls-with-function',
    level: 'error',
    why: 'CloudFront does not run origin-request or origin-response functions for origins with mutual TLS.',
    fix: 'Take the function off (ErrorRewrite.none()), or authenticate CloudFront to the origin in another way.',
    page: PAGES.mutualTls,
    * check(distribution) {
      for (const group of distribution.groups) {
        if (!originFacing(distribution, group).length) continue;
        for (const { property, mutualTls, id } of membersOf(distribution, group)) {
          if (mutualTls) {
            yield {
              property: `${property}.CustomOriginConfig.OriginMtlsConfig`,
              what: 'A member of the group uses mutual TLS, and a Lambda@Edge function runs on it.',
              got: id,
              allowed: 'origins without OriginMtlsConfig',
            };
          }
        }
      }
    },
  },
  {
    id: 'secondary-is-cloudfront',
    level: 'warning',
    why: 'A request may pass at most two distributions, and a loop is answered with 403. A secondary behind CloudFront shares its outages.',
    fix: 'Use the origin behind that distribution as the secondary.',
    page: PAGES.quotas,
    * check(distribution) {
      for (const group of distribution.groups) {
        const secondary = membersOf(distribution, group)[1];
        if (secondary?.kind === 'cloudfront') {
          yield { property: secondary.property, what: 'The secondary origin is a CloudFront distribution.', got: show(secondary.domainName), allowed: 'an origin outside CloudFront' };
        }
      }
    },
  },
  {
    id: 'members-in-one-region',
    level: 'warning',
    why: 'When the Region has an outage, both members have it.',
    fix: 'Replicate the bucket to another Region and use the replica as the secondary.',
    page: PAGES.failover,
    * check(distribution) {
      for (const group of distribution.groups) {
        const [primary, secondary] = membersOf(distribution, group);
        if (primary?.region && primary.region === secondary?.region && show(primary.domainName) !== show(secondary.domainName)) {
          yield { property: `${group.property}.Members`, what: 'Both members are S3 buckets in the same Region.', got: primary.region, allowed: 'two Regions' };
        }
      }
    },
  },
  {
    id: 'slow-failover',
    level: 'info',
    why: 'Until CloudFront gives up on the primary, the viewer waits.',
    fix: 'Lower connectionAttempts, connectionTimeout and readTimeout of the primary origin.',
    page: PAGES.failover,
    * check(distribution) {
      for (const group of distribution.groups) {
        const primary = membersOf(distribution, group)[0];
        if (!primary) continue;
        const { property, connectionAttempts, connectionTimeout, readTimeout } = primary;
        if (isUnknown(connectionAttempts) || isUnknown(connectionTimeout) || isUnknown(readTimeout)) {
          yield { property, cannotTell: 'a timeout of the primary origin is a token' };
          continue;
        }
        const connect = connectionAttempts * connectionTimeout;
        const read = connectionAttempts * readTimeout;
        if (Math.max(connect, read) > ACCEPTABLE_WAIT) {
          yield {
            property,
            what: `A viewer may wait ${connect} s before failover when the primary cannot be connected to, and ${read} s when it does not answer.`,
            got: `connectionAttempts ${connectionAttempts}, connectionTimeout ${connectionTimeout} s, readTimeout ${readTimeout} s`,
            allowed: '1-3 attempts, 1-10 s to connect, 1-120 s to answer',
          };
        }
      }
    },
  },
];

/** Seconds that many clients and browsers wait at most. */
const ACCEPTABLE_WAIT = 10;
