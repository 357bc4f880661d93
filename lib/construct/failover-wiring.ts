import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { writingMethods } from './behaviors';
import { asMember, MemberOptions } from './members';
import { ROLE_HEADER } from '../../lambda/role';
import { Problem } from '../model/problem';

type Config = CfnDistribution.DistributionConfigProperty;
type Origin = CfnDistribution.OriginProperty;
type Behavior = Pick<
  CfnDistribution.CacheBehaviorProperty,
  'targetOriginId' | 'allowedMethods' | 'grpcConfig' | 'lambdaFunctionAssociations'
>;
type Association = CfnDistribution.LambdaFunctionAssociationProperty;

/** What is added to a distribution. */
export interface Additions {
  readonly groupId: string;
  readonly secondary: Origin;
  readonly statusCodes: number[];
  readonly primary: MemberOptions;
  /** ARN of the origin-response function; undefined without one. */
  readonly functionArn?: string;
  /** Path patterns that were named; `*` is the default behavior. */
  readonly behaviors?: readonly string[];
}

/** Why failover cannot be added. */
export interface WiringProblem extends Required<Problem> {
  /** Whether a behavior or an origin that is added later may solve it. */
  readonly mayChange?: boolean;
}

/** A distribution with failover, or why it cannot have any. */
export interface Wiring {
  readonly problems: readonly WiringProblem[];
  /** Path patterns that stay on the primary, because they allow methods that write. */
  readonly staying: readonly string[];
  /** The configuration with failover; the one that was given where that cannot be. */
  readonly config: Config;
}

/** The parts of a configuration that failover changes. */
export const WIRED = ['origins', 'originGroups', 'defaultCacheBehavior', 'cacheBehaviors'] as const;

/**
 * Adds failover to the configuration of a distribution.
 * @param config as it resolves for its template: what is still a reference is an object with the name of an intrinsic function
 */
export function wire(config: Config, additions: Additions, scope: Construct): Wiring {
  const refuse = (...problems: Array<WiringProblem>): Wiring => ({ problems, staying: [], config });

  if (isIntrinsic(config)) return refuse(unreadable('configuration', config));
  const hidden = WIRED.find(name => isIntrinsic(config[name]));
  if (hidden) return refuse(unreadable(hidden, config[hidden]));

  if (!config.defaultCacheBehavior) return refuse(unreadable('defaultCacheBehavior', config.defaultCacheBehavior));
  const behaviors = behaviorsOf(config);
  const { behaviors: named } = additions;
  const unknown = named?.filter(name => !behaviors.some(([pattern]) => pattern === name)) ?? [];
  if (unknown.length) {
    return refuse(
      noBehavior(
        unknown,
        behaviors.map(([pattern]) => pattern),
      ),
    );
  }

  const first = firstOf(behaviors, named);
  const primary = originOf(first, config);
  if (!primary) return refuse(noPrimary(first, config));
  const targets = behaviors.filter(([pattern, { targetOriginId }]) => (named ? named.includes(pattern) : same(targetOriginId, primary.id)));

  const hiddenPart = targets.flatMap(([pattern, behavior]) => unreadablePart(pattern, behavior, additions))[0];
  if (hiddenPart) return refuse(hiddenPart);
  const groups = config.originGroups as CfnDistribution.OriginGroupsProperty | undefined;
  if (isIntrinsic(groups?.items)) return refuse(unreadable('originGroups', groups?.items));

  const writing = targets.filter(([, behavior]) => writesOf(behavior).length > 0);
  const wired = targets.filter(target => named || !writing.includes(target));
  const problems = [
    ...(named ? writing.map(([pattern, behavior]) => writes(pattern, behavior)) : []),
    ...(wired.length ? [] : [writes(...first)]),
    ...wired.flatMap(([pattern, behavior]) => [...problemsOf(pattern, behavior, additions)]),
    ...wired.filter(([, { targetOriginId }]) => !same(targetOriginId, primary.id)).map(behavior => otherOrigin(behavior, primary)),
    ...problemsOfMember('primary', primary, additions),
    ...problemsOfMember('secondary', additions.secondary, additions),
  ];
  if (problems.length) return refuse(...problems);
  if (origins(config).some(({ id }) => same(id, additions.secondary.id))) return refuse(repeatedId(additions.secondary));

  const withFailover = <T extends Behavior>(behavior: T): T =>
    wired.some(([, one]) => one === behavior) ? onGroup(behavior, additions) : behavior;
  const items = [...((groups?.items as []) ?? []), groupOf(primary, additions)];
  return {
    problems,
    staying: writing.map(([pattern]) => pattern),
    config: {
      ...config,
      origins: [
        ...origins(config).map(origin =>
          origin === primary ? asMember(origin, 'primary', scope, additions.primary) : origin,
        ),
        additions.secondary,
      ],
      originGroups: { items, quantity: items.length },
      defaultCacheBehavior: withFailover(config.defaultCacheBehavior as CfnDistribution.DefaultCacheBehaviorProperty),
      cacheBehaviors: (config.cacheBehaviors as CfnDistribution.CacheBehaviorProperty[] | undefined)?.map(withFailover),
    },
  };
}

function origins(config: Config): Origin[] {
  return (config.origins ?? []) as Origin[];
}

function repeatedId({ id }: Origin): WiringProblem {
  return {
    what: 'The distribution has an origin with the id of the secondary already, and ids have to be unique.',
    got: String(id),
    allowed: 'an id of its own',
    fix: 'Change or remove originId of the secondary origin.',
  };
}

