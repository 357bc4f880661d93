import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Annotations, Aspects, Duration, IPropertyInjector, Mixin, Mixins, PropertyInjectors, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { IConstruct } from 'constructs';
import { ErrorPage, ErrorRewrite, FailoverDistribution } from '../../lib';
import { distributionConfig, rulesOf, siteIn, stackIn, toOkOnServerErrors, userFunction, verdictOf } from '../support/stacks';

const { ORIGIN_REQUEST, ORIGIN_RESPONSE, VIEWER_REQUEST, VIEWER_RESPONSE } = cloudfront.LambdaEdgeEventType;

function distributionId(stack: Stack): string {
  return Object.keys(Template.fromStack(stack).findResources('AWS::CloudFront::Distribution'))[0]!;
}

function userEdgeFunction(stack: Stack, id: string): cloudfront.experimental.EdgeFunction {
  return new cloudfront.experimental.EdgeFunction(stack, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(`exports.handler = async ({ Records: [{ cf }] }) => cf.response ?? cf.request; // ${id}`),
  });
}

test('a Route 53 alias may target it', () => {
  const stack = stackIn('us-east-1');
  const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111111111111:certificate/mine');
  const site = siteIn(stack, { domainNames: ['shop.example.com'], certificate });
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z123', zoneName: 'example.com' });
  new route53.ARecord(stack, 'Alias', { zone, recordName: 'shop', target: route53.RecordTarget.fromAlias(new CloudFrontTarget(site)) });

  Template.fromStack(stack).hasResourceProperties('AWS::Route53::RecordSet', {
    AliasTarget: { DNSName: { 'Fn::GetAtt': [distributionId(stack), 'DomainName'] }, HostedZoneId: Match.anyValue() },
  });
  expect(distributionConfig(stack).Aliases).toEqual(['shop.example.com']);
  expect(verdictOf(stack)).toEqual({ errors: [], warnings: [], infos: expect.anything() });
});

test.each(['us-east-1', 'eu-west-1'])('a BucketDeployment may invalidate it in %s', region => {
  const folder = mkdtempSync(join(tmpdir(), 'deployment-'));
  try {
    writeFileSync(join(folder, 'index.html'), '<h1>Hello</h1>');
    const stack = stackIn(region);
    const bucket = new s3.Bucket(stack, 'Bucket');
    const distribution = siteIn(stack, { primaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(bucket) });
    new BucketDeployment(stack, 'Deployment', {
      destinationBucket: bucket,
      sources: [Source.asset(folder)],
      distribution,
      distributionPaths: ['/index.html'],
    });

    Template.fromStack(stack).hasResourceProperties('Custom::CDKBucketDeployment', {
      DistributionId: { Ref: distributionId(stack) },
      DistributionPaths: ['/index.html'],
    });
    expect(verdictOf(stack)).toEqual({ errors: [], warnings: [], infos: expect.anything() });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('it has the metrics and grants of a distribution', () => {
  const stack = stackIn('us-east-1');
  const site = siteIn(stack, { publishAdditionalMetrics: true });
  site.grantCreateInvalidation(new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() }));
  site.metric5xxErrorRate().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });

  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [Match.objectLike({ Action: 'cloudfront:CreateInvalidation' })] },
  });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    Dimensions: Match.arrayWith([{ Name: 'DistributionId', Value: { Ref: distributionId(stack) } }]),
  });
});

