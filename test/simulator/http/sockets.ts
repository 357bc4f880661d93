import { once } from 'node:events';
import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';

/** A TCP server on this machine that does with each connection what a function says. */
export interface RawServer {
  readonly port: number;
  readonly url: string;
  /** How many connections it has had. */
  connections: number;
  /** What came in, all connections together. */
  received: string;
  close(): Promise<void>;
}

const open: RawServer[] = [];

/** Call in afterEach. */
export async function closeRawServers(): Promise<void> {
  await Promise.all(open.splice(0).map(server => server.close()));
}

/**
 * @param serve is called with each complete request head
 * @param greet is called with each new connection
 */
export async function rawServer(
  serve: (socket: Socket, head: string, server: RawServer) => void = () => {}, greet: (socket: Socket) => void = () => {},
): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const tcp: Server = createServer(socket => {
    raw.connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    greet(socket);
    let pending = '';
    socket.on('data', data => {
      raw.received += data.toString('latin1');
      pending += data.toString('latin1');
      for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
        const head = pending.slice(0, end);
        pending = pending.slice(end + 4);
        serve(socket, head, raw);
      }
    });
  });
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const { port } = tcp.address() as AddressInfo;
  const raw: RawServer = {
    port,
    url: `http://127.0.0.1:${port}`,
    connections: 0,
    received: '',
    close: async () => {
      const closed = once(tcp, 'close');
      tcp.close();
      sockets.forEach(socket => socket.destroy());
      await closed;
    },
  };
  open.push(raw);
  return raw;
}

/** A port at which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = await rawServer();
  await server.close();
  open.splice(open.indexOf(server), 1);
  return server.port;
}

/** Sends bytes as they are, and gives everything that came back until the other side closed. */
export async function sendRaw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(bytes, 'latin1');
  let answer = '';
  for await (const chunk of socket) answer += (chunk as Buffer).toString('latin1');
  return answer;
}

/** A GET of a path as it is, header lines included, on a connection of its own. */
export async function get(port: number, path: string, ...lines: string[]): Promise<string> {
  return sendRaw(port, [`GET ${path} HTTP/1.1`, 'host: localhost', 'connection: close', ...lines, '', ''].join('\r\n'));
}
