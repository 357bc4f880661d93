import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { alarmFrom, alarmIn, metricErrorRate } from './alarms';
import { AlarmOptions, FailoverAlarmOptions } from './failover-alarm-options';
import { EDGE_REGION, placesOf, siteName } from './support-stack';
import { METRIC_NAMESPACE } from '../../lambda/failover-log';
import { COUNT_FAILOVER_CODE } from '../function-code/viewer-functions.generated';

/**
 * What shows a failover, which no metric of CloudFront does: a CloudFront function logs a line for each response of the secondary, and
 * a metric in us-east-1 counts the lines.
 *
 * Its two stacks share names that are known at synthesis. With references, each of them would need the other first.
 */
export class FailoverSignal {
  /** Runs on the viewer responses of every behavior that fails over. */
  readonly viewerResponse: cloudfront.Function;

  /** Who is notified. */
  readonly topic?: sns.ITopic;

  private readonly site: string;
  private readonly here: Construct;
  private readonly inEdgeRegion: Construct;

  /**
   * @param scope of the distribution
   * @param id of the distribution
   * @param edgeStack the stack in us-east-1
   */
  constructor(scope: Construct, id: string, private readonly options: FailoverAlarmOptions, edgeStack: Stack) {
    this.site = siteName(scope, id);
    const functionName = `${this.site}-failovers`;
    const { here, inEdgeRegion } = placesOf(scope, id, 'FailoverSignal', edgeStack);
    this.here = here;
    this.inEdgeRegion = inEdgeRegion;

    const logGroup = new logs.LogGroup(this.inEdgeRegion, 'Logs', {
      logGroupName: `/aws/cloudfront/function/${functionName}`, // CloudFront writes there in us-east-1, wherever the viewer is.
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.viewerResponse = new cloudfront.Function(this.here, 'Function', {
      functionName,
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromInline(COUNT_FAILOVER_CODE),
      comment: 'Counts responses of the secondary, for cdk-failover-distribution',
    });
    this.viewerResponse.node.addDependency(logGroup); // CloudFront makes the group itself when it finds none.
    new logs.MetricFilter(this.inEdgeRegion, 'Filter', {
      logGroup,
      filterPattern: logs.FilterPattern.literal('"served by the secondary"'),
      metricNamespace: METRIC_NAMESPACE,
      metricName: functionName,
      metricValue: '1',
    });
    this.topic = options.topic ?? this.topicFor(options.emails);
    this.addAlarm('Alarm', { ...options, topic: this.topic }, functionName);
  }

  metricFailovers(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: METRIC_NAMESPACE,
      metricName: `${this.site}-failovers`,
      statistic: cloudwatch.Stats.SUM,
      period: Duration.minutes(1),
      region: EDGE_REGION,
      ...options,
    });
  }

  /** @param alarmName CloudFormation chooses one when it is missing */
  addAlarm(id: string, { threshold = 1, period, evaluationPeriods, topic }: AlarmOptions, alarmName?: string): cloudwatch.Alarm {
    return alarmIn(this.inEdgeRegion, id, {
      alarmName,
      alarmDescription: `Viewers of ${this.site} get responses of the secondary.`,
      metric: this.metricFailovers(period && { period }),
      threshold,
      evaluationPeriods,
      topic,
    });
  }

  /** @param distributionId known once the distribution is there */
  watchOutages(distributionId: string): void {
    const { period, evaluationPeriods, totalOutagePercent: threshold = 50 } = this.options;
    const alarm = {
      alarmName: `${this.site}-total-outage`,
      alarmDescription: `Viewers of ${this.site} get errors.`,
      metric: metricErrorRate(distributionId, period && { period }),
      threshold,
      evaluationPeriods,
      topic: this.topic,
    };
    if (this.inEdgeRegion === this.here) alarmIn(this.here, 'OutageAlarm', alarm);
    else alarmFrom(this.here, 'OutageAlarm', alarm);
  }

  /** It has a name, by which the stack of the distribution knows its ARN. */
  private topicFor(emails?: string[]): sns.Topic | undefined {
    if (!emails) return undefined;
    const topic = new sns.Topic(this.inEdgeRegion, 'Topic', { topicName: `${this.site}-failovers` });
    for (const email of emails) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }
}
