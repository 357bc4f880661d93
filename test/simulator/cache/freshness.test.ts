import { behavior, cachePolicy, DAY, NOW, origin, YEAR } from './caching-models';
import { Headers } from '../../../lib/function-code/message';
import { BehaviorModel } from '../../../lib/model/distribution';
import { NotModelled } from '../../../lib/model/errors';
import { Selection } from '../../../lib/model/policies';
import {
  errorCachingMinTtl,
  mayServeStale,
  mayStore,
  staleWhileRevalidate,
  storeFor,
  StoringTerms,
} from '../../../lib/simulator/cache/freshness';
import { Assumptions, DEFAULT_ASSUMPTIONS } from '../../../lib/simulator/journey/assumptions';

/** How sure AWS makes us: a page says so, it follows from one, or nobody says. */
type Certainty = 'documented' | 'inferred' | 'undocumented';
type Times = [min: number, byDefault: number, max: number];

const PLAIN: Times = [0, DAY, YEAR];
const BOUNDED: Times = [60, 120, 600];
const DISABLED: Times = [0, 0, 0];
const NO_CACHE_BUT_ASKED: Times = [0, 0, YEAR];

interface Options {
  readonly times?: Times;
  readonly errorCaching?: number;
  readonly generated?: boolean;
  readonly assumptions?: Partial<Assumptions>;
}

function storing(
  status: number,
  headers: Headers,
  { times = PLAIN, errorCaching = 10, generated = false, assumptions = {} }: Options = {},
) {
  const [minTtl, defaultTtl, maxTtl] = times;
  const model = behavior({ cachePolicy: cachePolicy({ minTtl, defaultTtl, maxTtl }) });
  return storeFor({ status, headers }, {
    ...termsOf(model),
    errorCaching: () => errorCaching,
    isGenerated: generated,
    assumptions: { ...DEFAULT_ASSUMPTIONS, ...assumptions },
  });
}

function termsOf(model: BehaviorModel): StoringTerms {
  return { behavior: model, errorCaching: () => 10, isGenerated: false, assumptions: DEFAULT_ASSUMPTIONS, now: NOW };
}

function cacheControl(value: string): Headers {
  return { 'cache-control': [value] };
}

function expires(seconds: number): Headers {
  return { expires: [new Date(NOW + seconds * 1000).toUTCString()] };
}

