import { originRequest, textOf } from './requests';
import { ManualClock } from '../../../lib/simulator/journey/clock';
import { BrokenBody, OriginOutcome } from '../../../lib/simulator/origins/origin';
import { ScriptedOrigin } from '../../../lib/simulator/origins/scripted-origin';

const LIMITS = { connect: 10_000, read: 30_000 };

let clock: ManualClock;
let origin: ScriptedOrigin;

beforeEach(() => {
  clock = new ManualClock(0);
  origin = new ScriptedOrigin('primary');
});

const ask = (request = {}) => origin.exchange(originRequest(request), LIMITS, clock);

async function responseOf(outcome: Promise<OriginOutcome>) {
  const settled = await outcome;
  if (settled.kind !== 'response') throw new Error(settled.failure);
  return settled.response;
}

test('answers 200 with its name by default', async () => {
  const response = await responseOf(ask());
  expect(response).toMatchObject({
    status: 200,
    statusText: 'OK',
    headers: { 'content-type': ['text/plain; charset=utf-8'], 'content-length': ['16'] },
  });
  expect(await textOf(response.body)).toBe('primary answers\n');
});

test('answers with the status, body and headers that it was given', async () => {
  origin.respond(404, 'nothing here', { 'Cache-Control': 'max-age=5', 'Set-Cookie': ['a=1', 'b=2'] });
  const response = await responseOf(ask());
  expect(response).toMatchObject({
    status: 404,
    statusText: 'Not Found',
    headers: { 'cache-control': ['max-age=5'], 'set-cookie': ['a=1', 'b=2'] },
  });
  expect(await textOf(response.body)).toBe('nothing here');
});

test('gives each response headers of its own', async () => {
  const first = await responseOf(ask());
  first.headers['content-type']!.push('changed');
  delete first.headers['content-length'];
  expect((await responseOf(ask())).headers).toEqual({ 'content-type': ['text/plain; charset=utf-8'], 'content-length': ['16'] });
});

test('sends no body to HEAD, and keeps its length', async () => {
  const response = await responseOf(ask({ method: 'HEAD' }));
  expect(response.headers['content-length']).toEqual(['16']);
  expect(await textOf(response.body)).toBe('');
});

test.each([204, 304])('%i has neither body nor length', async status => {
  const response = await responseOf(origin.respond(status, 'ignored', { etag: '"1"' }).exchange(originRequest(), LIMITS, clock));
  expect(response).toMatchObject({ headers: { etag: ['"1"'] }, body: new Uint8Array(0) });
  expect(response.headers['content-length']).toBeUndefined();
});

test.each([100, 199, 600, 200.5, NaN])('refuses the status %p', status => {
  expect(() => origin.respond(status)).toThrow(/^status .+: an origin answers with a whole number from 200 to 599\. Pass one of those\.$/);
});

test('answers what a function says, at once or later', async () => {
  origin.respondWith(({ path }) => ({ status: 200, body: `you asked for ${path}` }));
  expect(await textOf((await responseOf(ask({ path: '/a' }))).body)).toBe('you asked for /a');
  origin.respondWith(async ({ path }) => ({ status: 200, body: `later: ${path}`, headers: { 'X-A': '1' } }));
  const response = await responseOf(ask({ path: '/b' }));
  expect(response.headers['x-a']).toEqual(['1']);
  expect(await textOf(response.body)).toBe('later: /b');
});

test.each([
  ['throws', () => { throw new Error('broken script'); }],
  ['rejects', () => Promise.reject(new Error('broken script'))],
])('a function that %s is a 500 with the message', async (_, script) => {
  const response = await responseOf(origin.respondWith(script).exchange(originRequest(), LIMITS, clock));
  expect(response.status).toBe(500);
  expect(await textOf(response.body)).toContain('broken script');
});

describe('fails as origins fail', () => {
  test.each([
    ['refuse', 'refused', 0, false],
    ['reset', 'reset', 0, true],
    ['hang', 'read-timeout', LIMITS.read, true],
    ['hangConnect', 'connect-timeout', LIMITS.connect, false],
    ['failDns', 'dns', 0, false],
    ['failTls', 'tls', 0, false],
  ] as const)('%s is %s after %i ms', async (control, failure, waited, seen) => {
    expect(await origin[control]().exchange(originRequest(), LIMITS, clock)).toEqual({ kind: 'failure', failure });
    expect(clock.now()).toBe(waited);
    expect(origin.requests).toHaveLength(seen ? 1 : 0);
  });

  test('and recovers to its first answer', async () => {
    origin.respond(503).delay(5).refuse().recover();
    expect((await responseOf(ask())).status).toBe(200);
    expect(clock.now()).toBe(0);
  });

  test('a delay within the read timeout makes the answer late', async () => {
    origin.respond(201).delay(LIMITS.read);
    expect((await responseOf(ask())).status).toBe(201);
    expect(clock.now()).toBe(LIMITS.read);
  });

  test('a delay is kept by another answer, and makes no failure slower', async () => {
    origin.delay(7).respond(201);
    await ask();
    await origin.refuse().exchange(originRequest(), LIMITS, clock);
    expect(clock.now()).toBe(7);
  });

  test('a delay past the read timeout is a read timeout', async () => {
    origin.delay(LIMITS.read + 1);
    expect(await ask()).toEqual({ kind: 'failure', failure: 'read-timeout' });
    expect(clock.now()).toBe(LIMITS.read);
  });
});

describe('breaks off', () => {
  async function broken() {
    const response = await responseOf(ask());
    const chunks: Uint8Array[] = [];
    const read = async () => { for await (const chunk of response.body as AsyncIterable<Uint8Array>) chunks.push(chunk); };
    await expect(read()).rejects.toThrow(BrokenBody);
    return { headers: response.headers, sent: Buffer.concat(chunks).toString() };
  }

  test('in the middle of its answer', async () => {
    origin.respond(200, 'hello world').breakOff(5);
    expect(await broken()).toMatchObject({ sent: 'hello', headers: { 'content-length': ['11'] } });
  });

  test('without saying how much there would have been', async () => {
    origin.breakOff(0, { contentLength: false });
    const { sent, headers } = await broken();
    expect(sent).toBe('');
    expect(headers['content-length']).toBeUndefined();
  });

  test('after more bytes than the answer has', async () => {
    origin.respond(200, 'hi').breakOff(4);
    expect(await broken()).toMatchObject({ sent: 'hi..', headers: { 'content-length': ['5'] } });
  });

  test('and has nothing to break off for HEAD', async () => {
    const response = await responseOf(origin.breakOff(3).exchange(originRequest({ method: 'HEAD' }), LIMITS, clock));
    expect(await textOf(response.body)).toBe('');
  });
});

test('remembers the latest two hundred requests', async () => {
  for (let i = 0; i < 950; i++) await ask({ path: `/${i}` });
  expect(origin.requests).toHaveLength(200);
  expect(origin.requests.at(0)!.path).toBe('/750');
  expect(origin.requests.at(-1)!.path).toBe('/949');
});

test('remembers fewer requests with large bodies, and always the latest', async () => {
  const body = new Uint8Array(5 * 2 ** 20);
  for (let i = 0; i < 10; i++) await ask({ path: `/${i}`, body });
  expect(origin.requests.map(({ path }) => path)).toEqual(['/7', '/8', '/9']);
  await ask({ path: '/huge', body: new Uint8Array(20 * 2 ** 20) });
  expect(origin.requests.map(({ path }) => path)).toEqual(['/huge']);
  for (let i = 0; i < 500; i++) await ask({ path: `/small${i}` });
  expect(origin.requests).toHaveLength(200);
});
