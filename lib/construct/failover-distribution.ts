import { Lazy } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { OriginGroup } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { checkAlarm, metricErrorRate } from './alarms';
import { directBehavior, failoverBehavior } from './behaviors';
import { isBucket } from './bucket';
import { DirectBehaviorOptions } from './direct-behavior-options';
import { Failover, FAILOVER_OPTIONS } from './failover';
import { AlarmOptions } from './failover-alarm-options';
import { FailoverBehaviorOptions } from './failover-behavior-options';
import { FailoverDistributionProps } from './failover-distribution-props';
import { FailoverKept } from './failover-kept';
import { FailoverSignal } from './failover-signal';
import { checkApart, checkErrorResponses } from './last-resort';
import { BoundMember, Member, readTimeoutProblem } from './members';
import { checkOptions, checkOrigin, checkProps, pathOf, refusal, refusalOf } from './options';
import { freeId } from './support-stack';
import { SynthChecks } from '../synth/synth-checks';

/** Those that CDK's distribution does not have. */
const OPTIONS = ['primaryOrigin', 'secondaryOrigin', 'defaultBehavior', 'additionalBehaviors', 'directBehaviors', ...FAILOVER_OPTIONS];

/**
 * A CloudFront distribution that responds from its secondary origin when the primary fails.
 *
 * It is a `cloudfront.Distribution` with an origin group: same logical ids, same methods, usable wherever a `Distribution` is.
 * A Lambda@Edge function on the origins' responses replaces errors with a page when no origin is left to try. It never touches a
 * response that makes CloudFront fail over: a function that rewrites those, as AWS's sample does, cancels the failover.
 *
 * An option that cannot work throws in the constructor. What depends on the whole app is checked during synthesis.
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
export class FailoverDistribution extends cloudfront.Distribution {
  /**
   * The function that runs on the origins' responses: the construct's, or yours. There is none with `ErrorRewrite.none()` without
   * `servedByHeader`, `failoverAlarm` and `failoverLog`.
   */
  readonly edgeFunction?: lambda.IVersion;

  /**
   * The key-value store that opens and closes the breaker. There is none without `breaker`.
   *
   * @experimental
   */
  readonly breakerStore?: cloudfront.KeyValueStore;

  private readonly failover: Failover;
  private readonly primary: cloudfront.IOrigin;
  private readonly group: OriginGroup;
  private readonly direct: cloudfront.IOrigin;
  private readonly sole: Member;

  /**
   * @param scope the stack or the construct that it belongs to
   * @param id its id in there, from which the logical id is made
   * @param props the two origins, and any option
   * @throws when an option cannot work, when the stack has no explicit Region, and when `errorRewrite` and
   * `originResponseFunction` are both given
   */
  constructor(scope: Construct, id: string, props: FailoverDistributionProps) {
    const where = pathOf(scope, id);
    checkProps(where, props, OPTIONS);
    const {
      primaryOrigin,
      secondaryOrigin,
      failoverStatusCodes,
      errorRewrite,
      servedByHeader,
      originResponseFunction,
      edgeFunctionOptions,
      s3ReadTimeout,
      failoverWithin,
      failoverAlarm,
      failoverLog,
      breaker,
      realtimeLogs,
      lastResort,
      defaultBehavior,
      additionalBehaviors = {},
      directBehaviors = {},
      ...distributionOptions
    } = props ?? ({} as FailoverDistributionProps);
    for (const [name, origin] of Object.entries({ primaryOrigin, secondaryOrigin })) checkOrigin(where, name, origin);
    for (const [name, behaviors] of Object.entries({ additionalBehaviors, directBehaviors })) checkOptions(where, name, behaviors);

    const failover = new Failover(scope, id, props, {
      primaryIsBucket: isBucket(primaryOrigin),
      secondaryIsBucket: isBucket(secondaryOrigin),
      secondaryId: Lazy.string({ produce: () => secondary.bound!.id }),
    });
    const { timeBudget } = failover;
    const primary = new Member(primaryOrigin, 'primary', { headers: failover.primaryHeaders, s3ReadTimeout, timeBudget });
    const secondary = new Member(secondaryOrigin, 'secondary', { s3ReadTimeout, needsOwnId: primaryOrigin === secondaryOrigin });
    const group = new OriginGroup({
      primaryOrigin: primary,
      fallbackOrigin: secondary,
      fallbackStatusCodes: failover.statusCodes,
    });
    const page = lastResort?._make(scope, freeId(scope, `${id}LastResort`, scope));
    const { errorResponses = [] } = distributionOptions;
    if (page) checkErrorResponses(where, page, errorResponses.map(({ httpStatus }) => httpStatus));
    super(scope, id, {
      ...distributionOptions,
      defaultBehavior: {
        ...failoverBehavior(where, 'defaultBehavior', defaultBehavior, failover, primaryOrigin),
        origin: group,
      },
      ...(page && {
        errorResponses: [...errorResponses, ...page.errorResponses],
        additionalBehaviors: {
          [page.pathPattern]: { origin: page.origin, viewerProtocolPolicy: defaultBehavior?.viewerProtocolPolicy },
        },
      }),
    });
    const members = [primary.bound, secondary.bound];
    if (!members.every(Boolean)) {
      throw refusal(
        where,
        'The default behavior is not on the origin group: something has replaced its origin.',
        'another origin',
        'the origin group that is made',
        'Look for a property injector of Distribution that sets defaultBehavior.origin, and have it leave an origin alone.',
      );
    }
    const unused = readTimeoutProblem(members, s3ReadTimeout);
    if (unused) throw refusalOf(where, unused);
    if (page) checkApart(where, page, [primary.bound!, secondary.bound!]);
    this.primary = primaryOrigin;
    this.group = group;
    this.failover = failover;
    this.edgeFunction = failover.edgeFunction;
    this.breakerStore = failover.breaker?.store;
    this.sole = new Member(primaryOrigin, 'sole', { s3ReadTimeout, needsOwnId: true });
    // Timeouts that are short because a secondary follows are too short where none does.
    this.direct = timeBudget ? this.sole : new BoundMember(primary);

    for (const [pathPattern, options] of Object.entries(directBehaviors)) this.addDirectBehavior(pathPattern, options);
    for (const [pathPattern, options] of Object.entries(additionalBehaviors)) this.addFailoverBehavior(pathPattern, options);
    failover.attachTo(this, secondary.bound!);
    const resource = this.node.defaultChild as cloudfront.CfnDistribution;
    this.node.addValidation(new FailoverKept(resource, failover, secondary.bound!));
    this.node.addValidation(new SynthChecks(resource));
  }

  /**
   * Adds a behavior on the origin group: its requests fail over.
   *
   * CloudFront uses the first behavior whose pattern matches, in the order in which they were added.
   *
   * @param pathPattern such as `images/*`, at most 255 characters
   * @param options the function that rewrites errors is attached in addition to the functions given here
   */
  addFailoverBehavior(pathPattern: string, options: FailoverBehaviorOptions = {}): void {
    const behavior = failoverBehavior(this.node.path, pathPattern, options, this.failover, this.primary);
    this.addBehavior(pathPattern, this.group, behavior);
  }

  /**
   * Adds a behavior that goes straight to the primary, without failover: for POST, PUT, PATCH and DELETE.
   *
   * CloudFront uses the first behavior whose pattern matches, in the order in which they were added.
   *
   * @param pathPattern such as `api/*`, at most 255 characters
   * @param options by default it allows every method, caches nothing and forwards everything except the Host header
   */
  addDirectBehavior(pathPattern: string, options: DirectBehaviorOptions = {}): void {
    const { rewriteErrors, ...behavior } = directBehavior(this.node.path, pathPattern, options, this.edgeFunction, this.primary);
    this.addBehavior(pathPattern, rewriteErrors ? this.sole : this.direct, behavior);
  }

  /**
   * How many responses of the secondary viewers got, in us-east-1. Needs `failoverAlarm`.
   *
   * @param options the statistic, the period and the label
   * @throws without `failoverAlarm`
   */
  metricFailovers(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.signal('metricFailovers').metricFailovers(options);
  }

  /**
   * The percentage of responses that are 5xx, in us-east-1: it rises when both origins fail. It has the dimension `Region=Global`, which
   * all metrics of CloudFront have and `metric5xxErrorRate` lacks.
   *
   * @param options the statistic, the period and the label
   */
  metricTotalOutages(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricErrorRate(this.distributionId, options);
  }

  /**
   * Adds an alarm for when viewers get responses of the secondary, in us-east-1, beside the one of `failoverAlarm`.
   *
   * @param id the id of the alarm
   * @param options when it goes off, and what it does then
   * @throws without `failoverAlarm`
   */
  addFailoverAlarm(id: string, options: AlarmOptions = {}): cloudwatch.Alarm {
    checkAlarm(this.node.path, 'options', options);
    return this.signal('addFailoverAlarm').addAlarm(id, options);
  }

  private signal(method: string): FailoverSignal {
    const { signal } = this.failover;
    if (signal) return signal;
    throw refusal(
      this.node.path,
      `${method} needs the function that counts responses of the secondary.`,
      'no failoverAlarm',
      'failoverAlarm: {} or with settings',
      'Set failoverAlarm.',
    );
  }
}
