import { IncomingMessage } from 'node:http';
import { HOP_BY_HOP, namedByConnection } from './hop-by-hop';
import { EdgeRequest, Headers } from './message';

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

/** A request as the edge takes it. Undefined when the viewer went away before it was complete. */
export async function receive(message: IncomingMessage): Promise<EdgeRequest | undefined> {
  const target = targetOf(message.url!);
  const mark = target.indexOf('?');
  const headers = headersOf(message);
  const protocol = headers['x-forwarded-proto']?.[0] === 'http' ? 'http' : 'https';
  delete headers['x-forwarded-proto'];
  const { 'content-length': length, 'transfer-encoding': encoding } = message.headers;
  const body = length === undefined && encoding === undefined ? undefined : await bodyOf(message);
  if (body === null) return undefined;
  return {
    method: message.method!,
    protocol,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers,
    body,
    clientIp: (message.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
  };
}

/** Path and query, character by character as sent: nothing is decoded, and `..` and `//` stay. */
function targetOf(url: string): string {
  if (url.length > MAX_URL_LENGTH) throw new Refusal(413, `a URL of ${url.length} characters: CloudFront takes ${MAX_URL_LENGTH}.`);
  if (url.startsWith('/')) return url;
  const [, target] = /^https?:\/\/[^/?]*(.*)$/is.exec(url) ?? [];
  if (target === undefined) throw new Refusal(400, 'the request target is neither a path nor a URL.');
  return target.startsWith('/') ? target : `/${target}`;
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers: Headers = Object.create(null) as Headers;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    const values = headers[name];
    if (values) values.push(rawHeaders[i + 1]!);
    else headers[name] = [rawHeaders[i + 1]!];
  }
  for (const name of namedByConnection(headers.connection)) delete headers[name];
  for (const name of HOP_BY_HOP) delete headers[name];
  return headers;
}

function bodyOf(message: IncomingMessage): Promise<Uint8Array | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = Number(message.headers['content-length'] ?? 0);
    if (size > MAX_BODY_BYTES) return tooLarge();
    size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) return tooLarge();
      chunks.push(chunk);
    });
    message.on('end', () => resolve(Buffer.concat(chunks)));
    message.on('close', () => resolve(null));

    function tooLarge() {
      message.removeAllListeners('data').pause();
      chunks.length = 0;
      reject(new Refusal(413, `a request body of more than ${MAX_BODY_BYTES} bytes: the local edge takes no more.`));
    }
  });
}
