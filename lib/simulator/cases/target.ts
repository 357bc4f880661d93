import { BehaviorModel, DistributionModel, groupOf, membersOf, OriginModel } from '../../model/distribution';
import { matchesPath } from '../../model/path-pattern';
import { isUnknown, show } from '../../model/value';
import { TraceChoice } from '../journey/trace';

/** The origins of a behavior. */
export interface BehaviorTarget {
  readonly primary: OriginModel;
  readonly secondary?: OriginModel;
  readonly failoverStatusCodes: readonly number[];
  readonly cannotTell?: undefined;
}

/** The origins of a behavior, or why they are unknown. */
export function behaviorTarget(behavior: BehaviorModel, distribution: DistributionModel): BehaviorTarget | { readonly cannotTell: string } {
  const group = groupOf(distribution, behavior);
  if (!group) {
    if (behavior.target === '') return { cannotTell: 'it has no target.' };
    const primary = distribution.origins.find(({ id }) => id === behavior.target);
    return primary
      ? { primary, failoverStatusCodes: [] }
      : { cannotTell: `its target ${show(behavior.target)} is not an origin of the distribution.` };
  }
  const [primary, secondary, ...more] = membersOf(distribution, group);
  if (!primary || !secondary || more.length) return { cannotTell: `its origin group ${group.id} does not have exactly two members.` };
  if (primary === secondary) {
    return { cannotTell: `both members of its origin group ${group.id} are ${primary.id}, which cannot respond and fail at once.` };
  }
  const { statusCodes } = group;
  if (isUnknown(statusCodes) || statusCodes.some(isUnknown)) {
    return { cannotTell: `the failover criteria of its origin group ${group.id} are not known.` };
  }
  return { primary, secondary, failoverStatusCodes: statusCodes as readonly number[] };
}

/** The origins of requests for which a CloudFront function chose an origin group. */
export function chosenTarget({ members, statusCodes }: TraceChoice, { origins }: DistributionModel): BehaviorTarget {
  const [primary, secondary] = members.map(id => origins.find(origin => origin.id === id)!) as [OriginModel, OriginModel];
  return { primary, secondary, failoverStatusCodes: statusCodes };
}

/** Replacements for the stars of a pattern. The first that leads to the behavior is the path of its cases. */
const FILLINGS = ['page', 'a/page', 'page.html', 'x', ''];

/** What else functions tell apart: the root, a directory, a route, a page and a file. */
const OTHER_FILLINGS = ['', 'docs/', 'products/42', 'index.html', 'images/logo.png'];

/** A path whose requests the behavior serves. Undefined when none was found: earlier behaviors match everything it matches. */
export function samplePath(behavior: BehaviorModel, all: readonly BehaviorModel[]): string | undefined {
  return pathsWith(FILLINGS, behavior, all)[0];
}

/** Paths of other kinds that the behavior serves. */
export function otherPaths(behavior: BehaviorModel, all: readonly BehaviorModel[]): string[] {
  return pathsWith(OTHER_FILLINGS, behavior, all).filter(path => path !== samplePath(behavior, all));
}

function pathsWith(fillings: readonly string[], behavior: BehaviorModel, all: readonly BehaviorModel[]): string[] {
  const { pathPattern } = behavior;
  const pattern = isUnknown(pathPattern) ? '*' : pathPattern;
  const paths = fillings.map(filling => sendable(pattern.replaceAll('*', filling).replaceAll('?', 'x')));
  return [...new Set(paths)]
    .filter(path => all.find(other => isUnknown(other.pathPattern) || matchesPath(other.pathPattern, path)) === behavior);
}

/** As in a request line. */
function sendable(path: string): string {
  const rooted = path.startsWith('/') ? path : `/${path}`;
  return Buffer.from(rooted).toString().replace(/[^\x21\x22\x24-\x7e]+/g, encodeURIComponent);
}
