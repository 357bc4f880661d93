import { CONFIG, originModel, request, returned } from './samples';
import { readResult } from '../../../lib/function-code/function-result';
import { EventParts, lambdaEvent } from '../../../lib/function-code/lambda-event';
import { EdgeRequest } from '../../../lib/function-code/message';
import { OriginRequest } from '../../../lib/simulator/forwarding/forwarding';
import { applyRequestResult } from '../../../lib/simulator/functions/lambda-result';
import { header } from '../../support/events';

type Change = (given: any) => unknown;

function apply(
  type: 'viewer-request' | 'origin-request',
  change: Change,
  before: EdgeRequest = request(),
  parts: Partial<EventParts> = {},
): any {
  const event = lambdaEvent(type, { config: CONFIG, request: before, ...type === 'origin-request' && { origin: originModel() }, ...parts });
  const given = structuredClone(event.Records[0].cf.request);
  const result = change(given) ?? given;
  return applyRequestResult(before, returned(JSON.parse(JSON.stringify(result))), event);
}

const EVENTS = ['viewer-request', 'origin-request'] as const;

test('What goes wrong in the edge itself is not blamed on the function', () => {
  const broken = () => { throw new TypeError('a mistake of ours'); };
  expect(() => readResult(returned({}), broken)).toThrow(new TypeError('a mistake of ours'));
});

