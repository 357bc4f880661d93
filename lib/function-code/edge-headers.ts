/** Where in the journey of a request a function runs. */
export type EventType = 'viewer-request' | 'origin-request' | 'origin-response' | 'viewer-response';

/**
 * Headers that functions do not see and may not add.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html#function-restrictions-disallowed-headers
 */
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
 * Headers that Lambda@Edge functions see and may not add, change or delete.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html#function-restrictions-read-only-headers
 */
export const READ_ONLY: Readonly<Record<EventType, readonly string[]>> = {
  'viewer-request': ['cdn-loop', 'content-length', 'host', 'transfer-encoding', 'via'],
  'origin-request': [
    'accept-encoding', 'cdn-loop', 'content-length', 'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since', 'transfer-encoding', 'via',
  ],
  'origin-response': ['transfer-encoding', 'via'],
  'viewer-response': ['warning', 'via', 'content-length', 'content-encoding', 'transfer-encoding'],
};

/**
 * Headers that origins may not be given as custom headers.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html#add-origin-custom-headers-denylist
 */
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

/** Looked up for every header of every event, so kept. Undefined for a header that functions do not see. */
const keys = new Map<string, string | undefined>();

/** Whether a function neither sees a header, by its name in lower case, nor may add it. */
export function isDisallowed(name: string): boolean {
  return headerKey(name) === undefined;
}

/**
 * The name with each of its words capitalized, as Lambda@Edge writes one that has no `key`: the spelling that the viewer or
 * the origin used is lost on the way here. Undefined for a header that functions do not see.
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
