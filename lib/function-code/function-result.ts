import { STATUS_CODES } from 'node:http';
import { isDisallowed } from './edge-headers';
import { EdgeResponse, EMPTY, Headers } from './message';

/** The result of one event that was passed to a function. */
export interface Invocation {
  readonly outcome: 'returned' | 'threw' | 'timed-out' | 'out-of-memory' | 'not-loaded';
  readonly result?: unknown;
  /** Why, for every outcome but `returned`. */
  readonly reason?: string;
  /** What the function wrote to its console. */
  readonly log: readonly string[];
  /** What a CloudFront function called of the module `cloudfront` to choose an origin, in order. */
  readonly choices?: readonly OriginChoice[];
  /** Why the result says nothing about the function, whatever it is: the function used something that it does not get here. */
  readonly cannotTell?: string;
}

/**
 * A call of a helper that chooses the origin of a request, with its arguments as JSON would have them.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/helper-functions-origin-modification.html
 */
export interface OriginChoice {
  readonly method: 'updateRequestOrigin' | 'selectRequestOriginById' | 'createRequestOriginGroup';
  readonly args: readonly unknown[];
}

/**
 * A function failed. 503 when it did not run to its end, 502 when CloudFront does not accept what it returned.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-503-service-unavailable.html#http-503-lambda-execution-error
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-502-bad-gateway.html#http-502-lambda-validation-error
 */
export interface Failed {
  readonly kind: 'failed';
  readonly status: 502 | 503;
  readonly reason: string;
}

/** A response from a function. */
export interface Responded {
  readonly kind: 'response';
  readonly response: EdgeResponse;
}

/** A result that CloudFront does not accept. */
export class Invalid extends Error {}

/**
 * The largest request or response without its body, in bytes.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-general
 */
const MAX_HEADER_BYTES = 32_768;

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const UNPRINTABLE = /[\0-\x08\x0a-\x1f\x7f]/;

/** The result as `read` reads it, or how the function failed. */
export function readResult<T>(invocation: Invocation, read: (result: Record<string, unknown>) => T): T | Failed {
  const { outcome, reason, result } = invocation;
  if (outcome !== 'returned') return { kind: 'failed', status: 503, reason: `${outcome}: ${reason}` };
  try {
    if (typeof result !== 'object' || result === null || Array.isArray(result)) {
      throw new Invalid(`the function returned ${short(result)}, which is not an object`);
    }
    return read(result as Record<string, unknown>);
  } catch (error) {
    if (error instanceof Invalid) return { kind: 'failed', status: 502, reason: error.message };
    throw error;
  }
}

/** A status of 200 to 599, as a number or a string. An origin may have any other, which the function may leave as it was. */
export function readStatus(value: unknown, before?: number): number {
  const isScalar = typeof value === 'string' || typeof value === 'number';
  if (isScalar && before !== undefined && String(value) === String(before)) return before;
  if (!isScalar || !/^[2-5]\d\d$/.test(String(value))) throw new Invalid(`the status is ${short(value)}. Allowed: 200 to 599`);
  return Number(value);
}

/** The description of a status; the usual one where the function gives none. */
export function readStatusText(value: unknown, status: number): string {
  if (value === undefined || value === null) return STATUS_CODES[status] ?? '';
  if (typeof value !== 'string' || UNPRINTABLE.test(value)) {
    throw new Invalid(`the status description is ${short(value)}. Allowed: one line of text`);
  }
  return value;
}

/** Adds one header value that a function returned, and checks it against the limits for all edge functions. */
export function addHeader(headers: Headers, name: string, value: unknown): void {
  if (!HEADER_NAME.test(name)) throw new Invalid(`the header name ${short(name)} has invalid characters`);
  if (isDisallowed(name)) throw new Invalid(`the function added the header ${name}, which is disallowed`);
  if (typeof value !== 'string') throw new Invalid(`the value of the header ${name} is ${short(value)}. Allowed: a string`);
  if (UNPRINTABLE.test(value)) {
    throw new Invalid(`the value of the header ${name} has the invalid character ${encodeURIComponent(UNPRINTABLE.exec(value)![0])}`);
  }
  if (!Object.hasOwn(headers, name)) headers[name] = []; // `constructor` is a header name, too
  headers[name]!.push(value);
}

/** Headers that are hidden from functions stay as they were. */
export function keepHidden(before: Headers, headers: Headers): void {
  for (const name of Object.keys(before)) {
    if (isDisallowed(name)) headers[name] = before[name]!;
  }
}

/** A read-only header has to come back unchanged. */
export function checkReadOnly(names: readonly string[], before: Headers, headers: Headers): void {
  for (const name of names) {
    const was = before[name]?.join('\n');
    const is = headers[name]?.join('\n');
    if (was === is) continue;
    const verb = was === undefined ? 'added' : is === undefined ? 'deleted' : 'changed';
    throw new Invalid(`the function ${verb} the header ${name}, which is read-only in this event`);
  }
}

/** @param more characters to count in addition to the headers, such as those of the URL */
export function checkHeaderSize(headers: Headers, more = 0): number {
  let bytes = more;
  for (const name in headers) {
    for (const value of headers[name]!) bytes += name.length + Buffer.byteLength(value) + 4;
  }
  if (bytes > MAX_HEADER_BYTES) throw new Invalid(`the headers have ${bytes} bytes. Allowed: ${MAX_HEADER_BYTES}`);
  return bytes;
}

/** Content-Length and Transfer-Encoding describe the body that is sent, whatever the function sets. */
export function frameAs(framing: Headers, headers: Headers): void {
  for (const name of ['content-length', 'transfer-encoding']) {
    if (framing[name]) headers[name] = framing[name];
    else delete headers[name];
  }
}

/** The bytes of a text or of base64. */
export function readBody(data: unknown, encoding: unknown, what = 'body'): Uint8Array {
  if (encoding !== undefined && encoding !== 'text' && encoding !== 'base64') {
    throw new Invalid(`the encoding of the ${what} is ${short(encoding)}. Allowed: text, base64`);
  }
  if (typeof data !== 'string') throw new Invalid(`the ${what} is ${short(data)}. Allowed: a string`);
  if (encoding !== 'base64') return data === '' ? EMPTY : Buffer.from(data);
  if (data.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(data)) throw new Invalid(`the ${what} is not valid base64`);
  return Buffer.from(data, 'base64');
}

/** A value for a message, shortened. */
export function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