describe.each(EVENTS)('A %s function', type => {
  const refused = (change: Change, message: RegExp, before?: EdgeRequest, parts?: Partial<EventParts>) =>
    expect(apply(type, change, before, parts)).toEqual({ kind: 'failed', status: 502, reason: expect.stringMatching(message) });

  test('may return the request as it got it', () => {
    const before = request({ body: Buffer.from('x') });
    expect(apply(type, () => undefined, before)).toEqual({ kind: 'request', request: before });
  });

  test('that does not come to its end is a 503', () => {
    const event = lambdaEvent(type, { config: CONFIG, request: request() });
    expect(applyRequestResult(request(), { outcome: 'timed-out', reason: 'why', log: [] }, event)).toEqual({
      kind: 'failed',
      status: 503,
      reason: 'timed-out: why',
    });
    expect(applyRequestResult(request(), returned(null), event)).toMatchObject({ kind: 'failed', status: 502 });
  });

  test('may change the path, the query string and headers', () => {
    const { request: after } = apply(type, given =>
      Object.assign(given, { uri: '/other%20page', querystring: 'b=2', headers: { ...given.headers, ...header('X-New', '1') } }),
    );
    expect(after).toMatchObject({ path: '/other%20page', query: 'b=2', headers: { ...request().headers, 'x-new': ['1'] } });
    expect(apply(type, given => { delete given.headers['user-agent']; }).request.headers).not.toHaveProperty('user-agent');
    expect(apply(type, given => { given.querystring = ''; }).request.query).toBe('');
    expect(apply(type, given => { delete given.querystring; delete given.clientIp; }).request.query).toBe('a=1');
  });

  test.each<[string, Change, RegExp]>([
    ['a method', given => { given.method = 'POST'; }, /changed method from GET to "POST"/],
    ['no method', given => { delete given.method; }, /changed method/],
    ['a viewer', given => { given.clientIp = '1.2.3.4'; }, /changed clientIp/],
    ['a path without a slash', given => { given.uri = 'page'; }, /begins with \//],
    ['no path', given => { delete given.uri; }, /the uri is undefined/],
    ['a path with a space', given => { given.uri = '/a b'; }, /without spaces/],
    ['a path with a query string', given => { given.uri = '/a?b'; }, /without spaces/],
    ['a query string with a space', given => { given.querystring = 'a b'; }, /the querystring is "a b"/],
    ['a query string with a fragment', given => { given.querystring = 'a#b'; }, /without spaces/],
    ['a query string that is none', given => { given.querystring = { a: 1 }; }, /Allowed: a string/],
    ['a very long URI', given => { given.querystring = 'a'.repeat(8190); }, /more than 8192 characters/],
    ['headers that are none', given => { given.headers = []; }, /Allowed: an object/],
    ['a disallowed header', given => { given.headers.connection = [{ value: 'close' }]; }, /disallowed/],
    ['a read-only header', given => { given.headers['content-length'] = [{ value: '1' }]; }, /added the header content-length/],
    ['another via', given => { given.headers.via = [{ value: 'me' }]; }, /changed the header via/],
    ['no via', given => { delete given.headers.via; }, /deleted the header via/],
    ['too many headers', given => { given.headers['x-a'] = [{ value: 'x'.repeat(33_000) }]; }, /Allowed: 32768/],
    ['a status that is none', () => ({ status: 'OK' }), /Allowed: 200 to 599/],
    ['nothing of a request', () => ({}), /changed method/],
  ])('cannot return %s', (_, change, message) => {
    refused(change, message);
  });

  test('may answer in place of the origin', () => {
    const answer = { status: '302', headers: header('Location', '/login') };
    expect(apply(type, () => answer)).toEqual({
      kind: 'response',
      response: { status: 302, statusText: 'Found', headers: { 'location': ['/login'], 'content-length': ['0'] }, body: new Uint8Array(0) },
    });
    const page = { status: 200, statusDescription: 'Fine', body: 'PGgxPg==', bodyEncoding: 'base64' };
    expect(apply(type, () => page)).toMatchObject({
      response: { status: 200, statusText: 'Fine', headers: { 'content-length': ['4'] }, body: Buffer.from('<h1>') },
    });
  });

  test.each(['content-length', 'transfer-encoding', 'via'])('cannot answer with %s', name => {
    refused(() => ({ status: 200, headers: { [name]: [{ value: '0' }] } }), new RegExp(`added the header ${name}, which is read-only`));
  });

  test('may replace the body where its association includes it', () => {
    const replace = (body: object) => (given: any) => { given.body = { ...given.body, ...body }; };
    const [before, parts] = [request({ method: 'POST', body: Buffer.from('old') }), { includeBody: true }];
    expect(apply(type, replace({ action: 'replace', data: 'new body', encoding: 'text' }), before, parts).request)
      .toMatchObject({ body: Buffer.from('new body'), headers: { 'content-length': ['8'] } });
    expect(apply(type, replace({ action: 'replace', data: 'bmV3' }), before, parts).request.body).toEqual(Buffer.from('new'));
    expect(apply(type, replace({ data: 'bmV3' }), before, parts).request.body).toEqual(Buffer.from('old'));
    refused(replace({ action: 'replace', data: 'bmV3' }), /does not include the body/, before);
    refused(replace({ action: 'change' }), /Allowed: read-only, replace/, before, parts);
    refused(replace({ action: 'replace', data: '!' }), /not valid base64/, before, parts);
    refused(replace({ action: 'replace', data: 1 }), /the body of the request is 1/, before, parts);
    refused(given => { given.body = 'text'; }, /Allowed: { action, encoding, data }/, before, parts);
    const limit = type === 'viewer-request' ? 40 * 1024 : 1024 * 1024;
    expect(apply(type, replace({ action: 'replace', data: 'x'.repeat(limit), encoding: 'text' }), before, parts).kind).toBe('request');
    refused(replace({ action: 'replace', data: 'x'.repeat(limit + 1), encoding: 'text' }), new RegExp(`Allowed: ${limit}`), before, parts);
  });
});

describe('What differs by event:', () => {
  test('the size of an answer', () => {
    const answer = (length: number) => () => ({ status: 200, body: 'x'.repeat(length) });
    expect(apply('viewer-request', answer(40 * 1024 - 100)).kind).toBe('response');
    expect(apply('viewer-request', answer(40 * 1024 + 1))).toMatchObject({
      status: 502,
      reason: expect.stringContaining('Allowed: 40960'),
    });
    expect(apply('origin-request', answer(1024 * 1024 - 100)).kind).toBe('response');
    expect(apply('origin-request', answer(1024 * 1024 + 1))).toMatchObject({
      status: 502,
      reason: expect.stringContaining('Allowed: 1048576'),
    });
  });

  test('204 with a body', () => {
    expect(apply('viewer-request', () => ({ status: 204, body: 'x' }))).toMatchObject({
      status: 502,
      reason: expect.stringContaining('204'),
    });
    expect(apply('viewer-request', () => ({ status: 204 })).kind).toBe('response');
    expect(apply('origin-request', () => ({ status: 204, body: 'x' })).kind).toBe('response');
  });

  test('the Host header, which only an origin-request function may change', () => {
    const change: Change = given => { given.headers.host = [{ value: 'other.example.com' }]; };
    expect(apply('viewer-request', change)).toMatchObject({ status: 502, reason: expect.stringContaining('changed the header host') });
    expect(apply('origin-request', change).request.headers.host).toEqual(['other.example.com']);
  });

  test.each(['accept-encoding', 'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since'])(
    '%s, which an origin-request function cannot change',
    name => {
      const change: Change = given => {
        given.headers[name] = [{ value: '1' }];
      };
      expect(apply('viewer-request', change).kind).toBe('request');
      expect(apply('origin-request', change)).toMatchObject({ status: 502, reason: expect.stringContaining(`added the header ${name}`) });
    },
  );

  test("the viewer's country, which a viewer-request function cannot add", () => {
    const change: Change = given => { given.headers['cloudfront-viewer-country'] = [{ value: 'DE' }]; };
    expect(apply('viewer-request', change)).toMatchObject({ status: 502, reason: expect.stringContaining('cloudfront-viewer-country') });
    expect(apply('origin-request', change).kind).toBe('request');
  });

  test('a query string that origin events do not have stays', () => {
    expect(apply('origin-request', () => undefined, request(), { allQueryStrings: false }).request.query).toBe('a=1');
    expect(
      apply(
        'origin-request',
        given => {
          given.querystring = 'b=2';
        },
        request(),
        { allQueryStrings: false },
      ).request.query,
    ).toBe('b=2');
  });
});

describe('The request for an origin', () => {
  const before: OriginRequest = {
    ...request(),
    path: '/site/index.html',
    headers: { ...request().headers, 'host': ['origin.example.com'], 'x-failover-role': ['primary'], 'x-amz-cf-id': ['id'] },
    host: 'origin.example.com',
  };
  const origin = originModel({ originPath: '/site' });

  function change(edit: Change): any {
    const event = lambdaEvent('origin-request', { config: CONFIG, request: { ...before, path: '/index.html' }, origin });
    const given = structuredClone(event.Records[0].cf.request);
    return applyRequestResult(before, returned(JSON.parse(JSON.stringify(edit(given) ?? given))), event);
  }

  test("keeps the origin's path, its custom headers and what functions do not see", () => {
    expect(change(() => undefined)).toEqual({ kind: 'request', request: before });
    expect(
      change(given => {
        given.uri = '/other';
      }).request,
    ).toMatchObject({ path: '/site/other', headers: before.headers, host: before.host });
  });

  test('follows its Host header', () => {
    expect(
      change(given => {
        given.headers.host = [{ value: 'other.example.com' }];
      }).request,
    ).toMatchObject({ host: 'other.example.com', headers: { host: ['other.example.com'] } });
  });

  test('cannot have a header of the name of a custom header', () => {
    expect(
      change(given => {
        given.headers['x-failover-role'] = [{ value: 'sole' }];
      }),
    ).toMatchObject({ status: 502, reason: expect.stringContaining('custom header of the origin') });
  });

  const custom = {
    domainName: 'other.example.com',
    path: '/new',
    port: 8443,
    protocol: 'https',
    readTimeout: 20,
    keepaliveTimeout: 10,
    sslProtocols: ['TLSv1.2'],
    customHeaders: header('X-Mine', '1'),
  };
  const s3 = { domainName: 'bucket.s3.eu-west-1.amazonaws.com', path: '', authMethod: 'none', region: 'eu-west-1', customHeaders: {} };

  test('goes to another origin', () => {
    const { request: after, origin: other } = change(given => { given.origin = { custom }; });
    expect(other).toEqual({
      kind: 'custom',
      domainName: 'other.example.com',
      path: '/new',
      port: 8443,
      protocol: 'https',
      readTimeout: 20,
      completionTimeout: undefined,
      customHeaders: { 'x-mine': ['1'] },
    });
    expect(after).toMatchObject({
      path: '/new/index.html',
      headers: { 'x-mine': ['1'], 'host': ['origin.example.com'], 'x-amz-cf-id': ['id'] },
    });
    expect(after.headers).not.toHaveProperty('x-failover-role');
  });

  test('goes to a bucket', () => {
    expect(
      change(given => {
        given.origin = { s3 };
      }),
    ).toMatchObject({
      request: { path: '/index.html' },
      origin: {
        kind: 's3',
        domainName: 'bucket.s3.eu-west-1.amazonaws.com',
        protocol: 'https',
        port: 443,
        readTimeout: 30,
        customHeaders: {},
      },
    });
  });

  test('goes to the same origin when a function has nothing to say of it', () => {
    expect(change(given => { delete given.origin; }).origin).toBeUndefined();
    expect(change(given => { given.origin = { ...given.origin }; }).origin).toBeUndefined();
  });

  test.each<[object | null, RegExp]>([
    [null, /exactly one of custom and s3/],
    [{}, /exactly one/],
    [{ custom, s3 }, /exactly one/],
    [{ custom: { ...custom, domainName: '' } }, /domainName of the origin is ""/],
    [{ custom: { ...custom, domainName: 'a:80' } }, /domainName/],
    [{ custom: { ...custom, domainName: '192.0.2.1' } }, /domainName/],
    [{ custom: { ...custom, domainName: 'x'.repeat(254) } }, /domainName/],
    [{ custom: { ...custom, path: 'new' } }, /path of the origin/],
    [{ custom: { ...custom, path: '/new/' } }, /path of the origin/],
    [{ custom: { ...custom, path: `/${'x'.repeat(255)}` } }, /path of the origin/],
    [{ custom: { ...custom, port: 22 } }, /port of the origin is 22\. Allowed: 80, 443, 1024 to 65535/],
    [{ custom: { ...custom, port: '443' } }, /port/],
    [{ custom: { ...custom, protocol: 'ftp' } }, /protocol/],
    [{ custom: { ...custom, readTimeout: 0 } }, /readTimeout of the origin is 0\. Allowed: 1 to 120/],
    [{ custom: { ...custom, readTimeout: 121 } }, /readTimeout/],
    [{ custom: { ...custom, readTimeout: undefined } }, /readTimeout/],
    [{ custom: { ...custom, keepaliveTimeout: undefined } }, /keepaliveTimeout/],
    [{ custom: { ...custom, responseCompletionTimeout: 10 } }, /responseCompletionTimeout/],
    [{ custom: { ...custom, sslProtocols: ['TLSv1.3'] } }, /sslProtocols/],
    [{ custom: { ...custom, customHeaders: { 'x-a': 'b' } } }, /Allowed: an array/],
    [{ custom: { ...custom, customHeaders: header('Host', 'a') } }, /cannot be a custom header/],
    [{ custom: { ...custom, customHeaders: header('X-Amz-Date', 'a') } }, /cannot be a custom header/],
    [{ custom: { ...custom, customHeaders: header('User-Agent', 'a') } }, /the header user-agent is a custom header of the origin, too/],
    [{ s3: { ...s3, domainName: 'Bucket.s3.amazonaws.com' } }, /in lower case/],
    [{ s3: { ...s3, authMethod: 'origin-access-control' } }, /authMethod/],
    [{ s3: { ...s3, authMethod: 'origin-access-identity', region: '' } }, /Region of the bucket/],
  ])('cannot go to %j', (target, message) => {
    expect(change(given => { given.origin = target; })).toEqual({ kind: 'failed', status: 502, reason: expect.stringMatching(message) });
  });
});
