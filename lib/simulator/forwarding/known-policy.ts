import { BehaviorModel } from '../../model/distribution';
import { NotModelled } from '../../model/errors';
import { CachePolicyModel, OriginRequestPolicyModel } from '../../model/policies';
import { isUnknown, show } from '../../model/value';

const GUIDE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide';

/** @throws NotModelled when the cache policy is not in the template */
export function cachePolicyOf({ cachePolicy, pathPattern }: BehaviorModel): CachePolicyModel {
  if (!isUnknown(cachePolicy)) return cachePolicy;
  throw new NotModelled(`a cache policy that cannot be read, ${cachePolicy.unknown} (the behavior ${show(pathPattern)})`, `${GUIDE}/controlling-the-cache-key.html`);
}

/** @throws NotModelled when the origin request policy is not in the template */
export function originRequestPolicyOf({ originRequestPolicy: policy, pathPattern }: BehaviorModel): OriginRequestPolicyModel | undefined {
  if (!isUnknown(policy)) return policy;
  throw new NotModelled(
    `an origin request policy that cannot be read, ${policy.unknown} (the behavior ${show(pathPattern)})`, `${GUIDE}/controlling-origin-requests.html`,
  );
}
