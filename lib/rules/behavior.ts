import { needsHost } from './connections';
import { GUIDE, PAGES } from './pages';
import { Outcome, Rule } from './rule';
import { onGroupBehaviors } from './scopes';
import { BehaviorModel, membersOf, OriginModel } from '../model/distribution';
import { CachePolicyModel, OriginRequestPolicyModel, takes } from '../model/policies';
import { isUnknown, show, Value } from '../model/value';
import { refusesHost } from '../simulator/origins/service';

const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Seconds for which a cached response of the secondary may outlive the outage. */
const LONG_TTL = 3600;

/** Headers that the older settings may forward to a bucket. */
const FOR_BUCKETS = /^(origin|access-control-request-(headers|method)|cloudfront-.*)$/;

/** Whether S3 may add CORS headers to what an origin returns. */
function mayHaveCors({ kind, backend }: OriginModel): boolean {
  return kind === 's3' && !(backend?.kind === 'bucket' && backend.hasCors === false);
}

/** Where the times and the headers of a behavior are written: in its cache policy, or as settings of the behavior. */
function placeOf({ property, hasCachePolicy }: BehaviorModel, setting: string): string {
  return `${property}.${hasCachePolicy ? 'CachePolicyId' : setting}`;
}

function* wrongOrder(behavior: BehaviorModel): Iterable<Outcome> {
  const { minTtl, defaultTtl, maxTtl } = behavior.statedTtls;
  const times = [['MinTTL', minTtl], ['DefaultTTL', defaultTtl], ['MaxTTL', maxTtl]] as const;
  const known = times.flatMap(([name, time]) => (time === undefined || isUnknown(time) ? [] : [{ name, time }]));
  const wrong = known.find(({ time }, i) => i > 0 && known[i - 1]!.time > time);
  const unknown = known.length ? times.map(([, time]) => time).find(isUnknown) : undefined;
  const property = placeOf(behavior, wrong?.name ?? 'MinTTL');
  if (wrong) {
    yield {
      property,
      what: `The TTLs of the behavior ${show(behavior.pathPattern)} are out of order.`,
      got: known.map(({ name, time }) => `${name} ${time}`).join(', '),
      allowed: 'MinTTL <= DefaultTTL <= MaxTTL',
    };
  } else if (unknown) {
    yield { property, cannotTell: `a TTL is ${unknown.unknown}` };
  }
}

