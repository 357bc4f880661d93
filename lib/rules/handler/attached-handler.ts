import { AssociationModel, BehaviorModel, DistributionModel, groupOf, OriginGroupModel, originResponsesOf } from '../../model/distribution';
import { FunctionModel } from '../../model/lambda-function';
import { isUnknown } from '../../model/value';

/** An origin-response function on the behaviors of one origin group. */
export interface AttachedHandler {
  readonly distribution: DistributionModel;
  readonly group: OriginGroupModel;
  readonly function: FunctionModel;
  /** The behaviors that target the group and have the function. */
  readonly behaviors: readonly BehaviorModel[];
  /** The first association of the function. */
  readonly property: string;
}

/** A function that cannot be found. */
export interface LostHandler {
  readonly distribution: DistributionModel;
  readonly property: string;
  readonly reason: string;
}

/** Every origin-response function that runs before CloudFront decides whether to fail over. */
export function attachedHandlers(distribution: DistributionModel): Array<AttachedHandler | LostHandler> {
  const found = new Map<string, AttachedHandler | LostHandler>();
  for (const behavior of distribution.behaviors) {
    const group = groupOf(distribution, behavior);
    if (!group) continue;
    for (const { property, function: edgeFunction } of [...originResponsesOf(behavior), ...undecided(behavior)]) {
      if (isUnknown(edgeFunction)) {
        found.set(property, { distribution, property, reason: `the function is ${edgeFunction.unknown}` });
        continue;
      }
      const key = JSON.stringify([group.id, edgeFunction.template, edgeFunction.logicalId]);
      const before = found.get(key) as AttachedHandler | undefined;
      found.set(key, {
        property,
        ...before,
        distribution,
        group,
        function: edgeFunction,
        behaviors: [...(before?.behaviors ?? []), behavior],
      });
    }
  }
  return [...found.values()];
}

/** Associations whose event type is known only at deployment. */
function undecided(behavior: BehaviorModel): AssociationModel[] {
  return behavior.functions.flatMap(association => (association.kind === 'lambda' && isUnknown(association.eventType)
    ? [{ ...association, function: { unknown: `attached to the event ${association.eventType.unknown}` } }]
    : []));
}
