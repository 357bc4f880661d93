import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template as Synthesized } from 'aws-cdk-lib/assertions';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as fc from 'fast-check';
import { BehaviorModel } from '../../lib/model/distribution';
import {
  MANAGED_CACHE_POLICIES,
  MANAGED_ORIGIN_REQUEST_POLICIES,
  MANAGED_RESPONSE_HEADERS_POLICIES,
} from '../../lib/model/managed-policies';
import { CachePolicyModel } from '../../lib/model/policies';
import { readDistribution } from '../../lib/model/read-distribution';
import { Template, TemplateBody } from '../../lib/model/template';
import { isUnknown } from '../../lib/model/value';

type Json = Record<string, any>;

const OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const NOTHING = { mode: 'none', names: [] };
const ALL = { mode: 'all', names: [] };

function read(
  behavior: Json,
  resources: Json = {},
  parameters: TemplateBody['Parameters'] = { Parameter: { Type: 'String' } },
): BehaviorModel {
  const Properties = {
    DistributionConfig: {
      Origins: [{ Id: 'o', DomainName: 'www.example.com' }],
      DefaultCacheBehavior: { TargetOriginId: 'o', ...behavior },
    },
  };
  const template = new Template('template.json', {
    Parameters: parameters,
    Conditions: { Always: { 'Fn::Equals': ['a', 'a'] } },
    Resources: { Site: { Type: 'AWS::CloudFront::Distribution', Properties }, ...resources },
  });
  return readDistribution('Site', template.resource('Site')!, {
    template: template.name, source: template, environment: template.environment, functionBehind: () => ({ unknown: 'no function' }),
  }).behaviors[0]!;
}

function withCachePolicy(CachePolicyConfig: unknown, reference: unknown = { Ref: 'Policy' }): BehaviorModel {
  return read({ CachePolicyId: reference }, { Policy: { Type: 'AWS::CloudFront::CachePolicy', Properties: { CachePolicyConfig } } });
}

function withRequestPolicy(OriginRequestPolicyConfig: unknown): BehaviorModel {
  return read(
    { CachePolicyId: OPTIMIZED, OriginRequestPolicyId: { Ref: 'Policy' } },
    { Policy: { Type: 'AWS::CloudFront::OriginRequestPolicy', Properties: { OriginRequestPolicyConfig } } },
  );
}

function withHeadersPolicy(ResponseHeadersPolicyConfig: unknown): BehaviorModel {
  return read(
    { CachePolicyId: OPTIMIZED, ResponseHeadersPolicyId: { Ref: 'Policy' } },
    { Policy: { Type: 'AWS::CloudFront::ResponseHeadersPolicy', Properties: { ResponseHeadersPolicyConfig } } },
  );
}

describe('every policy of CDK\'s that AWS manages is known', () => {
  const ids = (type: Json, key: string) => {
    const found: string[] = [];
    for (const name in type) if (typeof type[name]?.[key] === 'string') found.push(type[name][key]);
    return found;
  };

  test.each<[string, string[], ReadonlyMap<string, unknown>]>([
    ['cache policies', ids(cloudfront.CachePolicy, 'cachePolicyId'), MANAGED_CACHE_POLICIES],
    ['origin request policies', ids(cloudfront.OriginRequestPolicy, 'originRequestPolicyId'), MANAGED_ORIGIN_REQUEST_POLICIES],
    ['response headers policies', ids(cloudfront.ResponseHeadersPolicy, 'responseHeadersPolicyId'), MANAGED_RESPONSE_HEADERS_POLICIES],
  ])('%s', (_, known, managed) => {
    expect(known.length).toBeGreaterThan(4);
    expect([...managed.keys()].sort()).toEqual(known.sort());
  });
});

