import { EdgeRequest } from './event';

/**
 * Name of the origin custom header that tells which member of the origin group an origin is.
 *
 * CloudFront overwrites a viewer's header of this name and delivers ours in `request.origin`, where no viewer can write.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
 */
export const ROLE_HEADER = 'x-failover-role';

/** Which member answered; `sole` is an origin outside a group. */
export type Role = 'primary' | 'secondary' | 'sole';

/** The role of the origin that answered, or whatever stands in its place. */
export function roleOf(request: EdgeRequest): string | undefined {
  return originHeader(request, ROLE_HEADER);
}

/** An origin custom header's value; undefined unless it is there exactly once. */
export function originHeader({ origin }: EdgeRequest, name: string): string | undefined {
  const found = [];
  for (const { customHeaders } of Object.values(origin)) {
    for (const key of Object.keys(customHeaders)) {
      if (key.toLowerCase() === name) found.push(...customHeaders[key]!);
    }
  }
  return found.length === 1 ? found[0]!.value : undefined;
}
