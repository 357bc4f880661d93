import { CACHING_DISABLED, errorPage, FUNCTIONS, times } from './pair';
import { closeStages, stage, Streaming } from './stage';
import { wayOf } from '../../support/edges';

afterEach(closeStages);

/** An error page that is behind the same group as everything else. */
const OWN_PAGE = (code: number) => ({ ErrorCode: code, ResponseCode: code, ResponsePagePath: `/e${code}.html` });

describe('a custom error page', () => {
  it('comes through the behavior of its own path, with the status that the distribution says', async () => {
    const { p, s, pages, get } = stage({ errorResponses: [errorPage(500, 200)] });
    p.respond(503);
    s.respond(500);
    const { status, text, trace } = await get('/page?q=1', { 'range': 'bytes=0-1', 'if-none-match': '"x"' });

    expect({ status, text }).toEqual({ status: 200, text: 'page' });
    expect(trace).toMatchObject({ servedBy: 'error-page', errorPage: '/pages/500.html', failedOver: true });
    expect(pages.requests.map(({ method, path, query, headers: { range } }) => ({ method, path, query, range }))).toEqual([
      { method: 'GET', path: '/pages/500.html', query: '', range: undefined },
    ]);
  });

  it('leaves the viewer with its own status when it cannot be had', async () => {
    const { p, pages, get } = stage({ codes: [599], errorResponses: [errorPage(500, 200), errorPage(404, 200)] });
    p.respond(500);
    pages.respond(404, 'no such page');

    expect(await get()).toMatchObject({ status: 404, text: 'no such page', trace: { servedBy: 'error-page' } });
    expect(pages.requests).toHaveLength(1);
  });

  it('is kept as the error that it stands for, by what that said and not the page', async () => {
    const { p, pages, get, clock } = stage({ codes: [599], errorResponses: [errorPage(500, 200)] });
    p.respond(500, '', { 'cache-control': 'max-age=30' });
    pages.respond(200, 'page', { 'cache-control': 'max-age=86400' });

    expect((await get()).trace.storedSeconds).toBe(30);
    clock.advance(29);
    expect(await get()).toMatchObject({ status: 200, text: 'page', trace: { cache: 'hit', servedBy: 'cache' } });
    clock.advance(1);
    p.respond(200, 'P is back');
    expect((await get()).text).toBe('P is back');
  });

  it('is fetched once for many paths, as long as its own behavior keeps it', async () => {
    const { p, pages, get } = stage({ codes: [599], errorResponses: [errorPage(500)] });
    p.respond(500);
    await Promise.all(['/a', '/b', '/c'].map(path => get(path)));
    await get('/d');

    expect(pages.requests).toHaveLength(1);
  });

  it('is neither kept nor asked for once under CachingDisabled', async () => {
    const { p, get } = stage({ codes: [599], cache: CACHING_DISABLED, errorResponses: [errorPage(500)] });
    p.respond(500);

    expect((await get()).trace).toMatchObject({ cache: 'off', storedSeconds: 0, servedBy: 'error-page' });
    expect((await get()).trace).toMatchObject({ cache: 'off', attempts: [{ outcome: 500 }] });
  });

  it('is for the error that the function leaves, and not for the one that it was', async () => {
    const { p, get } = stage({ functions: { 'origin-response': FUNCTIONS.awsSample }, errorResponses: [errorPage(404)] });
    p.respond(404);

    expect(await get()).toMatchObject({ status: 200, text: 'masked', trace: { servedBy: 'primary' } });
  });

  it('does not keep CloudFront from failing over', async () => {
    const { p, get } = stage({ errorResponses: [errorPage(503)] });
    p.respond(503);

    expect(await get()).toMatchObject({ status: 200, text: 'S' });
  });

  it('fails over itself, when it is behind a group', async () => {
    const { p, s, get } = stage({ codes: [503], errorResponses: [OWN_PAGE(404)] });
    p.respondWith(({ path }) => ({ status: path === '/page' ? 404 : 503 }));
    s.respond(200, 'page of S');

    expect(await get()).toMatchObject({ status: 404, text: 'page of S', trace: { servedBy: 'error-page' } });
  });

  it('names the assumptions that it rests on, too', async () => {
    const { p, get } = stage({ codes: [503], errorResponses: [OWN_PAGE(404)] });
    p.respondWith(({ path }) => ({ status: path === '/page' ? 404 : 200 }));
    expect((await get('/page')).trace.assumptions).toEqual([]);
    p.refuse();

    const other = stage({ codes: [504], errorResponses: [errorPage(502)] });
    other.p.refuse();
    other.pages.refuse();
    expect((await other.get()).trace.assumptions.sort()).toEqual(['connectFailureIs', 'generatedErrorsAreCached']);
  });

  it('has no viewer functions', async () => {
    const viewerFunctions = {
      'viewer-request': "function handler(event) { event.request.headers['x-seen'] = { value: event.request.uri }; return event.request; }",
      'viewer-response': "function handler(event) { event.response.headers['x-seen'] = { value: 'yes' }; return event.response; }",
    };
    const { p, get } = stage({ codes: [599], viewerFunctions, errorResponses: [OWN_PAGE(500)] });
    p.respondWith(({ path }) => ({ status: path === '/page' ? 500 : 200, body: path }));
    const { text, headers, trace } = await get();

    expect([text, headers['x-seen']]).toEqual(['/e500.html', undefined]);
    expect(trace.functions.map(({ event }) => event)).toEqual(['viewer-request']);
  });

  it('answers a HEAD without a body', async () => {
    for (const body of ['page', new Streaming('page')]) {
      const { p, pages, head } = stage({ codes: [599], errorResponses: [errorPage(500)] });
      p.respond(500);
      pages.respondWith(() => ({ status: 200, body }));

      expect(await head()).toMatchObject({ status: 500, text: '' });
    }
  });

  it('that stands without a path only sets for how long the error is kept', async () => {
    const { p, get } = stage({ codes: [599], errorResponses: [{ ErrorCode: 500, ErrorCachingMinTTL: 77 }] });
    p.respond(500, 'failed');

    expect(await get()).toMatchObject({ status: 500, text: 'failed', trace: { storedSeconds: 77, servedBy: 'primary' } });
  });

  it('whose path cannot be read is refused by name', async () => {
    const { p, get } = stage({
      codes: [599],
      errorResponses: [{ ErrorCode: 500, ResponseCode: 500, ResponsePagePath: { 'Fn::ImportValue': 'page' } }],
    });
    p.respond(500);

    expect(await get()).toMatchObject({
      status: 501,
      text: expect.stringContaining('an error page whose path cannot be read, ${Fn::ImportValue'),
    });
  });
});

