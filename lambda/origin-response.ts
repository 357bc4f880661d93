import { decide, failsOver } from './decide';
import { EdgeResponse, Exchange, OriginResponseEvent } from './event';
import { Policy } from './policy';
import { rewrite } from './rewrite';
import { roleOf } from './role';

/**
 * The Lambda@Edge handler for a policy. It never throws, because a failing function costs the viewer the origin's
 * response: an event that it does not understand is returned unchanged. `async`, because Node.js 24 has no callbacks.
 */
export function originResponse(policy: Policy) {
  return async (event: OriginResponseEvent): Promise<EdgeResponse | undefined> => {
    const exchange = event?.Records?.[0]?.cf;
    try {
      if (decide(exchange!, policy) === 'rewrite') rewrite(exchange!, policy);
      if (policy.hint) hint(exchange!, policy.hint, policy.failover);
    } catch {
      // CloudFront sends no such event, and nothing has been changed yet.
    }
    return exchange?.response;
  };
}

/** Names the member that responded, except on responses that CloudFront fails over on. */
function hint(exchange: Exchange, header: string, failover: readonly number[]): void {
  const role = roleOf(exchange.request);
  const final = role === 'primary' ? !failsOver(exchange, failover) : role === 'secondary' || role === 'sole';
  if (final) exchange.response.headers![header] = [{ key: header, value: role! }];
}
