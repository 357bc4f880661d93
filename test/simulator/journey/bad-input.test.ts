import { createServer } from 'node:http';
import { AddressInfo, connect } from 'node:net';
import * as fc from 'fast-check';
import { errorPage, pair } from './pair';
import { EdgeRequest } from '../../../lib/function-code/message';
import { UnusableInput } from '../../../lib/model/errors';
import { listen, Listening } from '../../../lib/simulator/http/http-server';
import { ASSUMPTION_NAMES, DEFAULT_ASSUMPTIONS } from '../../../lib/simulator/journey/assumptions';
import { ManualClock, systemClock } from '../../../lib/simulator/journey/clock';
import { Edge } from '../../../lib/simulator/journey/edge';
import { EdgeContext } from '../../../lib/simulator/journey/journey';
import { edgeFor, until } from '../../support/edges';

const TEMPLATE = pair({
  errorResponses: [errorPage(503)],
  cache: {
    MinTTL: 0,
    DefaultTTL: 100,
    MaxTTL: 1000,
    ParametersInCacheKeyAndForwardedToOrigin: {
      HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['constructor', '__proto__', 'X-Key', 'Origin'] },
      QueryStringsConfig: { QueryStringBehavior: 'all' },
      CookiesConfig: { CookieBehavior: 'whitelist', Cookies: ['__proto__', 'a'] },
      EnableAcceptEncodingGzip: true,
    },
  },
});

let edge: Edge;
let clock: ManualClock;

beforeEach(() => {
  ({ edge, clock } = edgeFor(TEMPLATE));
});

afterEach(() => edge.close());

function ask(request: Partial<EdgeRequest>) {
  return edge.handle({
    method: 'GET',
    protocol: 'https',
    path: '/',
    query: '',
    headers: { host: ['x'] },
    clientIp: '127.0.0.1',
    ...request,
  });
}

describe('a path', () => {
  it.each([
    '',
    'no-slash',
    '/',
    '//',
    '///',
    '/a//b',
    '/..',
    '/../../etc/passwd',
    '/a/../b',
    '/%2e%2e/',
    '/%2f',
    '/%2F..%2f',
    '/%00',
    '/\0',
    '/%',
    '/%zz',
    '/%c0%ae',
    '/ü',
    '/\ud800',
    '/a b',
    '/a\tb',
    '/\r\nx: y',
    '/?',
    '/#',
    '/*',
    '/pages',
    '/pages/../x',
    '/\\..\\',
    '/constructor',
    '/__proto__',
    'http://elsewhere/',
    '*',
  ])('%j reaches the origin as it was sent', async path => {
    const { response, trace } = await ask({ path });

    expect([response.status, trace.status, trace.path]).toEqual([200, 200, path]);
    const seen = ['primary', 'pages'].flatMap(name => edge.origin(name).requests.map(request => request.path));
    expect(seen).toEqual([path]);
  });

  it('of 64 KB is a 414, and so is a query string', async () => {
    const long = 'x'.repeat(64 * 1024);

    expect((await ask({ path: `/${long}` })).response.status).toBe(414);
    expect((await ask({ query: long })).response.status).toBe(414);
    expect((await ask({ path: `/${long.slice(0, 8191)}` })).response.status).toBe(200);
    expect((await ask({ path: `/${long.slice(0, 8192)}` })).response.status).toBe(414);
    expect(edge.origin('primary').requests).toHaveLength(1);
  });
});

describe('headers', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '0', '', ' ', 'x:y', 'ü', 'x\r\ny'])(
    'may be called %j',
    async name => {
      const headers = Object.fromEntries([
        [name, ['value']],
        ['host', ['x']],
      ]);

      for (let i = 0; i < 2; i++) expect((await ask({ headers })).response.status).toBe(200);
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
      expect(({} as any).value ?? ([] as any).value).toBeUndefined();
    },
  );

  it('may have no value, an empty one, or one that says nothing', async () => {
    for (const value of [
      [],
      [''],
      ['\0'],
      ['\ud800'],
      ['a', 'b'],
      ['-1'],
      ['bytes=--1'],
      ['bytes=9999999999999999999-'],
      ['W/'],
      ['"'],
      ['*'],
    ]) {
      for (const name of [
        'host',
        'range',
        'if-none-match',
        'if-modified-since',
        'if-range',
        'cookie',
        'accept-encoding',
        'origin',
        'connection',
        'x-forwarded-for',
      ]) {
        expect([200, 206, 304, 416]).toContain((await ask({ headers: { [name]: value } })).response.status);
      }
    }
  });

  it('in huge numbers are a 494', async () => {
    const many = (count: number) => ({ headers: Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, ['v']])) });

    expect((await ask(many(1000))).response.status).toBe(200);
    expect((await ask(many(10_000))).response.status).toBe(494);
    expect((await ask({ headers: { 'x-long': ['x'.repeat(33_000)] } })).response.status).toBe(494);
  });

  it('of an origin may be called anything, and one called __proto__ does not pass', async () => {
    const server = createServer((_, response) =>
      response.writeHead(200, ['__proto__', 'a', 'constructor', 'b', 'length', 'c', '0', 'd']).end('P'),
    );
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    edge.origin('primary').connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

    for (const cache of ['miss', 'hit']) {
      const { response: { headers }, trace } = await ask({});
      expect([trace.cache, headers.constructor, headers.length, headers[0]]).toEqual([cache, ['b'], ['c'], ['d']]);
      expect([Object.hasOwn(headers, '__proto__'), Array.isArray(Object.getPrototypeOf(headers))]).toEqual([false, false]);
    }
    await edge.close();
    await new Promise(resolve => server.close(resolve));
  });

  it('without Host, or with an empty one, are taken', async () => {
    expect((await ask({ headers: {} })).response.status).toBe(200);
    expect((await ask({ headers: { host: [''] } })).response.status).toBe(200);
  });
});

