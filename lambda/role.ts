import { EdgeRequest } from './event';

/**
 * Name of the origin custom header that holds an origin's role in the origin group.
 *
 * CloudFront overwrites a viewer's header of this name and passes ours in `request.origin`, which no viewer can set.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
 */
export const ROLE_HEADER = 'x-failover-role';

/** Which member responded; `sole` is an origin outside a group. */
export type Role = 'primary' | 'secondary' | 'sole';

/** The role of the origin that responded, or whatever its header says. */
export function roleOf(request: EdgeRequest): string | undefined {
  return originHeader(request, ROLE_HEADER);
}

/** An origin custom header's value; undefined unless it is there exactly once. Without a list of what it found: it runs on every error. */
export function originHeader({ origin }: EdgeRequest, name: string): string | undefined {
  let count = 0;
  let value: string | undefined;
  for (const kind of Object.keys(origin)) {
    const { customHeaders } = origin[kind as 'custom']!;
    for (const key of Object.keys(customHeaders)) {
      if (key.toLowerCase() === name) for (const header of customHeaders[key]!) (count += 1, { value } = header);
    }
  }
  return count === 1 ? value : undefined;
}
