import { Exchange } from './event';
import { Policy, StatusRanges } from './policy';
import { roleOf } from './role';

/**
 * Decides what happens to an origin's response.
 *
 * | role            | method             | status                                  | result                               |
 * |-----------------|--------------------|-----------------------------------------|--------------------------------------|
 * | any             | any                | not on the rewrite list of that role    | pass                                 |
 * | primary         | GET, HEAD, OPTIONS | on the failover list                    | pass: CloudFront fails over          |
 * | primary         | any other, or any other status                               | rewrite: no origin is left to try    |
 * | secondary, sole | any                | any                                     | rewrite: this is the final response  |
 * | anything else   | any                | any                                     | pass                                 |
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 */
export function decide(exchange: Exchange, policy: Policy): 'pass' | 'rewrite' {
  const { status } = exchange.response;
  const { rewrite, secondary = rewrite } = policy;
  // Most statuses are on neither list, and finding the role is the slow part.
  if (!includes(rewrite, status) && !includes(secondary, status)) return 'pass';
  const role = roleOf(exchange.request);
  if (!includes(role === 'secondary' ? secondary : rewrite, status)) return 'pass';
  switch (role) {
    case 'primary': return failsOver(exchange, policy.failover) ? 'pass' : 'rewrite';
    case 'secondary':
    case 'sole': return 'rewrite';
    default: return 'pass';
  }
}

/**
 * Whether CloudFront sends the request on to the secondary after this response of the primary. A method that CloudFront
 * does not know counts as one that fails over: passing a response through is never wrong.
 */
export function failsOver({ request, response }: Exchange, failover: readonly number[]): boolean {
  return failover.includes(Number(response.status)) && !/^(POST|PUT|PATCH|DELETE)$/.test(request.method);
}

export function includes(ranges: StatusRanges, status: string | number): boolean {
  const code = Number(status);
  return ranges.some(range => code >= range[0] && code <= range[1]);
}
