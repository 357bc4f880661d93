import { CACHING_DISABLED, CACHING_OPTIMIZED, errorPage, FROM_ZERO, FUNCTIONS, Pair, times } from './pair';
import { closeStages, gateOf, Stage, stage, Streaming } from './stage';
import { send, wayOf } from '../../support/edges';

afterEach(closeStages);

describe('requests for the same at the same time', () => {
  const together = (get: Stage['get'], count = 20) => Array.from({ length: count }, () => get());

  it('are one request to the origin', async () => {
    const { p, get } = stage();
    const gate = gateOf(p);
    const replies = together(get);
    gate.open({ status: 200, body: 'P' });

    const caches = (await Promise.all(replies)).map(({ text, trace: { cache } }) => `${text} ${cache}`);
    expect(caches.sort()).toEqual([...Array(19).fill('P hit'), 'P miss']);
    expect(p.requests).toHaveLength(1);
  });

  it('share an error as well', async () => {
    const { p, s, get } = stage();
    s.respond(404, 'none');
    const gate = gateOf(p);
    const replies = together(get);
    gate.open({ status: 503 });

    expect(new Set((await Promise.all(replies)).map(({ text }) => text))).toEqual(new Set(['none']));
    expect([p.requests.length, s.requests.length]).toEqual([1, 1]);
  });

  it('ask for themselves when the first got nothing that can be stored', async () => {
    const { p, get } = stage({ cache: FROM_ZERO });
    const gate = gateOf(p);
    const replies = together(get, 5);
    gate.open({ status: 200, body: 'mine alone', headers: { 'cache-control': 'no-store' } });

    expect((await Promise.all(replies)).map(({ trace }) => trace.cache)).toEqual(Array(5).fill('miss'));
    expect(p.requests).toHaveLength(5);
  });

  it('are all in the trace when something is refused', async () => {
    const { p, get } = stage({ functions: { 'origin-request': CHANGES_ORIGIN } });

    const replies = await Promise.all(together(get, 5));
    expect(replies.map(({ status }) => status)).toEqual(Array(5).fill(501));
    expect(p.requests).toHaveLength(0);
    expect((await get()).status).toBe(501);
  });

  it('are not collapsed where nothing is cached, or cookies are forwarded', async () => {
    const cookies = times(0, 100, 1000, { CookiesConfig: { CookieBehavior: 'whitelist', Cookies: ['a'] } });
    for (const cache of [CACHING_DISABLED, cookies]) {
      const { p, get } = stage({ cache });
      const gate = gateOf(p);
      const replies = together(get, 3);
      gate.open({ status: 200 });

      await Promise.all(replies);
      expect(p.requests).toHaveLength(3);
    }
  });

  it('wait for one another only where they have the same key', async () => {
    const { p, get } = stage();
    const gate = gateOf(p);
    const replies = [get('/a'), get('/b'), get('/a')];
    gate.open({ status: 200 });

    await Promise.all(replies);
    expect(p.requests.map(({ path }) => path).sort()).toEqual(['/a', '/b']);
  });
});

const CHANGES_ORIGIN = `exports.handler = async event => {
  const { request } = event.Records[0].cf;
  request.origin.custom.domainName = 'elsewhere.example.com';
  return request;
};`;