test('a policy that AWS manages is found by its id', () => {
  const behavior = read({
    CachePolicyId: '08627262-05a9-4f76-9ded-b50ca2e3a84f',
    OriginRequestPolicyId: '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf',
    ResponseHeadersPolicyId: '60669652-455b-4ae9-85a4-c4c02393f86c',
  });
  expect(behavior.cachePolicy).toEqual({
    minTtl: 0,
    defaultTtl: 86_400,
    maxTtl: 31_536_000,
    headers: { mode: 'whitelist', names: ['origin'] },
    cookies: NOTHING,
    queryStrings: { mode: 'whitelist', names: ['aws.manifestfilter', 'start', 'end', 'm'] },
    gzip: true,
    brotli: false,
  });
  expect(behavior.originRequestPolicy).toMatchObject({
    headers: { names: ['origin', 'access-control-request-headers', 'access-control-request-method'] },
  });
  expect(behavior.responseHeadersPolicy).toMatchObject({ cors: { allowOrigins: ['*'] } });
});

describe('times', () => {
  test.each<[string, times: [number, number, number]]>([
    ['2e54312d-136d-493c-8eb9-b001f22f67d2', [2, 2, 600]],
    ['4135ea2d-6df8-44a3-9df3-4b5a84be39ad', [0, 0, 0]],
    [OPTIMIZED, [1, 86_400, 31_536_000]],
    ['b2884449-e4de-46a7-ac36-70bc7f1ddd6d', [1, 86_400, 31_536_000]],
    ['08627262-05a9-4f76-9ded-b50ca2e3a84f', [0, 86_400, 31_536_000]],
    ['83da9c7e-98b4-4e11-a168-04f0df8e2c65', [0, 0, 31_536_000]],
    ['4cc15a8a-d715-48a4-82b8-cc0b614638fe', [0, 0, 31_536_000]],
  ])('of %s', (id, [minTtl, defaultTtl, maxTtl]) => {
    const { cachePolicy, minTtl: own } = read({ CachePolicyId: id });
    expect(cachePolicy).toMatchObject({ minTtl, defaultTtl, maxTtl });
    expect(own).toBe(minTtl);
  });

  test.each<[config: Json, times: [number, number, number]]>([
    [{}, [0, 86_400, 31_536_000]],
    [{ MinTTL: 5 }, [5, 86_400, 31_536_000]],
    [{ MinTTL: 100_000 }, [100_000, 100_000, 31_536_000]],
    [{ DefaultTTL: 40_000_000 }, [0, 40_000_000, 40_000_000]],
    [{ MinTTL: '5', DefaultTTL: '6', MaxTTL: '7' }, [5, 6, 7]],
  ])('of %j, as a policy and as older settings', (config, [minTtl, defaultTtl, maxTtl]) => {
    expect(withCachePolicy(config).cachePolicy).toMatchObject({ minTtl, defaultTtl, maxTtl });
    expect(read(config).cachePolicy).toMatchObject({ minTtl, defaultTtl, maxTtl });
  });
});

describe('a policy of the same template', () => {
  const config = { MinTTL: 3, MaxTTL: 9, DefaultTTL: 6 };

  test.each([
    [{ Ref: 'Policy' }],
    [{ 'Fn::GetAtt': ['Policy', 'Id'] }],
    [{ 'Fn::GetAtt': 'Policy.Id' }],
    [{ 'Fn::Sub': '${Policy}' }],
    [{ 'Fn::If': ['Always', { Ref: 'Policy' }, 'other'] }],
  ])('is found behind %j', reference => {
    expect(withCachePolicy(config, reference).cachePolicy).toMatchObject({ minTtl: 3, defaultTtl: 6, maxTtl: 9 });
  });

  test.each([
    [{ Ref: 'Missing' }],
    [{ Ref: 'Parameter' }],
    [{ Ref: 'Site' }],
    [{ 'Fn::GetAtt': ['Policy', 'LastModifiedTime'] }],
    [{ 'Fn::ImportValue': 'shared' }],
    ['00000000-0000-0000-0000-000000000000'],
    ['constructor'],
    [null],
  ])('is not behind %j', reference => {
    const behavior = withCachePolicy(config, reference);
    expect(behavior.cachePolicy).toEqual({ unknown: expect.stringMatching(/^the cache policy /) });
    expect(behavior.minTtl).toEqual(behavior.cachePolicy);
  });

  test('is unknown as a whole when one setting is, and says which; its minimum TTL is not', () => {
    const behavior = withCachePolicy({ ...config, MaxTTL: { Ref: 'Parameter' } });
    expect(behavior.cachePolicy).toEqual({ unknown: 'the cache policy ${Policy}: its maxTtl depends on ${Parameter}' });
    expect(behavior.minTtl).toBe(3);
  });

  test.each<[setting: Json]>([
    [{ MinTTL: -1 }],
    [{ MinTTL: 'soon' }],
    [{ ParametersInCacheKeyAndForwardedToOrigin: { EnableAcceptEncodingGzip: 'perhaps' } }],
    [{ ParametersInCacheKeyAndForwardedToOrigin: { HeadersConfig: { HeaderBehavior: 'some' } } }],
    [{ ParametersInCacheKeyAndForwardedToOrigin: { HeadersConfig: { HeaderBehavior: 'whitelist', Headers: [{ Ref: 'Parameter' }] } } }],
  ])('is unknown with %j', setting => {
    expect(isUnknown(withCachePolicy(setting).cachePolicy)).toBe(true);
  });
});

