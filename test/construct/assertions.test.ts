import { Annotations, CfnParameter, Duration, Size, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ErrorRewrite, FailoverDistribution } from '../../lib';
import { FOUR_PARTS, rulesOf, siteIn, stackIn, toOkOnServerErrors, userFunction, verdictOf } from '../support/stacks';

/** One problem: how to make it, how to do the same without it, and what is said. */
interface Case {
  readonly rule: string;
  readonly when: string;
  readonly fails: (stack: Stack) => FailoverDistribution;
  readonly passes: (stack: Stack) => FailoverDistribution;
  /** What the message has to quote as the value that it got. */
  readonly got: string;
}

/** Where warnings are: before 2.276 an acknowledgement on a construct reaches only what is below it. */
const ANNOTATED = 'Stack/Site/Resource';

const AWS_REFUSAL =
  '"The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior associated with an origin group."';
const ALL_METHODS = cloudfront.AllowedMethods.ALLOW_ALL;
const OUTAGE_CODES = [500, 502, 503, 504];

function override(site: FailoverDistribution, path: string, value: unknown): FailoverDistribution {
  (site.node.defaultChild as cloudfront.CfnDistribution).addPropertyOverride(`DistributionConfig.${path}`, value);
  return site;
}

function overrideFunction(site: FailoverDistribution, path: string, value: unknown): FailoverDistribution {
  (site.edgeFunction!.lambda.node.defaultChild as lambda.CfnFunction).addPropertyOverride(path, value);
  return site;
}

function withUserFunction(props: Partial<lambda.FunctionProps> | ((stack: Stack) => Partial<lambda.FunctionProps>)) {
  return (stack: Stack) =>
    siteIn(stack, {
      originResponseFunction: userFunction(stack, typeof props === 'function' ? props(stack) : props).currentVersion,
    });
}

function withSecondAssociation(EventType: string) {
  const association = { EventType, LambdaFunctionARN: 'arn:aws:lambda:us-east-1:111111111111:function:mine:3' };
  return (stack: Stack) => override(siteIn(stack), 'DefaultCacheBehavior.LambdaFunctionAssociations.1', association);
}

function withHeaders(customHeaders: Record<string, string>) {
  return (stack: Stack) => siteIn(stack, { primaryOrigin: new origins.HttpOrigin('www.example.com', { customHeaders }) });
}