describe('a success is stored for', () => {
  test.each<[what: string, Certainty, headers: Headers, times: Times, seconds: number]>([
    ['no header, minimum 0: the default TTL', 'documented', {}, PLAIN, DAY],
    ['no header, minimum above 0: the greater of minimum and default', 'documented', {}, BOUNDED, 120],
    ['no header, minimum above the default', 'documented', {}, [300, 120, 600], 300],
    ['max-age, minimum 0: max-age', 'documented', cacheControl('max-age=30'), PLAIN, 30],
    ['max-age above the maximum, minimum 0', 'documented', cacheControl('max-age=99'), [0, 5, 50], 50],
    ['max-age within the bounds', 'documented', cacheControl('public, max-age=90'), BOUNDED, 90],
    ['max-age below the minimum', 'documented', cacheControl('max-age=30'), BOUNDED, 60],
    ['max-age above the maximum', 'documented', cacheControl('max-age=900'), BOUNDED, 600],
    ['s-maxage, whatever max-age says', 'documented', cacheControl('max-age=10, s-maxage=40'), PLAIN, 40],
    ['s-maxage below the minimum', 'documented', cacheControl('s-maxage=1, max-age=500'), BOUNDED, 60],
    ['s-maxage above the maximum', 'documented', cacheControl('s-maxage=900'), BOUNDED, 600],
    ['Expires', 'documented', expires(45), PLAIN, 45],
    ['Expires after the maximum', 'documented', expires(900), BOUNDED, 600],
    ['Expires before the minimum', 'documented', expires(5), BOUNDED, 60],
    ['Expires in the past', 'documented', expires(-5), PLAIN, 0],
    ['max-age, whatever Expires says', 'documented', { ...cacheControl('max-age=7'), ...expires(45) }, PLAIN, 7],
    ['no-store, minimum 0', 'documented', cacheControl('no-store'), PLAIN, 0],
    ['no-cache, minimum 0', 'documented', cacheControl('no-cache'), PLAIN, 0],
    ['private, minimum 0, whatever max-age says', 'documented', cacheControl('private, max-age=60'), PLAIN, 0],
    ['no-store, minimum above 0: the minimum', 'documented', cacheControl('no-store'), BOUNDED, 60],
    ['no-cache, minimum above 0: the minimum', 'documented', cacheControl('max-age=300, no-cache'), BOUNDED, 60],
    ['private, minimum above 0: the minimum', 'documented', cacheControl('private'), BOUNDED, 60],
    ['anything, when caching is disabled', 'documented', cacheControl('max-age=30'), DISABLED, 0],
    ['no header, default 0', 'documented', {}, NO_CACHE_BUT_ASKED, 0],
    ['no-cache of one header only', 'documented', cacheControl('no-cache="Set-Cookie"'), PLAIN, DAY],
    ['Vary: * and minimum 0: every request asks the origin', 'documented', { vary: ['*'], ...cacheControl('max-age=60') }, PLAIN, 0],
    ['Vary with * among names', 'inferred', { vary: ['Accept-Encoding, *'], ...cacheControl('max-age=60') }, PLAIN, 0],
    ['Vary: * and minimum above 0', 'documented', { vary: ['*'], ...cacheControl('max-age=90') }, BOUNDED, 90],
    ['directives in any case, quoted or in several lines', 'inferred', { 'cache-control': ['Public', 'MAX-AGE="30"'] }, PLAIN, 30],
    ['a negative max-age', 'inferred', cacheControl('max-age=-5'), PLAIN, 0],
    ['a max-age that is no number', 'inferred', cacheControl('max-age=soon'), PLAIN, DAY],
    ['an Expires that is no date', 'undocumented', { expires: ['0'] }, PLAIN, DAY],
    ['an Expires of a forgotten form', 'inferred', { expires: ['Thu Jan  1 00:00:45 2026'] }, PLAIN, 45],
    ['the Age of another cache is taken off', 'inferred', { ...cacheControl('max-age=300'), age: ['100'] }, PLAIN, 200],
    ['the first member of a list of Ages counts', 'undocumented', { ...cacheControl('max-age=300'), age: ['100, 0'] }, PLAIN, 200],
    ['the first line of several Ages counts', 'undocumented', { ...cacheControl('max-age=300'), age: ['0', '100'] }, PLAIN, 300],
    ['Expires, whatever Age says', 'documented', { ...expires(45), age: ['40'] }, PLAIN, 45],
    ['an Age above max-age', 'inferred', { ...cacheControl('max-age=300'), age: ['400'] }, PLAIN, 0],
    ['an Age that is no number', 'undocumented', { ...cacheControl('max-age=300'), age: ['old'] }, PLAIN, 300],
    ['an Age without max-age', 'undocumented', { age: ['400'] }, PLAIN, DAY],
  ])('%s (%s)', (_, _certainty, headers, times, seconds) => {
    expect(storing(200, headers, { times })).toMatchObject({ seconds, assumptions: [] });
  });
});

describe('a redirect is stored for', () => {
  test.each<[what: string, Certainty, status: number, headers: Headers, seconds: number]>([
    ['301: as a success', 'documented', 301, {}, DAY],
    ['302: as a success', 'documented', 302, cacheControl('max-age=5'), 5],
    ['307 without Cache-Control: not at all', 'documented', 307, {}, 0],
    ['308 without Cache-Control: not at all', 'documented', 308, expires(60), 0],
    ['307 with Cache-Control', 'documented', 307, cacheControl('max-age=5'), 5],
    ['308 with a Cache-Control that names no time', 'inferred', 308, cacheControl('public'), DAY],
    ['304: it is about another object', 'inferred', 304, cacheControl('max-age=5'), 0],
  ])('%s (%s)', (_, _certainty, status, headers, seconds) => {
    expect(storing(status, headers).seconds).toBe(seconds);
  });
});

