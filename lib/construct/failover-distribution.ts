import { Token } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { OriginGroup } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { DirectBehaviorOptions } from './direct-behavior-options';
import { functionCode, makeEdgeFunction } from './edge-function';
import { ErrorRewrite } from './error-rewrite';
import { FailoverDistributionProps } from './failover-distribution-props';
import { GroupBehaviorOptions } from './group-behavior-options';
import { AlreadyBoundOrigin, OriginWithRole } from './origin-role';
import { STATUS_CODES_HEADER } from '../../lambda/policy';
import { SynthChecks } from '../synth/synth-checks';

/** Response header of `viewerHint`. */
const HINT_HEADER = 'x-failover-served-by';

/**
 * A CloudFront distribution that answers from its secondary origin when the primary fails.
 *
 * Both origins form an origin group. An origin-response Lambda@Edge function rewrites errors to a page for the viewer, and
 * leaves every answer alone on which CloudFront is about to fail over: a function that rewrites those, as AWS's sample does,
 * cancels the failover.
 *
 * What cannot work is told at synth, all of it together. Doubts are warnings that can be acknowledged by their id.
 *
 * @example
 * declare const standby: s3.Bucket;
 *
 * const site = new FailoverDistribution(this, 'Site', {
 *   primaryOrigin: new origins.HttpOrigin('www.example.com'),
 *   secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby),
 * });
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 */
export class FailoverDistribution extends Construct {
  /** The distribution: for Route 53 alias targets, deployments that invalidate, metrics and grants. */
  readonly distribution: cloudfront.Distribution;

  /** The function that runs on the origins' responses: the construct's, or yours. Undefined with `ErrorRewrite.none()` and no `viewerHint`. */
  readonly edgeFunction?: lambda.IVersion;

  private readonly group: OriginGroup;
  private readonly primary: OriginWithRole;
  private readonly direct: AlreadyBoundOrigin;
  private readonly sole: OriginWithRole;

  /**
   * @throws when the stack has no explicit Region, and when `errorRewrite` and `originResponseFunction` are both given
   */
  constructor(scope: Construct, id: string, props: FailoverDistributionProps) {
    super(scope, id);

    const {
      primaryOrigin, secondaryOrigin, failoverStatusCodes = [500, 502, 503, 504],
      errorRewrite, viewerHint, originResponseFunction, edgeFunctionOptions,
      defaultBehavior, additionalBehaviors = {}, directBehaviors = {}, ...distributionOptions
    } = props;
    requireLiteral(this, failoverStatusCodes);
    if (originResponseFunction && (errorRewrite || viewerHint || edgeFunctionOptions)) {
      throw new Error(`${this.node.path} has a function of its own and settings for the one that it replaces. ` +
        `Got: originResponseFunction and ${Object.entries({ errorRewrite, viewerHint, edgeFunctionOptions }).flatMap(([name, value]) => (value ? name : [])).join(', ')}. ` +
        'Allowed: one or the other. Do the rewrite in your function, or leave originResponseFunction out.');
    }

    const { _policy: rewrite } = errorRewrite ?? ErrorRewrite.serverErrors();
    const code = functionCode({ failover: failoverStatusCodes, ...rewrite, hint: viewerHint ? HINT_HEADER : undefined });
    const needsFunction = rewrite.rewrite.length > 0 || viewerHint;
    this.edgeFunction = originResponseFunction ?? (needsFunction ? makeEdgeFunction(this, code, edgeFunctionOptions) : undefined);

    // A function of the user's is told the list, so that it is kept in one place.
    const told = originResponseFunction ? { [STATUS_CODES_HEADER]: failoverStatusCodes.join(',') } : undefined;
    this.primary = new OriginWithRole(primaryOrigin, 'primary', told);
    const secondary = new OriginWithRole(secondaryOrigin, 'secondary', undefined, primaryOrigin === secondaryOrigin);
    this.direct = new AlreadyBoundOrigin(this.primary);
    this.sole = new OriginWithRole(primaryOrigin, 'sole', undefined, true);
    this.group = new OriginGroup({
      primaryOrigin: this.primary,
      fallbackOrigin: secondary,
      // CDK throws on an empty list. The checks tell it along with everything else.
      fallbackStatusCodes: failoverStatusCodes.length ? failoverStatusCodes : undefined,
    });

    this.distribution = new cloudfront.Distribution(this, 'Distribution', {
      ...distributionOptions,
      defaultBehavior: { ...this.groupBehavior(defaultBehavior), origin: this.group },
    });
    for (const [pathPattern, options] of Object.entries(additionalBehaviors)) {
      this.distribution.addBehavior(pathPattern, this.group, this.groupBehavior(options));
    }
    for (const [pathPattern, options] of Object.entries(directBehaviors)) this.addDirectBehavior(pathPattern, options);

    this.node.addValidation(new SynthChecks({
      distribution: this.distribution,
      edgeFunction: this.edgeFunction,
      code: originResponseFunction ? undefined : code,
      members: [this.primary, secondary],
      noStatusCodes: failoverStatusCodes.length === 0,
    }));
  }

