import { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { ask, edgeOf, post, serveControl, Served } from './fixtures';
import { EdgeRequest } from '../../../lib/function-code/message';
import { emptyTrace } from '../../../lib/simulator/journey/trace';

let served: Served;
beforeEach(async () => { served = await serveControl({ names: ['Site', 'Other'] }); });
afterEach(() => served.close());

const state = async () => (await ask(`${served.url}/__edge/state`)).json;
const send = (path: string, more = {}) => post(served.url, 'request', { edge: 'Site', path, ...more });
const flip = (action: string, more = {}) => post(served.url, 'origin', { edge: 'Site', origin: 'primary', action, ...more });

describe('the state', () => {
  test('draws the distributions', async () => {
    const { edges } = await state();
    expect(edges.map(({ name }: any) => name)).toEqual(['Site', 'Other']);
    const { behaviors, groups, origins, functions } = edges[0].distribution;
    expect(behaviors.map(({ pattern, methods }: any) => [pattern, methods])).toEqual([
      ['/api/*', 'every method'],
      ['*', 'GET HEAD OPTIONS'],
    ]);
    expect(groups).toEqual([
      expect.objectContaining({ statusCodes: '500 502 503 504', members: origins.slice(0, 2).map(({ id }: any) => id) }),
    ]);
    expect(origins.map(({ role, domainName }: any) => [role, domainName])).toEqual([
      ['primary', 'www.example.com'],
      ['secondary', 'standby.example.com'],
    ]);
    expect(functions).toEqual([expect.objectContaining({ event: 'origin-response', kind: 'lambda', behaviors: ['*'] })]);
  });

  test('lists what is switched, and every assumption with its values', async () => {
    await flip('503');
    const [site, other] = (await state()).edges;
    expect(site.origins.map(({ action }: any) => action)).toEqual(['503', 'normal']);
    expect(other.origins.map(({ action }: any) => action)).toEqual(['normal', 'normal']);
    expect(site.assumptions[0]).toMatchObject({
      name: 'failoverSees',
      value: 'function-result',
      default: 'function-result',
      values: ['function-result', 'origin-status'],
    });
  });

  test('holds requests of any client, the latest two hundred', async () => {
    await ask(`${served.url}/from-outside`);
    expect((await state()).traces).toEqual([
      expect.objectContaining({
        edge: 'Site',
        line: expect.stringMatching(/^GET \/from-outside 200 primary 200 miss/),
        story: 'The primary answered 200. The viewer got 200.',
      }),
    ]);
    const { trace } = (await state()).traces[0];
    for (let i = 0; i < 250; i++) served.control.record('Other', { ...trace, path: `/${i}` });
    const { traces } = await state();
    expect(traces).toHaveLength(200);
    expect(traces.at(-1).trace.path).toBe('/249');
  });
});

test('what is shown of a function\'s log is limited', async () => {
  const log = Array.from({ length: 1000 }, (_, i) => `${i} ${'x'.repeat(5000)}`);
  const recorded = served.control.record('Site', {
    ...emptyTrace({ method: 'GET', path: '/' } as EdgeRequest),
    functions: [{ event: 'viewer-request', outcome: 'ok', log }],
  });
  expect(recorded.trace.functions[0]!.log).toHaveLength(50);
  expect(JSON.stringify(recorded).length).toBeLessThan(30_000);
  expect(recorded.story).toBe('Functions and the edge answered 0. No origin was asked.');
});

describe('switches', () => {
  test.each([
    ['503', 'The primary answered 503. CloudFront failed over. The secondary answered 200. The viewer got 200.'],
    ['500', 'The primary answered 500. CloudFront failed over. The secondary answered 200. The viewer got 200.'],
    ['404', 'The primary answered 404. CloudFront did not fail over. The viewer got 404.'],
    ['refuse', 'The primary refused the connection (3 attempts). CloudFront failed over. The secondary answered 200. The viewer got 200.'],
    ['hang', 'The primary did not answer in time (3 attempts). CloudFront failed over. The secondary answered 200. The viewer got 200.'],
    ['418', 'The primary answered 418. CloudFront did not fail over. The viewer got 418.'],
    ...([
      ['connect-timeout', 'did not complete the connection in time'],
      ['dns', 'has a name that did not resolve'],
      ['tls', 'failed the TLS handshake'],
    ] as const).map(([action, did]): [string, string] =>
      [action, `The primary ${did} (3 attempts). CloudFront failed over. The secondary answered 200. The viewer got 200.`]),
    ['slow', 'The primary answered 200. The viewer got 200.'],
    ['normal', 'The primary answered 200. The viewer got 200.'],
  ])('%s', async (action, story) => {
    await flip('refuse');
    expect((await flip(action)).json.origins[0]).toMatchObject({ action });
    expect((await send('/')).json.story).toBe(story);
  });

  test('each change is counted, and a request knows after which it was sent', async () => {
    const changes = async () => (await state()).edges.map((edge: any) => edge.changes);
    expect(await changes()).toEqual([0, 0]);
    await flip('503');
    await post(served.url, 'assumption', { edge: 'Site', name: 'connectFailureIs', value: 503 });
    expect((await send('/')).json.changes).toBe(2);
    served.control.replace('Site', served.edges[0]!.edge);
    expect(await changes()).toEqual([3, 0]);

    served.edges[0]!.edge.origin('primary').respondWith(async () => {
      await flip('normal');
      return { status: 200 };
    });
    expect((await send('/while')).json.changes).toBe(3);
    expect(await changes()).toEqual([4, 0]);
  });

  test('slow is as slow as was asked for', async () => {
    await flip('slow', { delayMs: 1234 });
    expect((await send('/')).json.trace.waitedMs).toBe(1234);
  });

  test('an assumption changes, and answers say that they rest on it', async () => {
    expect((await post(served.url, 'assumption', { edge: 'Site', name: 'connectFailureIs', value: 503 })).json.assumptions)
      .toContainEqual(expect.objectContaining({ name: 'connectFailureIs', value: 503, default: 502 }));
    expect(served.edges[0]!.edge.assumptions.connectFailureIs).toBe(503);
    await flip('refuse');
    expect((await send('/')).json.trace.assumptions).toContain('originResponseOnConnectFailure');
  });
});

describe('a request from the page', () => {
  test('answers the trace, the headers and the start of the body', async () => {
    served.edges[0]!.edge.origin('primary').respond(200, 'x'.repeat(5000), { 'x-mine': ['a', 'b'] });
    const { trace, response } = (await send('/a b?q=ä', { method: 'GET' })).json;
    expect(trace).toMatchObject({ method: 'GET', path: '/a%20b', status: 200, servedBy: 'primary' });
    expect(response).toMatchObject({ status: 200, body: 'x'.repeat(4096), note: 'The first 4096 of 5000 bytes.' });
    expect(response.headers).toEqual(expect.arrayContaining([['x-mine', 'a'], ['x-mine', 'b']]));
    await send('/api/?q=ä', { method: 'POST' });
    expect(served.edges[0]!.edge.origin('primary').requests[1]).toMatchObject({ method: 'POST', path: '/api/', query: 'q=%C3%A4' });
    expect(served.sent).toEqual(['Site /a%20b', 'Site /api/']);
  });

  test('has the headers that were typed, and of a repeated one every value', async () => {
    const { requests } = served.edges[0]!.edge.origin('primary');
    expect(requests).toEqual([]);
    const headers = 'Accept: text/html\r\n\n x-one:1 \nX-One: 2\nhost: www.example.com\nconstructor: x';
    await send('/api/x', { headers });
    const [{ headers: got }] = served.edges[0]!.edge.origin('primary').requests as any;
    expect(got).toMatchObject({ 'accept': ['text/html'], 'x-one': ['1', '2'], 'constructor': ['x'] });
  });

  test('describes a body that is not text, and one that broke off', async () => {
    const origin = served.edges[0]!.edge.origin('primary').respond(200, new Uint8Array([1, 0, 2]));
    expect((await send('/binary')).json.response).toMatchObject({ body: '', note: '3 bytes that are not text.' });
    origin.respond(200, 'abcdef').breakOff(3);
    expect((await send('/broken')).json.response).toMatchObject({
      body: 'abc',
      note: 'The body broke off: the viewer sees a broken connection.',
    });
  });

  test('comes from the cache the second time, unless it is emptied', async () => {
    await send('/');
    expect((await send('/')).json).toMatchObject({
      trace: { cache: 'hit' },
      story: 'The viewer got 200 from the cache. No origin was asked.',
    });
    expect((await send('/', { fresh: true })).json.trace.cache).toBe('miss');
    expect((await post(served.url, 'invalidate', { edge: 'Site' })).json).toEqual({ edge: 'Site', invalidated: true });
    expect((await send('/')).json.trace.cache).toBe('miss');
  });
});

test('another edge takes the place of one, and what was switched stays switched', async () => {
  await flip('503');
  await post(served.url, 'assumption', { edge: 'Site', name: 'staleBefore', value: 'failover' });
  const next = edgeOf('Site');
  served.control.replace('Site', next);
  const [site] = (await state()).edges;
  expect(site.origins[0].action).toBe('503');
  expect((await send('/')).json.trace).toMatchObject({ failedOver: true });
  expect(next.assumptions.staleBefore).toBe('failover');

  served.control.replace('Site', served.edges[1]!.edge);
  expect((await state()).edges[0].origins.map(({ action }: any) => action)).toEqual(['normal', 'normal']);
  await next.close();
});

test('the path without its last slash leads to the page', async () => {
  expect(await ask(`${served.url}/__edge?x`)).toMatchObject({ status: 302, text: '', headers: { location: '/__edge/' } });
});

describe('what is not taken', () => {
  test.each<[string, string, unknown, string]>([
    [
      'an unknown origin',
      'origin',
      { edge: 'Site', origin: 'tertiary', action: '503' },
      'there is no origin "tertiary". Allowed: primary, secondary, ',
    ],
    [
      'an origin that is no text',
      'origin',
      '{"edge":"Site","origin":{"toString":1},"action":"503"}',
      'there is no origin "{\\"toString\\":1}". Allowed: primary,',
    ],
    [
      'an assumption that is no text',
      'assumption',
      '{"edge":"Site","name":{"toString":1}}',
      'there is no assumption "{\\"toString\\":1}". Allowed: failoverSees',
    ],
    [
      'an unknown action',
      'origin',
      { edge: 'Site', origin: 'primary', action: 'explode' },
      'there is no action "explode". Allowed: normal, refuse, connect-timeout, dns, tls, hang, slow, a status from 200 to 599.',
    ],
    [
      'a delay that is none',
      'origin',
      { edge: 'Site', origin: 'primary', action: 'slow', delayMs: -1 },
      'delayMs cannot be -1. Allowed: a whole number',
    ],
    [
      'an unknown edge',
      'origin',
      { edge: 'Nowhere', origin: 'primary', action: '503' },
      'there is no edge "Nowhere". Allowed: Site, Other.',
    ],
    ['no edge, where there are two', 'invalidate', {}, 'there is no edge without a name. Allowed: Site, Other.'],
    [
      'an unknown assumption',
      'assumption',
      { edge: 'Site', name: '__proto__', value: 1 },
      'there is no assumption "__proto__". Allowed: failoverSees',
    ],
    [
      'a value that an assumption does not have',
      'assumption',
      { edge: 'Site', name: 'connectFailureIs', value: '502' },
      'the assumption connectFailureIs cannot be "502". Allowed: 502, 503.',
    ],
    ['an unknown method', 'request', { edge: 'Site', method: 'TRACE', path: '/' }, 'the method cannot be "TRACE". Allowed: GET, HEAD,'],
    ['no path', 'request', { edge: 'Site' }, 'the path cannot be missing. Allowed: a path that starts with /'],
    ['a path that is none', 'request', { edge: 'Site', path: 'x' }, 'the path cannot be "x". Allowed: a path that starts with /'],
    ['a status that is none', 'origin', { edge: 'Site', origin: 'primary', action: '600' }, 'there is no action "600". Allowed: normal,'],
    ['no header', 'request', { edge: 'Site', path: '/', headers: 'accept' }, 'a header cannot be "accept". Allowed: name: value'],
    ['a header without a name', 'request', { edge: 'Site', path: '/', headers: ': x' }, 'a header cannot be ": x".'],
    ['a header with a NUL', 'request', { edge: 'Site', path: '/', headers: 'a: b\u0000' }, 'a header cannot be "a: b\\u0000".'],
    ['a header of the connection', 'request', { edge: 'Site', path: '/', headers: 'Upgrade: h2c' }, 'and not connection, content-length,'],
    ['headers that are no text', 'request', { edge: 'Site', path: '/', headers: { a: 'b' } }, 'the headers cannot be {"a":"b"}.'],
    ['half a character', 'request', { edge: 'Site', path: '/\ud800' }, 'the path cannot be'],
    ['a path that is too long', 'request', { edge: 'Site', path: `/${'x'.repeat(9000)}` }, 'the path cannot be "/xxx'],
    ['no JSON', 'origin', '{"edge":', 'the body is not JSON.'],
    ['a list', 'origin', [], 'the body is not a JSON object.'],
  ])('%s', async (_, what, body, message) => {
    const { status, text, json } = await post(served.url, what, body);
    expect(status).toBe(400);
    expect(json.error).toContain(message);
    expect(text).toMatch(/^.+\n$/);
  });

  test('a body of more than 16 KB, whether it is announced or not', async () => {
    const body = JSON.stringify({ edge: 'x'.repeat(17_000) });
    expect(await post(served.url, 'origin', body)).toMatchObject({ status: 413 });
    expect(await post(served.url, 'origin', body, { 'transfer-encoding': 'chunked' })).toMatchObject({ status: 413 });
  });

  test('a body that is not declared as JSON, which another site could send without asking', async () => {
    expect(await post(served.url, 'invalidate', {}, { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    expect(await ask(`${served.url}/__edge/invalidate`, { method: 'POST', body: '{}' })).toMatchObject({ status: 415 });
  });

  test('a body that never comes: the client hung up', async () => {
    const refused = jest.spyOn(ServerResponse.prototype, 'destroy');
    const head = 'POST /__edge/invalidate HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{';
    const socket = connect(Number(new URL(served.url).port), '127.0.0.1', () => socket.end(head));
    await new Promise(resolve => socket.resume().on('error', () => undefined).on('close', resolve));
    while (!refused.mock.calls.length) await new Promise(resolve => setTimeout(resolve, 5));
    refused.mockRestore();
    expect((await state()).edges[0].changes).toBe(0);
  });

  test('nothing, when the edge itself fails: the error is in one line', async () => {
    jest.spyOn(served.edges[0]!.edge, 'handle').mockRejectedValueOnce(new Error('broken\n  in two lines'));
    expect(await send('/')).toMatchObject({ status: 500, json: { error: 'broken in two lines' } });
    expect(await send('/')).toMatchObject({ status: 200 });
  });

  test('other pages and methods', async () => {
    expect(await ask(`${served.url}/__edge/nowhere`)).toMatchObject({ status: 404 });
    expect(await ask(`${served.url}/__edge/__proto__`)).toMatchObject({ status: 404 });
    expect(await ask(`${served.url}/__edge/origin`)).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect(await ask(`${served.url}/__edge/state`, { method: 'POST' })).toMatchObject({ status: 405, headers: { allow: 'GET' } });
  });

  test('what is not below the reserved path', async () => {
    expect(served.control.handle({ url: '/elsewhere' } as any, {} as any)).toBe(false);
  });
});

describe('other sites', () => {
  const visit = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

  test.each<[string, string, Record<string, string>]>([
    ['a name that resolves to this machine', 'state', { host: 'evil.example:8080' }],
    ['a name that begins like this machine', 'state', { host: 'localhost.evil.example' }],
    ['a request from another site', 'state', { 'sec-fetch-site': 'cross-site' }],
    ['a request from another port of this machine', 'events', { 'sec-fetch-site': 'same-site' }],
    ['another origin', 'state', { origin: 'http://evil.example' }],
    ['an origin that hides', 'state', { origin: 'null' }],
    ['a frame around the page', '', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['a visit of the state', 'state', { 'sec-fetch-site': 'cross-site', ...visit }],
  ])('are refused: %s', async (_, what, headers) => {
    expect(await ask(`${served.url}/__edge/${what}`, { headers })).toMatchObject({ status: 403 });
  });

  test('are refused when they post, and nothing is switched', async () => {
    expect(
      await post(served.url, 'origin', { edge: 'Site', origin: 'primary', action: '503' }, { origin: 'http://evil.example' }),
    ).toMatchObject({ status: 403 });
    expect(
      await post(served.url, 'origin', { edge: 'Site', origin: 'primary', action: '503' }, { 'sec-fetch-site': 'cross-site' }),
    ).toMatchObject({ status: 403 });
    expect((await state()).edges[0].origins[0].action).toBe('normal');
  });

  test('may link to the page', async () => {
    expect(await ask(`${served.url}/__edge/`, { headers: { 'sec-fetch-site': 'cross-site', ...visit } })).toMatchObject({ status: 200 });
  });

  test.each(['localhost', 'LOCALHOST:80', '[::1]:8080', '127.0.0.1'])('but %s is this machine', async host => {
    expect(
      await ask(`${served.url}/__edge/state`, {
        headers: { host, 'origin': `http://${host.toLowerCase()}`, 'sec-fetch-site': 'same-origin' },
      }),
    ).toMatchObject({ status: 200 });
  });
});

test('the page asks nothing of anybody else', async () => {
  const { headers, text } = await ask(`${served.url}/__edge/?x`);
  const [, nonce] = /script-src 'nonce-([^']+)'/.exec(String(headers['content-security-policy']))!;
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'nonce-.{24}'; style-src 'nonce-.{24}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  );
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  expect(text.match(/ nonce="[^"]+"/g)).toEqual(Array(2).fill(` nonce="${nonce}"`));
  expect(text).not.toMatch(/\son[a-z]+=|style="|innerHTML|insertAdjacentHTML|document\.write|\beval\b|@import/);
  expect(text.match(/https?:\/\/[^"'\s)]+/g)!.filter(url => !/^http:\/\/www\.w3\.org\/2000\/svg$/.test(url))).toEqual([]);
  expect((await ask(`${served.url}/__edge/`)).text).not.toContain(nonce);
});