describe.each(['us-east-1', 'eu-west-1'])("other edge functions of the user's in %s", region => {
  const stack = stackIn(region);
  const [request, visit, leave] = ['OnRequest', 'OnVisit', 'OnLeave'].map(id => userEdgeFunction(stack, id));
  const site = siteIn(stack, {
    defaultBehavior: {
      edgeLambdas: [
        { functionVersion: request!, eventType: ORIGIN_REQUEST },
        { functionVersion: visit!, eventType: VIEWER_REQUEST, includeBody: true },
        { functionVersion: leave!, eventType: VIEWER_RESPONSE },
      ],
    },
    directBehaviors: { 'api/*': { edgeLambdas: [{ functionVersion: leave!, eventType: ORIGIN_RESPONSE }] } },
  });

  test('live beside ours on one behavior', () => {
    const viewerResponse = expect.objectContaining({ rule: 'viewer-response-skipped' });
    expect(verdictOf(site)).toEqual({ errors: [], warnings: [viewerResponse], infos: expect.anything() });
    const associations = distributionConfig(stack).DefaultCacheBehavior.LambdaFunctionAssociations;
    expect(associations.map(({ EventType }: any) => EventType)).toEqual([
      'origin-request',
      'viewer-request',
      'viewer-response',
      'origin-response',
    ]);
    expect(new Set(associations.map(({ LambdaFunctionARN }: any) => JSON.stringify(LambdaFunctionARN))).size).toBe(4);
  });

  test('may take the place of ours where there is no group', () => {
    const [{ LambdaFunctionAssociations: associations }] = distributionConfig(stack).CacheBehaviors;
    expect(associations.map(({ EventType }: any) => EventType)).toEqual(['origin-response']);
  });
});

test('CloudFront Functions live beside ours', () => {
  const stack = stackIn('us-east-1');
  const viewer = new cloudfront.Function(stack, 'Viewer', {
    code: cloudfront.FunctionCode.fromInline('function handler(event) { return event.request; }'),
    runtime: cloudfront.FunctionRuntime.JS_2_0,
  });
  const functionAssociations = [{ function: viewer, eventType: cloudfront.FunctionEventType.VIEWER_REQUEST }];
  const site = siteIn(stack, { defaultBehavior: { functionAssociations } });
  expect(verdictOf(site)).toEqual({ errors: [], warnings: [], infos: expect.anything() });
  expect(distributionConfig(stack).DefaultCacheBehavior).toMatchObject({
    FunctionAssociations: [{ EventType: 'viewer-request' }],
    LambdaFunctionAssociations: [{ EventType: 'origin-response' }],
  });
});

test('an ordinary distribution beside is none of our business', () => {
  const stack = stackIn('us-east-1');
  siteIn(stack);
  const ordinary = new cloudfront.Distribution(stack, 'Ordinary', {
    defaultBehavior: {
      origin: new origins.OriginGroup({
        primaryOrigin: new origins.HttpOrigin('a.example.com'),
        fallbackOrigin: new origins.HttpOrigin('a.example.com'),
        fallbackStatusCodes: [500],
      }),
    },
  });
  expect(verdictOf(ordinary)).toEqual({ errors: [], warnings: [], infos: [expect.objectContaining({ path: 'Stack/Site/Resource' })] });
});

test("response headers policies, cache policies and error responses of the user's are kept", () => {
  const stack = stackIn('us-east-1');
  const site = siteIn(stack, {
    errorRewrite: toOkOnServerErrors(ErrorPage.fromString('<h1>Back soon</h1>'), { ttl: Duration.minutes(5) }),
    defaultBehavior: {
      responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
      cachePolicy: new cloudfront.CachePolicy(stack, 'Policy', { minTtl: Duration.minutes(5) }),
    },
    errorResponses: [{ httpStatus: 503, ttl: Duration.seconds(1), responseHttpStatus: 503, responsePagePath: '/down.html' }],
  });
  const pageBehindGroup = expect.objectContaining({ rule: 'error-page-behind-group' });
  expect(verdictOf(site)).toEqual({ errors: [], warnings: [pageBehindGroup], infos: expect.anything() });
  expect(distributionConfig(stack)).toMatchObject({
    DefaultCacheBehavior: { ResponseHeadersPolicyId: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS.responseHeadersPolicyId },
    CustomErrorResponses: [{ ErrorCode: 503, ErrorCachingMinTTL: 1, ResponseCode: 503, ResponsePagePath: '/down.html' }],
  });
});

