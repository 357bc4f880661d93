import { PAGES } from './pages';
import { Rule } from './rule';
import { onGroupBehaviors } from './scopes';
import { membersOf } from '../model/distribution';
import { CachePolicyModel, OriginRequestPolicyModel, takes } from '../model/policies';
import { isUnknown, show, Value } from '../model/value';

const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE'];

export const BEHAVIOR_RULES: readonly Rule[] = [
  {
    id: 'group-behavior-allows-writes',
    level: 'error',
    why: 'CloudFront refuses the distribution at deployment: "The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE ' +
      'for a cached behavior associated with an origin group."',
    fix: 'Allow GET, HEAD and OPTIONS only, and send the paths that take writes straight to the primary (directBehaviors).',
    page: PAGES.failover,
    check: onGroupBehaviors(behavior => {
      // gRPC needs every method: that is a rule of its own.
      if (behavior.grpc === true) return undefined;
      const property = `${behavior.property}.AllowedMethods`;
      if (isUnknown(behavior.allowedMethods)) return { property, cannotTell: `the methods are ${show(behavior.allowedMethods)}` };
      if (!behavior.allowedMethods.some(method => WRITES.includes(show(method)))) return undefined;
      return {
        property,
        what: `The behavior ${show(behavior.pathPattern)} targets an origin group and allows methods that change things. ` +
          'CloudFront answers: "The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior associated with an origin group."',
        got: behavior.allowedMethods.map(show).join(', '),
        allowed: 'GET, HEAD or GET, HEAD, OPTIONS',
      };
    }),
  },
  {
    id: 'group-behavior-grpc',
    level: 'error',
    why: 'AWS documents that gRPC supports neither origin failover nor Lambda@Edge. It needs POST, which an origin group refuses.',
    fix: 'Send the gRPC path straight to the primary (directBehaviors).',
    page: PAGES.grpc,
    check: onGroupBehaviors(({ property: behavior, grpc, pathPattern }) => {
      const property = `${behavior}.GrpcConfig`;
      if (isUnknown(grpc)) return { property, cannotTell: `gRPC depends on ${grpc.unknown}` };
      return grpc
        ? { property, what: `The behavior ${show(pathPattern)} targets an origin group and takes gRPC.`, got: 'enabled', allowed: 'disabled' }
        : undefined;
    }),
  },
  {
    id: 'options-not-cached',
    level: 'warning',
    why: 'AWS documents that CloudFront does not fail over when OPTIONS is not among the cached methods.',
    fix: 'Cache OPTIONS as well (CachedMethods.CACHE_GET_HEAD_OPTIONS), or do not allow it.',
    page: PAGES.failover,
    check: onGroupBehaviors(({ property: behavior, pathPattern, allowedMethods, cachedMethods }) => {
      const property = `${behavior}.CachedMethods`;
      if (isUnknown(allowedMethods) || isUnknown(cachedMethods)) {
        return { property, cannotTell: `the methods are ${[allowedMethods, cachedMethods].filter(isUnknown).map(show).join(', ')}` };
      }
      if (!allowedMethods.includes('OPTIONS') || cachedMethods.includes('OPTIONS')) return undefined;
      return {
        property,
        what: `The behavior ${show(pathPattern)} allows OPTIONS and does not cache it, so OPTIONS requests do not fail over.`,
        got: cachedMethods.map(show).join(', '),
        allowed: 'GET, HEAD, OPTIONS',
      };
    }),
  },
  {
    id: 'options-cached-without-origin',
    level: 'info',
    why: 'A preflight answer that is cached without the Origin header is given to every site that asks. AWS tells to forward Origin where OPTIONS is cached.',
    fix: 'Use a cache policy with Origin in its key, the origin request policy CORS-S3Origin or CORS-CustomOrigin, or a response headers policy with CORS. ' +
      'Nothing to do where no other site asks.',
    page: PAGES.cors,
    check: onGroupBehaviors(({ property: behavior, pathPattern, cachedMethods, cachePolicy, originRequestPolicy, responseHeadersPolicy }) => {
      const caches = !isUnknown(cachedMethods) && cachedMethods.includes('OPTIONS');
      if (!caches || (responseHeadersPolicy && (isUnknown(responseHeadersPolicy) || responseHeadersPolicy.cors))) return undefined;
      const property = `${behavior}.CachePolicyId`;
      const policies = [cachePolicy, originRequestPolicy];
      if (policies.some(takesOrigin)) return undefined;
      const unknown = policies.find(isUnknown);
      if (unknown) return { property, cannotTell: `the headers come from ${unknown.unknown}` };
      return {
        property,
        what: `The behavior ${show(pathPattern)} caches OPTIONS, and the Origin header does not reach its origins.`,
        got: 'no Origin header',
        allowed: 'Origin in the cache key or among the forwarded headers',
      };
    }),
  },
  {
    id: 'viewer-host-forwarded',
    level: 'warning',
    why: 'S3, API Gateway and function URLs answer 403 to a Host header that is not their own.',
    fix: 'Use OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.',
    page: PAGES.requestPolicies,
    check: onGroupBehaviors((behavior, group, distribution) => {
      if (behavior.forwardsHost === false) return undefined;
      const strict = membersOf(distribution, group).filter(({ kind }) => ['s3', 'rest-api', 'function-url'].includes(kind));
      if (!strict.length) return undefined;
      const property = `${behavior.property}.OriginRequestPolicyId`;
      if (isUnknown(behavior.forwardsHost)) return { property, cannotTell: `the Host header depends on ${behavior.forwardsHost.unknown}` };
      return {
        property,
        what: `The behavior ${show(behavior.pathPattern)} forwards the viewer's Host header to an origin that refuses it with 403.`,
        got: strict.map(({ kind, domainName }) => `${kind} ${show(domainName)}`).join(', '),
        allowed: 'an origin request policy without Host',
      };
    }),
  },
];

function takesOrigin(policy: Value<CachePolicyModel | OriginRequestPolicyModel> | undefined): boolean {
  return policy !== undefined && !isUnknown(policy) && takes(policy.headers, 'origin');
}
