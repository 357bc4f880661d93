import { Duration } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';

/** When an alarm goes off, and who is notified. */
export interface AlarmOptions {
  /**
   * How many responses of the secondary within one period are too many: a whole number from 1. Cached ones count each time that a
   * viewer gets them.
   *
   * @default 1
   */
  readonly threshold?: number;

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

  /**
   * A topic of yours to notify, in us-east-1: an alarm cannot notify a topic in another Region. It is notified when the alarm goes off
   * and when it is over.
   *
   * @default - nobody is notified
   */
  readonly topic?: sns.ITopic;
}

/** The alarms of a distribution: viewers get responses of the secondary, or errors. */
export interface FailoverAlarmOptions extends AlarmOptions {
  /**
   * Email addresses to notify. A topic for them is made in us-east-1, and each address gets a message to confirm.
   *
   * @default - nobody is notified
   */
  readonly emails?: string[];

  /**
   * The percentage of 5xx responses from which the alarm for a total outage goes off: 1 to 100. It counts every response of the
   * distribution, those of other behaviors included. `ErrorRewrite.toOk` and `redirect` hide errors from it.
   *
   * @default 50
   */
  readonly totalOutagePercent?: number;
}
