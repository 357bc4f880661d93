import { EdgeContext } from './context';
import { BehaviorModel, groupOf, membersOf } from '../../model/distribution';
import { NotModelled } from '../../model/errors';
import { isUnknown, show, Value } from '../../model/value';

const GUIDE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide';

/** Behaviors that were looked at and can be served. */
const served = new WeakSet<BehaviorModel>();

/**
 * Refuses a behavior whose answers would be a guess.
 * @throws NotModelled
 */
export function refuseWhatIsNotModelled(behavior: BehaviorModel, context: EdgeContext): void {
  if (served.has(behavior)) return;
  refuse(behavior, context);
  served.add(behavior);
}

function refuse(behavior: BehaviorModel, { distribution }: EdgeContext): void {
  const path = `the behavior ${show(behavior.pathPattern)}`;
  const because = (what: string, page: string): never => {
    throw new NotModelled(`${what} (${path})`, `${GUIDE}/${page}`);
  };
  if (isUnknown(behavior.pathPattern)) because('a path pattern that cannot be read', 'DownloadDistValuesCacheBehavior.html');
  if (areUnreadable(behavior.allowedMethods) || areUnreadable(behavior.cachedMethods)) because('methods that cannot be read', 'DownloadDistValuesCacheBehavior.html');
  if (behavior.restricted) because('signed URLs and signed cookies', 'PrivateContent.html');
  if (behavior.grpc === true) because('gRPC', 'distribution-using-grpc.html');
  if (isUnknown(behavior.cachePolicy)) because(`a cache policy that cannot be read, ${behavior.cachePolicy.unknown}`, 'controlling-the-cache-key.html');
  const headersPolicy = behavior.responseHeadersPolicy;
  if (isUnknown(headersPolicy)) because(`a response headers policy that cannot be read, ${headersPolicy.unknown}`, 'modifying-response-headers.html');

  const group = groupOf(distribution, behavior);
  if (!group) {
    if (!distribution.origins.some(({ id }) => id === behavior.target)) because(`the target ${show(behavior.target)}, which is no origin here`, 'DownloadDistValuesCacheBehavior.html');
    return;
  }
  if (group.selectionCriteria !== 'default') because(`selection by ${show(group.selectionCriteria)}`, 'media-quality-score.html');
  if (membersOf(distribution, group).length !== 2) because(`an origin group with other than two members, ${group.id}`, 'high_availability_origin_failover.html');
  if (areUnreadable(group.statusCodes)) because('failover status codes that cannot be read', 'high_availability_origin_failover.html');
}

function areUnreadable(list: Value<ReadonlyArray<Value<unknown>>>): boolean {
  return isUnknown(list) || list.some(isUnknown);
}
