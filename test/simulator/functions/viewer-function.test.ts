import { CONFIG, request, response, returned } from './samples';
import { UnusableInput } from '../../../lib/model/errors';
import { Value } from '../../../lib/model/value';
import { viewerFunctionEvent } from '../../../lib/simulator/functions/viewer-function-event';
import { applyViewerFunctionRequest, applyViewerFunctionResponse } from '../../../lib/simulator/functions/viewer-function-result';
import { ViewerFunctionRunner } from '../../../lib/simulator/functions/viewer-function-runner';

const open: ViewerFunctionRunner[] = [];
afterAll(() => Promise.all(open.map(made => made.close())));

function runner(code: string, keyValues?: Value<Record<string, string>>): ViewerFunctionRunner {
  const made = new ViewerFunctionRunner(code, 'Fn', 500, keyValues);
  open.push(made);
  return made;
}

describe('A CloudFront function runs', () => {
  test.each([
    ['sync', 'function handler(event) { return event.request; }'],
    ['async', 'async function handler(event) { return event.request; }'],
    ['as an arrow function', 'const handler = event => event.request;'],
    [
      'after other functions',
      'var helper = function (event) { return event.request; };\nfunction handler(event) { return helper(event); }',
    ],
  ])('%s', async (_, code) => {
    expect(await runner(code).invoke({ request: { uri: '/' } })).toEqual({ outcome: 'returned', result: { uri: '/' }, log: [] });
  });

  test('with crypto, querystring and buffer, required or imported', async () => {
    const body =
      "return crypto.createHash('sha256').update('a').digest('hex').slice(0, 6) + qs.stringify({ a: 1 }) + " +
        "Buffer.from('b').toString('base64') + atob('Yw==');";
    for (const modules of [
      "const crypto = require('crypto'); const qs = require('querystring');",
      "import crypto from 'crypto';\nimport qs from 'querystring';",
    ]) {
      expect(await runner(`${modules}\nfunction handler() { ${body} }`).invoke({})).toMatchObject({ result: 'ca9781a=1Yg==c' });
    }
  });

  test('with a console', async () => {
    expect((await runner("function handler() { console.log('a' + 1) }").invoke({})).log).toEqual(['a1']);
  });
});

