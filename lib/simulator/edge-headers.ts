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

interface Traits {
  /** The name as events have it; undefined for a header that functions do not see. */
  readonly key?: string;
}

/** Looked up for every header of every event, so kept. */
const known = new Map<string, Traits>();

/** Whether a function sees a header, by its name in lower case, and may add it. */
export function isDisallowed(name: string): boolean {
  return traitsOf(name).key === undefined;
}

/**
 * The name with each of its words capitalized, as Lambda@Edge writes one that has no `key`. The spelling that the viewer or
 * the origin used is lost on the way here. Undefined for a header that functions do not see.
 */
export function keyOf(name: string): string | undefined {
  return traitsOf(name).key;
}

function traitsOf(name: string): Traits {
  let traits = known.get(name);
  if (!traits) {
    const hidden = DISALLOWED.test(name) || name === '__proto__';
    traits = hidden ? {} : { key: name.replace(/(^|-)[a-z]/g, letter => letter.toUpperCase()) };
    if (known.size >= 1000) known.clear();
    known.set(name, traits);
  }
  return traits;
}
