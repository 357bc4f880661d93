import { RemovalPolicy } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';

/** Settings of the origin-response function that the construct makes. */
export interface EdgeFunctionOptions {
  /**
   * Memory in MiB.
   *
   * @default 128
   */
  readonly memorySize?: number;

  /**
   * A Node.js runtime that Lambda@Edge supports: `NODEJS_22_X` or `NODEJS_24_X`.
   *
   * @default lambda.Runtime.NODEJS_22_X
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html
   */
  readonly runtime?: lambda.Runtime;

  /**
   * What becomes of the function when it leaves the stack. CloudFront deletes the replicas of a function some hours after the
   * distribution let go of it, and until then Lambda refuses to delete it: with `RETAIN` a stack can be deleted at once,
   * and the function is deleted by hand later.
   *
   * @default RemovalPolicy.DESTROY
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-delete-replicas.html
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Id of the support stack in us-east-1 that holds the function when this stack is in another Region.
   *
   * @default - one stack per stack, as CDK names it
   */
  readonly stackId?: string;

  /**
   * How long to keep the logs of invocations in us-east-1. In other Regions Lambda makes a log group of its own,
   * which keeps logs forever: no template reaches those.
   *
   * @default - Lambda makes the log group in us-east-1, too
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-logs.html
   */
  readonly logRetention?: logs.RetentionDays;
}
