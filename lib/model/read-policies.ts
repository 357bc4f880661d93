import { evaluate } from './intrinsics';
import { MANAGED_CACHE_POLICY_MIN_TTL, MANAGED_REQUEST_POLICY_FORWARDS_HOST } from './managed-policies';
import { CachePolicyModel, OriginRequestPolicyModel, ResponseHeadersPolicyModel } from './policies';
import type { ReadContext } from './read-distribution';
import { isUnknown, listOf, recordOf, show, Value } from './value';

type Properties = Readonly<Record<string, unknown>>;

/** The minimum TTL of a behavior in seconds: of its cache policy, or its own in the older form. */
export function cacheMinTtl(raw: Properties, behavior: Properties, context: ReadContext): Value<number> {
  const id = behavior.CachePolicyId;
  if (id === undefined) return behavior.MinTTL as Value<number> ?? 0;
  if (typeof id === 'string') return MANAGED_CACHE_POLICY_MIN_TTL[id] ?? { unknown: `the cache policy ${id}` };
  const policy = policyBehind(raw.CachePolicyId, 'CachePolicyConfig', context);
  return policy ? policy.MinTTL as Value<number> ?? 0 : { unknown: `the cache policy ${show(id)}` };
}

/** Whether the viewer's Host header reaches the origin: through the origin request policy, the cache key, or the older form. */
export function forwardsHost(raw: Properties, behavior: Properties, context: ReadContext): Value<boolean> {
  const answers = [
    listOf(recordOf(behavior.ForwardedValues).Headers).some(name => /^(\*|host)$/i.test(show(name))),
    throughRequestPolicy(raw, behavior, context),
    throughCachePolicy(raw, context),
  ];
  return answers.includes(true) || (answers.find(isUnknown) ?? false);
}

function throughRequestPolicy(raw: Properties, behavior: Properties, context: ReadContext): Value<boolean> {
  const id = behavior.OriginRequestPolicyId;
  if (id === undefined) return false;
  if (typeof id === 'string') return MANAGED_REQUEST_POLICY_FORWARDS_HOST[id] ?? { unknown: `the origin request policy ${id}` };
  const policy = policyBehind(raw.OriginRequestPolicyId, 'OriginRequestPolicyConfig', context);
  return policy ? headersHaveHost(recordOf(policy.HeadersConfig)) : { unknown: `the origin request policy ${show(id)}` };
}

function throughCachePolicy(raw: Properties, context: ReadContext): boolean {
  const policy = policyBehind(raw.CachePolicyId, 'CachePolicyConfig', context);
  return policy !== undefined && headersHaveHost(recordOf(recordOf(policy.ParametersInCacheKeyAndForwardedToOrigin).HeadersConfig));
}

function headersHaveHost(config: Properties): boolean {
  const named = listOf(config.Headers).some(name => /^host$/i.test(show(name)));
  switch (config.HeaderBehavior) {
    case 'allViewer':
    case 'allViewerAndWhitelistCloudFront': return true;
    case 'whitelist': return named;
    case 'allExcept': return !named;
    default: return false;
  }
}

/** The configuration of a policy that is a resource of the same template. */
function policyBehind(reference: unknown, config: string, { source, environment }: ReadContext): Properties | undefined {
  const ref = recordOf(reference);
  const logicalId = ref.Ref ?? listOf(ref['Fn::GetAtt'])[0];
  const resource = typeof logicalId === 'string' ? source.resource(logicalId) : undefined;
  return resource && recordOf(evaluate(recordOf(resource.Properties)[config], environment));
}

/** The cache policy of a behavior, or what its older settings amount to. */
export function cachePolicyOf(_raw: Properties, _behavior: Properties, _context: ReadContext): Value<CachePolicyModel> {
  return { unknown: 'not read yet' };
}

/** The origin request policy of a behavior; undefined when it has none. */
export function originRequestPolicyOf(_raw: Properties, _behavior: Properties, _context: ReadContext): Value<OriginRequestPolicyModel> | undefined {
  return undefined;
}

/** The response headers policy of a behavior; undefined when it has none. */
export function responseHeadersPolicyOf(_raw: Properties, _behavior: Properties, _context: ReadContext): Value<ResponseHeadersPolicyModel> | undefined {
  return undefined;
}
