import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { BreakerTrigger, ErrorRewrite, FailoverDistributionProps, OriginFailover } from '../../lib';
import { OPENER_CODE } from '../../lib/function-code/opener-code.generated';
import { partsOf, plainOrigins, resourcesOf, siteIn, stackIn, templatesIn, verdictOf } from '../support/stacks';

type Props = Partial<FailoverDistributionProps>;

const DOORS: ReadonlyArray<readonly [name: string, id: string, make: (stack: Stack, props: Props) => unknown]> = [
  ['FailoverDistribution', 'Site', (stack, props) => siteIn(stack, props)],
  ['OriginFailover', 'Site-Resource', (stack, props) => {
    const { primaryOrigin: origin, secondaryOrigin } = plainOrigins();
    return new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin } })
      .with(new OriginFailover({ secondaryOrigin, ...props }));
  }],
];

const healthCheckIn = (stack: Stack) =>
  new route53.HealthCheck(stack, 'Health', { type: route53.HealthCheckType.HTTPS, fqdn: 'www.example.com' });
const failovers = () => BreakerTrigger.failovers({ threshold: 100, period: Duration.minutes(2), evaluationPeriods: 3 });

/** The properties of the one resource of a type that matches. */
function only(template: unknown, type: string, matches: (properties: any) => boolean = () => true): any {
  const found = resourcesOf(template, type).filter(([, { Properties }]) => matches(Properties));
  if (found.length !== 1) throw new Error(`one ${type} expected, ${found.length} found`);
  return found[0]![1].Properties;
}

