import { Invocation } from './edge-function';
import { EdgeRequest, EdgeResponse, Headers } from '../message';
import { Fields, NamedValue, spread } from './viewer-function-fields';
import { viewerFunctionRequest, ViewerFunctionResponse, viewerFunctionResponse } from './viewer-function-message';
import {
  addHeader, readBody, checkHeaderSize, checkReadOnly, Failed, frameAs, Invalid, readResult, keepHidden, Responded, short, readStatus, readStatusText,
} from '../../function-code/function-result';

/**
 * Headers that CloudFront functions see and may not add, change or delete. On a response they are fewer than Lambda@Edge's.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html#function-restrictions-read-only-headers
 */
const READ_ONLY_REQUEST = ['cdn-loop', 'content-length', 'host', 'transfer-encoding', 'via'];
const READ_ONLY_RESPONSE = ['warning', 'via'];

/** What a viewer-request function wants: the request as it is to go on, or a response of its own. */
export type ViewerRequestResult = { readonly kind: 'request'; readonly request: EdgeRequest } | Responded | Failed;

/**
 * Takes the result of a CloudFront function on viewer-request back into the edge. A result with a status code is a response.
 * What the function did not change stays as the viewer wrote it.
 *
 * @param before the request that the event was made of
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html#functions-event-structure-request
 */
export function applyViewerFunctionRequest(before: EdgeRequest, invocation: Invocation): ViewerRequestResult {
  const given = viewerFunctionRequest(before);
  return readResult<ViewerRequestResult>(invocation, result => {
    if (result.statusCode !== undefined) return responded(result, READ_ONLY_REQUEST);

    const { method, uri, querystring = {}, headers: fields = {}, cookies = {} } = result;
    if (method !== given.method) throw new Invalid(`the function changed the method from ${given.method} to ${short(method)}, which is read-only`);
    if (typeof uri !== 'string' || !/^\/[^\0-\x20\x7f?#]*$/.test(uri)) {
      throw new Invalid(`the uri is ${short(uri)}. Allowed: a path that begins with /, without spaces, control characters, ? and #`);
    }
    const query = queryOf(querystring, given.querystring, before.query);
    if (uri.length + query.length + 1 > 8192) throw new Invalid('the URI has more than 8192 characters with its query string');

    const headers = headersOf(fields, given.headers);
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
 * Takes the result of a CloudFront function on viewer-response back into the edge. Unlike Lambda@Edge there, it may change
 * the status and the body. Content-Length follows a new body.
 *
 * @param before the response that the event was made of
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html#functions-event-structure-status-body
 */
export function applyViewerFunctionResponse(before: EdgeResponse, invocation: Invocation): Responded | Failed {
  return readResult(invocation, result => responded(result, READ_ONLY_RESPONSE, before, viewerFunctionResponse(before)));
}

function responded(
  result: Record<string, unknown>, readOnly: readonly string[], before?: EdgeResponse, given?: ViewerFunctionResponse,
): Responded {
  const status = readStatus(result.statusCode);
  const statusText = readStatusText(result.statusDescription, status);
  const { headers: fields = {}, cookies = {}, body: sent } = result;
  const headers = headersOf(fields, given?.headers ?? {});
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
  const { data, encoding } = typeof sent === 'object' && sent !== null ? sent as Record<string, unknown> : { data: sent ?? '', encoding: 'text' };
  const body = readBody(data, encoding);
  frameAs({ 'content-length': [String(body.length)] }, headers);
  return { kind: 'response', response: { status, statusText, headers, body } };
}

/** A function may return the query string as text, to say the order of the parameters. */
function queryOf(query: unknown, given: Fields, before: string): string {
  if (same(query, given)) return before;
  const written = ({ name, value }: NamedValue) => (value === '' ? name : `${name}=${value}`);
  const text = typeof query === 'string' ? query : spread(query, given, 'querystring').map(written).join('&');
  if (/[\0-\x20\x7f#]/.test(text)) throw new Invalid(`the querystring is ${short(text)}. Allowed: no spaces, control characters and #`);
  return text;
}

/** Header names have to be in lower case; that 502 is the answer to another one is undocumented. */
function headersOf(fields: unknown, given: Fields): Headers {
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
