import { cachePolicyOf, originRequestPolicyOf } from './known-policy';
import { compiled, Takes } from './viewer-values';
import { BehaviorModel } from '../../model/distribution';
import { CachePolicyModel, hasWildcards, NOTHING, Selection } from '../../model/policies';

/** What a behavior forwards to its origins, prepared for many requests. */
export interface Forwarding {
  readonly policy: CachePolicyModel;
  readonly query: Forwarded;
  readonly cookies: Forwarded;
  readonly headers: Forwarded;
  /** The headers to forward, when the policies name them one by one. */
  readonly listed?: readonly string[];
  /** Whether CloudFront tells the origin the viewer's protocol. */
  readonly tellsProtocol: boolean;
  readonly cachesOptions: boolean;
}

export interface Forwarded {
  readonly mode: Selection['mode'];
  readonly takes: Takes;
}

/** @throws NotModelled when a policy of the behavior cannot be read */
export function forwardingOf(behavior: BehaviorModel): Forwarding {
  let found = plans.get(behavior);
  if (!found) plans.set(behavior, found = plan(behavior));
  return found;
}

/**
 * Whether any cookie may reach the origin: then requests are not collapsed, and otherwise CloudFront takes Set-Cookie off responses.
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
    tellsProtocol: headers.mode === 'all' ? headers.names.includes(PROTOCOL) : takes(PROTOCOL),
    cachesOptions: Array.isArray(cachedMethods) && cachedMethods.includes('OPTIONS'),
  };
}

const PROTOCOL = 'cloudfront-forwarded-proto';

function prepared(selection: Selection): Forwarded {
  return { mode: selection.mode, takes: compiled(selection) };
}

/**
 * What a cache policy and an origin request policy take together. What either takes is forwarded, but for two lists of exceptions, which add up.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-how-origin-request-policies-and-cache-policies-work-together.html
 */
export function together(key: Selection, further: Selection = NOTHING): Selection {
  if (further.mode === 'none' || (key.mode === 'all' && further.mode !== 'all')) return key;
  if (key.mode === 'none' || further.mode === 'all') return further;
  if (key.mode === 'whitelist' && further.mode === 'whitelist') {
    return { ...(hasWildcards(key) ? { wildcards: true } : {}), mode: 'whitelist', names: [...key.names, ...further.names] };
  }
  if (key.mode === 'whitelist') return { mode: 'allExcept', names: further.names.filter(name => !key.names.includes(name)) };
  if (further.mode === 'whitelist') return { mode: 'allExcept', names: key.names.filter(name => !further.names.includes(name)) };
  return { mode: 'allExcept', names: [...key.names, ...further.names] };
}
