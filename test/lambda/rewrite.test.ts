import { METHODS } from './oracle';
import { Policy } from '../../lambda/policy';
import { ORIGINAL_STATUS_HEADER, rewrite } from '../../lambda/rewrite';
import { EventOptions, exchangeOf, header, originResponseEvent } from '../support/events';

const POLICY: Policy = {
  failover: [503],
  rewrite: [[500, 599]],
  status: 200,
  statusDescription: 'OK',
  body: '<h1>Back soon</h1>',
  headers: [['content-type', 'text/html; charset=utf-8'], ['cache-control', 'no-store']],
};

const KEEP_STATUS: Policy = { ...POLICY, status: undefined, statusDescription: undefined };

function rewritten(options: EventOptions = {}, policy: Policy = POLICY) {
  const exchange = exchangeOf(originResponseEvent({ role: 'secondary', status: 503, ...options }));
  rewrite(exchange, policy);
  return exchange.response;
}

describe('A rewrite', () => {
  test("puts the policy's page in place of the error", () => {
    expect(rewritten({ headers: {} })).toEqual({
      status: '200',
      statusDescription: 'OK',
      body: '<h1>Back soon</h1>',
      bodyEncoding: 'text',
      headers: {
        'content-type': [{ key: 'content-type', value: 'text/html; charset=utf-8' }],
        'cache-control': [{ key: 'cache-control', value: 'no-store' }],
        'x-failover-original-status': [{ key: 'x-failover-original-status', value: '503' }],
      },
    });
  });

  test.each([403, 404])('makes %d a 503 when it is on the list of the secondary only', status => {
    const policy: Policy = { ...KEEP_STATUS, secondary: [[403, 404], [500, 599]] };
    const response = rewritten({ status }, policy);
    expect(response).toMatchObject({ status: '503', statusDescription: 'Service Unavailable', body: POLICY.body });
    expect(response.headers).toMatchObject(header(ORIGINAL_STATUS_HEADER, String(status)));
    expect(rewritten({ status: 502 }, policy)).toMatchObject({ status: '502', statusDescription: 'As the origin says' });
    expect(rewritten({ status }, { ...policy, rewrite: [[404, 404], [403, 403]] })).toMatchObject({ status: String(status) });
  });

  test.each([[200, 'OK'], [302, 'Found']])("has the policy's status %d for the list of the secondary, too", (status, statusDescription) => {
    const response = rewritten({ status: 404 }, { ...POLICY, secondary: [[404, 404]], status, statusDescription });
    expect(response).toMatchObject({ status: String(status), statusDescription });
  });

  test('mutates the response and the headers that it got', () => {
    const exchange = exchangeOf(originResponseEvent({ status: 503 }));
    const { response } = exchange;
    const { headers } = response;
    rewrite(exchange, POLICY);
    expect(exchange.response).toBe(response);
    expect(response.headers).toBe(headers);
    expect(response.status).toBe('200');
  });

  test('changes nothing but the response', () => {
    const event = originResponseEvent({ role: 'secondary', status: 503 });
    const { config, request } = structuredClone(exchangeOf(event));
    rewrite(exchangeOf(event), POLICY);
    expect(exchangeOf(event)).toMatchObject({ config, request });
  });

  test('changes nothing in the policy', () => {
    const before = structuredClone(POLICY);
    const response = rewritten();
    response.headers['content-type'][0].value = 'text/plain';
    expect(POLICY).toEqual(before);
  });

  test.each([
    'content-length',
    'content-encoding',
    'content-md5',
    'content-range',
    'accept-ranges',
    'etag',
    'last-modified',
    'expires',
    'pragma',
    'x-amz-version-id',
    'x-amz-checksum-crc32',
    'x-amz-checksum-crc32c',
    'x-amz-checksum-crc64nvme',
    'x-amz-checksum-sha1',
    'x-amz-checksum-sha256',
    'x-amz-checksum-type',
  ])("drops %s, which describes the origin's body", name => {
    const title = name.replace(/(^|-)[a-z]/g, letter => letter.toUpperCase());
    const { headers } = rewritten({
      headers: {
        [name]: [
          { key: title, value: 'a' },
          { key: title, value: 'b' },
        ],
        ...header('X-Other', 'c'),
      },
    });
    expect(headers).not.toHaveProperty([name]);
    expect(headers).toHaveProperty(['x-other'], [{ key: 'X-Other', value: 'c' }]);
    expect(rewritten({ headers: { [title]: [{ value: 'a' }] } }).headers).not.toHaveProperty([title]);
  });

  test.each(['transfer-encoding', 'via', 'Transfer-Encoding', 'Via'])('never touches %s, which is read-only', name => {
    const value = Object.freeze([Object.freeze({ key: name, value: 'as it was' })]);
    expect(rewritten({ headers: { [name]: value } }).headers[name]).toBe(value);
  });

  test('adds neither transfer-encoding nor via, whatever the policy', () => {
    expect(Object.keys(rewritten({ headers: {} }).headers).sort()).toEqual(['cache-control', 'content-type', 'x-failover-original-status']);
  });

  test.each([
    'x-content-length', 'content-lengths', 'etags', 'content-security-policy', 'content-language', 'set-cookie', 'vary', 'x-amz-request-id',
    'x-amz-checksum', 'access-control-allow-origin', 'server', 'date',
  ])("keeps %s, which does not describe the origin's body", name => {
    expect(rewritten({ headers: header(name, 'as it was') }).headers[name]).toEqual([{ key: name, value: 'as it was' }]);
  });

  test.each(['Content-Type', 'CACHE-CONTROL', 'X-Failover-Original-Status'])('replaces %s in whatever spelling', name => {
    const { headers } = rewritten({ headers: { [name]: [{ key: name, value: 'of the origin' }] } });
    expect(Object.keys(headers).filter(key => key.toLowerCase() === name.toLowerCase())).toEqual([name.toLowerCase()]);
    expect(JSON.stringify(headers)).not.toContain('of the origin');
  });

  test("replaces a header of the origin's by the policy's", () => {
    const policy: Policy = { ...POLICY, headers: [...POLICY.headers, ['retry-after', '30']] };
    const { headers } = rewritten({ headers: { 'Retry-After': [{ value: '86400' }], 'retry-after': [{ value: '3600' }] } }, policy);
    expect(headers['retry-after']).toEqual([{ key: 'retry-after', value: '30' }]);
    expect(headers).not.toHaveProperty(['Retry-After']);
  });

  test('always sets cache-control, and only once', () => {
    for (const method of METHODS) {
      for (const headers of [{}, undefined, header('Cache-Control', 'public, max-age=31536000')]) {
        expect(rewritten({ method, headers }).headers['cache-control']).toEqual([{ key: 'cache-control', value: 'no-store' }]);
      }
    }
  });

  test("drops the origin's content-type and cache-control even when the policy has none", () => {
    const { headers } = rewritten(
      { headers: { ...header('Content-Type', 'text/html'), ...header('Cache-Control', 'public') } },
      { ...POLICY, headers: [] },
    );
    expect(Object.keys(headers)).toEqual([ORIGINAL_STATUS_HEADER]);
  });

  test.each([503, '503', 404, 599])('records the original status %j', status => {
    for (const policy of [POLICY, KEEP_STATUS]) {
      const { headers } = rewritten({ response: { status } }, policy);
      expect(headers[ORIGINAL_STATUS_HEADER]).toEqual([{ key: ORIGINAL_STATUS_HEADER, value: String(status) }]);
    }
  });

  test('keeps status and description as they were when the policy has no status', () => {
    const asItWas = { status: '503', statusDescription: 'Slow Down' };
    expect(rewritten({ response: asItWas }, KEEP_STATUS)).toMatchObject(asItWas);
    expect(rewritten({ response: { status: 503 } }, KEEP_STATUS).status).toBe(503);
  });

  test('writes the status as a string, as CloudFront does', () => {
    expect(rewritten({ response: { status: 503 } }).status).toBe('200');
  });

  test('works on a response without headers or description', () => {
    const response = rewritten({ response: { headers: undefined, statusDescription: undefined } });
    expect(response).toMatchObject({ status: '200', statusDescription: 'OK', body: POLICY.body });
    expect(Object.keys(response.headers).sort()).toEqual(['cache-control', 'content-type', ORIGINAL_STATUS_HEADER]);
    expect(rewritten({ response: { headers: null } }).headers).toEqual(response.headers);
  });

  test('keeps fields that it does not know', () => {
    expect(rewritten({ response: { trailers: ['x'], extra: { deep: true } } })).toMatchObject({
      trailers: ['x'],
      extra: { deep: true },
      status: '200',
    });
  });

  test('puts no body on an answer to HEAD, but the headers that GET has', () => {
    const head = rewritten({ method: 'HEAD' });
    const get = rewritten({ method: 'GET' });
    expect(head).not.toHaveProperty('body');
    expect(head).not.toHaveProperty('bodyEncoding');
    expect(head.headers).toEqual(get.headers);
    expect(head.status).toBe(get.status);
  });

  test.each(METHODS.filter(method => method !== 'HEAD'))('puts the body on an answer to %s', method => {
    expect(rewritten({ method })).toMatchObject({ body: POLICY.body, bodyEncoding: 'text' });
  });

  test("replaces a body's encoding along with the body", () => {
    expect(rewritten({ response: { body: 'QQ==', bodyEncoding: 'base64' } })).toMatchObject({ body: POLICY.body, bodyEncoding: 'text' });
  });

  test('sets an empty body, which removes the one of the origin', () => {
    expect(rewritten({}, { ...POLICY, body: '' }).body).toBe('');
  });

  test.each([[[]], [['via']], ['a string'], [''], [42], [0], [true], [false]])('leaves a response alone whose headers are %j', headers => {
    const before = exchangeOf(originResponseEvent({ status: 503, response: { headers } })).response;
    expect(rewritten({ response: { headers } })).toEqual(before);
  });

  test.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])('is not confused by a header named %s', name => {
    const response = rewritten({ response: { headers: JSON.parse(`{"${name}": [{"value": "x"}], "etag": [{"value": "y"}]}`) } });
    expect(Object.keys(response.headers).sort()).toEqual(['cache-control', 'content-type', ORIGINAL_STATUS_HEADER, name].sort());
    expect(Object.getOwnPropertyDescriptor(response.headers, name)!.value).toEqual([{ value: 'x' }]);
    expect(Object.getPrototypeOf(response.headers)).toBe(Object.prototype);
  });
});