const arnOf = (name: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cloudwatch:us-east-1:111111111111:alarm:${name}`]],
});

describe.each(DOORS)('openedBy of %s', (_door, _id, make) => {
  test.each([
    ['us-east-1', 'Stack'],
    ['eu-west-1', 'Stack-us-east-1'],
  ])('from %s: a function beside the alarm that knows the store by its name, and may write into that one only', (region, edge) => {
    const stack = stackIn(region, { account: '111111111111' });
    make(stack, { breaker: { openedBy: BreakerTrigger.healthCheck(healthCheckIn(stack)) } });
    const { Stack: own, [edge]: inEdgeRegion } = templatesIn(stack);
    const [[store, { Properties: { Name } }]] = resourcesOf(own, 'AWS::CloudFront::KeyValueStore') as [[string, any]];
    const alarm = Name.replace(/-breaker$/, '-primary-down');

    const [[logicalId, { Properties: opener }]] = resourcesOf(inEdgeRegion, 'AWS::Lambda::Function')
      .filter(([, { Properties }]) => Properties.Code.ZipFile === OPENER_CODE) as [[string, any]];
    expect(opener).toMatchObject({
      FunctionName: Name,
      Runtime: 'nodejs22.x',
      Timeout: 45,
      Environment: { Variables: { STORE: Name, OPEN_SECONDS: '300', ALARM: alarm } },
    });
    const [[role, { Properties: { RoleName, ManagedPolicyArns } }]] = resourcesOf(inEdgeRegion, 'AWS::IAM::Role')
      .filter(([, { Properties }]) => Properties.RoleName) as [[string, any]];
    expect([RoleName, ManagedPolicyArns, opener.Role]).toEqual([Name, undefined, { 'Fn::GetAtt': [role, 'Arn'] }]);

    const statements = (template: unknown) => resourcesOf(template, 'AWS::IAM::Policy').map(([, { Properties }]) => Properties)
      .filter(({ Roles }) => [Name, role].includes(Roles[0].Ref ?? Roles[0]))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const all = [...statements(own), ...(own === inEdgeRegion ? [] : statements(inEdgeRegion))];
    expect(all.map(({ Action, Resource }) => [Action, Resource])).toEqual(expect.arrayContaining([
      [
        ['cloudfront:DescribeKeyValueStore', 'cloudfront-keyvaluestore:DescribeKeyValueStore', 'cloudfront-keyvaluestore:GetKey',
          'cloudfront-keyvaluestore:PutKey'],
        { 'Fn::GetAtt': [store, 'Arn'] },
      ],
      ['cloudwatch:DescribeAlarms', arnOf(alarm)],
      [['logs:CreateLogStream', 'logs:PutLogEvents'], expect.anything()],
    ]));
    expect(all).toHaveLength(3);

    const rules = resourcesOf(inEdgeRegion, 'AWS::Events::Rule').map(([, { Properties }]) => Properties);
    expect(rules).toEqual(expect.arrayContaining([
      expect.objectContaining({ ScheduleExpression: 'rate(1 minute)' }),
      expect.objectContaining({
        EventPattern: {
          'source': ['aws.cloudwatch'],
          'detail-type': ['CloudWatch Alarm State Change'],
          'resources': [arnOf(alarm)],
          'detail': { state: { value: ['ALARM'] } },
        },
      }),
    ]));
    for (const { Targets } of rules) {
      expect(Targets).toEqual([{
        Arn: { 'Fn::GetAtt': [logicalId, 'Arn'] }, Id: 'Target0', RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 2 },
      }]);
    }
    const permissions = resourcesOf(inEdgeRegion, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    const byRule = { Principal: 'events.amazonaws.com', FunctionName: { 'Fn::GetAtt': [logicalId, 'Arn'] } };
    expect(permissions).toEqual([expect.objectContaining(byRule), expect.objectContaining(byRule)]);
    expect(only(inEdgeRegion, 'AWS::Lambda::EventInvokeConfig')).toMatchObject({ MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 2 });
    expect(only(inEdgeRegion, 'AWS::CloudWatch::Alarm', ({ AlarmName }) => AlarmName.endsWith('-errors'))).toMatchObject({
      AlarmName: `${Name}-errors`,
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: logicalId } }],
      EvaluationPeriods: 3,
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
    expect(verdictOf(stack)).toMatchObject({ errors: [], warnings: [] });
  });

  test('a health check of the stack: in us-east-1 an alarm on it', () => {
    const stack = stackIn('us-east-1');
    const openedBy = BreakerTrigger.healthCheck(healthCheckIn(stack));
    make(stack, { failoverAlarm: { emails: ['ops@example.com'] }, breaker: { openedBy } });
    const { Stack: own } = templatesIn(stack);
    const [[health]] = resourcesOf(own, 'AWS::Route53::HealthCheck') as [[string, any]];
    const [[topic]] = resourcesOf(own, 'AWS::SNS::Topic') as [[string, any]];
    expect(only(own, 'AWS::CloudWatch::Alarm', ({ Namespace }) => Namespace === 'AWS/Route53')).toEqual({
      AlarmName: expect.stringMatching(/-primary-down$/),
      AlarmDescription: expect.any(String),
      Namespace: 'AWS/Route53',
      MetricName: 'HealthCheckStatus',
      Dimensions: [{ Name: 'HealthCheckId', Value: { Ref: health } }],
      Statistic: 'Minimum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: topic }],
      OKActions: [{ Ref: topic }],
    });
  });

  test('from eu-west-1, that alarm is made in us-east-1 by the stack that knows the health check', () => {
    const stack = stackIn('eu-west-1');
    make(stack, { breaker: { openedBy: BreakerTrigger.healthCheck(healthCheckIn(stack)) } });
    const { Create } = only(templatesIn(stack).Stack, 'Custom::AlarmInUsEast1');
    const call = Create['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : `<${part.Ref}>`).join('');
    expect(JSON.parse(call).parameters).toMatchObject({
      AlarmName: expect.stringMatching(/-primary-down$/),
      Namespace: 'AWS/Route53',
      MetricName: 'HealthCheckStatus',
      Dimensions: [{ Name: 'HealthCheckId', Value: expect.stringMatching(/^<Health/) }],
      Statistic: 'Minimum',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
    });
  });

  test('failovers: an alarm with a threshold of its own, which opens the breaker once for half an hour', () => {
    const stack = stackIn('eu-west-1', { account: '111111111111' });
    make(stack, { failoverAlarm: { emails: ['ops@example.com'] }, breaker: { openedBy: failovers() } });
    const { Stack: own, 'Stack-us-east-1': support } = templatesIn(stack);
    const { Name } = only(own, 'AWS::CloudFront::KeyValueStore');
    const [[topic]] = resourcesOf(support, 'AWS::SNS::Topic') as [[string, any]];
    const [[alarm, { Properties }]] = resourcesOf(support, 'AWS::CloudWatch::Alarm')
      .filter(([, one]) => one.Properties.AlarmName === Name) as [[string, any]];
    expect(Properties).toMatchObject({
      Namespace: 'CdkFailoverDistribution',
      MetricName: Name.replace(/-breaker$/, '-failovers'),
      Statistic: 'Sum',
      Period: 120,
      EvaluationPeriods: 3,
      Threshold: 100,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      AlarmActions: [{ Ref: topic }],
    });
    expect(only(support, 'AWS::Events::Rule').EventPattern.resources).toEqual([{ 'Fn::GetAtt': [alarm, 'Arn'] }]);
    expect(only(support, 'AWS::Lambda::Function', ({ FunctionName }) => FunctionName === Name).Environment.Variables)
      .toEqual({ STORE: Name, OPEN_SECONDS: '1800', ALARM: { Ref: alarm } });
    expect(JSON.stringify(support)).not.toContain('DescribeAlarms');
    expect(verdictOf(stack)).toMatchObject({ errors: [], warnings: [] });
  });

  test('an alarm of the user is looked at, and gets no action', () => {
    const app = new App();
    const alarms = stackIn('us-east-1', { scope: app, id: 'Alarms' });
    const metric = new cloudwatch.Metric({ namespace: 'Mine', metricName: 'Errors' });
    const alarm = new cloudwatch.Alarm(alarms, 'Mine', { metric, threshold: 1, evaluationPeriods: 1 });
    const stack = stackIn('eu-west-1', { scope: app });
    make(stack, { errorRewrite: ErrorRewrite.none(), breaker: { openedBy: BreakerTrigger.alarm(alarm, { openFor: Duration.hours(1) }) } });
    const { Alarms, 'Stack-us-east-1': support } = templatesIn(app);
    expect(only(Alarms, 'AWS::CloudWatch::Alarm')).not.toHaveProperty('AlarmActions');
    expect(only(support, 'AWS::Lambda::Function').Environment.Variables).toMatchObject({
      OPEN_SECONDS: '3600', ALARM: { 'Fn::ImportValue': expect.stringMatching(/^Alarms:/) },
    });
    expect(stack.dependencies.map(({ node }) => node.id)).toEqual(['Stack-us-east-1']);
    expect(verdictOf(app).errors).toEqual([]);
  });

  test('twice in one app, the names differ', () => {
    const app = new App();
    for (const [region, id] of [['us-east-1', 'A'], ['eu-west-1', 'A-B'], ['eu-west-1', 'C']] as const) {
      make(stackIn(region, { scope: app, id }), { failoverAlarm: {}, breaker: { openedBy: failovers() } });
    }
    const templates = Object.values(templatesIn(app));
    const names = (type: string, property: string) =>
      templates.flatMap(template => resourcesOf(template, type).flatMap(([, { Properties }]) => Properties[property] ?? []));
    for (const [type, property, count] of [
      ['AWS::IAM::Role', 'RoleName', 3], ['AWS::Lambda::Function', 'FunctionName', 3], ['AWS::CloudWatch::Alarm', 'AlarmName', 10],
    ] as const) {
      expect(names(type, property)).toHaveLength(count);
      expect(new Set(names(type, property)).size).toBe(count);
    }
  });

  test('refuses a stack without a Region', () => {
    const stack = new Stack(new App(), 'Stack');
    expect(partsOf(() => make(stack, {
      errorRewrite: ErrorRewrite.none(), breaker: { openedBy: BreakerTrigger.healthCheck(healthCheckIn(stack)) },
    }))).toMatchObject({ got: 'an environment-agnostic stack', allowed: 'a stack with an explicit Region' });
  });

  test('refuses failovers without what counts them', () => {
    expect(partsOf(() => make(stackIn('us-east-1'), { breaker: { openedBy: failovers() } }))).toEqual({
      what: expect.stringContaining('BreakerTrigger.failovers needs the function that counts responses of the secondary.'),
      got: 'no failoverAlarm',
      allowed: 'failoverAlarm: {} or with settings',
      fix: 'Set failoverAlarm.',
    });
  });
});

test('without a Region, a breaker that is opened by hand has a name that does not change', () => {
  const stack = new Stack(new App(), 'Stack');
  siteIn(stack, { errorRewrite: ErrorRewrite.none(), breaker: {} });
  expect(only(templatesIn(stack).Stack, 'AWS::CloudFront::KeyValueStore').Name).toBe('Stack-Site-breaker');
});

describe('a trigger refuses', () => {
  const metric = new cloudwatch.Metric({ namespace: 'Mine', metricName: 'Errors' });
  const alarmIn = (region: string) => new cloudwatch.Alarm(stackIn(region), 'Mine', { metric, threshold: 1, evaluationPeriods: 1 });

  test.each<[string, () => unknown, Partial<ReturnType<typeof partsOf>>]>([
    ['no threshold', () => BreakerTrigger.failovers({} as never), { got: 'nothing', allowed: 'a whole number from 1 to 1000000' }],
    ['no options', () => BreakerTrigger.failovers(undefined as never), { allowed: 'an object, or nothing' }],
    ['a period in seconds', () => BreakerTrigger.failovers({ threshold: 1, period: Duration.seconds(90) }), {
      what: 'BreakerTrigger.failovers: period is not in whole minutes.',
    }],
    ['a minute', () => BreakerTrigger.alarm(alarmIn('us-east-1'), { openFor: Duration.minutes(1) }), {
      what: 'BreakerTrigger.alarm: openFor is out of range.', got: '60', allowed: 'a whole number from 300 to 86400 seconds',
    }],
    ['two days', () => BreakerTrigger.failovers({ threshold: 1, openFor: Duration.days(2) }), { got: '172800' }],
    ['an alarm in another Region', () => BreakerTrigger.alarm(alarmIn('eu-west-1')), {
      what: 'BreakerTrigger.alarm: alarm is in another Region than the function that looks at it.', got: 'eu-west-1',
    }],
    ['an imported alarm of another Region', () => {
      const arn = 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:mine';
      return BreakerTrigger.alarm(cloudwatch.Alarm.fromAlarmArn(stackIn('us-east-1'), 'Mine', arn));
    }, { got: 'eu-west-1' }],
    ['a composite alarm', () => BreakerTrigger.alarm(new cloudwatch.CompositeAlarm(stackIn('us-east-1'), 'Both', {
      alarmRule: cloudwatch.AlarmRule.fromBoolean(true),
    })), { got: 'Stack/Both', allowed: 'a metric alarm' }],
    ['a name in the place of an alarm', () => BreakerTrigger.alarm('mine' as never), {
      what: 'BreakerTrigger.alarm: alarm is not an alarm.',
    }],
    ['an id in the place of a health check', () => BreakerTrigger.healthCheck('abc' as never), {
      what: 'BreakerTrigger.healthCheck: healthCheck is not a health check.',
    }],
    ['an alarm in the place of a trigger', () => siteIn(stackIn('us-east-1'), { breaker: { openedBy: alarmIn('us-east-1') as never } }), {
      what: 'Stack/Site: openedBy is not a BreakerTrigger.', got: 'an object of class Alarm',
    }],
    ['a name of the store that a deployment decides', () => {
      const stack = stackIn('us-east-1');
      siteIn(stack, { breaker: { storeName: stack.stackId, openedBy: BreakerTrigger.healthCheck(healthCheckIn(stack)) } });
    }, { got: 'a token', allowed: 'literal text' }],
  ])('%s', (_what, attempt, parts) => {
    expect(partsOf(attempt)).toMatchObject(parts);
  });
});
