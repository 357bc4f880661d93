import { Duration, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { FailoverDistribution } from '../../lib';
import { siteIn, stackIn, userFunction } from '../support/stacks';

const http = (domain: string) => () => new origins.HttpOrigin(domain);
const bucket = (id: string) => (scope: Construct) => origins.S3BucketOrigin.withOriginAccessControl(new s3.Bucket(scope, id));

type MakeOrigin = (scope: Construct) => cloudfront.IOrigin;

const PAIRS: ReadonlyArray<readonly [name: string, primary: MakeOrigin, secondary: MakeOrigin]> = [
  ['two servers', http('a.example.com'), http('b.example.com')],
  ['a server and a private bucket', http('a.example.com'), bucket('Standby')],
  ['two private buckets', bucket('Content'), bucket('Standby')],
  [
    'a bucket with an access identity and a website',
    scope => origins.S3BucketOrigin.withOriginAccessIdentity(new s3.Bucket(scope, 'Content')),
    scope => new origins.S3StaticWebsiteOrigin(new s3.Bucket(scope, 'Standby', { websiteIndexDocument: 'index.html' })),
  ],
  [
    'two function URLs',
    scope => origins.FunctionUrlOrigin.withOriginAccessControl(functionUrl(scope, 'One')),
    scope => origins.FunctionUrlOrigin.withOriginAccessControl(functionUrl(scope, 'Two')),
  ],
  [
    'servers with ids of their own',
    () => new origins.HttpOrigin('a.example.com', { originId: 'first' }),
    () => new origins.HttpOrigin('b.example.com', { originId: 'second' }),
  ],
];

function functionUrl(scope: Construct, id: string): lambda.FunctionUrl {
  return userFunction(scope, {}, id).addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM });
}

const PLACES: ReadonlyArray<readonly [name: string, scopeIn: (stack: Stack) => Construct]> = [
  ['in a stack', stack => stack],
  ['deep in a stack', stack => new Construct(new Construct(stack, 'Outer'), 'Inner')],
];

/** Options that both take, and that make resources. */
function common(scope: Construct) {
  return {
    enableLogging: true,
    comment: 'The site',
    errorResponses: [{ httpStatus: 404, ttl: Duration.seconds(5) }],
    cachePolicy: new cloudfront.CachePolicy(scope, 'Policy'),
  };
}

function byHand([, primary, secondary]: (typeof PAIRS)[number], scope: Construct): cloudfront.Distribution {
  const { cachePolicy, ...options } = common(scope);
  const fallbackStatusCodes = [500, 502, 503, 504];
  const origin = new origins.OriginGroup({ primaryOrigin: primary(scope), fallbackOrigin: secondary(scope), fallbackStatusCodes });
  const allowed = {
    allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
    cachedMethods: cloudfront.CachedMethods.CACHE_GET_HEAD_OPTIONS,
  };
  return new cloudfront.Distribution(scope, 'Site', {
    ...options,
    defaultBehavior: { ...allowed, origin, cachePolicy },
    additionalBehaviors: { 'images/*': { ...allowed, origin } },
  });
}

function withConstruct([, primary, secondary]: (typeof PAIRS)[number], scope: Construct): FailoverDistribution {
  const { cachePolicy, ...options } = common(scope);
  return new FailoverDistribution(scope, 'Site', {
    ...options,
    primaryOrigin: primary(scope),
    secondaryOrigin: secondary(scope),
    defaultBehavior: { cachePolicy },
    additionalBehaviors: { 'images/*': {} },
  });
}

function resourcesOf(stack: Stack): Record<string, any> {
  return Template.fromStack(stack).toJSON().Resources;
}

/** Paths at which two values differ. */
function differences(before: any, after: any, path = ''): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (typeof before !== 'object' || typeof after !== 'object' || !before || !after) return [path];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(key =>
    differences(before[key], after[key], `${path}/${key}`),
  );
}

