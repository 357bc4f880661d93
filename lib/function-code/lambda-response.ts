import { EventType, READ_ONLY } from './edge-headers';
import { addHeader, readBody, checkHeaderSize, checkReadOnly, Failed, frameAs, Invalid, Invocation, readResult, keepHidden, Responded, short, readStatus, readStatusText } from './function-result';
import { EdgeResponse, Headers } from './message';

/**
 * Takes the result of an origin-response function back into the edge.
 *
 * A body that the function does not set stays the origin's, streaming or not, and keeps its Content-Length. For one that it
 * sets, Content-Length is computed and Transfer-Encoding dropped: that CloudFront does so is undocumented.
 *
 * @param before the response that the function was given
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses.html#lambda-updating-http-responses
 */
export function applyOriginResponse(before: EdgeResponse, invocation: Invocation): Responded | Failed {
  return readResult(invocation, result => {
    const status = readStatus(result.status);
    const headers = readHeaders(result.headers);
    checkReadOnly(READ_ONLY['origin-response'], before.headers, headers);
    keepHidden(before.headers, headers);
    return resultResponse(result, status, headers, 'origin-response', before);
  });
}

/**
 * Largest response that a function makes, headers and body, in bytes. Base64 counts as it is written; that is undocumented.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge
 */
const RESPONSE_LIMIT = { viewer: 40 * 1024, origin: 1024 * 1024 };

/**
 * A response that a request function made. The headers that are read-only in its event it may not have at all: so say the
 * errors of functions that set Content-Length.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses.html#lambda-generating-http-responses-in-requests
 */
export function generatedResponse(result: Record<string, unknown>, eventType: EventType): Responded {
  const status = readStatus(result.status);
  if (eventType === 'viewer-request' && status === 204 && result.body !== undefined) throw new Invalid('the status is 204, and there is a body');
  const headers = readHeaders(result.headers);
  checkReadOnly(READ_ONLY[eventType], {}, headers);
  return resultResponse({ ...result, body: result.body ?? '' }, status, headers, eventType);
}

/**
 * Headers by name in lower case. A `key` has to be the name but for its case, and a name that is not in lower case counts
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
      if (typeof entry !== 'object' || entry === null) throw new Invalid(`the header ${name} has the entry ${short(entry)}. Allowed: { key, value }`);
      const { key: spelled = name } = entry;
      if (typeof spelled !== 'string' || spelled.toLowerCase() !== name) throw new Invalid(`the header ${name} has the key ${short(spelled)}. Allowed: the same name`);
      // An array of strings: the error of CloudFront for another value says that it may be one.
      for (const one of Array.isArray(entry.value) ? entry.value : [entry.value]) addHeader(headers, name, one);
    }
  }
  return headers;
}

/** The response that a result stands for; its body is the one before where the function sets none. */
export function resultResponse(result: Record<string, unknown>, status: number, headers: Headers, eventType: EventType, before?: EdgeResponse): Responded {
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
