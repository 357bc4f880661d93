import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { simulate, SimulatedEdge } from '../../lib/testing';
import { closeForgottenEdges } from '../../lib/testing/simulated-edge';
import { FUNCTIONS, pair, Pair } from '../simulator/journey/pair';
import { Streaming } from '../simulator/journey/stage';
import { FOUR_PARTS } from '../support/stacks';

const open: SimulatedEdge[] = [];

function edgeOf(options: Pair = {}): SimulatedEdge {
  const edge = simulate(pair(options));
  open.push(edge);
  return edge;
}

/** An edge that hands what it is asked on to the primary as it is, and what the primary was asked. */
function transparent() {
  const edge = edgeOf({
    cache: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    methods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
    behavior: {
      TargetOriginId: 'primary',
      OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3',
    },
  });
  return { edge, asked: () => edge.origin('primary').requests.at(-1)! };
}

afterEach(() => Promise.all(open.splice(0).map(edge => edge.close())));

describe('fetch', () => {
  it('asks for a path as it is written, with its query string', async () => {
    const { edge, asked } = transparent();
    await edge.fetch('/a/../b%20c?x=1?y');
    expect(asked()).toMatchObject({ method: 'GET', path: '/a/../b%20c', query: 'x=1?y' });
  });

  it('takes method, headers and body', async () => {
    const { edge, asked } = transparent();
    await edge.fetch('/form', { method: 'post', headers: { 'X-Mine': 'yes' }, body: 'a=1' });
    expect(asked()).toMatchObject({ method: 'POST', headers: { 'x-mine': ['yes'] }, body: Buffer.from('a=1') });
  });

  it.each([
    ['an object', { 'x-a': '1' }],
    ['Headers', new Headers({ 'x-a': '1' })],
    ['pairs', [['X-A', '1']] as const],
  ])('takes headers as %s', async (_, headers) => {
    const { edge, asked } = transparent();
    await edge.fetch('/', { headers });
    expect(asked().headers['x-a']).toEqual(['1']);
  });

  it('takes a Request', async () => {
    const { edge, asked } = transparent();
    await edge.fetch(new Request('https://www.example.com/form?x=1', { method: 'PUT', headers: { 'x-a': '1' }, body: 'text' }));
    expect(asked()).toMatchObject({ method: 'PUT', path: '/form', query: 'x=1', headers: { 'x-a': ['1'] }, body: Buffer.from('text') });
  });

  it('takes what stands beside a Request in the place of what is in it', async () => {
    const { edge, asked } = transparent();
    await edge.fetch(new Request('https://www.example.com/', { headers: { 'x-a': '1', 'x-b': '1' } }), {
      method: 'HEAD',
      headers: { 'x-a': '2' },
    });
    expect(asked()).toMatchObject({ method: 'HEAD', headers: { 'x-a': ['2'], 'x-b': ['1'] } });
  });

  it.each(['https://www.example.com/page', new URL('https://www.example.com/page')])('takes the URL %s, and sends its host', async url => {
    const { edge, asked } = transparent();
    await edge.fetch(url);
    expect(asked()).toMatchObject({ path: '/page', host: 'www.example.com' });
  });

  it('comes over HTTP when the URL says so', async () => {
    const edge = edgeOf({ behavior: { ViewerProtocolPolicy: 'redirect-to-https' } });
    expect((await edge.fetch('http://www.example.com/page')).headers.get('location')).toBe('https://www.example.com/page');
    expect((await edge.fetch('https://www.example.com/page')).status).toBe(200);
  });

  it.each(['page', 'ftp://example.com/', ''])('fails for %j', async url => {
    await expect(edgeOf().fetch(url)).rejects.toThrow(FOUR_PARTS);
  });
});

