import { errorPage, FROM_ZERO, FUNCTIONS, Pair, times } from './pair';
import { closeStages, Stage, stage, Streaming } from './stage';
import { until } from '../../support/edges';

afterEach(closeStages);

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
    const { p, get } = await expired('max-age=60', { functions: { 'origin-response': FUNCTIONS.saysWhatItSaw } });
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
