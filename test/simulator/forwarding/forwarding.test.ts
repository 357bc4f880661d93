import * as fc from 'fast-check';
import { EdgeRequest, Headers } from '../../../lib/function-code/message';
import { BehaviorModel, OriginModel } from '../../../lib/model/distribution';
import { NotModelled } from '../../../lib/model/errors';
import { MANAGED_CACHE_POLICIES, MANAGED_ORIGIN_REQUEST_POLICIES } from '../../../lib/model/managed-policies';
import { allExcept, EVERYTHING, NOTHING, only, Selection, takes } from '../../../lib/model/policies';
import { forwardsCookies, together } from '../../../lib/simulator/forwarding/forwarded-values';
import { originRequest, OriginRequest } from '../../../lib/simulator/forwarding/forwarding';
import { behavior, cachePolicy, origin, request } from '../cache/caching-models';

const ID = 'the-id';

const ALL_VIEWER = MANAGED_ORIGIN_REQUEST_POLICIES.get('216adef6-5c7f-47e4-b989-5492eafa07d3')!;
const ALL_VIEWER_EXCEPT_HOST = MANAGED_ORIGIN_REQUEST_POLICIES.get('b689b0a8-53d0-40ab-baf2-68738e2966ac')!;
const HOST_ONLY = MANAGED_ORIGIN_REQUEST_POLICIES.get('bf0718e1-ba1e-49d1-88b1-f726733018ae')!;
const OPTIMIZED = MANAGED_CACHE_POLICIES.get('658327ea-f89d-4fab-a63d-7e88639e58f6')!;

const BROWSER: Headers = {
  'host': ['d111111abcdef8.cloudfront.net'],
  'user-agent': ['Mozilla/5.0'],
  'accept': ['text/html'],
  'accept-encoding': ['gzip, deflate, br'],
  'accept-language': ['en'],
  'cookie': ['b=2; a=1'],
  'referer': ['https://example.com/'],
  'authorization': ['Bearer x'],
};

function reaching({ behavior: model = {}, origin: at = {}, request: sent = {} }: {
  behavior?: Partial<BehaviorModel>; origin?: Partial<OriginModel>; request?: Partial<EdgeRequest>;
}): OriginRequest {
  return originRequest(behavior(model), origin(at), request({ headers: BROWSER, ...sent }), ID);
}

test('a request that no policy adds to brings its path and CloudFront\'s own headers, and nothing else', () => {
  const sent = reaching({ request: { path: '/a%20b/../c', query: 'x=1' } });
  expect(sent).toEqual({
    method: 'GET',
    protocol: 'https',
    path: '/a%20b/../c',
    query: '',
    clientIp: '192.0.2.2',
    body: undefined,
    host: 'www.example.com',
    headers: {
      'host': ['www.example.com'],
      'user-agent': ['Amazon CloudFront'],
      'via': [expect.stringMatching(/^1\.1 \S+\.cloudfront\.net \(CloudFront\)$/)],
      'x-amz-cf-id': [ID],
      'x-forwarded-for': ['192.0.2.2'],
    },
  });
});

test('all that the viewer sends reaches the origin with AllViewer', () => {
  const { host, query, headers } = reaching({ behavior: { originRequestPolicy: ALL_VIEWER }, request: { query: 'b=2&a=1' } });
  expect(query).toBe('b=2&a=1');
  expect(host).toBe('d111111abcdef8.cloudfront.net');
  expect(headers).toMatchObject({ ...BROWSER, cookie: ['a=1; b=2'] });
});

test('the viewer\'s protocol reaches the origin when the cache key has it, beside AllViewer', () => {
  const keyed = cachePolicy({ headers: only('cloudfront-forwarded-proto') });
  expect(reaching({ behavior: { originRequestPolicy: ALL_VIEWER } }).headers).not.toHaveProperty('cloudfront-forwarded-proto');
  expect(reaching({ behavior: { cachePolicy: keyed, originRequestPolicy: ALL_VIEWER } }).headers).toMatchObject({
    'cloudfront-forwarded-proto': ['https'],
  });
});

test('the Host is the origin\'s with AllViewerExceptHostHeader, which passes the viewer\'s protocol', () => {
  const { host, headers } = reaching({ behavior: { originRequestPolicy: ALL_VIEWER_EXCEPT_HOST } });
  expect(host).toBe('www.example.com');
  expect(headers).toMatchObject({ 'host': ['www.example.com'], 'user-agent': ['Mozilla/5.0'], 'cloudfront-forwarded-proto': ['https'] });
});

test('the Host is the viewer\'s when the cache key has it', () => {
  expect(reaching({ behavior: { cachePolicy: cachePolicy({ headers: only('host') }) } }).host).toBe('d111111abcdef8.cloudfront.net');
  expect(reaching({ behavior: { originRequestPolicy: HOST_ONLY }, request: { headers: {} } }).host).toBe('www.example.com');
});

