import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo, Socket } from 'node:net';
import { deliver } from './deliver';
import { EdgeRequest, EdgeResponse } from './message';
import { bodyOf, MAX_HEADER_BYTES, receive, Refusal } from './receive';
import { Trace } from './trace';
import { UnusableInput } from '../model/unusable-input';

/** How long a stopping server waits for the requests that it is answering. */
const GRACE_MS = 2000;

/** What answers requests: an edge. */
export interface Handler {
  handle(request: EdgeRequest): Promise<{ response: EdgeResponse; trace: Trace }>;
}

export interface ListenOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** A loopback address: the edge serves this machine only. */
  readonly host?: string;
  /** Is told of every request that the handler answered. */
  readonly onTrace?: (trace: Trace) => void;
  /** Sees what is below /__edge/ first, and answers true when it takes care of the request. */
  readonly reserved?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Takes a line about what was left out of a response; stderr unless given. */
  readonly warn?: (line: string) => void;
}

/** A server that is listening. */
export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, waits for those under way for two seconds at most, and lets go. */
  close(): Promise<void>;
}

/**
 * Serves a handler over HTTP on this machine. The path reaches it as it was sent.
 * The edge has no certificate: it takes every request for an HTTPS one, unless the request says `x-forwarded-proto: http`.
 *
 * @throws UnusableInput when the host is not a loopback address, or the port cannot be had
 */
export async function listen(handler: Handler, options: ListenOptions): Promise<Listening> {
  const { port, host = '127.0.0.1' } = options;
  if (!/^(localhost|::1|127(\.\d{1,3}){3})$/.test(host)) {
    throw new UnusableInput(`host ${JSON.stringify(host)}: the local edge serves this machine only. Use 127.0.0.1, ::1 or localhost.`);
  }

  let running = 0;
  const serve = servant(handler, options);
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    if (options.reserved && request.url!.startsWith('/__edge/') && options.reserved(request, response)) return;
    running++;
    response.on('close', finished);
    void serve(request, response);
  });
  // Header lines beyond the count would be dropped in silence; their size is limited.
  server.maxHeadersCount = 0;
  server.on('clientError', refuse);
  await bind(server, port, host);

  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    close: () => stop(server, running === 0),
  };

  function finished() {
    running--;
    if (running === 0 && !server.listening) server.closeAllConnections();
  }
}

function servant(handler: Handler, { onTrace, warn = line => process.stderr.write(`${line}\n`) }: ListenOptions) {
  const warned = new Set<string>();
  const warnOnce = (line: string) => {
    if (warned.has(line) || warned.size === 100) return;
    warned.add(line);
    warn(line);
  };

  return async (message: IncomingMessage, response: ServerResponse) => {
    try {
      const { request, hasBody } = receive(message);
      if (hasBody) {
        request.body = await bodyOf(message);
        if (!request.body) return;
      }
      const answer = await handler.handle(request);
      onTrace?.(answer.trace);
      await deliver(answer, message, response, warnOnce);
    } catch (error) {
      fail(response, error);
    }
  };
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const refused = error instanceof Refusal;
  const message = String(error instanceof Error ? error.message : error).split('\n')[0];
  const text = refused ? `${message}\n` : `the local edge failed: ${message}\n`;
  response.writeHead(refused ? error.status : 500, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    // What is left of a refused request is not read.
    ...(refused ? { connection: 'close' } : {}),
  });
  response.end(text);
}

/** A request that is not HTTP, or too long. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '413 Payload Too Large' : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE'
      ? new UnusableInput(`port ${port}: in use on ${host}. Choose another one, or 0 for any that is free.`)
      : new UnusableInput(`port ${port}: cannot listen on ${host} (${error.code ?? error.message}). Choose another one, or 0 for any that is free.`)));
    server.listen(port, host, resolve);
  });
}

async function stop(server: Server, idle: boolean): Promise<void> {
  const closed = new Promise<void>(resolve => { server.close(() => resolve()); });
  if (idle) server.closeAllConnections();
  const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(timer);
}
