import * as fc from 'fast-check';
import { cachePolicy, request } from './caching-models';
import { EdgeRequest, Headers } from '../../../lib/function-code/message';
import { allExcept, EVERYTHING, NOTHING, only, Selection } from '../../../lib/model/policies';
import { cacheKey } from '../../../lib/simulator/cache/cache-key';

type Policy = Parameters<typeof cachePolicy>[0];
type Changes = Partial<EdgeRequest>;

function same(policy: Policy, a: Changes, b: Changes): boolean {
  const model = cachePolicy(policy);
  return cacheKey(model, request(a)) === cacheKey(model, request(b));
}

function sends(headers: Headers): Changes {
  return { headers };
}

describe('requests share an object', () => {
  test.each<[what: string, policy: Policy, a: Changes, b: Changes]>([
    [
      'that differ in what the policy does not take',
      {},
      { query: 'a=1', headers: { host: ['a'], cookie: ['a=1'], accept: ['a'] } },
      { query: 'b=2', headers: { host: ['b'], cookie: ['b=2'] } },
    ],
    ['GET and HEAD', {}, { method: 'GET' }, { method: 'HEAD' }],
    ['http and https', {}, { protocol: 'http' }, { protocol: 'https' }],
    ['whose other parameters differ', { queryStrings: only('a') }, { query: 'a=1&b=2' }, { query: 'c=3&a=1' }],
    ['with parameters that are not taken, and without any', { queryStrings: only('a') }, { query: 'b=2' }, {}],
    ['whose excepted parameters differ', { queryStrings: allExcept('b') }, { query: 'a=1&b=2' }, { query: 'b=3&a=1' }],
    ['whose headers come in another order', { headers: only('a', 'b') }, sends({ a: ['1'], b: ['2'] }), sends({ b: ['2'], a: ['1'] })],
    ['whose header comes in several lines', { headers: only('a') }, sends({ a: ['1, 2'] }), sends({ a: ['1', '2'] })],
    ['whose cookies come in another order', { cookies: EVERYTHING }, sends({ cookie: ['a=1; b=2'] }), sends({ cookie: ['b=2;a=1'] })],
    [
      'whose cookies come in several lines',
      { cookies: only('a', 'b') },
      sends({ cookie: ['a=1; b=2'] }),
      sends({ cookie: ['a=1', 'b=2'] }),
    ],
    ['whose other cookies differ', { cookies: only('a') }, sends({ cookie: ['a=1; b=2'] }), sends({ cookie: ['c=3; a=1'] })],
    [
      'whose cookies begin with $, which are removed',
      { cookies: EVERYTHING },
      sends({ cookie: ['a=1; $b=2'] }),
      sends({ cookie: ['a=1'] }),
    ],
    [
      'whose encodings say the same to the policy',
      { gzip: true, brotli: true },
      sends({ 'accept-encoding': ['gzip, deflate, br'] }),
      sends({ 'accept-encoding': ['br;q=0.5,GZIP'] }),
    ],
    [
      'one that takes Brotli and one that does not, when only gzip is cached',
      { gzip: true },
      sends({ 'accept-encoding': ['gzip, br'] }),
      sends({ 'accept-encoding': ['gzip'] }),
    ],
    [
      'one that takes neither encoding and one that does not say',
      { gzip: true, brotli: true },
      sends({ 'accept-encoding': ['deflate, gzip;q=0'] }),
      {},
    ],
    [
      'whose Accept-Encoding says the same, although the policy lists the header',
      { gzip: true, headers: only('accept-encoding') },
      sends({ 'accept-encoding': ['gzip, deflate'] }),
      sends({ 'accept-encoding': ['gzip'] }),
    ],
    ['whose cookies differ, although the policy lists the header', { headers: only('cookie') }, sends({ cookie: ['a=1'] }), {}],
    [
      'whose cookies differ, although a policy that caches encodings lists the header',
      { gzip: true, headers: only('cookie') },
      sends({ cookie: ['a=1'] }),
      {},
    ],
    [
      'whose headers come in another order, cookies apart, when all are taken',
      { headers: EVERYTHING },
      sends({ a: ['1'], b: ['2'], cookie: ['a=1'] }),
      sends({ b: ['2'], a: ['1'] }),
    ],
  ])('%s', (_, policy, a, b) => {
    expect(same(policy, a, b)).toBe(true);
  });
});

