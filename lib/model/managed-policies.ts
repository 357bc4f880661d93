import {
  allExcept,
  CachePolicyModel,
  CorsModel,
  EVERYTHING,
  NOTHING,
  only,
  OriginRequestPolicyModel,
  ResponseHeadersPolicyModel,
} from './policies';

const DAY = 86_400;
const YEAR = 365 * DAY;

const OPTIMIZED: CachePolicyModel = {
  minTtl: 1, defaultTtl: DAY, maxTtl: YEAR, headers: NOTHING, cookies: NOTHING, queryStrings: NOTHING, gzip: true, brotli: true,
};

const ORIGIN_DECIDES: CachePolicyModel = {
  minTtl: 0,
  defaultTtl: 0,
  maxTtl: YEAR,
  headers: only('host', 'origin', 'x-http-method-override', 'x-http-method', 'x-method-override'),
  cookies: EVERYTHING,
  queryStrings: NOTHING,
  gzip: true,
  brotli: true,
};

/**
 * The cache policies that AWS manages, by id.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 */
export const MANAGED_CACHE_POLICIES: ReadonlyMap<string, CachePolicyModel> = new Map<string, CachePolicyModel>([
  // Amplify
  ['2e54312d-136d-493c-8eb9-b001f22f67d2', {
    minTtl: 2,
    defaultTtl: 2,
    maxTtl: 600,
    headers: only('authorization', 'cloudfront-viewer-country', 'host'),
    cookies: EVERYTHING,
    queryStrings: EVERYTHING,
    gzip: true,
    brotli: true,
  }],
  // CachingDisabled
  ['4135ea2d-6df8-44a3-9df3-4b5a84be39ad', {
    minTtl: 0, defaultTtl: 0, maxTtl: 0, headers: NOTHING, cookies: NOTHING, queryStrings: NOTHING, gzip: false, brotli: false,
  }],
  // CachingOptimized
  ['658327ea-f89d-4fab-a63d-7e88639e58f6', OPTIMIZED],
  // CachingOptimizedForUncompressedObjects
  ['b2884449-e4de-46a7-ac36-70bc7f1ddd6d', { ...OPTIMIZED, gzip: false, brotli: false }],
  // Elemental-MediaPackage
  ['08627262-05a9-4f76-9ded-b50ca2e3a84f', {
    minTtl: 0,
    defaultTtl: DAY,
    maxTtl: YEAR,
    headers: only('origin'),
    cookies: NOTHING,
    queryStrings: only('aws.manifestfilter', 'start', 'end', 'm'),
    gzip: true,
    brotli: false,
  }],
  // UseOriginCacheControlHeaders
  ['83da9c7e-98b4-4e11-a168-04f0df8e2c65', ORIGIN_DECIDES],
  // UseOriginCacheControlHeaders-QueryStrings
  ['4cc15a8a-d715-48a4-82b8-cc0b614638fe', { ...ORIGIN_DECIDES, queryStrings: EVERYTHING }],
]);

/**
 * The origin request policies that AWS manages, by id.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
 */
