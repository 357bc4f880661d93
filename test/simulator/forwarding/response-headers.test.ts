import { EdgeRequest, Headers } from '../../../lib/function-code/message';
import { MANAGED_RESPONSE_HEADERS_POLICIES } from '../../../lib/model/managed-policies';
import { CorsModel, ResponseHeadersPolicyModel } from '../../../lib/model/policies';
import { applyResponseHeadersPolicy, removeFromVary } from '../../../lib/simulator/forwarding/response-headers';
import { behavior, cachePolicy, request, response } from '../cache/caching-models';

const CORS: CorsModel = {
  override: false,
  allowCredentials: false,
  allowOrigins: ['*'],
  allowMethods: [],
  allowHeaders: [],
  exposeHeaders: [],
};
const EVERYTHING: CorsModel = {
  override: true,
  allowCredentials: true,
  allowOrigins: ['https://example.org', 'https://*.example.com'],
  allowMethods: ['GET', 'PUT'],
  allowHeaders: ['x-mine', 'authorization'],
  exposeHeaders: ['x-one', 'x-two'],
  maxAge: 600,
};

function applied(policy: Partial<ResponseHeadersPolicyModel>, sent: Headers = {}, asked: Partial<EdgeRequest> = {}): Headers {
  const answer = response(200, { ...sent });
  applyResponseHeadersPolicy(Object.freeze({ set: [], remove: [], ...policy }), request(asked), answer);
  return answer.headers;
}

function managed(id: string): ResponseHeadersPolicyModel {
  return MANAGED_RESPONSE_HEADERS_POLICIES.get(id)!;
}

const CROSS_ORIGIN: Partial<EdgeRequest> = { headers: { origin: ['https://example.org'] } };
const PREFLIGHT: Partial<EdgeRequest> = {
  method: 'OPTIONS',
  headers: { 'origin': ['https://example.org'], 'access-control-request-method': ['PUT'] },
};

describe('headers', () => {
  test('are added where the origin sends none, and replace its where the policy says so', () => {
    const set = [{ name: 'x-a', value: 'policy', override: false }, { name: 'x-b', value: 'policy', override: true }];
    expect(applied({ set })).toEqual({ 'x-a': ['policy'], 'x-b': ['policy'] });
    expect(applied({ set }, { 'x-a': ['origin'], 'x-b': ['origin', 'twice'] })).toEqual({ 'x-a': ['origin'], 'x-b': ['policy'] });
  });

  test('are taken off before others are added', () => {
    const set = [{ name: 'x-a', value: 'policy', override: false }];
    expect(applied({ set, remove: ['x-a', 'x-powered-by'] }, { 'x-a': ['origin'], 'x-powered-by': ['php'], 'x-c': ['origin'] }))
      .toEqual({ 'x-a': ['policy'], 'x-c': ['origin'] });
  });

  test('Server gives way to CloudFront\'s own', () => {
    expect(applied({ remove: ['server'] }, { server: ['nginx'] })).toEqual({ server: ['CloudFront'] });
  });

  test('of the security policy that AWS manages override the origin in one case only', () => {
    const mine = Object.fromEntries(
      ['referrer-policy', 'strict-transport-security', 'x-content-type-options', 'x-frame-options', 'x-xss-protection'].map(name => [
        name,
        ['mine'],
      ]),
    );
    expect(applied(managed('67f7725c-6f97-4210-82d7-5512b31e9d03'), mine)).toEqual({ ...mine, 'x-content-type-options': ['nosniff'] });
    expect(applied(managed('67f7725c-6f97-4210-82d7-5512b31e9d03'))).toEqual({
      'referrer-policy': ['strict-origin-when-cross-origin'],
      'strict-transport-security': ['max-age=31536000'],
      'x-content-type-options': ['nosniff'],
      'x-frame-options': ['SAMEORIGIN'],
      'x-xss-protection': ['1; mode=block'],
    });
  });
});