describe('a method', () => {
  it.each(['TRACE', 'CONNECT', 'get', 'Get', '', ' GET', 'GET ', 'PROPFIND', '__proto__', 'constructor', 'x'.repeat(10_000)])(
    '%j is a 403',
    async method => {
      const { response, trace } = await ask({ method });

      expect([response.status, trace.servedBy, trace.attempts]).toEqual([403, 'edge', []]);
    },
  );
});

describe('an assumption', () => {
  it.each([
    [{ nonsense: 1 }, `there is no assumption "nonsense". Allowed: ${ASSUMPTION_NAMES.join(', ')}.`],
    [{ connectFailureIs: '502' }, 'the assumption connectFailureIs cannot be "502". Allowed: 502, 503.'],
    [{ failoverSees: undefined }, 'the assumption failoverSees cannot be undefined. Allowed: function-result, origin-status.'],
  ])('cannot be %j', (changes, message) => {
    expect(() => edge.setAssumptions(changes as object)).toThrow(new UnusableInput(message));
    expect(edge.assumptions).toEqual(DEFAULT_ASSUMPTIONS);
  });

  it('stays when another is set', () => {
    edge.setAssumptions({ connectFailureIs: 503 });
    edge.setAssumptions({ staleBefore: 'failover' });
    expect(edge.assumptions).toEqual({ ...DEFAULT_ASSUMPTIONS, connectFailureIs: 503, staleBefore: 'failover' });
  });
});

describe('an edge', () => {
  it('says how long a request took, and forgets what is in its cache when it is invalidated', async () => {
    clock.advance(7);
    edge.origin('primary').delay(1234);
    expect((await ask({})).trace).toMatchObject({ waitedMs: 1234, cache: 'miss', status: 200 });
    expect((await ask({})).trace).toMatchObject({ waitedMs: 0, cache: 'hit' });
    edge.invalidate();
    expect((await ask({})).trace.cache).toBe('miss');
  });

  it('is settled when no request is under way for which others would wait', async () => {
    await edge.close();
    ({ edge } = edgeFor(pair()));
    let answer: (() => void) | undefined;
    edge.origin('primary').respondWith(() => new Promise(resolve => { answer = () => resolve({ status: 200 }); }));
    const reply = ask({});
    await until(() => answer !== undefined);
    let isSettled = false;
    const settled = edge.settled().then(() => { isSettled = true; });
    await new Promise(setImmediate);
    expect(isSettled).toBe(false);
    answer!();
    await settled;
    expect((await reply).response.status).toBe(200);
  });
});

describe('a clock', () => {
  it.each([-1, NaN, Infinity, '1'])('is not advanced by %p', seconds => {
    expect(() => clock.advance(seconds as number))
      .toThrow(new RangeError(`The clock cannot be advanced by this. Got: ${seconds}. Allowed: a number of seconds, 0 or more. Pass one.`));
  });

  it('of a test stands still until it is advanced or sleeps, and may be advanced by nothing', async () => {
    clock.advance(0);
    expect(clock.now()).toBe(Date.UTC(2026, 0, 1));
    clock.advance(1.5);
    await clock.sleep(20);
    expect(clock.now()).toBe(Date.UTC(2026, 0, 1) + 1520);
  });

  it('of the machine sleeps', async () => {
    const started = systemClock.now();
    await systemClock.sleep(5);
    expect(systemClock.now() - started).toBeGreaterThanOrEqual(4);
  });
});

describe('an origin', () => {
  it.each([
    ['throws', () => { throw new Error('mine'); }],
    ['throws nothing', () => { throw undefined; }],
    ['answers with a status that there is not', () => ({ status: 99 })],
    ['answers nothing', () => undefined],
  ])('whose script %s is an origin that answers 500', async (_, answer: any) => {
    edge.origin('primary').respondWith(answer);
    edge.origin('secondary').respondWith(answer);

    expect((await ask({})).trace).toMatchObject({ status: 500, attempts: [{ outcome: 500 }, { outcome: 500 }] });
  });
});