describe.each(['us-east-1', 'eu-west-1'])('in place of a Distribution with an OriginGroup in %s', region => {
  describe.each(PAIRS)('with %s', (...pair) => {
    test.each(PLACES)('%s, every resource keeps its logical id, its type and what it was', (_, scopeIn) => {
      const [before, after] = [byHand, withConstruct].map(make => {
        const stack = stackIn(region);
        make(pair, scopeIn(stack));
        return resourcesOf(stack);
      });
      const changed = Object.entries(before!).flatMap(([id, resource]) => differences(resource, after![id], resource.Type));
      expect(changed.sort()).toEqual([
        'AWS::CloudFront::Distribution/Properties/DistributionConfig/CacheBehaviors/0/LambdaFunctionAssociations',
        'AWS::CloudFront::Distribution/Properties/DistributionConfig/DefaultCacheBehavior/LambdaFunctionAssociations',
        'AWS::CloudFront::Distribution/Properties/DistributionConfig/Origins/0/OriginCustomHeaders',
        'AWS::CloudFront::Distribution/Properties/DistributionConfig/Origins/1/OriginCustomHeaders',
      ]);
      const added = Object.entries(after!)
        .filter(([id]) => !before![id])
        .map(([, { Type }]) => Type);
      expect(added.sort()).toEqual(
        region === 'us-east-1'
          ? ['AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::Lambda::Version']
          : ['AWS::IAM::Role', 'AWS::Lambda::Function', 'Custom::CrossRegionStringParameterReader'],
      );
    });
  });

  test('in a stage, too', () => {
    const [before, after] = [byHand, withConstruct].map(make => {
      const stack = stackIn(region, { scope: new Stage(stackIn(region).node.root as Construct, 'Prod') });
      make(PAIRS[0]!, stack);
      return resourcesOf(stack);
    });
    expect(Object.keys(after!)).toEqual(expect.arrayContaining(Object.keys(before!)));
  });

  test('a direct behavior has the origin that it had, which is now the member', () => {
    const before = stackIn(region);
    const primary = new origins.HttpOrigin('a.example.com');
    const group = new origins.OriginGroup({ primaryOrigin: primary, fallbackOrigin: new origins.HttpOrigin('b.example.com') });
    new cloudfront.Distribution(before, 'Site', {
      defaultBehavior: { origin: group },
      additionalBehaviors: { 'api/*': { origin: primary } },
    });
    const after = stackIn(region);
    siteIn(after, { directBehaviors: { 'api/*': {} } });
    expect(Object.keys(resourcesOf(after))).toEqual(expect.arrayContaining(Object.keys(resourcesOf(before))));
  });
});

describe('it is a Distribution', () => {
  const stack = stackIn('us-east-1');
  const site = siteIn(stack);

  test('to TypeScript and at run time', () => {
    const distribution: cloudfront.Distribution = site;
    const interfaces: [cloudfront.IDistribution, cloudfront.IDistributionRef] = [site, site];
    expect(distribution).toBeInstanceOf(cloudfront.Distribution);
    expect(interfaces).toEqual([site, site]);
  });

  test('whose default child is the resource', () => {
    expect(cloudfront.CfnDistribution.isCfnDistribution(site.node.defaultChild)).toBe(true);
    expect(site.node.defaultChild!.node.path).toBe('Stack/Site/Resource');
  });

  test('with the attributes of one', () => {
    const id = stack.getLogicalId(site.node.defaultChild as cloudfront.CfnDistribution);
    expect(stack.resolve([site.distributionId, site.distributionDomainName, site.domainName, site.distributionRef.distributionId])).toEqual(
      [{ Ref: id }, { 'Fn::GetAtt': [id, 'DomainName'] }, { 'Fn::GetAtt': [id, 'DomainName'] }, { Ref: id }],
    );
    expect(stack.resolve(site.distributionArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':cloudfront::', { Ref: 'AWS::AccountId' }, ':distribution/', { Ref: id }]],
    });
  });
});
