import { response, returned } from './samples';
import { Invocation } from '../../../lib/function-code/function-result';
import { applyOriginResponse } from '../../../lib/function-code/lambda-response';
import { EdgeResponse } from '../../../lib/function-code/message';
import { applyViewerResponse } from '../../../lib/simulator/functions/lambda-result';
import { header } from '../../support/events';

/** What a function gets of `response()`, and may return as it is. */
const SEEN = { ...header('Content-Type', 'text/plain'), ...header('Content-Length', '4'), ...header('Via', '1.1 varnish') };
const UNTOUCHED = { status: '503', statusDescription: 'Service Unavailable', headers: SEEN };

function ok(result: unknown, before?: EdgeResponse): EdgeResponse {
  const applied = applyOriginResponse(before ?? response(), returned(result));
  if (applied.kind === 'failed') throw new Error(applied.reason);
  return applied.response;
}

function reason(result: unknown, before?: EdgeResponse): string {
  const applied = applyOriginResponse(before ?? response(), returned(result));
  if (applied.kind !== 'failed') throw new Error('was accepted');
  expect(applied.status).toBe(502);
  return applied.reason;
}

describe.each([
  ['origin-response', applyOriginResponse],
  ['viewer-response', applyViewerResponse],
])('A %s function that does not come to its end', (_, apply) => {
  test.each<Invocation['outcome']>(['threw', 'timed-out', 'out-of-memory', 'not-loaded'])('because it %s is a 503', outcome => {
    expect(apply(response(), { outcome, reason: 'why', log: [] })).toEqual({ kind: 'failed', status: 503, reason: `${outcome}: why` });
  });

  test.each([null, undefined, 'text', 1, true, [], [{}]])('or returns %j fails with 502', result => {
    expect(apply(response(), returned(result))).toMatchObject({
      kind: 'failed',
      status: 502,
      reason: expect.stringContaining('not an object'),
    });
  });
});

describe('A response that an origin-response function returns as it got it', () => {
  test('is what it was, hidden headers and all', () => {
    const before = response();
    expect(ok(UNTOUCHED, before)).toEqual(before);
    expect(ok(UNTOUCHED, before).body).toBe(before.body);
  });

  test.each([600, 999])('may have a status of %i, which it may not set itself', status => {
    const before = response({ status });
    expect(ok({ ...UNTOUCHED, status: String(status) }, before).status).toBe(status);
    expect(reason({ ...UNTOUCHED, status: '600' })).toContain('Allowed: 200 to 599');
    expect(applyViewerResponse(before, returned({ ...UNTOUCHED, status: String(status) }))).toMatchObject({ response: { status } });
  });

  test('goes on streaming', () => {
    const body = (async function* () { yield Buffer.from('gone'); })();
    expect(ok(UNTOUCHED, response({ body })).body).toBe(body);
  });

  test('keeps the length of its body, whatever the function says', () => {
    expect(ok({ ...UNTOUCHED, headers: { ...SEEN, ...header('Content-Length', '9999') } }).headers['content-length']).toEqual(['4']);
    expect(ok({ ...UNTOUCHED, headers: header('Via', '1.1 varnish') }).headers['content-length']).toEqual(['4']);
    const streaming = response({ headers: { via: ['1.1 varnish'] } });
    expect(ok(UNTOUCHED, streaming).headers).not.toHaveProperty('content-length');
  });
});

describe('The status', () => {
  test.each([['200', 200], [200, 200], ['599', 599], [404, 404]])('may be %j', (status, expected) => {
    expect(ok({ ...UNTOUCHED, status }).status).toBe(expected);
  });

  test.each<{ status: unknown }>(
    [undefined, null, '', '199', 600, '600', 100, 0, -200, 'OK', '2e2', 200.5, ' 200', [200], { code: 200 }, { toString: null }, true].map(
      status => ({ status }),
    ),
  )('cannot be %j', ({ status }) => {
    expect(reason({ ...UNTOUCHED, status })).toMatch(/^the status is .*Allowed: 200 to 599$/);
  });

  test('has the description that the function gives it, or the usual one', () => {
    expect(ok({ ...UNTOUCHED, status: 200, statusDescription: 'Fine' }).statusText).toBe('Fine');
    expect(ok({ ...UNTOUCHED, status: 302, statusDescription: undefined }).statusText).toBe('Found');
    expect(ok({ ...UNTOUCHED, status: 299, statusDescription: null }).statusText).toBe('');
    expect(reason({ ...UNTOUCHED, statusDescription: 1 })).toContain('one line of text');
    expect(reason({ ...UNTOUCHED, statusDescription: 'OK\r\nset-cookie: a=1' })).toContain('one line of text');
  });
});

