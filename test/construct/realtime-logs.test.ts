import { Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { ErrorRewrite, FailoverDistributionProps, OriginFailover, RealtimeLogOptions } from '../../lib';
import {
  distributionConfig, partsOf, plainOrigins, resourcesOf, rulesOf, siteIn, stackIn, templatesIn, verdictOf,
} from '../support/stacks';

type Props = Partial<FailoverDistributionProps>;

const DOORS: ReadonlyArray<readonly [name: string, make: (stack: Stack, props: Props) => unknown]> = [
  ['FailoverDistribution', (stack, props) => siteIn(stack, { directBehaviors: { 'api/*': {} }, ...props })],
  ['OriginFailover', (stack, { defaultBehavior, ...props }) => {
    const { primaryOrigin: origin, secondaryOrigin } = plainOrigins();
    const distribution = new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin, ...defaultBehavior } });
    distribution.addBehavior('api/*', origin, { allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL });
    return distribution.with(new OriginFailover({ secondaryOrigin, ...props }));
  }],
];

const streamIn = (stack: Stack) => kinesis.Stream.fromStreamArn(stack, 'Stream', 'arn:aws:kinesis:eu-west-1:111111111111:stream/logs');

describe.each(DOORS)('realtimeLogs of %s', (_door, make) => {
  test('are a configuration with the fields that show a failover, on the behaviors that fail over', () => {
    const stack = stackIn('eu-west-1', { account: '111111111111' });
    const realtimeLogs = { stream: streamIn(stack), samplingRate: 5, additionalFields: ['asn'] };
    make(stack, { errorRewrite: ErrorRewrite.none(), realtimeLogs });
    const { Stack: template } = templatesIn(stack);
    const [[id, { Properties, DependsOn }]] = resourcesOf(template, 'AWS::CloudFront::RealtimeLogConfig') as [[string, any]];
    const [[role, { Properties: { AssumeRolePolicyDocument } }]] = resourcesOf(template, 'AWS::IAM::Role') as [[string, any]];
    const [[policy, { Properties: { PolicyDocument } }]] = resourcesOf(template, 'AWS::IAM::Policy') as [[string, any]];
    const stream = 'arn:aws:kinesis:eu-west-1:111111111111:stream/logs';
    expect(Properties).toEqual({
      Name: expect.stringMatching(/^Stack-eu-west-1-Site.*-failovers$/),
      EndPoints: [{ StreamType: 'Kinesis', KinesisStreamConfig: { StreamArn: stream, RoleArn: { 'Fn::GetAtt': [role, 'Arn'] } } }],
      Fields: expect.arrayContaining(['timestamp', 'sc-status', 'r-host', 'sr-reason', 'asn']),
      SamplingRate: 5,
    });
    expect(Properties.Fields).not.toContain('cs-uri-stem');
    expect(DependsOn).toEqual(expect.arrayContaining([policy, role]));
    expect(AssumeRolePolicyDocument.Statement).toEqual([{
      Action: 'sts:AssumeRole',
      Effect: 'Allow',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
    }]);
    expect(PolicyDocument.Statement).toEqual([{
      Action: ['kinesis:DescribeStreamSummary', 'kinesis:DescribeStream', 'kinesis:PutRecord', 'kinesis:PutRecords'],
      Effect: 'Allow',
      Resource: stream,
    }]);
    const { DefaultCacheBehavior, CacheBehaviors: [api] } = distributionConfig(stack);
    expect([DefaultCacheBehavior.RealtimeLogConfigArn, api.RealtimeLogConfigArn]).toEqual([expect.anything(), undefined]);
    expect([{ Ref: id }, { 'Fn::GetAtt': [id, 'Arn'] }]).toContainEqual(DefaultCacheBehavior.RealtimeLogConfigArn); // Both are the ARN.
    const { errors, warnings, infos } = verdictOf(stack);
    expect([errors, warnings, rulesOf(infos)]).toEqual([[], [], expect.not.arrayContaining(['failovers-invisible'])]);
  });

  test('are refused beside those of a behavior', () => {
    const stack = stackIn('us-east-1');
    const realtimeLogConfig = new cloudfront.RealtimeLogConfig(stack, 'Mine', {
      endPoints: [cloudfront.Endpoint.fromKinesisStream(streamIn(stack))], fields: ['timestamp'], samplingRate: 1,
    });
    const stream = kinesis.Stream.fromStreamArn(stack, 'Other', 'arn:aws:kinesis:eu-west-1:111111111111:stream/other');
    expect(partsOf(() => make(stack, { defaultBehavior: { realtimeLogConfig }, realtimeLogs: { stream } }))).toMatchObject({
      what: expect.stringMatching(/has real-time logs already, and CloudFront accepts one configuration for each behavior\.$/),
      allowed: 'one of the two',
      fix: 'Add the fields sr-reason and r-host to yours, and leave realtimeLogs out.',
    });
  });

  test.each<[string, (stack: Stack) => Partial<RealtimeLogOptions>, Partial<ReturnType<typeof partsOf>>]>([
    ['no stream', () => ({}), { got: 'nothing', allowed: 'a kinesis.IStream' }],
    ['a share of nothing', stack => ({ stream: streamIn(stack), samplingRate: 0 }), {
      got: '0', allowed: 'a whole number from 1 to 100 percent',
    }],
    ['a field that is there', stack => ({ stream: streamIn(stack), additionalFields: ['sr-reason'] }), { got: 'sr-reason' }],
    ['a field twice', stack => ({ stream: streamIn(stack), additionalFields: ['asn', 'asn'] }), { got: 'asn, asn' }],
    ['a name that no field has', stack => ({ stream: streamIn(stack), additionalFields: ['cs(Host)'] }), { got: 'cs(Host)' }],
    ['more than CloudFront accepts', stack => ({
      stream: streamIn(stack), additionalFields: [...'abcdefghijklmnopqrstuvwxyzabcd'].map((letter, i) => letter.repeat(i + 1)),
    }), { allowed: expect.stringMatching(/^up to 29 names from AWS's list/) }],
  ])('are refused with %s', (_what, options, parts) => {
    const stack = stackIn('us-east-1');
    expect(partsOf(() => make(stack, { realtimeLogs: options(stack) as RealtimeLogOptions }))).toMatchObject(parts);
  });
});
