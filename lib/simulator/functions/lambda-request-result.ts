import { Invocation } from './edge-function';
import { ChangedOrigin, changedOrigin } from './lambda-origin-change';
import { READ_ONLY } from '../../function-code/edge-headers';
import { readBody, checkHeaderSize, checkReadOnly, Failed, Invalid, readResult, keepHidden, Responded, short } from '../../function-code/function-result';
import { BODY_LIMIT, LambdaEvent, LambdaRequest } from '../../function-code/lambda-event';
import { generatedResponse, readHeaders } from '../../function-code/lambda-response';
import { EdgeRequest } from '../message';

/** What a request function wants: the request, and where it is to go instead, or a response of its own. */
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
 * Takes the result of a viewer-request or origin-request function back into the edge. A result with a status is a response.
 *
 * @param before the request that the event was made of, with the origin's path and custom headers when it is an `OriginRequest`
 * @param event the event that the function was given
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html#request-event-fields
 */
export function applyRequestResult<Request extends EdgeRequest>(before: Request, invocation: Invocation, event: LambdaEvent): RequestResult<Request> {
  const { config: { eventType }, request: given } = event.Records[0].cf;
  return readResult<RequestResult<Request>>(invocation, result => {
    if (result.status !== undefined) return generatedResponse(result, eventType);

    for (const field of ['method', 'clientIp'] as const) {
      const isMissing = field === 'clientIp' && result[field] === undefined;
      if (result[field] !== given[field] && !isMissing) throw new Invalid(`the function changed ${field} from ${given[field]} to ${short(result[field])}, which is read-only`);
    }
    const uri = uriOf(result.uri);
    const query = queryOf(result.querystring, given, before);
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

/** Origin events have no query string when the policies forward only a part of it: then it stays. */
function queryOf(query: unknown, given: LambdaRequest, before: EdgeRequest): string {
  if (query === undefined || query === given.querystring) return before.query;
  if (typeof query !== 'string' || /[\0-\x20\x7f#]/.test(query)) {
    throw new Invalid(`the querystring is ${short(query)}. Allowed: a string without spaces, control characters and #`);
  }
  return query;
}

/** The custom headers of the origin are not among those that the function sees, and no header may have the name of one. */
function setCustomHeaders(before: EdgeRequest, headers: EdgeRequest['headers'], given: LambdaRequest, origin?: ChangedOrigin): void {
  const customHeaders = given.origin ? Object.values(given.origin)[0]!.customHeaders : {};
  for (const name of Object.keys(origin?.customHeaders ?? customHeaders)) {
    if (headers[name]) throw new Invalid(`the header ${name} is a custom header of the origin, too`);
  }
  if (origin) Object.assign(headers, origin.customHeaders);
  else for (const name of Object.keys(customHeaders)) if (before.headers[name]) headers[name] = before.headers[name];
}

/**
 * The body that replaces the viewer's; undefined when it stays. Base64 may be a third longer than what it stands for. A
 * function that replaces a body which it was not given is refused; that is undocumented.
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
  if (bytes.length > BODY_LIMIT[eventType]) throw new Invalid(`the body of the request has ${bytes.length} bytes. Allowed: ${BODY_LIMIT[eventType]}`);
  return bytes;
}
