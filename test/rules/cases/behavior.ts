import { ALL_METHODS, BUCKET, cachePolicy, PARAMETER, RuleCases } from './template';

const ALL_VIEWER = '216adef6-5c7f-47e4-b989-5492eafa07d3';
const CORS_S3_ORIGIN = '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf';
const ALL_VIEWER_EXCEPT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

/** A behavior for writes, which targets the primary. */
const DIRECT = {
  PathPattern: '/write/*',
  TargetOriginId: 'first',
  ViewerProtocolPolicy: 'https-only',
  CachePolicyId: { Ref: 'Policy' },
  AllowedMethods: ALL_METHODS,
};
/** The older settings, with headers to forward. */
const older = (Headers: readonly string[]): object => ({
  CachePolicyId: undefined,
  ForwardedValues: { QueryString: false, Headers },
  DefaultTTL: 300,
  MaxTTL: 3600,
});

const WITHOUT_OPTIONS = { AllowedMethods: ['GET', 'HEAD'], CachedMethods: ['GET', 'HEAD'] };

export const BEHAVIOR_CASES: RuleCases = {
  'ttl-order': {
    fails: { resources: { Policy: cachePolicy({ DefaultTTL: 600, MaxTTL: 300 }) } },
    passes: { resources: { Policy: cachePolicy({ DefaultTTL: 300, MaxTTL: 300 }) } },
    got: 'MinTTL 0, DefaultTTL 600, MaxTTL 300',
    cannotTell: { resources: { Policy: cachePolicy({ DefaultTTL: PARAMETER }) } },
  },
  'cors-origin-not-in-key': {
    fails: { secondary: BUCKET, behavior: WITHOUT_OPTIONS, resources: { Policy: cachePolicy({}, []) } },
    passes: { secondary: BUCKET, behavior: WITHOUT_OPTIONS, resources: { Policy: cachePolicy() } },
    got: 'no Origin header for second',
    cannotTell: { secondary: BUCKET, behavior: { CachedMethods: ['GET', 'HEAD'], CachePolicyId: PARAMETER } },
  },
  'group-behavior-allows-writes': {
    fails: { behavior: { AllowedMethods: ALL_METHODS } },
    passes: { behaviors: [DIRECT] },
    got: ALL_METHODS.join(', '),
    cannotTell: { behavior: { AllowedMethods: PARAMETER } },
  },
  'legacy-headers-on-s3': {
    fails: { secondary: BUCKET, behavior: older(['Origin', 'Authorization']) },
    passes: { secondary: BUCKET, behavior: older(['Origin']) },
    got: 'authorization',
  },
  'group-behavior-grpc': {
    fails: { behavior: { GrpcConfig: { Enabled: true } } },
    passes: { behavior: { GrpcConfig: { Enabled: false } } },
    got: 'enabled',
    cannotTell: { behavior: { GrpcConfig: { Enabled: PARAMETER } } },
  },
  'options-not-cached': {
    fails: { behavior: { CachedMethods: ['GET', 'HEAD'] } },
    passes: { behavior: { AllowedMethods: ['GET', 'HEAD'], CachedMethods: ['GET', 'HEAD'] } },
    got: 'GET, HEAD',
    cannotTell: { behavior: { CachedMethods: PARAMETER } },
  },
  'options-cached-without-origin': {
    fails: { resources: { Policy: cachePolicy({}, []) } },
    passes: { resources: { Policy: cachePolicy({}, []) }, behavior: { OriginRequestPolicyId: CORS_S3_ORIGIN } },
    got: 'no Origin header',
    cannotTell: { behavior: { CachePolicyId: PARAMETER } },
  },
  'viewer-host-forwarded': {
    fails: { primary: BUCKET, behavior: { OriginRequestPolicyId: ALL_VIEWER } },
    passes: { primary: BUCKET, behavior: { OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST } },
    got: 's3 mine.s3.eu-west-1.amazonaws.com',
    cannotTell: { primary: BUCKET, behavior: { OriginRequestPolicyId: PARAMETER } },
  },
  'secondary-kept-long': {
    fails: { resources: { Policy: cachePolicy({ DefaultTTL: 86_400, MaxTTL: 31_536_000 }) } },
    passes: { resources: { Policy: cachePolicy({ DefaultTTL: 3600, MaxTTL: 31_536_000 }) } },
    got: 'a default TTL of 86400 s',
    cannotTell: { behavior: { CachePolicyId: PARAMETER } },
  },
  'outage-uncached': {
    fails: { resources: { Policy: cachePolicy({ DefaultTTL: 0, MaxTTL: 0 }) } },
    passes: { resources: { Policy: cachePolicy({ DefaultTTL: 0, MaxTTL: 5 }) } },
    got: 'a maximum TTL of 0 s',
    cannotTell: { behavior: { CachePolicyId: PARAMETER } },
  },
};
