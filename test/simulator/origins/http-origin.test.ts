import dns from 'node:dns';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { CERTIFICATE, KEY } from './certificate';
import { originRequest, textOf } from './requests';
import { EdgeResponse } from '../../../lib/function-code/message';
import { OriginRequest } from '../../../lib/simulator/forwarding/forwarding';
import { systemClock } from '../../../lib/simulator/journey/clock';
import { HttpOrigin, HttpOriginOptions } from '../../../lib/simulator/origins/http-origin';
import { BrokenBody, OriginOutcome } from '../../../lib/simulator/origins/origin';
import { closedPort, closeRawServers, RawServer, rawServer } from '../http/sockets';

const LIMITS = { connect: 1000, read: 1000 };

const origins: HttpOrigin[] = [];
afterEach(async () => {
  await Promise.all(origins.splice(0).map(origin => origin.close()));
  await closeRawServers();
});

function originAt(url: string, options?: HttpOriginOptions): HttpOrigin {
  const origin = new HttpOrigin(url, options);
  origins.push(origin);
  return origin;
}

/** An origin whose server says these bytes to every request, and may then do something to the connection. */
async function saying(
  bytes: string | Buffer,
  then: (socket: Socket) => void = () => {},
): Promise<{ origin: HttpOrigin; server: RawServer }> {
  const server = await rawServer(socket => { socket.write(bytes, () => then(socket)); });
  return { origin: originAt(server.url), server };
}

function ask(origin: HttpOrigin, request: Partial<OriginRequest> = {}, limits = LIMITS): Promise<OriginOutcome> {
  return origin.exchange(originRequest(request), limits, systemClock);
}

async function answerOf(origin: HttpOrigin, request: Partial<OriginRequest> = {}): Promise<EdgeResponse> {
  const outcome = await ask(origin, request);
  if (outcome.kind !== 'response') throw new Error(outcome.failure);
  return outcome.response;
}

