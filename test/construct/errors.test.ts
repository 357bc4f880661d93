import { CfnParameter, Duration, Size, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Case, headers, withHeaders, withMinTtl, withUserFunction } from './problems';
import { ErrorRewrite, FailoverDistribution } from '../../lib';
import { FOUR_PARTS, rulesOf, siteIn, stackIn, userFunction, verdictOf } from '../support/stacks';

const AWS_REFUSAL =
  '"The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior associated with an origin group."';

const ALL_METHODS = cloudfront.AllowedMethods.ALLOW_ALL;

function override(site: FailoverDistribution, path: string, value: unknown): FailoverDistribution {
  (site.node.defaultChild as cloudfront.CfnDistribution).addPropertyOverride(`DistributionConfig.${path}`, value);
  return site;
}

function overrideFunction(site: FailoverDistribution, path: string, value: unknown): FailoverDistribution {
  (site.edgeFunction!.lambda.node.defaultChild as lambda.CfnFunction).addPropertyOverride(path, value);
  return site;
}

function withSecondAssociation(EventType: string) {
  const association = { EventType, LambdaFunctionARN: 'arn:aws:lambda:us-east-1:111111111111:function:mine:3' };
  return (stack: Stack) => override(siteIn(stack), 'DefaultCacheBehavior.LambdaFunctionAssociations.1', association);
}

/** Headers that take this many characters together with the role header, none of them too long by itself. */
function headersOfLength(total: number): Record<string, string> {
  const own = 'x-failover-role'.length + 'primary'.length;
  const result: Record<string, string> = {};
  for (let rest = total - own, i = 0; rest > 0; i++) {
    const name = `x-mine-${i}`;
    const length = Math.min(1783, rest - name.length);
    result[name] = 'v'.repeat(length);
    rest -= name.length + length;
  }
  return result;
}

function vpcOrigin(stack: Stack): cloudfront.IOrigin {
  return origins.VpcOrigin.withApplicationLoadBalancer(
    new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc: new ec2.Vpc(stack, 'Vpc') }),
  );
}

const withoutFunction = ErrorRewrite.none();

