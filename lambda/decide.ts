import { Exchange } from './event';
import { Policy } from './policy';
import { roleOf } from './role';

/**
 * The product on one page: what becomes of an origin's answer.
 *
 * | role            | method             | status              | result                         |
 * |-----------------|--------------------|---------------------|--------------------------------|
 * | any             | any                | not on rewrite list | pass                           |
 * | primary         | GET, HEAD, OPTIONS | on failover list    | pass: CloudFront fails over    |
 * | primary         | any other, or any other status           | rewrite: nothing will follow   |
 * | secondary, sole | any                | any                 | rewrite: it is the last answer |
 * | anything else   | any                | any                 | pass                           |
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 */
export function decide(exchange: Exchange, policy: Policy): 'pass' | 'rewrite' {
  const status = Number(exchange.response.status);
  if (!policy.rewrite.some(([from, to]) => status >= from && status <= to)) return 'pass';
  switch (roleOf(exchange.request)) {
    case 'primary': return failsOver(exchange, policy.failover) ? 'pass' : 'rewrite';
    case 'secondary':
    case 'sole': return 'rewrite';
    default: return 'pass';
  }
}

/**
 * Whether CloudFront sends the request on to the secondary when this is the primary's answer. A method that CloudFront
 * does not have counts as one that fails over: leaving an answer alone is never wrong.
 */
export function failsOver({ request, response }: Exchange, failover: readonly number[]): boolean {
  return failover.includes(Number(response.status)) && !/^(POST|PUT|PATCH|DELETE)$/.test(request.method);
}
