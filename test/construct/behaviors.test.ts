import { Duration, Lazy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ErrorRewrite, FailoverDistributionProps } from '../../lib';
import { FOUR_PARTS, distributionConfig, siteIn, stackIn, userFunction, verdictOf } from '../support/stacks';

const READS = ['GET', 'HEAD', 'OPTIONS'];
const ALL = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];

function configOf(props: Partial<FailoverDistributionProps>): any {
  return distributionConfig(siteIn(stackIn('us-east-1'), props));
}

function groupId(config: any): string {
  return config.OriginGroups.Items[0].Id;
}

describe('behaviors on the group', () => {
  const config = configOf({
    defaultBehavior: { viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS },
    additionalBehaviors: { 'images/*': { compress: false }, 'old/*': { allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD } },
  });

  test('allow GET, HEAD and OPTIONS, and cache all of them', () => {
    expect(config.DefaultCacheBehavior).toMatchObject({ AllowedMethods: READS, CachedMethods: READS });
    expect(config.CacheBehaviors[0]).toMatchObject({ AllowedMethods: READS, CachedMethods: READS });
  });

  test('cache GET and HEAD when those are all that is allowed', () => {
    expect(config.CacheBehaviors[1]).toMatchObject({ AllowedMethods: ['GET', 'HEAD'], CachedMethods: ['GET', 'HEAD'] });
  });

  test('all go to the group, and all have the function', () => {
    const behaviors = [config.DefaultCacheBehavior, ...config.CacheBehaviors];
    expect(behaviors.map(({ TargetOriginId }) => TargetOriginId)).toEqual([groupId(config), groupId(config), groupId(config)]);
    expect(new Set(behaviors.map(({ LambdaFunctionAssociations }) => JSON.stringify(LambdaFunctionAssociations))).size).toBe(1);
    expect(config.DefaultCacheBehavior.LambdaFunctionAssociations).toEqual([
      { EventType: 'origin-response', LambdaFunctionARN: expect.anything() },
    ]);
  });

  test('keep what else the user asked for', () => {
    expect(config.DefaultCacheBehavior.ViewerProtocolPolicy).toBe('redirect-to-https');
    expect(config.CacheBehaviors[0]).toMatchObject({ PathPattern: 'images/*', Compress: false });
  });

  test('cache what their settings say', () => {
    const { DefaultCacheBehavior: behavior } = configOf({ defaultBehavior: { cachedMethods: cloudfront.CachedMethods.CACHE_GET_HEAD } });
    expect(behavior.CachedMethods).toEqual(['GET', 'HEAD']);
  });

  test('take undefined for every option', () => {
    const nothing = {
      allowedMethods: undefined,
      cachedMethods: undefined,
      edgeLambdas: undefined,
      enableGrpc: undefined,
      cachePolicy: undefined,
    };
    expect(configOf({ defaultBehavior: nothing, additionalBehaviors: { 'images/*': nothing } })).toEqual(
      configOf({ defaultBehavior: undefined, additionalBehaviors: { 'images/*': {} } }),
    );
  });

  test("keep functions of the user's for other events", () => {
    const stack = stackIn('us-east-1');
    const edgeLambdas = [{ functionVersion: userFunction(stack).currentVersion, eventType: cloudfront.LambdaEdgeEventType.VIEWER_REQUEST }];
    siteIn(stack, { defaultBehavior: { edgeLambdas } });
    expect(distributionConfig(stack).DefaultCacheBehavior.LambdaFunctionAssociations.map(({ EventType }: any) => EventType)).toEqual([
      'viewer-request',
      'origin-response',
    ]);
    expect(edgeLambdas).toHaveLength(1);
  });

  test('have no function with ErrorRewrite.none()', () => {
    const stack = stackIn('us-east-1');
    const site = siteIn(stack, { errorRewrite: ErrorRewrite.none(), additionalBehaviors: { 'images/*': {} } });
    const { DefaultCacheBehavior, CacheBehaviors } = distributionConfig(stack);
    expect([DefaultCacheBehavior, ...CacheBehaviors].map(behavior => behavior.LambdaFunctionAssociations ?? [])).toEqual([[], []]);
    expect(site.edgeFunction).toBeUndefined();
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('have a function with ErrorRewrite.none() when viewers see who answered', () => {
    const { DefaultCacheBehavior } = configOf({ errorRewrite: ErrorRewrite.none(), servedByHeader: true });
    expect(DefaultCacheBehavior.LambdaFunctionAssociations).toHaveLength(1);
  });

  test('stay on the group when the options of a Distribution bring the primary along', () => {
    const primaryOrigin = new origins.HttpOrigin('www.example.com');
    const ordinary = { origin: primaryOrigin, compress: true };
    const found = configOf({ primaryOrigin, defaultBehavior: ordinary, additionalBehaviors: { 'images/*': ordinary } });
    expect(found.DefaultCacheBehavior.TargetOriginId).toBe(groupId(found));
    expect(found.CacheBehaviors[0].TargetOriginId).toBe(groupId(found));
    expect(found.Origins.map(({ DomainName }: any) => DomainName)).toEqual(['www.example.com', 'standby.example.com']);
  });
});

describe('direct behaviors', () => {
  test.each([
    ['an explicit id', 'mine', 'mine'],
    ['a generated id', undefined, expect.stringMatching(/^StackSiteOrigin1/)],
  ])('go straight to the primary with %s, which is among the origins once', (_, originId, id) => {
    const config = configOf({
      primaryOrigin: new origins.HttpOrigin('a.example.com', { originId }),
      directBehaviors: { 'api/*': {}, 'form/*': {} },
    });
    const [primary] = config.OriginGroups.Items[0].Members.Items;
    expect(config.CacheBehaviors.map(({ TargetOriginId }: any) => TargetOriginId)).toEqual([primary.OriginId, primary.OriginId]);
    expect(config.Origins.map(({ DomainName }: any) => DomainName)).toEqual(['a.example.com', 'standby.example.com']);
    expect(primary.OriginId).toEqual(id);
  });

  test('take every method, cache nothing, forward all but Host, and have no function', () => {
    const {
      CacheBehaviors: [behavior],
    } = configOf({ directBehaviors: { 'api/*': {} } });
    expect(behavior).toMatchObject({
      PathPattern: 'api/*',
      AllowedMethods: ALL,
      CachePolicyId: cloudfront.CachePolicy.CACHING_DISABLED.cachePolicyId,
      OriginRequestPolicyId: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.originRequestPolicyId,
    });
    expect(behavior.LambdaFunctionAssociations).toBeUndefined();
  });

  test('have the settings that they are given', () => {
    const {
      CacheBehaviors: [behavior],
    } = configOf({
      directBehaviors: {
        'api/*': {
          allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
          cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
          originRequestPolicy: cloudfront.OriginRequestPolicy.CORS_CUSTOM_ORIGIN,
        },
      },
    });
    expect(behavior).toMatchObject({
      AllowedMethods: ['GET', 'HEAD'],
      CachePolicyId: cloudfront.CachePolicy.CACHING_OPTIMIZED.cachePolicyId,
      OriginRequestPolicyId: cloudfront.OriginRequestPolicy.CORS_CUSTOM_ORIGIN.originRequestPolicyId,
    });
  });

  test('take undefined for every option', () => {
    const nothing = {
      allowedMethods: undefined,
      cachePolicy: undefined,
      originRequestPolicy: undefined,
      edgeLambdas: undefined,
      rewriteErrors: undefined,
    };
    expect(configOf({ directBehaviors: { 'api/*': nothing } })).toEqual(configOf({ directBehaviors: { 'api/*': {} } }));
  });

  test('go to the primary when the options of a Distribution bring it along', () => {
    const primaryOrigin = new origins.HttpOrigin('www.example.com');
    const found = configOf({ primaryOrigin, directBehaviors: { 'api/*': { origin: primaryOrigin, compress: true } as object } });
    expect(found.CacheBehaviors[0].TargetOriginId).toBe(found.Origins[0].Id);
    expect(found.Origins).toHaveLength(2);
  });

  test.each(['defaultBehavior', 'additionalBehaviors', 'directBehaviors'])('another origin in %s is refused: it would get lost', where => {
    const ordinary = { origin: new origins.HttpOrigin('other.example.com') };
    const options = where === 'defaultBehavior' ? ordinary : { 'api/*': ordinary };
    const attempt = () => siteIn(stackIn('us-east-1'), { [where]: options });
    expect(attempt).toThrow(FOUR_PARTS);
    expect(attempt).toThrow(/has an origin or a path pattern of its own\. Got: an object of class HttpOrigin/);
  });

  test('can be added later, in between', () => {
    const stack = stackIn('us-east-1');
    const site = siteIn(stack);
    site.addDirectBehavior('api/*');
    site.addFailoverBehavior('images/*');
    site.addDirectBehavior('form/*');
    const { CacheBehaviors: behaviors, Origins: found } = distributionConfig(stack);
    expect(behaviors.map(({ PathPattern }: any) => PathPattern)).toEqual(['api/*', 'images/*', 'form/*']);
    expect(found).toHaveLength(2);
  });

  test('go to a private bucket without a second access control', () => {
    const stack = stackIn('us-east-1');
    const primaryOrigin = origins.S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, 'Bucket'));
    const site = siteIn(stack, { primaryOrigin, directBehaviors: { 'api/*': {}, 'form/*': { rewriteErrors: true } } });
    expect(verdictOf(site).errors).toEqual([]);
    Template.fromStack(stack).resourceCountIs('AWS::CloudFront::OriginAccessControl', 1);
  });

  test('go to a primary whose id is known at synth only', () => {
    const http = new origins.HttpOrigin('a.example.com');
    const primaryOrigin: cloudfront.IOrigin = {
      bind: (scope, options) => {
        const { originProperty, ...rest } = http.bind(scope, options);
        return { ...rest, originProperty: { ...originProperty!, id: Lazy.string({ produce: () => 'late' }) } };
      },
    };
    const { CacheBehaviors: behaviors, Origins: found } = configOf({ primaryOrigin, directBehaviors: { 'api/*': {} } });
    expect(behaviors[0].TargetOriginId).toBe('late');
    expect(found.map(({ Id }: any) => Id)).toEqual(['late', expect.anything()]);
  });

  test("keep functions of the user's", () => {
    const stack = stackIn('us-east-1');
    const edgeLambdas = [
      { functionVersion: userFunction(stack).currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE },
    ];
    expect(verdictOf(siteIn(stack, { directBehaviors: { 'api/*': { edgeLambdas } } })).errors).toEqual([]);
    expect(distributionConfig(stack).CacheBehaviors[0].LambdaFunctionAssociations).toHaveLength(1);
  });

  describe('that rewrite errors', () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, {
      primaryOrigin: new origins.HttpOrigin('a.example.com', {
        originId: 'mine',
        customHeaders: { 'X-Secret': 'one' },
        readTimeout: Duration.seconds(7),
      }),
      directBehaviors: { 'api/*': { rewriteErrors: true }, 'form/*': {} },
    });
    const { Origins: found, CacheBehaviors: behaviors, OriginGroups: groups } = distributionConfig(stack);

    test('go to the primary under the role of an origin that nothing follows', () => {
      expect(found).toHaveLength(3);
      expect(found[2]).toEqual({
        ...found[0],
        Id: 'mine-sole',
        OriginCustomHeaders: [
          { HeaderName: 'X-Secret', HeaderValue: 'one' },
          { HeaderName: 'x-failover-role', HeaderValue: 'sole' },
        ],
      });
      expect(behaviors[0]).toMatchObject({ TargetOriginId: 'mine-sole', LambdaFunctionAssociations: [{ EventType: 'origin-response' }] });
    });

    test('leave the others on the member of the group', () => {
      expect(behaviors[1].TargetOriginId).toBe('mine');
      expect(groups.Items[0].Members.Items.map(({ OriginId }: any) => OriginId)).toEqual(['mine', expect.not.stringMatching('mine')]);
    });
  });

  test('that rewrite errors need no second origin when there is no function to rewrite them', () => {
    const config = configOf({ errorRewrite: ErrorRewrite.none(), directBehaviors: { 'api/*': { rewriteErrors: true } } });
    expect(config.Origins).toHaveLength(2);
  });
});

describe('options of the distribution', () => {
  test('reach it', () => {
    const config = configOf({
      comment: 'mine',
      priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      defaultRootObject: 'index.html',
      enableIpv6: false,
      errorResponses: [{ httpStatus: 404, ttl: Duration.seconds(5) }],
    });
    expect(config).toMatchObject({
      Comment: 'mine',
      PriceClass: 'PriceClass_100',
      HttpVersion: 'http2and3',
      DefaultRootObject: 'index.html',
      IPV6Enabled: false,
      CustomErrorResponses: [{ ErrorCode: 404, ErrorCachingMinTTL: 5 }],
    });
  });

  test('are told apart from ours', () => {
    const config = configOf({ comment: undefined, servedByHeader: false, failoverStatusCodes: undefined });
    expect(Object.keys(config).sort()).toEqual([
      'DefaultCacheBehavior',
      'Enabled',
      'HttpVersion',
      'IPV6Enabled',
      'OriginGroups',
      'Origins',
    ]);
  });
});
