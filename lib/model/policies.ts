/** Which of the viewer's headers, cookies or query strings a policy takes. Header names in lower case. */
export interface Selection {
  readonly mode: 'none' | 'whitelist' | 'allExcept' | 'all';
  readonly names: readonly string[];
}

/** A cache policy, or the older settings of a behavior, with times in seconds. */
export interface CachePolicyModel {
  readonly minTtl: number;
  readonly defaultTtl: number;
  readonly maxTtl: number;
  readonly headers: Selection;
  readonly cookies: Selection;
  readonly queryStrings: Selection;
  /** Whether the normalized Accept-Encoding is part of the key. */
  readonly gzip: boolean;
  readonly brotli: boolean;
}

/** What is sent to the origin beyond the cache key. */
export interface OriginRequestPolicyModel {
  readonly headers: Selection;
  readonly cookies: Selection;
  readonly queryStrings: Selection;
}

/** Headers that CloudFront adds to, or removes from, every response to the viewer. */
export interface ResponseHeadersPolicyModel {
  readonly set: ReadonlyArray<{ readonly name: string; readonly value: string; readonly override: boolean }>;
  readonly remove: readonly string[];
  readonly cors?: CorsModel;
}

export interface CorsModel {
  readonly override: boolean;
  readonly allowCredentials: boolean;
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAge?: number;
}

/** Cookie names in the older settings of a behavior may contain the wildcards `*` and `?`. In a policy these are literal. */
export interface WildcardSelection extends Selection {
  readonly wildcards: true;
}

export const NOTHING: Selection = { mode: 'none', names: [] };
export const EVERYTHING: Selection = { mode: 'all', names: [] };

/** Only these names. */
export function only(...names: string[]): Selection {
  return { mode: 'whitelist', names };
}

/** Everything except these names. */
export function allExcept(...names: string[]): Selection {
  return { mode: 'allExcept', names };
}

/** Whether the selection includes this name. Wildcards are ignored. */
export function takes({ mode, names }: Selection, name: string): boolean {
  switch (mode) {
    case 'none': return false;
    case 'all': return true;
    case 'whitelist': return names.includes(name);
    case 'allExcept': return !names.includes(name);
  }
}

export function hasWildcards(selection: Selection): selection is WildcardSelection {
  return (selection as WildcardSelection).wildcards === true;
}
