import { App, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ErrorRewrite, FailoverDistributionProps, OriginFailover } from '../../lib';
import { simulate } from '../../lib/testing';
import { partsOf, plainOrigins, resourcesOf, siteIn, stackIn, templatesIn, userFunction, verdictOf } from '../support/stacks';

type Props = Partial<FailoverDistributionProps>;

const DOORS: ReadonlyArray<readonly [name: string, id: string, make: (stack: Stack, props: Props) => unknown]> = [
  ['FailoverDistribution', 'Site', (stack, props) => siteIn(stack, props)],
  ['OriginFailover', 'Site-Resource', (stack, { defaultBehavior, ...props }) => {
    const { primaryOrigin: origin, secondaryOrigin } = plainOrigins();
    return new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin, ...defaultBehavior } })
      .with(new OriginFailover({ secondaryOrigin, ...props }));
  }],
];

/** The properties of the one resource of a type. */
function only(template: unknown, type: string): any {
  const found = resourcesOf(template, type);
  if (found.length !== 1) throw new Error(`one ${type} expected, ${found.length} found`);
  return found[0]![1].Properties;
}

/** The name without the hash of where it is. */
const named = (text: string, name: string) => expect.stringMatching(new RegExp(`^${name}(-[0-9a-f]{8})?${text}$`));

