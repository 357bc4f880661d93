import { behavior, cachePolicy, NOW, request, response } from './caching-models';
import { EdgeRequest, Headers } from '../../../lib/function-code/message';
import { CacheSlot, slotFor } from '../../../lib/simulator/cache/cache-slot';
import { Answer, CacheStore } from '../../../lib/simulator/cache/cache-store';
import { Collapsing } from '../../../lib/simulator/cache/collapsing';
import { ManualClock } from '../../../lib/simulator/journey/clock';

const MODIFIED = 'Thu, 01 Jan 2026 00:00:00 GMT';

let clock: ManualClock;
let edge: { clock: ManualClock; store: CacheStore; collapsing: Collapsing };

beforeEach(() => {
  clock = new ManualClock(NOW);
  edge = { clock, store: new CacheStore(), collapsing: new Collapsing() };
});

/** The slot for a GET of a page, with some changes. */
function slot(changes: Partial<EdgeRequest> = {}, isErrorPage = false): CacheSlot {
  return slotFor({ request: request(changes), behavior: behavior(), isErrorPage, edge })!;
}

function answer(status = 200, headers: Headers = {}, body = 'body'): Answer {
  return { response: response(status, headers, body), originStatus: status, isErrorPage: false, cache: 'miss' };
}

/** What is stored for ten seconds, and the slot eleven seconds later. */
function expired(status = 200, headers: Headers = {}, changes: Partial<EdgeRequest> = {}): CacheSlot {
  slot().store(answer(status, headers), 10);
  clock.advance(11);
  return slot(changes);
}

test('there is a slot where the method and the policy allow one', () => {
  const at = (method: string, maxTtl = 1) =>
    slotFor({ request: request({ method }), behavior: behavior({ cachePolicy: cachePolicy({ maxTtl }) }), isErrorPage: false, edge });
  expect([at('GET'), at('HEAD'), at('POST'), at('GET', 0)].map(Boolean)).toEqual([true, true, false, false]);
});

test('an answer that is in memory is passed on as it is', () => {
  const given = answer();
  expect(slot().store(given, 10)).toBe(given);
  expect(slot().fresh()).toMatchObject({ response: { status: 200, headers: { age: ['0'] } }, cache: 'hit' });
});

test('an answer replaces one that came at the same time', () => {
  const tagOf = () => slot().fresh()!.response.headers.etag;
  slot().store(answer(200, { etag: ['"a"'] }), 10);
  slot().store(answer(200, { etag: ['"b"'] }), 10);
  expect(tagOf()).toEqual(['"b"']);
});

describe('HEAD', () => {
  const head = (path = '/') => slot({ method: 'HEAD', path });

  test('has a place for each path', () => {
    head('/a').store(answer(), 10);
    expect([head('/a').fresh() !== undefined, head('/b').fresh(), slot({ path: '/a' }).fresh()]).toEqual([true, undefined, undefined]);
  });

  test('is answered with the object of a GET rather than its own, if both are fresh', () => {
    head().store(answer(200, { etag: ['"head"'] }), 10);
    slot().store(answer(200, { etag: ['"get"'] }), 10);
    expect(head().fresh()!.response.headers.etag).toEqual(['"get"']);
  });

  const etagsOf = (etag: string) => ({ 'if-none-match': [etag] });

  test('asks about the object of a GET rather than about its own, if both have expired', () => {
    head().store(answer(200, { etag: ['"head"'] }), 10);
    expect(slot().revalidation().headers).toEqual({});
    slot().store(answer(200, { etag: ['"get"'] }), 10);
    clock.advance(11);
    expect(head().revalidation().headers).toEqual(etagsOf('"get"'));
  });

  test('asks about its own, if there is no other', () => {
    head().store(answer(200, { etag: ['"head"'] }), 10);
    clock.advance(11);
    expect(head().revalidation().headers).toEqual(etagsOf('"head"'));
  });
});

