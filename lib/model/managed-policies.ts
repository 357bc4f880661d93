/**
 * Minimum TTL, in seconds, of the cache policies that AWS manages, by id.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 */
export const MANAGED_CACHE_POLICY_MIN_TTL: Readonly<Record<string, number>> = {
  '2e54312d-136d-493c-8eb9-b001f22f67d2': 2, // Amplify
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': 0, // CachingDisabled
  '658327ea-f89d-4fab-a63d-7e88639e58f6': 1, // CachingOptimized
  'b2884449-e4de-46a7-ac36-70bc7f1ddd6d': 1, // CachingOptimizedForUncompressedObjects
  '08627262-05a9-4f76-9ded-b50ca2e3a84f': 0, // Elemental-MediaPackage
  '83da9c7e-98b4-4e11-a168-04f0df8e2c65': 0, // UseOriginCacheControlHeaders
  '4cc15a8a-d715-48a4-82b8-cc0b614638fe': 0, // UseOriginCacheControlHeaders-QueryStrings
};

/**
 * Whether the origin request policies that AWS manages forward the viewer's Host header, by id.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
 */
export const MANAGED_REQUEST_POLICY_FORWARDS_HOST: Readonly<Record<string, boolean>> = {
  '216adef6-5c7f-47e4-b989-5492eafa07d3': true, // AllViewer
  '33f36d7e-f396-46d9-90e0-52428a34d9dc': true, // AllViewerAndCloudFrontHeaders-2022-06
  'b689b0a8-53d0-40ab-baf2-68738e2966ac': false, // AllViewerExceptHostHeader
  '59781a5b-3903-41f3-afcb-af62929ccde1': false, // CORS-CustomOrigin
  '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf': false, // CORS-S3Origin
  '775133bc-15f2-49f9-abea-afb2e0bf67d2': false, // Elemental-MediaTailor-PersonalizedManifests
  'acba4595-bd28-49b8-b9fe-13317c0390fa': false, // UserAgentRefererHeaders
};
