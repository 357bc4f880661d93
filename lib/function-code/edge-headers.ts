/** When a function runs during a request. */
export type EventType = 'viewer-request' | 'origin-request' | 'origin-response' | 'viewer-response';

/**
 * Headers that are hidden from functions and that functions may not add.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html#function-restrictions-disallowed-headers
 */
// eslint-disable-next-line security/detect-non-literal-regexp -- of constants
const DISALLOWED = new RegExp(`^(${[
  'connection',
  'expect',
  'keep-alive',
  'proxy-(authenticate|authorization|connection)',
  'trailer',
  'upgrade',
  'x-accel-(buffering|charset|limit-rate|redirect)',
  'x-amz-cf-.*',
  'x-amzn-(auth|cf-billing|cf-id|cf-xff|errortype|fle-profile|header-count|header-order|lambda-integration-tag|requestid)',
  'x-cache',
  'x-edge-.*',
  'x-forwarded-proto',
  'x-real-ip',
].join('|')})$`);

/**
 * Headers that Lambda@Edge functions can read, but not add, change or delete.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html#function-restrictions-read-only-headers
 */
export const READ_ONLY: Readonly<Record<EventType, readonly string[]>> = {
  'viewer-request': ['cdn-loop', 'content-length', 'host', 'transfer-encoding', 'via'],
  'origin-request': [
    'accept-encoding', 'cdn-loop', 'content-length', 'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since',
    'transfer-encoding', 'via',
  ],
  'origin-response': ['transfer-encoding', 'via'],
  'viewer-response': ['warning', 'via', 'content-length', 'content-encoding', 'transfer-encoding'],
};

/**
 * Headers that cannot be origin custom headers.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html#add-origin-custom-headers-denylist
 */
// eslint-disable-next-line security/detect-non-literal-regexp -- of constants
export const NO_CUSTOM_HEADER = new RegExp(`^(${[
  'cache-control',
  'connection',
  'content-length',
  'cookie',
  'host',
  'if-(match|modified-since|none-match|range|unmodified-since)',
  'max-forwards',
  'pragma',
  'proxy-(authenticate|authorization|connection)',
  'range',
  'request-range',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-amz-.*',
  'x-edge-.*',
  'x-real-ip',
].join('|')})$`);

/** Cached, because every header of every event is looked up. Undefined for a hidden header. */
const keys = new Map<string, string | undefined>();

/** Whether a header, by its name in lower case, is hidden from functions, which may not add it either. */
export function isDisallowed(name: string): boolean {
  return headerKey(name) === undefined;
}

/**
 * The name with each word capitalized, as Lambda@Edge writes one without a `key`: the sender's spelling is lost by now.
 * Undefined for a hidden header.
 */
export function headerKey(name: string): string | undefined {
  const key = keys.get(name);
  if (key !== undefined || keys.has(name)) return key;
  const isHidden = DISALLOWED.test(name) || name === '__proto__';
  const made = isHidden ? undefined : name.replace(/(^|-)[a-z]/g, letter => letter.toUpperCase());
  if (keys.size >= 1000) keys.clear();
  keys.set(name, made);
  return made;
}
