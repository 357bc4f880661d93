import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';

/** Settings of the origin-response function that is made. */
export interface EdgeFunctionOptions {
  /**
   * Memory in MiB: 128 to 10,240.
   *
   * @default 128
   */
  readonly memorySize?: number;

  /**
   * How long the function may run: whole seconds, from 1 to 30. It takes about a millisecond.
   *
   * @default Duration.seconds(3)
   */
  readonly timeout?: Duration;

  /**
   * A Node.js runtime that Lambda@Edge supports: `NODEJS_22_X` or `NODEJS_24_X`. The function is tested on both.
   *
   * @default lambda.Runtime.NODEJS_22_X
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html
   */
  readonly runtime?: lambda.Runtime;

  /**
   * The name of the function.
   *
   * @default - CloudFormation makes one
   */
  readonly functionName?: string;

  /**
   * The role of the function, for accounts in which an app may not create roles. It has to trust `lambda.amazonaws.com` and
   * `edgelambda.amazonaws.com`, and to be allowed to write logs. Outside us-east-1, import it (`Role.fromRoleArn`): a role that is
   * created in the stack of the distribution would make the two stacks need each other.
   *
   * @default - a role is made, with `AWSLambdaBasicExecutionRole`
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html
   */
  readonly role?: iam.IRole;

  /**
   * What happens to the function when it is removed from the stack, and to its versions when a change replaces them. CloudFront deletes
   * the replicas of a function some hours after no distribution uses it any more, and until then Lambda refuses to delete it. A
   * function that is retained lets a stack be deleted at once; delete it by hand later.
   *
   * @default - versions are retained, so that a change does not fail; the function is deleted with its stack
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-delete-replicas.html
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether the function is deleted with its stack in spite of its replicas. The function is retained, and a custom resource deletes it:
   * it tries again for up to two hours, while CloudFront removes the replicas. If that is not enough, the deletion of the stack fails, and
   * can be repeated. The logs of the function stay.
   *
   * The custom resource is in the stack of the function, and has a role that may delete this function only.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-delete-replicas.html
   */
  readonly cleanUp?: boolean;

  /**
   * The stack for the function, in us-east-1, in the account of the distribution and in the same app or stage. A distribution whose
   * stack is in us-east-1 itself has its function beside it.
   *
   * @default - the stack of the distribution in us-east-1; elsewhere a support stack in us-east-1 for each stack
   */
  readonly edgeFunctionStack?: Stack;

  /**
   * The id of the stack for the function. A stack with this id has to be in us-east-1, in the account of the distribution; it is made when
   * there is none. Stacks that name the same id share it.
   *
   * @default - see `edgeFunctionStack`
   */
  readonly stackId?: string;

  /**
   * How long to keep the logs of invocations in us-east-1. It creates the log group that Lambda@Edge uses by default,
   * `/aws/lambda/us-east-1.<function name>`, which must not exist yet. Lambda makes the groups of that name in other Regions
   * itself and keeps them forever: no template reaches those. For one name without the prefix, pass `logGroup`.
   *
   * @default - Lambda makes the log group in us-east-1, too, and keeps it forever
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-logs.html
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * A log group of your own. Its name is the same in every Region, without the prefix `us-east-1.`: create a group of that name
   * in each Region in which you want a retention or a KMS key.
   *
   * @default - the log group that Lambda@Edge uses by default
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-logs.html
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * The format of the logs.
   *
   * @default - text
   */
  readonly loggingFormat?: lambda.LoggingFormat;

  /**
   * Which lines of the function are logged. Needs `loggingFormat: LoggingFormat.JSON`.
   *
   * @default - Lambda's default, INFO
   */
  readonly applicationLogLevelV2?: lambda.ApplicationLogLevel;

  /**
   * Which lines of Lambda itself are logged. Needs `loggingFormat: LoggingFormat.JSON`.
   *
   * @default - Lambda's default, INFO
   */
  readonly systemLogLevelV2?: lambda.SystemLogLevel;
}