export const MANAGED_ORIGIN_REQUEST_POLICIES: ReadonlyMap<string, OriginRequestPolicyModel> = new Map<string, OriginRequestPolicyModel>([
  // AllViewer
  ['216adef6-5c7f-47e4-b989-5492eafa07d3', { headers: EVERYTHING, cookies: EVERYTHING, queryStrings: EVERYTHING }],
  // AllViewerAndCloudFrontHeaders-2022-06
  ['33f36d7e-f396-46d9-90e0-52428a34d9dc', {
    headers: {
      mode: 'all',
      names: [
        'cloudfront-forwarded-proto', 'cloudfront-is-android-viewer', 'cloudfront-is-desktop-viewer', 'cloudfront-is-ios-viewer',
        'cloudfront-is-mobile-viewer', 'cloudfront-is-smarttv-viewer', 'cloudfront-is-tablet-viewer', 'cloudfront-viewer-address',
        'cloudfront-viewer-asn', 'cloudfront-viewer-city', 'cloudfront-viewer-country', 'cloudfront-viewer-country-name',
        'cloudfront-viewer-country-region', 'cloudfront-viewer-country-region-name', 'cloudfront-viewer-http-version',
        'cloudfront-viewer-latitude', 'cloudfront-viewer-longitude', 'cloudfront-viewer-metro-code', 'cloudfront-viewer-postal-code',
        'cloudfront-viewer-time-zone', 'cloudfront-viewer-tls',
      ],
    },
    cookies: EVERYTHING,
    queryStrings: EVERYTHING,
  }],
  // AllViewerExceptHostHeader
  ['b689b0a8-53d0-40ab-baf2-68738e2966ac', { headers: allExcept('host'), cookies: EVERYTHING, queryStrings: EVERYTHING }],
  // CORS-CustomOrigin
  ['59781a5b-3903-41f3-afcb-af62929ccde1', { headers: only('origin'), cookies: NOTHING, queryStrings: NOTHING }],
  // CORS-S3Origin
  ['88a5eaf4-2fd4-4709-b370-b4c650ea3fcf', {
    headers: only('origin', 'access-control-request-headers', 'access-control-request-method'), cookies: NOTHING, queryStrings: NOTHING,
  }],
  // Elemental-MediaTailor-PersonalizedManifests
  ['775133bc-15f2-49f9-abea-afb2e0bf67d2', {
    headers: only('origin', 'access-control-request-headers', 'access-control-request-method', 'user-agent', 'x-forwarded-for'),
    cookies: NOTHING,
    queryStrings: EVERYTHING,
  }],
  // HostHeaderOnly
  ['bf0718e1-ba1e-49d1-88b1-f726733018ae', { headers: only('host'), cookies: NOTHING, queryStrings: NOTHING }],
  // UserAgentRefererHeaders
  ['acba4595-bd28-49b8-b9fe-13317c0390fa', { headers: only('user-agent', 'referer'), cookies: NOTHING, queryStrings: NOTHING }],
]);

const SIMPLE_CORS: CorsModel = {
  override: false, allowCredentials: false, allowOrigins: ['*'], allowMethods: [], allowHeaders: [], exposeHeaders: [],
};

const CORS_WITH_PREFLIGHT: CorsModel = {
  ...SIMPLE_CORS, allowMethods: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'], exposeHeaders: ['*'],
};

const SECURITY_HEADERS: ResponseHeadersPolicyModel['set'] = [
  { name: 'referrer-policy', value: 'strict-origin-when-cross-origin', override: false },
  { name: 'strict-transport-security', value: 'max-age=31536000', override: false },
  { name: 'x-content-type-options', value: 'nosniff', override: true },
  { name: 'x-frame-options', value: 'SAMEORIGIN', override: false },
  { name: 'x-xss-protection', value: '1; mode=block', override: false },
];

/**
 * The response headers policies that AWS manages, by id.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
 */
export const MANAGED_RESPONSE_HEADERS_POLICIES: ReadonlyMap<string, ResponseHeadersPolicyModel> = new Map([
  // SimpleCORS
  ['60669652-455b-4ae9-85a4-c4c02393f86c', { set: [], remove: [], cors: SIMPLE_CORS }],
  // CORS-With-Preflight
  ['5cc3b908-e619-4b99-88e5-2cf7f45965bd', { set: [], remove: [], cors: CORS_WITH_PREFLIGHT }],
  // SecurityHeadersPolicy
  ['67f7725c-6f97-4210-82d7-5512b31e9d03', { set: SECURITY_HEADERS, remove: [] }],
  // CORS-and-SecurityHeadersPolicy
  ['e61eb60c-9c35-4d20-a928-2b84e02af89c', { set: SECURITY_HEADERS, remove: [], cors: SIMPLE_CORS }],
  // CORS-with-preflight-and-SecurityHeadersPolicy
  ['eaab4381-ed33-4a86-88ca-d9558dc6cd63', { set: SECURITY_HEADERS, remove: [], cors: CORS_WITH_PREFLIGHT }],
]);
