import { httpDate } from './cache-headers';
import { EdgeRequest, EdgeResponse, EMPTY, headerOf, Headers } from '../../function-code/message';
import { isInMemory } from '../origins/whole-body';

/**
 * The part of a complete response that the viewer gets: nothing new (304), a range (206, 416), the headers only (HEAD), or everything.
 * Conditions and ranges apply to a 200 whose body is in memory. A body that streams is passed on whole.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RangeGETs.html
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
export function finish(request: EdgeRequest, response: EdgeResponse): EdgeResponse {
  const { method, headers: asked } = request;
  const { body } = response;
  if ((method !== 'GET' && method !== 'HEAD') || !isInMemory(body)) return response;
  if (response.status === 200) {
    if (isUnchanged(asked, response.headers)) return notModified(response);
    if (method === 'GET' && asked.range && meetsIfRange(asked, response.headers)) return partOf(response, body, headerOf(asked, 'range')!);
  }
  return method === 'HEAD' ? withoutBody(response, body) : response;
}

/** If-Modified-Since counts only when there is no If-None-Match. */
function isUnchanged(asked: Headers, sent: Headers): boolean {
  const tags = headerOf(asked, 'if-none-match');
  if (tags !== undefined) {
    const tag = sent.etag?.[0];
    return tags.trim() === '*' || (tag !== undefined && tagsIn(tags).includes(withoutWeakness(tag)));
  }
  const since = httpDate(headerOf(asked, 'if-modified-since'));
  const modified = httpDate(headerOf(sent, 'last-modified'));
  return since !== undefined && modified !== undefined && modified <= since;
}

/** Entity tags may contain commas. */
function tagsIn(list: string): string[] {
  return list.match(/"[^"]*"/g) ?? list.split(',').map(tag => withoutWeakness(tag.trim()));
}

function withoutWeakness(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}

/** A range belongs to the version that the viewer has. A weak entity tag does not identify it. */
function meetsIfRange(asked: Headers, sent: Headers): boolean {
  const condition = headerOf(asked, 'if-range');
  if (condition === undefined) return true;
  if (condition.startsWith('"')) return condition === sent.etag?.[0];
  const date = httpDate(condition);
  return date !== undefined && date === httpDate(headerOf(sent, 'last-modified'));
}

const DESCRIBE_THE_BODY = ['content-length', 'content-type', 'content-encoding', 'content-language', 'content-range', 'transfer-encoding'];

function notModified({ headers }: EdgeResponse): EdgeResponse {
  const kept = { ...headers };
  for (const name of DESCRIBE_THE_BODY) delete kept[name];
  return { status: 304, statusText: 'Not Modified', headers: kept, body: EMPTY };
}

function partOf(response: EdgeResponse, body: Uint8Array, asked: string): EdgeResponse {
  const range = rangeOf(asked, body.length);
  if (range === 'all') return response;
  if (range === 'unsatisfiable') {
    const headers = { ...response.headers, 'content-range': [`bytes */${body.length}`], 'content-length': ['0'] };
    return { status: 416, statusText: 'Range Not Satisfiable', headers, body: EMPTY };
  }
  const part = body.subarray(range.first, range.last + 1);
  const position = `bytes ${range.first}-${range.last}/${body.length}`;
  const headers = { ...response.headers, 'content-range': [position], 'content-length': [String(part.length)] };
  return { status: 206, statusText: 'Partial Content', headers, body: part };
}

function withoutBody(response: EdgeResponse, body: Uint8Array): EdgeResponse {
  if (body.length === 0) return response;
  return { ...response, headers: { ...response.headers, 'content-length': [String(body.length)] }, body: EMPTY };
}

/** The first and the last byte of a part. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The part of a body that a Range header asks for. A header that is invalid, or asks for several parts, gets the whole body. CloudFront
 * would send several parts as `multipart/byteranges`.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RangeGETs.html
 */
export function rangeOf(header: string, length: number): ByteRange | 'all' | 'unsatisfiable' {
  const [, from = '', to = ''] = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header) ?? [];
  if (from === '') {
    if (to === '') return 'all';
    const suffix = Math.min(Number(to), length);
    return suffix === 0 ? 'unsatisfiable' : { first: length - suffix, last: length - 1 };
  }
  const first = Number(from);
  const last = to === '' ? length - 1 : Math.min(Number(to), length - 1);
  if (to !== '' && Number(to) < first) return 'all';
  return first >= length ? 'unsatisfiable' : { first, last };
}

const CONDITION_NAMES = ['range', 'if-range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'];
const CONDITIONS = new Set(CONDITION_NAMES);

/** The headers without those that ask for less than the whole object. Without any of them, the same headers come back. */
export function withoutConditions(headers: Headers): Headers {
  if (!CONDITION_NAMES.some(name => Object.hasOwn(headers, name))) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CONDITIONS.has(name)));
}
