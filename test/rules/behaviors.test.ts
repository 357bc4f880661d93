import { Changes } from './cases';
import { ALL_VIEWER } from './cases/connections';
import { rewriting } from './cases/rewrite';
import { BUCKET, cachePolicy, Json, OWN_BUCKET, PARAMETER } from './cases/template';
import { findingOf, reasonsOf, said } from './said';

const CORS_S3_ORIGIN = '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf';
const WITHOUT_OPTIONS = { AllowedMethods: ['GET', 'HEAD'], CachedMethods: ['GET', 'HEAD'] };
const WITHOUT_ORIGIN = { Policy: cachePolicy({}, []) };
const older = (ForwardedValues: unknown, more: Json = {}): Json => ({ CachePolicyId: undefined, ForwardedValues, ...more });
const headersPolicy = (CorsConfig?: Json): Json =>
  ({ Headers: { Type: 'AWS::CloudFront::ResponseHeadersPolicy', Properties: { ResponseHeadersPolicyConfig: { Name: 'a', CorsConfig } } } });
const WITH_HEADERS = { ResponseHeadersPolicyId: { Ref: 'Headers' } };
const CORS = { AccessControlAllowOrigins: { Items: ['*'] }, OriginOverride: true };

describe('group-behavior-allows-writes', () => {
  test.each([
    [['GET', 'HEAD', 'POST'], 1], [['GET', 'HEAD', 'PUT'], 1], [['GET', 'HEAD', 'PATCH'], 1], [['GET', 'HEAD', 'DELETE'], 1],
    [['GET', 'HEAD'], 0], [['GET', 'HEAD', 'OPTIONS'], 0],
  ])('of %j', (AllowedMethods, count) => {
    expect(said('group-behavior-allows-writes', { behavior: { AllowedMethods } })).toHaveLength(count);
  });

  test('leaves gRPC, which needs every method, to group-behavior-grpc', () => {
    const changes: Changes = { behavior: { GrpcConfig: { Enabled: true }, AllowedMethods: ['GET', 'HEAD', 'POST'] } };
    expect(said('group-behavior-allows-writes', changes)).toEqual([]);
    expect(said('group-behavior-grpc', changes)).toEqual(['enabled']);
  });
});

describe('legacy-headers-on-s3', () => {
  const forwarded = (...Headers: string[]): Changes => ({ secondary: BUCKET, behavior: older({ QueryString: false, Headers }) });

  test.each<[string, Changes, string[]]>([
    ['those of CORS', forwarded('Origin', 'Access-Control-Request-Headers', 'Access-Control-Request-Method'), []],
    ["CloudFront's own", forwarded('CloudFront-Viewer-Country'), []],
    ['names that begin with one', forwarded('Origin-2', 'Access-Control-Request-Method-2'), ['origin-2, access-control-request-method-2']],
    ['names that end with one', forwarded('X-Origin', 'X-CloudFront-Viewer-Country'), ['x-origin, x-cloudfront-viewer-country']],
    ['all', forwarded('*'), ['*']],
    ['none', forwarded(), []],
    ['a list that is unresolved', { secondary: BUCKET, behavior: older({ QueryString: false, Headers: PARAMETER }) }, []],
    ['others on servers', { behavior: older({ QueryString: false, Headers: ['Authorization'] }) }, []],
    ['a cache policy', { secondary: BUCKET, resources: { Policy: cachePolicy({}, ['Authorization']) } }, []],
  ])('of %s', (_, changes, expected) => {
    expect(said('legacy-headers-on-s3', changes)).toEqual(expected);
  });
});

describe('options-not-cached', () => {
  test.each<[Json, string[]]>([
    [{ CachedMethods: PARAMETER }, ['the methods are ${Parameter}']],
    [{ AllowedMethods: PARAMETER }, ['the methods are ${Parameter}']],
    [{ AllowedMethods: PARAMETER, CachedMethods: PARAMETER }, ['the methods are ${Parameter}, ${Parameter}']],
    [{ AllowedMethods: ['GET', 'HEAD'] }, []],
  ])('of %j', (behavior, reasons) => {
    expect(reasonsOf('options-not-cached', { behavior })).toEqual(reasons);
    expect(said('options-not-cached', { behavior })).toHaveLength(reasons.length);
  });
});

