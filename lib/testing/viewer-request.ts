import { EdgeRequest, Headers as EdgeHeaders } from '../function-code/message';

/** What of `fetch`'s options an edge understands. */
export interface ViewerRequestInit {
  /** @default 'GET' */
  readonly method?: string;
  /** @default - none but Host */
  readonly headers?: Readonly<Record<string, string>> | Headers | ReadonlyArray<readonly [name: string, value: string]>;
  readonly body?: string | Uint8Array;
}

/** The Host of requests that name none. */
const HOST = 'd111111abcdef8.cloudfront.net';

/**
 * A viewer's request from what `fetch` takes. A path is taken character by character, as a viewer might send it; a URL is normalized.
 * @throws TypeError when it is neither
 */
export async function viewerRequest(input: string | URL | Request, init: ViewerRequestInit = {}): Promise<EdgeRequest> {
  const { url, method, headers, body } = isRequest(input) ? await partsOf(input) : { url: String(input), ...init };
  const { protocol, host, target } = placeOf(url);
  const mark = target.indexOf('?');
  return {
    method: (init.method ?? method ?? 'GET').toUpperCase(),
    protocol,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: { host: [host], ...listed(headers), ...listed(init.headers) },
    body: bytesOf(init.body ?? body),
    clientIp: '127.0.0.1',
  };
}

function isRequest(input: string | URL | Request): input is Request {
  return typeof input === 'object' && 'url' in input;
}

async function partsOf(request: Request) {
  const { url, method, headers, body } = request;
  return { url, method, headers, body: body ? new Uint8Array(await request.arrayBuffer()) : undefined };
}

function placeOf(url: string): { protocol: EdgeRequest['protocol']; host: string; target: string } {
  if (url.startsWith('/')) return { protocol: 'https', host: HOST, target: url };
  const { protocol, host, pathname, search } = URL.canParse(url) ? new URL(url) : ({} as Partial<URL>);
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new TypeError(`An edge cannot fetch this. Got: ${JSON.stringify(url)}. Allowed: a path that begins with /, or an http or https URL. Write it like /index.html?page=2.`);
  }
  return { protocol: protocol === 'http:' ? 'http' : 'https', host: host!, target: `${pathname}${search}` };
}

function listed(headers: ViewerRequestInit['headers'] = {}): EdgeHeaders {
  const lists: EdgeHeaders = Object.create(null); // A header may be called constructor.
  const entries = Symbol.iterator in headers ? [...headers as Iterable<readonly [string, string]>] : Object.entries(headers);
  for (const [name, value] of entries) (lists[name.toLowerCase()] ??= []).push(value);
  return lists;
}

function bytesOf(body: string | Uint8Array | undefined): Uint8Array | undefined {
  return typeof body === 'string' ? new TextEncoder().encode(body) : body;
}
