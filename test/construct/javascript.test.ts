import { Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  BreakerOptions,
  BreakerTrigger,
  DirectBehaviorOptions,
  EdgeFunctionOptions,
  ErrorPage,
  ErrorPageOptions,
  ErrorRewrite,
  FailoverBehaviorOptions,
  FailoverDistributionProps,
  FailoversTriggerOptions,
  HybridOrigin,
  HybridOriginProps,
  KeepStatusOptions,
  OriginFailover,
  OriginFailoverProps,
  RealtimeLogOptions,
  RedirectOptions,
} from '../../lib';
import { partsOf, siteIn, stackIn, verdictOf } from '../support/stacks';

/** What the compiler would not let through, as JavaScript does. */
type Hostile = any;
type Setter = (stack: Stack, options: Hostile) => unknown;

/** The options of a struct, and how they get where they are read. The compiler sees to it that none is missing. */
function options<T>(struct: string, set: Setter) {
  return <const Names extends ReadonlyArray<keyof T & string>>(...names: Names & (keyof T extends Names[number] ? unknown : never)) =>
    (names as readonly string[]).map(
      name => [`${struct}.${name}`, (stack: Stack, value: Hostile) => set(stack, { [name]: value })] as const,
    );
}

const FAILOVER = [
  'failoverStatusCodes',
  'errorRewrite',
  'servedByHeader',
  'originResponseFunction',
  'edgeFunctionOptions',
  's3ReadTimeout',
  'failoverWithin',
  'lastResort',
  'failoverAlarm',
  'failoverLog',
  'breaker',
  'realtimeLogs',
] as const;
const BEHAVIOR = [
  'viewerProtocolPolicy',
  'trustedKeyGroups',
  'smoothStreaming',
  'responseHeadersPolicy',
  'realtimeLogConfig',
  'originRequestPolicy',
  'functionAssociations',
  'enableGrpc',
  'edgeLambdas',
  'compress',
  'cachePolicy',
  'cachedMethods',
  'allowedMethods',
] as const;
const REWRITE = ['statusCodes', 'secondaryStatusCodes', 'ttl', 'headers'] as const;

const OPTIONS = [
  options<FailoverDistributionProps>('FailoverDistribution', siteIn)(
    ...FAILOVER,
    'primaryOrigin',
    'secondaryOrigin',
    'defaultBehavior',
    'additionalBehaviors',
    'directBehaviors',
    'webAclId',
    'sslSupportMethod',
    'publishAdditionalMetrics',
    'priceClass',
    'minimumProtocolVersion',
    'logIncludesCookies',
    'logFilePrefix',
    'logBucket',
    'httpVersion',
    'geoRestriction',
    'errorResponses',
    'enableLogging',
    'enableIpv6',
    'enabled',
    'domainNames',
    'defaultRootObject',
    'comment',
    'certificate',
  ),
  options<OriginFailoverProps>('OriginFailover', (stack, props) => {
    const primary = new origins.HttpOrigin('www.example.com');
    const secondaryOrigin = origins.S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, 'Standby'));
    return new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: primary } }).with(
      new OriginFailover({ secondaryOrigin, ...props }),
    );
  })(...FAILOVER, 'secondaryOrigin', 'behaviors'),
  options<FailoverBehaviorOptions>('defaultBehavior', (stack, defaultBehavior) => siteIn(stack, { defaultBehavior }))(...BEHAVIOR),
  options<FailoverBehaviorOptions>('additionalBehaviors', (stack, behavior) => siteIn(stack, { additionalBehaviors: { 'a/*': behavior } }))(
    ...BEHAVIOR,
  ),
  options<DirectBehaviorOptions>('directBehaviors', (stack, behavior) => siteIn(stack, { directBehaviors: { 'a/*': behavior } }))(
    ...BEHAVIOR,
    'rewriteErrors',
  ),
  options<EdgeFunctionOptions>('edgeFunctionOptions', (stack, edgeFunctionOptions) => siteIn(stack, { edgeFunctionOptions }))(
    'memorySize',
    'timeout',
    'runtime',
    'functionName',
    'role',
    'removalPolicy',
    'edgeFunctionStack',
    'stackId',
    'logRetention',
    'logGroup',
    'loggingFormat',
    'applicationLogLevelV2',
    'systemLogLevelV2',
    'cleanUp',
  ),
  options<KeepStatusOptions>('keepStatus', (stack, given) => siteIn(stack, { errorRewrite: ErrorRewrite.keepStatus(undefined, given) }))(
    ...REWRITE,
    'retryAfter',
  ),
  options<RedirectOptions>('redirect', (stack, given) => siteIn(stack, { errorRewrite: ErrorRewrite.redirect('/', given) }))(
    ...REWRITE,
    'redirectStatus',
  ),
  options<RealtimeLogOptions>('realtimeLogs', (stack, given) => siteIn(stack, {
    realtimeLogs: { stream: kinesis.Stream.fromStreamArn(stack, 'Stream', 'arn:aws:kinesis:us-east-1:111111111111:stream/logs'), ...given },
  }))('stream', 'samplingRate', 'additionalFields'),
  options<BreakerOptions>('breaker', (stack, breaker) => siteIn(stack, { breaker }))('storeName', 'openedBy'),
  options<FailoversTriggerOptions>('failovers', (stack, given) => siteIn(stack, {
    failoverAlarm: {}, breaker: { openedBy: BreakerTrigger.failovers({ threshold: 1, ...given }) },
  }))('threshold', 'period', 'evaluationPeriods', 'openFor'),
  options<HybridOriginProps>('HybridOrigin', (stack, props) => new HybridOrigin(stack, 'Hybrid', {
    zone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }),
    recordName: 'origin',
    primaryTarget: route53.RecordTarget.fromIpAddresses('192.0.2.1'),
    secondaryTarget: route53.RecordTarget.fromIpAddresses('192.0.2.2'),
    healthCheckDomainName: 'here.example.com',
    ...props,
  }))(
    'zone', 'recordName', 'primaryTarget', 'secondaryTarget', 'healthCheckDomainName', 'healthCheckPath', 'requestInterval',
    'failureThreshold', 'ttl', 'originOptions',
  ),
  options<ErrorPageOptions>('fromString', (_, given) => ErrorPage.fromString('', given))('contentType'),
  options<ErrorPageOptions>('fromFile', (_, given) => ErrorPage.fromFile(__filename, given))('contentType'),
].flat();

test.each(OPTIONS)('null for %s is refused in four parts', (name, set) => {
  expect(partsOf(() => set(stackIn('us-east-1'), null))).toEqual({
    what: expect.stringContaining(`: ${name.split('.').at(-1)} is null.`),
    got: 'null',
    allowed: 'a value, or nothing',
    fix: expect.stringContaining('Leave '),
  });
});

const VALUES: Hostile[] = ['text', 7, [null], Object.create(null)];

test.each(OPTIONS)('no value of %s ends in a TypeError of ours', (_, set) => {
  const ours: string[] = [];
  for (const value of VALUES) {
    const stack = stackIn('us-east-1');
    try {
      set(stack, value);
      verdictOf(stack);
    } catch (error) {
      // What reaches CDK is CDK's to refuse.
      const [thrownAt = ''] = /^ +at .*$/m.exec((error as Error).stack ?? '') ?? [];
      if (!/node_modules|node:/.test(thrownAt)) ours.push(String(error));
    }
  }
  expect(ours.filter(text => /^(Type|Range|Reference)Error/.test(text))).toEqual([]);
});
