import { EventType } from '../../function-code/edge-headers';
import { isOwnViewerFunction } from '../../function-code/viewer-functions';
import { AssociationModel, BehaviorModel, DistributionModel, groupOf, OriginGroupModel } from '../../model/distribution';
import { FunctionModel } from '../../model/lambda-function';
import { isUnknown, Value } from '../../model/value';
import { isOwnCode } from '../../simulator/functions/own-function-runner';

/** A function on an event of the behaviors of one origin group, or of those for which a CloudFront function chooses groups. */
export interface AttachedHandler {
  readonly distribution: DistributionModel;
  /** The group that the behaviors target. Without one, the cases show which groups are chosen. */
  readonly group?: OriginGroupModel;
  readonly event: EventType;
  /** Logical id of a Lambda function, association of a CloudFront function. */
  readonly name: string;
  /** The Lambda function. */
  readonly function?: FunctionModel;
  /** The behaviors that target the group and have the function. */
  readonly behaviors: readonly BehaviorModel[];
  /** Its associations. */
  readonly properties: readonly string[];
}

/** A function that cannot be found. */
export interface LostHandler {
  readonly distribution: DistributionModel;
  readonly property: string;
  readonly event: Value<string>;
  readonly reason: string;
}

/** Every function that runs for requests to an origin group. */
export function attachedHandlers(distribution: DistributionModel): Array<AttachedHandler | LostHandler> {
  const found = new Map<string, AttachedHandler | LostHandler>();
  for (const behavior of distribution.behaviors) {
    const group = groupOf(distribution, behavior);
    if (!group && !maySendToGroup(behavior, distribution)) continue;
    for (const association of behavior.functions) {
      const { property, eventType: event, function: lambda, functionCode } = association;
      if (isOwnViewerFunction(functionCode)) continue;
      const reason = lossOf(association);
      if (reason !== undefined) {
        found.set(property, { distribution, property, event, reason });
        continue;
      }
      const model = association.kind === 'lambda' ? lambda as FunctionModel : undefined;
      const key = JSON.stringify([group?.id, event, model ? [model.template, model.logicalId] : association.functionCode]);
      const before = found.get(key) as AttachedHandler | undefined;
      found.set(key, {
        distribution,
        group,
        event: event as EventType,
        name: model?.logicalId ?? property,
        ...before,
        function: model,
        behaviors: [...before?.behaviors ?? [], behavior],
        properties: [...before?.properties ?? [], property],
      });
    }
  }
  return [...found.values()];
}

/** Whether a CloudFront function may choose an origin group for requests to a behavior that targets none. */
function maySendToGroup({ functions }: BehaviorModel, { groups }: DistributionModel): boolean {
  return functions.some(({ kind, eventType, functionCode }) => {
    if (kind !== 'cloudfront-function' || eventType !== 'viewer-request') return false;
    if (isUnknown(functionCode)) return functions.some(one => one.kind === 'lambda' && one.eventType === 'origin-response');
    return /RequestOriginGroup/.test(functionCode ?? '') || (groups.length > 0 && /RequestOriginById/.test(functionCode ?? ''));
  });
}

function lossOf({ kind, eventType, function: lambda }: AssociationModel): string | undefined {
  if (kind === 'lambda' && isUnknown(eventType)) return `the function is attached to the event ${eventType.unknown}`;
  return kind === 'lambda' && isUnknown(lambda) ? `the function is ${lambda.unknown}` : undefined;
}

/** Whether an association has a function that is not this library's own: such a function runs only where it can do no harm. */
export function isForeign({ kind, function: lambda, functionCode }: AssociationModel): boolean {
  if (kind === 'cloudfront-function') return !isOwnViewerFunction(functionCode);
  return isUnknown(lambda) || !isOwnCode(lambda);
}