test("a function of the user's that is shared by two distributions gets the codes of each", () => {
  const stack = stackIn('us-east-1');
  const originResponseFunction = userFunction(stack).currentVersion;
  const sites = [
    [500, 502, 503, 504],
    [429, 502, 503, 504],
  ].map((failoverStatusCodes, i) => siteIn(stack, { originResponseFunction, failoverStatusCodes }, `Site${i}`));
  expect(verdictOf(stack).errors).toEqual([]);
  expect(sites.map(site => distributionConfig(site).Origins[0].OriginCustomHeaders[1].HeaderValue)).toEqual([
    '500,502,503,504',
    '429,502,503,504',
  ]);
});

/** What a company has every distribution be, unless its author says otherwise. */
const COMPANY: IPropertyInjector = {
  constructUniqueId: cloudfront.Distribution.PROPERTY_INJECTION_ID,
  inject: props => ({
    minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_3_2025,
    webAclId: 'arn:aws:wafv2:us-east-1:111111111111:global/webacl/company/1',
    ...props,
    defaultBehavior: { viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY, ...props.defaultBehavior },
  }),
};

describe('a property injector for distributions', () => {
  const configWith = (make: (stack: Stack) => unknown) => {
    const stack = stackIn('us-east-1');
    PropertyInjectors.of(stack).add(COMPANY);
    make(stack);
    return distributionConfig(stack);
  };
  const ordinary = (stack: Stack) =>
    new cloudfront.Distribution(stack, 'Ordinary', { defaultBehavior: { origin: new origins.HttpOrigin('a.example.com') } });
  const company = { WebACLId: expect.stringContaining('company'), DefaultCacheBehavior: { ViewerProtocolPolicy: 'https-only' } };

  test('reaches it as it reaches any distribution', () => {
    expect(configWith(ordinary)).toMatchObject(company);
    const config = configWith(siteIn);
    expect(config).toMatchObject(company);
    expect(config.DefaultCacheBehavior.TargetOriginId).toBe(config.OriginGroups.Items[0].Id);
  });

  test('gives way to what its author says', () => {
    const config = configWith(stack =>
      siteIn(stack, {
        webAclId: 'arn:aws:wafv2:us-east-1:111111111111:global/webacl/mine/1',
        defaultBehavior: { viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.ALLOW_ALL },
      }),
    );
    expect(config).toMatchObject({
      WebACLId: expect.stringContaining('mine'),
      DefaultCacheBehavior: { ViewerProtocolPolicy: 'allow-all' },
    });
  });
});

test('a property injector for functions reaches the one that is made', () => {
  const stack = stackIn('us-east-1');
  PropertyInjectors.of(stack).add({
    constructUniqueId: lambda.Function.PROPERTY_INJECTION_ID,
    inject: props => ({ ...props, tracing: lambda.Tracing.ACTIVE }),
  });
  expect(rulesOf(verdictOf(siteIn(stack)).errors)).toEqual(['edge-function-tracing']);
});

type ChangeResource = (resource: cloudfront.CfnDistribution) => void;

const CONFIG = 'DistributionConfig';
const GROUP = `${CONFIG}.OriginGroups.Items.0`;