describe('Headers', () => {
  const withHeaders = (headers: unknown) => ({
    ...UNTOUCHED,
    headers: headers === null || typeof headers !== 'object' ? headers : { ...SEEN, ...headers },
  });

  test('may be added, changed and deleted', () => {
    const { 'content-type': _, ...rest } = SEEN;
    expect(ok({ ...UNTOUCHED, headers: rest }).headers).not.toHaveProperty('content-type');
    expect(ok(withHeaders({ 'content-type': [{ value: 'text/html' }] })).headers['content-type']).toEqual(['text/html']);
    expect(ok(withHeaders({ 'set-cookie': [{ key: 'Set-Cookie', value: 'a=1' }, { value: 'b=2' }] })).headers['set-cookie']).toEqual([
      'a=1',
      'b=2',
    ]);
    expect(ok(withHeaders({ 'X-Upper': [{ value: '1' }] })).headers['x-upper']).toEqual(['1']);
    expect(ok(withHeaders({ 'x-list': [{ value: ['1', '2'] }], 'x-none': [] })).headers).toMatchObject({ 'x-list': ['1', '2'] });
    expect(ok(withHeaders({ 'x-text': [{ value: 'Grüße, 世界\t!' }] })).headers['x-text']).toEqual(['Grüße, 世界\t!']);
  });

  test.each([
    'connection',
    'expect',
    'keep-alive',
    'proxy-authenticate',
    'proxy-authorization',
    'proxy-connection',
    'trailer',
    'upgrade',
    'x-accel-buffering',
    'x-accel-charset',
    'x-accel-limit-rate',
    'x-accel-redirect',
    'x-amz-cf-id',
    'x-amz-cf-pop',
    'x-amzn-auth',
    'x-amzn-cf-billing',
    'x-amzn-cf-id',
    'x-amzn-cf-xff',
    'x-amzn-errortype',
    'x-amzn-fle-profile',
    'x-amzn-header-count',
    'x-amzn-header-order',
    'x-amzn-lambda-integration-tag',
    'x-amzn-requestid',
    'x-cache',
    'X-Cache',
    'x-edge-location',
    'x-forwarded-proto',
    'x-real-ip',
  ])('cannot be added when they are disallowed: %s', name => {
    expect(reason(withHeaders({ [name]: [{ value: '1' }] }))).toBe(
      `the function added the header ${name.toLowerCase()}, which is disallowed`,
    );
  });

  test.each(['x-amz-meta-a', 'x-amz-request-id', 'x-amzn-trace-id', 'x-cached', 'warning', 'content-encoding', 'connection-id'])(
    'may be added otherwise: %s',
    name => {
      expect(ok(withHeaders({ [name]: [{ value: '1' }] })).headers[name]).toEqual(['1']);
    },
  );

  test('that are read-only have to come back as they went', () => {
    const { via: _, ...rest } = SEEN;
    expect(reason({ ...UNTOUCHED, headers: rest })).toBe('the function deleted the header via, which is read-only in this event');
    expect(reason({ ...UNTOUCHED, headers: undefined })).toContain('deleted the header via');
    expect(reason(withHeaders(header('Via', 'mine')))).toContain('changed the header via');
    expect(reason(withHeaders({ via: [...SEEN.via!, { value: 'mine' }] }))).toContain('changed the header via');
    expect(reason(withHeaders(header('Transfer-Encoding', 'chunked')))).toContain('added the header transfer-encoding');
    expect(reason(UNTOUCHED, response({ headers: { 'via': ['1.1 varnish'], 'transfer-encoding': ['chunked'] } }))).toContain(
      'deleted the header transfer-encoding',
    );
  });

  test.each<[unknown, RegExp]>([
    ['text', /^headers is "text"/],
    [[], /^headers is \[\]/],
    [{ 'x-a': 'text' }, /x-a is "text"\. Allowed: an array/],
    [{ 'x-a': { value: 'text' } }, /Allowed: an array/],
    [{ 'x-a': ['text'] }, /has the entry "text"\. Allowed: { key, value }/],
    [{ 'x-a': [null] }, /has the entry null/],
    [{ 'x-a': [{}] }, /the value of the header x-a is undefined\. Allowed: a string/],
    [{ 'x-a': [{ value: 1 }] }, /is 1\. Allowed: a string/],
    [{ 'x-a': [{ value: [1] }] }, /is 1\. Allowed: a string/],
    [{ 'x-a': [{ key: 'X-B', value: '1' }] }, /has the key "X-B"\. Allowed: the same name/],
    [{ 'x-a': [{ key: { toString: null }, value: '1' }] }, /Allowed: the same name/],
    [{ 'x-a': [{ value: '1\r\nx-b: 2' }] }, /invalid character %0D/],
    [{ 'x-a': [{ value: 'a\0' }] }, /invalid character %00/],
    [{ 'x a': [{ value: '1' }] }, /invalid characters/],
    [{ '': [{ value: '1' }] }, /invalid characters/],
  ])('cannot be %j', (headers, message) => {
    expect(reason(Array.isArray(headers) ? { ...UNTOUCHED, headers } : withHeaders(headers))).toMatch(message);
  });

  test('cannot have more than 32,768 bytes', () => {
    const large = (length: number) => withHeaders({ 'x-a': [{ value: 'x'.repeat(length) }] });
    expect(ok(large(30_000)).headers['x-a']![0]).toHaveLength(30_000);
    expect(reason(large(33_000))).toMatch(/^the headers have 33\d\d\d bytes\. Allowed: 32768/);
  });

  test('cannot be __proto__', () => {
    expect(reason(withHeaders(JSON.parse('{"__proto__":[{"value":"1"}]}')))).toContain('disallowed');
  });
});