describe('options-cached-without-origin and cors-origin-not-in-key', () => {
  const policy = (changes: Changes = {}): Changes => ({ ...changes, resources: { ...WITHOUT_ORIGIN, ...changes.resources } });
  const bucket = (behavior: Json = {}, resources: Json = {}): Changes =>
    policy({ secondary: BUCKET, behavior: { ...WITHOUT_OPTIONS, ...behavior }, resources });
  const own = (Properties: Json): Changes =>
    ({ ...bucket({}, { Bucket: { Type: 'AWS::S3::Bucket', Properties } }), secondary: OWN_BUCKET });

  test.each<[string, Changes, options: string[], cors: string[]]>([
    ['a bucket, and OPTIONS that is cached', policy({ secondary: BUCKET }), ['no Origin header'], []],
    ['a bucket, and OPTIONS that is not', bucket(), [], ['no Origin header for second']],
    ['a bucket, and methods that are unresolved', bucket({ CachedMethods: PARAMETER }), [], ['no Origin header for second']],
    ['two buckets', { ...bucket(), primary: { ...BUCKET, DomainName: 'a.s3.us-west-2.amazonaws.com' } }, [],
      ['no Origin header for first, second']],
    ['a bucket with CORS', own({ CorsConfiguration: { CorsRules: [] } }), [], ['no Origin header for second']],
    ['a bucket without', own({}), [], []],
    ['a bucket of which that is unresolved', own({ CorsConfiguration: PARAMETER }), [], ['no Origin header for second']],
    ['servers', policy({ behavior: WITHOUT_OPTIONS }), [], []],
    ['an origin request policy with Origin', bucket({ OriginRequestPolicyId: CORS_S3_ORIGIN }), [], []],
    ['an origin request policy that is unresolved', bucket({ OriginRequestPolicyId: PARAMETER }), [], ['cannot tell']],
    ['the same, with OPTIONS', policy({ behavior: { OriginRequestPolicyId: PARAMETER } }), ['cannot tell'], []],
    ['a response headers policy with CORS', bucket(WITH_HEADERS, headersPolicy(CORS)), [], []],
    ['the same, with OPTIONS', policy({ behavior: WITH_HEADERS, resources: headersPolicy(CORS) }), [], []],
    ['one without CORS, with OPTIONS', policy({ behavior: WITH_HEADERS, resources: headersPolicy() }), ['no Origin header'], []],
    ['one that is unresolved, with OPTIONS', policy({ behavior: { ResponseHeadersPolicyId: PARAMETER } }), [], []],
    ['older settings, which forward Origin', { secondary: BUCKET, behavior: older({ QueryString: false }, WITHOUT_OPTIONS) }, [], []],
    ['older settings that are unresolved', { secondary: BUCKET, behavior: older(PARAMETER, WITHOUT_OPTIONS) }, [], ['cannot tell']],
  ])('of %s', (_, changes, options, cors) => {
    expect(said('options-cached-without-origin', changes)).toEqual(options);
    expect(said('cors-origin-not-in-key', changes)).toEqual(cors);
  });
});

describe('viewer-host-forwarded', () => {
  const forwarding: Changes = { behavior: { OriginRequestPolicyId: ALL_VIEWER } };

  test.each<[string, Changes, string[]]>([
    ['two servers', forwarding, []],
    ['two servers, by a policy that is unresolved', { behavior: { OriginRequestPolicyId: PARAMETER } }, []],
    ['Host in the cache key', { secondary: BUCKET, resources: { Policy: cachePolicy({}, ['Host']) } },
      ['s3 mine.s3.eu-west-1.amazonaws.com']],
    ['two strict members', { ...forwarding, primary: { DomainName: 'a.execute-api.eu-west-1.amazonaws.com' }, secondary: BUCKET },
      ['rest-api a.execute-api.eu-west-1.amazonaws.com, s3 mine.s3.eu-west-1.amazonaws.com']],
  ])('of %s', (_, changes, expected) => {
    expect(said('viewer-host-forwarded', changes)).toEqual(expected);
  });

  test('names the member that needs the header, and says what to do first', () => {
    const primary = { DomainName: 'd-abc123def4.execute-api.eu-west-1.amazonaws.com' };
    expect(findingOf('viewer-host-forwarded', { ...forwarding, primary, secondary: BUCKET }).fix).toMatch(
      /: first needs the Host header\. First give it a name of its own that .* Then use the origin request policy \w+\.$/,
    );
  });
});

describe('secondary-kept-long and outage-uncached', () => {
  const times = (DefaultTTL: number, MaxTTL: number): Changes => ({ resources: { Policy: cachePolicy({ DefaultTTL, MaxTTL }) } });

  test.each<[string, Changes, kept: string[], uncached: string[]]>([
    ['a default above the limit', times(3601, 86_400), ['a default TTL of 3601 s'], []],
    ['a maximum below the default', times(86_400, 300), [], []],
    ['the default of a FailoverDistribution', { ...times(86_400, 31_536_000), function: rewriting() }, [], []],
    ['a maximum of one second', times(0, 1), [], []],
    ['older settings without times', { behavior: older({ QueryString: false }) }, ['a default TTL of 86400 s'], []],
    ['older settings that are unresolved', { behavior: older(PARAMETER) }, ['cannot tell'], ['cannot tell']],
  ])('of %s', (_, changes, kept, uncached) => {
    expect(said('secondary-kept-long', changes)).toEqual(kept);
    expect(said('outage-uncached', changes)).toEqual(uncached);
  });

  test('outage-uncached asks for more time where a policy has all headers in its key', () => {
    const key = { HeadersConfig: { HeaderBehavior: 'all' } };
    const Policy = cachePolicy({ MaxTTL: 0, DefaultTTL: 0, ParametersInCacheKeyAndForwardedToOrigin: key });
    expect(findingOf('outage-uncached', { resources: { Policy } }).message).toMatch(/ Allowed: more than 0 s\.$/);
  });
});

