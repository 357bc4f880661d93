import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo, Socket } from 'node:net';
import { deliver } from './deliver';
import { receive } from './receive';
import { Refusal } from './refusal';
import { RequestBodies } from './request-body';
import { EdgeRequest, EdgeResponse } from '../../function-code/message';
import { UnusableInput } from '../../model/errors';
import { Trace } from '../journey/trace';

/** Twice CloudFront's limit, so that the edge itself answers most requests that are too long. */
const MAX_HEAD_BYTES = 64 * 1024;

/** Requests of one connection that may wait for their answers. A client that sends more without reading is cut off: each takes memory. */
const MAX_PIPELINED = 1000;

/** How long a stopping server waits for the requests that it is answering. */
const GRACE_MS = 2000;

/** Answers requests, as an edge does. */
export interface Handler {
  handle(request: EdgeRequest): Promise<{ response: EdgeResponse; trace: Trace }>;
}

export interface ListenOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** A loopback address: the edge serves this machine only. */
  readonly host?: string;
  /**
   * Names that the server answers to besides `localhost`, the loopback addresses and `*.cloudfront.net`, such as `www.example.com` or
   * `*.example.com`. Any other Host header gets a 403, so that no other site can make a browser on this machine read what is served.
   */
  readonly hosts?: readonly string[];
  /** Called with the trace of every request that the handler answered. */
  readonly onTrace?: (trace: Trace) => void;
  /** Called first for /__edge and paths below it, whatever the Host header. Returns true if it takes care of the request. */
  readonly reserved?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /**
   * Called with a line about a header that was left out of a response.
   * @default - writes to stderr
   */
  readonly warn?: (line: string) => void;
}

/** A server that is listening. */
export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Accepts no more requests, waits up to two seconds for those under way, and closes all connections. */
  close(): Promise<void>;
}

/**
 * Serves a handler over HTTP on this machine. The path reaches it as it was sent.
 * The edge has no certificate: it treats every request as HTTPS, unless the request says `x-forwarded-proto: http`.
 *
 * @throws UnusableInput if the host is not a loopback address, or the port is not available
 */
export async function listen(handler: Handler, options: ListenOptions): Promise<Listening> {
  const { port, host = '127.0.0.1' } = options;
  if (!/^(localhost|::1|127(\.\d{1,3}){3})$/.test(host)) {
    throw new UnusableInput(`host ${JSON.stringify(host)}: the local edge serves this machine only. Use 127.0.0.1, ::1 or localhost.`);
  }

  let running = 0;
  const serve = servant(handler, options);
  const waiting = new WeakMap<Socket, number>();
  const server = createServer({ maxHeaderSize: MAX_HEAD_BYTES }, (request, response) => {
    const { socket, url } = request;
    if (count(socket, 1) > MAX_PIPELINED) return void socket.destroy();
    response.on('close', () => count(socket, -1));
    if (options.reserved && /^\/__edge(?:[/?]|$)/.test(url!) && options.reserved(request, response)) return;
    running++;
    response.on('close', finished);
    void serve(request, response);
  });
  // Node would silently drop headers beyond a count. Their size is limited instead.
  server.maxHeadersCount = 0;
  // A viewer that has sent everything may close its side, as `nc -N` does: it still gets its response.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('clientError', refuseMalformed);
  server.on('connect', (_, socket: Socket) => {
    socket.on('error', () => {});
    hangUp(socket, '403 Forbidden', 'The local edge is not a proxy: it does not accept CONNECT.');
  });
  await bind(server, port, host);

  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    close: () => stop(server, running === 0),
  };

  function count(socket: Socket, change: number): number {
    const now = (waiting.get(socket) ?? 0) + change;
    waiting.set(socket, now);
    return now;
  }

  function finished() {
    running--;
    if (running === 0 && !server.listening) server.closeAllConnections();
  }
}

function servant(handler: Handler, options: ListenOptions) {
  const { onTrace, warn = (line: string) => process.stderr.write(`${line}\n`) } = options;
  const bodies = new RequestBodies();
  const warned = new Set<string>();
  const warnOnce = (line: string) => {
    if (warned.has(line) || warned.size === 100) return;
    warned.add(line);
    warn(line);
  };

  return async (message: IncomingMessage, response: ServerResponse) => {
    try {
      const { request, hasBody } = receive(message, options.hosts);
      if (hasBody) {
        request.body = await bodies.read(message, response);
        if (!request.body) return;
      }
      const answer = await handler.handle(request);
      onTrace?.(answer.trace);
      await deliver(answer, message, response, warnOnce);
    } catch (error) {
      if (error instanceof Refusal && error.status === 403) warnOnce(error.message);
      answerError(response, error);
    }
  };
}

function answerError(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    // Node sends the status and the body so far at the end of this turn. Only then may the connection break.
    setImmediate(() => response.destroy());
    return;
  }
  const refused = error instanceof Refusal;
  const message = String(error instanceof Error ? error.message : error).split('\n')[0];
  const text = refused ? `${message}\n` : `the local edge failed: ${message}\n`;
  response.writeHead(refused ? error.status : 500, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    // The rest of a refused request is not read.
    ...(refused ? { connection: 'close' } : {}),
  });
  response.end(text);
}

/** A request that is not HTTP, too long, or not complete in time. */
function refuseMalformed({ code, message }: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  if (code === 'HPE_HEADER_OVERFLOW') hangUp(socket, '494 Request Header Too Large', `more than ${MAX_HEAD_BYTES} bytes before the body.`);
  else if (code === 'ERR_HTTP_REQUEST_TIMEOUT') hangUp(socket, '408 Request Timeout', 'the request was not complete in time.');
  else hangUp(socket, '400 Bad Request', `this is not an HTTP request (${message.replace(/^Parse Error: /, '')}).`);
}

function hangUp(socket: Socket, status: string, why: string): void {
  const text = `${why}\n`;
  const headers = `connection: close\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}`;
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${text}`);
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const problem = code === 'EADDRINUSE' ? `in use on ${host}` : `cannot listen on ${host} (${code ?? message})`;
      reject(new UnusableInput(`port ${port}: ${problem}. Choose another one, or 0 for any that is free.`));
    });
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
