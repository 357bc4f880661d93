import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { closeRawServers, get, sendRaw } from './sockets';
import { EdgeRequest, EdgeResponse, generated } from '../../../lib/function-code/message';
import { Handler, listen, Listening, ListenOptions } from '../../../lib/simulator/http/http-server';
import { emptyTrace, Trace } from '../../../lib/simulator/journey/trace';

let server: Listening | undefined;
const warnings: string[] = [];
afterEach(async () => {
  warnings.length = 0;
  await server?.close();
  await closeRawServers();
});

type Answer = Partial<EdgeResponse> & { readonly trace?: Partial<Trace> };

/** Serves what the function answers, and gives the port. */
async function serving(answer: (request: EdgeRequest) => Answer | Promise<Answer>, options: Partial<ListenOptions> = {}): Promise<number> {
  const handler: Handler = {
    handle: async request => {
      const { trace, ...response } = await answer(request);
      const whole = { ...generated(200, 'OK', 'hello'), ...response };
      return { response: whole, trace: { ...emptyTrace(request), status: whole.status, ...trace } };
    },
  };
  server = await listen(handler, { port: 0, warn: line => warnings.push(line), ...options });
  return server.port;
}

/** Serves every request alike, and gives the requests. */
async function recording(options: Partial<ListenOptions> = {}): Promise<{ port: number; requests: EdgeRequest[] }> {
  const requests: EdgeRequest[] = [];
  const port = await serving(request => {
    requests.push(request);
    return {};
  }, options);
  return { port, requests };
}

const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4);

describe('the request reaches the handler', () => {
  test.each([
    '/../../etc/passwd',
    '/a/./b/../c',
    '/a%2Fb%2f..%2e%2e',
    '/%00',
    '//double//slash/',
    '/a;b=c',
    '/;',
    '/%zz',
    '/a\\b',
    '/:80',
    '/@x',
    '/C:/windows',
  ])('with its path as it was sent: %s', async path => {
    const { port, requests } = await recording();
    expect(await get(port, path)).toMatch(/^HTTP\/1.1 200 /);
    expect(requests[0]).toMatchObject({ path, query: '' });
  });

  test.each([
    ['/a?b=c&d=%20?e', '/a', 'b=c&d=%20?e'],
    ['/a?', '/a', ''],
    ['/?/../x', '/', '/../x'],
    ['http://example.com/a//b?c', '/a//b', 'c'],
    ['http://example.com', '/', ''],
    ['http://example.com?a', '/', 'a'],
  ])('%s as %s and %s', async (target, path, query) => {
    const { port, requests } = await recording();
    await get(port, target);
    expect(requests[0]).toMatchObject({ path, query });
  });

  test('with its headers, but for those of the connection', async () => {
    const { port, requests } = await recording();
    await get(
      port,
      '/',
      'X-Two: 1',
      'x-two: 2',
      '__proto__: a',
      'constructor: b',
      'connection: x-mine',
      'X-Mine: c',
      'te: trailers',
      'upgrade: x',
      'proxy-authorization: d',
    );
    expect(Object.entries(requests[0]!.headers)).toEqual([
      ['host', ['localhost']],
      ['x-two', ['1', '2']],
      ['__proto__', ['a']],
      ['constructor', ['b']],
    ]);
    expect(requests[0]).toMatchObject({ method: 'GET', protocol: 'https', clientIp: '127.0.0.1' });
    expect(requests[0]!.body).toBeUndefined();
  });

  test('over http when it says so', async () => {
    const { port, requests } = await recording();
    await get(port, '/', 'x-forwarded-proto: http');
    expect(requests[0]).toMatchObject({ protocol: 'http' });
    expect(requests[0]!.headers['x-forwarded-proto']).toBeUndefined();
  });

  test.each([
    ['length', 'content-length: 5\r\n\r\nhello'],
    ['chunks', 'transfer-encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n'],
  ])('with a body by %s', async (_, rest) => {
    const { port, requests } = await recording();
    await sendRaw(port, `POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${rest}`);
    expect(Buffer.from(requests[0]!.body!).toString()).toBe('hello');
  });

  test('in the order in which a connection sends them', async () => {
    const port = await serving(({ path }) => ({ body: Buffer.from(path) }));
    const answers = await sendRaw(
      port,
      'GET /1 HTTP/1.1\r\nhost: localhost\r\n\r\nGET /2 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n',
    );
    expect(answers).toMatch(/\r\n\r\n\/1HTTP.*\r\n\r\n\/2$/s);
  });
});