describe('CORS headers', () => {
  test('are for requests with an Origin', () => {
    expect(applied({ cors: EVERYTHING })).toEqual({});
  });

  test('are few on a plain request', () => {
    expect(applied({ cors: EVERYTHING }, {}, CROSS_ORIGIN)).toEqual({
      'access-control-allow-origin': ['https://example.org'],
      'access-control-allow-credentials': ['true'],
      'access-control-expose-headers': ['x-one, x-two'],
      'vary': ['Origin'],
    });
  });

  test('are complete on a preflight', () => {
    expect(applied({ cors: EVERYTHING }, {}, PREFLIGHT)).toMatchObject({
      'access-control-allow-methods': ['GET, PUT'],
      'access-control-allow-headers': ['x-mine, authorization'],
      'access-control-max-age': ['600'],
    });
  });

  test('are few on an OPTIONS request that is no preflight', () => {
    expect(applied({ cors: EVERYTHING }, {}, { ...CROSS_ORIGIN, method: 'OPTIONS' })).not.toHaveProperty('access-control-allow-methods');
  });

  test('are not for an origin that is not allowed', () => {
    expect(applied({ cors: EVERYTHING }, {}, { headers: { origin: ['https://example.net'] } })).toEqual({});
  });

  test('replace the origin\'s, name by name, where the policy overrides', () => {
    const sent = { 'access-control-allow-origin': ['*'], 'access-control-max-age': ['1'] };
    expect(applied({ cors: EVERYTHING }, sent, CROSS_ORIGIN)).toMatchObject({
      'access-control-allow-origin': ['https://example.org'],
      'access-control-max-age': ['1'],
    });
  });

  test('stay away altogether where the policy does not override and the origin sends one', () => {
    const sent = { 'access-control-max-age': ['1'] };
    expect(applied({ cors: { ...EVERYTHING, override: false } }, sent, PREFLIGHT)).toEqual(sent);
    expect(applied({ cors: { ...EVERYTHING, override: false }, remove: ['access-control-max-age'] }, sent, CROSS_ORIGIN)).toHaveProperty(
      'access-control-allow-origin',
    );
  });

  test('keep what the response varies by', () => {
    expect(applied({ cors: EVERYTHING }, { vary: ['Accept-Encoding'] }, CROSS_ORIGIN).vary).toEqual(['Accept-Encoding', 'Origin']);
    expect(applied({ cors: EVERYTHING }, { vary: ['Accept, origin'] }, CROSS_ORIGIN).vary).toEqual(['Accept, origin']);
    expect(applied({ cors: CORS }, {}, CROSS_ORIGIN)).not.toHaveProperty('vary');
  });

  // The table of the developer guide; how it pairs the last rows is not certain.
  test.each<[pattern: string, matches: string[], others: string[]]>([
    ['*', ['http://a.example', 'null'], []],
    [
      'http://*.example.org',
      ['http://www.example.org', 'http://test.example.org', 'http://a.b.example.org'],
      ['https://test.example.org', 'https://test.example.org:123', 'http://test.example.org:123', 'http://example.org'],
    ],
    [
      '*.example.org',
      ['http://test.example.org', 'https://test.test.example.org'],
      ['https://example.org', 'https://test.example.org.evil.net'],
    ],
    [
      'example.org',
      ['http://example.org', 'https://example.org', 'https://EXAMPLE.org'],
      ['https://a.example.org', 'https://example.org.evil.net'],
    ],
    ['http://example.org', ['http://example.org'], ['http://example.org:123', 'https://example.org']],
    ['http://example.org:*', ['http://example.org:123'], ['http://example.org']],
    ['http://example.org:1*3', ['http://example.org:123', 'http://example.org:1893', 'http://example.org:13'], ['http://example.org:14']],
    ['*.example.org:1*', ['https://test.example.org:123'], ['https://test.example.org', 'https://test.example.org:23']],
  ])('for %s', (pattern, matches, others) => {
    const allowed = (origin: string) =>
      'access-control-allow-origin' in applied({ cors: { ...CORS, allowOrigins: [pattern] } }, {}, { headers: { origin: [origin] } });
    expect(matches.filter(origin => !allowed(origin))).toEqual([]);
    expect(others.filter(allowed)).toEqual([]);
  });

  test.each<[allowed: string[], requested: string[], expected: string[] | undefined]>([
    [['*'], ['x-mine'], ['*']],
    [['x-amz-*'], ['x-amz-test, x-amz-, x-amz'], ['x-amz-test']],
    [['x-*-amz', 'x-mine'], ['X-Test-Amz,x--amz'], ['x-mine, X-Test-Amz']],
    [['x-amz-*'], [], undefined],
    [[], ['x-mine'], undefined],
  ])('allow the headers %j of %j', (allowHeaders, requested, expected) => {
    const headers = { ...PREFLIGHT.headers, ...(requested.length ? { 'access-control-request-headers': requested } : {}) };
    expect(applied({ cors: { ...CORS, allowHeaders } }, {}, { ...PREFLIGHT, headers })['access-control-allow-headers']).toEqual(expected);
  });

  test('of the policies that AWS manages', () => {
    expect(applied(managed('60669652-455b-4ae9-85a4-c4c02393f86c'), {}, PREFLIGHT)).toEqual({ 'access-control-allow-origin': ['*'] });
    expect(applied(managed('5cc3b908-e619-4b99-88e5-2cf7f45965bd'), {}, PREFLIGHT)).toEqual({
      'access-control-allow-origin': ['*'],
      'access-control-allow-methods': ['DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT'],
      'access-control-expose-headers': ['*'],
    });
    expect(Object.keys(applied(managed('eaab4381-ed33-4a86-88ca-d9558dc6cd63'), {}, PREFLIGHT))).toHaveLength(8);
    expect(Object.keys(applied(managed('e61eb60c-9c35-4d20-a928-2b84e02af89c'), {}, PREFLIGHT))).toHaveLength(6);
  });
});

describe('Vary of a custom origin', () => {
  const vary = (values: string[], forwarded: string[] = []) => {
    const headers: Headers = { vary: values };
    const policy = cachePolicy({ headers: { mode: 'whitelist', names: forwarded } });
    removeFromVary(behavior({ cachePolicy: policy }), headers);
    return headers.vary;
  };

  test.each<[what: string, values: string[], forwarded: string[], expected: string[] | undefined]>([
    ['a header that the origin does not get goes', ['Accept-Language'], [], undefined],
    ['a header that it gets stays as it is written', ['Accept-Language,  X-B'], ['accept-language', 'x-b'], ['Accept-Language,  X-B']],
    ['of several those stay that it gets', ['X-A, Accept-Language', 'X-B'], ['accept-language'], ['Accept-Language']],
    ['Accept-Encoding, Cookie and * always stay', ['Accept-Encoding', 'cookie, *'], [], ['Accept-Encoding', 'cookie, *']],
    ['User-Agent goes', ['User-Agent'], [], undefined],
    ['User-Agent stays where the origin gets the kind of device', ['User-Agent'], ['cloudfront-is-mobile-viewer'], ['User-Agent']],
  ])('%s', (_, values, forwarded, expected) => {
    expect(vary(values, forwarded)).toEqual(expected);
  });
});