test('a part of an object is not stored, and that is said', () => {
  expect(storing(206, cacheControl('max-age=60')))
    .toEqual({ seconds: 0, keep: false, assumptions: [], notes: [expect.stringMatching(/parts/)] });
});

describe('an error is stored', () => {
  const always = [404, 414, 500, 501, 502, 503, 504];
  const whenAsked = [400, 403, 405, 412, 415];
  const never = [416, 410, 429, 401, 408, 418, 451, 505, 520];

  test.each(always)('%i: always (documented)', status => {
    expect(storing(status, {}).seconds).toBe(10);
    expect(storing(status, cacheControl('max-age=60')).seconds).toBe(60);
  });

  test.each(whenAsked)('%i: with max-age or s-maxage only (documented)', status => {
    expect(storing(status, {}).seconds).toBe(0);
    expect(storing(status, cacheControl('public')).seconds).toBe(0);
    expect(storing(status, expires(60)).seconds).toBe(0);
    expect(storing(status, cacheControl('max-age=60')).seconds).toBe(60);
    expect(storing(status, cacheControl('s-maxage=5')).seconds).toBe(10);
    expect(storing(status, cacheControl('max-age=0')).seconds).toBe(10);
  });

  test.each(never)('%i: never', status => {
    expect(storing(status, cacheControl('max-age=60')).seconds).toBe(0);
    expect(storing(status, {}, { times: BOUNDED }).seconds).toBe(0);
  });

  test('those in none of AWS\'s lists say that nobody knows; 416 is documented', () => {
    expect(storing(416, {}).notes).toBeUndefined();
    for (const status of [410, 429]) expect(storing(status, {}).notes).toEqual([expect.stringMatching(/undocumented/)]);
  });

  test.each<[what: string, Certainty, status: number, headers: Headers, options: Options, seconds: number]>([
    ['for the error caching minimum TTL, when the header asks for less', 'documented', 503, cacheControl('max-age=5'), {}, 10],
    ['for what s-maxage asks, when that is more', 'documented', 503, cacheControl('s-maxage=20, max-age=500'), {}, 20],
    ['until Expires, when that is later', 'documented', 503, expires(90), {}, 90],
    [
      'no longer than the maximum TTL, when a header asks for more',
      'documented',
      503,
      cacheControl('max-age=900'),
      { times: BOUNDED },
      600,
    ],
    ['for the error caching minimum TTL, even above the maximum TTL', 'documented', 503, {}, { times: [0, 1, 5] }, 10],
    ['whatever the minimum and default TTL are', 'documented', 503, {}, { times: BOUNDED }, 10],
    ['for the error caching minimum TTL of the distribution', 'documented', 503, {}, { errorCaching: 300 }, 300],
    ['not at all, when that is 0', 'documented', 503, {}, { errorCaching: 0 }, 0],
    ['for what the header asks, when that is 0', 'documented', 503, cacheControl('max-age=7'), { errorCaching: 0 }, 7],
    ['despite no-store on a 5xx', 'documented', 503, cacheControl('no-store'), {}, 10],
    ['despite no-cache on a 5xx', 'documented', 500, cacheControl('no-cache'), {}, 10],
    ['despite private on a 5xx, and for its max-age', 'inferred', 502, cacheControl('private, max-age=60'), {}, 60],
    ['despite no-store on a 403 that names a time', 'documented', 403, cacheControl('no-store, max-age=60'), {}, 60],
    ['not with no-store on a 404', 'documented', 404, cacheControl('no-store'), {}, 0],
    ['not with private on a 414', 'documented', 414, cacheControl('private'), {}, 0],
    ['not with no-cache on a 501', 'documented', 501, cacheControl('no-cache'), {}, 0],
    ['not with no-store on a 404, even under a minimum TTL', 'inferred', 404, cacheControl('no-store'), { times: BOUNDED }, 0],
    ['not when caching is disabled', 'documented', 503, cacheControl('max-age=60'), { times: DISABLED }, 0],
  ])('%s (%s)', (_, _certainty, status, headers, options, seconds) => {
    expect(storing(status, headers, options)).toMatchObject({ seconds, keep: false, assumptions: [] });
  });

  test('when CloudFront makes it itself, as the assumption says', () => {
    expect(storing(504, {}, { generated: true })).toMatchObject({ seconds: 10, assumptions: ['generatedErrorsAreCached'] });
    expect(storing(504, {}, { generated: true, assumptions: { generatedErrorsAreCached: false } }))
      .toMatchObject({ seconds: 0, assumptions: ['generatedErrorsAreCached'] });
  });

  test('rests on no assumption where none matters', () => {
    expect(storing(504, {}, { generated: true, times: DISABLED }).assumptions).toEqual([]);
    expect(storing(504, {}, { generated: true, errorCaching: 0 }).assumptions).toEqual([]);
    expect(storing(416, {}, { generated: true }).assumptions).toEqual([]);
  });
});

