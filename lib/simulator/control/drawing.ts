import { BehaviorModel, constructPathOf, DistributionModel, ErrorResponseModel, OriginModel, originName } from '../../model/distribution';
import { isUnknown, knownOr, show, Value } from '../../model/value';
import { Attempt } from '../journey/trace';

/** A distribution as the control page draws it: text and numbers only. Values that the template leaves open are shown as text. */
export interface Drawing {
  readonly logicalId: string;
  readonly template: string;
  readonly path?: string;
  readonly behaviors: readonly DrawnBehavior[];
  readonly groups: readonly DrawnGroup[];
  readonly origins: readonly DrawnOrigin[];
  readonly functions: readonly DrawnFunction[];
  readonly errorPages: readonly string[];
}

export interface DrawnBehavior {
  readonly pattern: string;
  /** Id of an origin or of a group. */
  readonly target: string;
  readonly methods: string;
}

export interface DrawnGroup {
  readonly id: string;
  readonly statusCodes: string;
  /** Ids of the origins, primary first. */
  readonly members: readonly string[];
}

export interface DrawnOrigin {
  readonly id: string;
  readonly role: Attempt['role'];
  readonly domainName: string;
  /** For people: the domain name, or the construct whose domain name only a deployment knows. */
  readonly name: string;
  readonly originPath: string;
  readonly kind: string;
  readonly attempts: number;
  readonly connectSeconds: number;
  readonly readSeconds: number;
}

export interface DrawnFunction {
  readonly event: string;
  readonly kind: 'lambda' | 'cloudfront-function';
  readonly name: string;
  /** Path patterns of the behaviors that it is attached to. */
  readonly behaviors: readonly string[];
}

/** Everything that the page draws of a distribution. */
export function draw(distribution: DistributionModel): Drawing {
  const { logicalId, template, behaviors, groups, origins, errorResponses } = distribution;
  return {
    logicalId,
    template,
    path: constructPathOf(distribution),
    behaviors: behaviors.map(behavior => ({
      pattern: show(behavior.pathPattern), target: show(behavior.target), methods: methods(behavior.allowedMethods),
    })),
    groups: groups.map(({ id, statusCodes, members }) => ({ id, statusCodes: list(statusCodes), members: members.map(show) })),
    origins: origins.map(origin => drawOrigin(origin, distribution)),
    functions: functionsOf(behaviors),
    errorPages: errorResponses.filter(({ responsePagePath }) => responsePagePath !== undefined).map(errorPageText),
  };
}

function errorPageText({ errorCode, responseCode, responsePagePath }: ErrorResponseModel): string {
  return `${show(errorCode)} -> ${show(responseCode ?? errorCode)} ${show(responsePagePath)}`;
}

function drawOrigin(origin: OriginModel, { groups }: DistributionModel): DrawnOrigin {
  const { id, domainName, originPath, kind, connectionAttempts, connectionTimeout, readTimeout } = origin;
  const positions = groups.map(({ members }) => members.indexOf(id)).filter(position => position >= 0);
  return {
    id,
    role: positions.length === 0 ? 'sole' : positions[0] === 0 ? 'primary' : 'secondary',
    domainName: show(domainName),
    name: originName(origin),
    originPath: show(originPath),
    kind,
    attempts: knownOr(connectionAttempts, 3),
    connectSeconds: knownOr(connectionTimeout, 10),
    readSeconds: knownOr(readTimeout, 30),
  };
}

function functionsOf(behaviors: readonly BehaviorModel[]): DrawnFunction[] {
  const drawn = new Map<string, { event: string; kind: DrawnFunction['kind']; name: string; behaviors: string[] }>();
  for (const { pathPattern, functions } of behaviors) {
    for (const { eventType, kind, function: edgeFunction } of functions) {
      const name = isUnknown(edgeFunction) ? edgeFunction.unknown : edgeFunction.logicalId;
      const event = show(eventType);
      const key = JSON.stringify([event, name]);
      const known = drawn.get(key) ?? { event, kind, name, behaviors: [] };
      known.behaviors.push(show(pathPattern));
      drawn.set(key, known);
    }
  }
  return [...drawn.values()];
}

function methods(value: BehaviorModel['allowedMethods']): string {
  return !isUnknown(value) && value.length === 7 ? 'every method' : list(value);
}

function list(value: Value<ReadonlyArray<Value<unknown>>>): string {
  return isUnknown(value) ? show(value) : value.map(show).join(' ');
}
