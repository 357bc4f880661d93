import { StatedTtls } from './distribution';
import { evaluate } from './intrinsics';
import { MANAGED_CACHE_POLICIES, MANAGED_ORIGIN_REQUEST_POLICIES, MANAGED_RESPONSE_HEADERS_POLICIES } from './managed-policies';
import { olderCachePolicy, olderOriginRequestPolicy } from './older-settings';
import { CachePolicyModel, OriginRequestPolicyModel, ResponseHeadersPolicyModel, takes } from './policies';
import { Draft, lowerCase, selection, settled, times } from './policy-draft';
import { readResponseHeadersPolicy } from './read-response-headers-policy';
import { TemplateScope } from './template';
import { boolean, isUnknown, number, Properties, recordOf, show, Value } from './value';

/** The minimum TTL of a behavior in seconds, from its cache policy or its older settings. */
export function cacheMinTtl(behavior: Properties, scope: TemplateScope): Value<number> {
  const policy = cacheDraft(behavior, scope);
  return isUnknown(policy) ? policy : policy.minTtl;
}

/** Whether the viewer's Host header reaches the origin: through the origin request policy, the cache key, or older settings. */
export function forwardsHost(behavior: Properties, scope: TemplateScope): Value<boolean> {
  const answers = [originRequestDraft(behavior, scope), cacheDraft(behavior, scope)].map((policy): Value<boolean> => {
    if (policy === undefined || isUnknown(policy)) return policy ?? false;
    return isUnknown(policy.headers) ? policy.headers : takes(policy.headers, 'host');
  });
  return answers.includes(true) || (answers.find(isUnknown) ?? false);
}

/** The cache policy of a behavior, or the equivalent of its older settings. */
export function behaviorCachePolicy(behavior: Properties, scope: TemplateScope): Value<CachePolicyModel> {
  return settled<CachePolicyModel>(cacheDraft(behavior, scope), named('cache policy', behavior.CachePolicyId));
}

/** The origin request policy of a behavior, or what its older settings forward beyond the cache key; undefined without either. */
export function behaviorOriginRequestPolicy(behavior: Properties, scope: TemplateScope): Value<OriginRequestPolicyModel> | undefined {
  const draft = originRequestDraft(behavior, scope);
  return draft && settled<OriginRequestPolicyModel>(draft, named('origin request policy', behavior.OriginRequestPolicyId));
}

/** The response headers policy of a behavior; undefined without one. */
export function behaviorResponseHeadersPolicy(behavior: Properties, scope: TemplateScope): Value<ResponseHeadersPolicyModel> | undefined {
  const id = behavior.ResponseHeadersPolicyId;
  if (id === undefined) return undefined;
  return policyBehind(
    id,
    'response headers policy',
    MANAGED_RESPONSE_HEADERS_POLICIES,
    'ResponseHeadersPolicyConfig',
    readResponseHeadersPolicy,
    scope,
  );
}

/** The times of a behavior as they are written: in its cache policy, or its own in the older form. */
export function statedTtls(behavior: Properties, { source, environment }: TemplateScope): StatedTtls {
  const stated = ({ MinTTL, DefaultTTL, MaxTTL }: Properties): StatedTtls =>
    ({ minTtl: number(MinTTL, undefined), defaultTtl: number(DefaultTTL, undefined), maxTtl: number(MaxTTL, undefined) });
  if (behavior.CachePolicyId === undefined) return stated(behavior);
  const logicalId = referencedPolicy(behavior.CachePolicyId);
  const resource = logicalId === undefined ? undefined : source.resource(logicalId);
  return stated(recordOf(evaluate(recordOf(resource?.Properties).CachePolicyConfig, environment)));
}

function referencedPolicy(id: unknown): string | undefined {
  return isUnknown(id) ? /^\$\{(\w+)(?:\.Id)?\}$/.exec(id.unknown)?.[1] : undefined;
}

function cacheDraft(behavior: Properties, scope: TemplateScope): Value<Draft<CachePolicyModel>> {
  if (behavior.CachePolicyId === undefined) return olderCachePolicy(behavior);
  return policyBehind(behavior.CachePolicyId, 'cache policy', MANAGED_CACHE_POLICIES, 'CachePolicyConfig', readCachePolicy, scope);
}

function originRequestDraft(behavior: Properties, scope: TemplateScope): Value<Draft<OriginRequestPolicyModel>> | undefined {
  const id = behavior.OriginRequestPolicyId;
  if (id === undefined) return behavior.CachePolicyId === undefined ? olderOriginRequestPolicy(behavior) : undefined;
  return policyBehind(id, 'origin request policy', MANAGED_ORIGIN_REQUEST_POLICIES, 'OriginRequestPolicyConfig', readSelections, scope);
}

/** The policy with this id: one that AWS manages, or a resource of the same template. */
function policyBehind<T>(
  id: unknown,
  kind: string,
  managed: ReadonlyMap<string, T>,
  property: string,
  read: (config: Properties) => Value<T>,
  { source, environment }: TemplateScope,
): Value<T> {
  const known = typeof id === 'string' ? managed.get(id) : undefined;
  if (known) return known;
  const logicalId = referencedPolicy(id);
  const resource = logicalId === undefined ? undefined : source.resource(logicalId);
  const config = evaluate(recordOf(resource?.Properties)[property], environment);
  return isUnknown(config) || config === undefined ? { unknown: named(kind, id) } : read(recordOf(config));
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-cachepolicy-cachepolicyconfig.html */
function readCachePolicy(config: Properties): Draft<CachePolicyModel> {
  const key = recordOf(config.ParametersInCacheKeyAndForwardedToOrigin);
  return {
    ...times(config),
    ...readSelections(key),
    gzip: boolean(key.EnableAcceptEncodingGzip),
    brotli: boolean(key.EnableAcceptEncodingBrotli),
  };
}

function readSelections(config: Properties): Draft<OriginRequestPolicyModel> {
  const headers = recordOf(config.HeadersConfig);
  const cookies = recordOf(config.CookiesConfig);
  const queryStrings = recordOf(config.QueryStringsConfig);
  return {
    headers: lowerCase(selection(headers.HeaderBehavior, headers.Headers)),
    cookies: selection(cookies.CookieBehavior, cookies.Cookies),
    queryStrings: selection(queryStrings.QueryStringBehavior, queryStrings.QueryStrings),
  };
}

function named(kind: string, id: unknown): string {
  return id === undefined ? 'the older settings' : `the ${kind} ${show(id)}`;
}
