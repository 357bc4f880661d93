import { BehaviorModel, DistributionModel, groupOf, membersOf, OriginModel } from '../../model/distribution';
import { isUnknown, show } from '../../model/value';

/** The origins that a behavior asks. */
export interface Target {
  readonly primary: OriginModel;
  readonly secondary?: OriginModel;
  readonly failoverStatusCodes: readonly number[];
  readonly cannotTell?: undefined;
}

/** The origins that a behavior asks, or why nobody can tell. */
export function targetOf(behavior: BehaviorModel, distribution: DistributionModel): Target | { readonly cannotTell: string } {
  const group = groupOf(distribution, behavior);
  if (!group) {
    if (behavior.target === '') return { cannotTell: 'it names no target.' };
    const primary = distribution.origins.find(({ id }) => id === behavior.target);
    return primary ? { primary, failoverStatusCodes: [] } : { cannotTell: `its target ${show(behavior.target)} is no origin of the distribution.` };
  }
  const [primary, secondary, ...more] = membersOf(distribution, group);
  if (!primary || !secondary || more.length) return { cannotTell: `its origin group ${group.id} has other than two members.` };
  if (primary === secondary) return { cannotTell: `both members of its origin group ${group.id} are ${primary.id}, which cannot answer and fail at once.` };
  const { statusCodes } = group;
  if (isUnknown(statusCodes) || statusCodes.some(isUnknown)) return { cannotTell: `the failover criteria of its origin group ${group.id} cannot be read.` };
  return { primary, secondary, failoverStatusCodes: statusCodes as readonly number[] };
}