test('an origin whose name only a deployment knows keeps the reference', () => {
  const { host, path } = reaching({ origin: { domainName: { unknown: '${Bucket.DomainName}' }, originPath: { unknown: '/${Stage}' } } });
  expect(host).toBe('${Bucket.DomainName}');
  expect(path).toBe('/${Stage}/');
});

test('the origin path comes before the path', () => {
  expect(reaching({ origin: { originPath: '/prod' }, request: { path: '/a' } }).path).toBe('/prod/a');
});

describe('the origin\'s custom headers', () => {
  const customHeaders = [{ name: 'X-Role', value: 'primary' }, { name: 'X-Token', value: { unknown: '${Token}' } }];

  test('overwrite the viewer\'s', () => {
    const { headers } = reaching({
      behavior: { originRequestPolicy: ALL_VIEWER },
      origin: { customHeaders },
      request: { headers: { 'x-role': ['forged', 'twice'] } },
    });
    expect(headers).toMatchObject({ 'x-role': ['primary'], 'x-token': ['${Token}'] });
  });

  test('do not touch what CloudFront would refuse', () => {
    const refused = ['Host', 'Via', 'X-Amz-Cf-Id', 'Cookie', 'Content-Length', '__proto__'].map(name => ({ name, value: 'mine' }));
    const { headers } = reaching({ origin: { customHeaders: [...refused, { name: { unknown: '${Name}' }, value: 'mine' }] } });
    expect(JSON.stringify(headers)).not.toContain('mine');
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
  });

  test('are not shared between requests', () => {
    const at = origin({ customHeaders });
    const first = originRequest(behavior(), at, request(), ID);
    first.headers['x-role']!.push('changed');
    expect(originRequest(behavior(), at, request(), ID).headers['x-role']).toEqual(['primary']);
  });
});

describe('headers that concern one connection only', () => {
  test('are left behind', () => {
    const headers = Object.fromEntries(
      [
        'connection',
        'keep-alive',
        'te',
        'trailer',
        'transfer-encoding',
        'upgrade',
        'proxy-authorization',
        'expect',
        'x-edge-mine',
        'x-real-ip',
        'x-forwarded-proto',
      ].map(name => [name, ['mine']]),
    );
    const sent = reaching({ behavior: { originRequestPolicy: ALL_VIEWER }, request: { headers } });
    expect(JSON.stringify(sent.headers)).not.toContain('mine');
  });

  test('and so are those that Connection names', () => {
    const sent = reaching({
      behavior: { originRequestPolicy: ALL_VIEWER },
      request: { headers: { 'connection': ['close, X-Mine'], 'x-mine': ['1'], 'x-other': ['2'] } },
    });
    expect(sent.headers).not.toHaveProperty('x-mine');
    expect(sent.headers).toHaveProperty('x-other');
  });
});

test('addresses are appended to X-Forwarded-For and Via', () => {
  const { headers } = reaching({ request: { headers: { 'x-forwarded-for': ['192.0.2.4,192.0.2.3'], 'via': ['1.0 fred'] } } });
  expect(headers['x-forwarded-for']).toEqual(['192.0.2.4,192.0.2.3,192.0.2.2']);
  expect(headers.via![0]).toMatch(/^1\.0 fred, 1\.1 /);
});

describe('Accept-Encoding', () => {
  const sent = (policy: Parameters<typeof cachePolicy>[0], headers: Headers, viewer = {}) =>
    reaching({ behavior: { cachePolicy: cachePolicy(policy), ...viewer }, request: { headers } }).headers['accept-encoding'];
  const both = { gzip: true, brotli: true };

  test.each([
    ['gzip, deflate, br', both, 'br,gzip'],
    ['gzip', both, 'gzip'],
    ['br', both, 'br'],
    ['gzip, br', { gzip: true }, 'gzip'],
    ['gzip, br', { brotli: true }, 'br'],
    ['deflate', both, 'identity'],
    ['br', { gzip: true }, 'identity'],
  ])('%s under %j becomes %s', (value, policy, expected) => {
    expect(sent(policy, { 'accept-encoding': [value] })).toEqual([expected]);
  });

  test('is not made up', () => {
    expect(sent(both, {})).toBeUndefined();
  });

  test('goes as any other header without compression: left out unless a policy takes it', () => {
    expect(sent({}, BROWSER)).toBeUndefined();
    expect(sent({}, BROWSER, { originRequestPolicy: ALL_VIEWER })).toEqual(['gzip, deflate, br']);
    expect(sent({ headers: only('accept-encoding') }, BROWSER)).toEqual(['gzip, deflate, br']);
  });
});

test('conditions and ranges always reach the origin', () => {
  const headers = { 'if-none-match': ['"a"'], 'if-modified-since': ['Thu, 01 Jan 2026 00:00:00 GMT'], 'range': ['bytes=0-1'] };
  expect(reaching({ request: { headers } }).headers).toMatchObject(headers);
});

