import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { writingMethods } from './behaviors';
import { MemberOptions } from './members';
import { isIntrinsic } from './options';
import { budgetProblem } from './time-budget';
import { eventTaken, ViewerFunction } from './viewer-functions';
import { ROLE_HEADER } from '../../lambda/role';
import { Problem } from '../model/problem';

type Origin = CfnDistribution.OriginProperty;
type Association = CfnDistribution.LambdaFunctionAssociationProperty;
type ViewerAssociation = CfnDistribution.FunctionAssociationProperty;

/** What failover changes of a behavior, or looks at. */
export type Behavior = Pick<
  CfnDistribution.CacheBehaviorProperty,
  'targetOriginId' | 'allowedMethods' | 'grpcConfig' | 'lambdaFunctionAssociations' | 'functionAssociations' | 'realtimeLogConfigArn'
>;

/** What is added to behaviors. */
interface Functions {
  readonly hasFunction: boolean;
  readonly hasLogs: boolean;
  readonly viewerFunctions: ReadonlyArray<Omit<ViewerFunction, 'viewerFunction'>>;
}

export type NamedBehavior = [pattern: string, behavior: Behavior];

/** Why failover cannot be added. */
export interface WiringProblem extends Required<Problem> {
  /** Whether a behavior or an origin that is added later may solve it. */
  readonly mayChange?: boolean;
}

export function repeatedId({ id }: Origin): WiringProblem {
  return {
    what: 'The distribution has an origin with the id of the secondary already, and ids have to be unique.',
    got: String(id),
    allowed: 'an id of its own',
    fix: 'Change or remove originId of the secondary origin.',
  };
}

/** What of a behavior has to be known before it can be pointed at a group. */
export function unreadablePart(pattern: string, behavior: Behavior, { hasFunction, viewerFunctions }: Functions): WiringProblem[] {
  const parts = [
    'allowedMethods',
    'grpcConfig',
    ...(hasFunction ? ['lambdaFunctionAssociations'] : []),
    ...(viewerFunctions.length ? ['functionAssociations'] : []),
  ] as Array<keyof Behavior>;
  return parts.filter(name => isIntrinsic(behavior[name])).map(name => unreadable(`${name} of the behavior ${pattern}`, behavior[name]));
}

export function unreadable(name: string, value: unknown): WiringProblem {
  return {
    what: `What the distribution has as ${name} is known at deployment only, and failover has to be added to it.`,
    got: JSON.stringify(value) ?? '',
    allowed: 'a list or an object, whose items may be conditional',
    fix: 'Write it out, or use a FailoverDistribution.',
  };
}

export function noBehavior(unknown: readonly string[], patterns: readonly string[]): WiringProblem {
  return {
    what: 'No behavior has this path pattern.',
    got: unknown.join(', '),
    allowed: patterns.join(', '),
    fix: 'Change behaviors. The default behavior is *.',
    mayChange: true,
  };
}

export function noPrimary(
  [, { targetOriginId: target }]: NamedBehavior,
  { originGroups }: CfnDistribution.DistributionConfigProperty,
): WiringProblem {
  const groups = ((originGroups as CfnDistribution.OriginGroupsProperty | undefined)?.items ?? []) as CfnDistribution.OriginGroupProperty[];
  if (groups.some(({ id }) => same(id, target))) {
    return {
      what: 'The behavior has failover already: its target is an origin group.',
      got: JSON.stringify(target),
      allowed: 'a behavior on a single origin',
      fix: 'Remove the origin group, or leave OriginFailover out.',
    };
  }
  return {
    what: 'The target of the behavior is not an origin of this distribution.',
    got: JSON.stringify(target) ?? '',
    allowed: 'the id of one of its origins',
    fix: 'Change the target, or name other behaviors.',
  };
}

export function writes(pattern: string, behavior: Behavior): WiringProblem {
  return {
    what: `The behavior ${pattern} allows methods that write, which CloudFront does not accept on an origin group.`,
    got: writesOf(behavior).join(', '),
    allowed: 'GET and HEAD, or GET, HEAD and OPTIONS',
    fix: 'Allow fewer methods on it, or name the behaviors that are to fail over in behaviors.',
  };
}

