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

/** What goes to the origin beyond the cache key. */
export interface OriginRequestPolicyModel {
  readonly headers: Selection;
  readonly cookies: Selection;
  readonly queryStrings: Selection;
}

/** Headers that CloudFront puts on, or takes off, every response to the viewer. */
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

/** Cookie names in the older settings of a behavior may hold `*` and `?`; in a policy these stand for themselves. */
export interface WildcardSelection extends Selection {
  readonly wildcards: true;
}

export const NOTHING: Selection = { mode: 'none', names: [] };
export const EVERYTHING: Selection = { mode: 'all', names: [] };

/** The names given, and no others. */
export function only(...names: string[]): Selection {
  return { mode: 'whitelist', names };
}

/** Everything but the names given. */
export function allExcept(...names: string[]): Selection {
  return { mode: 'allExcept', names };
}

/** Whether the selection takes what the viewer sends under this name. Wildcards are not looked at. */
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
