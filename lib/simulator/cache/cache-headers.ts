import { CacheControl, parse } from 'cache-control-parser';
import { Headers } from '../../function-code/message';

/** The directives of a Cache-Control header that CloudFront looks at, in seconds. */
export interface Directives {
  /** `s-maxage`, or else `max-age`. */
  readonly maxAge?: number;
  /** no-store, no-cache or private. */
  readonly forbids: boolean;
  readonly staleIfError?: number;
  readonly staleWhileRevalidate?: number;
}

/** Undefined without the header. Parsed values are remembered, because origins send few different ones. */
export function cacheControlOf(headers: Headers): Directives | undefined {
  const sent = headers['cache-control'];
  if (sent === undefined || sent.length === 0) return undefined;
  const text = sent.length === 1 ? sent[0]! : sent.join(', ');
  let found = known.get(text);
  if (!found) {
    found = parseDirectives(text);
    if (known.size >= MAX_KNOWN) known.clear();
    if (text.length < 500) known.set(text, found);
  }
  return found;
}

const MAX_KNOWN = 1000;
const known = new Map<string, Directives>();

function parseDirectives(text: string): Directives {
  const directives: CacheControl = parse(unquoted(text));
  return {
    maxAge: seconds(directives['s-maxage'] ?? directives['max-age']),
    forbids: Boolean(directives['no-store'] ?? directives['no-cache'] ?? directives.private),
    staleIfError: seconds(directives['stale-if-error']),
    staleWhileRevalidate: seconds(directives['stale-while-revalidate']),
  };
}

/** The parser knows neither quoted numbers nor that `no-cache="set-cookie"` is about that header only. */
function unquoted(text: string): string {
  if (!text.includes('"')) return text;
  const withNumber = (directive: string, value: string) => (/^\d+$/.test(value) ? directive.replace(/"/g, '') : '');
  return text.replace(/(?<![\w-])[\w-]+\s*=\s*"([^"]*)"/g, withNumber);
}

function seconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.max(0, value);
}

/**
 * The seconds that a response was in other caches: the first member of its Age header. An invalid one is ignored.
 * @see https://www.rfc-editor.org/rfc/rfc9111#section-5.1
 */
export function ageIn(headers: Headers): number {
  const [first = ''] = headers.age?.[0]?.split(',') ?? [];
  return /^\s*\d{1,10}\s*$/.test(first) ? Number(first) : 0;
}

const FORMS = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/**
 * The time of an HTTP date, in milliseconds; undefined for anything else.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
 */
export function httpDate(text: string | undefined): number | undefined {
  if (text === undefined || !FORMS.some(form => form.test(text))) return undefined;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