describe.each(DOORS)('failoverAlarm of %s', (_door, id, make) => {
  test.each([
    ['us-east-1', 'Stack'],
    ['eu-west-1', 'Stack-us-east-1'],
  ])('from %s: a function that logs; in us-east-1 a filter that counts its lines, and an alarm', (region, edge) => {
    const stack = stackIn(region);
    make(stack, { failoverAlarm: {} });
    const { Stack: own, [edge]: inEdgeRegion } = templatesIn(stack);
    const name = `Stack-${region}-${id}`;

    const [[logicalId, { Properties: counter }]] = resourcesOf(own, 'AWS::CloudFront::Function') as [[string, any]];
    expect(counter).toMatchObject({ Name: named('-failovers', name), FunctionConfig: { Runtime: 'cloudfront-js-2.0' }, AutoPublish: true });
    expect(Buffer.byteLength(counter.FunctionCode)).toBeLessThan(256);
    expect(only(own, 'AWS::CloudFront::Distribution').DistributionConfig.DefaultCacheBehavior.FunctionAssociations)
      .toEqual([{ EventType: 'viewer-response', FunctionARN: { 'Fn::GetAtt': [logicalId, 'FunctionARN'] } }]);

    expect(only(inEdgeRegion, 'AWS::Logs::LogGroup')).toEqual({
      LogGroupName: `/aws/cloudfront/function/${counter.Name}`,
      RetentionInDays: 30,
    });
    expect(only(inEdgeRegion, 'AWS::Logs::MetricFilter')).toMatchObject({
      FilterPattern: '"served by the secondary"',
      MetricTransformations: [{ MetricNamespace: 'CdkFailoverDistribution', MetricName: counter.Name, MetricValue: '1' }],
    });
    const alarm = resourcesOf(inEdgeRegion, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties)
      .find(({ Namespace }) => Namespace === 'CdkFailoverDistribution');
    expect(alarm).toEqual({
      AlarmName: counter.Name,
      AlarmDescription: expect.stringContaining(name),
      Namespace: 'CdkFailoverDistribution',
      MetricName: counter.Name,
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
    const { errors, warnings } = verdictOf(stack);
    expect([errors, warnings]).toEqual([[], []]);
  });

  test('in us-east-1, the alarm for a total outage has the two dimensions of the metric', () => {
    const stack = stackIn('us-east-1');
    make(stack, { failoverAlarm: { totalOutagePercent: 5, period: Duration.minutes(5), evaluationPeriods: 2 } });
    const { Stack: own } = templatesIn(stack);
    const [[distribution]] = resourcesOf(own, 'AWS::CloudFront::Distribution') as [[string, unknown]];
    expect(resourcesOf(own, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties)).toContainEqual({
      AlarmName: named('-total-outage', `Stack-us-east-1-${id}`),
      AlarmDescription: expect.any(String),
      Namespace: 'AWS/CloudFront',
      MetricName: '5xxErrorRate',
      Dimensions: [{ Name: 'DistributionId', Value: { Ref: distribution } }, { Name: 'Region', Value: 'Global' }],
      Statistic: 'Average',
      Period: 300,
      EvaluationPeriods: 2,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test('from eu-west-1, that alarm is made in us-east-1 by the stack that knows the id of the distribution', () => {
    const stack = stackIn('eu-west-1', { account: '111111111111' });
    make(stack, { failoverAlarm: { emails: ['ops@example.com'] } });
    const { Stack: own, 'Stack-us-east-1': support } = templatesIn(stack);
    const { Create, Update, Delete } = only(own, 'Custom::AlarmInUsEast1');
    const [[distribution]] = resourcesOf(own, 'AWS::CloudFront::Distribution') as [[string, unknown]];
    const call = JSON.parse(Create['Fn::Join'][1]
      .map((part: any) => typeof part === 'string' ? part : part.Ref === 'AWS::Partition' ? 'aws' : `<${part.Ref}>`).join(''));
    const topic = `arn:aws:sns:us-east-1:111111111111:${only(support, 'AWS::SNS::Topic').TopicName}`;
    expect(call).toEqual({
      service: 'CloudWatch',
      action: 'PutMetricAlarm',
      region: 'us-east-1',
      parameters: {
        AlarmName: named('-total-outage', `Stack-eu-west-1-${id}`),
        AlarmDescription: expect.any(String),
        Namespace: 'AWS/CloudFront',
        MetricName: '5xxErrorRate',
        Dimensions: [{ Name: 'DistributionId', Value: `<${distribution}>` }, { Name: 'Region', Value: 'Global' }],
        Statistic: 'Average',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 50,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [topic],
        OKActions: [topic],
      },
      physicalResourceId: { id: call.parameters.AlarmName },
    });
    expect(Update).toEqual(Create);
    expect(JSON.parse(Delete)).toEqual({
      service: 'CloudWatch', action: 'DeleteAlarms', region: 'us-east-1', parameters: { AlarmNames: [call.parameters.AlarmName] },
    });
    const { Statement: [statement] } = resourcesOf(own, 'AWS::IAM::Policy')
      .map(([, { Properties }]) => Properties.PolicyDocument).find(({ Statement }) => Statement[0].Action[0].startsWith('cloudwatch:'));
    expect(statement).toMatchObject({
      Action: ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'],
      Resource: {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cloudwatch:us-east-1:111111111111:alarm:${call.parameters.AlarmName}`]],
      },
    });
  });

  test('emails: a topic in us-east-1, which the alarm notifies when it goes off and when it is over', () => {
    const stack = stackIn('eu-west-1');
    make(stack, { failoverAlarm: { emails: ['ops@example.com', 'me@example.com'] } });
    const { 'Stack-us-east-1': support } = templatesIn(stack);
    const [[topic]] = resourcesOf(support, 'AWS::SNS::Topic') as [[string, unknown]];
    expect(resourcesOf(support, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties)).toEqual(
      ['ops@example.com', 'me@example.com'].map(Endpoint => ({ Endpoint, Protocol: 'email', TopicArn: { Ref: topic } })));
    expect(only(support, 'AWS::CloudWatch::Alarm')).toMatchObject({ AlarmActions: [{ Ref: topic }], OKActions: [{ Ref: topic }] });
  });

  test('twice in one app, the names differ', () => {
    const app = new App();
    for (const [region, stackId] of [['us-east-1', 'A'], ['eu-west-1', 'A-B'], ['eu-west-1', 'C']] as const) {
      make(stackIn(region, { scope: app, id: stackId }), { failoverAlarm: { emails: ['ops@example.com'] } });
    }
    make(new NestedStack(app.node.findChild('C') as Stack, 'Nested'), { failoverAlarm: { emails: ['ops@example.com'] } });
    const templates = Object.values(templatesIn(app));
    const names = (type: string, property: string) => templates.flatMap(template => resourcesOf(template, type)
      .map(([, { Properties }]) => Properties[property]));
    for (const [type, property, count] of [
      ['AWS::CloudFront::Function', 'Name', 3],
      ['AWS::Logs::LogGroup', 'LogGroupName', 4],
      ['AWS::SNS::Topic', 'TopicName', 4],
      ['AWS::CloudWatch::Alarm', 'AlarmName', 5],
    ] as const) {
      const found = names(type, property);
      expect([type, found.length, new Set(found).size]).toEqual([type, count, count]);
    }
  });

  test('on the local edge: the primary is killed, and the alarm state is reached', async () => {
    const stack = stackIn('eu-west-1');
    make(stack, { failoverAlarm: { threshold: 3 } });
    const { 'Stack-us-east-1': support } = templatesIn(stack);
    const edge = simulate(stack);
    try {
      const lines: string[] = [];
      const visit = async (path: string) => {
        const { trace } = await edge.fetch(path);
        lines.push(...trace.functions.filter(({ event }) => event === 'viewer-response').flatMap(({ log }) => log));
      };
      await visit('/while-healthy');
      expect(alarmState(lines, support)).toBe('OK');

      edge.origin('primary').refuse();
      for (const path of ['/a', '/b', '/while-healthy']) await visit(path);
      expect(alarmState(lines, support)).toBe('OK');
      await visit('/a'); // From the cache: it is the secondary's all the same.
      expect(alarmState(lines, support)).toBe('ALARM');
    } finally {
      await edge.close();
    }
  });

  test.each<[string, (stack: Stack) => Props, ReturnType<typeof partsOf>]>([
    ['a function on viewer responses', stack => ({
      failoverAlarm: {},
      defaultBehavior: {
        functionAssociations: [{
          function: new cloudfront.Function(stack, 'Mine', {
            code: cloudfront.FunctionCode.fromInline('function handler(event) { return event.response; }'),
          }),
          eventType: cloudfront.FunctionEventType.VIEWER_RESPONSE,
        }],
      },
    }), {
      what: expect.stringMatching(
        /behavior (defaultBehavior|\*) has functions beside which the one of failoverAlarm, on viewer-response, cannot run\.$/,
      ),
      got: 'a CloudFront function on viewer-response',
      allowed: 'no Lambda@Edge function on viewer events, and no CloudFront function on viewer-response',
      fix: 'Set headers with responseHeadersPolicy in place of a function, or leave failoverAlarm out.',
    }],
    ['a Lambda function on viewer requests', stack => ({
      failoverAlarm: {},
      defaultBehavior: {
        edgeLambdas: [{ functionVersion: userFunction(stack).currentVersion, eventType: cloudfront.LambdaEdgeEventType.VIEWER_REQUEST }],
      },
    }), {
      what: expect.stringContaining('has functions beside which the one of failoverAlarm, on viewer-response, cannot run.'),
      got: 'a Lambda@Edge function on viewer-request',
      allowed: 'no Lambda@Edge function on viewer events, and no CloudFront function on viewer-response',
      fix: 'Set headers with responseHeadersPolicy in place of a function, or leave failoverAlarm out.',
    }],
    ['servedByHeader: false', () => ({ failoverAlarm: {}, servedByHeader: false }), {
      what: expect.stringContaining('failoverAlarm counts responses by the header of servedByHeader, which is off.'),
      got: 'servedByHeader: false',
      allowed: 'servedByHeader: true, or nothing',
      fix: 'Leave servedByHeader out.',
    }],
    ['a function of the user that may not set the header', stack => ({
      failoverAlarm: {}, originResponseFunction: userFunction(stack).currentVersion,
    }), {
      what: expect.stringContaining('originResponseFunction replaces the function that these options are for.'),
      got: 'originResponseFunction, failoverAlarm',
      allowed: 'one or the other',
      fix: 'Do the rewrite in your function, or leave originResponseFunction out.',
    }],
    ['a topic in another Region', stack => ({
      failoverAlarm: { topic: new sns.Topic(stackIn('eu-west-1', { scope: stack.node.root as App, id: 'Topics' }), 'Topic') },
    }), {
      what: expect.stringContaining('topic of failoverAlarm is in another Region than the alarm, which is in us-east-1'),
      got: 'eu-west-1',
      allowed: 'a topic in us-east-1',
      fix: 'Create the topic in a stack in us-east-1, or set emails in its place.',
    }],
    ['a topic and emails', stack => ({ failoverAlarm: { topic: new sns.Topic(stack, 'Topic'), emails: ['ops@example.com'] } }), {
      what: expect.stringContaining('Two topics would be notified.'),
      got: 'emails and topic',
      allowed: 'one of the two',
      fix: 'Subscribe the addresses to your topic, or leave it out.',
    }],
    ['no email address', () => ({ failoverAlarm: { emails: ['ops'] } }), {
      what: expect.stringContaining('emails of failoverAlarm is not a list of email addresses.'),
      got: 'ops',
      allowed: 'at least one, such as ops@example.com',
      fix: 'Change emails.',
    }],
    ['a period of 90 seconds', () => ({ failoverAlarm: { period: Duration.seconds(90) } }), {
      what: expect.stringContaining('period of failoverAlarm is not in whole minutes.'),
      got: 'Duration.seconds(90)',
      allowed: '1 to 60 minutes',
      fix: 'Change period.',
    }],
    ['a share above everything', () => ({ failoverAlarm: { totalOutagePercent: 101 } }), {
      what: expect.stringContaining('totalOutagePercent of failoverAlarm is out of range.'),
      got: '101',
      allowed: 'a whole number from 1 to 100 percent',
      fix: 'Change totalOutagePercent of failoverAlarm.',
    }],
    ['a threshold of nothing', () => ({ failoverAlarm: { threshold: 0 } }), {
      what: expect.stringContaining('threshold of failoverAlarm is out of range.'),
      got: '0',
      allowed: 'a whole number from 1 to 1000000',
      fix: 'Change threshold of failoverAlarm.',
    }],
  ])('refuses %s', (_what, props, parts) => {
    const stack = stackIn('us-east-1');
    expect(partsOf(() => make(stack, props(stack)))).toEqual(parts);
  });
});

/** What CloudWatch makes of the lines of one period, in which each starts with the id of the request. */
function alarmState(lines: readonly string[], template: unknown): 'ALARM' | 'OK' {
  const { FilterPattern, MetricTransformations: [transformation] } = only(template, 'AWS::Logs::MetricFilter');
  const { MetricName, MetricNamespace, MetricValue } = transformation;
  const alarm = only(template, 'AWS::CloudWatch::Alarm');
  const [, term] = /^"([^"]+)"$/.exec(FilterPattern)!;
  const sum = lines.filter(line => `U7b4hR_RaxMADupvKAvr8_m9g== ${line}`.includes(term!)).length * Number(MetricValue);
  expect(alarm).toMatchObject({ MetricName, Namespace: MetricNamespace, Statistic: 'Sum' });
  return sum >= alarm.Threshold ? 'ALARM' : 'OK';
}

describe('the methods of a FailoverDistribution', () => {
  test('metricFailovers is the metric of the filter, in us-east-1', () => {
    const site = siteIn(stackIn('eu-west-1'), { failoverAlarm: {} });
    expect(site.metricFailovers().toMetricConfig().metricStat).toMatchObject({
      namespace: 'CdkFailoverDistribution',
      metricName: 'Stack-eu-west-1-Site-failovers',
      statistic: 'Sum',
      region: 'us-east-1',
      period: Duration.minutes(1),
    });
    const options = { period: Duration.minutes(5), label: 'Failovers' };
    expect(site.metricFailovers(options)).toMatchObject(options);
  });

  test('metricTotalOutages needs no alarm, and has the dimension that CDK\'s own metric lacks', () => {
    const stack = stackIn('eu-west-1');
    const site = siteIn(stack);
    expect(site.metricTotalOutages()).toMatchObject({
      namespace: 'AWS/CloudFront',
      metricName: '5xxErrorRate',
      region: 'us-east-1',
      dimensions: { DistributionId: site.distributionId, Region: 'Global' },
    });
    expect(site.metric5xxErrorRate()).toMatchObject({ region: undefined, dimensions: { DistributionId: site.distributionId } });
  });

  test('an alarm on them in another Region is refused by CDK, instead of waiting for data forever', () => {
    const stack = stackIn('eu-west-1');
    const metric = siteIn(stack, { failoverAlarm: {} }).metricFailovers();
    expect(() => new cloudwatch.Alarm(stack, 'Mine', { metric, threshold: 1, evaluationPeriods: 1 })).toThrow(/us-east-1/);
  });

  test('addFailoverAlarm is one more alarm where the metric is', () => {
    const stack = stackIn('eu-west-1');
    const site = siteIn(stack, { failoverAlarm: {} });
    const alarm = site.addFailoverAlarm('Many', { threshold: 1000, period: Duration.minutes(5) });
    expect(Stack.of(alarm).region).toBe('us-east-1');
    expect(resourcesOf(templatesIn(stack)['Stack-us-east-1'], 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties))
      .toContainEqual(expect.objectContaining({ Threshold: 1000, Period: 300, MetricName: 'Stack-eu-west-1-Site-failovers' }));
  });

  test.each(['metricFailovers', 'addFailoverAlarm'] as const)('%s without failoverAlarm is refused', method => {
    expect(partsOf(() => siteIn(stackIn('us-east-1'))[method]('Many' as never))).toEqual({
      what: `Stack/Site: ${method} needs the function that counts responses of the secondary.`,
      got: 'no failoverAlarm',
      allowed: 'failoverAlarm: {} or with settings',
      fix: 'Set failoverAlarm.',
    });
  });

  test('behaviors that are added later count as well, and direct ones do not', () => {
    const stack = stackIn('us-east-1');
    const site = siteIn(stack, { failoverAlarm: {}, errorRewrite: ErrorRewrite.none(), directBehaviors: { 'api/*': {} } });
    site.addFailoverBehavior('late/*');
    const { CacheBehaviors } = only(templatesIn(stack).Stack, 'AWS::CloudFront::Distribution').DistributionConfig;
    expect(CacheBehaviors.map(({ PathPattern, FunctionAssociations }: any) => [PathPattern, FunctionAssociations?.length])).toEqual([
      ['api/*', undefined], ['late/*', 1],
    ]);
  });
});