describe('the request does not reach the handler', () => {
  test.each([
    ['a URL that is too long', `GET /${'a'.repeat(8192)} HTTP/1.1\r\nhost: localhost\r\n\r\n`, 414],
    ['headers that are far too long', `GET / HTTP/1.1\r\nhost: localhost\r\na: ${'b'.repeat(66_000)}\r\n\r\n`, 494],
    ['forty thousand headers', `GET / HTTP/1.1\r\nhost: localhost\r\n${'a: b\r\n'.repeat(40_000)}\r\n`, 494],
    ['two Host headers', 'GET / HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\n\r\n', 400],
    ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nhost: localhost\r\n\r\n', 403],
    ['bytes that a URL cannot have', 'GET /\xe9 HTTP/1.1\r\nhost: localhost\r\n\r\n', 400],
    ['what is not HTTP', 'hello\r\n\r\n', 400],
    ['a target that is no path', 'OPTIONS * HTTP/1.1\r\nhost: localhost\r\n\r\n', 400],
    ['a body that is too long', 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 67108865\r\n\r\nabc', 413],
    ['length and chunks', 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\nabc', 400],
  ])('for %s', async (_, bytes, status) => {
    const { port, requests } = await recording();
    expect(await sendRaw(port, bytes)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(requests).toHaveLength(0);
  });

  test('for a chunked body that turns out too long', async () => {
    const { port, requests } = await recording();
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    let answer = '';
    const answered = new Promise<void>(resolve => socket.once('data', data => {
      answer = data.toString();
      resolve();
    }));
    socket.write('POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n');
    const chunk = Buffer.concat([Buffer.from('800000\r\n'), Buffer.alloc(8 * 2 ** 20), Buffer.from('\r\n')]);
    for (let i = 0; i < 10 && !answer; i++) {
      if (!socket.write(chunk)) await Promise.race([new Promise(resolve => socket.once('drain', resolve)), answered]);
    }
    await answered;
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(requests).toHaveLength(0);
  });

  test('when a connection sends a thousand more and waits for none', async () => {
    const asked: string[] = [];
    const port = await serving(({ path }) => {
      asked.push(path);
      return path === '/' ? {} : new Promise(() => {});
    });
    expect(await sendRaw(port, 'GET /never HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(1500))).toBe('');
    expect(asked).toHaveLength(1000);
    expect(await get(port, '/')).toMatch(/^HTTP\/1.1 200 /);
  });

  test('when the viewer goes away within the body', async () => {
    const { port, requests } = await recording();
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\nabc', () => socket.destroy());
    await once(socket, 'close');
    await get(port, '/');
    expect(requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test('when it is reserved', async () => {
    const seen: string[] = [];
    const { port, requests } = await recording({
      reserved: ({ url }, response) => {
        seen.push(url!);
        if (url === '/__edge/else') return false;
        response.end('control');
        return true;
      },
    });
    expect(bodyOf(await get(port, '/__edge/'))).toContain('control');
    expect(bodyOf(await get(port, '/__edge'))).toContain('control');
    await get(port, '/__edge/else');
    await get(port, '/__edger');
    expect(seen).toEqual(['/__edge/', '/__edge', '/__edge/else']);
    expect(requests.map(({ path }) => path)).toEqual(['/__edge/else', '/__edger']);
  });
});

describe('the viewer gets', () => {
  test('status, reason, headers and body', async () => {
    const port = await serving(() => ({
      status: 404,
      statusText: 'Gone Fishing',
      headers: { 'set-cookie': ['a=1', 'b=2'], 'age': ['3'], 'via': ['1.1 origin'] },
      body: Buffer.from('hello'),
    }));
    const answer = await get(port, '/');
    expect(answer).toMatch(
      /^HTTP\/1.1 404 Gone Fishing\r\nset-cookie: a=1\r\nset-cookie: b=2\r\nage: 3\r\nvia: 1.1 origin\r\ncontent-length: 5\r\nvia: 1.1 local-edge.cloudfront.net \(CloudFront\)\r\n/,
    );
    expect(bodyOf(answer)).toBe('hello');
  });

  test('none of the headers of the connection to the origin', async () => {
    const port = await serving(() => ({
      headers: {
        'connection': ['x-mine, close'],
        'x-mine': ['a'],
        'keep-alive': ['b'],
        'transfer-encoding': ['chunked'],
        'upgrade': ['c'],
        'x-cache': ['Hit from cloudfront'],
      },
    }));
    const answer = await get(port, '/');
    expect(answer).not.toMatch(/x-mine|keep-alive|transfer-encoding|upgrade|Hit/i);
  });

  test('the length that the body has, whatever the headers say', async () => {
    const port = await serving(() => ({ headers: { 'content-length': ['999'] }, body: Buffer.from('hello') }));
    expect(await get(port, '/')).toMatch(/content-length: 5\r\n.*hello$/s);
  });

  test.each([
    ['Miss', { cache: 'miss' }],
    ['Miss', { cache: 'off' }],
    ['Hit', { cache: 'hit' }],
    ['RefreshHit', { cache: 'stale' }],
    ['Error', { cache: 'hit', status: 503 }],
    ['Error', { servedBy: 'error-page' }],
  ] as const)('x-cache: %s for %j', async (word, trace) => {
    const port = await serving(() => ({ trace }));
    expect(await get(port, '/')).toContain(`\r\nx-cache: ${word} from local-edge\r\n`);
  });

  test('x-cache: LambdaExecutionError as the edge says', async () => {
    const port = await serving(() => ({ status: 503, headers: { 'x-cache': ['LambdaExecutionError'] } }));
    expect(await get(port, '/')).toContain('\r\nx-cache: LambdaExecutionError from local-edge\r\n');
  });

  test('the trace, which listeners get too', async () => {
    const traces: Trace[] = [];
    const port = await serving(() => ({ trace: { behavior: '/a*' } }), { onTrace: trace => traces.push(trace) });
    const [, header] = /x-local-edge-trace: (.*)\r\n/.exec(await get(port, '/abc'))!;
    expect(traces).toMatchObject([{ path: '/abc', behavior: '/a*' }]);
    expect(JSON.parse(header!)).toEqual(traces[0]);
  });

  test.each(['HEAD', 'GET'])('no body for %s', async method => {
    const left = jest.fn(async () => ({ value: undefined, done: true as const }));
    const port = await serving(() => ({
      status: method === 'HEAD' ? 200 : 304,
      headers: { 'content-length': ['7'] },
      body: { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: left }) },
    }));
    const answer = await sendRaw(port, `${method} / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    expect(answer).toContain('content-length: 7\r\n');
    expect(bodyOf(answer)).toBe('');
    expect(left).toHaveBeenCalledTimes(1);
  });

  test('neither body nor length with 204', async () => {
    const port = await serving(() => ({ status: 204, statusText: 'No Content' }));
    const answer = await get(port, '/');
    expect(answer).toMatch(/^HTTP\/1.1 204 No Content\r\n/);
    expect(answer).not.toContain('content-length');
    expect(bodyOf(answer)).toBe('');
  });

  test('nothing of a header that would inject another, which is reported once', async () => {
    const port = await serving(() => ({
      statusText: 'OK\r\ninjected: 1',
      headers: { 'x-good': ['a'], 'x-bad': ['b\r\ninjected: 2', 'fine'], 'x-\r\ninjected': ['3'], 'x-wide': ['\u4e2d'], 'x y': ['c'] },
    }));
    for (const answer of [await get(port, '/'), await get(port, '/')]) {
      expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\nx-good: a\r\nx-bad: fine\r\n/);
      expect(answer).not.toMatch(/injected|x-wide|x y/);
    }
    expect(warnings).toEqual(
      ['x-bad', 'x-\\r\\ninjected', 'x-wide', 'x y'].map(
        name => `header "${name}" of a response was left out: it cannot be sent over HTTP.`,
      ),
    );
  });

  test.each([
    ['rejects', () => Promise.reject(new Error('no such luck\nat line 7'))],
    ['throws', () => { throw new Error('no such luck'); }],
    ['answers what is no status', () => ({ status: 7, trace: {} })],
  ])('500 in one line when the handler %s', async (name, handle) => {
    const port = await serving(handle);
    const answer = await get(port, '/');
    expect(answer).toMatch(/^HTTP\/1.1 500 /);
    expect(bodyOf(answer)).toMatch(
      name.startsWith('answers') ? /^the local edge failed: .+\n$/ : /^the local edge failed: no such luck\n$/,
    );
  });

  test('chunks in HTTP/1.1, and the end of the connection in HTTP/1.0', async () => {
    const port = await serving(() => ({ headers: {}, body: pieces('ab', 'c') }));
    expect(bodyOf(await get(port, '/'))).toBe('2\r\nab\r\n1\r\nc\r\n0\r\n\r\n');
    expect(bodyOf(await sendRaw(port, 'GET / HTTP/1.0\r\n\r\n'))).toBe('abc');
  });

  test.each([
    ['shorter', '5', 'ab'],
    ['longer', '1', 'ab'],
  ])('the end of the connection for a body that is %s than it says', async (_, length, text) => {
    const port = await serving(() => ({ headers: { 'content-length': [length] }, body: pieces(text) }));
    const answer = await sendRaw(port, 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\nGET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    expect(answer.match(/HTTP\/1.1/g) ?? []).toHaveLength(answer ? 1 : 0);
    expect(bodyOf(answer).length).toBeLessThan(3);
  });

  test('the end of the connection where the body breaks off', async () => {
    const port = await serving(() => ({ headers: { 'content-length': ['9'] }, body: pieces('ab', new Error('broken')) }));
    const answer = await get(port, '/');
    expect(answer).toContain('content-length: 9\r\n');
    expect(bodyOf(answer)).toBe('ab');
  });
});

async function* pieces(...all: Array<string | Error>): AsyncGenerator<Uint8Array> {
  for (const piece of all) {
    if (piece instanceof Error) {
      // What was said before is on its way first.
      await new Promise(setImmediate);
      throw piece;
    }
    yield Buffer.from(piece);
  }
}

describe('a viewer that goes away lets go of the body', () => {
  /** Yields again and again, or once and then never again, and notes when it is left. */
  function endless(goesOn: boolean): { body: AsyncIterable<Uint8Array>; left: Promise<void> } {
    let leave!: () => void;
    const left = new Promise<void>(resolve => { leave = resolve; });
    let steps = 0;
    const iterator: AsyncIterator<Uint8Array> = {
      next: async () => {
        await (steps++ === 0 || goesOn ? new Promise(setImmediate) : new Promise(() => {}));
        return { value: Buffer.from('a'), done: false };
      },
      return: async () => {
        leave();
        return { value: undefined, done: true };
      },
    };
    return { body: { [Symbol.asyncIterator]: () => iterator }, left };
  }

  // One that closes its side may be waiting for the rest. That it is gone shows when it is sent some.
  test.each([
    ['which goes on', true, (viewer: Socket) => viewer.destroy()],
    ['which does not go on', false, (viewer: Socket) => viewer.resetAndDestroy()],
  ])('in the middle of it, %s', async (_, goesOn, goAway) => {
    const { body, left } = endless(goesOn);
    const port = await serving(() => ({ headers: {}, body }));
    const viewer = connect(port, '127.0.0.1');
    viewer.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(viewer, 'data');
    goAway(viewer);
    await left;
  });

  test('before there is one', async () => {
    const { body, left } = endless(false);
    let gone!: () => void;
    const going = new Promise<void>(resolve => { gone = resolve; });
    const port = await serving(async () => {
      viewer.resetAndDestroy();
      await going;
      return { headers: {}, body };
    }, { reserved: (_, response) => response.once('close', gone) && false });
    const viewer = connect(port, '127.0.0.1').on('error', () => {});
    viewer.write('GET /__edge/ HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await left;
  });
});

describe('listens', () => {
  test.each(['0.0.0.0', '::', '192.168.1.1', 'example.com', '127.0.0.1.example.com', ''])('not on %p', async host => {
    await expect(listen({ handle: jest.fn() }, { port: 0, host })).rejects.toThrow(
      /^host ".*": the local edge serves this machine only\. Use 127\.0\.0\.1, ::1 or localhost\.$/,
    );
  });

  test('on a port of its own', async () => {
    const port = await serving(() => ({}));
    expect(server!.url).toBe(`http://127.0.0.1:${port}`);
    await expect(listen({ handle: jest.fn() }, { port })).rejects.toThrow(
      `port ${port}: in use on 127.0.0.1. Choose another one, or 0 for any that is free.`,
    );
  });
});

describe('closes', () => {
  test('at once when nothing runs, whoever is connected', async () => {
    const port = await serving(() => ({}));
    const idle = connect(port, '127.0.0.1').on('error', () => {});
    const used = connect(port, '127.0.0.1').on('error', () => {});
    used.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(used, 'data');
    const started = Date.now();
    const gone = [once(idle, 'close'), once(used, 'close')];
    idle.resume();
    used.resume();
    await server!.close();
    await Promise.all(gone);
    expect(Date.now() - started).toBeLessThan(1000);
    await expect(once(connect(port, '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED');
  });

  test('after the requests that run', async () => {
    let answer!: () => void;
    let running!: () => void;
    const started = new Promise<void>(resolve => { running = resolve; });
    const port = await serving(() => {
      running();
      return new Promise(resolve => { answer = () => resolve({}); });
    });
    const response = sendRaw(port, 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await started;
    const closing = server!.close();
    answer();
    expect(bodyOf(await response)).toBe('hello');
    await closing;
  });

  test('without those that never end', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
    let running!: () => void;
    const started = new Promise<void>(resolve => { running = resolve; });
    const port = await serving(() => {
      running();
      return new Promise(() => {});
    });
    const response = sendRaw(port, 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await started;
    const closing = server!.close();
    jest.advanceTimersByTime(2000);
    jest.useRealTimers();
    await closing;
    expect(await response).toBe('');
  });
});
