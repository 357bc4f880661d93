import { CACHING_DISABLED, CACHING_OPTIMIZED, errorPage, FUNCTIONS, Pair, times } from './pair';
import { closeStages, Stage, stage, Streaming } from './stage';
import { Trace } from '../../../lib/simulator/journey/trace';
import { send, until, wayOf } from '../../support/edges';

afterEach(closeStages);

/** Times of a policy that does not interfere with the first seconds. */
const FROM_ZERO = times(0, 100, 1000);
const FROM_SIXTY = times(60, 100, 1000);

type Times = ReadonlyArray<[what: string, headers: Record<string, string>, fromZero: number, fromSixty: number]>;

describe('for how long an object is stored', () => {
  it.each([
    ['without headers', {}, 100, 100],
    ['max-age', { 'cache-control': 'max-age=70' }, 70, 70],
    ['a max-age below the minimum', { 'cache-control': 'max-age=50' }, 50, 60],
    ['a max-age beyond the maximum', { 'cache-control': 'max-age=5000' }, 1000, 1000],
    ['max-age and s-maxage', { 'cache-control': 'max-age=70, s-maxage=80' }, 80, 80],
    ['s-maxage beyond the maximum', { 'cache-control': 's-maxage=5000' }, 1000, 1000],
    ['Expires', { expires: 'Thu, 01 Jan 2026 00:05:00 GMT' }, 300, 300],
    ['Expires below the minimum', { expires: 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30, 60],
    ['Expires beyond the maximum', { expires: 'Fri, 01 Jan 2027 00:00:00 GMT' }, 1000, 1000],
    ['no-cache', { 'cache-control': 'no-cache' }, 0, 60],
    ['no-store', { 'cache-control': 'no-store' }, 0, 60],
    ['private', { 'cache-control': 'private, max-age=300' }, 0, 60],
  ] as Times)(
    '%s: %j gives %i s, and %i s with a minimum of 60',
    async (_, headers, fromZero, fromSixty) => {
      for (const [cache, seconds] of [
        [FROM_ZERO, fromZero],
        [FROM_SIXTY, fromSixty],
      ] as const) {
        const { p, get, clock } = stage({ cache });
        p.respond(200, 'P', headers);

        expect((await get()).trace.storedSeconds).toBe(seconds);
        const answers: string[] = [];
        for (const passed of seconds > 0 ? [seconds - 1, 1] : [0]) {
          clock.advance(passed);
          answers.push((await get()).trace.cache);
        }
        expect(answers).toEqual(seconds > 0 ? ['hit', 'miss'] : ['miss']);
        expect(p.requests).toHaveLength(2);
      }
    },
  );

  it.each([
    ['max-age=70, no-cache="Set-Cookie"', undefined],
    ['max-age=70', ['id=1']],
  ])('leaves out the Set-Cookie headers that %s keeps out', async (cacheControl, expected) => {
    const { p, get } = stage({ cache: times(0, 100, 1000, { CookiesConfig: { CookieBehavior: 'all' } }) });
    p.respond(200, 'P', { 'cache-control': cacheControl, 'set-cookie': 'id=1' });

    expect((await get()).headers['set-cookie']).toEqual(['id=1']);
    expect((await get()).headers['set-cookie']).toEqual(expected);
  });

  it('gives the age of what it serves', async () => {
    const { get, clock } = stage();
    await get();
    clock.advance(90);

    expect((await get()).headers.age).toEqual(['90']);
  });

  it('counts on from the Age that the origin sent, and from 0 after a 304', async () => {
    const { p, get, clock } = stage({ cache: FROM_ZERO });
    p.respond(200, 'P', { 'cache-control': 'max-age=70', 'age': '30', 'etag': '"1"' });
    expect((await get()).headers.age).toEqual(['30']);
    clock.advance(39);
    expect(await get()).toMatchObject({ headers: { age: ['69'] }, trace: { cache: 'hit' } });

    p.respond(304, '', { age: '50' });
    clock.advance(1);
    expect((await get()).trace).toMatchObject({ cache: 'miss', storedSeconds: 70 });
    clock.advance(2);
    expect((await get()).headers.age).toEqual(['2']);
  });

  it('is nothing under CachingDisabled, whatever the origin says', async () => {
    const { p, get } = stage({ cache: CACHING_DISABLED });
    p.respond(200, 'P', { 'cache-control': 'max-age=300' });

    expect((await get()).trace).toMatchObject({ cache: 'off', storedSeconds: 0 });
    expect((await get()).trace).toMatchObject({ cache: 'off', storedSeconds: 0 });
    expect(p.requests).toHaveLength(2);
  });

  it('is over with an invalidation', async () => {
    const { edge, get } = stage();
    await get();
    edge.invalidate();

    expect((await get()).trace.cache).toBe('miss');
  });

  it('is the same for what the secondary gave: the primary is not asked before it has expired', async () => {
    const { p, get, clock } = stage({ cache: FROM_ZERO });
    p.respond(503);
    await get();
    p.respond(200, 'P is back');
    clock.advance(99);

    expect((await get()).text).toBe('S');
    clock.advance(1);
    expect((await get()).text).toBe('P is back');
  });
});

describe('for how long an error is stored', () => {
  const stored = async (status: number, headers: Record<string, string>, { cache = FROM_ZERO, ...more }: Pair = {}) => {
    const { p, get, clock } = stage({ codes: [599], cache, ...more });
    p.respond(status, 'failed', headers);
    const { trace: { storedSeconds } } = await get();
    const answers: Trace[] = [];
    for (const passed of storedSeconds > 0 ? [storedSeconds - 0.5, 0.5] : [0]) {
      clock.advance(passed);
      answers.push((await get()).trace);
    }
    expect(answers.slice(0, -1)).toMatchObject(storedSeconds > 0 ? [{ status, cache: 'hit', storedSeconds: 0 }] : []);
    expect(p.requests).toHaveLength(2);
    return storedSeconds;
  };

  it.each([404, 414, 500, 501, 502, 503, 504])('a %i is always stored: for ten seconds, or longer when it asks for it', async status => {
    expect(await stored(status, {})).toBe(10);
    expect(await stored(status, { 'cache-control': 'max-age=30' })).toBe(30);
    expect(await stored(status, { 'cache-control': 'max-age=5' })).toBe(10);
    expect(await stored(status, { 'cache-control': 's-maxage=5000' })).toBe(1000);
  });

  it.each([400, 403, 405, 412, 415])('a %i is stored only when it asks for it', async status => {
    expect(await stored(status, {})).toBe(0);
    expect(await stored(status, { 'cache-control': 'max-age=30' })).toBe(30);
    expect(await stored(status, { 'cache-control': 'max-age=5' })).toBe(10);
  });

  it.each([410, 416, 429])('a %i is never stored', async status => {
    expect(await stored(status, { 'cache-control': 'max-age=30' })).toBe(0);
  });

  it.each([
    [404, 0],
    [414, 0],
    [501, 0],
    [500, 10],
    [502, 10],
    [503, 10],
    [504, 10],
  ])('no-store on a %i leaves %i seconds', async (status, seconds) => {
    expect(await stored(status, { 'cache-control': 'no-store' })).toBe(seconds);
  });

  it('is what the distribution says for that status', async () => {
    const errorResponses = [{ ErrorCode: 503, ErrorCachingMinTTL: 60 }, { ErrorCode: 500, ErrorCachingMinTTL: 0 }];

    expect(await stored(503, {}, { errorResponses })).toBe(60);
    expect(await stored(500, {}, { errorResponses })).toBe(0);
    expect(await stored(502, {}, { errorResponses })).toBe(10);
  });

  it('is at least a second with an S3 origin', async () => {
    const errorResponses = [{ ErrorCode: 503, ErrorCachingMinTTL: 0 }];
    const primary = { DomainName: 'bucket.s3.us-east-1.amazonaws.com', CustomOriginConfig: undefined, S3OriginConfig: {} };

    expect(await stored(503, {}, { errorResponses, primary })).toBe(1);
  });

  it('is nothing under CachingDisabled', async () => {
    expect(await stored(503, { 'cache-control': 'max-age=30' }, { cache: CACHING_DISABLED })).toBe(0);
  });

  it('is that of the answer of the secondary: the error of the primary leaves nothing', async () => {
    const { p, s, get, clock } = stage();
    p.respond(503, '', { 'cache-control': 'max-age=3600' });
    s.respond(404);

    expect((await get()).trace.storedSeconds).toBe(10);
    p.respond(200, 'P is back');
    clock.advance(10);
    expect((await get()).text).toBe('P is back');
  });

  it('is nothing for an error that CloudFront makes, if those are not cached', async () => {
    const { p, get } = stage({ codes: [599] }, { assumptions: { generatedErrorsAreCached: false } });
    p.refuse();

    expect((await get()).trace.storedSeconds).toBe(0);
    p.recover();
    expect((await get()).status).toBe(200);
  });
});

describe('an expired object', () => {
  const expired = async (cacheControl: string, options: Pair = { cache: FROM_ZERO }): Promise<Stage> => {
    const all = stage({ codes: [599], ...options });
    all.p.respond(200, 'old', { 'cache-control': cacheControl, 'etag': '"old"' });
    await all.get();
    all.clock.advance(61);
    return all;
  };

  it('is served while the origin fails, and no longer than the maximum TTL', async () => {
    const { p, get, clock } = await expired('max-age=60');
    p.refuse();

    expect((await get()).text).toBe('old');
    clock.advance(1000);
    expect((await get()).status).toBe(502);
  });

  it.each([
    ['max-age=60, stale-if-error=30', 29, 'old'],
    ['max-age=60, stale-if-error=30', 30, 'failed'],
    ['max-age=60, stale-if-error=0', 0, 'failed'],
  ])('with %s, %i seconds later is served as %s', async (cacheControl, later, text) => {
    const { p, get, clock } = await expired(cacheControl);
    p.respond(500, 'failed');
    clock.advance(later);

    expect((await get()).text).toBe(text);
  });

  it('is served instead of an error page', async () => {
    const { p, get } = await expired('max-age=60', { errorResponses: [errorPage(500, 200)] });
    p.respond(500);

    expect((await get()).text).toBe('old');
  });

  it('is served for as long as the error that it replaces would be cached', async () => {
    const { p, get, clock } = await expired('max-age=60', { errorResponses: [{ ErrorCode: 500, ErrorCachingMinTTL: 40 }] });
    p.respond(500);
    await get();
    clock.advance(39);

    expect((await get()).trace).toMatchObject({ cache: 'hit', attempts: [] });
    clock.advance(1);
    expect((await get()).trace).toMatchObject({ cache: 'stale', servedBy: 'cache' });
  });

  it('is no expired error page, although that may have the status 200', async () => {
    const { p, get, clock } = stage({ codes: [599], errorResponses: [errorPage(500, 200)] });
    p.respond(500);
    await get();
    clock.advance(10);

    expect((await get()).trace).toMatchObject({ cache: 'miss', servedBy: 'error-page' });
    expect(p.requests.at(-1)!.headers['if-none-match']).toBeUndefined();
  });

  it('does not outlive a 4xx', async () => {
    const { p, get, clock } = await expired('max-age=60');
    p.respond(404, 'gone');
    await get();
    clock.advance(10);
    p.respond(500, 'failed');

    expect((await get()).text).toBe('failed');
  });

  it('is asked about with its validators, and refreshed by a 304, whose headers count', async () => {
    const { p, get, clock } = await expired('max-age=60');
    p.respond(304, '', { 'cache-control': 'max-age=30', 'x-version': '2' });

    const { status, text, headers } = await get('/page', { 'if-none-match': '"mine"' });
    expect({ status, text, version: headers['x-version'], length: headers['content-length'] }).toEqual({
      status: 200,
      text: 'old',
      version: ['2'],
      length: ['3'],
    });
    expect(p.requests.at(-1)!.headers['if-none-match']).toEqual(['"old"']);
    clock.advance(29);
    expect((await get()).trace.cache).toBe('hit');
    clock.advance(1);
    expect((await get()).trace.cache).toBe('miss');
  });

  it('keeps the headers of its body, whatever a 304 says', async () => {
    const { p, get } = await expired('max-age=60');
    p.respond(304, '', { 'etag': '"new"', 'content-encoding': 'br', 'content-range': 'bytes 0-1/3' });

    const { headers } = await get();
    expect(headers).toMatchObject({ 'etag': ['"old"'], 'content-length': ['3'] });
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers).not.toHaveProperty('content-range');
  });

  it('is refreshed through the origin-response function, which sees the 304', async () => {
    const { p, get } = await expired('max-age=60', { functions: { 'origin-response': SAYS_WHAT_IT_SAW } });
    p.respond(304);

    const { status, text, headers } = await get();
    expect({ status, text, saw: headers['x-saw'] }).toEqual({ status: 200, text: 'old', saw: ['304'] });
  });

  it('is served when it was invalidated while the origin looked', async () => {
    const { edge, p, get } = await expired('max-age=60');
    p.respondWith(() => {
      edge.invalidate();
      return { status: 304 };
    });

    expect(await get()).toMatchObject({ status: 200, text: 'old' });
  });

  it('is not asked about where cookies are forwarded', async () => {
    const cookies = { CookiesConfig: { CookieBehavior: 'all' } };
    const { p, get } = await expired('max-age=60', { cache: times(0, 100, 1000, cookies) });
    await get();

    expect(p.requests.at(-1)!.headers['if-none-match']).toBeUndefined();
  });
});