/** What of a behavior has to be known before it can be pointed at a group. */
function unreadablePart(pattern: string, behavior: Behavior, { functionArn }: Additions): WiringProblem[] {
  const parts = ['allowedMethods', 'grpcConfig', ...(functionArn ? ['lambdaFunctionAssociations'] : [])] as Array<keyof Behavior>;
  return parts.filter(name => isIntrinsic(behavior[name])).map(name => unreadable(`${name} of the behavior ${pattern}`, behavior[name]));
}

/** The origin that becomes the primary; undefined while that is not known. */
export function primaryOf(config: Config, named?: readonly string[]): Origin | undefined {
  if (isIntrinsic(config) || !config.defaultCacheBehavior || WIRED.some(name => isIntrinsic(config[name]))) return undefined;
  return originOf(firstOf(behaviorsOf(config), named), config);
}

type NamedBehavior = [pattern: string, behavior: Behavior];

function firstOf(behaviors: NamedBehavior[], named?: readonly string[]): NamedBehavior {
  return behaviors.find(([pattern]) => named?.includes(pattern)) ?? behaviors[0]!;
}

function originOf([, { targetOriginId }]: NamedBehavior, config: Config): Origin | undefined {
  return origins(config).find(({ id }) => same(id, targetOriginId));
}

/** Every behavior by its path pattern, in the order of the template. One under a condition has no pattern to go by, and stays as it is. */
function behaviorsOf({ defaultCacheBehavior, cacheBehaviors }: Config): NamedBehavior[] {
  return [
    ['*', defaultCacheBehavior as Behavior],
    ...((cacheBehaviors ?? []) as CfnDistribution.CacheBehaviorProperty[])
      .filter(behavior => !isIntrinsic(behavior))
      .map(behavior => [behavior.pathPattern, behavior] as NamedBehavior),
  ];
}

function groupOf({ id }: Origin, { groupId, statusCodes, secondary }: Additions): CfnDistribution.OriginGroupProperty {
  return {
    id: groupId,
    failoverCriteria: { statusCodes: { items: statusCodes, quantity: statusCodes.length } },
    members: { items: [{ originId: id }, { originId: secondary.id }], quantity: 2 },
  };
}

function onGroup<T extends Behavior>(behavior: T, { groupId, functionArn }: Additions): T {
  const associations = behavior.lambdaFunctionAssociations as Association[] | undefined;
  return {
    ...behavior,
    targetOriginId: groupId,
    ...(functionArn
      ? { lambdaFunctionAssociations: [...(associations ?? []), { eventType: 'origin-response', lambdaFunctionArn: functionArn }] }
      : {}),
  };
}

function isIntrinsic(value: unknown): boolean {
  return typeof value === 'object' && value !== null && /^(Fn::|Ref$)/.test(Object.keys(value)[0] ?? '');
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function writesOf({ allowedMethods }: Behavior): string[] {
  return Array.isArray(allowedMethods) ? writingMethods(allowedMethods) : [];
}

function unreadable(name: string, value: unknown): WiringProblem {
  return {
    what: `What the distribution has as ${name} is known at deployment only, and failover has to be added to it.`,
    got: JSON.stringify(value) ?? '',
    allowed: 'a list or an object, whose items may be conditional',
    fix: 'Write it out, or use a FailoverDistribution.',
  };
}

function noBehavior(unknown: readonly string[], patterns: readonly string[]): WiringProblem {
  return {
    what: 'No behavior has this path pattern.',
    got: unknown.join(', '),
    allowed: patterns.join(', '),
    fix: 'Change behaviors. The default behavior is *.',
    mayChange: true,
  };
}

function noPrimary([, { targetOriginId: target }]: NamedBehavior, { originGroups }: Config): WiringProblem {
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

function writes(pattern: string, behavior: Behavior): WiringProblem {
  return {
    what: `The behavior ${pattern} allows methods that write, which CloudFront does not accept on an origin group.`,
    got: writesOf(behavior).join(', '),
    allowed: 'GET and HEAD, or GET, HEAD and OPTIONS',
    fix: 'Allow fewer methods on it, or name the behaviors that are to fail over in behaviors.',
  };
}

function otherOrigin([pattern, { targetOriginId: target }]: NamedBehavior, { id }: Origin): WiringProblem {
  return {
    what: `The behavior ${pattern} has another origin than the first of those to fail over, and a group has one primary.`,
    got: JSON.stringify(target),
    allowed: JSON.stringify(id),
    fix: 'Name behaviors of one origin only.',
  };
}

function* problemsOf(
  pattern: string,
  { grpcConfig, lambdaFunctionAssociations }: Behavior,
  { functionArn }: Additions,
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
  if (functionArn && associations?.some(({ eventType }) => eventType === 'origin-response')) {
    yield {
      what: `The behavior ${pattern} has an origin-response function already, and CloudFront accepts one for each event.`,
      got: 'an origin-response function',
      allowed: 'functions on the other events',
      fix: 'Remove it from the behavior, wrap its handler in failoverAware and pass it as originResponseFunction; ' +
        'or set errorRewrite to ErrorRewrite.none().',
    };
  }
}

function* problemsOfMember(
  role: 'primary' | 'secondary',
  { vpcOriginConfig, originCustomHeaders }: Origin,
  { functionArn }: Additions,
): Iterable<WiringProblem> {
  if (functionArn && vpcOriginConfig) {
    yield {
      what: `The ${role} is a VPC origin, and Lambda@Edge functions do not run for those.`,
      got: 'a VPC origin and an origin-response function',
      allowed: 'one or the other',
      fix: 'Set errorRewrite to ErrorRewrite.none(), or use another origin.',
    };
  }
  if (role === 'secondary' || originCustomHeaders === undefined) return;
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
