import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { DirectBehaviorOptions } from './direct-behavior-options';
import { DistributionOptions } from './distribution-options';
import { FailoverBehaviorOptions } from './failover-behavior-options';
import { FailoverOptions } from './failover-options';

/** Properties of a `FailoverDistribution`. Every option of `cloudfront.Distribution` is among them. */
export interface FailoverDistributionProps extends DistributionOptions, FailoverOptions {
  /**
   * The origin that serves requests while it is healthy: HTTP, load balancer, S3 with OAC, OAI or website, REST API, function URL.
   * Not an origin group.
   */
  readonly primaryOrigin: cloudfront.IOrigin;

  /** The origin that responds when the primary fails. CloudFront sends it the same request. Not an origin group. */
  readonly secondaryOrigin: cloudfront.IOrigin;

  /**
   * The behavior of paths that no other behavior matches. It is on the origin group.
   *
   * By default it allows and caches GET, HEAD and OPTIONS: CloudFront refuses other methods on an origin group, and does not
   * fail over on OPTIONS when it is not cached.
   *
   * @default - CDK's defaults for a behavior
   */
  readonly defaultBehavior?: FailoverBehaviorOptions;

  /**
   * More behaviors on the origin group, by path pattern. They come after `directBehaviors`.
   *
   * CloudFront uses the first behavior whose pattern matches, so write `api/public/*` before `api/*`. Java and Go do not keep
   * the order of a map: there, call `addFailoverBehavior` for patterns that overlap.
   *
   * @default - none
   */
  readonly additionalBehaviors?: { [pathPattern: string]: FailoverBehaviorOptions };

  /**
   * Behaviors that go straight to the primary, by path pattern: for POST, PUT, PATCH and DELETE, which CloudFront refuses
   * on an origin group. They come before `additionalBehaviors`.
   *
   * By default they allow every method, cache nothing, and forward everything from the viewer except the Host header.
   *
   * CloudFront uses the first behavior whose pattern matches, so write `api/public/*` before `api/*`. Java and Go do not keep
   * the order of a map: there, call `addDirectBehavior` for patterns that overlap.
   *
   * @default - none
   */
  readonly directBehaviors?: { [pathPattern: string]: DirectBehaviorOptions };
}