function headers(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-mine-${i}`, 'value']));
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

function withMinTtl(minTtl: number, ttl = 0) {
  return (stack: Stack) =>
    siteIn(stack, {
      errorRewrite: ErrorRewrite.keepStatus(undefined, { ttl: Duration.seconds(ttl) }),
      defaultBehavior: { cachePolicy: new cloudfront.CachePolicy(stack, 'Policy', { minTtl: Duration.seconds(minTtl) }) },
    });
}

function vpcOrigin(stack: Stack): cloudfront.IOrigin {
  return origins.VpcOrigin.withApplicationLoadBalancer(
    new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc: new ec2.Vpc(stack, 'Vpc') }),
  );
}

function sameObject(props: origins.HttpOriginProps = {}) {
  return (stack: Stack) => {
    const origin = new origins.HttpOrigin('www.example.com', props);
    return siteIn(stack, { primaryOrigin: origin, secondaryOrigin: origin });
  };
}

function domains(primary: [string, string?], secondary: [string, string?]) {
  const origin = ([domain, originPath]: [string, string?]) => new origins.HttpOrigin(domain, { originPath });
  return (stack: Stack) => siteIn(stack, { primaryOrigin: origin(primary), secondaryOrigin: origin(secondary) });
}

const plain = (stack: Stack) => siteIn(stack);
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

const bucketOrigin = (stack: Stack, props: origins.S3BucketOriginWithOACProps = {}, id = 'Bucket') =>
  origins.S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, id), props);

const forwardingHost = { originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER };
const withoutHost = { originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER };

/** A load balancer with a listener for HTTPS. */
function listening(balancer: elb.ApplicationLoadBalancer): elb.ApplicationLoadBalancer {
  const certificates = [elb.ListenerCertificate.fromArn('arn:aws:acm:us-east-1:111122223333:certificate/mine')];
  balancer.addListener('Secure', { port: 443, certificates, defaultAction: elb.ListenerAction.fixedResponse(200) });
  return balancer;
}

const STRICT_ORIGINS: Array<[name: string, origin: (stack: Stack) => cloudfront.IOrigin, got: string]> = [
  ['an S3 bucket', stack => bucketOrigin(stack), 's3 ${Bucket83908E77.RegionalDomainName}'],
  [
    'a REST API',
    stack => {
      const api = new apigateway.RestApi(stack, 'Api');
      api.root.addMethod('GET');
      return new origins.RestApiOrigin(api);
    },
    'rest-api ${ApiF70053CD}.execute-api.us-east-1.amazonaws.com',
  ],
  [
    'a REST API by its name', () => new origins.HttpOrigin('abcdefghij.execute-api.eu-west-1.amazonaws.com'),
    'rest-api abcdefghij.execute-api.eu-west-1.amazonaws.com',
  ],
  [
    'a function URL',
    stack => new origins.FunctionUrlOrigin(userFunction(stack).addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE })),
    'function-url ${host of MineFunctionUrlBB425C5E.FunctionUrl}',
  ],
  [
    'a function URL by its name', () => new origins.HttpOrigin('abcdefghij.lambda-url.eu-west-1.on.aws'),
    'function-url abcdefghij.lambda-url.eu-west-1.on.aws',
  ],
];

const WARNINGS: Case[] = [
  {
    rule: 'failover-code-repeated',
    when: 'a code is listed twice',
    fails: stack => siteIn(stack, { failoverStatusCodes: [503, 500, 502, 503, 504] }),
    passes: stack => siteIn(stack, { failoverStatusCodes: [503, 500, 502, 504] }),
    got: '503.',
  },
  {
    rule: 'group-members-same',
    when: 'both members are one object',
    fails: sameObject(),
    passes: plain,
    got: 'www.example.com twice',
  },
  {
    rule: 'group-members-same',
    when: 'both members are one object with an explicit id',
    fails: sameObject({ originId: 'mine' }),
    passes: stack => siteIn(stack, { primaryOrigin: new origins.HttpOrigin('www.example.com', { originId: 'mine' }) }),
    got: 'www.example.com twice. Allowed: origins that differ',
  },
  {
    rule: 'group-members-same',
    when: 'both members have the same domain and path',
    fails: domains(['www.example.com', '/v1'], ['www.example.com', '/v1']),
    passes: domains(['www.example.com', '/v1'], ['www.example.com', '/v2']),
    got: 'www.example.com/v1 twice',
  },
  {
    rule: 'group-members-same',
    when: 'both members have the same token for a domain',
    fails: stack => {
      const { valueAsString } = new CfnParameter(stack, 'Domain');
      return domains([valueAsString], [valueAsString])(stack);
    },
    passes: stack => domains([new CfnParameter(stack, 'Domain').valueAsString], [new CfnParameter(stack, 'Other').valueAsString])(stack),
    got: '${Domain} twice. Allowed: origins that differ',
  },
  {
    rule: 'origin-headers-too-many',
    when: 'the role header is the 31st',
    fails: withHeaders(headers(30)),
    passes: withHeaders(headers(29)),
    got: '31. Allowed: at most 30.',
  },
  {
    rule: 'edge-function-reserved-concurrency',
    when: 'the function reserves concurrency',
    fails: withUserFunction({ reservedConcurrentExecutions: 10 }),
    passes: withUserFunction({ reservedConcurrentExecutions: undefined }),
    got: 'ReservedConcurrentExecutions. Allowed: a function without reserved concurrency.',
  },
  {
    rule: 'edge-function-runtime-deprecated',
    when: "the construct's function runs on nodejs20.x",
    fails: stack => siteIn(stack, { edgeFunctionOptions: { runtime: lambda.Runtime.NODEJS_20_X } }),
    passes: stack => siteIn(stack, { edgeFunctionOptions: { runtime: lambda.Runtime.NODEJS_24_X } }),
    got: 'nodejs20.x. Allowed: nodejs22.x, nodejs24.x.',
  },
  ...[lambda.Runtime.NODEJS_14_X, lambda.Runtime.NODEJS_18_X].map((runtime): Case => ({
    rule: 'edge-function-runtime-deprecated',
    when: `the user's function runs on ${runtime.name}`,
    fails: withUserFunction({ runtime }),
    passes: withUserFunction({ runtime: lambda.Runtime.NODEJS_22_X }),
    got: `${runtime.name}.`,
  })),
  ...[502, 503, 504].map((missing): Case => ({
    rule: 'failover-misses-outage',
    when: `${missing} is missing from the codes`,
    fails: stack => siteIn(stack, { failoverStatusCodes: OUTAGE_CODES.filter(code => code !== missing) }),
    passes: stack => siteIn(stack, { failoverStatusCodes: [502, 503, 504] }),
    got: `${OUTAGE_CODES.filter(code => code !== missing).join(', ')}. Allowed: a list with 502, 503 and 504.`,
  })),
  {
    rule: 'options-not-cached',
    when: 'OPTIONS is allowed and not cached',
    fails: stack => siteIn(stack, { defaultBehavior: { cachedMethods: cloudfront.CachedMethods.CACHE_GET_HEAD } }),
    passes: stack => siteIn(stack, { defaultBehavior: { cachedMethods: cloudfront.CachedMethods.CACHE_GET_HEAD_OPTIONS } }),
    got: 'GET, HEAD.',
  },
  {
    rule: 'failover-on-404-never-fires',
    when: '404 is in the codes and a private bucket may not be listed',
    fails: stack => siteIn(stack, { failoverStatusCodes: [404, ...OUTAGE_CODES], primaryOrigin: bucketOrigin(stack) }),
    passes: stack =>
      siteIn(stack, {
        failoverStatusCodes: [404, ...OUTAGE_CODES],
        primaryOrigin: bucketOrigin(stack, { originAccessLevels: [cloudfront.AccessLevel.READ, cloudfront.AccessLevel.LIST] }),
        defaultRootObject: 'index.html',
      }),
    got: '404 without 403, and a bucket policy of ${Bucket83908E77.RegionalDomainName} without s3:ListBucket.',
  },
  ...STRICT_ORIGINS.map(([name, origin, got]): Case => ({
    rule: 'viewer-host-forwarded',
    when: `the viewer's Host is forwarded to ${name}`,
    fails: stack => siteIn(stack, { primaryOrigin: origin(stack), defaultBehavior: forwardingHost }),
    passes: stack => siteIn(stack, { primaryOrigin: origin(stack), defaultBehavior: withoutHost }),
    got: `${got}. Allowed: an origin request policy without Host.`,
  })),
  {
    rule: 'viewer-host-forwarded',
    when: "an origin request policy of the user's forwards Host to the secondary",
    fails: stack =>
      siteIn(stack, {
        secondaryOrigin: bucketOrigin(stack),
        defaultBehavior: {
          originRequestPolicy: new cloudfront.OriginRequestPolicy(stack, 'Policy', {
            headerBehavior: cloudfront.OriginRequestHeaderBehavior.allowList('HOST'),
          }),
        },
      }),
    passes: stack =>
      siteIn(stack, {
        secondaryOrigin: bucketOrigin(stack),
        defaultBehavior: {
          originRequestPolicy: new cloudfront.OriginRequestPolicy(stack, 'Policy', {
            headerBehavior: cloudfront.OriginRequestHeaderBehavior.allowList('Accept'),
          }),
        },
      }),
    got: 's3 ${Bucket83908E77.RegionalDomainName}.',
  },
  {
    rule: 'viewer-host-forwarded',
    when: 'Host is in the cache key of a bucket',
    fails: stack =>
      siteIn(stack, {
        primaryOrigin: bucketOrigin(stack),
        defaultBehavior: {
          cachePolicy: new cloudfront.CachePolicy(stack, 'Policy', { headerBehavior: cloudfront.CacheHeaderBehavior.allowList('Host') }),
        },
      }),
    passes: stack =>
      siteIn(stack, {
        defaultBehavior: {
          cachePolicy: new cloudfront.CachePolicy(stack, 'Policy', { headerBehavior: cloudfront.CacheHeaderBehavior.allowList('Host') }),
        },
      }),
    got: 's3 ${Bucket83908E77.RegionalDomainName}.',
  },
  {
    rule: 'client-errors-masked',
    when: 'errors of the client are rewritten to 200',
    fails: stack => siteIn(stack, { errorRewrite: ErrorRewrite.toOk() }),
    passes: stack => siteIn(stack, { errorRewrite: ErrorRewrite.toOk(undefined, { statusCodes: [500, 503] }) }),
    got: '400-499. Allowed: 500-599.',
  },
  {
    rule: 'secondary-is-cloudfront',
    when: "the secondary is a name of CloudFront's",
    fails: stack => siteIn(stack, { secondaryOrigin: new origins.HttpOrigin('d111111abcdef8.cloudfront.net') }),
    passes: stack => siteIn(stack, { secondaryOrigin: new origins.HttpOrigin('cloudfront.net.example.com') }),
    got: 'd111111abcdef8.cloudfront.net',
  },
  {
    rule: 'secondary-is-cloudfront',
    when: 'the secondary is a distribution of the app',
    fails: stack => {
      const other = new cloudfront.Distribution(stack, 'Other', { defaultBehavior: { origin: new origins.HttpOrigin('a.example.com') } });
      return siteIn(stack, { secondaryOrigin: new origins.HttpOrigin(other.distributionDomainName) });
    },
    passes: stack => siteIn(stack, { secondaryOrigin: new origins.HttpOrigin(new s3.Bucket(stack, 'Bucket').bucketDomainName) }),
    got: '${Other34654A52.DomainName}. Allowed: an origin outside CloudFront.',
  },
  {
    rule: 'members-in-one-region',
    when: 'both members are buckets of one Region',
    fails: stack => siteIn(stack, { primaryOrigin: bucketOrigin(stack, {}, 'Here'), secondaryOrigin: bucketOrigin(stack, {}, 'There') }),
    passes: stack =>
      siteIn(stack, {
        primaryOrigin: bucketOrigin(stack, {}, 'Here'),
        secondaryOrigin: origins.S3BucketOrigin.withBucketDefaults(
          s3.Bucket.fromBucketAttributes(stack, 'There', { bucketName: 'standby', region: 'eu-west-1' }),
        ),
      }),
    got: 'us-east-1. Allowed: two Regions.',
  },
  {
    rule: 'error-response-dead',
    when: 'the rewrite comes before a custom error response',
    fails: stack =>
      siteIn(stack, {
        errorRewrite: toOkOnServerErrors(),
        errorResponses: [{ httpStatus: 500, responseHttpStatus: 500, responsePagePath: '/500.html' }],
      }),
    passes: stack =>
      siteIn(stack, {
        errorRewrite: toOkOnServerErrors(),
        errorResponses: [{ httpStatus: 404, responseHttpStatus: 404, responsePagePath: '/404.html' }],
      }),
    got: '500.',
  },
  {
    rule: 'rewrite-ttl-lengthened',
    when: 'the minimum TTL keeps a rewrite up to 60 s longer',
    fails: withMinTtl(60),
    passes: withMinTtl(1),
    got: 'a minimum TTL of 60 s and a rewrite ttl of 0 s.',
  },
  {
    rule: 'rewrite-ttl-lengthened',
    when: 'the minimum TTL is longer than a ttl',
    fails: withMinTtl(90, 30),
    passes: withMinTtl(90, 89),
    got: 'a minimum TTL of 90 s and a rewrite ttl of 30 s.',
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

describe('warnings', () => {
  const told = ({ rule }: Case, site: FailoverDistribution) => {
    const { errors, warnings } = verdictOf(site);
    expect(errors).toEqual([]);
    return warnings.filter(warning => warning.rule === rule);
  };

  test.each(WARNINGS)('fails softly with $rule when $when', ({ fails, got, ...rest }) => {
    const warnings = told({ fails, got, ...rest }, fails(stackIn('us-east-1')));
    expect(warnings).toEqual([{ path: ANNOTATED, rule: rest.rule, text: expect.stringMatching(FOUR_PARTS) }]);
    expect(warnings[0]!.text).toContain(`Got: ${got}`);
  });

  test.each(WARNINGS)('passes $rule unless $when', ({ passes }) => {
    const { errors, warnings } = verdictOf(passes(stackIn('us-east-1')));
    expect([errors, warnings.filter(({ rule }) => !rule.startsWith('@aws-cdk/'))]).toEqual([[], []]);
  });

  test.each(WARNINGS)('keeps quiet about $rule when it was acknowledged, and $when', ({ fails, ...rest }) => {
    const site = fails(stackIn('us-east-1'));
    Annotations.of(site).acknowledgeWarning(`cdk-failover-distribution:${rest.rule}`);
    expect(told({ fails, ...rest }, site)).toEqual([]);
  });

  test('keeps quiet when a warning was acknowledged on the stack', () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, { failoverStatusCodes: [500] });
    Annotations.of(stack).acknowledgeWarning('cdk-failover-distribution:failover-misses-outage');
    expect(verdictOf(stack).warnings).toEqual([]);
  });

  test("passes CloudFront's own error codes in the custom error responses, which no function sees", () => {
    const errorResponses = [502, 503, 504].map(httpStatus => ({
      httpStatus,
      responseHttpStatus: httpStatus,
      responsePagePath: '/down.html',
    }));
    expect(rulesOf(verdictOf(siteIn(stackIn('us-east-1'), { errorResponses })).warnings)).toEqual(['error-page-behind-group']);
  });

  test('passes a custom error response when a direct behavior still needs it', () => {
    const site = siteIn(stackIn('us-east-1'), {
      errorResponses: [{ httpStatus: 500, responseHttpStatus: 500, responsePagePath: '/500.html' }],
      directBehaviors: { 'api/*': {} },
    });
    expect(rulesOf(verdictOf(site).warnings)).toEqual(['error-page-behind-group']);
  });

  test('passes a custom error response when the rewrite keeps the status', () => {
    const site = siteIn(stackIn('us-east-1'), {
      errorRewrite: ErrorRewrite.keepStatus(),
      errorResponses: [{ httpStatus: 500, responseHttpStatus: 500, responsePagePath: '/500.html' }],
    });
    expect(rulesOf(verdictOf(site).warnings)).toEqual(['error-page-behind-group']);
  });

  test.each([
    [
      'a website endpoint',
      (stack: Stack) => new origins.S3StaticWebsiteOrigin(new s3.Bucket(stack, 'Bucket', { websiteIndexDocument: 'index.html' })),
    ],
    ['a load balancer', (stack: Stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc');
      return new origins.LoadBalancerV2Origin(listening(new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true })));
    }],
    ['a server', () => new origins.HttpOrigin('a.example.com')],
  ])("passes the viewer's Host to %s", (_, primaryOrigin) => {
    const stack = stackIn('us-east-1');
    expect(verdictOf(siteIn(stack, { primaryOrigin: primaryOrigin(stack), defaultBehavior: forwardingHost })).warnings).toEqual([]);
  });

  test('passes 404 in the codes when 403 is there, too, and when only the secondary is a private bucket', () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, { failoverStatusCodes: [403, 404, ...OUTAGE_CODES], primaryOrigin: bucketOrigin(stack) });
    siteIn(stack, {
      failoverStatusCodes: [404, ...OUTAGE_CODES],
      secondaryOrigin: bucketOrigin(stack, {}, 'Other'),
      defaultRootObject: 'index.html',
    }, 'Two');
    expect(verdictOf(stack).warnings).toEqual([]);
  });

  test('are reported again, and not twice, when the app is synthesized again', () => {
    const site = siteIn(stackIn('us-east-1'), { failoverStatusCodes: [500] });
    const first = verdictOf(site);
    expect(verdictOf(site)).toEqual(first);
    expect(rulesOf(first.warnings)).toEqual(['failover-misses-outage']);
  });
});

