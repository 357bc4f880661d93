import { ArnFormat, Duration, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { checkAlarm } from './alarms';
import { checkInteger, checkOptions, checkSeconds, refusal } from './options';
import { EDGE_REGION } from './support-stack';

/** For how long something opens the breaker. */
export interface BreakerTriggerOptions {
  /**
   * For how long the breaker is open, whole seconds: from 5 minutes to a day. While an alarm or a health check says that the primary is
   * down, the time is prolonged; afterwards the breaker closes when it has passed.
   *
   * @default - 5 minutes, and 30 minutes with `BreakerTrigger.failovers`, which is not prolonged
   */
  readonly openFor?: Duration;
}

/** How many failovers open the breaker. */
export interface FailoversTriggerOptions extends BreakerTriggerOptions {
  /**
   * How many responses of the secondary within one period are too many: a whole number from 1. Cached ones count each time that a
   * viewer gets them. Choose more than a primary that is up causes.
   */
  readonly threshold: number;

  /**
   * The length of a period: whole minutes, from 1 to 60.
   *
   * @default Duration.minutes(1)
   */
  readonly period?: Duration;

  /**
   * How many periods in a row have to reach the threshold: 1 to 24.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;
}

/**
 * What opens the breaker without a human. A Lambda function in us-east-1 writes the time until which it is open into its key-value store.
 *
 * @experimental
 */
export class BreakerTrigger {
  /**
   * An alarm on what `failoverAlarm` counts, with a threshold of its own. Needs `failoverAlarm`.
   *
   * While the breaker is open, every response is the secondary's, so this alarm stays on and does not know whether the primary is back.
   * The breaker is therefore opened once each time that the alarm goes off. Where that is not enough, use a health check.
   *
   * @param options the threshold, and for how long the breaker is open
   * @throws when an option cannot work
   */
  static failovers(options: FailoversTriggerOptions): BreakerTrigger {
    const where = 'BreakerTrigger.failovers';
    checkAlarm(where, 'options', options ?? null);
    checkInteger(where, 'threshold', options.threshold, [1, 1_000_000]);
    return new BreakerTrigger(where, options, Duration.minutes(30), { failovers: options });
  }

  /**
   * A metric alarm in us-east-1 that is on while the primary is down, such as one that you have on its load balancer's errors or on a
   * canary. It is looked at once a minute and whenever it changes, and the breaker stays open while it is on. No action is added to it.
   *
   * @param alarm in us-east-1, and not one that counts responses of the secondary, which would keep the breaker open for good
   * @param options for how long the breaker is open after each look
   * @throws when the alarm cannot be used
   */
  static alarm(alarm: cloudwatch.IAlarm, options: BreakerTriggerOptions = {}): BreakerTrigger {
    const where = 'BreakerTrigger.alarm';
    if (typeof alarm !== 'object' || alarm === null || !('alarmArn' in alarm)) {
      throw refusal(where, 'alarm is not an alarm.', alarm, 'a cloudwatch.IAlarm in us-east-1', 'Change alarm.');
    }
    if (alarm instanceof cloudwatch.CompositeAlarm) {
      throw refusal(
        where,
        'alarm is a composite alarm, whose state a function may read only together with that of every other alarm.',
        alarm.node.path,
        'a metric alarm',
        'Use one of the alarms that it is made of.',
      );
    }
    const region = regionOf(alarm);
    if (!Token.isUnresolved(region) && region !== EDGE_REGION) {
      throw refusal(
        where,
        'alarm is in another Region than the function that looks at it.',
        region,
        'an alarm in us-east-1',
        'Create the alarm in a stack in us-east-1.',
      );
    }
    return new BreakerTrigger(where, options, Duration.minutes(5), { alarm });
  }

  /**
   * A Route 53 health check of the primary. An alarm on it is made in us-east-1, where its metric is. The breaker stays open while the
   * health check fails, and closes some minutes after the primary is back.
   *
   * @param healthCheck of the primary itself, not of the distribution
   * @param options for how long the breaker is open after each look
   * @throws when the health check cannot be used
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
   */
  static healthCheck(healthCheck: route53.IHealthCheck, options: BreakerTriggerOptions = {}): BreakerTrigger {
    const where = 'BreakerTrigger.healthCheck';
    if (typeof healthCheck !== 'object' || healthCheck === null || !('healthCheckId' in healthCheck)) {
      throw refusal(where, 'healthCheck is not a health check.', healthCheck, 'a route53.IHealthCheck', 'Change healthCheck.');
    }
    return new BreakerTrigger(where, options, Duration.minutes(5), { healthCheck });
  }

  /** @internal */
  readonly _openSeconds: number;

  private constructor(
    where: string,
    options: BreakerTriggerOptions,
    openFor: Duration,
    /** @internal */
    readonly _source: BreakerSource,
  ) {
    checkOptions(where, 'options', options);
    this._openSeconds = checkSeconds(where, 'openFor', options.openFor ?? openFor, OPEN_SECONDS);
  }
}

/**
 * One of three.
 * @internal
 */
export interface BreakerSource {
  readonly failovers?: FailoversTriggerOptions;
  readonly alarm?: cloudwatch.IAlarm;
  readonly healthCheck?: route53.IHealthCheck;
}

/** It takes some minutes to see that a primary is back. */
const OPEN_SECONDS = [300, 86_400] as const;

/** An imported alarm counts as one of the stack that imports it. */
function regionOf(alarm: cloudwatch.IAlarm): string {
  const { region = alarm.env.region } = Token.isUnresolved(alarm.alarmArn)
    ? {}
    : Stack.of(alarm).splitArn(alarm.alarmArn, ArnFormat.COLON_RESOURCE_NAME);
  return region;
}
