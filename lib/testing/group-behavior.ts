import { BehaviorModel, DistributionModel, failoverMethods, groupOf, membersOf, OriginModel } from '../model/distribution';
import { UnusableInput } from '../model/errors';
import { isUnknown, show } from '../model/value';

/** A cache behavior on an origin group, with what failing over depends on. */
export interface GroupBehavior {
  readonly behavior: BehaviorModel;
  /** Path pattern; `*` for the default behavior. */
  readonly name: string;
  readonly primary: OriginModel;
  readonly secondary: OriginModel;
  /** The failover criteria. */
  readonly codes: readonly number[];
  /** Methods that fail over: OPTIONS is one only where it is cached. */
  readonly methods: readonly string[];
}

/**
 * The behaviors of a distribution that can fail over.
 * @throws UnusableInput when there is none, or how it fails over is known only at deployment
 */
export function groupBehaviorsOf(distribution: DistributionModel): GroupBehavior[] {
  const found = distribution.behaviors.flatMap(behavior => groupBehavior(distribution, behavior) ?? []);
  if (found.length) return found;
  throw new UnusableInput(
    `No behavior of the distribution ${distribution.logicalId} can fail over. ` +
      `Got: ${distribution.behaviors.map(({ pathPattern, target }) => `${show(pathPattern)} on ${show(target)}`).join(', ')}. ` +
      `Allowed: at least one behavior on an origin group, ${distribution.groups.map(({ id }) => id).join(', ') || 'but there is none'}. ` +
      'Make it the target of a behavior.',
  );
}

function groupBehavior(distribution: DistributionModel, behavior: BehaviorModel): GroupBehavior | undefined {
  const group = groupOf(distribution, behavior);
  if (!group) return undefined;
  const name = show(behavior.pathPattern);
  const { statusCodes, id } = group;
  const [primary, secondary] = membersOf(distribution, group);
  if (!primary || !secondary || isUnknown(statusCodes) || statusCodes.some(isUnknown) || isUnknown(behavior.pathPattern)) {
    throw new UnusableInput(
      `How the behavior ${name} fails over is known only at deployment. Got: the group ${id} with ${show(statusCodes)}. Allowed: literal ` +
        'status codes and two members that are origins of the distribution. Replace tokens with values.',
    );
  }
  return { behavior, name, primary, secondary, codes: statusCodes as readonly number[], methods: failoverMethods(behavior) };
}
