import { METHODS, METHODS_THAT_FAIL_OVER } from './oracle';
import { originResponse } from '../../lambda/origin-response';
import { Policy } from '../../lambda/policy';
import { EventOptions, EVENTS_WITHOUT_RESPONSE, exchangeOf, header, originResponseEvent } from '../support/events';

const HINT = 'x-failover-served-by';

const POLICY: Policy = {
  failover: [500, 502, 503, 504],
  rewrite: [[500, 599]],
  status: 200,
  statusDescription: 'OK',
  body: '<h1>Back soon</h1>',
  headers: [['content-type', 'text/html; charset=utf-8'], ['cache-control', 'no-store']],
};

const handle = originResponse(POLICY);
const hinting = originResponse({ ...POLICY, hint: HINT });

/** The event's response before, and what the handler returned. */
async function run(options: EventOptions, handler = handle) {
  const event = originResponseEvent(options);
  const given = exchangeOf(event).response;
  const before = structuredClone(given);
  return { given, before, returned: await handler(event) as any };
}

describe('The handler', () => {
  test('answers with a promise and takes no callback, which Node.js 24 does not have', () => {
    expect(handle(originResponseEvent() as any)).toBeInstanceOf(Promise);
    expect(handle).toHaveLength(1);
  });

  test('returns the response of the event, rewritten or not', async () => {
    for (const role of ['primary', 'secondary', 'sole', 'garbage', undefined]) {
      for (const status of [200, 404, 503]) {
        const { given, returned } = await run({ role, status });
        expect(returned).toBe(given);
      }
    }
  });

  test("leaves the primary's failover answer alone", async () => {
    const { before, returned } = await run({ role: 'primary', status: 503 });
    expect(returned).toEqual(before);
  });

  test("rewrites the secondary's error", async () => {
    const { returned } = await run({ role: 'secondary', status: 503, origin: 's3' });
    expect(returned).toMatchObject({ status: '200', body: '<h1>Back soon</h1>', headers: header('x-failover-original-status', '503') });
  });

  test('leaves an answer alone when nobody says who gave it', async () => {
    for (const role of [undefined, 'garbage']) {
      for (const method of METHODS) {
        const { before, returned } = await run({ role, method, status: 503 });
        expect(returned).toEqual(before);
      }
    }
  });

  test('leaves an answer alone when two origins claim different roles', async () => {
    const member = (value: string) => ({ customHeaders: header('x-failover-role', value) });
    const { before, returned } = await run(
      { status: 503, request: { origin: { custom: member('primary'), s3: member('secondary') } } },
      hinting,
    );
    expect(returned).toEqual(before);
  });

  test('does the same on every call', async () => {
    for (let i = 0; i < 3; i++) {
      expect((await run({ role: 'primary', status: 503 })).returned.status).toBe('503');
      expect((await run({ role: 'secondary', status: 503 })).returned.status).toBe('200');
    }
  });

  test('serves concurrent calls', async () => {
    const runs = ['secondary', 'primary', 'secondary', 'primary'].map(async role => (await run({ role, status: 503 })).returned.status);
    expect(await Promise.all(runs)).toEqual(['200', '503', '200', '503']);
  });
});