describe('The body', () => {
  test('is replaced, and gets a length of its own', () => {
    const before = response({ headers: { 'via': ['1.1 varnish'], 'transfer-encoding': ['chunked'] } });
    const result = ok(
      { ...UNTOUCHED, headers: { ...header('Via', '1.1 varnish'), ...header('Transfer-Encoding', 'chunked') }, body: 'Grüße' },
      before,
    );
    expect(result).toMatchObject({ body: Buffer.from('Grüße'), headers: { 'content-length': ['7'] } });
    expect(result.headers).not.toHaveProperty('transfer-encoding');
  });

  test('is emptied', () => {
    expect(ok({ ...UNTOUCHED, body: '' })).toMatchObject({ body: new Uint8Array(0), headers: { 'content-length': ['0'] } });
  });

  test('is decoded from base64', () => {
    const bytes = Buffer.from([0, 255, 10]);
    expect(ok({ ...UNTOUCHED, body: bytes.toString('base64'), bodyEncoding: 'base64' }).body).toEqual(bytes);
    expect(ok({ ...UNTOUCHED, body: 'AP8K', bodyEncoding: 'text' }).body).toEqual(Buffer.from('AP8K'));
  });

  test.each<[object, RegExp]>([
    [{ body: null }, /^the body is null\. Allowed: a string/],
    [{ body: { a: 1 } }, /Allowed: a string/],
    [{ body: 1 }, /Allowed: a string/],
    [{ body: 'a', bodyEncoding: 'utf8' }, /^the encoding of the body is "utf8"\. Allowed: text, base64/],
    [{ body: 'not base64!', bodyEncoding: 'base64' }, /not valid base64/],
    [{ body: 'abc', bodyEncoding: 'base64' }, /not valid base64/],
    [{ body: 'ab=c', bodyEncoding: 'base64' }, /not valid base64/],
  ])('cannot be %j', (body, message) => {
    expect(reason({ ...UNTOUCHED, ...body })).toMatch(message);
  });

  test('has at most 1 MB together with the headers, as it is written', () => {
    expect(ok({ ...UNTOUCHED, body: 'x'.repeat(1024 * 1024 - 500) }).body).toHaveLength(1024 * 1024 - 500);
    expect(reason({ ...UNTOUCHED, body: 'x'.repeat(1024 * 1024) })).toMatch(/Allowed: 1048576/);
    expect(reason({ ...UNTOUCHED, body: 'ü'.repeat(600 * 1024) })).toMatch(/Allowed: 1048576/);
    expect(reason({ ...UNTOUCHED, body: Buffer.alloc(800 * 1024).toString('base64'), bodyEncoding: 'base64' })).toMatch(/Allowed: 1048576/);
  });

  test('of the origin has no limit', () => {
    const body = Buffer.alloc(2 * 1024 * 1024);
    expect(ok(UNTOUCHED, response({ body })).body).toBe(body);
  });
});

describe('A viewer-response function', () => {
  const headers = {
    'content-type': ['text/html'],
    'content-length': ['4'],
    'content-encoding': ['gzip'],
    'warning': ['199'],
    'via': ['1.1 x'],
    'x-cache': ['Hit'],
  };
  const before = response({ status: 200, statusText: 'OK', headers });
  const seen = {
    ...header('Content-Type', 'text/html'),
    ...header('Content-Length', '4'),
    ...header('Content-Encoding', 'gzip'),
    ...header('Warning', '199'),
    ...header('Via', '1.1 x'),
  };
  const result = { status: '200', statusDescription: 'OK', headers: seen };

  test('may change headers', () => {
    expect(applyViewerResponse(before, returned(result))).toEqual({ kind: 'response', response: before });
    expect(applyViewerResponse(before, returned({ ...result, headers: { ...seen, ...header('X-Frame-Options', 'DENY') } })))
      .toMatchObject({ response: { headers: { ...headers, 'x-frame-options': ['DENY'] }, body: before.body } });
  });

  test.each<[string, object, RegExp]>([
    ['the status', { status: 404 }, /changed the status from 200 to 404/],
    ['the body', { body: 'x' }, /set a body/],
    ['the body to nothing', { body: '' }, /set a body/],
    ['the length', { headers: { ...seen, ...header('Content-Length', '5') } }, /changed the header content-length/],
    ['the encoding', { headers: { ...seen, 'content-encoding': undefined } }, /an array|deleted the header content-encoding/],
    ['the warning', { headers: { ...seen, ...header('Warning', '1') } }, /changed the header warning/],
    ['via', { headers: { ...seen, ...header('Via', 'me') } }, /changed the header via/],
    ['x-cache', { headers: { ...seen, ...header('X-Cache', 'Hit') } }, /disallowed/],
  ])('cannot change %s', (_, changes, message) => {
    expect(applyViewerResponse(before, returned(JSON.parse(JSON.stringify({ ...result, ...changes }))))).toEqual({
      kind: 'failed',
      status: 502,
      reason: expect.stringMatching(message),
    });
  });
});