const ERRORS: Case[] = [
  {
    rule: 'group-behavior-allows-writes',
    when: 'an escape hatch allows POST',
    fails: stack => override(siteIn(stack), 'DefaultCacheBehavior.AllowedMethods', ALL_METHODS.methods),
    passes: stack => override(siteIn(stack), 'DefaultCacheBehavior.AllowedMethods', ['GET', 'HEAD']),
    got: 'GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE. Allowed: GET, HEAD or GET, HEAD, OPTIONS.',
  },
  {
    rule: 'media-quality-with-function',
    when: 'the group selects by media quality',
    fails: stack => override(siteIn(stack), 'OriginGroups.Items.0.SelectionCriteria', 'media-quality-based'),
    passes: stack =>
      override(siteIn(stack, { errorRewrite: withoutFunction }), 'OriginGroups.Items.0.SelectionCriteria', 'media-quality-based'),
    got: 'media-quality-based. Allowed: default.',
  },
  {
    rule: 'vpc-origin-with-function',
    when: 'the primary is a VPC origin',
    fails: stack => siteIn(stack, { primaryOrigin: vpcOrigin(stack) }),
    passes: stack => siteIn(stack, { primaryOrigin: vpcOrigin(stack), errorRewrite: withoutFunction }),
    got: 'StackSiteOrigin12DA80B0D. Allowed: any other kind of origin.',
  },
  {
    rule: 'vpc-origin-with-function',
    when: 'the secondary is a VPC origin',
    fails: stack => siteIn(stack, { secondaryOrigin: vpcOrigin(stack) }),
    passes: stack => siteIn(stack, { secondaryOrigin: vpcOrigin(stack), errorRewrite: withoutFunction }),
    got: 'StackSiteOrigin215AAAFE1. Allowed: any other kind of origin.',
  },
  {
    rule: 'mutual-tls-with-function',
    when: 'a member uses mutual TLS',
    fails: stack => override(siteIn(stack), 'Origins.1.CustomOriginConfig.OriginMtlsConfig', { ClientCertificateArn: 'arn' }),
    passes: stack =>
      override(siteIn(stack, { errorRewrite: withoutFunction }), 'Origins.1.CustomOriginConfig.OriginMtlsConfig', {
        ClientCertificateArn: 'arn',
      }),
    got: 'StackSiteOrigin215AAAFE1. Allowed: origins without OriginMtlsConfig.',
  },
  {
    rule: 'second-origin-response',
    when: 'an escape hatch adds an origin-response function',
    fails: withSecondAssociation('origin-response'),
    passes: withSecondAssociation('origin-request'),
    got: '2. Allowed: one.',
  },
  {
    rule: 'origin-header-repeated',
    when: "the user has a header of the role's name, in any case",
    fails: withHeaders({ 'X-Failover-Role': 'mine' }),
    passes: withHeaders({ 'X-Failover-Roles': 'mine' }),
    got: 'x-failover-role. Allowed: each name once',
  },
  {
    rule: 'origin-header-repeated',
    when: 'the secondary has the role header, with the right value',
    fails: stack =>
      siteIn(stack, { secondaryOrigin: new origins.HttpOrigin('b.example.com', { customHeaders: { 'x-failover-role': 'secondary' } }) }),
    passes: stack =>
      siteIn(stack, { secondaryOrigin: new origins.HttpOrigin('b.example.com', { customHeaders: { 'x-role': 'secondary' } }) }),
    got: 'x-failover-role. Allowed: each name once',
  },
  {
    rule: 'origin-header-repeated',
    when: "the user has a header of the name in which a function of the user's gets the codes",
    fails: stack =>
      siteIn(stack, {
        originResponseFunction: userFunction(stack).currentVersion,
        primaryOrigin: new origins.HttpOrigin('a.example.com', { customHeaders: { 'X-Failover-Status-Codes': '503' } }),
      }),
    passes: stack =>
      siteIn(stack, {
        originResponseFunction: userFunction(stack).currentVersion,
        primaryOrigin: new origins.HttpOrigin('a.example.com', { customHeaders: { 'X-Mine': '503' } }),
      }),
    got: 'x-failover-status-codes. Allowed: each name once',
  },
  {
    rule: 'origin-headers-too-long',
    when: 'the headers pass 10,240 characters together',
    fails: withHeaders(headersOfLength(10_241)),
    passes: withHeaders(headersOfLength(10_240)),
    got: 'a name of 15 characters, a value of 1783, 10241 in total',
  },
  {
    rule: 'origin-headers-too-long',
    when: 'a header passes 1,783 characters',
    fails: withHeaders({ 'x-mine': 'v'.repeat(1784) }),
    passes: withHeaders({ 'x-mine': 'v'.repeat(1783) }),
    got: 'a name of 15 characters, a value of 1784',
  },
  {
    rule: 'edge-function-architecture',
    when: 'the function is for arm64',
    fails: withUserFunction({ architecture: lambda.Architecture.ARM_64 }),
    passes: withUserFunction({ architecture: lambda.Architecture.X86_64 }),
    got: 'arm64. Allowed: x86_64.',
  },
  {
    rule: 'edge-function-architecture',
    when: "an escape hatch puts the construct's function on arm64",
    fails: stack => overrideFunction(siteIn(stack), 'Architectures', ['arm64']),
    passes: stack => overrideFunction(siteIn(stack), 'Architectures', ['x86_64']),
    got: 'arm64. Allowed: x86_64.',
  },
  {
    rule: 'edge-function-layers',
    when: 'the function has a layer',
    fails: withUserFunction(stack => ({
      layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Layer', 'arn:aws:lambda:us-east-1:111111111111:layer:mine:1')],
    })),
    passes: withUserFunction({ layers: [] }),
    got: 'Layers. Allowed: a function without layers.',
  },
  {
    rule: 'edge-function-vpc',
    when: 'the function is in a VPC',
    fails: withUserFunction(stack => ({ vpc: new ec2.Vpc(stack, 'Vpc') })),
    passes: withUserFunction({}),
    got: 'VpcConfig. Allowed: a function without access to a VPC.',
  },
  {
    rule: 'edge-function-dead-letter',
    when: 'the function has a dead-letter queue',
    fails: withUserFunction({ deadLetterQueueEnabled: true }),
    passes: withUserFunction({ deadLetterQueueEnabled: false }),
    got: 'DeadLetterConfig. Allowed: a function without a dead-letter queue.',
  },
  {
    rule: 'edge-function-tracing',
    when: 'the function is traced',
    fails: withUserFunction({ tracing: lambda.Tracing.ACTIVE }),
    passes: withUserFunction({ tracing: lambda.Tracing.PASS_THROUGH }),
    got: 'TracingConfig. Allowed: a function without X-Ray tracing.',
  },
  {
    rule: 'edge-function-provisioned-concurrency',
    when: 'the version has provisioned concurrency',
    fails: withUserFunction({ currentVersionOptions: { provisionedConcurrentExecutions: 1 } }),
    passes: withUserFunction({ currentVersionOptions: { description: 'mine' } }),
    got: 'ProvisionedConcurrencyConfig. Allowed: a function without provisioned concurrency.',
  },
  {
    rule: 'edge-function-ephemeral-storage',
    when: 'the function has more temporary storage',
    fails: withUserFunction({ ephemeralStorageSize: Size.mebibytes(513) }),
    passes: withUserFunction({ ephemeralStorageSize: Size.mebibytes(512) }),
    got: '513 MiB. Allowed: 512 MiB.',
  },
  {
    rule: 'edge-function-timeout',
    when: 'the function may take more than 30 s',
    fails: withUserFunction({ timeout: Duration.seconds(31) }),
    passes: withUserFunction({ timeout: Duration.seconds(30) }),
    got: '31 s. Allowed: 1-30 s.',
  },
  {
    rule: 'edge-function-kms',
    when: "an escape hatch encrypts the code with a key of the user's",
    fails: stack => overrideFunction(siteIn(stack), 'Code.SourceKMSKeyArn', 'arn:aws:kms:us-east-1:111111111111:key/mine'),
    passes: withUserFunction({}),
    got: 'Code.SourceKMSKeyArn. Allowed: a function without code encrypted with a customer managed key.',
  },
  {
    rule: 'edge-function-image',
    when: 'an escape hatch makes the function a container image',
    fails: stack => overrideFunction(siteIn(stack), 'PackageType', 'Image'),
    passes: stack => overrideFunction(siteIn(stack), 'PackageType', 'Zip'),
    got: 'PackageType Image. Allowed: a function without a container image.',
  },
  ...[lambda.Runtime.NODEJS_10_X, lambda.Runtime.NODEJS_12_X].map((runtime): Case => ({
    rule: 'edge-function-runtime',
    when: `the construct's function runs on ${runtime.name}`,
    fails: stack => siteIn(stack, { edgeFunctionOptions: { runtime } }),
    passes: stack => siteIn(stack, { edgeFunctionOptions: { runtime: lambda.Runtime.NODEJS_24_X } }),
    got: `${runtime.name}. Allowed: nodejs22.x, nodejs24.x.`,
  })),
  ...[lambda.Runtime.NODEJS_12_X, lambda.Runtime.PYTHON_3_6, lambda.Runtime.RUBY_3_3].map((runtime): Case => ({
    rule: 'edge-function-runtime',
    when: `the user's function runs on ${runtime.name}`,
    fails: withUserFunction({ runtime, code: lambda.Code.fromAsset(`${__dirname}/../support`) }),
    passes: withUserFunction({ runtime: lambda.Runtime.PYTHON_3_13 }),
    got: `${runtime.name}.`,
  })),
  {
    rule: 'edge-function-environment',
    when: "an escape hatch gives the construct's function environment variables",
    fails: stack => overrideFunction(siteIn(stack), 'Environment.Variables.MINE', 'value'),
    passes: stack => overrideFunction(siteIn(stack), 'Environment.Variables', {}),
    got: 'Environment. Allowed: a function without environment variables.',
  },
  {
    rule: 'rewrite-ttl-overruled',
    when: 'the minimum TTL keeps a rewrite more than 60 s longer',
    fails: withMinTtl(61),
    passes: withMinTtl(61, 61),
    got: 'a minimum TTL of 61 s and a rewrite ttl of 0 s.',
  },
];

