import { cacheControlOf } from './cache-control';
import { lifetimeOf } from './lifetime';
import { BehaviorModel } from '../../model/distribution';
import { CachePolicyModel } from '../../model/policies';
import { cachePolicyOf } from '../forwarding/known-policy';
import { Headers } from '../message';

/**
 * Whether an expired object may be served because the final answer is a 5xx, or no origin was reached: within its stale-if-error, or without
 * one for as long as the maximum TTL. After a 4xx CloudFront never does. That must-revalidate changes nothing is undocumented.
 *
 * @param headers of the expired object
 * @param ageSeconds since it was stored or last validated
 * @param now milliseconds since 1970
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html#stale-if-error-only
 */
export function mayServeStale(headers: Headers, behavior: BehaviorModel, ageSeconds: number, now: number): boolean {
  const policy = cachePolicyOf(behavior);
  const window = cacheControlOf(headers)?.staleIfError;
  if (window === 0 || ageSeconds > policy.maxTtl) return false;
  return window === undefined ? policy.minTtl > 0 || policy.maxTtl > 0 : staleFor(headers, policy, ageSeconds, now) <= window;
}

/**
 * Whether an expired object is served while CloudFront asks the origin for a new one.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html#stale-while-revalidate
 */
export function staleWhileRevalidate(headers: Headers, behavior: BehaviorModel, ageSeconds: number, now: number): boolean {
  const window = cacheControlOf(headers)?.staleWhileRevalidate;
  if (!window) return false;
  const policy = cachePolicyOf(behavior);
  return ageSeconds <= policy.maxTtl && staleFor(headers, policy, ageSeconds, now) <= window;
}

function staleFor(headers: Headers, policy: CachePolicyModel, ageSeconds: number, now: number): number {
  return ageSeconds - lifetimeOf(headers, policy, now - ageSeconds * 1000);
}
