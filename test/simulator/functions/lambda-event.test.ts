import { CONFIG, originModel, request, response } from './samples';
import { EventType } from '../../../lib/function-code/edge-headers';
import { lambdaEvent } from '../../../lib/function-code/lambda-event';
import { header } from '../../support/events';

const PARTS = { config: CONFIG, request: request(), response: response(), origin: originModel() };

function exchange(type: EventType, changes: object = {}): any {
  const { origin, response: answer, ...viewer } = PARTS;
  const parts = { ...viewer, ...type.startsWith('origin') && { origin }, ...type.endsWith('response') && { response: answer }, ...changes };
  const event = lambdaEvent(type, parts);
  expect(event.Records).toHaveLength(1);
  return JSON.parse(JSON.stringify(event.Records[0].cf));
}

/** As AWS's page shows it for each event. */
const SHAPES: Array<[EventType, { request: string[]; response?: string[] }]> = [
  ['viewer-request', { request: ['clientIp', 'headers', 'method', 'querystring', 'uri'] }],
  ['origin-request', { request: ['clientIp', 'headers', 'method', 'origin', 'querystring', 'uri'] }],
  [
    'origin-response',
    { request: ['clientIp', 'headers', 'method', 'origin', 'querystring', 'uri'], response: ['headers', 'status', 'statusDescription'] },
  ],
  [
    'viewer-response',
    { request: ['clientIp', 'headers', 'method', 'querystring', 'uri'], response: ['headers', 'status', 'statusDescription'] },
  ],
];

describe.each(SHAPES)('An event of %s', (type, shape) => {
  test('has the fields that AWS documents, and no others', () => {
    const cf = exchange(type);
    expect(Object.keys(cf)).toEqual(['config', 'request', ...shape.response ? ['response'] : []]);
    expect(cf.config).toEqual({ ...CONFIG, eventType: type });
    expect(Object.keys(cf.request).sort()).toEqual(shape.request);
    expect(cf.response && Object.keys(cf.response).sort()).toEqual(shape.response);
  });

  test('does not show what functions do not see', () => {
    const hidden = Object.fromEntries(
      [
        'connection',
        'x-amz-cf-id',
        'x-cache',
        'x-edge-location',
        'x-forwarded-proto',
        'x-real-ip',
        'x-amzn-requestid',
        'x-accel-redirect',
        '__proto__',
      ].map(name => [name, ['1']]),
    );
    const seen = { 'x-amz-request-id': ['1'], 'x-amzn-trace-id': ['1'], 'x-cached': ['1'], 'constructor': ['1'] };
    const headers = { ...hidden, ...seen };
    const cf = exchange(type, { request: request({ headers }), ...shape.response && { response: response({ headers }) } });
    expect(Object.keys(cf.request.headers)).toEqual(Object.keys(seen));
    expect(cf.response && Object.keys(cf.response.headers)).toEqual(shape.response && Object.keys(seen));
  });

  test('is new every time, so that a function may change it', () => {
    const parts = { ...PARTS, request: request({ headers: { accept: ['a', 'b'] } }) };
    const [one, other] = [lambdaEvent(type, parts), lambdaEvent(type, parts)] as any[];
    one.Records[0].cf.request.headers.accept[0].value = 'changed';
    one.Records[0].cf.request.headers.accept.pop();
    for (const origin of Object.values<any>(one.Records[0].cf.request.origin ?? {})) {
      origin.customHeaders['x-failover-role'][0].value = 'changed';
    }
    expect(other).toEqual(lambdaEvent(type, parts));
    expect(parts.request.headers.accept).toEqual(['a', 'b']);
  });
});

test('Headers have their keys however many different ones there were before', () => {
  const headers = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`x-header-${i}`, ['1']]));
  const { headers: seen } = exchange('viewer-request', { request: request({ headers }) }).request;
  expect(Object.keys(seen)).toHaveLength(1500);
  expect(seen['x-header-0']).toEqual([{ key: 'X-Header-0', value: '1' }]);
  expect(exchange('viewer-request', { request: request({ headers: { 'x-header-0': ['2'], 'x-cache': ['Miss'] } }) }).request.headers)
    .toEqual({ 'x-header-0': [{ key: 'X-Header-0', value: '2' }] });
});

test('Headers have a key, and an entry for each value', () => {
  const { headers } = exchange('viewer-request', {
    request: request({ headers: { 'accept': ['a', 'b'], 'x-forwarded-for': ['c'] } }),
  }).request;
  expect(headers).toEqual({ accept: [{ key: 'Accept', value: 'a' }, { key: 'Accept', value: 'b' }], ...header('X-Forwarded-For', 'c') });
});