describe('errors', () => {
  test.each(ERRORS)('fails with $rule when $when', ({ rule, fails, got }) => {
    const { errors } = verdictOf(fails(stackIn('us-east-1')));
    expect(errors).toEqual([{ path: 'Stack/Site', rule, text: expect.stringMatching(FOUR_PARTS) }]);
    expect(errors[0]!.text).toContain(`Got: ${got}`);
  });

  test.each(ERRORS)('passes $rule unless $when', ({ passes }) => {
    expect(verdictOf(passes(stackIn('us-east-1'))).errors).toEqual([]);
  });

  test("fails with AWS's own words when a behavior of the group allows POST", () => {
    const { errors } = verdictOf(override(siteIn(stackIn('us-east-1')), 'DefaultCacheBehavior.AllowedMethods', ALL_METHODS.methods));
    expect(errors[0]!.text).toContain(AWS_REFUSAL);
  });

  test('fails with group-behavior-grpc when an escape hatch lets a behavior of the group take gRPC', () => {
    const { errors } = verdictOf(override(siteIn(stackIn('us-east-1')), 'DefaultCacheBehavior.GrpcConfig', { Enabled: true }));
    expect(rulesOf(errors)).toEqual(['group-behavior-grpc']);
  });

  test('passes group-behavior-grpc when gRPC goes straight to the primary', () => {
    expect(verdictOf(siteIn(stackIn('us-east-1'), { directBehaviors: { 'rpc/*': { enableGrpc: true } } })).errors).toEqual([]);
  });

  test("fails on environment variables of a function of the user's, with the name of the function and of the variable", () => {
    const site = withUserFunction({ environment: { MINE: 'value' } })(stackIn('us-east-1'));
    expect(() => verdictOf(site)).toThrow(/Stack\/Mine contains environment variables \[MINE\]/);
  });

  test('passes environment variables that CDK takes off at the edge', () => {
    const stack = stackIn('us-east-1');
    const mine = userFunction(stack);
    mine.addEnvironment('MINE', 'value', { removeInEdge: true });
    expect(verdictOf(siteIn(stack, { originResponseFunction: mine.currentVersion })).errors).toEqual([]);
  });

  test("fails on settings of a function of the user's that lives in the edge stack", () => {
    const stack = stackIn('eu-west-1');
    const mine = new cloudfront.experimental.EdgeFunction(stack, 'Mine', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async event => event.Records[0].cf.response;'),
      timeout: Duration.seconds(31),
    });
    expect(rulesOf(verdictOf(siteIn(stack, { originResponseFunction: mine })).errors)).toEqual(['edge-function-timeout']);
  });

  test("fails on settings of a viewer function of the user's on the same distribution", () => {
    const stack = stackIn('us-east-1');
    const site = siteIn(stack, {
      defaultBehavior: {
        edgeLambdas: [
          {
            functionVersion: userFunction(stack, { timeout: Duration.seconds(31) }).currentVersion,
            eventType: cloudfront.LambdaEdgeEventType.VIEWER_REQUEST,
          },
        ],
      },
    });
    expect(rulesOf(verdictOf(site).errors)).toEqual(['edge-function-timeout']);
  });

  test('fails once with everything that is wrong, each problem with the path of its construct', () => {
    const stack = stackIn('us-east-1');
    override(siteIn(stack, {
      primaryOrigin: new origins.HttpOrigin('www.example.com', { customHeaders: { 'x-failover-role': 'mine', ...headers(29) } }),
      secondaryOrigin: new origins.HttpOrigin('www.example.com', { customHeaders: headers(29) }),
      failoverStatusCodes: [503, 503],
      defaultBehavior: { cachePolicy: new cloudfront.CachePolicy(stack, 'Policy', { minTtl: Duration.hours(1) }) },
      edgeFunctionOptions: { runtime: lambda.Runtime.NODEJS_12_X },
    }), 'DefaultCacheBehavior.AllowedMethods', ALL_METHODS.methods);
    override(siteIn(stack, {}, 'Other'), 'DefaultCacheBehavior.AllowedMethods', ALL_METHODS.methods);

    expect(verdictOf(stack).errors.map(({ path, rule }) => [path, rule])).toEqual([
      ['Stack/Site', 'edge-function-runtime'],
      ['Stack/Site', 'group-behavior-allows-writes'],
      ['Stack/Site', 'origin-header-repeated'],
      ['Stack/Site', 'rewrite-ttl-overruled'],
      ['Stack/Other', 'group-behavior-allows-writes'],
    ]);
  });

  test('passes tokens where no literal is needed', () => {
    const stack = stackIn('us-east-1');
    const text = (id: string) => new CfnParameter(stack, id).valueAsString;
    const site = siteIn(stack, {
      primaryOrigin: new origins.HttpOrigin(text('Primary'), { customHeaders: { 'x-secret': text('Secret') } }),
      secondaryOrigin: new origins.HttpOrigin(text('Secondary')),
      comment: text('Comment'),
      webAclId: text('Acl'),
      defaultRootObject: text('Root'),
      additionalBehaviors: { [text('Group')]: {} },
      directBehaviors: { [text('Direct')]: { rewriteErrors: true } },
    });
    expect(verdictOf(site)).toEqual({ errors: [], warnings: [], infos: expect.anything() });
  });

  test.each([
    ['errorRewrite', { errorRewrite: ErrorRewrite.none() }],
    ['servedByHeader', { servedByHeader: true }],
    ['edgeFunctionOptions', { edgeFunctionOptions: {} }],
    ['servedByHeader', { servedByHeader: true, errorRewrite: undefined, edgeFunctionOptions: undefined }],
  ])("fails on a function of the user's and on settings for the one that it replaces: %s", (name, props) => {
    const stack = stackIn('us-east-1');
    expect(() => siteIn(stack, { originResponseFunction: userFunction(stack).currentVersion, ...props })).toThrow(
      'Stack/Site: originResponseFunction replaces the function that these options are for. ' +
        `Got: originResponseFunction, ${name}. Allowed: one or the other. `,
    );
  });

  test("passes a function of the user's beside settings that are undefined or off", () => {
    const stack = stackIn('us-east-1');
    const props = { errorRewrite: undefined, servedByHeader: false, edgeFunctionOptions: undefined };
    expect(verdictOf(siteIn(stack, { originResponseFunction: userFunction(stack).currentVersion, ...props })).errors).toEqual([]);
  });
});
