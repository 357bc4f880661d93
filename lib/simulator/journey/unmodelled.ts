import { BehaviorModel, DistributionModel, groupOf, membersOf } from '../../model/distribution';
import { NotModelled } from '../../model/errors';
import { isUnknown, show, Value } from '../../model/value';

const GUIDE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide';
const BEHAVIOR_PAGE = 'DownloadDistValuesCacheBehavior.html';
const FAILOVER_PAGE = 'high_availability_origin_failover.html';

/** Behaviors that were checked and can be served. */
const served = new WeakSet<BehaviorModel>();

/**
 * Refuses a behavior whose answers would be a guess.
 * @throws NotModelled
 */
export function refuseUnmodelled(behavior: BehaviorModel, distribution: DistributionModel): void {
  if (served.has(behavior)) return;
  refuse(behavior, distribution);
  served.add(behavior);
}

function refuse(behavior: BehaviorModel, distribution: DistributionModel): void {
  const { pathPattern, allowedMethods, cachedMethods, cachePolicy, responseHeadersPolicy, target } = behavior;
  const because = (what: string, page: string): never => {
    throw new NotModelled(`${what} (the behavior ${show(pathPattern)})`, `${GUIDE}/${page}`);
  };
  if (isUnknown(pathPattern)) because('a path pattern that cannot be read', BEHAVIOR_PAGE);
  if (areUnreadable(allowedMethods) || areUnreadable(cachedMethods)) because('methods that cannot be read', BEHAVIOR_PAGE);
  if (behavior.grpc === true) because('gRPC', 'distribution-using-grpc.html');
  if (isUnknown(cachePolicy)) because(`a cache policy that cannot be read, ${cachePolicy.unknown}`, 'controlling-the-cache-key.html');
  if (isUnknown(responseHeadersPolicy)) {
    because(`a response headers policy that cannot be read, ${responseHeadersPolicy.unknown}`, 'modifying-response-headers.html');
  }

  const group = groupOf(distribution, behavior);
  if (!group) {
    if (distribution.origins.some(({ id }) => id === target)) return;
    return because(`the target ${show(target)}, which is not an origin here`, BEHAVIOR_PAGE);
  }
  if (group.selectionCriteria !== 'default') because(`selection by ${show(group.selectionCriteria)}`, 'media-quality-score.html');
  if (membersOf(distribution, group).length !== 2) because(`an origin group with other than two members, ${group.id}`, FAILOVER_PAGE);
  if (areUnreadable(group.statusCodes)) because('failover status codes that cannot be read', FAILOVER_PAGE);
}

function areUnreadable(list: Value<ReadonlyArray<Value<unknown>>>): boolean {
  return isUnknown(list) || list.some(isUnknown);
}
