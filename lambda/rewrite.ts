import { includes } from './decide';
import { Exchange } from './event';
import { Policy } from './policy';

/** Response header that keeps the origin's own status, so that a rewrite does not blind monitoring. */
export const ORIGINAL_STATUS_HEADER = 'x-failover-original-status';

/**
 * What describes the origin's body or how long it may be kept, and is wrong for ours. `transfer-encoding` and `via`
 * stay: they are read-only, and CloudFront answers 502 when a function drops them.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
 */
const STALE =
  /^(content-(length|encoding|md5|range|type)|accept-ranges|etag|last-modified|expires|pragma|cache-control|x-amz-(version-id|checksum-.*))$/;

/**
 * Replaces a final error with the policy's page. Mutates the response it got, and leaves one whose headers are not headers
 * as it is.
 */
export function rewrite({ request, response }: Exchange, policy: Policy): void {
  const headers = response.headers ?? {};
  if (typeof headers !== 'object' || Array.isArray(headers)) return;

  const set = [...policy.headers, [ORIGINAL_STATUS_HEADER, String(response.status)] as const];
  for (const name of Object.keys(headers)) {
    const lower = name.toLowerCase();
    if (STALE.test(lower) || set.some(([key]) => key === lower)) delete headers[name];
  }
  for (const [key, value] of set) headers[key] = [{ key, value }];
  response.headers = headers;

  // Only the secondary's list has this status: the standby lacks what the primary has, and that is the outage's fault.
  const status = policy.status || !includes(policy.rewrite, response.status) && 503;
  if (status) {
    response.status = `${status}`;
    response.statusDescription = policy.statusDescription || 'Service Unavailable';
  }
  if (request.method !== 'HEAD') {
    response.body = policy.body;
    response.bodyEncoding = 'text';
  }
}
