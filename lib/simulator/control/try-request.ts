import { IncomingMessage } from 'node:http';
import { Body, EdgeRequest, EdgeResponse, Headers } from '../../function-code/message';
import { UnusableInput } from '../../model/errors';

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];
const MAX_URL_LENGTH = 8192;

/** How much of a body is read: all of it if possible, so that it is cached. */
const MAX_READ_BYTES = 1024 * 1024;
const SHOWN_BYTES = 4096;
const PATIENCE_MS = 5000;

/** The answer to a request that was sent from the control page. */
export interface Tried {
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** The start of the body, as text. */
  readonly body: string;
  /** A remark about the body, such as that it broke off. */
  readonly note?: string;
}

/** What the page asks for. Nothing of it is checked. */
interface Wish {
  /** @default GET */
  readonly method?: unknown;
  readonly path?: unknown;
  /** Lines of `name: value`. */
  readonly headers?: unknown;
}

/**
 * The request that the page asks for, as if it came from a viewer on this machine.
 * @throws UnusableInput for an unknown method, an impossible path or impossible headers
 */
export function requestFor({ method = 'GET', path, headers: lines = '' }: Wish, { headers, socket }: IncomingMessage): EdgeRequest {
  if (typeof method !== 'string' || !METHODS.includes(method)) {
    throw new UnusableInput(`the method cannot be ${JSON.stringify(method)}. Allowed: ${METHODS.join(', ')}.`);
  }
  const target = typeof path === 'string' && path.startsWith('/') ? encoded(path) : undefined;
  if (target === undefined || target.length > MAX_URL_LENGTH) {
    throw new UnusableInput(`the path cannot be ${brief(path)}. `
      + `Allowed: a path that starts with / and has at most ${MAX_URL_LENGTH} characters.`);
  }
  const mark = target.indexOf('?');
  return {
    method,
    protocol: 'https',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: {
      'host': [headers.host!],
      'user-agent': [headers['user-agent'] ?? 'cdk-failover'],
      'accept': ['*/*'],
      ...headersIn(lines),
    },
    clientIp: (socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
  };
}

/** Headers as they are typed: one on each line, a name several times for several values. */
function headersIn(lines: unknown): Headers {
  if (typeof lines !== 'string') throw new UnusableInput(`the headers cannot be ${brief(lines)}. Allowed: text with lines of name: value.`);
  const headers: Headers = Object.create(null);
  for (const line of lines.split(/\r?\n/).filter(text => text.trim() !== '')) {
    const [, name, value] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined || OF_THE_CONNECTION.has(name.toLowerCase())) {
      throw new UnusableInput(`a header cannot be ${brief(line)}. Allowed: name: value, and not ${[...OF_THE_CONNECTION].join(', ')}.`);
    }
    (headers[name.toLowerCase()] ??= []).push(value);
  }
  return headers;
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const HEADER_LINE = /^\s*([\w!#$%&'*+.^`|~-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/;

/** Those that say how a message is sent. There is no message here. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection', 'content-length', 'expect', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', '__proto__',
]);

/** Reads the start of a response for people. Never rejects: a body that breaks off gets a note. */
export async function readAnswer({ status, headers, body }: EdgeResponse): Promise<Tried> {
  const { bytes, note } = await startOf(body);
  return {
    status,
    headers: Object.entries(headers).flatMap(([name, values]) => values.map(value => [name, value] as const)),
    ...shown(bytes, headers['content-encoding']?.[0], note),
  };
}

async function startOf(body: Body): Promise<{ bytes: Uint8Array; note?: string }> {
  if (ArrayBuffer.isView(body)) return { bytes: body };
  const chunks: Uint8Array[] = [];
  const reader = body[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>(resolve => { timer = setTimeout(resolve, PATIENCE_MS, 'late'); });
  try {
    for (let size = 0; size < MAX_READ_BYTES;) {
      const step = await Promise.race([reader.next(), late]);
      if (step === 'late') return { bytes: Buffer.concat(chunks), note: 'The body was not complete in time.' };
      if (step.done) return { bytes: Buffer.concat(chunks) };
      chunks.push(step.value);
      size += step.value.length;
    }
    return { bytes: Buffer.concat(chunks), note: 'The body goes on: only its start was read.' };
  } catch {
    return { bytes: Buffer.concat(chunks), note: 'The body broke off: the viewer sees a broken connection.' };
  } finally {
    clearTimeout(timer);
    Promise.resolve(reader.return?.()).catch(() => {});
  }
}

function shown(bytes: Uint8Array, encoding: string | undefined, note: string | undefined): Pick<Tried, 'body' | 'note'> {
  const start = bytes.subarray(0, SHOWN_BYTES);
  if (encoding !== undefined || start.includes(0)) return { body: '', note: note ?? `${bytes.length} bytes that are not text.` };
  const body = new TextDecoder().decode(start, { stream: bytes.length > SHOWN_BYTES });
  return { body, note: note ?? (bytes.length > SHOWN_BYTES ? `The first ${SHOWN_BYTES} of ${bytes.length} bytes.` : undefined) };
}

/** Percent-encodes characters that a request line cannot contain. */
function encoded(path: string): string | undefined {
  try {
    return path.replace(/[^\x21\x22\x24-\x7e]+/g, encodeURIComponent);
  } catch {
    return undefined;
  }
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