describe('HEAD and GET', () => {
  it('a HEAD is answered from what a GET left, with its length', async () => {
    const { p, get, head } = stage();
    p.respond(200, 'twelve bytes');
    await get();

    expect(await head()).toMatchObject({ status: 200, text: '', headers: { 'content-length': ['12'] }, trace: { cache: 'hit' } });
  });

  it('a GET is not answered from what a HEAD left, and another HEAD is', async () => {
    const { p, get, head } = stage();
    await head();

    expect((await head()).trace.cache).toBe('hit');
    expect(await get()).toMatchObject({ text: 'P', trace: { cache: 'miss' } });
    expect(p.requests.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  it('a HEAD that finds the object of a GET still good refreshes it for both', async () => {
    const { p, get, head, clock } = stage();
    p.respond(200, 'P', { 'cache-control': 'max-age=60', 'etag': '"v"' });
    await get();
    clock.advance(60);
    p.respond(304, '', { 'cache-control': 'max-age=60' });
    await head();

    expect(await get()).toMatchObject({ text: 'P', trace: { cache: 'hit' } });
  });

  it('a HEAD uses the fresh answer of another, when the object of a GET has expired', async () => {
    const { p, get, head, clock } = stage();
    p.respond(200, 'P', { 'cache-control': 'max-age=60' });
    await get();
    clock.advance(60);
    await head();

    expect((await head()).trace.cache).toBe('hit');
    expect((await get()).trace.cache).toBe('miss');
  });
});

describe('what is in the cache', () => {
  it('is not changed by what a response headers policy adds for one viewer', async () => {
    for (const body of ['in memory', new Streaming('streaming by')]) {
      const { p, get } = stage({ behavior: { ResponseHeadersPolicyId: '60669652-455b-4ae9-85a4-c4c02393f86c' } });
      p.respondWith(() => ({ status: 200, body }));

      expect((await get('/page', { origin: 'https://a.example.com' })).headers['access-control-allow-origin']).toEqual(['*']);
      const { headers, trace } = await get();
      expect([trace.cache, headers['access-control-allow-origin']]).toEqual(['hit', undefined]);
    }
  });

  it('is not changed by a viewer-response function, or by whoever gets a response', async () => {
    const { edge, get } = stage({ viewerFunctions: { 'viewer-response': COUNTS } });
    for (let i = 0; i < 3; i++) {
      const { headers } = await get();
      expect(headers['x-count']).toEqual(['1']);
      headers['x-other'] = ['mine'];
      delete headers['content-type'];
    }

    const { headers } = await send(edge, 'GET', '/page');
    expect([headers['x-count'], headers['x-other'], headers['content-type']]).toEqual([['1'], undefined, ['text/plain; charset=utf-8']]);
  });

  it('is complete, or is not there', async () => {
    const { p, get } = stage();
    const broken: Array<[Streaming, Record<string, string>]> = [
      [new Streaming('cut', true), { 'content-length': '9' }],
      [new Streaming('cut', true), { 'transfer-encoding': 'chunked' }],
      [new Streaming('short'), { 'content-length': '9' }],
    ];
    for (const [body, headers] of broken) {
      p.respondWith(() => ({ status: 200, body, headers }));
      await get();
    }
    p.respond(200, 'whole');

    expect(await get()).toMatchObject({ text: 'whole', trace: { cache: 'miss' } });
  });

  it('is not what a viewer left before its end', async () => {
    const { edge, p, get } = stage();
    const body = new Streaming('a long body');
    p.respondWith(() => ({ status: 200, body }));
    const { response } = await edge.handle({
      method: 'GET',
      protocol: 'https',
      path: '/page',
      query: '',
      headers: {},
      clientIp: '127.0.0.1',
    });
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) if (chunk.length) break;

    expect(body.left).toBe(true);
    p.respond(200, 'whole');
    expect((await get()).trace.cache).toBe('miss');
  });

  it('keeps a response when the body of an earlier one is complete after it', async () => {
    const { edge, p, get, clock } = stage();
    const request = { method: 'GET', protocol: 'https' as const, path: '/page', query: '', headers: {}, clientIp: '127.0.0.1' };
    p.respondWith(() => ({ status: 200, headers: { 'cache-control': 'max-age=5' }, body: new Streaming('early') }));
    const { response } = await edge.handle(request);
    clock.advance(1);
    p.respond(200, 'later', { 'cache-control': 'max-age=60' });
    await get();
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) expect(chunk).toHaveLength(1);

    clock.advance(10);
    expect(await get()).toMatchObject({ text: 'later', trace: { cache: 'hit' } });
  });

  it('has an object for each path, query string and header in the key', async () => {
    const key = {
      QueryStringsConfig: { QueryStringBehavior: 'whitelist', QueryStrings: ['q'] },
      HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['Accept-Language'] },
    };
    const { p, get } = stage({ cache: times(0, 100, 1000, key) });
    for (const [target, headers] of [
      ['/page', {}],
      ['/page?q=1', {}],
      ['/page?q=2', {}],
      ['/page', { 'accept-language': 'de' }],
      ['/other', {}],
    ] as const) {
      expect((await get(target, headers)).trace.cache).toBe('miss');
      expect((await get(target.includes('?') ? `${target}&not=in` : target, { ...headers, 'x-not': 'in' })).trace.cache).toBe('hit');
    }

    expect(p.requests).toHaveLength(5);
  });
});

const COUNTS = `function handler(event) {
  const { headers } = event.response;
  headers['x-count'] = { value: String(Number(headers['x-count'] ? headers['x-count'].value : 0) + 1) };
  return event.response;
}`;

describe('an origin that nobody reads to the end', () => {
  it.each([
    ['the primary, when CloudFront fails over', {}, 503],
    ['the one whose error a function replaces', { functions: { 'origin-response': FUNCTIONS.awsSample } }, 503],
    ['the one whose error gets a page', { codes: [599], errorResponses: [errorPage(503)] }, 503],
    ['the one on whose answer a function fails', { functions: { 'origin-response': FUNCTIONS.throwsOnPrimary } }, 200],
  ] as ReadonlyArray<[string, Pair, number]>)('is let go of: %s', async (_, options, status) => {
    const { p, get } = stage(options);
    const body = new Streaming('a long page about the error');
    p.respondWith(() => ({ status, body }));
    await get();

    expect(body.left).toBe(true);
  });

  it('is let go of: the one that failed while there is an expired object', async () => {
    const { p, get, clock } = stage({ codes: [599], cache: FROM_ZERO });
    await get();
    clock.advance(100);
    const body = new Streaming('a long page about the error');
    p.respondWith(() => ({ status: 503, body }));

    expect((await get()).text).toBe('P');
    expect(body.left).toBe(true);
  });
});

it('a response may be stored although the function that made it answers another request at the same time', async () => {
  const { p, get } = stage({ functions: { 'origin-response': FUNCTIONS.saysWhatItSaw }, cache: CACHING_OPTIMIZED });
  p.respondWith(({ path }) => ({ status: path === '/a' ? 200 : 404, body: path }));
  const [a, b] = await Promise.all([get('/a'), get('/b')]);

  expect([a.headers['x-saw'], b.headers['x-saw']]).toEqual([['200'], ['404']]);
  expect([(await get('/a')).text, (await get('/b')).text]).toEqual(['/a', '/b']);
  expect(wayOf((await get('/a')).trace)).toEqual([]);
});