describe('A CloudFront function fails', () => {
  test.each([
    ['that throws', 'function handler() { throw new Error("no") }', 'threw', /^Error: no \(\/var\/task\/function\.js:1:/],
    ['that never ends', 'function handler() { for (;;); }', 'timed-out', /500 ms/],
    ['without a handler', 'function other() {}', 'not-loaded', /^ReferenceError: handler is not defined/],
    ['that is not valid JavaScript', 'function handler( {', 'not-loaded', /^SyntaxError/],
    ['that sets a timer', 'function handler() { setTimeout(() => {}, 1) }', 'threw', /setTimeout is not defined/],
    ['that makes code of text', 'function handler() { return eval("1") }', 'threw', /^EvalError/],
    ['that constructs a function', 'function handler() { return new Function("return 1")() }', 'threw', /^EvalError/],
    ['that looks for the process', 'function handler() { return process.env }', 'threw', /process is not defined/],
    ['that asks the network', 'async function handler() { return fetch("http://127.0.0.1") }', 'threw', /fetch is not defined/],
    [
      'that requires another module',
      'function handler() { return require("fs") }',
      'threw',
      /^Error: Cannot find module 'fs'/,
    ],
    [
      'that forgets to declare a variable, because it is strict',
      'function handler() { forgotten = 1; }',
      'threw',
      /forgotten is not defined/,
    ],
  ])('%s', async (_, code, outcome, reason) => {
    expect(await runner(code).invoke({})).toEqual({ outcome, reason: expect.stringMatching(reason), log: [] });
  });
});

describe('The module cloudfront', () => {
  const calling = (statements: string) => `import cf from 'cloudfront';\nasync function handler(event) { ${statements} }`;

  test('reports what a function chose, as it was when it chose', async () => {
    const code = calling("const o = { domainName: 'a' }; cf.updateRequestOrigin(o); o.domainName = 'b'; " +
      "cf.selectRequestOriginById('x', { hostHeader: 'y' }); return event");
    expect((await runner(code).invoke({})).choices).toEqual([
      { method: 'updateRequestOrigin', args: [{ domainName: 'a' }] },
      { method: 'selectRequestOriginById', args: ['x', { hostHeader: 'y' }] },
    ]);
  });

  test('reads a key-value store whose data are in the assembly', async () => {
    const code = "import cf from 'cloudfront'; const kvs = cf.kvs('id'); async function handler({ key, format }) { " +
      'return [await kvs.exists(key), await kvs.count(), await kvs.get(key, format && { format })] }';
    const store = runner(code, { a: '1', b: '{"c":2}' });
    expect(await store.invoke({ key: 'a' })).toMatchObject({ result: [true, 2, '1'] });
    expect(await store.invoke({ key: 'b', format: 'json' })).toMatchObject({ result: [true, 2, { c: 2 }] });
    expect(await store.invoke({ key: 'z' })).toMatchObject({ outcome: 'threw', reason: expect.stringMatching(/^KeyNotFound/) });
  });

  test('has no key-value store unless the function is associated with one', async () => {
    expect(await runner(calling('return cf.kvs()')).invoke({}))
      .toMatchObject({ outcome: 'threw', reason: expect.stringContaining('KVSNamespaceNotFound') });
  });

  test('cannot tell what is in a store that only the deployment fills', async () => {
    const code = calling("try { return await cf.kvs().get('a') } catch { return event }");
    expect((await runner(code, { unknown: 'the data of the key-value store ${Store.Arn}' }).invoke({})).cannotTell)
      .toBe('it needs the data of the key-value store ${Store.Arn}, which functions do not get here');
    expect(await runner(calling('cf.kvs(); return 1'), { unknown: 'it' }).invoke({})).toEqual({ outcome: 'returned', result: 1, log: [] });
  });
});

describe('A CloudFront function is refused', () => {
  test('when it has more than 10 KB', () => {
    const code = (bytes: number) => 'function handler() {}//'.padEnd(bytes, 'x');
    expect(() => runner(code(10 * 1024))).not.toThrow();
    expect(() => runner(code(10 * 1024 + 1))).toThrow(UnusableInput);
    expect(() => runner(code(10 * 1024 + 1))).toThrow(/Fn has 10241 bytes\. Allowed: 10240/);
  });
});

/** AWS's own example of an event, with the request and the response that it stands for. */
const VIEWED = request({
  path: '/media/index.mpd',
  query: 'ID=42&Exp=1619740800&TTL=1440&NoValue=&querymv=val1&querymv=val2,val3',
  headers: {
    host: ['video.example.com'],
    accept: ['application/json', 'application/xml', 'text/html'],
    cookie: ['Cookie1=value1; Cookie2=value2; cookie_consent=true; cookiemv=value3; cookiemv=value4'],
  },
});
const SENT = response({
  status: 200,
  statusText: 'OK',
  headers: {
    'content-type': ['application/json'],
    'content-length': ['4'],
    'set-cookie': [
      'ID=id1234; Expires=Wed, 05 Apr 2021 07:28:00 GMT',
      'Cookie1=val1; Secure; Path=/; Domain=example.com',
      'Cookie1=val2; Path=/cat; Domain=example.com',
      'plain=1',
    ],
    'via': ['1.1 x'],
    'x-cache': ['Hit from cloudfront'],
  },
});

describe('The event', () => {
  test('has the shape that AWS documents', () => {
    expect(viewerFunctionEvent('viewer-response', VIEWED, CONFIG, SENT)).toEqual({
      version: '1.0',
      context: { ...CONFIG, eventType: 'viewer-response' },
      viewer: { ip: '203.0.113.178' },
      request: {
        method: 'GET',
        uri: '/media/index.mpd',
        querystring: {
          ID: { value: '42' },
          Exp: { value: '1619740800' },
          TTL: { value: '1440' },
          NoValue: { value: '' },
          querymv: { value: 'val1', multiValue: [{ value: 'val1' }, { value: 'val2,val3' }] },
        },
        headers: {
          host: { value: 'video.example.com' },
          accept: {
            value: 'application/json',
            multiValue: [{ value: 'application/json' }, { value: 'application/xml' }, { value: 'text/html' }],
          },
        },
        cookies: {
          Cookie1: { value: 'value1' },
          Cookie2: { value: 'value2' },
          cookie_consent: { value: 'true' },
          cookiemv: { value: 'value3', multiValue: [{ value: 'value3' }, { value: 'value4' }] },
        },
      },
      response: {
        statusCode: 200,
        statusDescription: 'OK',
        headers: { 'content-type': { value: 'application/json' }, 'content-length': { value: '4' }, 'via': { value: '1.1 x' } },
        cookies: {
          ID: { value: 'id1234', attributes: 'Expires=Wed, 05 Apr 2021 07:28:00 GMT' },
          Cookie1: {
            value: 'val1',
            attributes: 'Secure; Path=/; Domain=example.com',
            multiValue: [
              { value: 'val1', attributes: 'Secure; Path=/; Domain=example.com' },
              { value: 'val2', attributes: 'Path=/cat; Domain=example.com' },
            ],
          },
          plain: { value: '1' },
        },
      },
    });
  });

  test('of a request has no response, and empty fields where there is nothing', () => {
    const event = viewerFunctionEvent('viewer-request', request({ query: '', headers: {} }), CONFIG);
    expect(event).not.toHaveProperty('response');
    expect(event.request).toMatchObject({ querystring: {}, headers: {}, cookies: {} });
  });

  test('has names like those of Object.prototype as they are', () => {
    const { querystring } = viewerFunctionEvent(
      'viewer-request',
      request({ query: 'constructor=1&toString=2&__proto__=3&a' }),
      CONFIG,
    ).request;
    expect(Object.keys(querystring)).toEqual(['constructor', 'toString', 'a']);
  });
});

function onRequest(change: (given: any) => unknown, before = VIEWED): any {
  const given = structuredClone(viewerFunctionEvent('viewer-request', before, CONFIG).request);
  return applyViewerFunctionRequest(before, returned(JSON.parse(JSON.stringify(change(given) ?? given))));
}

describe('A viewer-request function', () => {
  test('may return the request as it got it, and not a byte of it changes', () => {
    const odd = request({ query: 'a&b=&&c=1', headers: { ...VIEWED.headers, 'cookie': ['a=1;b=2', 'c'], 'x-forwarded-proto': ['https'] } });
    for (const before of [VIEWED, odd]) expect(onRequest(() => undefined, before)).toEqual({ kind: 'request', request: before });
  });

  test('may change path, query string, headers and cookies', () => {
    expect(onRequest(given => { given.uri = '/other'; }).request.path).toBe('/other');
    expect(onRequest(given => { given.headers['x-new'] = { value: '1' }; delete given.headers.accept; }).request.headers)
      .toEqual({ 'host': ['video.example.com'], 'cookie': VIEWED.headers.cookie, 'x-new': ['1'] });
    expect(onRequest(given => { delete given.cookies.Cookie1; given.cookies.mine = { value: '1' }; }).request.headers.cookie)
      .toEqual(['Cookie2=value2; cookie_consent=true; cookiemv=value3; cookiemv=value4; mine=1']);
    expect(onRequest(given => { given.cookies = {}; }).request.headers).not.toHaveProperty('cookie');
    expect(onRequest(given => { given.querystring = {}; }).request.query).toBe('');
    expect(
      onRequest(given => {
        given.querystring.b = { value: 'c' };
      }).request.query,
    ).toBe('ID=42&Exp=1619740800&TTL=1440&NoValue&querymv=val1&querymv=val2,val3&b=c');
    expect(onRequest(given => { given.querystring = 'b=2&a=1'; }).request.query).toBe('b=2&a=1');
  });

  test.each<[string, (accept: any) => void, string[]]>([
    [
      'a change of multiValue counts',
      accept => {
        accept.value = 'ignored';
        accept.multiValue[1].value = 'b';
      },
      ['application/json', 'b', 'text/html'],
    ],
    [
      'a value less in multiValue counts',
      accept => {
        accept.multiValue.pop();
      },
      ['application/json', 'application/xml'],
    ],
    [
      'otherwise a change of value counts, for the first',
      accept => {
        accept.value = 'a';
      },
      ['a', 'application/xml', 'text/html'],
    ],
    [
      'multiValue may go',
      accept => {
        delete accept.multiValue;
      },
      ['application/json'],
    ],
  ])('with several values: %s', (_, change, values) => {
    expect(
      onRequest(given => {
        change(given.headers.accept);
      }).request.headers.accept,
    ).toEqual(values);
  });

  test('may answer itself', () => {
    const answer = {
      statusCode: 302,
      statusDescription: 'Found',
      headers: { location: { value: '/login' } },
      cookies: { a: { value: '1', attributes: 'Secure' } },
    };
    expect(onRequest(() => answer)).toEqual({
      kind: 'response',
      response: {
        status: 302,
        statusText: 'Found',
        headers: { 'location': ['/login'], 'set-cookie': ['a=1; Secure'], 'content-length': ['0'] },
        body: new Uint8Array(0),
      },
    });
    expect(onRequest(() => ({ statusCode: 200, body: 'text' }))).toMatchObject({
      response: { statusText: 'OK', body: Buffer.from('text') },
    });
    expect(onRequest(() => ({ statusCode: 200, body: { encoding: 'base64', data: 'dGV4dA==' } }))).toMatchObject({
      response: { body: Buffer.from('text') },
    });
  });

  test.each<[string, (given: any) => unknown, RegExp]>([
    ['another method', given => { given.method = 'POST'; }, /changed the method/],
    ['the event', given => ({ request: given }), /changed the method from GET to undefined/],
    ['a path without a slash', given => { given.uri = 'x'; }, /begins with \//],
    ['a query string with a space', given => { given.querystring = 'a b'; }, /no spaces/],
    ['a query string that is none', given => { given.querystring = 1; }, /querystring is 1/],
    ['a very long URI', given => { given.querystring = 'a'.repeat(8192); }, /8192/],
    ['another host', given => { given.headers.host = { value: 'a' }; }, /changed the header host/],
    ['no host', given => { delete given.headers.host; }, /deleted the header host/],
    ['a read-only header', given => { given.headers['cdn-loop'] = { value: 'a' }; }, /added the header cdn-loop/],
    ['a disallowed header', given => { given.headers['x-edge-a'] = { value: 'a' }; }, /disallowed/],
    ['a header in upper case', given => { given.headers['X-A'] = { value: 'a' }; }, /not in lower case/],
    ['cookies among the headers', given => { given.headers.cookie = { value: 'a=1' }; }, /Allowed: cookies/],
    ['a header of Lambda@Edge', given => { given.headers['x-a'] = [{ key: 'X-A', value: 'a' }]; }, /Allowed: { value }/],
    ['a header that is a text', given => { given.headers['x-a'] = 'a'; }, /Allowed: { value }/],
    ['cookies that are a list', given => { given.cookies = ['a=1']; }, /cookies is \["a=1"\]/],
    ['a status that is none', () => ({ statusCode: 99 }), /Allowed: 200 to 599/],
    ['a body that is none', () => ({ statusCode: 200, body: 1 }), /Allowed: a string/],
    ['a body of another encoding', () => ({ statusCode: 200, body: { encoding: 'gzip', data: 'a' } }), /Allowed: text, base64/],
    ['a length', () => ({ statusCode: 200, headers: { 'content-length': { value: '1' } } }), /added the header content-length/],
    ['an attribute that is none', () => ({ statusCode: 200, cookies: { a: { value: '1', attributes: 1 } } }), /attributes 1/],
  ])('cannot return %s', (_, change, message) => {
    expect(onRequest(change)).toEqual({ kind: 'failed', status: 502, reason: expect.stringMatching(message) });
  });

  test('that fails is a 503, and one that returns nothing a 502', () => {
    expect(applyViewerFunctionRequest(VIEWED, { outcome: 'threw', reason: 'why', log: [] })).toEqual({
      kind: 'failed',
      status: 503,
      reason: 'threw: why',
    });
    expect(applyViewerFunctionRequest(VIEWED, returned(null))).toMatchObject({ kind: 'failed', status: 502 });
  });
});

function onResponse(change: (given: any) => unknown, before = SENT): any {
  const given = structuredClone(viewerFunctionEvent('viewer-response', VIEWED, CONFIG, before).response);
  return applyViewerFunctionResponse(before, returned(JSON.parse(JSON.stringify(change(given) ?? given))));
}

describe('A viewer-response function', () => {
  test('may return the response as it got it, and not a byte of it changes', () => {
    expect(onResponse(() => undefined)).toEqual({ kind: 'response', response: SENT });
    expect(onResponse(() => undefined).response.body).toBe(SENT.body);
  });

  test('may change status, headers, cookies and body, unlike one of Lambda@Edge', () => {
    expect(
      onResponse(given => {
        given.statusCode = 404;
        given.statusDescription = 'Gone';
      }).response,
    ).toMatchObject({ status: 404, statusText: 'Gone', body: SENT.body });
    expect(
      onResponse(given => {
        given.headers['strict-transport-security'] = { value: 'max-age=1' };
      }).response.headers,
    ).toHaveProperty('strict-transport-security', ['max-age=1']);
    expect(onResponse(given => { given.headers['content-encoding'] = { value: 'gzip' }; }).kind).toBe('response');
    expect(onResponse(given => { given.cookies = { a: { value: '1' } }; }).response.headers['set-cookie']).toEqual(['a=1']);
    expect(onResponse(given => { delete given.cookies.ID; }).response.headers['set-cookie'])
      .toEqual(['Cookie1=val1; Secure; Path=/; Domain=example.com', 'Cookie1=val2; Path=/cat; Domain=example.com', 'plain=1']);
    expect(
      onResponse(given => {
        given.body = 'new body';
      }).response,
    ).toMatchObject({ body: Buffer.from('new body'), headers: { 'content-length': ['8'] } });
    expect(
      onResponse(given => {
        given.body = '';
      }).response,
    ).toMatchObject({ body: new Uint8Array(0), headers: { 'content-length': ['0'] } });
  });

  test.each<[string, (given: any) => unknown, RegExp]>([
    ['via', given => { given.headers.via = { value: 'me' }; }, /changed the header via/],
    ['a warning', given => { given.headers.warning = { value: 'me' }; }, /added the header warning/],
    ['no via', given => { delete given.headers.via; }, /deleted the header via/],
    ['x-cache', given => { given.headers['x-cache'] = { value: 'Miss' }; }, /disallowed/],
    ['no status', given => { delete given.statusCode; }, /the status is undefined/],
    ['set-cookie among the headers', given => { given.headers['set-cookie'] = { value: 'a=1' }; }, /Allowed: cookies/],
  ])('cannot return %s', (_, change, message) => {
    expect(onResponse(change)).toEqual({ kind: 'failed', status: 502, reason: expect.stringMatching(message) });
  });
});

test('A function that rewrites paths does so from end to end', async () => {
  const code = `function handler(event) {
    var request = event.request;
    if (request.uri.endsWith('/')) request.uri += 'index.html';
    request.headers['x-country'] = { value: event.viewer.ip };
    return request;
  }`;
  const before = request({ path: '/docs/' });
  const invocation = await runner(code).invoke(viewerFunctionEvent('viewer-request', before, CONFIG));
  expect(applyViewerFunctionRequest(before, invocation)).toMatchObject({
    request: { path: '/docs/index.html', query: 'a=1', headers: { 'x-country': ['203.0.113.178'] } },
  });
});