describe('The hint', () => {
  test('is off unless the policy names a header', async () => {
    const { returned } = await run({ role: 'secondary' });
    expect(JSON.stringify(returned)).not.toContain('secondary');
  });

  test.each(['primary', 'secondary', 'sole'])('names a healthy %s origin', async role => {
    const { before, returned } = await run({ role }, hinting);
    expect(returned).toEqual({ ...before, headers: { ...before.headers, [HINT]: [{ key: HINT, value: role }] } });
  });

  test.each(['secondary', 'sole'])('names a %s origin on a rewritten error', async role => {
    const { returned } = await run({ role, status: 503 }, hinting);
    expect(returned.headers).toMatchObject({ [HINT]: [{ key: HINT, value: role }], ...header('x-failover-original-status', '503') });
  });

  test('names the primary on an error that nothing follows', async () => {
    expect((await run({ role: 'primary', status: 404 }, hinting)).returned.headers[HINT]).toEqual([{ key: HINT, value: 'primary' }]);
    expect((await run({ role: 'primary', status: 501 }, hinting)).returned.headers[HINT]).toEqual([{ key: HINT, value: 'primary' }]);
    expect((await run({ role: 'primary', method: 'POST', status: 503 }, hinting)).returned.headers[HINT]).toEqual([
      { key: HINT, value: 'primary' },
    ]);
  });

  test("keeps off the primary's failover answer", async () => {
    for (const method of METHODS_THAT_FAIL_OVER) {
      for (const status of POLICY.failover) {
        const { before, returned } = await run({ role: 'primary', method, status }, hinting);
        expect(returned).toEqual(before);
      }
    }
  });

  test("keeps off the primary's failover answer even when nothing is rewritten", async () => {
    const { before, returned } = await run({ role: 'primary', status: 503 }, originResponse({ ...POLICY, rewrite: [], hint: HINT }));
    expect(returned).toEqual(before);
  });

  test.each([undefined, 'garbage', 'Primary'])('keeps off an answer of the role %j', async role => {
    const { before, returned } = await run({ role }, hinting);
    expect(returned).toEqual(before);
  });

  test("replaces one of the origin's", async () => {
    const { returned } = await run({ role: 'secondary', headers: header(HINT, 'primary') }, hinting);
    expect(returned.headers).toEqual({ [HINT]: [{ key: HINT, value: 'secondary' }] });
  });
});

describe.each([
  ['without a hint', handle],
  ['with a hint', hinting],
])('On an event that CloudFront does not send, the handler %s', (_, handler) => {
  const call = (event: unknown) => handler(event as any);

  test.each([...EVENTS_WITHOUT_RESPONSE])('returns undefined for %j', async event => {
    expect(await call(event)).toBeUndefined();
  });

  test.each([null, 0, '', 'response', [], false])('returns the response %j as it is', async response => {
    const event = originResponseEvent({ role: 'secondary' });
    exchangeOf(event).response = response;
    expect(await call(event)).toBe(response);
  });

  const responds = async (status: number, request: unknown) => {
    const event = originResponseEvent({ status });
    exchangeOf(event).request = request;
    const before = structuredClone(exchangeOf(event).response);
    expect(await call(event)).toBe(exchangeOf(event).response);
    expect(exchangeOf(event).response).toEqual(before);
  };

  test.each([undefined, null, [], {}, 'request', 1])('leaves the response alone when the request is %j', async request => {
    await responds(503, request);
    await responds(200, request);
  });

  test.each([
    undefined,
    null,
    [],
    {},
    'custom',
    { custom: null },
    { custom: {} },
    { custom: 'x' },
    { s3: { customHeaders: null } },
    { s3: { customHeaders: 'x' } },
    { s3: { customHeaders: [] } },
    { custom: { customHeaders: { 'x-failover-role': null } } },
    { custom: { customHeaders: { 'x-failover-role': [null] } } },
    { custom: { customHeaders: { 'x-failover-role': { value: 'secondary' } } } },
    { custom: { customHeaders: { 'x-failover-role': 1 } } },
    { custom: { customHeaders: header('x-failover-role', 'secondary') }, s3: null },
  ])('leaves the response alone when the origin is %j', async origin => {
    await responds(503, { method: 'GET', origin });
    await responds(200, { method: 'GET', origin });
  });

  test.each<unknown>([undefined, null, [], {}, 'x', { toString: 1, valueOf: 1 }])(
    'leaves the response alone when its status is %j',
    async status => {
      const event = originResponseEvent({ role: 'primary', response: { status, headers: undefined } });
      const before = structuredClone(exchangeOf(event).response);
      expect(await call(event)).toEqual(before);
    },
  );

  test.each([undefined, null, 'x', 1, true])('returns a healthy response as it is when its headers are %j', async headers => {
    const event = originResponseEvent({ role: 'secondary', response: { headers } });
    const before = structuredClone(exchangeOf(event).response);
    expect(await call(event)).toEqual(before);
  });

  test.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])('is not confused by keys named %s anywhere', async name => {
    const text = JSON.stringify(originResponseEvent({ role: 'primary', status: 503 })).replaceAll(
      '{"',
      `{"${name}":[{"value":"secondary"}],"`,
    );
    const event = JSON.parse(text);
    await call(event);
    expect(JSON.stringify(event)).toBe(text);
    const polluted = Object.keys(Object.prototype).concat(Object.keys(Array.prototype), Object.keys(Function.prototype));
    expect(polluted).toEqual([]);
  });
});