export const BEHAVIOR_RULES: readonly Rule[] = [
  {
    id: 'ttl-order',
    level: 'error',
    why: 'CloudFront rejects the distribution or the cache policy at deployment: "MinTTL, MaxTTL and DefaultTTL should follow order ' +
      'MinTTL less than or equal to DefaultTTL less than or equal to MaxTTL" (InvalidTTLOrder).',
    fix: 'Change the times so that MinTTL is at most DefaultTTL, and DefaultTTL at most MaxTTL.',
    page: PAGES.createDistribution,
    *check({ behaviors }) {
      const policies = new Set<string>();
      for (const behavior of behaviors) {
        // Behaviors that have one policy are reported once.
        const stated = JSON.stringify(behavior.statedTtls);
        if (behavior.hasCachePolicy && policies.has(stated)) continue;
        if (behavior.hasCachePolicy) policies.add(stated);
        yield* wrongOrder(behavior);
      }
    },
  },
  {
    id: 'group-behavior-allows-writes',
    level: 'error',
    why:
      'CloudFront rejects the distribution at deployment: "The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE ' +
      'for a cached behavior associated with an origin group." No AWS page says so; it is known from deployments.',
    fix: 'Allow only GET, HEAD and OPTIONS, and send the paths that take writes directly to the primary, with a behavior of their ' +
      'own.',
    inTool: {
      cdk: 'In CDK: directBehaviors of FailoverDistribution.',
      terraform: 'In Terraform: allowed_methods, and an ordered_cache_behavior.',
    },
    page: PAGES.failover,
    check: onGroupBehaviors(behavior => {
      // gRPC needs every method: see group-behavior-grpc.
      if (behavior.grpc === true) return undefined;
      const property = `${behavior.property}.AllowedMethods`;
      if (isUnknown(behavior.allowedMethods)) return { property, cannotTell: `the methods are ${show(behavior.allowedMethods)}` };
      if (!behavior.allowedMethods.some(method => WRITES.includes(show(method)))) return undefined;
      return {
        property,
        what:
          `The behavior ${show(behavior.pathPattern)} targets an origin group and allows write methods. ` +
          'CloudFront rejects this: "The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior ' +
          'associated with an origin group."',
        got: behavior.allowedMethods.map(show).join(', '),
        allowed: 'GET, HEAD or GET, HEAD, OPTIONS',
      };
    }),
  },
  {
    id: 'legacy-headers-on-s3',
    level: 'warning',
    why: 'In the older settings, S3 origins take a few headers only, those of CORS. CloudFront rejects others (InvalidHeadersForS3Origin).',
    fix: 'List Origin, Access-Control-Request-Headers and Access-Control-Request-Method only, or use a cache policy.',
    page: `${GUIDE}/header-caching.html`,
    check: onGroupBehaviors((behavior, group, distribution) => {
      const { cachePolicy, hasCachePolicy, pathPattern, property } = behavior;
      if (hasCachePolicy || isUnknown(cachePolicy) || !membersOf(distribution, group).some(({ kind }) => kind === 's3')) return undefined;
      const { mode, names } = cachePolicy.headers;
      const other = mode === 'all' ? ['*'] : names.filter(name => !FOR_BUCKETS.test(name));
      return other.length ? {
        property: `${property}.ForwardedValues`,
        what: `The behavior ${show(pathPattern)} forwards headers to a bucket that its older settings do not allow.`,
        got: other.join(', '),
        allowed: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
      } : undefined;
    }),
  },
  {
    id: 'group-behavior-grpc',
    level: 'error',
    why:
      'AWS documents that gRPC supports neither origin failover nor Lambda@Edge. It needs POST, which behaviors with an origin group ' +
      'cannot allow.',
    fix: 'Send the gRPC path directly to the primary.',
    inTool: { cdk: 'In CDK: directBehaviors of FailoverDistribution.' },
    page: PAGES.grpc,
    check: onGroupBehaviors(({ property: behavior, grpc, pathPattern }) => {
      const property = `${behavior}.GrpcConfig`;
      if (isUnknown(grpc)) return { property, cannotTell: `gRPC depends on ${grpc.unknown}` };
      return grpc
        ? {
          property,
          what: `The behavior ${show(pathPattern)} targets an origin group and enables gRPC.`,
          got: 'enabled',
          allowed: 'disabled',
        }
        : undefined;
    }),
  },
  {
    id: 'options-not-cached',
    level: 'warning',
    why: 'AWS documents that CloudFront fails over OPTIONS requests only if OPTIONS is a cached method.',
    fix: 'Add OPTIONS to CachedMethods, or do not allow it.',
    inTool: { cdk: 'In CDK: CachedMethods.CACHE_GET_HEAD_OPTIONS.', terraform: 'In Terraform: cached_methods.' },
    page: PAGES.failover,
    check: onGroupBehaviors(({ property: behavior, pathPattern, allowedMethods, cachedMethods }) => {
      const property = `${behavior}.CachedMethods`;
      if (isUnknown(allowedMethods) || isUnknown(cachedMethods)) {
        return { property, cannotTell: `the methods are ${[allowedMethods, cachedMethods].filter(isUnknown).map(show).join(', ')}` };
      }
      if (!allowedMethods.includes('OPTIONS') || cachedMethods.includes('OPTIONS')) return undefined;
      return {
        property,
        what: `The behavior ${show(pathPattern)} allows OPTIONS but does not cache it, so OPTIONS requests do not fail over.`,
        got: cachedMethods.map(show).join(', '),
        allowed: 'GET, HEAD, OPTIONS',
      };
    }),
  },
  {
    id: 'options-cached-without-origin',
    level: 'info',
    why:
      'A preflight response cached without Origin in the key is served to every site. AWS says to forward the Origin header where ' +
      'OPTIONS is cached.',
    fix:
      'Use a cache policy with Origin in its key, the origin request policy CORS-S3Origin or CORS-CustomOrigin, or a response headers ' +
      'policy with CORS. Ignore this if no other site sends requests.',
    page: `${GUIDE}/header-caching.html#header-caching-web-cors`,
    check: onGroupBehaviors(behavior => {
      const { pathPattern, cachedMethods, cachePolicy, originRequestPolicy, responseHeadersPolicy } = behavior;
      const caches = !isUnknown(cachedMethods) && cachedMethods.includes('OPTIONS');
      if (!caches || (responseHeadersPolicy && (isUnknown(responseHeadersPolicy) || responseHeadersPolicy.cors))) return undefined;
      const property = `${behavior.property}.CachePolicyId`;
      const policies = [cachePolicy, originRequestPolicy];
      if (policies.some(takesOrigin)) return undefined;
      const unknown = policies.find(isUnknown);
      if (unknown) return { property, cannotTell: `the headers come from ${unknown.unknown}` };
      return {
        property,
        what: `The behavior ${show(pathPattern)} caches OPTIONS, but does not forward the Origin header.`,
        got: 'no Origin header',
        allowed: 'Origin in the cache key or in the forwarded headers',
      };
    }),
  },
  {
    id: 'cors-origin-not-in-key',
    level: 'info',
    why: 'S3 adds CORS headers to a response only if the request has an Origin header. A response that is cached without Origin in the ' +
      'key lacks them, or has those of another site.',
    fix: 'Forward Origin with a cache policy that has it in its key, or with the origin request policy CORS-S3Origin, or add CORS with a ' +
      'response headers policy. Ignore this if no other site reads these objects.',
    page: `${GUIDE}/header-caching.html#header-caching-web-cors`,
    check: onGroupBehaviors((behavior, group, distribution) => {
      const { pathPattern, cachedMethods, cachePolicy, originRequestPolicy, responseHeadersPolicy } = behavior;
      // For cached OPTIONS, see options-cached-without-origin.
      if (responseHeadersPolicy || (!isUnknown(cachedMethods) && cachedMethods.includes('OPTIONS'))) return undefined;
      const buckets = membersOf(distribution, group).filter(mayHaveCors);
      const policies = [cachePolicy, originRequestPolicy];
      if (!buckets.length || policies.some(takesOrigin)) return undefined;
      const property = placeOf(behavior, 'ForwardedValues');
      const unknown = policies.find(isUnknown);
      if (unknown) return { property, cannotTell: `the headers come from ${unknown.unknown}` };
      return {
        property,
        what: `The behavior ${show(pathPattern)} serves a bucket, and does not forward the Origin header.`,
        got: `no Origin header for ${buckets.map(({ id }) => id).join(', ')}`,
        allowed: 'Origin in the cache key or in the forwarded headers',
      };
    }),
  },
  {
    id: 'viewer-host-forwarded',
    level: 'warning',
    why: 'S3, API Gateway and function URLs return 403 for a Host header other than their own.',
    fix: 'Use the origin request policy AllViewerExceptHostHeader (b689b0a8-53d0-40ab-baf2-68738e2966ac), and no Host in the ' +
      'cache key.',
    inTool: { cdk: 'In CDK: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.', terraform: 'In Terraform: origin_request_policy_id.' },
    page: `${GUIDE}/using-managed-origin-request-policies.html`,
    check: onGroupBehaviors((behavior, group, distribution) => {
      if (behavior.forwardsHost === false) return undefined;
      const members = membersOf(distribution, group);
      const strict = members.filter(refusesHost);
      if (!strict.length) return undefined;
      const property = `${behavior.property}.OriginRequestPolicyId`;
      if (isUnknown(behavior.forwardsHost)) return { property, cannotTell: `the Host header depends on ${behavior.forwardsHost.unknown}` };
      const needing = members.filter(needsHost);
      return {
        property,
        what: `The behavior ${show(behavior.pathPattern)} forwards the viewer's Host header to an origin that returns 403 for it.`,
        got: strict.map(({ kind, domainName }) => `${kind} ${show(domainName)}`).join(', '),
        allowed: 'an origin request policy without Host',
        fix: needing.length
          ? `No policy is right for both members: ${needing.map(({ id }) => id).join(', ')} needs the Host header. First give it a ` +
            'name of its own that its certificate covers (for API Gateway, the custom domain name), and use that as the origin. Then ' +
            'use the origin request policy AllViewerExceptHostHeader.'
          : undefined,
      };
    }),
  },
  {
    id: 'secondary-kept-long',
    level: 'info',
    why: 'A response of the secondary without Cache-Control stays in the cache for the default TTL, even if the primary is healthy again.',
    fix: 'Make the secondary send a short s-maxage, or use a cache policy with a lower default TTL.',
    page: PAGES.expiration,
    check: onGroupBehaviors(behavior => {
      const { pathPattern, cachePolicy } = behavior;
      const property = placeOf(behavior, 'DefaultTTL');
      if (isUnknown(cachePolicy)) return { property, cannotTell: `the default TTL comes from ${cachePolicy.unknown}` };
      const ttl = Math.min(cachePolicy.defaultTtl, cachePolicy.maxTtl);
      return ttl > LONG_TTL
        ? {
          property,
          what: `The behavior ${show(pathPattern)} caches responses of the secondary for a long time.`,
          got: `a default TTL of ${ttl} s`,
          allowed: `at most ${LONG_TTL} s`,
        }
        : undefined;
    }),
  },
  {
    id: 'outage-uncached',
    level: 'info',
    why:
      'Errors and error pages are not cached either, so during an outage every request goes to both origins and runs the function ' +
      'twice.',
    fix: 'Use a cache policy with a maximum TTL above 0. A few seconds already reduce the load.',
    page: `${GUIDE}/HTTPStatusCodes.html`,
    check: onGroupBehaviors(behavior => {
      const { pathPattern, cachePolicy, hasCachePolicy } = behavior;
      const forwardsAll = !hasCachePolicy && !isUnknown(cachePolicy) && cachePolicy.headers.mode === 'all';
      const property = placeOf(behavior, forwardsAll ? 'ForwardedValues' : 'MaxTTL');
      if (isUnknown(cachePolicy)) return { property, cannotTell: `the maximum TTL comes from ${cachePolicy.unknown}` };
      return cachePolicy.maxTtl === 0
        ? {
          property,
          what: `The behavior ${show(pathPattern)} targets an origin group and caches nothing.`,
          got: forwardsAll ? 'all headers forwarded, so each request is of its own' : 'a maximum TTL of 0 s',
          allowed: forwardsAll ? 'a list of headers' : 'more than 0 s',
        }
        : undefined;
    }),
  },
];

function takesOrigin(policy: Value<CachePolicyModel | OriginRequestPolicyModel> | undefined): boolean {
  return policy !== undefined && !isUnknown(policy) && takes(policy.headers, 'origin');
}