describe('options-cached-without-origin', () => {
  const withoutOrigin = { Policy: cachePolicy({}, []) };

  test('passes a response headers policy with CORS', () => {
    const Headers = {
      Type: 'AWS::CloudFront::ResponseHeadersPolicy',
      Properties: {
        ResponseHeadersPolicyConfig: {
          Name: 'cors',
          CorsConfig: { AccessControlAllowOrigins: { Items: ['*'] }, OriginOverride: true },
        },
      },
    };
    const changes: Changes = { resources: { ...withoutOrigin, Headers }, behavior: { ResponseHeadersPolicyId: { Ref: 'Headers' } } };
    expect(said('options-cached-without-origin', changes)).toEqual([]);
  });

  test('passes a behavior that does not cache OPTIONS', () => {
    expect(said('options-cached-without-origin', { resources: withoutOrigin, behavior: { CachedMethods: ['GET', 'HEAD'] } })).toEqual([]);
  });
});

describe('ttl-order', () => {
  const withoutPolicy = (changes: Json): Changes => (
    { behavior: { CachePolicyId: undefined, ForwardedValues: { QueryString: false }, ...changes } }
  );

  const WRONG = { MinTTL: 60, MaxTTL: 30 };

  test.each<[string, Changes, string[]]>([
    ['a default above the maximum', withoutPolicy({ MinTTL: 0, DefaultTTL: 600, MaxTTL: 300 }), ['MinTTL 0, DefaultTTL 600, MaxTTL 300']],
    ['a minimum above the default', withoutPolicy({ MinTTL: 60, DefaultTTL: 30 }), ['MinTTL 60, DefaultTTL 30']],
    ['a minimum above the maximum', withoutPolicy({ MinTTL: 60, MaxTTL: 30 }), ['MinTTL 60, MaxTTL 30']],
    ['a maximum alone', withoutPolicy({ MaxTTL: 30 }), []],
    ['equal times', withoutPolicy({ MinTTL: 60, DefaultTTL: 60, MaxTTL: 60 }), []],
    [
      'all headers, which turn caching off',
      withoutPolicy({ ForwardedValues: { QueryString: false, Headers: ['*'] }, MinTTL: 60, DefaultTTL: 60, MaxTTL: 60 }),
      [],
    ],
    ['a time that is unresolved', withoutPolicy({ MinTTL: 60, DefaultTTL: PARAMETER }), ['cannot tell']],
    ['times that are all unresolved', withoutPolicy({ MinTTL: PARAMETER, DefaultTTL: PARAMETER, MaxTTL: PARAMETER }), []],
    ['a managed policy', { behavior: { CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' } }, []],
    ['a policy of two behaviors',
      { resources: { Policy: cachePolicy({ MinTTL: 600 }) }, behaviors: [{ PathPattern: '/a', CachePolicyId: { Ref: 'Policy' } }] },
      ['MinTTL 600, DefaultTTL 300, MaxTTL 3600']],
    ['two behaviors with equal times', { ...withoutPolicy(WRONG), behaviors: [{ PathPattern: '/a', ...WRONG }] },
      ['MinTTL 60, MaxTTL 30', 'MinTTL 60, MaxTTL 30']],
  ])('of %s', (_, changes, expected) => {
    expect(said('ttl-order', changes)).toEqual(expected);
  });

  test('is not the reason why all headers turn caching off, and outage-uncached says what is', () => {
    const changes = withoutPolicy({ ForwardedValues: { QueryString: false, Headers: ['*'] }, MaxTTL: 300 });
    expect(said('outage-uncached', changes)).toEqual(['all headers forwarded, so each request is of its own']);
    expect(findingOf('outage-uncached', changes)).toMatchObject({
      property: expect.stringMatching(/\.ForwardedValues$/), message: expect.stringMatching(/ Allowed: a list of headers\.$/),
    });
  });

  test.each<[string, Changes, string]>([
    ['ttl-order', withoutPolicy({ MinTTL: 60, DefaultTTL: 30 }), 'DefaultTTL'],
    ['outage-uncached', withoutPolicy({ DefaultTTL: 0, MaxTTL: 0 }), 'MaxTTL'],
    ['secondary-kept-long', withoutPolicy({ DefaultTTL: 86_400 }), 'DefaultTTL'],
  ])('%s is at the withoutPolicy setting', (rule, changes, setting) => {
    expect(findingOf(rule, changes).property).toBe(`DistributionConfig.DefaultCacheBehavior.${setting}`);
  });
});
