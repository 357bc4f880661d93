import { EdgeRequest } from '../../function-code/message';
import { CachePolicyModel } from '../../model/policies';
import { compiled, headerValue, normalizedEncoding, takenCookies, takenQuery, Takes } from '../forwarding/viewer-values';

/**
 * The key of an object: the path, and the values that the cache policy includes. GET and HEAD share their objects. The domain name is
 * left out, because there is only one distribution. Every part begins with its kind and length, so that no two requests share a key by
 * accident.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-the-cache-key.html
 */
export function cacheKey(policy: CachePolicyModel, request: EdgeRequest): string {
  let recipe = recipes.get(policy);
  if (!recipe) recipes.set(policy, recipe = recipeFor(policy));
  const { method, path, query, headers } = request;

  let key = method === 'GET' || method === 'HEAD' ? sized('P', path) : sized('M', method) + sized('P', path);
  const taken = takenQuery(query, policy.queryStrings.mode, recipe.takesQuery);
  if (taken !== '') key += sized('Q', taken);
  const cookies = takenCookies(headers, policy.cookies.mode, recipe.takesCookie);
  if (cookies !== undefined) key += sized('C', cookies);
  const encoding = normalizedEncoding(policy, headers);
  if (encoding) key += sized('E', encoding);
  for (const name of recipe.headers ?? Object.keys(headers).filter(recipe.takesHeader).sort()) {
    const value = headerValue(request, name);
    if (value !== undefined) key += sized('H', name) + sized('V', value);
  }
  return key;
}

interface Recipe {
  readonly takesQuery: Takes;
  readonly takesCookie: Takes;
  /** Sorted names; undefined if they depend on the request. */
  readonly headers?: readonly string[];
  readonly takesHeader: Takes;
}

const recipes = new WeakMap<CachePolicyModel, Recipe>();

function recipeFor(policy: CachePolicyModel): Recipe {
  const { mode, names } = policy.headers;
  const apart = new Set(policy.gzip || policy.brotli ? ['cookie', 'accept-encoding'] : ['cookie']);
  const takesHeader = compiled(policy.headers);
  return {
    takesQuery: compiled(policy.queryStrings),
    takesCookie: compiled(policy.cookies),
    headers: mode === 'none' ? [] : mode === 'whitelist' ? [...new Set(names)].filter(name => !apart.has(name)).sort() : undefined,
    takesHeader: name => takesHeader(name) && !apart.has(name),
  };
}

function sized(kind: string, text: string): string {
  return `${kind}${text.length}:${text}`;
}