describe('a body', () => {
  const body = new TextEncoder().encode('{}');

  test('reaches the origin with what describes it', () => {
    const sent = reaching({
      request: { method: 'POST', body, headers: { 'content-type': ['application/json'], 'content-length': ['99'], 'x-mine': ['1'] } },
    });
    expect(sent.body).toBe(body);
    expect(sent.headers).toMatchObject({ 'content-type': ['application/json'], 'content-length': ['2'] });
    expect(sent.headers).not.toHaveProperty('x-mine');
  });

  test('that is not there is not described', () => {
    expect(reaching({ request: { headers: { 'content-type': ['a'], 'content-length': ['0'] } } }).headers).not.toHaveProperty(
      'content-type',
    );
  });
});

test.each([
  ['GET', ['GET', 'HEAD'], false],
  ['HEAD', ['GET', 'HEAD'], false],
  ['OPTIONS', ['GET', 'HEAD', 'OPTIONS'], false],
  ['OPTIONS', ['GET', 'HEAD'], true],
  ['POST', ['GET', 'HEAD'], true],
  ['DELETE', ['GET', 'HEAD', 'OPTIONS'], true],
])('Authorization on %s, when %j are cached, reaches the origin without a policy: %s', (method, cachedMethods, expected) => {
  expect('authorization' in reaching({ behavior: { cachedMethods }, request: { method } }).headers).toBe(expected);
});

describe('cookies', () => {
  test('are forwarded by name', () => {
    const { headers } = reaching({ behavior: { originRequestPolicy: { headers: NOTHING, cookies: only('b'), queryStrings: NOTHING } } });
    expect(headers.cookie).toEqual(['b=2']);
  });

  test('are forwarded or not, as their policy says', () => {
    expect(forwardsCookies(behavior())).toBe(false);
    expect(forwardsCookies(behavior({ originRequestPolicy: ALL_VIEWER }))).toBe(true);
    expect(forwardsCookies(behavior({ cachePolicy: cachePolicy({ cookies: only('a') }) }))).toBe(true);
  });
});

test('the origin gets the id of the request', () => {
  expect(originRequest(behavior(), origin(), request(), ID).headers['x-amz-cf-id']).toEqual([ID]);
});

test('the viewer\'s request stays as it is', () => {
  const sent = request({ headers: structuredClone(BROWSER), query: 'a=1' });
  const before = structuredClone(sent);
  const { headers } = originRequest(behavior({ cachePolicy: OPTIMIZED, originRequestPolicy: ALL_VIEWER }), origin(), sent, ID);
  for (const values of Object.values(headers)) values.push('changed');
  expect(sent).toEqual(before);
});

test('a policy that is not in the template is refused by name', () => {
  const originRequestPolicy = { unknown: 'the origin request policy ${Imported}' };
  expect(() => reaching({ behavior: { originRequestPolicy } })).toThrow(NotModelled);
  expect(() => reaching({ behavior: { originRequestPolicy } })).toThrow(/\$\{Imported\}/);
});

describe('a cache policy and an origin request policy together', () => {
  const names = ['a', 'b', 'c'];
  const forwarded = (key: Selection, further?: Selection) => names.filter(name => takes(together(key, further), name)).join('');

  // The table of the developer guide, row by row.
  test.each<[key: Selection, further: Selection | undefined, result: string]>([
    [NOTHING, undefined, ''],
    [NOTHING, NOTHING, ''],
    [NOTHING, EVERYTHING, 'abc'],
    [NOTHING, only('a'), 'a'],
    [NOTHING, allExcept('a'), 'bc'],
    [EVERYTHING, undefined, 'abc'],
    [EVERYTHING, EVERYTHING, 'abc'],
    [EVERYTHING, only('a'), 'abc'],
    [EVERYTHING, allExcept('a'), 'abc'],
    [only('a'), undefined, 'a'],
    [only('a'), EVERYTHING, 'abc'],
    [only('a'), only('b'), 'ab'],
    [only('a'), allExcept('a', 'b'), 'ac'],
    [allExcept('a'), undefined, 'bc'],
    [allExcept('a'), EVERYTHING, 'abc'],
    [allExcept('a', 'b'), only('a'), 'ac'],
    [allExcept('a'), allExcept('b'), 'c'],
  ])('%j and %j', (key, further, result) => {
    expect(forwarded(key, further)).toBe(result);
  });

  test('forward what the cache key has, always', () => {
    const selection = fc.record<Selection>({ mode: fc.constantFrom('none', 'whitelist', 'allExcept', 'all'), names: fc.subarray(names) });
    fc.assert(fc.property(selection, selection, (key, further) => {
      fc.pre(!(key.mode === 'allExcept' && further.mode === 'allExcept'));
      expect(names.filter(name => takes(key, name) && !takes(together(key, further), name))).toEqual([]);
    }));
  });
});
