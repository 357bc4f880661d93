/** Inclusive ranges of status codes: they take fewer characters of an inline function than a list. */
export type StatusRanges = ReadonlyArray<readonly [from: number, to: number]>;

/**
 * What the function is to do, baked into its code at synth: Lambda@Edge has no environment variables.
 *
 * Kept small on purpose, because it shares the 4,096 characters of an inline function with the code.
 */
export interface Policy {
  /** The origin group's failover criteria. */
  readonly failover: readonly number[];
  /** What is rewritten when no origin is left to try. */
  readonly rewrite: StatusRanges;
  /** The same for a response of the secondary, where it differs. */
  readonly secondary?: StatusRanges;
  /** The new status; the origin's own when missing. */
  readonly status?: number;
  readonly statusDescription?: string;
  readonly body: string;
  /** Response headers to set, names in lower case. `cache-control` is always among them. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** Response header that names the member that answered; none when missing. */
  readonly hint?: string;
  /** Whether the log names the path of the request; for the code that logs. */
  readonly logPath?: boolean;
}

/**
 * The status codes that CloudFront accepts as failover criteria of an origin group.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 */
export const FAILOVER_STATUS_CODES: readonly number[] = [400, 403, 404, 416, 429, 500, 502, 503, 504];

/**
 * Name of the origin custom header that passes the group's failover criteria to a function of your own, so that the list is kept
 * in one place.
 */
export const STATUS_CODES_HEADER = 'x-failover-status-codes';