test('what CDK writes is read as it was meant', () => {
  const stack = new Stack(new App(), 'Stack');
  new cloudfront.Distribution(stack, 'Site', {
    defaultBehavior: {
      origin: new HttpOrigin('www.example.com'),
      cachePolicy: new cloudfront.CachePolicy(stack, 'Cache', {
        minTtl: Duration.seconds(1),
        defaultTtl: Duration.minutes(1),
        maxTtl: Duration.hours(1),
        headerBehavior: cloudfront.CacheHeaderBehavior.allowList('X-Mine'),
        cookieBehavior: cloudfront.CacheCookieBehavior.denyList('Tracking'),
        queryStringBehavior: cloudfront.CacheQueryStringBehavior.all(),
        enableAcceptEncodingBrotli: true,
      }),
      originRequestPolicy: new cloudfront.OriginRequestPolicy(stack, 'Request', {
        headerBehavior: cloudfront.OriginRequestHeaderBehavior.all('CloudFront-Viewer-Country'),
        cookieBehavior: cloudfront.OriginRequestCookieBehavior.allowList('Session'),
        queryStringBehavior: cloudfront.OriginRequestQueryStringBehavior.denyList('utm'),
      }),
      responseHeadersPolicy: new cloudfront.ResponseHeadersPolicy(stack, 'Headers', {
        corsBehavior: {
          accessControlAllowCredentials: true,
          accessControlAllowHeaders: ['X-Mine'],
          accessControlAllowMethods: ['ALL'],
          accessControlAllowOrigins: ['https://example.org'],
          accessControlExposeHeaders: ['X-One'],
          accessControlMaxAge: Duration.seconds(600),
          originOverride: true,
        },
        securityHeadersBehavior: {
          contentSecurityPolicy: { contentSecurityPolicy: 'default-src https:', override: true },
          contentTypeOptions: { override: true },
          frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: false },
          referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override: true },
          strictTransportSecurity: { accessControlMaxAge: Duration.seconds(600), includeSubdomains: true, preload: true, override: false },
          xssProtection: { protection: true, reportUri: 'https://example.com/report', override: true },
        },
        customHeadersBehavior: { customHeaders: [{ header: 'X-Stack', value: stack.account, override: false }] },
        removeHeaders: ['Server'],
      }),
    },
  });
  const { Resources } = Synthesized.fromStack(stack).toJSON();
  const site = Object.values<Json>(Resources).find(({ Type }) => Type === 'AWS::CloudFront::Distribution')!;
  const behavior = read(site.Properties.DistributionConfig.DefaultCacheBehavior, Resources);

  expect(behavior.cachePolicy).toEqual({
    minTtl: 1,
    defaultTtl: 60,
    maxTtl: 3600,
    headers: { mode: 'whitelist', names: ['x-mine'] },
    cookies: { mode: 'allExcept', names: ['Tracking'] },
    queryStrings: ALL,
    gzip: false,
    brotli: true,
  });
  expect(behavior.originRequestPolicy).toEqual({
    headers: { mode: 'all', names: ['cloudfront-viewer-country'] },
    cookies: { mode: 'whitelist', names: ['Session'] },
    queryStrings: { mode: 'allExcept', names: ['utm'] },
  });
  expect(behavior.responseHeadersPolicy).toEqual({
    cors: {
      override: true,
      allowCredentials: true,
      allowOrigins: ['https://example.org'],
      allowMethods: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
      allowHeaders: ['X-Mine'],
      exposeHeaders: ['X-One'],
      maxAge: 600,
    },
    remove: ['server'],
    set: [
      { name: 'content-security-policy', value: 'default-src https:', override: true },
      { name: 'referrer-policy', value: 'no-referrer', override: true },
      { name: 'strict-transport-security', value: 'max-age=600; includeSubDomains; preload', override: false },
      { name: 'x-content-type-options', value: 'nosniff', override: true },
      { name: 'x-frame-options', value: 'DENY', override: false },
      { name: 'x-xss-protection', value: '1; report=https://example.com/report', override: true },
      { name: 'x-stack', value: '${AWS::AccountId}', override: false },
    ],
  });
  expect(behavior.forwardsHost).toBe(true);
});

