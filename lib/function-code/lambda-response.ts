import { EventType, READ_ONLY } from './edge-headers';
import {
  addHeader,
  readBody,
  checkHeaderSize,
  checkReadOnly,
  Failed,
  frameAs,
  Invalid,
  Invocation,
  readResult,
  keepHidden,
  Responded,
  short,
  readStatus,
  readStatusText,
} from './function-result';
import { EdgeResponse, Headers } from './message';

/**
 * Applies the result of an origin-response function, as CloudFront would.
 *
 * When the function sets no body, the origin's body stays, streaming or not, with its Content-Length. When it sets one,
 * Content-Length is computed and Transfer-Encoding dropped: that CloudFront does so is undocumented.
 *
 * @param before the response that was passed to the function
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses.html#lambda-updating-http-responses
 */
export function applyOriginResponse(before: EdgeResponse, invocation: Invocation): Responded | Failed {
  return readResult(invocation, result => {
    const status = readStatus(result.status, before.status);
    const headers = readHeaders(result.headers);
    checkReadOnly(READ_ONLY['origin-response'], before.headers, headers);
    keepHidden(before.headers, headers);
    return resultResponse(result, status, headers, 'origin-response', before);
  });
}

/**
 * The largest response that a function may create, headers and body, in bytes. Base64 counts in its encoded form; that is
 * undocumented.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge
 */
const RESPONSE_LIMIT = { viewer: 40 * 1024, origin: 1024 * 1024 };

/**
 * A response that a request function created. It may not contain the headers that are read-only in its event at all, as the
 * errors of functions that set Content-Length show.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses.html#lambda-generating-http-responses-in-requests
 */
export function generatedResponse(result: Record<string, unknown>, eventType: EventType): Responded {
  const status = readStatus(result.status);
  if (eventType === 'viewer-request' && status === 204 && result.body !== undefined) {
    throw new Invalid('the status is 204, and there is a body');
  }
  const headers = readHeaders(result.headers);
  checkReadOnly(READ_ONLY[eventType], {}, headers);
  return resultResponse({ ...result, body: result.body ?? '' }, status, headers, eventType);
}

/**
 * Headers by name in lower case. A `key` has to equal the name except for case, and a name that is not in lower case counts
 * as if it were: both undocumented.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html#response-event-fields
 */
export function readHeaders(value: unknown, what = 'headers'): Headers {
  const headers: Headers = {};
  if (value === undefined || value === null) return headers;
  if (typeof value !== 'object' || Array.isArray(value)) throw new Invalid(`${what} is ${short(value)}. Allowed: an object`);
  for (const [key, entries] of Object.entries(value)) {
    const name = key.toLowerCase();
    if (!Array.isArray(entries)) throw new Invalid(`the header ${name} is ${short(entries)}. Allowed: an array of { key, value }`);
    for (const entry of entries) {
      if (typeof entry !== 'object' || entry === null) {
        throw new Invalid(`the header ${name} has the entry ${short(entry)}. Allowed: { key, value }`);
      }
      const { key: spelled = name } = entry;
      if (typeof spelled !== 'string' || spelled.toLowerCase() !== name) {
        throw new Invalid(`the header ${name} has the key ${short(spelled)}. Allowed: the same name`);
      }
      // CloudFront's error for other values says that an array of strings is allowed.
      for (const one of Array.isArray(entry.value) ? entry.value : [entry.value]) addHeader(headers, name, one);
    }
  }
  return headers;
}

/** The response in a result. Without a body of its own it keeps the body from before. */
export function resultResponse(
  result: Record<string, unknown>,
  status: number,
  headers: Headers,
  eventType: EventType,
  before?: EdgeResponse,
): Responded {
  const statusText = readStatusText(result.statusDescription, status);
  if (result.body === undefined) {
    frameAs(before!.headers, headers);
    checkHeaderSize(headers);
    return { kind: 'response', response: { status, statusText, headers, body: before!.body } };
  }
  const body = readBody(result.body, result.bodyEncoding);
  const limit = RESPONSE_LIMIT[eventType.startsWith('viewer') ? 'viewer' : 'origin'];
  const bytes = checkHeaderSize(headers) + Buffer.byteLength(result.body as string);
  if (bytes > limit) throw new Invalid(`the response that the function made has ${bytes} bytes. Allowed: ${limit}`);
  frameAs({ 'content-length': [String(body.length)] }, headers);
  return { kind: 'response', response: { status, statusText, headers, body } };
}