describe('information', () => {
  const SLOW = 'A viewer may wait 30 s before failover when the primary cannot be connected to, and 90 s when it does not answer.';

  test('reports the worst case before failover', () => {
    const { infos } = verdictOf(siteIn(stackIn('us-east-1')));
    expect(infos).toEqual([{ path: ANNOTATED, rule: 'slow-failover', text: expect.stringContaining(SLOW) }]);
  });

  test('reports nothing when failover is fast', () => {
    const primaryOrigin = new origins.HttpOrigin('www.example.com', {
      connectionAttempts: 1,
      connectionTimeout: Duration.seconds(2),
      readTimeout: Duration.seconds(5),
    });
    expect(verdictOf(siteIn(stackIn('us-east-1'), { primaryOrigin })).infos).toEqual([]);
  });
});

describe('nothing but two origins', () => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const recommendedFlags = require('aws-cdk-lib/recommended-feature-flags.json');

  test.each([
    ['us-east-1', 'no feature flag', {}],
    ['us-east-1', 'every recommended feature flag', recommendedFlags],
    ['eu-west-1', 'no feature flag', {}],
    ['eu-west-1', 'every recommended feature flag', recommendedFlags],
  ])('synthesizes without any warning in %s with %s', (region, _, context) => {
    const { errors, warnings } = verdictOf(siteIn(stackIn(region, { context })));
    expect([errors, warnings]).toEqual([[], []]);
  });

  test('synthesizes without any warning when every other prop is undefined', () => {
    const site = siteIn(stackIn('us-east-1'), {
      failoverStatusCodes: undefined,
      errorRewrite: undefined,
      defaultBehavior: undefined,
      additionalBehaviors: undefined,
      directBehaviors: undefined,
      servedByHeader: undefined,
      originResponseFunction: undefined,
      edgeFunctionOptions: undefined,
      comment: undefined,
    });
    expect(verdictOf(site)).toEqual(verdictOf(siteIn(stackIn('us-east-1'))));
  });
});
