import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DirectBehaviorOptions } from './direct-behavior-options';
import { DistributionOptions } from './distribution-options';
import { EdgeFunctionOptions } from './edge-function-options';
import { ErrorRewrite } from './error-rewrite';

/** Properties of a `FailoverDistribution`. Every option of `cloudfront.Distribution` is among them. */
export interface FailoverDistributionProps extends DistributionOptions {
  /**
   * The origin that answers as long as it can: HTTP, load balancer, S3 with OAC, OAI or website, REST API, function URL.
   * Not an origin group.
   */
  readonly primaryOrigin: cloudfront.IOrigin;

  /** The origin that answers when the primary fails. CloudFront sends it the same request. */
  readonly secondaryOrigin: cloudfront.IOrigin;

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
   * What viewers get instead of an error when nothing is left to fail over to.
   *
   * @default ErrorRewrite.serverErrors()
   */
  readonly errorRewrite?: ErrorRewrite;

  /**
   * The behavior of paths that no other behavior matches. Its origin is the origin group.
   *
   * Allowed methods are GET, HEAD and OPTIONS, and all of them are cached, unless it says otherwise: CloudFront refuses
   * other methods on an origin group, and does not fail over on OPTIONS when it is not cached.
   *
   * @default - CDK's defaults for a behavior
   */
  readonly defaultBehavior?: cloudfront.AddBehaviorOptions;

  /**
   * More behaviors on the origin group, by path pattern.
   *
   * @default - none
   */
  readonly additionalBehaviors?: { [pathPattern: string]: cloudfront.AddBehaviorOptions };

  /**
   * Behaviors that go straight to the primary, by path pattern: for POST, PUT, PATCH and DELETE, which CloudFront refuses
   * on an origin group.
   *
   * Unless they say otherwise, they allow every method, cache nothing, and forward everything of the viewer's but the Host header.
   *
   * @default - none
   */
  readonly directBehaviors?: { [pathPattern: string]: DirectBehaviorOptions };

  /**
   * Whether responses name the member that answered, in the header `x-failover-served-by`.
   *
   * @default false
   */
  readonly viewerHint?: boolean;

  /**
   * A version of an origin-response function of your own, in place of the construct's. Wrap its handler with
   * `failoverAware` from `cdk-failover-distribution/edge`, so that it cannot cancel a failover.
   *
   * @default - the construct makes a function from `errorRewrite`
   */
  readonly originResponseFunction?: lambda.IVersion;

  /**
   * Settings of the function that the construct makes.
   *
   * @default - Node.js 22, 128 MiB
   */
  readonly edgeFunctionOptions?: EdgeFunctionOptions;
}
