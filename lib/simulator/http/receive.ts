import { IncomingMessage } from 'node:http';
import { refuseOtherHosts } from './host-name';
import { Refusal } from './refusal';
import { EdgeRequest, Headers } from '../../function-code/message';
import { HeaderRecord, HOP_BY_HOP, namedByConnection } from '../forwarding/headers';

/** CloudFront's limit for a URL. The edge checks it too, but a longer URL is not worth a line in the log. */
const MAX_URL_LENGTH = 8192;

/** A request as the edge gets it, before its body is read. */
export interface Received {
  readonly request: EdgeRequest;
  readonly hasBody: boolean;
}

/**
 * Reads a request. The edge checks the size of its headers.
 * @param hosts names that it may be for, besides those of this machine
 * @throws Refusal
 */
export function receive({ url, method, rawHeaders, socket }: IncomingMessage, hosts: readonly string[] = []): Received {
  const { headers, hasBody } = receivedHeaders(rawHeaders);
  refuseOtherHosts(headers.host, hosts);
  const target = requestTarget(url!);
  const mark = target.indexOf('?');
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

/** Path and query exactly as sent: nothing is decoded, and `..` and `//` stay. */
function requestTarget(url: string): string {
  if (url.length > MAX_URL_LENGTH) throw new Refusal(414, `a URL of ${url.length} characters: CloudFront takes ${MAX_URL_LENGTH}.`);
  if (url.startsWith('/')) return url;
  const [, target] = /^https?:\/\/[^/?]*(.*)$/is.exec(url) ?? [];
  if (target === undefined) throw new Refusal(400, 'the request target is neither a path nor a URL.');
  return target.startsWith('/') ? target : `/${target}`;
}

function receivedHeaders(rawHeaders: readonly string[]): { headers: Headers; hasBody: boolean } {
  const headers = new HeaderRecord();
  const connection: string[] = [];
  let hasBody = false;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    const value = rawHeaders[i + 1]!;
    if (name === 'content-length' || name === 'transfer-encoding') hasBody = true;
    if (name === 'connection') connection.push(value);
    if (HOP_BY_HOP.has(name)) continue;
    const values = headers[name];
    if (values) values.push(value);
    else headers[name] = [value];
  }
  for (const name of namedByConnection(connection)) delete headers[name];
  return { headers, hasBody };
}
