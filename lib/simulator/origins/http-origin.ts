import { connect as connectTcp, isIP, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Client, Pool } from 'undici';
import { HttpExchange, MAX_HEADER_BYTES, OriginFailure } from './http-exchange';
import { skipContinue } from './interim-responses';
import { Limits, OriginOutcome, OriginServer } from './origin';
import { UnusableInput } from '../../model/errors';
import { OriginRequest } from '../forwarding/forwarding';
import { HOP_BY_HOP } from '../forwarding/headers';
import { Clock } from '../journey/clock';

/** How to talk to a real server. */
export interface HttpOriginOptions {
  /** Certificate authority to trust besides the system's, in PEM. */
  readonly ca?: string;
}

/**
 * A real server behind an origin. It gets the request as CloudFront would send it, including the Host header, below the path of the URL.
 * The TLS certificate must be for the host of the URL. Redirects, compression and paths pass through unchanged. Time is real time.
 *
 * A body that is not read to its end keeps its connection open: call `return` on its iterator to release it.
 */
export class HttpOrigin implements OriginServer {
  readonly url: string;
  private readonly secure: boolean;
  private readonly host: string;
  private readonly port: number;
  private readonly basePath: string;
  private readonly pool: Pool;
  private readonly connecting = new Set<Socket>();
  private connectTimeout = 10_000;

  /** @throws UnusableInput unless it is the http or https URL of a server */
  constructor(url: string | URL, private readonly options: HttpOriginOptions = {}) {
    const { protocol, hostname, port, pathname, origin, href } = parse(url);
    this.url = href;
    this.secure = protocol === 'https:';
    this.host = hostname.replace(/^\[|\]$/g, '');
    this.port = Number(port || (this.secure ? 443 : 80));
    this.basePath = pathname.replace(/\/+$/, '');
    // undici takes a moment to load: edges with scripted origins start without it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const undici = require('undici') as typeof import('undici');
    this.pool = new undici.Pool(origin, { factory: to => this.connection(new URL(to), undici) });
  }

  exchange(request: OriginRequest, limits: Limits, _clock?: Clock): Promise<OriginOutcome> {
    this.connectTimeout = limits.connect;
    return new Promise(resolve => this.pool.dispatch({
      method: request.method as 'GET',
      path: this.basePath + request.path + (request.query && `?${request.query}`),
      headers: headersToSend(request),
      body: request.body,
      // One pool of connections for every Host. The certificate is checked in connect.
      servername: this.host,
    } as Parameters<Pool['dispatch']>[0], new HttpExchange(limits.read, resolve)));
  }

  async close(): Promise<void> {
    for (const socket of this.connecting) socket.destroy(new OriginFailure('reset', 'the edge is closed'));
    await this.pool.destroy();
  }

  /** One connection. After an abort undici would make it again, for a request that nobody waits for. */
  private connection(url: URL, undici: typeof import('undici')): Client {
    let exchange: HttpExchange | undefined;
    const client = new undici.Client(url, {
      connect: (_, callback) => {
        if (exchange?.isAborted) callback(new OriginFailure('reset', 'nobody waits for it'), null);
        else this.connect(callback);
      },
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const dispatch = client.dispatch.bind(client);
    client.dispatch = (options, handler) => {
      exchange = handler as HttpExchange;
      return dispatch(options, handler);
    };
    return client;
  }

  private connect(callback: (...result: [error: Error, socket: null] | [error: null, socket: Socket]) => void): void {
    const { host, port, secure, connecting } = this;
    const socket = secure
      ? connectTls({ host, port, servername: isIP(host) ? '' : host, ALPNProtocols: ['http/1.1'], ...this.options })
      : connectTcp({ host, port });
    const timer = setTimeout(() => socket.destroy(new OriginFailure('connect-timeout', 'no connection in time')), this.connectTimeout);
    let connected = false;
    let settled = false;
    connecting.add(socket);
    socket.setNoDelay(true);
    socket.once('connect', () => { connected = true; });
    socket.once(secure ? 'secureConnect' : 'connect', () => settle(() => callback(null, skipContinue(socket))));
    socket.on('error', error => settle(() => {
      const known = error instanceof OriginFailure || !connected;
      callback(known ? error : new OriginFailure('tls', error.message, { cause: error }), null);
    }));

    function settle(report: () => void) {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      connecting.delete(socket);
      report();
    }
  }
}

function headersToSend({ host, headers }: OriginRequest): string[] {
  const flat = ['host', host];
  for (const name in headers) {
    if (name === 'host' || name === 'content-length' || name === 'expect' || HOP_BY_HOP.has(name)) continue;
    for (const value of headers[name]!) flat.push(name, value);
  }
  return flat;
}

function parse(text: string | URL): URL {
  const url = URL.canParse(String(text)) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UnusableInput(`origin URL ${JSON.stringify(String(text))}: not an http or https URL. Write it like http://localhost:3000.`);
  }
  if (url.search || url.hash || url.username) {
    throw new UnusableInput(`origin URL ${JSON.stringify(String(text))}: only a server and a path are allowed. Remove everything else.`);
  }
  return url;
}
