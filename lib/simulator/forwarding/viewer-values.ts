import { matcherOf } from '../../model/path-pattern';
import { CachePolicyModel, hasWildcards, Selection, takes } from '../../model/policies';
import { EdgeRequest, Headers } from '../message';

/** Tells whether a policy takes what the viewer sends under a name. */
export type Takes = (name: string) => boolean;

/** Prepares a selection for many look-ups. */
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
 * The parameters of a query string that are taken, in their order and as they were sent: CloudFront minds both, and the case.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/QueryStringParameters.html
 */
export function takenQuery(query: string, mode: Selection['mode'], taken: Takes): string {
  if (mode === 'all' || query === '') return query;
  if (mode === 'none') return '';
  return query.split('&').filter(parameter => taken(nameOf(parameter))).join('&');
}

/**
 * The cookies that are taken, sorted by name as CloudFront sorts them. What is no pair of name and value is left out, and so are names
 * that begin with `$`. Undefined when there are none.
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

/** What a header says, or what CloudFront would say in it: of its own headers, the edge knows the viewer's protocol. */
export function headerValue(request: EdgeRequest, name: string): string | undefined {
  if (name === 'cloudfront-forwarded-proto') return request.protocol;
  const values = request.headers[name];
  return Array.isArray(values) ? values.length === 1 ? values[0] : values.join(', ') : undefined;
}

/**
 * The Accept-Encoding header of which only the encodings are left that the cache policy asks for; empty when the viewer takes none of
 * these, and undefined when it sends no such header.
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

/** Viewers send few different values. That `gzip;q=0` is no gzip is RFC 9110's rule; CloudFront's is undocumented. */
function encodingsIn(header: string): Encodings {
  let found = encodings.get(header);
  if (!found) {
    const tokens = header.toLowerCase().replace(/\s/g, '').split(',').filter(token => !/;q=0(\.0*)?$/.test(token)).map(token => token.split(';')[0]);
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