it('no request makes the edge reject, or answer without a status', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary', maxLength: 50 }),
    fc.constantFrom('__proto__', 'constructor', '\0', '..', '%', '/'),
  );
  const request = fc.record({
    method: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'POST') }, text),
    protocol: fc.constantFrom('http' as const, 'https' as const),
    path: fc.oneof({ weight: 4, arbitrary: text.map(rest => `/${rest}`) }, text),
    query: text,
    headers: fc.dictionary(
      fc.oneof(
        fc.constantFrom('range', 'if-none-match', 'if-modified-since', 'cookie', 'host', 'accept-encoding', 'connection', '__proto__'),
        text,
      ),
      fc.array(text, { maxLength: 3 }),
      { maxKeys: 6 },
    ),
    body: fc.option(fc.uint8Array({ maxLength: 10 }), { nil: undefined }),
    clientIp: text,
  });
  const conditions = [200, 301, 404, 503].map(status => () => edge.origin('primary').respond(status, 'P', { etag: '"v"' }));

  await fc.assert(fc.asyncProperty(request, fc.constantFrom(...conditions), fc.nat(200), async (asked, given, seconds) => {
    given();
    clock.advance(seconds);
    const { response, trace } = await edge.handle(asked);
    expect(response.status).toBeGreaterThanOrEqual(200);
    expect(response.status).toBeLessThan(500);
    expect(trace.status).toBe(response.status);
  }), { numRuns: 500, seed: 1 });
});

it('memory is bounded, however many different requests come', async () => {
  const { store, collapsing } = (edge as unknown as { context: EdgeContext }).context;
  edge.origin('primary').respond(200, 'x'.repeat(1000));
  for (let i = 0; i < 5000; i++) await ask({ path: `/${i}${'y'.repeat(8000)}` });

  expect(store.bytes).toBeLessThanOrEqual(32 * 1024 * 1024);
  expect(collapsing.size).toBe(0);
  expect(edge.origin('primary').requests.length).toBeLessThanOrEqual(1000);
});

describe('over HTTP', () => {
  let server: Listening;

  beforeEach(async () => {
    server = await listen(edge, { port: 0, warn: () => undefined });
  });

  afterEach(() => server.close());

  /** What a server says to bytes that no well-behaved client sends. Empty when it hangs up. */
  function raw(text: string): Promise<string> {
    return new Promise(resolve => {
      let answer = '';
      const socket = connect(server.port, '127.0.0.1', () => socket.end(text, 'latin1'));
      socket
        .on('data', data => {
          answer += data.toString('latin1');
        })
        .on('error', () => undefined)
        .on('close', () => resolve(answer.split('\r\n')[0]!));
    });
  }

  it.each([
    ['//', 200], ['/..', 200], ['/%2f..', 200], ['/%00', 200], ['/%zz', 200], ['/a/../../b', 200], ['http://elsewhere/x', 200],
    ['/\0', 400], ['no-slash', 400], ['*', 400], ['/a b', 400],
  ])('the path %j is a %i', async (path, status) => {
    expect(await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).toContain(`HTTP/1.1 ${status} `);
  });

  it.each([['TRACE', 403], ['PROPFIND', 403], ['get', 400], ['NONSENSE', 400]])('the method %s is a %i', async (method, status) => {
    expect(await raw(`${method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).toContain(`HTTP/1.1 ${status} `);
  });

  it('CONNECT is a 403', async () => {
    expect(await raw('CONNECT x:1 HTTP/1.1\r\nHost: localhost\r\n\r\n')).toContain('HTTP/1.1 403 ');
  });

  it.each([
    ['a path of 64 KB', `GET /${'x'.repeat(64 * 1024)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
    ['a query string of 10 KB', `GET /?${'x'.repeat(10 * 1024)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
    ['5,000 headers', `GET / HTTP/1.1\r\nHost: localhost\r\n${Array.from({ length: 5000 }, (_, i) => `x-${i}: v\r\n`).join('')}\r\n`],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a body on GET', 'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab'],
    ['no HTTP', 'what is this\r\n\r\n'],
  ])('%s is refused with a 4xx', async (_, text) => {
    expect(await raw(text)).toMatch(/^HTTP\/1\.1 4\d\d/);
    expect(edge.origin('primary').requests).toHaveLength(0);
  });

  it.each(['__proto__', 'constructor', 'toString', '0'])('a header may be called %s', async name => {
    expect(await raw(`GET / HTTP/1.1\r\nHost:\r\n${name}: value\r\nConnection: close\r\n\r\n`)).toContain('HTTP/1.1 200 ');
  });

  it('serves on after all of that', async () => {
    for (const text of [
      '\0\0\0',
      'GET',
      'CONNECT x:1 HTTP/1.1\r\nHost: localhost\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf',
    ]) {await raw(text);}

    expect(await raw('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toContain('HTTP/1.1 200 ');
  });
});