describe('requests do not share an object', () => {
  test.each<[what: string, policy: Policy, a: Changes, b: Changes]>([
    ['for different paths', {}, { path: '/a' }, { path: '/A' }],
    ['OPTIONS for different paths', {}, { method: 'OPTIONS', path: '/a' }, { method: 'OPTIONS', path: '/b' }],
    ['OPTIONS and GET', {}, { method: 'OPTIONS' }, { method: 'GET' }],
    ['whose parameters come in another order', { queryStrings: EVERYTHING }, { query: 'a=1&b=2' }, { query: 'b=2&a=1' }],
    ['whose named parameters come in another order', { queryStrings: only('a', 'b') }, { query: 'a=1&b=2' }, { query: 'b=2&a=1' }],
    ['whose parameters differ in case', { queryStrings: only('a', 'A') }, { query: 'a=1' }, { query: 'A=1' }],
    ['with a parameter and without its value', { queryStrings: only('a') }, { query: 'a=' }, { query: 'a' }],
    ['that separate parameters by ;', { queryStrings: only('color') }, { query: 'color=red;size=large' }, { query: 'color=red' }],
    ['for different hosts, when the policy takes Host', { headers: only('host') }, sends({ host: ['a'] }), sends({ host: ['b'] })],
    [
      'whose header differs in the case of the value',
      { headers: only('product') },
      sends({ product: ['Acme'] }),
      sends({ product: ['acme'] }),
    ],
    ['with an empty header and without it', { headers: only('a') }, sends({ a: [''] }), {}],
    ['whose cookies differ in case', { cookies: EVERYTHING }, sends({ cookie: ['a=1'] }), sends({ cookie: ['A=1'] })],
    [
      'one that takes Brotli and one that does not',
      { gzip: true, brotli: true },
      sends({ 'accept-encoding': ['br, gzip'] }),
      sends({ 'accept-encoding': ['gzip'] }),
    ],
    ['one that takes gzip and one that does not', { gzip: true }, sends({ 'accept-encoding': ['gzip'] }), {}],
    [
      'whose Accept-Encoding differs, when the policy lists it and caches no encodings',
      { headers: only('accept-encoding') },
      sends({ 'accept-encoding': ['gzip, deflate'] }),
      sends({ 'accept-encoding': ['gzip'] }),
    ],
    [
      'http and https, when the policy takes the protocol',
      { headers: only('cloudfront-forwarded-proto') },
      { protocol: 'http' },
      { protocol: 'https' },
    ],
    ['that differ in a header, when all are taken', { headers: EVERYTHING }, sends({ a: ['1'] }), sends({ a: ['2'] })],
  ])('%s', (_, policy, a, b) => {
    expect(same(policy, a, b)).toBe(false);
  });
});

test('only the older settings know wildcards in cookie names', () => {
  const older = { ...only('userid_*'), wildcards: true } as Selection;
  const [a, b] = [sends({ cookie: ['userid_1=x'] }), sends({ cookie: ['userid_1=y'] })];
  expect(same({ cookies: older }, a, b)).toBe(false);
  expect(same({ cookies: only('userid_*') }, a, b)).toBe(true);
});

describe('no request can pass for another', () => {
  const clever = fc.string({
    unit: fc.constantFrom('a', '1', ':', 'P', 'Q', 'H', 'V', 'C', '&', '=', ';', '\n', '\0', ' ', 'é'),
    maxLength: 8,
  });
  const sent = fc.record({
    path: clever,
    query: clever,
    method: fc.constantFrom('GET', 'OPTIONS', 'P1:a'),
    x: fc.option(clever, { nil: undefined }),
    y: fc.option(clever, { nil: undefined }),
  });
  const built = ({ path, query, method, x, y }: { path: string; query: string; method: string; x?: string; y?: string }) => request({
    path, query, method, headers: { ...(x === undefined ? {} : { x: [x] }), ...(y === undefined ? {} : { y: [y] }) },
  });

  test('to one policy', () => {
    const policy = cachePolicy({ headers: only('y', 'x'), queryStrings: EVERYTHING });
    fc.assert(
      fc.property(sent, sent, (a, b) => {
        const equal = JSON.stringify([a.path, a.query, a.method, a.x, a.y]) === JSON.stringify([b.path, b.query, b.method, b.x, b.y]);
        expect(cacheKey(policy, built(a)) === cacheKey(policy, built(b))).toBe(equal);
      }),
      {
        numRuns: 2000,
        examples: [
          [
            { path: '/', query: '', method: 'GET', x: 'V1:a', y: undefined },
            { path: '/', query: '', method: 'GET', x: undefined, y: 'V1:a' },
          ],
        ],
      },
    );
  });

  test('to two policies that take different headers', () => {
    const [x, y] = [cachePolicy({ headers: only('x') }), cachePolicy({ headers: only('y') })];
    fc.assert(fc.property(sent, sent, (a, b) => {
      const equal = a.path === b.path && a.method === b.method && a.x === undefined && b.y === undefined;
      expect(cacheKey(x, built(a)) === cacheKey(y, built(b))).toBe(equal);
    }));
  });
});

test('a header by the name of a property of every object is no header', () => {
  const policy = cachePolicy({ headers: only('constructor', '__proto__', 'tostring') });
  expect(cacheKey(policy, request())).toBe(cacheKey(cachePolicy({ headers: NOTHING }), request()));
});

test('a key has the kind and the length of each of its parts, headers by name', () => {
  const policy = cachePolicy({ queryStrings: only('q'), cookies: only('c'), headers: only('b', 'a'), gzip: true });
  const headers = { 'a': ['1'], 'b': ['2', '3'], 'cookie': ['c=1; d=2'], 'accept-encoding': ['gzip, br'] };
  expect(cacheKey(policy, request({ path: '/é', query: 'x=1&q=2', headers }))).toBe('P2:/éQ3:q=2C3:c=1E4:gzipH1:aV1:1H1:bV4:2, 3');
  expect(cacheKey(cachePolicy(), request({ method: 'OPTIONS' }))).toBe('M7:OPTIONSP1:/');
});