describe('an error page that cannot be fetched itself', () => {
  it('does not wait for itself when a viewer asks for it and it fails', async () => {
    const { p, get } = stage({ codes: [599], errorResponses: [OWN_PAGE(500)] });
    p.respond(500, 'failed');

    expect(await get('/e500.html')).toMatchObject({ status: 500, text: 'failed' });
  });

  it('does not wait for another that waits for it', async () => {
    const { p, get } = stage({ codes: [599], errorResponses: [OWN_PAGE(500), OWN_PAGE(404)] });
    p.respondWith(async ({ path }) => {
      await new Promise(setImmediate);
      return { status: path === '/e500.html' ? 404 : 500, body: path };
    });
    const replies = await Promise.all([get('/e500.html'), get('/e404.html'), get('/page')]);

    expect(replies.map(({ status }) => status)).toEqual([500, 404, 404]);
  });

  it('is not its own error page', async () => {
    const { p, get } = stage({ codes: [599], errorResponses: [OWN_PAGE(500)] });
    p.respond(500, 'failed');
    const { trace } = await get('/page');

    expect(wayOf(trace)).toEqual(['primary 500']);
    expect(p.requests.map(({ path }) => path)).toEqual(['/page', '/e500.html']);
  });

  it('keeps its error for as long as the distribution says', async () => {
    const errorResponses = [errorPage(500, 500, 1), errorPage(503, 503, 60)];
    const { p, pages, get, clock } = stage({ codes: [599], cache: times(0, 0, 1000), errorResponses });
    p.respond(500);
    pages.respond(503);
    await get();
    clock.advance(59);
    await get();
    expect(pages.requests).toHaveLength(1);
    clock.advance(1);
    await get();
    expect(pages.requests).toHaveLength(2);
  });
});

it('the page of a function that failed on the last answer is the custom one', async () => {
  const { get } = stage({
    codes: [599],
    functions: { 'origin-response': FUNCTIONS.throwsOnPrimary },
    errorResponses: [errorPage(503, 200)],
  });

  expect(await get()).toMatchObject({ status: 200, text: 'page', trace: { servedBy: 'error-page' } });
});
