import { once } from 'node:events';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo, connect, Socket } from 'node:net';
import { RequestBodies } from '../../../lib/simulator/http/request-body';

let server: Server;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await new Promise(resolve => server.close(resolve));
});

interface Exchange {
  readonly body: Promise<Uint8Array | undefined>;
  readonly response: ServerResponse;
  /** Resolves when the first bytes of the body were read. */
  readonly begun: Promise<unknown>;
}

/** A server that reads so many bytes of bodies together, and answers when the test says so. */
async function reading(limit: number): Promise<(text: string, length?: number) => Promise<Exchange>> {
  const bodies = new RequestBodies(limit);
  const arrived: Array<(exchange: Exchange) => void> = [];
  server = createServer((message: IncomingMessage, response: ServerResponse) => {
    const body = bodies.read(message, response);
    body.catch(() => {});
    arrived.shift()!({ body, response, begun: once(message, 'data').catch(() => {}) });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (text, length = text.length) => {
    const exchange = new Promise<Exchange>(resolve => arrived.push(resolve));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    socket.resume();
    socket.write(`POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${length}\r\n\r\n${text}`);
    return exchange;
  };
}

test('fails with a 503 when the bodies together are too long, until they are answered', async () => {
  const send = await reading(10);
  const held = await send('123456');
  expect(await held.body).toHaveLength(6);
  const refused = await send('123456');
  await expect(refused.body).rejects.toMatchObject({
    status: 503,
    message: expect.stringMatching(/^request bodies of more than 10 bytes at the same time: /),
  });

  const closed = [held, refused].map(({ response }) => once(response, 'close'));
  for (const { response } of [held, refused]) response.end();
  await Promise.all(closed);
  expect(await (await send('1234567890')).body).toHaveLength(10);
});

test('a body whose viewer goes away counts no more', async () => {
  const send = await reading(10);
  const left = await send('123456', 7);
  await left.begun;
  const closed = once(left.response, 'close');
  sockets[0]!.destroy();
  expect(await left.body).toBeUndefined();
  await closed;
  expect(await (await send('1234567890')).body).toHaveLength(10);
});

test('fails with a 413 when one is too long, before it is read', async () => {
  const send = await reading(10);
  await expect((await send('', 64 * 2 ** 20 + 1)).body).rejects.toMatchObject({ status: 413 });
});