describe('a copy is kept to be validated', () => {
  test.each<[headers: Headers, keep: boolean]>([
    [cacheControl('max-age=60'), true],
    [cacheControl('max-age=0'), true],
    [expires(-60), true],
    [cacheControl('no-store'), false],
    [cacheControl('private, max-age=60'), false],
    [{ vary: ['*'] }, false],
  ])('%j: %s', (headers, keep) => {
    expect(storing(200, headers).keep).toBe(keep);
  });
});

describe('an expired object is served in place of an error', () => {
  const served = (value: string | undefined, ageSeconds: number, times: Times = PLAIN) => {
    const [minTtl, defaultTtl, maxTtl] = times;
    const headers = value === undefined ? {} : cacheControl(value);
    return mayServeStale(headers, behavior({ cachePolicy: cachePolicy({ minTtl, defaultTtl, maxTtl }) }), ageSeconds, NOW);
  };

  test.each<[what: string, Certainty, value: string | undefined, age: number, times: Times, served: boolean]>([
    ['within stale-if-error', 'documented', 'max-age=60, stale-if-error=30', 90, PLAIN, true],
    ['not after stale-if-error', 'documented', 'max-age=60, stale-if-error=30', 91, PLAIN, false],
    ['not with stale-if-error=0', 'documented', 'max-age=60, stale-if-error=0', 61, PLAIN, false],
    ['not with stale-if-error=0, at once', 'documented', 'max-age=60, stale-if-error=0', 60, PLAIN, false],
    ['within the maximum TTL, whatever stale-if-error says', 'documented', 'max-age=60, stale-if-error=9999', 600, BOUNDED, true],
    ['not after the maximum TTL', 'documented', 'max-age=60, stale-if-error=9999', 601, BOUNDED, false],
    ['without the directive, up to the maximum TTL', 'documented', 'max-age=60', 600, BOUNDED, true],
    ['without the directive, not after the maximum TTL', 'documented', 'max-age=60', 601, BOUNDED, false],
    ['without any header', 'documented', undefined, DAY + 1, PLAIN, true],
    ['not when caching is disabled', 'documented', undefined, 1, DISABLED, false],
    ['though it must be revalidated', 'undocumented', 'max-age=60, must-revalidate', 61, PLAIN, true],
    ['counted from the minimum TTL where that lengthens max-age', 'inferred', 'max-age=1, stale-if-error=5', 65, BOUNDED, true],
    ['counted from the minimum TTL, and not longer', 'inferred', 'max-age=1, stale-if-error=5', 66, BOUNDED, false],
  ])('%s (%s)', (_, _certainty, value, age, times, expected) => {
    expect(served(value, age, times)).toBe(expected);
  });

  test('counted from Expires, too', () => {
    const headers = { ...expires(-20), 'cache-control': ['stale-if-error=30'] };
    expect(mayServeStale(headers, behavior(), 100, NOW)).toBe(true);
    expect(mayServeStale(headers, behavior(), 111, NOW + 11_000)).toBe(false);
  });
});

