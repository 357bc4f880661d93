/**
 * The status codes that CloudFront accepts as failover criteria of an origin group.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 */
export const FAILOVER_STATUS_CODES: readonly number[] = [400, 403, 404, 416, 429, 500, 502, 503, 504];

/**
 * Name of the origin custom header in which the construct tells a function of the user's own what the primary fails
 * over on, so that the list is kept in one place.
 */
export const STATUS_CODES_HEADER = 'x-failover-status-codes';
