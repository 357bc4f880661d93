import { EdgeRequest, Headers } from '../../function-code/message';
import { matcherOf } from '../../model/path-pattern';
import { CachePolicyModel, hasWildcards, Selection, takes } from '../../model/policies';

/** Whether a policy includes the value that the viewer sends under a name. */
export type Takes = (name: string) => boolean;

/** Prepares a selection for many lookups. */
export function compiled(selection: Selection): Takes {
  if (selection.names.length === 0) {
    const always = takes(selection, '');
    return () => always;
  }
  if (hasWildcards(selection)) {
    const matchers = selection.names.map(matcherOf);
    return name => matchers.some(matches => matches(name));
  }
  const names = new Set(selection.names);
  switch (selection.mode) {
    case 'whitelist': return name => names.has(name);
    case 'allExcept': return name => !names.has(name);
    default: return () => selection.mode === 'all';
  }
}

/**
 * The included parameters of a query string, in the order and spelling of the viewer: both matter to CloudFront.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/QueryStringParameters.html
 */
export function takenQuery(query: string, mode: Selection['mode'], taken: Takes): string {
  if (mode === 'all' || query === '') return query;
  if (mode === 'none') return '';
  return query.split('&').filter(parameter => taken(nameOf(parameter))).join('&');
}

/**
 * The included cookies, sorted by name as CloudFront does. Anything but pairs of name and value is left out, and so are names that begin
 * with `$`. Undefined if there are none.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Cookies.html
 */
export function takenCookies(headers: Headers, mode: Selection['mode'], taken: Takes): string | undefined {
  const sent = headers.cookie;
  if (mode === 'none' || sent === undefined) return undefined;
  const cookies: Array<{ name: string; pair: string }> = [];
  for (const part of (sent.length === 1 ? sent[0]! : sent.join(';')).split(';')) {
    const pair = part.trim();
    const name = nameOf(pair);
    if (name !== '' && name.length < pair.length && !name.startsWith('$') && taken(name)) cookies.push({ name, pair });
  }
  if (cookies.length === 0) return undefined;
  if (cookies.length > 1) cookies.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return cookies.map(({ pair }) => pair).join('; ');
}

/** The value of a header. Of the headers that CloudFront itself adds, the edge knows the viewer's protocol only. */
export function headerValue(request: EdgeRequest, name: string): string | undefined {
  if (name === 'cloudfront-forwarded-proto') return request.protocol;
  const values = request.headers[name];
  return Array.isArray(values) ? values.length === 1 ? values[0] : values.join(', ') : undefined;
}

/**
 * The Accept-Encoding header with only the encodings that the cache policy enables. Empty if the viewer accepts none of them, undefined if
 * it sends no such header.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cache-key-understand-cache-policy.html#cache-policy-compressed-objects
 */
export function normalizedEncoding({ gzip, brotli }: CachePolicyModel, headers: Headers): string | undefined {
  const sent = headers['accept-encoding'];
  if (sent === undefined) return undefined;
  const { takesGzip, takesBrotli } = encodingsIn(sent.length === 1 ? sent[0]! : sent.join());
  const useGzip = gzip && takesGzip;
  return brotli && takesBrotli ? useGzip ? 'br,gzip' : 'br' : useGzip ? 'gzip' : '';
}

interface Encodings {
  readonly takesGzip: boolean;
  readonly takesBrotli: boolean;
}

const MAX_ENCODINGS = 100;
const encodings = new Map<string, Encodings>();

/** Viewers send few different values. `gzip;q=0` excludes gzip by RFC 9110; what CloudFront does is undocumented. */
function encodingsIn(header: string): Encodings {
  let found = encodings.get(header);
  if (!found) {
    const accepted = header.toLowerCase().replace(/\s/g, '').split(',').filter(token => !/;q=0(\.0*)?$/.test(token));
    const tokens = accepted.map(token => token.split(';')[0]);
    found = { takesGzip: tokens.includes('gzip'), takesBrotli: tokens.includes('br') };
    if (encodings.size >= MAX_ENCODINGS) encodings.clear();
    if (header.length < 200) encodings.set(header, found);
  }
  return found;
}

function nameOf(pair: string): string {
  const end = pair.indexOf('=');
  return end < 0 ? pair : pair.slice(0, end);
}