describe('the response', () => {
  it('has status, headers, body and trace', async () => {
    const edge = edgeOf();
    edge.origin('primary').respond(201, '{"a":1}', { 'Content-Type': 'application/json', 'set-cookie': ['a=1', 'b=2'] });
    const response = await edge.fetch('/');
    expect(response).toMatchObject({
      status: 201,
      statusText: 'Created',
      ok: true,
      body: Buffer.from('{"a":1}'),
      trace: { servedBy: 'primary' },
    });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ a: 1 });
    expect(await response.text()).toBe('{"a":1}');
  });

  it('is not ok from 300 on', async () => {
    const edge = edgeOf();
    edge.origin('primary').respond(404);
    expect((await edge.fetch('/')).ok).toBe(false);
  });

  it('fails to be read when the body broke off, and has what arrived', async () => {
    const edge = edgeOf();
    edge.origin('primary').respond(200, 'whole').breakOff(3);
    const response = await edge.fetch('/');
    await expect(response.text()).rejects.toThrow('broke off after 3 bytes');
    expect(Buffer.from(response.body).toString()).toBe('who');
  });

  it('is read to its end, so that what streams is cached', async () => {
    const edge = edgeOf();
    edge.origin('primary').respondWith(() => ({ status: 200, body: new Streaming('stream') }));
    expect(await (await edge.fetch('/')).text()).toBe('stream');
    expect((await edge.fetch('/')).trace.servedBy).toBe('cache');
  });

  it('has headers beyond Latin-1 as their bytes', async () => {
    const edge = edgeOf();
    edge.origin('primary').respond(200, '', { 'x-name': '東京' });
    const { headers } = await edge.fetch('/');
    expect(Buffer.from(headers.get('x-name')!, 'latin1').toString()).toBe('東京');
  });
});

describe('time', () => {
  // Whoever waits in real time waits for ever here.
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it.each([
    ['hangs', 'hang', 90_000, 3],
    ['does not complete the connection', 'hangConnect', 30_000, 3],
  ] as const)('passes on the clock alone when the primary %s', async (_, fault, waitedMs, attempts) => {
    const edge = edgeOf();
    const before = edge.clock.now();
    edge.origin('primary')[fault]();
    const { trace } = await edge.fetch('/');
    expect(trace).toMatchObject({ waitedMs, servedBy: 'secondary' });
    expect(trace.attempts.filter(({ role }) => role === 'primary')).toHaveLength(attempts);
    expect(edge.clock.now() - before).toBe(waitedMs);
  });

  it('passes on the clock alone when an origin is slow', async () => {
    const edge = edgeOf();
    edge.origin('primary').delay(2500);
    expect((await edge.fetch('/')).trace).toMatchObject({ waitedMs: 2500, servedBy: 'primary' });
  });

  it('is advanced in seconds', async () => {
    const edge = edgeOf();
    edge.origin('primary').respond(200, '', { 'cache-control': 'max-age=60' });
    await edge.fetch('/');
    edge.clock.advance(59);
    expect((await edge.fetch('/')).trace.cache).toBe('hit');
    edge.clock.advance(1);
    expect((await edge.fetch('/')).trace.cache).not.toBe('hit');
  });

  it('begins when it is told to', () => {
    const now = new Date('2030-02-03T04:05:06Z');
    expect(simulate(pair(), { now }).clock.now()).toBe(now.getTime());
  });

  it('has passed for what is asked beside an answer when fetch resolves', async () => {
    const edge = edgeOf({ functions: { 'origin-response': FUNCTIONS.untouched } });
    jest.useRealTimers();
    edge.origin('primary').respond(200, 'old', { 'cache-control': 'max-age=1, stale-while-revalidate=60' });
    await edge.fetch('/');
    edge.clock.advance(2);
    edge.origin('primary').respond(200, 'new');
    expect(await (await edge.fetch('/')).text()).toBe('old');
    expect(await (await edge.fetch('/')).text()).toBe('new');
  });
});

