import { decide, failsOver } from './decide';
import { EdgeResponse, Exchange, OriginResponseEvent } from './event';
import { Policy } from './policy';
import { rewrite } from './rewrite';
import { roleOf } from './role';

/**
 * The Lambda@Edge handler for a policy. It never throws, because a failing function costs the viewer the answer that
 * the origin gave: what it cannot make sense of it returns as it got it. `async`, because Node.js 24 has no callbacks.
 */
export function originResponse(policy: Policy) {
  return async (event: OriginResponseEvent): Promise<EdgeResponse | undefined> => {
    const exchange = event?.Records?.[0]?.cf;
    try {
      if (decide(exchange!, policy) === 'rewrite') rewrite(exchange!, policy);
      if (policy.hint) hint(exchange!, policy.hint, policy.failover);
    } catch {
      // Not an event that CloudFront sends, and nothing has been changed yet.
    }
    return exchange?.response;
  };
}

/** Names the member that answered, except on what the law protects. */
function hint(exchange: Exchange, header: string, failover: readonly number[]): void {
  const role = roleOf(exchange.request);
  const final = role === 'primary' ? !failsOver(exchange, failover) : role === 'secondary' || role === 'sole';
  if (final) exchange.response.headers![header] = [{ key: header, value: role! }];
}
