import { IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http';
import { EdgeResponse } from '../../function-code/message';
import { HOP_BY_HOP, namedByConnection } from '../forwarding/headers';
import { Trace } from '../journey/trace';
import { discard, isInMemory } from '../origins/whole-body';

/** Headers that this file sets. */
const OURS: ReadonlySet<string> = new Set(['content-length', 'x-cache', 'x-local-edge-trace']);
/** Bytes that may be buffered for the viewer before the origin has to wait. Node's own limit is so low that every chunk would wait. */
const HIGH_WATER = 256 * 1024;
const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i;
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

/**
 * Sends an answer to the viewer, as fast as the viewer reads. For a streaming body it returns a promise, which rejects if the body
 * breaks off.
 */
export function deliver(
  { response, trace }: { readonly response: EdgeResponse; readonly trace: Trace },
  { method }: IncomingMessage,
  viewer: ServerResponse,
  warn: (line: string) => void,
): Promise<void> | undefined {
  const { status, body } = response;
  const length = lengthOf(response, method!);
  const headers = headersToDeliver(response);
  if (length !== undefined) headers.push('content-length', String(length));
  headers.push('via', '1.1 local-edge.cloudfront.net (CloudFront)', 'x-cache', `${cacheWord(response, trace)} from local-edge`);
  headers.push('x-local-edge-trace', traceHeader(trace));
  writeHead(viewer, response, headers, warn);

  if (method === 'HEAD' || status === 204 || status === 304) {
    discard(body);
    viewer.end();
  } else if (!isInMemory(body)) {
    return pump(body[Symbol.asyncIterator](), viewer, length);
  } else {
    viewer.end(body);
  }
  return undefined;
}

function headersToDeliver({ headers }: EdgeResponse): string[] {
  const flat: string[] = [];
  const own = namedByConnection(headers.connection);
  for (const name in headers) {
    if (OURS.has(name) || HOP_BY_HOP.has(name) || own.has(name)) continue;
    for (const value of headers[name]!) flat.push(name, value);
  }
  return flat;
}

/** Node throws for characters that would start another header. Such headers are left out, so that the rest arrives. */
function writeHead(viewer: ServerResponse, { status, statusText }: EdgeResponse, headers: string[], warn: (line: string) => void): void {
  try {
    viewer.writeHead(status, statusText, headers);
  } catch {
    const sendable: string[] = [];
    for (let i = 0; i < headers.length; i += 2) {
      if (NAME.test(headers[i]!) && !UNSENDABLE.test(headers[i + 1]!)) sendable.push(headers[i]!, headers[i + 1]!);
      else warn(`header ${JSON.stringify(headers[i])} of a response was left out: it cannot be sent over HTTP.`);
    }
    viewer.writeHead(status, STATUS_CODES[status] ?? '', sendable);
  }
}

/** The length of a body in memory, or the one that the origin declared. */
function lengthOf({ status, headers, body }: EdgeResponse, method: string): number | undefined {
  if (status === 204) return undefined;
  if (method !== 'HEAD' && status !== 304 && isInMemory(body)) return body.length;
  const [said] = headers['content-length'] ?? [];
  return said !== undefined && /^\d{1,15}$/.test(said) ? Number(said) : undefined;
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html */
function cacheWord({ headers }: EdgeResponse, { status, cache, servedBy }: Trace): string {
  const own = headers['x-cache']?.[0];
  if (own !== undefined && /^Lambda\w+$/.test(own)) return own;
  if (status >= 400 || servedBy === 'error-page') return 'Error';
  return { hit: 'Hit', stale: 'RefreshHit', miss: 'Miss', off: 'Miss' }[cache];
}

/** A body that is longer or shorter than declared would mix up this response with the next one, so the connection is closed. */
async function pump(body: AsyncIterator<Uint8Array>, viewer: ServerResponse, length = Infinity): Promise<void> {
  let left = length;
  const leave = () => { body.return?.().catch(() => {}); };
  if (viewer.destroyed) {
    leave();
    return;
  }
  viewer.once('close', leave);
  try {
    for (let step = await body.next(); !step.done; step = await body.next()) {
      left -= step.value.length;
      if (left < 0) throw new Error('the body is longer than its content-length');
      if (!viewer.write(step.value) && viewer.writableLength > HIGH_WATER) await drained(viewer);
      if (viewer.destroyed) return;
    }
    if (left > 0 && length !== Infinity) throw new Error('the body is shorter than its content-length');
  } catch (error) {
    leave();
    throw error;
  } finally {
    viewer.off('close', leave);
  }
  viewer.end();
}

function drained(viewer: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    viewer.on('drain', done).on('close', done);
    function done() {
      viewer.off('drain', done).off('close', done);
      resolve();
    }
  });
}

const MAX_TRACE_LENGTH = 4096;
const BEYOND_ASCII = /[^\x20-\x7e]/;

/** A trace as a header: JSON in ASCII, at most 4 KB. If it is longer, first the logs are left out, then everything but the outcome. */
export function traceHeader(trace: Trace): string {
  const { status, cache, servedBy, failedOver, functions } = trace;
  let text = ascii(trace);
  if (text.length > MAX_TRACE_LENGTH) text = ascii({ ...trace, functions: functions.map(run => ({ ...run, log: [] })), shortened: true });
  if (text.length > MAX_TRACE_LENGTH) text = ascii({ status, cache, servedBy, failedOver, shortened: true });
  return text;
}

function ascii(value: unknown): string {
  const json = JSON.stringify(value);
  if (!BEYOND_ASCII.test(json)) return json;
  return json.replace(/[^\x20-\x7e]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