/** A change of the resource, what it leads to, and which rules find fault with it. */
const CHANGES: ReadonlyArray<readonly [name: string, change: ChangeResource, then: object, rules: string[]]> = [
  ['another setting', resource => resource.addPropertyOverride(`${CONFIG}.HttpVersion`, 'http3'), { HttpVersion: 'http3' }, []],
  [
    'a setting of an origin',
    resource => resource.addPropertyOverride(`${CONFIG}.Origins.0.ConnectionAttempts`, 1),
    { Origins: [{ ConnectionAttempts: 1 }, expect.anything()] },
    [],
  ],
  [
    'a setting less',
    resource => resource.addPropertyDeletionOverride(`${CONFIG}.DefaultCacheBehavior.AllowedMethods.2`),
    { DefaultCacheBehavior: { AllowedMethods: ['GET', 'HEAD'] } },
    [],
  ],
  [
    'the whole configuration',
    resource => {
      resource.distributionConfig = { ...(resource.distributionConfig as object), enabled: false } as any;
    },
    { Enabled: false },
    [],
  ],
  [
    'which methods are allowed',
    resource => resource.addPropertyOverride(`${CONFIG}.DefaultCacheBehavior.AllowedMethods`, cloudfront.AllowedMethods.ALLOW_ALL.methods),
    { DefaultCacheBehavior: { AllowedMethods: expect.arrayContaining(['POST']) } },
    ['group-behavior-allows-writes'],
  ],
  [
    'the failover status codes',
    resource => resource.addPropertyOverride(`${GROUP}.FailoverCriteria.StatusCodes`, { Items: [500, 502, 503], Quantity: 3 }),
    { OriginGroups: { Items: [{ FailoverCriteria: { StatusCodes: { Items: [500, 502, 503] } } }] } },
    ['failover-misses-outage'],
  ],
  [
    'the codes past what the function knows',
    resource => resource.addPropertyOverride(`${GROUP}.FailoverCriteria.StatusCodes`, { Items: [403, 500, 502, 503, 504], Quantity: 5 }),
    { OriginGroups: { Items: [{ FailoverCriteria: { StatusCodes: { Quantity: 5 } } }] } },
    ['handler-masks-failover', 'rewrite-of-failover-code'],
  ],
  [
    'the role of a member',
    resource => resource.addPropertyDeletionOverride(`${CONFIG}.Origins.1.OriginCustomHeaders`),
    { Origins: [expect.anything(), expect.not.objectContaining({ OriginCustomHeaders: expect.anything() })] },
    ['member-role-missing'],
  ],
];

/** The ways in which something else changes a distribution after it was made. */
const DOORS: ReadonlyArray<readonly [name: string, open: (site: FailoverDistribution, change: ChangeResource) => void]> = [
  ['an escape hatch', (site, change) => change(site.node.defaultChild as cloudfront.CfnDistribution)],
  [
    'an aspect',
    (site, change) =>
      Aspects.of(Stack.of(site)).add({
        visit: node => {
          if (cloudfront.CfnDistribution.isCfnDistribution(node)) change(node);
        },
      }),
  ],
  ['a mixin of the stack', (site, change) => void Mixins.of(Stack.of(site)).apply(new Change(change))],
  ['a mixin', (site, change) => void Mixins.of(site).apply(new Change(change))],
];

class Change extends Mixin {
  constructor(private readonly change: ChangeResource) {
    super();
  }

  supports(construct: IConstruct): boolean {
    return cloudfront.CfnDistribution.isCfnDistribution(construct);
  }

  applyTo(construct: IConstruct): void {
    this.change(construct as cloudfront.CfnDistribution);
  }
}

/** The configuration as it would be written, whatever the checks say. */
function written(site: FailoverDistribution): unknown {
  const resource = site.node.defaultChild as cloudfront.CfnDistribution;
  const [template] = Object.values<any>(Stack.of(site).resolve((resource as any)._toCloudFormation()).Resources);
  return template.Properties.DistributionConfig;
}

describe.each(DOORS)('%s', (_, open) => {
  test.each(CHANGES)('may change %s, and the checks see it', (__, change, then, rules) => {
    const stack = stackIn('us-east-1');
    const site = siteIn(stack, { errorRewrite: ErrorRewrite.toOk(), directBehaviors: { 'api/*': {} } });
    Annotations.of(site).acknowledgeWarning('cdk-failover-distribution:client-errors-masked');
    open(site, change);
    const { errors, warnings } = verdictOf(site);
    expect(rulesOf([...errors, ...warnings])).toEqual(rules);
    expect(written(site)).toMatchObject(then);
  });
});