describe('the older settings', () => {
  test('forward nothing of query and cookies, and most headers, by default', () => {
    const { cachePolicy, originRequestPolicy, forwardsHost } = read({ ForwardedValues: { QueryString: false } });
    expect(cachePolicy).toMatchObject({ headers: NOTHING, cookies: NOTHING, queryStrings: NOTHING, gzip: true, brotli: false });
    expect(originRequestPolicy).toMatchObject({
      headers: { mode: 'allExcept', names: expect.arrayContaining(['host', 'accept', 'user-agent']) },
      queryStrings: NOTHING,
    });
    expect(forwardsHost).toBe(false);
  });

  test('put all parameters, cookies and the named headers into the key', () => {
    const { cachePolicy, forwardsHost } = read({
      ForwardedValues: { QueryString: true, Cookies: { Forward: 'all' }, Headers: ['Host', 'Accept'] },
    });
    expect(cachePolicy).toMatchObject({ headers: { mode: 'whitelist', names: ['host', 'accept'] }, cookies: ALL, queryStrings: ALL });
    expect(forwardsHost).toBe(true);
  });

  test('forward all parameters and key on the named ones', () => {
    const { cachePolicy, originRequestPolicy } = read({ ForwardedValues: { QueryString: true, QueryStringCacheKeys: ['color'] } });
    expect(cachePolicy).toMatchObject({ queryStrings: { mode: 'whitelist', names: ['color'] } });
    expect(originRequestPolicy).toMatchObject({ queryStrings: ALL });
  });

  test('cache nothing with all headers', () => {
    const { cachePolicy, forwardsHost } = read({ ForwardedValues: { QueryString: true, Headers: ['*'] }, DefaultTTL: 60 });
    expect(cachePolicy).toMatchObject({ minTtl: 0, defaultTtl: 0, maxTtl: 0, headers: ALL });
    expect(forwardsHost).toBe(true);
  });

  test('mark cookie names with wildcards', () => {
    const cookies = (...WhitelistedNames: string[]) =>
      (read({ ForwardedValues: { Cookies: { Forward: 'whitelist', WhitelistedNames } } }).cachePolicy as CachePolicyModel).cookies;
    expect(cookies('a', 'user_*')).toEqual({ mode: 'whitelist', names: ['a', 'user_*'], wildcards: true });
    expect(cookies('a')).toEqual({ mode: 'whitelist', names: ['a'] });
  });

  test.each([
    [{ Ref: 'Parameter' }],
    [{ Headers: { Ref: 'Parameter' } }],
    [{ Headers: ['a', { Ref: 'Parameter' }] }],
    [{ Cookies: { Ref: 'Parameter' } }],
    [{ QueryString: { Ref: 'Parameter' } }],
    [{ QueryString: true, QueryStringCacheKeys: { Ref: 'Parameter' } }],
  ])('are unknown with %j, but for the minimum TTL', ForwardedValues => {
    const { cachePolicy, minTtl } = read({ ForwardedValues, MinTTL: 4 });
    expect(cachePolicy).toEqual({ unknown: expect.stringMatching(/^the older settings: .*\$\{Parameter\}$/) });
    expect(minTtl).toBe(4);
  });
});

