import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { EdgeFunctionOptions } from './edge-function-options';
import { ErrorRewrite } from './error-rewrite';

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
   * @default false
   */
  readonly servedByHeader?: boolean;

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
   * How long CloudFront waits for a response of a member that is an S3 bucket: whole seconds, from 1 to 120.
   * CDK's S3 origins have no such option; for other origins use their `readTimeout`.
   *
   * @default - CloudFront's default, 30 seconds
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginResponseTimeout
   */
  readonly s3ReadTimeout?: Duration;
}
