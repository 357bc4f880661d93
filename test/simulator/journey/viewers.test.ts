import { CACHING_DISABLED, DAY, errorPage, FUNCTIONS, times } from './pair';
import { closeStages, stage, Streaming } from './stage';
import { send } from '../../support/edges';

afterEach(closeStages);

describe('a viewer that has a copy', () => {
  it('gets a 304 from the cache, and from what has just come', async () => {
    const { p, get } = stage();
    p.respond(200, 'P', { 'etag': '"v"', 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' });

    for (const cache of ['miss', 'hit']) {
      const reply = await get('/page', { 'if-none-match': '"other", W/"v"' });
      expect(reply).toMatchObject({ status: 304, text: '', trace: { cache, status: 304 } });
      expect([reply.headers.etag, reply.headers['content-length']]).toEqual([['"v"'], undefined]);
    }
    expect(await get('/page', { 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' })).toMatchObject({ status: 304 });
    expect(await get('/page', { 'if-none-match': '"w"' })).toMatchObject({ status: 200, text: 'P' });
    expect(p.requests).toHaveLength(1);
    expect(p.requests[0]!.headers['if-none-match']).toBeUndefined();
  });

  it('asks the origin itself where nothing is cached', async () => {
    const { p, get } = stage({ cache: CACHING_DISABLED });
    p.respondWith(({ headers }) => ({ status: headers['if-none-match']?.[0] === '"v"' ? 304 : 200 }));

    expect(await get('/page', { 'if-none-match': '"v"' })).toMatchObject({ status: 304, trace: { servedBy: 'primary' } });
  });

  it('gets the whole of a 200 from the secondary, if that has another version', async () => {
    const { p, s, get } = stage();
    p.respond(503);
    s.respond(200, 'S', { etag: '"s"' });

    expect(await get('/page', { 'if-none-match': '"p"' })).toMatchObject({ status: 200, text: 'S' });
    expect(await get('/page', { 'if-none-match': '"s"' })).toMatchObject({ status: 304 });
  });
});

describe('a viewer that wants a part', () => {
  it('gets it from the object in the cache', async () => {
    const { p, get } = stage();
    p.respond(200, 'the whole object', { etag: '"v"' });
    await get();

    expect(await get('/page', { range: 'bytes=4-8' })).toMatchObject({
      status: 206,
      text: 'whole',
      headers: { 'content-range': ['bytes 4-8/16'], 'content-length': ['5'] },
    });
    expect(await get('/page', { range: 'bytes=-6' })).toMatchObject({ status: 206, text: 'object' });
    expect(await get('/page', { range: 'bytes=99-' })).toMatchObject({ status: 416, headers: { 'content-range': ['bytes */16'] } });
    expect(await get('/page', { 'range': 'bytes=4-8', 'if-range': '"other"' })).toMatchObject({ status: 200, text: 'the whole object' });
    expect(p.requests).toHaveLength(1);
  });

  it('gets it from the origin otherwise, on its own condition, and it is not stored', async () => {
    const { p, get } = stage();
    p.respondWith(({ headers }) =>
      headers['if-range']?.[0] === '"v"'
        ? { status: 206, body: 'whole', headers: { 'content-range': 'bytes 4-8/16' } }
        : { status: 200, body: 'the new object' },
    );

    expect(await get('/page', { 'range': 'bytes=4-8', 'if-range': '"v"' })).toMatchObject({
      status: 206,
      text: 'whole',
      trace: { storedSeconds: 0 },
    });
    expect(await get('/page', { 'range': 'bytes=4-8', 'if-range': '"old"' })).toMatchObject({
      status: 200,
      text: 'the new object',
      trace: { cache: 'miss' },
    });
    expect((await get()).trace.cache).toBe('hit');
  });

  it('gets all of it from an origin that does not know ranges, and then parts of that', async () => {
    const { p, get } = stage();
    p.respond(200, 'the whole object');

    expect(await get('/page', { range: 'bytes=4-8' })).toMatchObject({
      status: 200,
      text: 'the whole object',
      trace: { storedSeconds: DAY },
    });
    expect(await get('/page', { range: 'bytes=4-8' })).toMatchObject({ status: 206, text: 'whole', trace: { cache: 'hit' } });
  });

  it('gets what the origin answers where nothing is cached', async () => {
    const { p, get } = stage({ cache: CACHING_DISABLED });
    p.respond(200, 'the whole object', { etag: '"v"' });

    expect(await get('/page', { 'range': 'bytes=4-8', 'if-none-match': '"v"' })).toMatchObject({ status: 200, text: 'the whole object' });
    expect(p.requests[0]!.headers).toMatchObject({ 'range': ['bytes=4-8'], 'if-none-match': ['"v"'] });
  });
});

describe('Set-Cookie', () => {
  it('does not reach the viewer where cookies are not forwarded', async () => {
    const { p, get } = stage();
    p.respond(200, 'P', { 'set-cookie': ['a=1', 'b=2'] });

    expect((await get('/page', { cookie: 'a=0' })).headers['set-cookie']).toBeUndefined();
    expect(p.requests[0]!.headers.cookie).toBeUndefined();
  });

  it('reaches the viewer where they are, from the cache as well', async () => {
    const { p, get } = stage({ cache: times(0, 100, 1000, { CookiesConfig: { CookieBehavior: 'whitelist', Cookies: ['a'] } }) });
    p.respond(200, 'P', { 'set-cookie': ['a=1', 'b=2'] });

    expect((await get('/page', { cookie: 'a=0; z=9' })).headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(await get('/page', { cookie: 'a=0' })).toMatchObject({ headers: { 'set-cookie': ['a=1', 'b=2'] }, trace: { cache: 'hit' } });
    expect(p.requests[0]!.headers.cookie).toEqual(['a=0']);
  });

  it('stays when a function sets it', async () => {
    const { get } = stage({ functions: { 'origin-response': SETS_COOKIE } });

    expect((await get()).headers['set-cookie']).toEqual(['from=function']);
  });
});

const SETS_COOKIE = `exports.handler = async event => {
  const { response } = event.Records[0].cf;
  response.headers['set-cookie'] = [{ key: 'Set-Cookie', value: 'from=function' }];
  return response;
};`;

const MARKS = "function handler(event) { event.response.headers['x-viewer'] = { value: 'ran' }; return event.response; }";

describe('a viewer-response function', () => {
  const ran = ({ headers }: { headers: Record<string, string[]> }) => headers['x-viewer'] !== undefined;

  it('runs on what is new, on what is in the cache, and on what the secondary gave', async () => {
    const { p, get } = stage({ viewerFunctions: { 'viewer-response': MARKS } });

    expect(ran(await get())).toBe(true);
    expect(ran(await get())).toBe(true);
    p.respond(503);
    expect(ran(await get('/other'))).toBe(true);
  });

  it.each([400, 404, 500, 503])('does not run on a %i of the origin, nor when that comes from the cache', async status => {
    const { p, get } = stage({ codes: [599], viewerFunctions: { 'viewer-response': MARKS } });
    p.respond(status, '', { 'cache-control': 'max-age=60' });

    expect(ran(await get())).toBe(false);
    expect(await get()).toMatchObject({ trace: { cache: 'hit', functions: [] } });
  });

  it('does not run on an error page, whatever its status, nor on a masked error', async () => {
    const paged = stage({ codes: [599], viewerFunctions: { 'viewer-response': MARKS }, errorResponses: [errorPage(500, 200)] });
    paged.p.respond(500);
    const masked = stage({ functions: { 'origin-response': FUNCTIONS.awsSample }, viewerFunctions: { 'viewer-response': MARKS } });
    masked.p.respond(500);

    for (const { get } of [paged, masked]) {
      expect([(await get()).status, ran(await get()), ran(await get())]).toEqual([200, false, false]);
    }
  });

  it('does not run on what CloudFront makes itself', async () => {
    const { p, get } = stage({ codes: [599], viewerFunctions: { 'viewer-response': MARKS } });
    p.refuse();

    expect(ran(await get())).toBe(false);
  });

  it('that fails leaves the viewer with an error, and the cache with the object', async () => {
    const { edge, p, get } = stage({
      functions: { 'viewer-response': "exports.handler = async event => { throw new Error('broken'); };" },
    });
    expect((await get()).status).toBe(503);
    expect((await send(edge, 'GET', '/page')).trace.cache).toBe('hit');
    p.respondWith(() => ({ status: 200, body: new Streaming('by') }));
    expect((await get('/other')).status).toBe(503);
  });
});

const REDIRECTS = "function handler() { return { statusCode: 302, headers: { location: { value: '/there' } } }; }";

describe('a response that a function generates', () => {
  const generates =
    "exports.handler = async event => ({ status: '200', body: 'made at the edge', headers: { 'cache-control': [{ value: 'max-age=60' }] " +
      '} });';

  it('on origin-request is stored, without any origin and without origin-response', async () => {
    const { p, get } = stage({ functions: { 'origin-request': generates, 'origin-response': FUNCTIONS.throwsOnPrimary } });

    expect(await get()).toMatchObject({
      status: 200,
      text: 'made at the edge',
      trace: { cache: 'miss', servedBy: 'edge', attempts: [], storedSeconds: 60 },
    });
    expect(await get()).toMatchObject({ text: 'made at the edge', trace: { cache: 'hit' } });
    expect(p.requests).toHaveLength(0);
  });

  it('on viewer-request is neither stored nor seen by viewer-response, and has no body for HEAD', async () => {
    const { get, head } = stage({
      viewerFunctions: { 'viewer-request': REDIRECTS, 'viewer-response': MARKS },
    });

    const { status, headers, trace } = await get();
    expect({ status, location: headers.location, marked: headers['x-viewer'] }).toEqual({
      status: 302,
      location: ['/there'],
      marked: undefined,
    });
    expect(trace).toMatchObject({ attempts: [], servedBy: 'edge', storedSeconds: 0 });
    expect((await head()).text).toBe('');
  });

  it('a viewer-request function may change the path, and with it the key, but not the behavior', async () => {
    const { p, pages, get } = stage({
      viewerFunctions: { 'viewer-request': "function handler(event) { event.request.uri = '/pages/one.html'; return event.request; }" },
    });
    await get('/a');

    expect((await get('/b')).trace).toMatchObject({ cache: 'hit', behavior: '*' });
    expect([p.requests.map(({ path }) => path), pages.requests.length]).toEqual([['/pages/one.html'], 0]);
  });
});

describe('all events of one request', () => {
  it('have the same id, on both origins, and every request has another', async () => {
    const logs =
      'exports.handler = async event => { const { cf } = event.Records[0]; console.log(cf.config.requestId); return cf.response ?? ' +
        'cf.request; };';
    const { p, s, get } = stage({
      functions: { 'viewer-request': logs, 'origin-request': logs, 'origin-response': logs, 'viewer-response': logs },
    });
    p.respond(503);
    const ids = (await get()).trace.functions.flatMap(({ log }) => log);

    expect(ids).toHaveLength(6);
    expect(new Set([...ids, ...p.requests[0]!.headers['x-amz-cf-id']!, ...s.requests[0]!.headers['x-amz-cf-id']!]).size).toBe(1);
    expect((await get('/other')).trace.functions[0]!.log).not.toEqual([ids[0]]);
  });
});

describe('before anything else', () => {
  const REDIRECT = {
    behavior: { ViewerProtocolPolicy: 'redirect-to-https' },
    methods: ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'],
    cachedMethods: ['GET', 'HEAD'],
  };

  it.each([
    ['GET', 301],
    ['HEAD', 301],
    ['POST', 307],
    ['DELETE', 307],
    ['OPTIONS', 307],
  ])('HTTP is redirected to HTTPS: %s with %i', async (method, status) => {
    const { edge, p } = stage(REDIRECT);
    const { headers, trace, ...reply } = await send(edge, method, '/page?a=%20b', {
      protocol: 'http',
      headers: { host: 'www.example.com' },
    });

    expect(reply).toMatchObject({ status, text: '' });
    expect(headers.location).toEqual(['https://www.example.com/page?a=%20b']);
    expect([trace.servedBy, p.requests.length]).toEqual(['edge', 0]);
  });

  it('HTTP is refused where a path takes HTTPS only', async () => {
    const { edge } = stage({ behavior: { ViewerProtocolPolicy: 'https-only' } });

    expect((await send(edge, 'GET', '/page', { protocol: 'http' })).status).toBe(403);
    expect((await send(edge, 'GET', '/page')).status).toBe(200);
  });

  it('a GET with a body is refused', async () => {
    const { edge, p } = stage();

    expect((await send(edge, 'GET', '/page', { body: 'why' })).status).toBe(403);
    expect((await send(edge, 'GET', '/page', { body: '' })).status).toBe(200);
    expect(p.requests).toHaveLength(1);
  });

  it('the root is the default root object', async () => {
    const { p, get } = stage({ distribution: { DefaultRootObject: 'index.html' } });
    await get('/');
    await get('/folder/');

    expect(p.requests.map(({ path }) => path)).toEqual(['/index.html', '/folder/']);
    expect((await get('/index.html')).trace.cache).toBe('hit');
  });
});