describe('the origin is asked', () => {
  test.each<[stored: Headers, asked: Headers]>([
    [{}, {}],
    [{ etag: ['"v"'] }, { 'if-none-match': ['"v"'] }],
    [{ 'last-modified': [MODIFIED] }, { 'if-modified-since': [MODIFIED] }],
    [{ 'etag': ['"v"'], 'last-modified': [MODIFIED] }, { 'if-none-match': ['"v"'], 'if-modified-since': [MODIFIED] }],
  ])('about an object with %j by %j', (stored, asked) => {
    const revalidation = expired(200, stored, { headers: { 'accept': ['*/*'], 'if-none-match': ['"mine"'] } }).revalidation();
    expect(Object.entries(revalidation.headers)).toEqual(Object.entries({ accept: ['*/*'], ...asked }));
  });

  test('about no error', () => {
    expect(expired(404, { etag: ['"v"'] }).revalidation().headers).toEqual({});
  });

  test('with the same request, where there is nothing to change', () => {
    const asked = request({ headers: { accept: ['*/*'] } });
    expect(slotFor({ request: asked, behavior: behavior(), isErrorPage: false, edge })!.revalidation()).toBe(asked);
  });

  test('and a 304 that was not asked for refreshes nothing', () => {
    const asking = expired();
    asking.revalidation();
    expect(asking.refreshedBy(response(304))).toBeUndefined();
  });

  test.each(['content-length', 'content-encoding', 'content-md5', 'content-range', 'etag'])('and %s of a 304 changes nothing', name => {
    for (const stored of [{}, { [name]: ['mine'] }]) {
      const asking = expired(200, { ...stored, 'last-modified': [MODIFIED], 'age': ['5'] });
      asking.revalidation();
      const { headers } = asking.refreshedBy(response(304, { [name]: ['new'], 'x-version': ['2'] }))!;
      expect(headers).toEqual({ ...stored, 'last-modified': [MODIFIED], 'x-version': ['2'] });
      edge.store.clear();
    }
  });
});

describe('instead of an error', () => {
  test('an expired object is usable, and counts as fresh for as long as it is told to', () => {
    const asking = expired();
    expect(asking.hasUsableStale()).toBe(true);
    expect(asking.staleFor(5)).toMatchObject({ response: { headers: { age: ['11'] } }, cache: 'stale' });
    clock.advance(4.9);
    expect(slot().fresh()).toBeDefined();
    clock.advance(0.1);
    expect(slot().fresh()).toBeUndefined();
  });

  test.each([400, 404, 500])('an expired %i is not', status => {
    const asking = expired(status);
    expect([asking.hasUsableStale(), asking.staleFor(5)]).toEqual([false, undefined]);
  });

  test('nothing is not', () => {
    expect([slot().hasUsableStale(), slot().staleFor(5)]).toEqual([false, undefined]);
  });
});

describe('the cookies of a response are', () => {
  test.each<[cacheControl: string[] | undefined, kept: boolean]>([
    [undefined, true],
    [['max-age=60'], true],
    [['no-cache'], true],
    [['no-cache="x-set-cookies"'], true],
    [['x-no-cache="set-cookie"'], true],
    [['no-cache="set-cookie"'], false],
    [['max-age=60,no-cache="Set-Cookie"'], false],
    [['max-age=60, NO-CACHE = "a, set-cookie, b"'], false],
    [['max-age=60', 'no-cache="set-cookie"'], false],
  ])('with %j in the cache: %j', (cacheControl, kept) => {
    slot().store(answer(200, { 'set-cookie': ['a=1'], ...cacheControl && { 'cache-control': cacheControl } }), 10);
    expect(slot().fresh()!.response.headers['set-cookie']).toEqual(kept ? ['a=1'] : undefined);
  });
});

describe('at the same time', () => {
  test('the work for one key is done once, and for each error page apart', async () => {
    const worked: string[] = [];
    const work = (name: string, one: CacheSlot) => one.collapsed(async () => {
      worked.push(name);
      await new Promise(setImmediate);
      return one.store(answer(), 10);
    });
    const all = [
      work('get', slot()),
      work('get again', slot()),
      work('page', slot({}, true)),
      work('page again', slot({}, true)),
      work('other page', slot({ path: '/other' }, true)),
    ];
    expect(edge.collapsing.size).toBe(3);
    await edge.collapsing.settled();
    expect(edge.collapsing.size).toBe(0);
    expect((await Promise.all(all)).map(({ cache }) => cache)).toEqual(['miss', 'hit', 'miss', 'hit', 'miss']);
    expect(worked).toEqual(['get', 'page', 'other page']);
  });

  test('work in the background is done once, and may fail', async () => {
    let times = 0;
    const work = async () => {
      times += 1;
      await new Promise(setImmediate);
      throw new Error('of the origin');
    };
    for (let i = 0; i < 3; i++) slot().inBackground(work);
    await edge.collapsing.settled();
    expect([times, edge.collapsing.size]).toEqual([1, 0]);
  });
});
