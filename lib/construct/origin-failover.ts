import { Annotations, IResolvable, Lazy, Mixin, Names, Stack, Token } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { checkFailoverOptions, Failover, FAILOVER_OPTIONS, MemberKinds } from './failover';
import { FailoverDistribution } from './failover-distribution';
import { FailoverKept } from './failover-kept';
import { FailoverOptions } from './failover-options';
import { Additions, primaryOf, wire, WIRED, Wiring } from './failover-wiring';
import { checkApart, checkErrorResponses } from './last-resort';
import { Member, readTimeoutProblem } from './members';
import { checkProps, checkOrigin, refusal, refusalOf } from './options';
import { Problem, problemText } from '../model/problem';
import { SynthChecks } from '../synth/synth-checks';

/** Properties of `OriginFailover`. */
export interface OriginFailoverProps extends FailoverOptions {
  /** The origin that responds when the primary fails. CloudFront sends it the same request. Not an origin group. */
  readonly secondaryOrigin: cloudfront.IOrigin;

  /**
   * Path patterns of the behaviors that fail over, `*` for the default behavior. All of them have one origin, the primary.
   *
   * @default - the default behavior and those on the same origin, except behaviors that allow POST, PUT, PATCH or DELETE: CloudFront
   * refuses these methods on an origin group, so they stay on the primary
   */
  readonly behaviors?: string[];
}

/**
 * Failover for a distribution that exists in code: a `Distribution`, a `CfnDistribution`, or a template in a `CfnInclude`.
 *
 * The distribution keeps its logical id, so that deploying the change updates it in place. What is added is the secondary origin,
 * the origin group, a header that tells the members apart, and the function that replaces final errors.
 *
 * @example
 * declare const distribution: cloudfront.Distribution;
 * declare const standby: s3.Bucket;
 *
 * new OriginFailover({
 *   secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby),
 * }).applyTo(distribution);
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 */
export class OriginFailover extends Mixin {
  private readonly options: OriginFailoverProps;

  /**
   * @param props the secondary origin, and any option
   * @throws when an option cannot work
   */
  constructor(props: OriginFailoverProps) {
    super();
    checkProps('OriginFailover', props, ['secondaryOrigin', 'behaviors', ...FAILOVER_OPTIONS]);
    checkOrigin('OriginFailover', 'secondaryOrigin', props.secondaryOrigin);
    checkFailoverOptions('OriginFailover', props);
    const { behaviors } = props;
    if (behaviors !== undefined && (!Array.isArray(behaviors) || !behaviors.length || behaviors.some(name => typeof name !== 'string'))) {
      throw refusal(
        'OriginFailover',
        'behaviors is not a list of path patterns.',
        behaviors,
        'at least one path pattern; * is the default behavior',
        'Change behaviors.',
      );
    }
    this.options = props;
  }

  /**
   * Whether the construct is the resource of a distribution. That of a `FailoverDistribution` has failover already.
   *
   * @param construct any construct of an app
   */
  supports(construct: IConstruct): boolean {
    return cloudfront.CfnDistribution.isCfnDistribution(construct) && !(construct.node.scope instanceof FailoverDistribution);
  }

  /**
   * Adds failover.
   *
   * @param construct a `Distribution` or a `CfnDistribution`
   * @throws when the distribution cannot fail over, has failover already, or was imported
   */
  applyTo(construct: IConstruct): void {
    const resource = construct.node.defaultChild ?? construct;
    if (!this.supports(resource)) {
      throw refusal(
        construct.node.path,
        'OriginFailover cannot be added to this construct.',
        construct,
        'a Distribution or a CfnDistribution that is not a FailoverDistribution',
        'Apply it where the distribution is defined.',
      );
    }
    apply(resource as cloudfront.CfnDistribution, this.options);
  }
}

type Config = cloudfront.CfnDistribution.DistributionConfigProperty;

const APPLIED = new WeakSet<cloudfront.CfnDistribution>();

