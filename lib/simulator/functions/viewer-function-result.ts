import { Fields, NamedValue, spread, viewerFunctionRequest, ViewerFunctionResponse, viewerFunctionResponse } from './viewer-function-event';
import {
  addHeader, checkHeaderSize, checkReadOnly, Failed, frameAs, Invalid, Invocation, keepHidden, readBody, readResult, readStatus,
  readStatusText, Responded, short,
} from '../../function-code/function-result';
import { EdgeRequest, EdgeResponse, Headers } from '../../function-code/message';

/**
 * Headers that CloudFront functions see and may not add, change or delete. On a response they are fewer than Lambda@Edge's.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html#function-restrictions-read-only-headers
 */
const READ_ONLY_REQUEST = ['cdn-loop', 'content-length', 'host', 'transfer-encoding', 'via'];
const READ_ONLY_RESPONSE = ['warning', 'via'];

/** The result of a viewer-request function: a request, or a response. */
export type ViewerRequestResult = { readonly kind: 'request'; readonly request: EdgeRequest } | Responded | Failed;

/**
 * Applies the result of a CloudFront function on viewer-request. A result with a status code is a response. Values that the function did
 * not change stay exactly as the viewer sent them.
 *
 * @param before the request that the event was made from
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html#functions-event-structure-request
 */
export function applyViewerFunctionRequest(before: EdgeRequest, invocation: Invocation): ViewerRequestResult {
  const given = viewerFunctionRequest(before);
  return readResult<ViewerRequestResult>(invocation, result => {
    if (result.statusCode !== undefined) return responseOf(result, READ_ONLY_REQUEST);

    const { method, uri, querystring = {}, headers: fields = {}, cookies = {} } = result;
    if (method !== given.method) {
      throw new Invalid(`the function changed the method from ${given.method} to ${short(method)}, which is read-only`);
    }
    if (typeof uri !== 'string' || !/^\/[^\0-\x20\x7f?#]*$/.test(uri)) {
      throw new Invalid(`the uri is ${short(uri)}. Allowed: a path that begins with /, without spaces, control characters, ? and #`);
    }
    const query = writtenQuery(querystring, given.querystring, before.query);
    if (uri.length + query.length + 1 > 8192) throw new Invalid('the URI has more than 8192 characters with its query string');

    const headers = headersOfFields(fields, given.headers);
    if (same(cookies, given.cookies)) {
      if (before.headers.cookie) headers.cookie = before.headers.cookie;
    } else {
      const all = spread(cookies, given.cookies, 'cookies').map(({ name, value }) => `${name}=${value}`);
      if (all.length) addHeader(headers, 'cookie', all.join('; '));
    }
    checkReadOnly(READ_ONLY_REQUEST, before.headers, headers);
    keepHidden(before.headers, headers);
    checkHeaderSize(headers, uri.length + query.length);
    return { kind: 'request', request: { ...before, path: uri, query, headers } };
  });
}

/**
 * Applies the result of a CloudFront function on viewer-response. Unlike a Lambda@Edge function, it may change the status and the body.
 * A new body gets a new Content-Length.
 *
 * @param before the response that the event was made from
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html#functions-event-structure-status-body
 */
export function applyViewerFunctionResponse(before: EdgeResponse, invocation: Invocation): Responded | Failed {
  return readResult(invocation, result => responseOf(result, READ_ONLY_RESPONSE, before, viewerFunctionResponse(before)));
}

function responseOf(
  result: Record<string, unknown>, readOnly: readonly string[], before?: EdgeResponse, given?: ViewerFunctionResponse,
): Responded {
  const status = readStatus(result.statusCode, before?.status);
  const statusText = readStatusText(result.statusDescription, status);
  const { headers: fields = {}, cookies = {}, body: sent } = result;
  const headers = headersOfFields(fields, given?.headers ?? {});
  if (given && before?.headers['set-cookie'] && same(cookies, given.cookies)) {
    headers['set-cookie'] = before.headers['set-cookie'];
  } else {
    for (const { name, value, attributes } of spread(cookies, given?.cookies ?? {}, 'cookies')) {
      addHeader(headers, 'set-cookie', `${name}=${value}${attributes ? `; ${attributes}` : ''}`);
    }
  }
  checkReadOnly(readOnly, before?.headers ?? {}, headers);
  if (before) keepHidden(before.headers, headers);
  checkHeaderSize(headers);

  if (sent === undefined && before) {
    frameAs(before.headers, headers);
    return { kind: 'response', response: { status, statusText, headers, body: before.body } };
  }
  const isObject = typeof sent === 'object' && sent !== null;
  const { data, encoding } = isObject ? sent as Record<string, unknown> : { data: sent ?? '', encoding: 'text' };
  const body = readBody(data, encoding);
  frameAs({ 'content-length': [String(body.length)] }, headers);
  return { kind: 'response', response: { status, statusText, headers, body } };
}

/** A function may return the query string as text, to choose the order of the parameters. */
function writtenQuery(query: unknown, given: Fields, before: string): string {
  if (same(query, given)) return before;
  const written = ({ name, value }: NamedValue) => (value === '' ? name : `${name}=${value}`);
  const text = typeof query === 'string' ? query : spread(query, given, 'querystring').map(written).join('&');
  if (/[\0-\x20\x7f#]/.test(text)) throw new Invalid(`the querystring is ${short(text)}. Allowed: no spaces, control characters and #`);
  return text;
}

/** Header names must be in lower case. That CloudFront answers others with a 502 is undocumented. */
function headersOfFields(fields: unknown, given: Fields): Headers {
  const headers: Headers = {};
  for (const { name, value } of spread(fields, given, 'headers')) {
    if (name !== name.toLowerCase()) throw new Invalid(`the header ${name} is not in lower case`);
    if (name === 'cookie' || name === 'set-cookie') throw new Invalid(`the function set the header ${name}. Allowed: cookies`);
    addHeader(headers, name, value);
  }
  return headers;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
