import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { BreakerTrigger } from './breaker-trigger';
import { EdgeFunctionOptions } from './edge-function-options';
import { ErrorRewrite } from './error-rewrite';
import { FailoverAlarmOptions } from './failover-alarm-options';
import { LastResort } from './last-resort';
import { RealtimeLogOptions } from './realtime-logs';

/** How a distribution fails over, and what viewers get when both origins fail. */
export interface FailoverOptions {
  /**
   * The primary's status codes on which CloudFront tries the secondary: any of 400, 403, 404, 416, 429, 500, 502, 503, 504.
   *
   * Keep 502, 503 and 504 on the list. AWS documents that a failed connection fails over when 503 is listed and a timeout when
   * 504 is, and elsewhere that a failed connection is a 502.
   *
   * @default [500, 502, 503, 504]
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
   */
  readonly failoverStatusCodes?: number[];

  /**
   * What viewers get instead of an error when no origin is left to try.
   *
   * @default ErrorRewrite.keepStatus()
   */
  readonly errorRewrite?: ErrorRewrite;

  /**
   * Whether responses name the member that served them, `primary` or `secondary`, in the header `x-failover-served-by`.
   *
   * @default false, and true with `failoverAlarm`
   */
  readonly servedByHeader?: boolean;

  /**
   * Alarms in us-east-1: one for when viewers get responses of the secondary, which no metric of CloudFront shows, and one for when
   * they get errors. `{}` is enough.
   *
   * The first counts the lines that a CloudFront function on the viewer responses logs. CloudFront delivers these logs as well as it
   * can: some lines are late, and a few never come. Responses have the header of `servedByHeader`, by which the function knows.
   *
   * A behavior cannot have another function on viewer responses then, nor a Lambda@Edge function on viewer requests.
   *
   * @default - no alarms
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-logs.html
   */
  readonly failoverAlarm?: FailoverAlarmOptions;

  /**
   * A line in the log of the function for each response of the secondary and for each rewrite: distribution, role, original status,
   * request id and method. `{}` is enough. Nothing is written while the primary is healthy.
   *
   * Each line is in CloudWatch's embedded metric format, and counts as `Failovers` or `Rewrites` in the namespace
   * `CdkFailoverDistribution`. Lambda@Edge writes its logs in the Region where it runs, near the viewer, and so the metrics are there:
   * for an alarm use `failoverAlarm`, for the details this.
   *
   * @default - nothing is logged
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-logs.html
   */
  readonly failoverLog?: FailoverLogOptions;

  /**
   * Real-time logs of the behaviors that fail over, with `sr-reason`, which names the status code that made CloudFront fail over, and
   * `r-host`, which names the origin that responded. They show each failover, hits and total outages included, and are for looking into
   * one; for an alarm use `failoverAlarm`. What they cost is in docs/cost.md.
   *
   * A behavior cannot have a `realtimeLogConfig` of its own then.
   *
   * @default - no real-time logs
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html
   */
  readonly realtimeLogs?: RealtimeLogOptions;

  /**
   * A version of an origin-response function of your own, in place of the one that is made from `errorRewrite`. Wrap its
   * handler with `failoverAware` from `cdk-failover-distribution/edge`, so that it cannot cancel a failover.
   *
   * @default - a function is made from `errorRewrite`
   */
  readonly originResponseFunction?: lambda.IVersion;

  /**
   * Settings of the function that is made.
   *
   * @default - Node.js 22, 128 MiB
   */
  readonly edgeFunctionOptions?: EdgeFunctionOptions;

  /**
   * The page that CloudFront itself responds with when no member can be reached. `errorRewrite` is for errors that a member
   * sends: when none responds, its function may not run.
   *
   * @default - CloudFront's own error
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html
   */
  readonly lastResort?: LastResort;

  /**
   * How long a viewer waits at most before CloudFront turns to the secondary: whole seconds, from 2 to 123.
   *
   * It sets the connection attempts, the connection timeout and the response timeout of the primary: one attempt, a third of
   * the time for the connection, up to 3 seconds, and the rest for the response. A healthy primary has to respond within that,
   * and to go on sending: after a pause that is longer, CloudFront cuts the response off. Behaviors that do not fail over keep
   * the timeouts that the origin has by itself.
   *
   * A secondary that fails as well adds a time of its own, which its timeouts decide.
   *
   * @default - CloudFront's: up to 30 seconds to connect, and up to 90 seconds without a response
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html#concept_origin_groups.timeouts
   */
  readonly failoverWithin?: Duration;

  /**
   * A switch that sends every request to the secondary alone, so that a primary that is known to be down costs no viewer any time.
   * `{}` is enough.
   *
   * A CloudFront function on viewer requests reads `primary` from a key-value store. While it is `down-until:<seconds since 1970>` and
   * that has not passed, the function selects the secondary: the breaker closes by itself. It is opened with one command, see
   * docs/operate.md, or by an alarm or a health check: see `openedBy`. While it is closed, the primary is asked first as without it.
   *
   * What CloudFront does when a function selects one origin in a behavior on an origin group is not documented in every detail, so try
   * it in your account first. A behavior cannot have another CloudFront function on viewer requests then, nor a Lambda@Edge function
   * on viewer events. The secondary cannot use mutual TLS.
   *
   * @default - no breaker
   * @experimental
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/helper-functions-origin-modification.html
   */
  readonly breaker?: BreakerOptions;

  /**
   * How long CloudFront waits for a response of a member that is an S3 bucket: whole seconds, from 1 to 120.
   * CDK's S3 origins have no such option; for other origins use their `readTimeout`. With `failoverWithin`, it is for a bucket
   * as the secondary.
   *
   * @default - CloudFront's default, 30 seconds
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginResponseTimeout
   */
  readonly s3ReadTimeout?: Duration;
}

/** What the function logs when failover happens. */
export interface FailoverLogOptions {
  /**
   * Whether each line names the path of the request, without its query string. A path may hold what should not be in a log.
   *
   * @default false
   */
  readonly includePath?: boolean;
}

/**
 * Settings of the breaker.
 *
 * @experimental
 */
export interface BreakerOptions {
  /**
   * The name of the key-value store that opens and closes the breaker: up to 64 letters, digits, hyphens and underscores. No
   * other store of the account has it.
   *
   * @default - made of the names of the stack, its Region and the distribution, with `-breaker`
   */
  readonly storeName?: string;

  /**
   * What opens the breaker besides you: failovers, an alarm or a health check. A Lambda function, rules that invoke it and an alarm on
   * its errors are made in us-east-1. The stack needs an explicit Region then.
   *
   * @default - you
   */
  readonly openedBy?: BreakerTrigger;
}
