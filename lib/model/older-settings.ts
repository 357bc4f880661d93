import { allExcept, CachePolicyModel, EVERYTHING, NOTHING, OriginRequestPolicyModel, Selection, WildcardSelection } from './policies';
import { Draft, lowerCase, selection, times } from './policy-draft';
import { boolean, isUnknown, names, Properties, recordOf, Value } from './value';

/** Older settings forward every header except these. */
const NOT_FORWARDED = allExcept(
  'accept', 'accept-charset', 'accept-encoding', 'accept-language', 'authorization', 'cloudfront-forwarded-proto', 'expect', 'host',
  'referer', 'user-agent', 'x-http-method-override',
);

/**
 * The cache policy equivalent to the older settings of a behavior (MinTTL, ForwardedValues). Forwarding all headers (`*`) turns
 * caching off. The older settings support gzip, not Brotli.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
 */
export function olderCachePolicy(behavior: Properties): Draft<CachePolicyModel> {
  const forwarded = forwardedValues(behavior);
  const headers = forwardedHeaders(forwarded);
  const all = !isUnknown(headers) && headers.mode === 'all';
  return {
    ...times(all ? { ...behavior, DefaultTTL: 0, MaxTTL: 0 } : behavior),
    headers,
    cookies: forwardedCookies(forwarded),
    queryStrings: keyedQueryStrings(forwarded),
    gzip: true,
    brotli: false,
  };
}

/**
 * What the older settings of a behavior forward beyond the cache key.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-headers-behavior
 */
export function olderOriginRequestPolicy(behavior: Properties): Draft<OriginRequestPolicyModel> {
  const forwarded = forwardedValues(behavior);
  const headers = forwardedHeaders(forwarded);
  const queryString = isUnknown(forwarded) ? forwarded : boolean(forwarded.QueryString);
  return {
    headers: isUnknown(headers) || headers.mode === 'all' ? headers : NOT_FORWARDED,
    cookies: NOTHING,
    queryStrings: isUnknown(queryString) ? queryString : queryString ? EVERYTHING : NOTHING,
  };
}

function forwardedValues(behavior: Properties): Value<Properties> {
  return isUnknown(behavior.ForwardedValues) ? behavior.ForwardedValues : recordOf(behavior.ForwardedValues);
}

function forwardedHeaders(forwarded: Value<Properties>): Value<Selection> {
  if (isUnknown(forwarded)) return forwarded;
  const list = names(forwarded.Headers);
  if (isUnknown(list) || list.length === 0) return isUnknown(list) ? list : NOTHING;
  return list.includes('*') ? EVERYTHING : lowerCase({ mode: 'whitelist', names: list });
}

function forwardedCookies(forwarded: Value<Properties>): Value<Selection> {
  if (isUnknown(forwarded)) return forwarded;
  if (isUnknown(forwarded.Cookies)) return forwarded.Cookies;
  const { Forward, WhitelistedNames } = recordOf(forwarded.Cookies);
  const cookies = selection(Forward, WhitelistedNames);
  if (isUnknown(cookies) || !cookies.names.some(name => /[*?]/.test(name))) return cookies;
  const withWildcards: WildcardSelection = { ...cookies, wildcards: true };
  return withWildcards;
}

function keyedQueryStrings(forwarded: Value<Properties>): Value<Selection> {
  if (isUnknown(forwarded)) return forwarded;
  const forwards = boolean(forwarded.QueryString);
  if (isUnknown(forwards)) return forwards;
  const keys = names(forwarded.QueryStringCacheKeys);
  if (isUnknown(keys)) return keys;
  if (!forwards) return NOTHING;
  return keys.length > 0 ? { mode: 'whitelist', names: keys } : EVERYTHING;
}
