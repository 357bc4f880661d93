import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { closeRawServers, get, rawServer, sendRaw } from './sockets';
import { Handler, listen, Listening } from '../../../lib/simulator/http/http-server';
import { systemClock } from '../../../lib/simulator/journey/clock';
import { emptyTrace } from '../../../lib/simulator/journey/trace';
import { HttpOrigin } from '../../../lib/simulator/origins/http-origin';

const LIMITS = { connect: 1000, read: 5000 };
const SIZE = 100 * 2 ** 20;

let origin: HttpOrigin;
let server: Listening;
afterEach(async () => {
  await server.close();
  await origin.close();
  await closeRawServers();
});

/** The HTTP server in front of an HTTP origin, with nothing between them. */
async function proxyTo(url: string): Promise<number> {
  origin = new HttpOrigin(url);
  const handler: Handler = {
    handle: async request => {
      const outcome = await origin.exchange({ ...request, host: 'origin.example.com' }, LIMITS, systemClock);
      if (outcome.kind === 'failure') throw new Error(outcome.failure);
      return { response: outcome.response, trace: { ...emptyTrace(request), status: outcome.response.status } };
    },
  };
  server = await listen(handler, { port: 0 });
  return server.port;
}

/** Sends a body as fast as the other side takes it. */
async function pour(socket: Socket, bytes: number): Promise<void> {
  const block = Buffer.alloc(64 * 1024, 'x');
  for (let sent = 0; sent < bytes && !socket.destroyed; sent += block.length) {
    if (!socket.write(block)) await new Promise<void>(resolve => socket.once('drain', resolve).once('close', resolve));
  }
}

test.each([
  ['with its length', `content-length: ${SIZE}\r\n`],
  ['in chunks of the connection', ''],
])('a body of 100 MiB %s streams through in little memory, to a slow viewer', async (_, header) => {
  const raw = await rawServer(socket => {
    socket.setMaxListeners(0);
    socket.write(`HTTP/1.1 200 OK\r\n${header}\r\n`);
    void pour(socket, SIZE).then(() => socket.end());
  });
  const port = await proxyTo(raw.url);
  const before = process.memoryUsage.rss();
  let highest = before;
  let received = 0;
  const viewer = connect(port, '127.0.0.1');
  viewer.write('GET /big HTTP/1.0\r\n\r\n');
  for await (const chunk of viewer) {
    received += (chunk as Buffer).length;
    await new Promise(setImmediate);
    highest = Math.max(highest, process.memoryUsage.rss());
  }
  expect(received).toBeGreaterThan(SIZE);
  expect(received).toBeLessThan(SIZE + 1000);
  expect(highest - before).toBeLessThan(80 * 2 ** 20);
});

test('a viewer that goes away within the body lets go of the origin, and others are served', async () => {
  let leave!: () => void;
  const left = new Promise<void>(resolve => { leave = resolve; });
  const raw = await rawServer((socket, head) => {
    if (head.startsWith('GET /small')) return void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    socket.setMaxListeners(0);
    socket.on('close', leave);
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    return void pour(socket, SIZE);
  });
  const port = await proxyTo(raw.url);
  const viewer = connect(port, '127.0.0.1');
  viewer.write('GET /big HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await once(viewer, 'data');
  viewer.destroy();
  await left;
  expect(await get(port, '/small')).toMatch(/\r\n\r\nok$/);
});

test.each([
  ['with a length', 'content-length: 10\r\n\r\nhello', /\r\n\r\nhello$/],
  ['in chunks', 'transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n', /\r\n\r\n5\r\nhello\r\n$/],
])('a body %s that breaks off at the origin breaks off at the viewer', async (_, rest, seen) => {
  // The viewer gets what came before the break only when the break comes later.
  const raw = await rawServer(socket => { socket.write(`HTTP/1.1 200 OK\r\n${rest}`); });
  const port = await proxyTo(raw.url);
  const viewer = connect(port, '127.0.0.1').on('error', () => {});
  viewer.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  let answer = '';
  viewer.on('data', data => {
    answer += data.toString();
    if (answer.includes('hello')) void raw.close();
  });
  await once(viewer, 'close');
  expect(answer).toMatch(seen);
});

test.each([
  ['', ''],
  [', with a body', 'content-length: 3\r\n\r\nabc'],
])('a viewer that closes its side after the request%s gets its response, however late', async (_, rest) => {
  const raw = await rawServer(socket => {
    setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nla'), 20);
    setTimeout(() => socket.write('te'), 40);
  });
  const viewer = connect({ port: await proxyTo(raw.url), host: '127.0.0.1', allowHalfOpen: true });
  viewer.end(`${rest ? 'POST' : 'GET'} / HTTP/1.1\r\nhost: localhost\r\n${rest || '\r\n'}`);
  let answer = '';
  for await (const chunk of viewer) answer += String(chunk);
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nlate$/s);
});

test('a viewer that closes its side within the request gets a 400', async () => {
  const raw = await rawServer();
  const port = await proxyTo(raw.url);
  for (const bytes of ['GET / HTTP/1.1\r\nhost: lo', 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nabc']) {
    const viewer = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    viewer.end(bytes);
    let answer = '';
    for await (const chunk of viewer) answer += String(chunk);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request/);
  }
  expect(raw.received).toBe('');
});

test('a compressed part, with its headers, passes byte for byte', async () => {
  const raw = await rawServer(socket => {
    socket.write(
      Buffer.from(
        'HTTP/1.1 206 Partial Content\r\nContent-Encoding: br\r\nContent-Range: bytes 1-4/9\r\nContent-Length: 4\r\nX-Latin: ' +
          '\xe9\r\n\r\n\0\xff\x80\r',
        'latin1',
      ),
    );
  });
  const answer = await get(await proxyTo(raw.url), '/a%2F..//b', 'range: bytes=1-4', 'accept-encoding: br');
  expect(raw.received).toMatch(
    /^GET \/a%2F\.\.\/\/b HTTP\/1.1\r\nhost: origin.example.com\r\n.*range: bytes=1-4\r\naccept-encoding: br\r\n/s,
  );
  expect(answer).toMatch(/^HTTP\/1.1 206 Partial Content\r\ncontent-encoding: br\r\ncontent-range: bytes 1-4\/9\r\nx-latin: \xe9\r\n/);
  expect(answer.endsWith('\r\n\r\n\0\xff\x80\r')).toBe(true);
});

test('a request body reaches the origin', async () => {
  const raw = await rawServer(() => {}, socket => {
    socket.on('data', data => { if (data.toString().endsWith('abc')) socket.write('HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n'); });
  });
  const port = await proxyTo(raw.url);
  expect(
    await sendRaw(
      port,
      'POST /form HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
    ),
  ).toMatch(/^HTTP\/1.1 201 Created/);
  expect(raw.received).toMatch(/^POST \/form .*content-length: 3\r\n\r\nabc$/s);
});