export function otherOrigin([pattern, { targetOriginId: target }]: NamedBehavior, { id }: Origin): WiringProblem {
  return {
    what: `The behavior ${pattern} has another origin than the first of those to fail over, and a group has one primary.`,
    got: JSON.stringify(target),
    allowed: JSON.stringify(id),
    fix: 'Name behaviors of one origin only.',
  };
}

export function* problemsOf(
  pattern: string,
  { grpcConfig, lambdaFunctionAssociations, functionAssociations, realtimeLogConfigArn }: Behavior,
  { hasFunction, hasLogs, viewerFunctions }: Functions,
): Iterable<WiringProblem> {
  if ((grpcConfig as CfnDistribution.GrpcConfigProperty | undefined)?.enabled) {
    yield {
      what: `The behavior ${pattern} has gRPC on, for which CloudFront never fails over.`,
      got: 'GrpcConfig.Enabled: true',
      allowed: 'no gRPC',
      fix: 'Turn gRPC off, or name other behaviors in behaviors.',
    };
  }
  const associations = lambdaFunctionAssociations as Association[] | undefined;
  if (hasFunction && associations?.some(({ eventType }) => eventType === 'origin-response')) {
    yield {
      what: `The behavior ${pattern} has an origin-response function already, and CloudFront accepts one for each event.`,
      got: 'an origin-response function',
      allowed: 'functions on the other events',
      fix: 'Remove it from the behavior, wrap its handler in failoverAware and pass it as originResponseFunction; ' +
        'or set errorRewrite to ErrorRewrite.none().',
    };
  }
  if (hasLogs && realtimeLogConfigArn !== undefined) {
    yield {
      what: `The behavior ${pattern} has real-time logs already, and CloudFront accepts one configuration for each behavior.`,
      got: 'RealtimeLogConfigArn and realtimeLogs',
      allowed: 'one of the two',
      fix: 'Add the fields sr-reason and r-host to yours, and leave realtimeLogs out.',
    };
  }
  const given = {
    edgeLambdas: (associations ?? []).map(({ eventType = '' }) => ({ eventType })),
    functionAssociations: ((functionAssociations ?? []) as ViewerAssociation[]).map(({ eventType = '' }) => ({ eventType })),
  };
  for (const viewerFunction of viewerFunctions) {
    const problem = eventTaken(pattern, viewerFunction, given);
    if (problem) yield problem;
  }
}

export function* problemsOfMember(
  role: 'primary' | 'secondary',
  origin: Origin,
  { timeBudget, s3ReadTimeout }: MemberOptions,
  hasFunction: boolean,
): Iterable<WiringProblem> {
  const { vpcOriginConfig, originCustomHeaders } = origin;
  if (hasFunction && vpcOriginConfig) {
    yield {
      what: `The ${role} is a VPC origin, and Lambda@Edge functions do not run for those.`,
      got: 'a VPC origin and an origin-response function',
      allowed: 'one or the other',
      fix: 'Set errorRewrite to ErrorRewrite.none(), or use another origin.',
    };
  }
  if (role === 'secondary') return;
  const problem = timeBudget && budgetProblem(origin, timeBudget, s3ReadTimeout);
  if (problem) yield problem;
  if (originCustomHeaders === undefined) return;
  const headers = originCustomHeaders as CfnDistribution.OriginCustomHeaderProperty[];
  if (isIntrinsic(headers) || headers.some(({ headerName }) => headerName?.toLowerCase?.() === ROLE_HEADER)) {
    yield {
      what: `The header ${ROLE_HEADER} cannot be added to the custom headers of the primary.`,
      got: JSON.stringify(headers),
      allowed: `a list of headers without ${ROLE_HEADER}`,
      fix: 'Write the list out, or remove the header.',
    };
  }
}

export function writesOf({ allowedMethods }: Behavior): string[] {
  return Array.isArray(allowedMethods) ? writingMethods(allowedMethods) : [];
}

/** Whether two values of a template are the same. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