  /**
   * Adds a behavior on the origin group.
   *
   * @param pathPattern such as `images/*`; matched in the order in which behaviors are added
   * @param options the origin is the group's, and the function is attached
   */
  addBehavior(pathPattern: string, options: GroupBehaviorOptions = {}): void {
    this.distribution.addBehavior(pathPattern, this.group, this.groupBehavior(options));
  }

  /**
   * Adds a behavior that goes straight to the primary, without failover: for POST, PUT, PATCH and DELETE.
   *
   * @param pathPattern such as `api/*`; matched in the order in which behaviors are added
   * @param options allows every method, caches nothing and forwards all but the Host header, unless it says otherwise
   */
  addDirectBehavior(pathPattern: string, options: DirectBehaviorOptions = {}): void {
    const { rewriteErrors, ...behavior } = options;
    this.distribution.addBehavior(pathPattern, rewriteErrors && this.edgeFunction ? this.sole : this.direct, {
      ...behavior,
      allowedMethods: behavior.allowedMethods ?? cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: behavior.cachePolicy ?? cloudfront.CachePolicy.CACHING_DISABLED,
      originRequestPolicy: behavior.originRequestPolicy ?? cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      ...rewriteErrors ? { edgeLambdas: this.withFunction(behavior.edgeLambdas) } : {},
    });
  }

  private groupBehavior(options: cloudfront.AddBehaviorOptions = {}): cloudfront.AddBehaviorOptions {
    const allowedMethods = options.allowedMethods ?? cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS;
    const cachedMethods = allowedMethods.methods.includes('OPTIONS')
      ? cloudfront.CachedMethods.CACHE_GET_HEAD_OPTIONS
      : cloudfront.CachedMethods.CACHE_GET_HEAD;
    // CDK throws on gRPC with fewer methods or a function. The checks tell it along with everything else.
    if (options.enableGrpc) return { ...options, allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL, edgeLambdas: undefined };
    return { ...options, allowedMethods, cachedMethods: options.cachedMethods ?? cachedMethods, edgeLambdas: this.withFunction(options.edgeLambdas) };
  }

  private withFunction(edgeLambdas: cloudfront.EdgeLambda[] = []): cloudfront.EdgeLambda[] {
    return this.edgeFunction
      ? [...edgeLambdas, { functionVersion: this.edgeFunction, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE }]
      : edgeLambdas;
  }
}

/** The codes are baked into the edge function, which is made before any token is known. */
function requireLiteral({ node }: Construct, statusCodes: number[]): void {
  const isToken = Token.isUnresolved(statusCodes) || statusCodes.some(code => Token.isUnresolved(code));
  if (isToken || statusCodes.some(code => typeof code !== 'number')) {
    throw new Error(`${node.path}: failoverStatusCodes has to be literal numbers, because it is baked into the edge function at synth. ` +
      `Got: ${isToken ? 'a token' : JSON.stringify(statusCodes)}. Allowed: literal numbers. Write the numbers out.`);
  }
}
