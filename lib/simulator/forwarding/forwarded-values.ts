import { compiled, Takes } from './viewer-values';
import { BehaviorModel } from '../../model/distribution';
import { NotModelled } from '../../model/errors';
import { CachePolicyModel, hasWildcards, NOTHING, OriginRequestPolicyModel, Selection } from '../../model/policies';
import { isUnknown, show } from '../../model/value';

/** What a behavior forwards to its origins, prepared once for many requests. */
export interface Forwarding {
  readonly policy: CachePolicyModel;
  readonly query: Forwarded;
  readonly cookies: Forwarded;
  readonly headers: Forwarded;
  /** The headers to forward, if the policies list them. */
  readonly listed?: readonly string[];
  /** Whether CloudFront sends the viewer's protocol to the origin. */
  readonly sendsProtocol: boolean;
  readonly cachesOptions: boolean;
}

export interface Forwarded {
  readonly mode: Selection['mode'];
  readonly takes: Takes;
}

/** @throws NotModelled if a policy of the behavior cannot be read */
export function forwardingOf(behavior: BehaviorModel): Forwarding {
  let found = plans.get(behavior);
  if (!found) plans.set(behavior, found = plan(behavior));
  return found;
}

/**
 * Whether any cookie may reach the origin. If so, requests are not collapsed; if not, CloudFront removes Set-Cookie from responses.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Cookies.html
 */
export function forwardsCookies(behavior: BehaviorModel): boolean {
  return forwardingOf(behavior).cookies.mode !== 'none';
}

const plans = new WeakMap<BehaviorModel, Forwarding>();

function plan(behavior: BehaviorModel): Forwarding {
  const policy = cachePolicyOf(behavior);
  const further = originRequestPolicyOf(behavior);
  const headers = together(policy.headers, further?.headers);
  const takes = compiled(headers);
  const { cachedMethods } = behavior;
  return {
    policy,
    query: prepared(together(policy.queryStrings, further?.queryStrings)),
    cookies: prepared(together(policy.cookies, further?.cookies)),
    headers: { mode: headers.mode, takes },
    listed: headers.mode === 'none' ? [] : headers.mode === 'whitelist' ? [...new Set(headers.names)] : undefined,
    sendsProtocol: headers.mode === 'all' ? headers.names.includes(PROTOCOL) : takes(PROTOCOL),
    cachesOptions: Array.isArray(cachedMethods) && cachedMethods.includes('OPTIONS'),
  };
}

const PROTOCOL = 'cloudfront-forwarded-proto';

function prepared(selection: Selection): Forwarded {
  return { mode: selection.mode, takes: compiled(selection) };
}

/**
 * The values that a cache policy and an origin request policy include together: those of either one. Two lists of exceptions add up.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-how-origin-request-policies-and-cache-policies-work-together.html
 */
export function together(key: Selection, further: Selection = NOTHING): Selection {
  if (further.mode === 'none' || (key.mode === 'all' && further.mode !== 'all')) return key;
  // Names beside `all` are those that CloudFront adds, and the key may name more of them.
  if (further.mode === 'all' && (key.mode === 'whitelist' || key.mode === 'all')) {
    return { ...further, names: [...further.names, ...key.names] };
  }
  if (key.mode === 'none' || further.mode === 'all') return further;
  if (key.mode === 'whitelist' && further.mode === 'whitelist') {
    return { ...(hasWildcards(key) ? { wildcards: true } : {}), mode: 'whitelist', names: [...key.names, ...further.names] };
  }
  if (key.mode === 'whitelist') return { mode: 'allExcept', names: further.names.filter(name => !key.names.includes(name)) };
  if (further.mode === 'whitelist') return { mode: 'allExcept', names: key.names.filter(name => !further.names.includes(name)) };
  return { mode: 'allExcept', names: [...key.names, ...further.names] };
}

const GUIDE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide';

/** @throws NotModelled if the cache policy is not in the template */
export function cachePolicyOf({ cachePolicy, pathPattern }: BehaviorModel): CachePolicyModel {
  if (!isUnknown(cachePolicy)) return cachePolicy;
  const policy = `${cachePolicy.unknown} (the behavior ${show(pathPattern)})`;
  throw new NotModelled(`a cache policy that cannot be read, ${policy}`, `${GUIDE}/controlling-the-cache-key.html`);
}

/** @throws NotModelled if the origin request policy is not in the template */
export function originRequestPolicyOf({ originRequestPolicy: policy, pathPattern }: BehaviorModel): OriginRequestPolicyModel | undefined {
  if (!isUnknown(policy)) return policy;
  const text = `${policy.unknown} (the behavior ${show(pathPattern)})`;
  throw new NotModelled(`an origin request policy that cannot be read, ${text}`, `${GUIDE}/controlling-origin-requests.html`);
}
