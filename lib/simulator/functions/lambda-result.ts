import { ChangedOrigin, changedOrigin } from './lambda-origin-change';
import { READ_ONLY } from '../../function-code/edge-headers';
import {
  checkHeaderSize, checkReadOnly, Failed, Invalid, Invocation, keepHidden, readBody, readResult, readStatus, Responded, short,
} from '../../function-code/function-result';
import { BODY_LIMIT, LambdaEvent, LambdaRequest } from '../../function-code/lambda-event';
import { generatedResponse, readHeaders, resultResponse } from '../../function-code/lambda-response';
import { EdgeRequest, EdgeResponse } from '../../function-code/message';

/** The result of a request function: a request, with its new origin if it changed that, or a response. */
export type RequestResult<Request extends EdgeRequest = EdgeRequest> =
  | { readonly kind: 'request'; readonly request: Request; readonly origin?: ChangedOrigin }
  | Responded
  | Failed;

/**
 * Longest URI with its query string, in characters.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html#function-restrictions-uri
 */
const MAX_URI = 8192;

/**
 * Applies the result of a viewer-request or origin-request function. A result with a status is a response.
 *
 * @param before the request that the event was made from; an `OriginRequest` includes the origin's path and custom headers
 * @param event the event that the function got
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html#request-event-fields
 */
export function applyRequestResult<Request extends EdgeRequest>(
  before: Request, invocation: Invocation, event: LambdaEvent,
): RequestResult<Request> {
  const { config: { eventType }, request: given } = event.Records[0].cf;
  return readResult<RequestResult<Request>>(invocation, result => {
    if (result.status !== undefined) return generatedResponse(result, eventType);

    for (const field of ['method', 'clientIp'] as const) {
      const isMissing = field === 'clientIp' && result[field] === undefined;
      if (result[field] === given[field] || isMissing) continue;
      throw new Invalid(`the function changed ${field} from ${given[field]} to ${short(result[field])}, which is read-only`);
    }
    const uri = uriOf(result.uri);
    const query = changedQuery(result.querystring, given, before);
    if (uri.length + query.length + 1 > MAX_URI) throw new Invalid(`the URI has more than ${MAX_URI} characters with its query string`);
    const origin = eventType === 'origin-request' ? changedOrigin(result.origin, given.origin) : undefined;

    const headers = readHeaders(result.headers);
    if (eventType === 'viewer-request' && headers['cloudfront-viewer-country'] && !before.headers['cloudfront-viewer-country']) {
      throw new Invalid('a viewer-request function added the header cloudfront-viewer-country');
    }
    checkReadOnly(READ_ONLY[eventType], before.headers, headers);
    keepHidden(before.headers, headers);
    setCustomHeaders(before, headers, given, origin);
    checkHeaderSize(headers, uri.length + query.length);

    const body = bodyOf(result.body, given, eventType === 'viewer-request' ? eventType : 'origin-request');
    if (body) headers['content-length'] = [String(body.length)];
    const prefix = origin ? origin.path : before.path.slice(0, before.path.length - given.uri.length);
    const host = 'host' in before ? { host: headers.host?.[0] ?? before.host } : {};
    const request: Request = { ...before, ...host, path: prefix + uri, query, headers, ...body && { body } };
    return { kind: 'request', request, ...origin && { origin } };
  });
}

function uriOf(uri: unknown): string {
  if (typeof uri !== 'string' || !/^\/[^\0-\x20\x7f?#]*$/.test(uri)) {
    throw new Invalid(`the uri is ${short(uri)}. Allowed: a path that begins with /, without spaces, control characters, ? and #`);
  }
  return uri;
}

/** Origin events have no query string if the policies forward only a part of it. Then it stays as it is. */
function changedQuery(query: unknown, given: LambdaRequest, before: EdgeRequest): string {
  if (query === undefined || query === given.querystring) return before.query;
  if (typeof query !== 'string' || /[\0-\x20\x7f#]/.test(query)) {
    throw new Invalid(`the querystring is ${short(query)}. Allowed: a string without spaces, control characters and #`);
  }
  return query;
}

/** A function does not see the origin's custom headers among the others, and may not set a header of the same name. */
function setCustomHeaders(before: EdgeRequest, headers: EdgeRequest['headers'], given: LambdaRequest, origin?: ChangedOrigin): void {
  const customHeaders = given.origin ? Object.values(given.origin)[0]!.customHeaders : {};
  for (const name of Object.keys(origin?.customHeaders ?? customHeaders)) {
    if (headers[name]) throw new Invalid(`the header ${name} is a custom header of the origin, too`);
  }
  if (origin) Object.assign(headers, origin.customHeaders);
  else for (const name of Object.keys(customHeaders)) if (before.headers[name]) headers[name] = before.headers[name];
}

/**
 * The body that replaces the viewer's; undefined if it stays. Base64 may be a third longer than the bytes it encodes. That a function
 * may not replace a body that it did not get is undocumented.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html#lambda-at-edge-restrictions-request-body
 */
function bodyOf(body: unknown, given: LambdaRequest, eventType: keyof typeof BODY_LIMIT): Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body !== 'object') throw new Invalid(`the body of the request is ${short(body)}. Allowed: { action, encoding, data }`);
  const { action = 'read-only', encoding = 'base64', data } = body as Record<string, unknown>;
  if (action === 'read-only') return undefined;
  if (action !== 'replace') throw new Invalid(`the action of the body is ${short(action)}. Allowed: read-only, replace`);
  if (!given.body) throw new Invalid('the function replaced the body of the request, and its association does not include the body');
  const bytes = readBody(data, encoding, 'body of the request');
  if (bytes.length <= BODY_LIMIT[eventType]) return bytes;
  throw new Invalid(`the body of the request has ${bytes.length} bytes. Allowed: ${BODY_LIMIT[eventType]}`);
}

/**
 * Applies the result of a viewer-response function. It cannot change the status. That it cannot set a body follows from what AWS says
 * about origin-response. That CloudFront answers both with a 502 is undocumented.
 *
 * @param before the response that the function got
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html#lambda-at-edge-restrictions-status-codes
 */
export function applyViewerResponse(before: EdgeResponse, invocation: Invocation): Responded | Failed {
  return readResult(invocation, result => {
    const status = readStatus(result.status, before.status);
    if (status !== before.status) throw new Invalid(`a viewer-response function changed the status from ${before.status} to ${status}`);
    if (result.body !== undefined) throw new Invalid('a viewer-response function set a body');
    const headers = readHeaders(result.headers);
    checkReadOnly(READ_ONLY['viewer-response'], before.headers, headers);
    keepHidden(before.headers, headers);
    return resultResponse(result, status, headers, 'viewer-response', before);
  });
}