const SAYS_WHAT_IT_SAW = `exports.handler = async event => {
  const { response } = event.Records[0].cf;
  response.headers['x-saw'] = [{ key: 'X-Saw', value: response.status }];
  return response;
};`;

describe('stale-while-revalidate', () => {
  const SWR = { 'cache-control': 'max-age=60, stale-while-revalidate=100', 'etag': '"v"' };

  it('asks the origin once for all that come meanwhile', async () => {
    const { p, get, clock } = stage();
    p.respond(200, 'old', SWR);
    await get();
    clock.advance(61);
    const gate = gateOf(p);

    const replies = await Promise.all([get(), get(), get()]);
    expect(replies.map(({ text, trace }) => [text, trace.cache])).toEqual(Array(3).fill(['old', 'stale']));
    gate.open({ status: 200, body: 'new' });
    await until(() => gate.served === 1);
    expect(await get()).toMatchObject({ text: 'new', trace: { cache: 'hit' } });
    expect(p.requests).toHaveLength(2);
  });

  it('stores a body that streams, although no viewer reads it', async () => {
    const { p, get, clock } = stage();
    p.respond(200, 'old', SWR);
    await get();
    clock.advance(61);
    p.respondWith(() => ({ status: 200, body: new Streaming('brand new') }));
    await get();
    let text = 'old';
    for (let i = 0; text === 'old' && i < 100; i++) {
      await new Promise(setImmediate);
      ({ text } = await get());
    }

    expect(text).toBe('brand new');
  });

  it('is over after its time', async () => {
    const { p, get, clock } = stage();
    p.respond(200, 'old', SWR);
    await get();
    p.respond(200, 'new');
    clock.advance(161);

    expect(await get()).toMatchObject({ text: 'new', trace: { cache: 'miss' } });
  });

  it('survives an origin that fails meanwhile', async () => {
    const { p, s, get, clock } = stage();
    p.respond(200, 'old', SWR);
    await get();
    clock.advance(61);
    p.respond(503);
    s.respond(500);
    await get();
    await until(() => s.requests.length === 1);

    expect(await get()).toMatchObject({ text: 'old', trace: { cache: 'hit' } });
  });
});

/** An origin that answers on demand. */
function gateOf(origin: Stage['p']) {
  let open!: (answer: { status: number; body?: string; headers?: Record<string, string> }) => void;
  const answer = new Promise<{ status: number; body?: string; headers?: Record<string, string> }>(resolve => { open = resolve; });
  const gate = { open, served: 0 };
  origin.respondWith(async () => {
    const response = await answer;
    gate.served++;
    return response;
  });
  return gate;
}

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
  const { p, get } = stage({ functions: { 'origin-response': SAYS_WHAT_IT_SAW }, cache: CACHING_OPTIMIZED });
  p.respondWith(({ path }) => ({ status: path === '/a' ? 200 : 404, body: path }));
  const [a, b] = await Promise.all([get('/a'), get('/b')]);

  expect([a.headers['x-saw'], b.headers['x-saw']]).toEqual([['200'], ['404']]);
  expect([(await get('/a')).text, (await get('/b')).text]).toEqual(['/a', '/b']);
  expect(wayOf((await get('/a')).trace)).toEqual([]);
});