describe('an expired object is served while a new one is fetched', () => {
  test.each<[value: string, age: number, times: Times, served: boolean]>([
    ['max-age=60, stale-while-revalidate=30', 61, PLAIN, true],
    ['max-age=60, stale-while-revalidate=30', 90, PLAIN, true],
    ['max-age=60, stale-while-revalidate=30', 91, PLAIN, false],
    ['max-age=60, stale-while-revalidate=0', 61, PLAIN, false],
    ['max-age=60, stale-while-revalidate=0', 60, PLAIN, false],
    ['max-age=60', 61, PLAIN, false],
    ['max-age=500, stale-while-revalidate=900', 600, BOUNDED, true],
    ['max-age=500, stale-while-revalidate=900', 601, BOUNDED, false],
  ])('%s after %i s of %j: %s (documented)', (value, age, [minTtl, defaultTtl, maxTtl], expected) => {
    const model = behavior({ cachePolicy: cachePolicy({ minTtl, defaultTtl, maxTtl }) });
    expect(staleWhileRevalidate(cacheControl(value), model, age, NOW)).toBe(expected);
  });

  test('not without the header', () => {
    expect(staleWhileRevalidate({}, behavior(), DAY + 1, NOW)).toBe(false);
  });
});

describe('what is stored at all', () => {
  test.each([100, 304])('not a %i', status => {
    expect(storing(status, {})).toEqual({ seconds: 0, keep: false, assumptions: [] });
  });

  test.each<[vary: string[], times: Times, seconds: number]>([
    [['accept', '*'], PLAIN, 0],
    [['accept, *'], PLAIN, 0],
    [['x*y'], PLAIN, DAY],
    [['*'], BOUNDED, 120],
  ])('Vary %j with %j: %i s', (vary, times, seconds) => {
    expect(storing(200, { vary }, { times })).toEqual({ seconds, keep: seconds > 0, assumptions: [] });
  });

  test('what forbids it, for the minimum TTL', () => {
    expect(storing(200, cacheControl('no-store'), { times: BOUNDED })).toEqual({ seconds: 60, keep: true, assumptions: [] });
    expect(storing(200, cacheControl('no-store'))).toEqual({ seconds: 0, keep: false, assumptions: [] });
  });

  test('an error that CloudFront makes is not kept past its time', () => {
    expect(storing(502, {}, { generated: true })).toMatchObject({ seconds: 10, keep: false });
  });
});

describe('the error caching minimum TTL', () => {
  const responses = [
    { property: '', errorCode: 503, errorCachingMinTtl: 60 },
    { property: '', errorCode: 404, errorCachingMinTtl: 0 },
    { property: '', errorCode: 500, errorCachingMinTtl: { unknown: '${Seconds}' } },
    { property: '', errorCode: { unknown: '${Code}' }, errorCachingMinTtl: 99 },
  ];

  test.each([[503, 60], [404, 0], [502, 10], [500, 10]])('of %i is %i', (status, seconds) => {
    expect(errorCachingMinTtl(responses)(status)).toBe(seconds);
  });

  test('is at least a second with an S3 origin', () => {
    expect(errorCachingMinTtl(responses, origin({ kind: 's3' }))(404)).toBe(1);
    expect(errorCachingMinTtl(responses, origin())(404)).toBe(0);
  });
});

test('GET and HEAD are stored, OPTIONS where the behavior caches it, and nothing else', () => {
  const caching = behavior({ cachedMethods: ['GET', 'HEAD', 'OPTIONS'] });
  expect(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'].filter(method => mayStore(method, caching))).toEqual(['GET', 'HEAD', 'OPTIONS']);
  expect(mayStore('OPTIONS', behavior())).toBe(false);
  expect(mayStore('OPTIONS', behavior({ cachedMethods: { unknown: '${Methods}' } }))).toBe(false);
});

test('a cache policy that is not in the template is refused by name', () => {
  const imported = behavior({ cachePolicy: { unknown: 'the cache policy ${Imported}' } });
  const refused = () => storeFor({ status: 200, headers: {} }, termsOf(imported));
  expect(refused).toThrow(NotModelled);
  expect(refused).toThrow(/the cache policy \$\{Imported\}/);
});

test('a selection of the policy plays no part', () => {
  const cookies: Selection = { mode: 'all', names: [] };
  const model = behavior({ cachePolicy: cachePolicy({ cookies }) });
  expect(storeFor({ status: 200, headers: { 'set-cookie': ['a=1'] } }, termsOf(model)).seconds).toBe(DAY);
});
