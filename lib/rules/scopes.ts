import { CannotTell, Outcome, Rule, Violation } from './rule';
import {
  AssociationModel, BehaviorModel, DistributionModel, ErrorResponseModel, groupOf, OriginGroupModel, OriginModel,
} from '../model/distribution';
import { FunctionModel } from '../model/lambda-function';
import { isUnknown, Value } from '../model/value';

type Answer = Outcome | undefined;
type Check = Rule['check'];

/** Asks once. */
export function onDistribution(check: (distribution: DistributionModel) => Answer): Check {
  return distribution => given([check(distribution)]);
}

/** Asks about each origin. */
export function onOrigins(check: (origin: OriginModel, distribution: DistributionModel) => Answer): Check {
  return distribution => given(distribution.origins.map(origin => check(origin, distribution)));
}

/** Asks about each origin group. */
export function onGroups(check: (group: OriginGroupModel, distribution: DistributionModel) => Answer): Check {
  return distribution => given(distribution.groups.map(group => check(group, distribution)));
}

/** Asks about each behavior. */
export function onBehaviors(check: (behavior: BehaviorModel, distribution: DistributionModel) => Answer): Check {
  return distribution => given(distribution.behaviors.map(behavior => check(behavior, distribution)));
}

/** Asks about each behavior that targets an origin group. */
export function onGroupBehaviors(
  check: (behavior: BehaviorModel, group: OriginGroupModel, distribution: DistributionModel) => Answer,
): Check {
  return onBehaviors((behavior, distribution) => {
    const group = groupOf(distribution, behavior);
    return group && check(behavior, group, distribution);
  });
}

/** Asks about each function association of each behavior. */
export function onAssociations(
  check: (association: AssociationModel, behavior: BehaviorModel, distribution: DistributionModel) => Answer,
): Check {
  return distribution => given(distribution.behaviors.flatMap(behavior =>
    behavior.functions.map(association => check(association, behavior, distribution))));
}

/** Asks about each custom error response. */
export function onErrorResponses(check: (response: ErrorResponseModel, distribution: DistributionModel) => Answer): Check {
  return distribution => given(distribution.errorResponses.map(response => check(response, distribution)));
}

/** A finding about a function names one of its settings. */
export type Complaint = (Omit<Violation, 'property'> | Omit<CannotTell, 'property'>) & { setting: string };

/** Asks about each Lambda function once, however many behaviors have it. */
export function onFunctions(check: (edgeFunction: FunctionModel) => Complaint | undefined): Check {
  return function* (distribution): Iterable<Outcome> {
    for (const { property, function: edgeFunction } of lambdasOf(distribution)) {
      if (isUnknown(edgeFunction)) {
        yield { property, cannotTell: `the function is ${edgeFunction.unknown}` };
        continue;
      }
      const complaint = check(edgeFunction);
      if (complaint) yield { ...complaint, property: `${edgeFunction.logicalId}.${complaint.setting}` };
    }
  };
}

const lambdas = new WeakMap<DistributionModel, readonly AssociationModel[]>();

/** One association of each Lambda function, and all of those whose function is not known. Kept, because two dozen rules ask for it. */
function lambdasOf(distribution: DistributionModel): readonly AssociationModel[] {
  const known = lambdas.get(distribution);
  if (known) return known;
  const seen = new Set<string>();
  const found = distribution.behaviors.flatMap(({ functions }) => functions).filter(({ kind, function: edgeFunction }) => {
    if (kind !== 'lambda' || isUnknown(edgeFunction)) return kind === 'lambda';
    const name = `${edgeFunction.template}/${edgeFunction.logicalId}`;
    return !seen.has(name) && seen.add(name);
  });
  lambdas.set(distribution, found);
  return found;
}

/** A number that must not pass a limit. */
export function above(setting: string, value: Value<number>, limit: number, complaint: Omit<Violation, 'property'>): Complaint | undefined {
  if (isUnknown(value)) return { setting, cannotTell: `${setting} is ${value.unknown}` };
  return value > limit ? { setting, ...complaint } : undefined;
}

function given(answers: readonly Answer[]): Outcome[] {
  return answers.filter((answer): answer is Outcome => answer !== undefined);
}