function apply(distribution: cloudfront.CfnDistribution, options: OriginFailoverProps): void {
  const { path } = distribution.node;
  if (APPLIED.has(distribution)) {
    throw refusal(
      path,
      'OriginFailover was added twice.',
      'a second OriginFailover',
      'one for each distribution',
      'Remove one of the two.',
    );
  }
  const { secondaryOrigin, behaviors, s3ReadTimeout, lastResort } = options;
  const config = distribution.distributionConfig;
  const resolved: Config = Stack.of(distribution).resolve(wiredPartsOf(config));
  const secondary = bind(new Member(secondaryOrigin, 'secondary', { s3ReadTimeout }), distribution, 'FailoverSecondary');
  const page = lastResort?._make(distribution, 'FailoverPages');
  const primary = primaryOf(resolved, behaviors);
  const kinds = {
    primaryIsBucket: primary?.s3OriginConfig !== undefined,
    secondaryIsBucket: secondary.s3OriginConfig !== undefined,
    secondaryId: secondary.id,
  };
  const failover = new Failover(distribution, '', options, kinds);
  const additions: Additions = {
    groupId: uniqueId(distribution, 'FailoverGroup'),
    apartId: uniqueId(distribution, 'FailoverApart'),
    secondary,
    statusCodes: failover.statusCodes,
    primary: { headers: failover.primaryHeaders, s3ReadTimeout, timeBudget: failover.timeBudget },
    functionArn: failover.edgeFunction?.edgeArn,
    realtimeLogsArn: failover.realtimeLogs?.realtimeLogConfigArn,
    viewerFunctions: failover.viewerFunctions.map(({ option, eventType, viewerFunction }) => ({
      option, eventType, functionArn: viewerFunction.functionArn,
    })),
    behaviors,
    lastResort: page && {
      origin: bind(page.origin, distribution, 'FailoverLastResort'),
      pathPattern: page.pathPattern,
      errorResponses: page.errorResponses.map(({ httpStatus, responseHttpStatus, responsePagePath, ttl }) => ({
        errorCode: httpStatus,
        responseCode: responseHttpStatus,
        responsePagePath,
        errorCachingMinTtl: ttl?.toSeconds(),
      })),
    },
  };
  if (page) {
    const members = [primary, secondary].filter(member => member !== undefined);
    checkApart(path, page, members);
    checkErrorResponses(path, page, errorCodesIn(resolved));
  }
  const wiringOf = (given: Config) => wire(given, additions, distribution);

  // What cannot work now never will. A behavior that is named may still be added.
  const [problem] = wiringOf(resolved).problems.filter(({ mayChange }) => !mayChange);
  if (problem) throw refusalOf(path, problem);
  APPLIED.add(distribution);
  distribution.distributionConfig = withFailover(config, wiringOf);
  if (failover.edgeFunction) trustEdgeLambda(failover.edgeFunction);

  failover.attachTo(distribution, secondary);
  distribution.node.addValidation({
    validate: () => {
      const last: Config = Stack.of(distribution).resolve(config);
      const { problems, staying } = wiringOf(last);
      if (staying.length) reportStaying(distribution, staying);
      return [...problems, ...lateProblems(primaryOf(last, behaviors), secondary, kinds, options)].map(problemText);
    },
  });
  distribution.node.addValidation(new FailoverKept(distribution, failover, secondary));
  distribution.node.addValidation(new SynthChecks(distribution));
}

/** What shows when every behavior is there: one that is named may be added after this. */
function lateProblems(
  primary: cloudfront.CfnDistribution.OriginProperty | undefined,
  secondary: cloudfront.CfnDistribution.OriginProperty,
  { primaryIsBucket, secondaryIsBucket }: MemberKinds,
  { s3ReadTimeout }: OriginFailoverProps,
): Array<Required<Problem>> {
  const isBucket = primary?.s3OriginConfig !== undefined;
  const unused = primary && readTimeoutProblem([primary, secondary], s3ReadTimeout);
  return [
    ...(primary && secondaryIsBucket && isBucket !== primaryIsBucket ? [OTHER_KIND] : []),
    ...(unused ? [unused] : []),
  ];
}

/** What counts as missing on a standby depends on it, and is part of the function. */
const OTHER_KIND: Required<Problem> = {
  what: 'OriginFailover was added before the behavior whose origin is the primary, and took the primary for an origin that is not ' +
    'a bucket.',
  got: 'a primary that is an S3 bucket',
  allowed: 'behaviors that are there when OriginFailover is added',
  fix: 'Add OriginFailover after the behaviors.',
};

/** Only these: resolving more would fix values of the user's that are meant to be known later. */
function wiredPartsOf(config: IResolvable | Config): unknown {
  return Token.isUnresolved(config) ? config : Object.fromEntries(WIRED.map(name => [name, (config as Config)[name]]));
}

/** Behaviors and origins may be added until the app is synthesized, so the configuration is worked out then. */
function withFailover(config: IResolvable | Config, wiringOf: (config: Config) => Wiring): IResolvable | Config {
  const later = (pick: (wired: Config) => unknown) =>
    Lazy.uncachedAny({ produce: context => pick(wiringOf(context.resolve(config)).config) });
  if (Token.isUnresolved(config)) return later(wired => wired);
  return { ...(config as Config), ...Object.fromEntries(WIRED.map(name => [name, later(wired => wired[name])])) };
}

function errorCodesIn({ customErrorResponses }: Config): number[] {
  const responses = Array.isArray(customErrorResponses) ? customErrorResponses : [];
  return responses.map(response => (response as cloudfront.CfnDistribution.CustomErrorResponseProperty).errorCode);
}

function bind(origin: cloudfront.IOrigin, distribution: cloudfront.CfnDistribution, id: string): cloudfront.CfnDistribution.OriginProperty {
  const scope = new Construct(distribution, id);
  return origin.bind(scope, { originId: nameOf(scope), distributionId: distribution.ref }).originProperty!;
}

function uniqueId(scope: Construct, id: string): string {
  return nameOf(new Construct(scope, id));
}

/** @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Origin.html */
const MAX_ORIGIN_ID = 128;

function nameOf(construct: Construct): string {
  return Names.uniqueId(construct).slice(-MAX_ORIGIN_ID);
}

/** What CDK does for the functions of a behavior. */
function trustEdgeLambda({ role }: lambda.IVersion): void {
  if (!iam.Role.isRole(role)) return;
  role.assumeRolePolicy?.addStatements(
    new iam.PolicyStatement({
      actions: ['sts:AssumeRole'],
      principals: [new iam.ServicePrincipal('edgelambda.amazonaws.com')],
    }),
  );
}

function reportStaying(distribution: Construct, patterns: readonly string[]): void {
  Annotations.of(distribution).addInfoV2(
    'cdk-failover-distribution:behavior-without-failover',
    `These behaviors allow methods that write, so they stay on the primary and do not fail over: ${patterns.join(', ')}. ` +
      'Allow GET, HEAD and OPTIONS only for a path that should fail over.',
  );
}
