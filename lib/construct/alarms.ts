import { ArnFormat, Duration, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlarmOptions, FailoverAlarmOptions } from './failover-alarm-options';
import { checkInteger, checkOptions, checkSeconds, refusal } from './options';
import { EDGE_REGION } from './support-stack';

/** An alarm on a metric in us-east-1. */
export interface AlarmInEdgeRegion {
  /** CloudFormation chooses one when it is missing. */
  readonly alarmName?: string;
  readonly alarmDescription: string;
  readonly metric: cloudwatch.Metric;
  /** The value from which it goes off. */
  readonly threshold: number;
  /** Whether it goes off below the threshold instead. */
  readonly below?: boolean;
  readonly evaluationPeriods?: number;
  readonly topic?: sns.ITopic;
}

const comparisonOf = ({ below }: Pick<AlarmInEdgeRegion, 'below'>) => ({
  comparisonOperator: below
    ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
    : cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING, // Nobody visits, or nobody gets an error.
});

/** @param scope in us-east-1, because an alarm has to be where its metric is */
export function alarmIn(
  scope: Construct, id: string, { topic, below, evaluationPeriods = 1, ...props }: AlarmInEdgeRegion,
): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, id, { ...comparisonOf({ below }), ...props, evaluationPeriods });
  if (topic) {
    // Loaded only for alarms that notify.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { SnsAction } = require('aws-cdk-lib/aws-cloudwatch-actions') as typeof import('aws-cdk-lib/aws-cloudwatch-actions');
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
  }
  return alarm;
}

/**
 * An alarm in us-east-1 that a stack elsewhere makes with an API call. It watches something of that stack, and the stack in us-east-1 is
 * deployed before that.
 */
export function alarmFrom(
  scope: Construct,
  id: string,
  props: AlarmInEdgeRegion & { readonly alarmName: string },
): void {
  // Loaded only where an alarm is in another stack.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const resources = require('aws-cdk-lib/custom-resources') as typeof import('aws-cdk-lib/custom-resources');
  const { alarmName, alarmDescription, metric, threshold, evaluationPeriods = 1, topic } = props;
  const { comparisonOperator, treatMissingData } = comparisonOf(props);
  const actions = topic && [topic.topicArn];
  new resources.AwsCustomResource(scope, id, {
    resourceType: 'Custom::AlarmInUsEast1',
    onUpdate: {
      service: 'CloudWatch',
      action: 'PutMetricAlarm',
      region: EDGE_REGION,
      parameters: {
        AlarmName: alarmName,
        AlarmDescription: alarmDescription,
        Namespace: metric.namespace,
        MetricName: metric.metricName,
        Dimensions: Object.entries(metric.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
        Statistic: metric.statistic,
        Period: metric.period.toSeconds(),
        EvaluationPeriods: evaluationPeriods,
        Threshold: threshold,
        ComparisonOperator: comparisonOperator,
        TreatMissingData: treatMissingData,
        AlarmActions: actions,
        OKActions: actions,
      },
      physicalResourceId: resources.PhysicalResourceId.of(alarmName),
    },
    onDelete: { service: 'CloudWatch', action: 'DeleteAlarms', region: EDGE_REGION, parameters: { AlarmNames: [alarmName] } },
    policy: resources.AwsCustomResourcePolicy.fromStatements([
      new iam.PolicyStatement({
        actions: ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'], resources: [alarmArn(scope, alarmName)],
      }),
    ]),
    installLatestAwsSdk: false,
  });
}

/** Of an alarm in us-east-1 that is known by its name. */
export function alarmArn(scope: Construct, alarmName: string): string {
  return Stack.of(scope).formatArn({
    service: 'cloudwatch', region: EDGE_REGION, resource: 'alarm', resourceName: alarmName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/**
 * The share of responses that are errors, in percent. CloudFront's metrics are in us-east-1 and have two dimensions; those of CDK's
 * own methods have no `Region`, and find nothing.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
 */
export function metricErrorRate(distributionId: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/CloudFront',
    metricName: '5xxErrorRate',
    dimensionsMap: { DistributionId: distributionId, Region: 'Global' },
    statistic: cloudwatch.Stats.AVERAGE,
    period: Duration.minutes(1),
    region: EDGE_REGION,
    ...options,
  });
}

/** @throws when an option cannot work */
export function checkAlarm(where: string, name: string, options?: AlarmOptions): void {
  checkOptions(where, name, options);
  const of = name === 'options' ? '' : ` of ${name}`;
  const { threshold, period, evaluationPeriods, topic } = options ?? {};
  if (threshold !== undefined) checkInteger(where, `threshold${of}`, threshold, [1, 1_000_000]);
  if (evaluationPeriods !== undefined) checkInteger(where, `evaluationPeriods${of}`, evaluationPeriods, [1, 24]);
  if (period !== undefined && checkSeconds(where, `period${of}`, period, [60, 3600]) % 60) {
    throw refusal(where, `period${of} is not in whole minutes.`, period.toString(), '1 to 60 minutes', 'Change period.');
  }
  if (topic === undefined) return;
  if (typeof topic !== 'object' || !('topicArn' in topic)) {
    throw refusal(where, `topic${of} is not a topic.`, topic, 'an sns.ITopic in us-east-1', 'Change topic.');
  }
  const { region } = topic.env;
  if (Token.isUnresolved(region) || region === EDGE_REGION) return;
  throw refusal(
    where,
    `topic${of} is in another Region than the alarm, which is in us-east-1 and cannot notify it.`,
    region,
    'a topic in us-east-1',
    'Create the topic in a stack in us-east-1, or set emails in its place.',
  );
}

/** @throws when an option cannot work */
export function checkFailoverAlarm(where: string, options?: FailoverAlarmOptions): void {
  checkAlarm(where, 'failoverAlarm', options);
  const { emails, topic, totalOutagePercent } = options ?? {};
  if (totalOutagePercent !== undefined) {
    checkInteger(where, 'totalOutagePercent of failoverAlarm', totalOutagePercent, [1, 100], ' percent');
  }
  if (emails === undefined) return;
  if (!Array.isArray(emails) || !emails.length || !emails.every(email => Token.isUnresolved(email) || /^[^\s@]+@[^\s@]+$/.test(email))) {
    throw refusal(
      where,
      'emails of failoverAlarm is not a list of email addresses.',
      emails,
      'at least one, such as ops@example.com',
      'Change emails.',
    );
  }
  if (topic) {
    throw refusal(
      where,
      'Two topics would be notified.',
      'emails and topic',
      'one of the two',
      'Subscribe the addresses to your topic, or leave it out.',
    );
  }
}