describe('origins', () => {
  it('are found by role, id and domain name', () => {
    const edge = edgeOf();
    const secondary = edge.origin('secondary');
    expect(edge.origin('secondary.example.com')).toBe(secondary);
    expect(() => edge.origin('third')).toThrow('there is no origin "third"');
  });

  it('answer by a function', async () => {
    const edge = edgeOf();
    edge.origin('primary').respondWith(({ path }) => ({ status: 200, body: `you asked for ${path}` }));
    expect(await (await edge.fetch('/this')).text()).toBe('you asked for /this');
  });

  it('can be real servers, and are let go by close', async () => {
    const server = createServer((_, response) => response.end('real')).listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const edge = edgeOf();
    edge.origin('primary').connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(await (await edge.fetch('/')).text()).toBe('real');
    await edge.close();
    await new Promise(resolve => server.close(resolve));
  });
});

describe('an edge', () => {
  it('holds to assumptions, from the beginning or later', async () => {
    const edge = simulate(pair({ functions: { 'origin-response': FUNCTIONS.awsSample } }), {
      assumptions: { failoverSees: 'origin-status' },
    });
    open.push(edge);
    edge.origin('primary').respond(503);
    expect((await edge.fetch('/')).trace.failedOver).toBe(true);
    edge.setAssumptions({ failoverSees: 'function-result' });
    expect((await edge.fetch('/2')).trace.failedOver).toBe(false);
    expect(edge.assumptions.failoverSees).toBe('function-result');
  });

  it('forgets what it keeps when it is invalidated', async () => {
    const edge = edgeOf();
    await edge.fetch('/');
    edge.invalidate();
    expect((await edge.fetch('/')).trace.cache).toBe('miss');
  });

  it('can be listened to, until it is closed', async () => {
    const edge = edgeOf();
    edge.origin('primary').respond(200, 'over HTTP');
    const { url, port } = await edge.listen();
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect(await (await fetch(url)).text()).toBe('over HTTP');
    await edge.close();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('has a fresh twin: nothing kept, healthy origins, the same assumptions', async () => {
    const edge = edgeOf();
    edge.setAssumptions({ connectFailureIs: 503 });
    edge.origin('primary').respond(200, 'kept');
    await edge.fetch('/');
    edge.origin('primary').refuse();
    const { trace } = await edge.fresh().fetch('/');
    expect(trace).toMatchObject({ cache: 'miss', servedBy: 'primary' });
    expect(edge.fresh().assumptions.connectFailureIs).toBe(503);
  });

  it('keeps nothing of a body that breaks off', async () => {
    const edge = edgeOf();
    edge.origin('primary').respond(200, 'half of it', { 'cache-control': 'max-age=60' }).breakOff(4);
    const response = await edge.fetch('/');
    expect(response.trace.storedSeconds).toBe(0);
    await expect(response.text()).rejects.toThrow('broke off');
    expect((await edge.fetch('/')).trace.cache).toBe('miss');
  });

  it('takes a header that is called like what every object has', async () => {
    const { edge, asked } = transparent();
    await edge.fetch('/', { headers: [['constructor', 'a'], ['constructor', 'b']] });
    expect(Object.entries(asked().headers)).toContainEqual(['constructor', ['a', 'b']]);
  });

  it('is closed as forgotten when it listens after it was closed', async () => {
    const edge = edgeOf();
    await edge.close();
    const { url } = await edge.listen();
    await closeForgottenEdges();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it.each([-1, NaN, Infinity, undefined])('fails to move its clock by %p', seconds => {
    const { clock } = edgeOf();
    expect(() => clock.advance(seconds as number)).toThrow(FOUR_PARTS);
  });

  it('can be closed twice', async () => {
    const edge = edgeOf();
    await edge.close();
    await expect(edge.close()).resolves.toBeUndefined();
  });

  it('tells why when the code of a function is missing', async () => {
    const template = pair({ functions: { 'origin-response': FUNCTIONS.untouched } });
    (template.Resources!.originresponse!.Properties as any).Code = { S3Bucket: 'elsewhere', S3Key: 'code.zip' };
    const response = await simulate(template).fetch('/');
    expect(response.status).toBe(501);
    expect(await response.text()).toContain('The code of the function originresponse is missing');
  });
});