describe('whether the viewer\'s Host reaches the origin', () => {
  const whitelist = (behavior: string, ...Headers: string[]) => ({ HeadersConfig: { HeaderBehavior: behavior, Headers } });

  test.each<[what: string, BehaviorModel, BehaviorModel['forwardsHost']]>([
    ['without an origin request policy', read({ CachePolicyId: OPTIMIZED }), false],
    ['all', withRequestPolicy(whitelist('allViewer')), true],
    ["all and CloudFront's", withRequestPolicy(whitelist('allViewerAndWhitelistCloudFront', 'CloudFront-Viewer-Country')), true],
    ['named', withRequestPolicy(whitelist('whitelist', 'Accept', 'HOST')), true],
    ['others named', withRequestPolicy(whitelist('whitelist', 'Accept')), false],
    ['excepted', withRequestPolicy(whitelist('allExcept', 'Host')), false],
    ['others excepted', withRequestPolicy(whitelist('allExcept', 'Accept')), true],
    ['none', withRequestPolicy(whitelist('none')), false],
    ['in the cache key', withCachePolicy({ ParametersInCacheKeyAndForwardedToOrigin: whitelist('whitelist', 'Host') }), true],
    ['in the cache key of a policy that AWS manages', read({ CachePolicyId: '83da9c7e-98b4-4e11-a168-04f0df8e2c65' }), true],
    ['AllViewer', read({ CachePolicyId: OPTIMIZED, OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3' }), true],
    [
      'AllViewerAndCloudFrontHeaders-2022-06',
      read({ CachePolicyId: OPTIMIZED, OriginRequestPolicyId: '33f36d7e-f396-46d9-90e0-52428a34d9dc' }),
      true,
    ],
    ['HostHeaderOnly', read({ CachePolicyId: OPTIMIZED, OriginRequestPolicyId: 'bf0718e1-ba1e-49d1-88b1-f726733018ae' }), true],
    ['AllViewerExceptHostHeader', read({ CachePolicyId: OPTIMIZED, OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac' }), false],
    ['CORS-S3Origin', read({ CachePolicyId: OPTIMIZED, OriginRequestPolicyId: '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf' }), false],
    [
      'an imported policy',
      read({ CachePolicyId: OPTIMIZED, OriginRequestPolicyId: { Ref: 'Parameter' } }),
      { unknown: 'the origin request policy ${Parameter}' },
    ],
    ['an imported cache policy', read({ CachePolicyId: { Ref: 'Parameter' } }), { unknown: 'the cache policy ${Parameter}' }],
    [
      'one of the two is enough',
      read({ CachePolicyId: { Ref: 'Parameter' }, OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3' }),
      true,
    ],
  ])('%s', (_, { forwardsHost }, expected) => {
    expect(forwardsHost).toEqual(expected);
  });
});

describe('a response headers policy', () => {
  test('that is not there is undefined, and one that cannot be followed unknown', () => {
    expect(read({ CachePolicyId: OPTIMIZED }).responseHeadersPolicy).toBeUndefined();
    expect(read({ CachePolicyId: OPTIMIZED, ResponseHeadersPolicyId: { Ref: 'Parameter' } }).responseHeadersPolicy)
      .toEqual({ unknown: 'the response headers policy ${Parameter}' });
  });

  test('keeps the reference in a value that only a deployment knows', () => {
    const Items = [{ Header: 'X-A', Value: { 'Fn::Join': ['', ['https://', { Ref: 'Parameter' }]] }, Override: true }];
    expect(withHeadersPolicy({ CustomHeadersConfig: { Items } }).responseHeadersPolicy)
      .toEqual({ set: [{ name: 'x-a', value: 'https://${Parameter}', override: true }], remove: [] });
  });

  test('is unknown when what it does depends on the deployment', () => {
    const Items = [{ Header: 'X-A', Value: 'a', Override: { Ref: 'Parameter' } }];
    expect(isUnknown(withHeadersPolicy({ CustomHeadersConfig: { Items } }).responseHeadersPolicy)).toBe(true);
    expect(isUnknown(withHeadersPolicy({ CorsConfig: { AccessControlAllowOrigins: { Ref: 'Parameter' } } }).responseHeadersPolicy)).toBe(
      true,
    );
  });

  test.each([
    [{ Protection: false }, '0'],
    [{ Protection: true }, '1'],
    [{ Protection: 'true', ModeBlock: true }, '1; mode=block'],
  ])('writes X-XSS-Protection for %j', (XSSProtection, value) => {
    expect(withHeadersPolicy({ SecurityHeadersConfig: { XSSProtection } }).responseHeadersPolicy).toMatchObject({
      set: [{ name: 'x-xss-protection', value }],
    });
  });
});

/** What is left of a template that nobody checked when its intrinsic functions are evaluated: JSON of any shape. */
const garbage = fc.letrec(again => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('', '*', 'none', 'all', 'whitelist', 'allExcept', 'constructor', '__proto__', 0, -1, 1e400, '7', true, null),
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(again('value'), { maxLength: 3 }),
    fc
      .array(
        fc.tuple(
          fc.constantFrom('unknown', 'Items', 'toString', 'toJSON', 'constructor', '__proto__', 'length', 'Override', 'Header', 'Value'),
          again('value'),
        ),
        { maxLength: 3 },
      )
      .map(
        entries =>
          JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value) ?? null}`).join()}}`) as unknown,
      ),
  ),
})).value;

test('policies of any shape are read without complaint', () => {
  const some = (...keys: string[]) => fc.oneof(garbage, fc.dictionary(fc.constantFrom(...keys), garbage));
  const key = fc.oneof(
    garbage,
    fc.dictionary(
      fc.constantFrom('HeadersConfig', 'CookiesConfig', 'QueryStringsConfig', 'EnableAcceptEncodingGzip'),
      some('HeaderBehavior', 'Headers', 'CookieBehavior', 'Cookies', 'QueryStringBehavior', 'QueryStrings'),
    ),
  );
  const shape = fc.record({
    behavior: fc.dictionary(
      fc.constantFrom('CachePolicyId', 'OriginRequestPolicyId', 'ResponseHeadersPolicyId', 'ForwardedValues', 'MinTTL', 'MaxTTL'),
      garbage,
    ),
    forwarded: some('QueryString', 'QueryStringCacheKeys', 'Headers', 'Cookies'),
    cache: fc.oneof(garbage, fc.record({ MinTTL: garbage, ParametersInCacheKeyAndForwardedToOrigin: key })),
    request: key,
    headers: some('CorsConfig', 'SecurityHeadersConfig', 'CustomHeadersConfig', 'RemoveHeadersConfig'),
  });
  fc.assert(
    fc.property(shape, ({ behavior, forwarded, cache, request, headers }) => {
      const resources = {
        Cache: { Type: 'AWS::CloudFront::CachePolicy', Properties: { CachePolicyConfig: cache } },
        Request: { Type: 'AWS::CloudFront::OriginRequestPolicy', Properties: { OriginRequestPolicyConfig: request } },
        Headers: { Type: 'AWS::CloudFront::ResponseHeadersPolicy', Properties: { ResponseHeadersPolicyConfig: headers } },
      };
      const referring = {
        CachePolicyId: { Ref: 'Cache' },
        OriginRequestPolicyId: { Ref: 'Request' },
        ResponseHeadersPolicyId: { Ref: 'Headers' },
      };
      for (const model of [read(behavior), read({ ...behavior, ForwardedValues: forwarded }), read(referring, resources)]) {
        const { cachePolicy } = model;
        if (isUnknown(cachePolicy)) continue;
        expect([cachePolicy.minTtl, cachePolicy.defaultTtl, cachePolicy.maxTtl].every(Number.isFinite)).toBe(true);
        expect(
          [cachePolicy.headers, cachePolicy.cookies, cachePolicy.queryStrings].every(({ names }) =>
            names.every(name => typeof name === 'string'),
          ),
        ).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
