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
