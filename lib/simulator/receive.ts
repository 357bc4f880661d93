import { IncomingMessage } from 'node:http';
import { HeaderRecord } from './header-record';
import { HOP_BY_HOP, namedByConnection } from './hop-by-hop';
import { EdgeRequest, Headers } from './message';

/** CloudFront's limit on a request without its body; what is longer is a 413. */
export const MAX_HEADER_BYTES = 32 * 1024;

/** CloudFront's limit on a URL. */
const MAX_URL_LENGTH = 8192;

/** What the local edge takes of a request body. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** A request that the edge does not take, with the status that says so. */
export class Refusal extends Error {
  constructor(readonly status: 400 | 413, message: string) {
    super(message);
  }
}

/** A request as the edge takes it, its body yet to be read. */
export interface Received {
  readonly request: EdgeRequest;
  readonly hasBody: boolean;
}

/** @throws Refusal */
export function receive({ url, method, rawHeaders, socket }: IncomingMessage): Received {
  const target = targetOf(url!);
  const mark = target.indexOf('?');
  const { headers, hasBody } = headersOf(rawHeaders);
  const protocol = headers['x-forwarded-proto']?.[0] === 'http' ? 'http' : 'https';
  delete headers['x-forwarded-proto'];
  const request: EdgeRequest = {
    method: method!,
    protocol,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers,
    clientIp: (socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
  };
  return { request, hasBody };
}

/** The body of the request. Undefined when the viewer went away before it was complete. */
export function bodyOf(message: IncomingMessage): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    if (Number(message.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return tooLarge();
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) return tooLarge();
      chunks.push(chunk);
    });
    message.on('end', () => resolve(Buffer.concat(chunks)));
    message.on('close', () => resolve(undefined));

    function tooLarge() {
      message.removeAllListeners('data').pause();
      chunks.length = 0;
      reject(new Refusal(413, `a request body of more than ${MAX_BODY_BYTES} bytes: the local edge takes no more.`));
    }
  });
}

/** Path and query, character by character as sent: nothing is decoded, and `..` and `//` stay. */
function targetOf(url: string): string {
  if (url.length > MAX_URL_LENGTH) throw new Refusal(413, `a URL of ${url.length} characters: CloudFront takes ${MAX_URL_LENGTH}.`);
  if (url.startsWith('/')) return url;
  const [, target] = /^https?:\/\/[^/?]*(.*)$/is.exec(url) ?? [];
  if (target === undefined) throw new Refusal(400, 'the request target is neither a path nor a URL.');
  return target.startsWith('/') ? target : `/${target}`;
}

function headersOf(rawHeaders: readonly string[]): { headers: Headers; hasBody: boolean } {
  const headers = new HeaderRecord();
  const connection: string[] = [];
  let size = 0;
  let hasBody = false;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    const value = rawHeaders[i + 1]!;
    size += name.length + value.length + ': \r\n'.length;
    if (name === 'content-length' || name === 'transfer-encoding') hasBody = true;
    if (name === 'connection') connection.push(value);
    if (HOP_BY_HOP.has(name)) continue;
    const values = headers[name];
    if (values) values.push(value);
    else headers[name] = [value];
  }
  // Node counts names and values alone.
  if (size > MAX_HEADER_BYTES) throw new Refusal(413, `more than ${MAX_HEADER_BYTES} bytes of headers: CloudFront takes no more.`);
  for (const name of namedByConnection(connection)) delete headers[name];
  return { headers, hasBody };
}
