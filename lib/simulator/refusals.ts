import { BehaviorModel, groupOf, membersOf } from '../model/distribution';
import { isUnknown, show } from '../model/value';
import { EdgeContext } from './context';
import { NotModelled } from './not-modelled';

const GUIDE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide';

/**
 * Refuses a behavior whose answers would be a guess.
 * @throws NotModelled
 */
export function refuseWhatIsNotModelled(behavior: BehaviorModel, { distribution }: EdgeContext): void {
  const path = `the behavior ${show(behavior.pathPattern)}`;
  const refuse = (what: string, page: string): never => {
    throw new NotModelled(`${what} (${path})`, `${GUIDE}/${page}`);
  };
  if (behavior.restricted) refuse('signed URLs and signed cookies', 'PrivateContent.html');
  if (behavior.grpc === true) refuse('gRPC', 'distribution-using-grpc.html');
  if (isUnknown(behavior.cachePolicy)) refuse(`a cache policy that cannot be read, ${behavior.cachePolicy.unknown}`, 'controlling-the-cache-key.html');

  const group = groupOf(distribution, behavior);
  if (!group) {
    if (!distribution.origins.some(({ id }) => id === behavior.target)) refuse(`the target ${show(behavior.target)}, which is no origin here`, 'DownloadDistValuesCacheBehavior.html');
    return;
  }
  if (group.selectionCriteria !== 'default') refuse(`selection by ${show(group.selectionCriteria)}`, 'media-quality-score.html');
  if (membersOf(distribution, group).length !== 2) refuse(`an origin group with other than two members, ${group.id}`, 'high_availability_origin_failover.html');
  if (isUnknown(group.statusCodes) || group.statusCodes.some(isUnknown)) refuse('failover status codes that cannot be read', 'high_availability_origin_failover.html');
}
