import { CachePolicy, CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { asMember, MemberOptions } from './members';
import { isIntrinsic } from './options';
import { ViewerFunction } from './viewer-functions';
import {
  Behavior, NamedBehavior, noBehavior, noPrimary, otherOrigin, problemsOf, problemsOfMember, repeatedId, same, unreadable, unreadablePart,
  WiringProblem, writes, writesOf,
} from './wiring-problems';

type Config = CfnDistribution.DistributionConfigProperty;
type Origin = CfnDistribution.OriginProperty;
type CacheBehavior = CfnDistribution.CacheBehaviorProperty;
type ErrorResponse = CfnDistribution.CustomErrorResponseProperty;
type Association = CfnDistribution.LambdaFunctionAssociationProperty;
type ViewerAssociation = CfnDistribution.FunctionAssociationProperty;

/** What is added to a distribution. */
export interface Additions {
  readonly groupId: string;
  /** The id of a second origin that is the primary without a time budget, where behaviors that do not fail over need one. */
  readonly apartId: string;
  readonly secondary: Origin;
  readonly statusCodes: number[];
  readonly primary: MemberOptions;
  /** ARN of the origin-response function; undefined without one. */
  readonly functionArn?: string;
  readonly viewerFunctions: ReadonlyArray<Omit<ViewerFunction, 'viewerFunction'> & { readonly functionArn: string }>;
  readonly realtimeLogsArn?: string;
  /** Path patterns that were named; `*` is the default behavior. */
  readonly behaviors?: readonly string[];
  readonly lastResort?: LastResortAdditions;
}

/** The page for when no member responds. */
export interface LastResortAdditions {
  readonly origin: Origin;
  readonly pathPattern: string;
  readonly errorResponses: readonly ErrorResponse[];
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
export const WIRED = ['origins', 'originGroups', 'defaultCacheBehavior', 'cacheBehaviors', 'customErrorResponses'] as const;

/**
 * Adds failover to the configuration of a distribution.
 * @param config as it resolves for its template: what is still a reference is an object with the name of an intrinsic function
 */
export function wire(config: Config, additions: Additions, scope: Construct): Wiring {
  const refuse = (...problems: Array<WiringProblem>): Wiring => ({ problems, staying: [], config });

  if (isIntrinsic(config)) return refuse(unreadable('configuration', config));
  const hidden = WIRED.find(name => isIntrinsic(config[name]) && (additions.lastResort || name !== 'customErrorResponses'));
  if (hidden) return refuse(unreadable(hidden, config[hidden]));

  if (!config.defaultCacheBehavior) return refuse(unreadable('defaultCacheBehavior', config.defaultCacheBehavior));
  const behaviors = behaviorsOf(config);
  const { behaviors: named, lastResort } = additions;
  const { functionArn, viewerFunctions, realtimeLogsArn } = additions;
  const functions = { hasFunction: functionArn !== undefined, viewerFunctions, hasLogs: realtimeLogsArn !== undefined };
  const { hasFunction } = functions;
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

  const hiddenPart = targets.flatMap(([pattern, behavior]) => unreadablePart(pattern, behavior, functions))[0];
  if (hiddenPart) return refuse(hiddenPart);
  const groups = config.originGroups as CfnDistribution.OriginGroupsProperty | undefined;
  if (isIntrinsic(groups?.items)) return refuse(unreadable('originGroups', groups?.items));

  const writing = targets.filter(([, behavior]) => writesOf(behavior).length > 0);
  const wired = targets.filter(target => named || !writing.includes(target));
  const problems = [
    ...(named ? writing.map(([pattern, behavior]) => writes(pattern, behavior)) : []),
    ...(wired.length ? [] : [writes(...first)]),
    ...wired.flatMap(([pattern, behavior]) => [...problemsOf(pattern, behavior, functions)]),
    ...wired.filter(([, { targetOriginId }]) => !same(targetOriginId, primary.id)).map(behavior => otherOrigin(behavior, primary)),
    ...problemsOfMember('primary', primary, additions.primary, hasFunction),
    ...problemsOfMember('secondary', additions.secondary, {}, hasFunction),
  ];
  if (problems.length) return refuse(...problems);
  if (origins(config).some(({ id }) => same(id, additions.secondary.id))) return refuse(repeatedId(additions.secondary));

  // Timeouts that are short because a secondary follows are too short where none does.
  const apart = additions.primary.timeBudget
    ? behaviors.filter(behavior => same(behavior[1].targetOriginId, primary.id) && !wired.includes(behavior))
    : [];
  const withFailover = <T extends Behavior>(behavior: T): T => {
    if (wired.some(([, one]) => one === behavior)) return onGroup(behavior, additions);
    return apart.some(([, one]) => one === behavior) ? { ...behavior, targetOriginId: additions.apartId } : behavior;
  };
  const cacheBehaviors = config.cacheBehaviors as CacheBehavior[] | undefined;
  const errorResponses = (config.customErrorResponses ?? []) as ErrorResponse[];
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
        ...(apart.length ? [{ ...primary, id: additions.apartId }] : []),
        ...(lastResort ? [lastResort.origin] : []),
      ],
      originGroups: { items, quantity: items.length },
      defaultCacheBehavior: withFailover(config.defaultCacheBehavior as CfnDistribution.DefaultCacheBehaviorProperty),
      // CloudFront uses the first behavior that matches, and no other may serve the page.
      cacheBehaviors: lastResort
        ? [behaviorOf(lastResort, config), ...(cacheBehaviors ?? []).map(withFailover)]
        : cacheBehaviors?.map(withFailover),
      ...(lastResort && { customErrorResponses: [...errorResponses, ...lastResort.errorResponses] }),
    },
  };
}

function origins(config: Config): Origin[] {
  return (config.origins ?? []) as Origin[];
}

/** The origin that becomes the primary; undefined while that is not known. */
export function primaryOf(config: Config, named?: readonly string[]): Origin | undefined {
  if (isIntrinsic(config) || !config.defaultCacheBehavior || WIRED.some(name => isIntrinsic(config[name]))) return undefined;
  return originOf(firstOf(behaviorsOf(config), named), config);
}

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
    ...((cacheBehaviors ?? []) as CacheBehavior[])
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

function onGroup<T extends Behavior>(behavior: T, { groupId, functionArn, viewerFunctions, realtimeLogsArn }: Additions): T {
  const associations = behavior.lambdaFunctionAssociations as Association[] | undefined;
  const given = behavior.functionAssociations as ViewerAssociation[] | undefined;
  return {
    ...behavior,
    targetOriginId: groupId,
    ...(realtimeLogsArn ? { realtimeLogConfigArn: realtimeLogsArn } : {}),
    ...(functionArn
      ? { lambdaFunctionAssociations: [...(associations ?? []), { eventType: 'origin-response', lambdaFunctionArn: functionArn }] }
      : {}),
    ...(viewerFunctions.length && {
      functionAssociations: [
        ...(given ?? []),
        ...viewerFunctions.map(({ eventType, functionArn: arn }) => ({ eventType, functionArn: arn })),
      ],
    }),
  };
}

/** A viewer whom the default behavior serves may have the page. */
function behaviorOf({ origin, pathPattern }: LastResortAdditions, { defaultCacheBehavior }: Config): CacheBehavior {
  const { viewerProtocolPolicy } = defaultCacheBehavior as CfnDistribution.DefaultCacheBehaviorProperty;
  return {
    pathPattern,
    targetOriginId: origin.id,
    viewerProtocolPolicy,
    cachePolicyId: CachePolicy.CACHING_OPTIMIZED.cachePolicyId,
    compress: true,
  };
}