describe('passes on', () => {
  test('status, reason, headers in lower case and body', async () => {
    const { origin } = await saying(
      'HTTP/1.1 404 Gone Fishing\r\nContent-Type: text/plain\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 5\r\n\r\nhello',
    );
    const response = await answerOf(origin);
    expect(response).toMatchObject({
      status: 404,
      statusText: 'Gone Fishing',
      headers: { 'content-type': ['text/plain'], 'set-cookie': ['a=1', 'b=2'] },
    });
    expect(await textOf(response.body)).toBe('hello');
  });

  test('the request as it is, below the path of the URL', async () => {
    const { server } = await saying('HTTP/1.1 204 No Content\r\n\r\n');
    await ask(originAt(`${server.url}/base/`), {
      path: '/a/../b//%2e%2F\xe9',
      query: 'q=1&q=%20?',
      headers: { 'accept-encoding': ['gzip'], 'x-two': ['1', '2'], 'content-length': ['99'], 'te': ['x'], 'expect': ['y'] },
    });
    expect(server.received.split('\r\n')).toEqual([
      'GET /base/a/../b//%2e%2F\xe9?q=1&q=%20? HTTP/1.1',
      'host: www.example.com',
      'connection: keep-alive',
      'accept-encoding: gzip',
      'x-two: 1',
      'x-two: 2',
      '',
      '',
    ]);
  });

  test('a request body with its length', async () => {
    const { origin, server } = await saying('HTTP/1.1 204 No Content\r\n\r\n');
    await ask(origin, { method: 'POST', body: Buffer.from('abc'), headers: { 'content-length': ['7'] } });
    while (!server.received.endsWith('abc')) await new Promise(setImmediate);
    expect(server.received).toMatch(/^POST \/ .*content-length: 3\r\n\r\nabc$/s);
  });

  test('a compressed body byte for byte', async () => {
    const zipped = gzipSync('hello');
    const { origin } = await saying(
      Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${zipped.length}\r\n\r\n`), zipped]),
    );
    expect(Buffer.from((await answerOf(origin)).body as Uint8Array)).toEqual(zipped);
  });

  test('a chunked body, and the header that says so', async () => {
    const { origin } = await saying('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n');
    const response = await answerOf(origin);
    expect(response.headers['transfer-encoding']).toEqual(['chunked']);
    expect(await textOf(response.body)).toBe('abcde');
  });

  test('a redirect', async () => {
    const { origin, server } = await saying('HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n');
    expect(await answerOf(origin)).toMatchObject({ status: 302, headers: { location: ['/elsewhere'] } });
    expect(server.connections).toBe(1);
  });

  test('Range, and the part that it asks for', async () => {
    const { origin, server } = await saying('HTTP/1.1 206 Partial Content\r\ncontent-range: bytes 0-1/5\r\ncontent-length: 2\r\n\r\nhe');
    const response = await answerOf(origin, { headers: { range: ['bytes=0-1'] } });
    expect(server.received).toContain('range: bytes=0-1\r\n');
    expect(response).toMatchObject({ status: 206, headers: { 'content-range': ['bytes 0-1/5'] } });
    expect(await textOf(response.body)).toBe('he');
  });

  test('HEAD without a body', async () => {
    const { origin } = await saying('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n');
    const response = await answerOf(origin, { method: 'HEAD' });
    expect(response.headers['content-length']).toEqual(['5']);
    expect(await textOf(response.body)).toBe('');
  });

  test('header names that objects have of their own', async () => {
    const { origin } = await saying('HTTP/1.1 200 OK\r\n__proto__: a\r\nconstructor: b\r\ncontent-length: 0\r\n\r\n');
    expect(Object.entries((await answerOf(origin)).headers)).toEqual([
      ['__proto__', ['a']],
      ['constructor', ['b']],
      ['content-length', ['0']],
    ]);
  });

  const HINT = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n';
  const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
  const FINAL = 'HTTP/1.1 200 OK\r\ncontent-length: 28\r\n\r\nHTTP/1.1 100\r\n\r\nHTTP/1.1 100';

  test.each([
    ['an early hint', HINT],
    ['102', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['100 Continue', CONTINUE],
    ['100 Continue with headers', 'HTTP/1.1 100 Continue\r\nlink: </a>\r\n\r\n'],
    ['several of them', `${HINT}${CONTINUE}${CONTINUE}${HINT}${CONTINUE}`],
  ])('the final answer after %s, in one piece and byte by byte, on the same connection', async (_, interim) => {
    const bytes = interim + FINAL;
    const server = await rawServer(async (socket, head) => {
      for (const piece of head.startsWith('GET /bytes') ? bytes : [bytes]) {
        socket.write(piece);
        await new Promise(setImmediate);
      }
    });
    const origin = originAt(server.url);
    for (const path of ['/whole', '/bytes', '/whole']) {
      const response = await answerOf(origin, { path });
      expect(response.status).toBe(200);
      expect(response.headers.link).toBeUndefined();
      expect(await textOf(response.body)).toBe(FINAL.slice(-28));
      await new Promise(setImmediate);
    }
    expect(server.connections).toBe(1);
  });
});

describe('connections', () => {
  test('are used again', async () => {
    const { origin, server } = await saying('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    for (const host of ['a.example.com', 'b.example.com', 'a.example.com']) {
      await answerOf(origin, { host });
      // Until then undici takes the connection for busy.
      await new Promise(setImmediate);
    }
    expect(server.connections).toBe(1);
  });

  test('are let go of when a body is left early', async () => {
    let gone: Promise<unknown> | undefined;
    const { origin } = await saying('HTTP/1.1 200 OK\r\n\r\nfirst', socket => { gone = once(socket, 'close'); });
    const body = (await answerOf(origin)).body as AsyncIterable<Uint8Array>;
    for await (const _ of body) break;
    await gone;
  });

  test.each<[string, string, number]>([
    ['a body that is left early', 'HTTP/1.1 200 OK\r\n\r\nfirst', 1000],
    ['a response that does not come in time', '', 20],
    ['a status that there is not', 'HTTP/1.1 050 Odd\r\n\r\n', 1000],
  ])('are not replaced by spare ones after %s', async (_, bytes, read) => {
    const { origin, server } = await saying(bytes);
    const outcome = await ask(origin, {}, { connect: 1000, read });
    if (outcome.kind === 'response') for await (const _first of outcome.response.body as AsyncIterable<Uint8Array>) break;
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(server.connections).toBe(1);
    await ask(origin, {}, { connect: 1000, read: 20 });
    expect(server.connections).toBe(2);
  });

  test('are let go of when the origin is closed, and what waits is a failure', async () => {
    const server = await rawServer();
    const origin = originAt(server.url);
    const outcome = ask(origin);
    while (!server.received) await new Promise(setImmediate);
    await origin.close();
    expect(await outcome).toEqual({ kind: 'failure', failure: 'reset' });
  });
});

describe('fails', () => {
  test('refused at a closed port, with one address and with several', async () => {
    const port = await closedPort();
    expect(await ask(originAt(`http://127.0.0.1:${port}`))).toEqual({ kind: 'failure', failure: 'refused' });
    expect(await ask(originAt(`http://localhost:${port}`))).toEqual({ kind: 'failure', failure: 'refused' });
  });

  test.each(['ENOTFOUND', 'EAI_AGAIN'])('dns for a name that does not resolve: %s', async code => {
    jest.spyOn(dns, 'lookup').mockImplementationOnce(((...args: unknown[]) => {
      process.nextTick(args.at(-1) as () => void, Object.assign(new Error('no such name'), { code }));
    }) as unknown as typeof dns.lookup);
    expect(await ask(originAt('http://no-such-host.invalid'))).toEqual({ kind: 'failure', failure: 'dns' });
  });

  test('read-timeout when nothing comes', async () => {
    const server = await rawServer();
    const started = Date.now();
    expect(await ask(originAt(server.url), {}, { connect: 1000, read: 20 })).toEqual({ kind: 'failure', failure: 'read-timeout' });
    expect(Date.now() - started).toBeLessThan(900);
  });

  test('connect-timeout when TLS never gets anywhere', async () => {
    const server = await rawServer();
    const origin = originAt(server.url.replace('http', 'https'));
    expect(await ask(origin, {}, { connect: 20, read: 1000 })).toEqual({ kind: 'failure', failure: 'connect-timeout' });
  });

  test.each<[string, string, (socket: Socket) => void]>([
    ['reset when the connection is dropped', '', socket => socket.resetAndDestroy()],
    ['reset when the connection is closed', '', socket => socket.end()],
    ['reset when it is closed within the headers', 'HTTP/1.1 200 OK\r\ncontent-', socket => socket.end()],
    ['reset for what is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n', () => {}],
    ['reset for bytes', '\0\xff\x01\r\n\r\n'.repeat(100), () => {}],
    ['reset for a bad length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n', () => {}],
    ['reset for length and chunks', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\nabc', () => {}],
    ['reset for ten thousand headers', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(10_000)}\r\n`, () => {}],
    ['reset for a header of a megabyte', `HTTP/1.1 200 OK\r\na: ${'b'.repeat(2 ** 20)}\r\n\r\n`, () => {}],
    ['reset for a status below 100', 'HTTP/1.1 050 Odd\r\ncontent-length: 2\r\n\r\nok', () => {}],
    ['reset for switching protocols without a word about which', 'HTTP/1.1 101 Switching Protocols\r\n\r\n', () => {}],
    ['reset for switching protocols', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n', () => {}],
  ])('%s', async (_, bytes, then) => {
    const { origin } = await saying(Buffer.from(bytes, 'latin1'), then);
    expect(await ask(origin)).toEqual({ kind: 'failure', failure: 'reset' });
  });

  test.each<[string, Partial<OriginRequest>]>([
    ['a path with a space', { path: '/a b' }],
    ['a path without a slash', { path: 'a' }],
    ['a header with a line break', { headers: { a: ['b\r\nc: d'] } }],
    ['no method', { method: 'G ET' }],
  ])('reset for a request that HTTP cannot carry: %s', async (_, request) => {
    const { origin, server } = await saying('HTTP/1.1 204 No Content\r\n\r\n');
    expect(await ask(origin, request)).toEqual({ kind: 'failure', failure: 'reset' });
    expect(server.received).toBe('');
  });
});

describe('a body that breaks off rejects', () => {
  async function broken(head: string, then: (socket: Socket) => void, limits = LIMITS) {
    const { origin } = await saying(`HTTP/1.1 200 OK\r\n${head}`, then);
    const outcome = await ask(origin, {}, limits);
    if (outcome.kind !== 'response') throw new Error(outcome.failure);
    const chunks: Uint8Array[] = [];
    const read = async () => { for await (const chunk of outcome.response.body as AsyncIterable<Uint8Array>) chunks.push(chunk); };
    await expect(read()).rejects.toThrow(BrokenBody);
    return Buffer.concat(chunks).toString();
  }

  test.each([
    ['short of its length', 'content-length: 10\r\n\r\nabc', (socket: Socket) => socket.end()],
    ['within its chunks', 'transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n', (socket: Socket) => socket.end()],
  ])('%s', async (_, head, then) => {
    expect(await broken(head, then)).toBe('abc');
  });

  test('when it stops coming', async () => {
    expect(await broken('content-length: 10\r\n\r\nabc', () => {}, { connect: 1000, read: 20 })).toBe('abc');
  });

  test('but ends well without a length, when the connection ends well', async () => {
    const { origin } = await saying('HTTP/1.1 200 OK\r\n\r\nabc', socket => socket.end());
    expect(await textOf((await answerOf(origin)).body)).toBe('abc');
  });
});

describe('over TLS', () => {
  async function tlsServer() {
    const server = createTlsServer({ key: KEY, cert: CERTIFICATE }, socket => {
      socket.on('error', () => {}).on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    return { url: `https://localhost:${port}`, close: () => { server.close(); return once(server, 'close'); } };
  }

  test('takes the certificate of the URL, whatever the Host', async () => {
    const server = await tlsServer();
    const origin = originAt(server.url, { ca: CERTIFICATE });
    expect(await textOf((await answerOf(origin, { host: 'www.example.com' })).body)).toBe('secret');
    await origin.close();
    await server.close();
  });

  test('tls for a certificate that nobody trusts, and for one of another name', async () => {
    const server = await tlsServer();
    expect(await ask(originAt(server.url))).toEqual({ kind: 'failure', failure: 'tls' });
    expect(await ask(originAt(server.url.replace('localhost', '127.0.0.1'), { ca: CERTIFICATE }))).toEqual({
      kind: 'failure',
      failure: 'tls',
    });
    await server.close();
  });

  test('tls when there is no TLS at the other end', async () => {
    const talking = await rawServer(undefined, socket => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const closing = await rawServer(undefined, socket => socket.end());
    for (const { url } of [talking, closing]) {
      expect(await ask(originAt(url.replace('http', 'https')))).toEqual({ kind: 'failure', failure: 'tls' });
    }
  });
});

test.each(['ftp://localhost', 'localhost:3000', 'file:///etc/passwd', '', '//x'])('refuses the URL %p', url => {
  expect(() => new HttpOrigin(url)).toThrow(/^origin URL ".*": not an http or https URL\. Write it like http:\/\/localhost:3000\.$/);
});

test.each(['http://localhost/?a=b', 'http://localhost/#a', 'http://me@localhost/'])(
  'refuses what is more than a server and a path: %s',
  url => {
    expect(() => new HttpOrigin(url)).toThrow(/only a server and a path are allowed/);
  },
);
