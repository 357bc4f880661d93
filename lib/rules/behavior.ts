import { PAGES } from './pages';
import { Rule } from './rule';
import { groupOf, membersOf } from '../model/distribution';
import { isUnknown, show } from '../model/value';

const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE'];

export const BEHAVIOR_RULES: readonly Rule[] = [
  {
    id: 'group-behavior-allows-writes',
    level: 'error',
    why: 'CloudFront refuses the distribution at deployment: "The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE ' +
      'for a cached behavior associated with an origin group."',
    fix: 'Allow GET, HEAD and OPTIONS only, and send the paths that take writes straight to the primary (directBehaviors).',
    page: PAGES.failover,
    * check(distribution) {
      for (const behavior of distribution.behaviors) {
        // gRPC needs every method: that is a rule of its own.
        if (!groupOf(distribution, behavior) || behavior.grpc === true) continue;
        const property = `${behavior.property}.AllowedMethods`;
        if (isUnknown(behavior.allowedMethods)) {
          yield { property, cannotTell: `the methods are ${show(behavior.allowedMethods)}` };
          continue;
        }
        const writes = behavior.allowedMethods.filter(method => WRITES.includes(show(method)));
        if (writes.length) {
          yield {
            property,
            what: `The behavior ${show(behavior.pathPattern)} targets an origin group and allows methods that change things. ` +
              'CloudFront answers: "The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior associated with an origin group."',
            got: behavior.allowedMethods.map(show).join(', '),
            allowed: 'GET, HEAD or GET, HEAD, OPTIONS',
          };
        }
      }
    },
  },
  {
    id: 'group-behavior-grpc',
    level: 'error',
    why: 'gRPC needs POST, which an origin group refuses, and CloudFront runs no Lambda@Edge function on it.',
    fix: 'Send the gRPC path straight to the primary (directBehaviors).',
    page: PAGES.grpc,
    * check(distribution) {
      for (const behavior of distribution.behaviors) {
        if (!groupOf(distribution, behavior)) continue;
        if (isUnknown(behavior.grpc)) yield { property: `${behavior.property}.GrpcConfig`, cannotTell: `gRPC depends on ${behavior.grpc.unknown}` };
        if (behavior.grpc === true) {
          yield { property: `${behavior.property}.GrpcConfig`, what: `The behavior ${show(behavior.pathPattern)} targets an origin group and takes gRPC.`, got: 'enabled', allowed: 'disabled' };
        }
      }
    },
  },
  {
    id: 'options-not-cached',
    level: 'warning',
    why: 'AWS documents that CloudFront does not fail over when OPTIONS is not among the cached methods.',
    fix: 'Cache OPTIONS as well (CachedMethods.CACHE_GET_HEAD_OPTIONS), or do not allow it.',
    page: PAGES.failover,
    * check(distribution) {
      for (const { property, pathPattern, target, allowedMethods, cachedMethods } of distribution.behaviors) {
        if (!distribution.groups.some(({ id }) => id === target)) continue;
        if (isUnknown(allowedMethods) || isUnknown(cachedMethods)) {
          yield { property: `${property}.CachedMethods`, cannotTell: `the methods are ${[allowedMethods, cachedMethods].filter(isUnknown).map(show).join(', ')}` };
          continue;
        }
        if (allowedMethods.includes('OPTIONS') && !cachedMethods.includes('OPTIONS')) {
          yield {
            property: `${property}.CachedMethods`,
            what: `The behavior ${show(pathPattern)} allows OPTIONS and does not cache it, so OPTIONS requests do not fail over.`,
            got: cachedMethods.map(show).join(', '),
            allowed: 'GET, HEAD, OPTIONS',
          };
        }
      }
    },
  },
  {
    id: 'viewer-host-forwarded',
    level: 'warning',
    why: 'S3, API Gateway and function URLs answer 403 to a Host header that is not their own.',
    fix: 'Use OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.',
    page: PAGES.requestPolicies,
    * check(distribution) {
      for (const behavior of distribution.behaviors) {
        const group = groupOf(distribution, behavior);
        if (!group || behavior.forwardsHost === false) continue;
        const strict = membersOf(distribution, group).filter(({ kind }) => ['s3', 'rest-api', 'function-url'].includes(kind));
        if (!strict.length) continue;
        const property = `${behavior.property}.OriginRequestPolicyId`;
        if (isUnknown(behavior.forwardsHost)) {
          yield { property, cannotTell: `the Host header depends on ${behavior.forwardsHost.unknown}` };
          continue;
        }
        yield {
          property,
          what: `The behavior ${show(behavior.pathPattern)} forwards the viewer's Host header to an origin that refuses it with 403.`,
          got: strict.map(({ kind, domainName }) => `${kind} ${show(domainName)}`).join(', '),
          allowed: 'an origin request policy without Host',
        };
      }
    },
  },
];