test('The status is a string', () => {
  expect(exchange('origin-response').response).toMatchObject({ status: '503', statusDescription: 'Service Unavailable' });
});

describe('The origin', () => {
  test('is custom', () => {
    expect(exchange('origin-request').request.origin).toEqual({
      custom: {
        customHeaders: header('X-Failover-Role', 'primary'),
        domainName: 'origin.example.com',
        keepaliveTimeout: 5,
        path: '',
        port: 443,
        protocol: 'https',
        readTimeout: 30,
        sslProtocols: ['TLSv1.2'],
      },
    });
  });

  test('is a bucket', () => {
    const origin = originModel({
      kind: 's3',
      region: 'eu-west-1',
      originPath: '/site',
      completionTimeout: 40,
      domainName: { unknown: '${Bucket.RegionalDomainName}' },
    });
    expect(exchange('origin-response', { origin }).request.origin).toEqual({
      s3: {
        customHeaders: header('X-Failover-Role', 'primary'),
        domainName: '${Bucket.RegionalDomainName}',
        path: '/site',
        readTimeout: 30,
        responseCompletionTimeout: 40,
        authMethod: 'none',
        region: 'eu-west-1',
      },
    });
  });

  test.each([
    ['origin-access-identity', { accessIdentity: 'origin-access-identity/cloudfront/E127EXAMPLE51Z' }],
    ['none', { accessControl: { originType: 's3', signing: 'always', protocol: 'sigv4' } }],
    ['none', {}],
  ])('is a bucket with the authMethod %s', (authMethod, access) => {
    const { s3 } = exchange('origin-request', { origin: originModel({ kind: 's3', signed: true, ...access }) }).request.origin;
    expect(s3).toMatchObject({ authMethod });
  });

  test('is a website of a bucket, which has no TLS', () => {
    const { custom } = exchange('origin-request', { origin: originModel({ kind: 's3-website', readTimeout: { unknown: '${T}' } }) }).request
      .origin;
    expect(custom).toMatchObject({ protocol: 'http', port: 80, readTimeout: 30 });
  });

  test("keeps its custom headers out of the request's, where a viewer could have forged them", () => {
    const forged = request({ headers: { 'x-failover-role': ['sole'], 'accept': ['a'] } });
    const cf = exchange('origin-response', { request: forged });
    expect(cf.request.headers).toEqual(header('Accept', 'a'));
    expect(cf.request.origin.custom.customHeaders).toEqual(header('X-Failover-Role', 'primary'));
    expect(exchange('viewer-request', { request: forged }).request.headers).toHaveProperty('x-failover-role');
  });
});

describe('The query string', () => {
  test('is always there in viewer events', () => {
    expect(exchange('viewer-request', { allQueryStrings: false }).request.querystring).toBe('a=1');
    expect(exchange('viewer-response', { request: request({ query: '' }) }).request.querystring).toBe('');
  });

  test('is there in origin events only when all of it is forwarded', () => {
    expect(exchange('origin-request').request.querystring).toBe('a=1');
    expect(exchange('origin-response', { allQueryStrings: false }).request.querystring).toBe('');
  });
});

describe('The body', () => {
  const body = Buffer.alloc(50_000, 'x');

  test('is there on request events that include it, in base64', () => {
    const cf = exchange('origin-request', { request: request({ body }), includeBody: true });
    expect(cf.request.body).toEqual({ action: 'read-only', data: body.toString('base64'), encoding: 'base64', inputTruncated: false });
    expect(exchange('origin-request', { includeBody: true }).request.body).toMatchObject({ data: '', inputTruncated: false });
  });

  test('is cut at 40 KB on viewer-request, and at 1 MB on origin-request', () => {
    const cut = exchange('viewer-request', { request: request({ body }), includeBody: true }).request.body;
    expect(Buffer.from(cut.data, 'base64')).toHaveLength(40 * 1024);
    expect(cut.inputTruncated).toBe(true);
    const large = exchange('origin-request', { request: request({ body: Buffer.alloc(1024 * 1024 + 1) }), includeBody: true }).request.body;
    expect(large.inputTruncated).toBe(true);
  });

  test('is not there when it is not included, nor on response events', () => {
    expect(exchange('origin-request', { request: request({ body }) }).request).not.toHaveProperty('body');
    expect(exchange('origin-response', { request: request({ body }), includeBody: true }).request).not.toHaveProperty('body');
  });
});
