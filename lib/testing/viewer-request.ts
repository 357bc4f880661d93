import { EdgeRequest, Headers as EdgeHeaders } from '../function-code/message';

/** The options of `fetch` that an edge supports. */
export interface ViewerRequestInit {
  /** @default 'GET' */
  readonly method?: string;
  /** @default - only Host */
  readonly headers?: Readonly<Record<string, string>> | Headers | ReadonlyArray<readonly [name: string, value: string]>;
  readonly body?: string | Uint8Array;
}

/** The default Host. */
const HOST = 'd111111abcdef8.cloudfront.net';

/**
 * A viewer's request from the arguments of `fetch`. A path is sent character by character, as a viewer might; a URL is normalized.
 * @throws TypeError for anything else
 */
export async function viewerRequest(input: string | URL | Request, init: ViewerRequestInit = {}): Promise<EdgeRequest> {
  const { url, method, headers, body } = isRequest(input) ? await requestParts(input) : { url: String(input), ...init };
  const { protocol, host, target } = urlParts(url);
  const mark = target.indexOf('?');
  return {
    method: (init.method ?? method ?? 'GET').toUpperCase(),
    protocol,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: { host: [host], ...listed(headers), ...listed(init.headers) },
    body: encodedBody(init.body ?? body),
    clientIp: '127.0.0.1',
  };
}

function isRequest(input: string | URL | Request): input is Request {
  return typeof input === 'object' && 'url' in input;
}

async function requestParts(request: Request) {
  const { url, method, headers, body } = request;
  return { url, method, headers, body: body ? new Uint8Array(await request.arrayBuffer()) : undefined };
}

function urlParts(url: string): { protocol: EdgeRequest['protocol']; host: string; target: string } {
  if (url.startsWith('/')) return { protocol: 'https', host: HOST, target: url };
  const { protocol, host, pathname, search } = URL.canParse(url) ? new URL(url) : ({} as Partial<URL>);
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new TypeError(
      `An edge cannot fetch this. Got: ${JSON.stringify(url)}. Allowed: a path that begins with /, or an http or https URL. Write it ` +
        'like /index.html?page=2.',
    );
  }
  return { protocol: protocol === 'http:' ? 'http' : 'https', host: host!, target: `${pathname}${search}` };
}

function listed(headers: ViewerRequestInit['headers'] = {}): EdgeHeaders {
  const lists: EdgeHeaders = Object.create(null); // A header may be called constructor.
  const entries = Symbol.iterator in headers ? [...headers as Iterable<readonly [string, string]>] : Object.entries(headers);
  for (const [name, value] of entries) (lists[name.toLowerCase()] ??= []).push(value);
  return lists;
}

function encodedBody(body: string | Uint8Array | undefined): Uint8Array | undefined {
  return typeof body === 'string' ? new TextEncoder().encode(body) : body;
}
