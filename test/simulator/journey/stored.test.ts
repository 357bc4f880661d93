import { CACHING_DISABLED, FROM_ZERO, Pair, times } from './pair';
import { closeStages, stage } from './stage';
import { Trace } from '../../../lib/simulator/journey/trace';

afterEach(closeStages);

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
