import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { alarmArn, alarmFrom, alarmIn } from './alarms';
import { BreakerTrigger } from './breaker-trigger';
import { FailoverSignal } from './failover-signal';
import { EDGE_REGION, Places } from './support-stack';
import { OPENER_CODE } from '../function-code/opener-code.generated';

/** What opens a breaker, and where. The stack of the distribution alone knows the ARN of the store. */
export interface BreakerOpenerProps extends Places {
  /** The name of the distribution. */
  readonly site: string;
  readonly store: cloudfront.KeyValueStore;
  readonly storeName: string;
  readonly trigger: BreakerTrigger;
  /** Which counts failovers, and has the topic. */
  readonly signal?: FailoverSignal;
}

/** An event that comes late is no longer true, so there is no queue for those that fail. That they fail is an alarm. */
const STALE = { maxEventAge: Duration.minutes(5), retryAttempts: 2 };

/**
 * A Lambda function in us-east-1 that opens a breaker while an alarm is on.
 *
 * CloudWatch acts when an alarm changes its state and not while it stays on, so the function looks at the alarm once a minute as well.
 * An alarm on failovers is left out of that: it is on because the breaker is open.
 */
export class BreakerOpener {
  constructor(props: BreakerOpenerProps) {
    const { site, store, storeName, trigger, signal, here, inEdgeRegion } = props;
    const name = `${site}-breaker`;
    const logGroup = new logs.LogGroup(inEdgeRegion, 'OpenerLogs', {
      retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY,
    });
    // It has a name, by which the stack of the distribution knows it.
    const role = new iam.Role(inEdgeRegion, 'OpenerRole', { roleName: name, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);

    const alarm = this.alarmFor(props);
    const opener = new lambda.Function(inEdgeRegion, 'Opener', {
      functionName: name,
      description: 'Opens the breaker of cdk-failover-distribution while an alarm is on',
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(OPENER_CODE),
      environment: { ALARM: alarm.name, STORE: storeName, OPEN_SECONDS: String(trigger._openSeconds) },
      timeout: Duration.seconds(45), // Three tries of three requests, 3 s each.
      ...STALE,
      role,
      logGroup,
    });
    const target = new LambdaFunction(opener, STALE);
    new events.Rule(inEdgeRegion, 'OpenerOnAlarm', {
      description: `Opens the breaker ${name} when the alarm goes off`,
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: [alarm.arn],
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [target],
    });
    const follows = !trigger._source.failovers;
    if (follows) {
      role.addToPolicy(new iam.PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: [alarm.arn] }));
      new events.Rule(inEdgeRegion, 'OpenerEachMinute', {
        description: `Keeps the breaker ${name} open while the alarm is on`,
        schedule: events.Schedule.rate(Duration.minutes(1)),
        targets: [target],
      });
    }
    alarmIn(inEdgeRegion, 'OpenerAlarm', {
      alarmName: `${name}-errors`,
      alarmDescription: `What opens the breaker of ${site} fails.`,
      metric: opener.metricErrors({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: follows ? 3 : 1, // A single look that fails is made good by the next.
      topic: signal?.topic,
    });

    const known = here === inEdgeRegion ? role : iam.Role.fromRoleName(here, 'OpenerRoleByName', name);
    new iam.Policy(here, 'OpenerPolicy', {
      roles: [known],
      statements: [new iam.PolicyStatement({
        actions: [
          'cloudfront:DescribeKeyValueStore',
          ...['DescribeKeyValueStore', 'GetKey', 'PutKey'].map(action => `cloudfront-keyvaluestore:${action}`),
        ],
        resources: [store.keyValueStoreArn],
      })],
    });
    if (here !== inEdgeRegion) here.node.addDependency(inEdgeRegion);
  }

  /** In another Region, the alarm on a health check is made by the stack that knows it. */
  private alarmFor({ site, trigger, signal, here, inEdgeRegion }: BreakerOpenerProps): { name: string; arn: string } {
    const { failovers, alarm, healthCheck } = trigger._source;
    if (alarm) return { name: alarm.alarmName, arn: alarm.alarmArn };
    if (failovers) {
      const { alarmName: name, alarmArn: arn } = signal!.addAlarm('Breaker', { ...failovers, topic: signal!.topic }, `${site}-breaker`);
      return { name, arn };
    }
    const name = `${site}-primary-down`;
    const props = {
      alarmName: name,
      alarmDescription: `The health check of the primary of ${site} fails.`,
      metric: metricHealth(healthCheck!),
      threshold: 1,
      below: true,
      topic: signal?.topic,
    };
    if (here === inEdgeRegion) alarmIn(here, 'HealthAlarm', props);
    else alarmFrom(here, 'HealthAlarm', props);
    return { name, arn: alarmArn(inEdgeRegion, name) };
  }
}

/** 1 while it is healthy, and 0 otherwise. */
function metricHealth({ healthCheckId }: route53.IHealthCheck): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/Route53',
    metricName: 'HealthCheckStatus',
    dimensionsMap: { HealthCheckId: healthCheckId },
    statistic: cloudwatch.Stats.MINIMUM,
    period: Duration.minutes(1),
    region: EDGE_REGION,
  });
}
