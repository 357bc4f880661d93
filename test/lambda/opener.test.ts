import { readFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import Ajv from 'ajv';
import { handler } from '../../lambda/opener';
import { OPENER_CODE } from '../../lib/function-code/opener-code.generated';
import { isSigned } from '../support/sigv4a';

const EMF = new Ajv().compile(JSON.parse(readFileSync(join(__dirname, 'emf-schema.json'), 'utf8')));

const ARN = 'arn:aws:cloudfront::111122223333:key-value-store/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111';
const NOW = 1_800_000_000;
const VARIABLES = {
  ALARM: 'the-alarm',
  STORE: 'the-store',
  OPEN_SECONDS: '300',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** A key-value store that refuses what CloudFront's would: an ETag that is not the newest, and a signature of other keys. */
class Store {
  readonly requests: string[] = [];
  /** Statuses with which the next requests fail; 0 for one that does not. */
  readonly failures: number[] = [];
  private version = 1;

  /** @param meanwhile called before a key is written */
  constructor(public value?: string, private meanwhile = (_store: Store) => {}) {}

  /** One in which nothing has happened to it yet. */
  twin(): Store {
    return Object.assign(new Store(this.value, this.meanwhile), { failures: [...this.failures] });
  }

  set(value: string): void {
    this.value = value;
    this.version++;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    let body = '';
    for await (const chunk of request) body += chunk;
    const path = `/key-value-stores/${encodeURIComponent(ARN)}`;
    const what = `${request.method} ${request.url!.replace(path, '') || '/'}`;
    this.requests.push(what);
    const reply = (status: number, json: object) => response.writeHead(status, { etag: `E${this.version}` }).end(JSON.stringify(json));
    const failure = this.failures.shift();
    if (failure) return reply(failure, { message: 'failing' });
    const { method = '', headers } = request;
    const url = `http://${headers.host}${request.url}`;
    const credentials = { accessKeyId: VARIABLES.AWS_ACCESS_KEY_ID, secretAccessKey: VARIABLES.AWS_SECRET_ACCESS_KEY };
    const isForStores = headers.authorization!.includes('/cloudfront-keyvaluestore/aws4_request, ');
    if (!isForStores || !isSigned({ method, url, body, headers }, credentials)) {
      return reply(403, { message: 'AccessDenied' });
    }
    if (headers['content-type'] !== (body ? 'application/json' : undefined)) return reply(415, { message: 'content-type' });
    switch (what) {
      case 'GET /': return reply(200, { KvsARN: ARN, ItemCount: 1 });
      case 'GET /keys/primary':
        return this.value === undefined ? reply(404, { message: 'no key' }) : reply(200, { Key: 'primary', Value: this.value });
      case 'PUT /keys/primary':
        this.meanwhile(this);
        this.meanwhile = () => {};
        if (request.headers['if-match'] !== `E${this.version}`) return reply(409, { message: 'ConflictException' });
        this.set(JSON.parse(body).Value);
        return reply(200, { ItemCount: 1 });
      default: return reply(400, { message: what });
    }
  }
}

const servers: Server[] = [];
afterEach(() => {
  jest.restoreAllMocks();
  servers.splice(0).forEach(server => { server.closeAllConnections(); server.close(); });
});

/** Of Lambda's Node.js. */
const sdk = { describeAlarms: jest.fn(), describeKeyValueStore: jest.fn() };
const SDK: Readonly<Record<string, object>> = {
  '@aws-sdk/client-cloudwatch': { CloudWatch: class { describeAlarms = sdk.describeAlarms; } },
  '@aws-sdk/client-cloudfront': { CloudFront: class { describeKeyValueStore = sdk.describeKeyValueStore; } },
};
for (const [id, module] of Object.entries(SDK)) jest.doMock(id, () => module, { virtual: true });

/** The handler in the code that is deployed. */
const deployed: typeof handler = (() => {
  const module = { exports: {} as { handler: typeof handler } };
  runInNewContext(OPENER_CODE, {
    module,
    exports: module.exports,
    Buffer,
    URL,
    AbortSignal,
    fetch: (...given: Parameters<typeof fetch>) => fetch(...given),
    Date,
    BigInt,
    TextEncoder,
    process,
    require: (id: string) => SDK[id] ?? createRequire(__filename)(id),
  });
  return module.exports.handler;
})();

interface Around {
  /** Of the alarm; '' if there is none. */
  readonly state?: string;
  /** Variables of the function. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly isDeployed?: boolean;
}

/** Runs what is deployed, and the source beside it, as Lambda does: with variables, and an SDK. Both do the same. */
async function run(store: Store, event: object, around: Around = {}) {
  const twin = store.twin();
  const outcome = await runOne(deployed, store, event, around);
  expect(await runOne(handler, twin, event, around)).toEqual(outcome);
  expect([twin.value, twin.requests]).toEqual([store.value, store.requests]);
  return outcome;
}

async function runOne(code: typeof handler, store: Store, event: object, { state = 'ALARM', variables, isDeployed = true }: Around) {
  const server = createServer((request, response) => void store.serve(request, response));
  servers.push(server);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const calls: unknown[] = [];
  const lines: string[] = [];
  sdk.describeAlarms.mockImplementation(async input => {
    calls.push(input);
    return state ? { MetricAlarms: [{ StateValue: state }] } : {};
  });
  sdk.describeKeyValueStore.mockImplementation(async input => {
    calls.push(input);
    if (!isDeployed) throw new Error('EntityNotFound');
    return { KeyValueStore: { ARN } };
  });
  const own = { AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: endpoint, ...VARIABLES, ...variables };
  jest.replaceProperty(process, 'env', own);
  jest.spyOn(Date, 'now').mockReturnValue(NOW * 1000);
  const write = jest.spyOn(process.stdout, 'write').mockImplementation(line => lines.push(String(line)) > 0);
  const result = await code(event).catch((error: Error) => `failed: ${error.message}`);
  write.mockRestore();
  return { result, calls, lines };
}

const ALARM = { 'detail-type': 'CloudWatch Alarm State Change', 'detail': { alarmName: 'the-alarm', state: { value: 'ALARM' } } };
const SCHEDULE = { 'detail-type': 'Scheduled Event', 'detail': {} };

test('when the alarm goes off, the breaker is open for as long as it is set to', async () => {
  const store = new Store('up');
  const { result, calls, lines } = await run(store, ALARM);
  expect(store.value).toBe(`down-until:${NOW + 300}`);
  expect(result).toBe(store.value);
  expect(store.requests).toEqual(['GET /', 'GET /keys/primary', 'PUT /keys/primary']);
  expect(calls).toEqual([{ Name: 'the-store' }]);
  const [line] = lines.map(text => JSON.parse(text));
  expect([lines.length, line]).toEqual([1, expect.objectContaining({ Openings: 1, Breaker: 'the-store', opened: result })]);
  expect([EMF(line), EMF.errors]).toEqual([true, null]);
});

test('a look at the alarm prolongs it when less than half of the time is left, and does not write before', async () => {
  const long = new Store(`down-until:${NOW + 151}`);
  expect(await run(long, SCHEDULE)).toMatchObject({
    result: `open: down-until:${NOW + 151}`, calls: [{ AlarmNames: ['the-alarm'] }, { Name: 'the-store' }],
  });
  expect(long.requests).not.toContain('PUT /keys/primary');
  const short = new Store(`down-until:${NOW + 150}`);
  await run(short, SCHEDULE);
  expect(short.value).toBe(`down-until:${NOW + 300}`);
});

test('a time that somebody has set by hand and that is later stays', async () => {
  const store = new Store(`down-until:${NOW + 86_400}`);
  await run(store, ALARM);
  expect(store.value).toBe(`down-until:${NOW + 86_400}`);
});

test.each(['off', '', 'down-until:tomorrow', 'up ', 'not up'])('a value that is neither a time nor up stays: %j', async value => {
  const store = new Store(value);
  const { result } = await run(store, ALARM);
  expect([store.value, result]).toEqual([value, `left alone: ${value}`]);
});

test('a store without the key gets it', async () => {
  const store = new Store();
  await run(store, ALARM);
  expect(store.value).toBe(`down-until:${NOW + 300}`);
});

test.each(['OK', 'INSUFFICIENT_DATA'])('nothing is read or written while the alarm is %s', async state => {
  const store = new Store('up');
  expect(await run(store, SCHEDULE, { state })).toMatchObject({ result: `the alarm is ${state}`, calls: [{ AlarmNames: ['the-alarm'] }] });
  expect(store.requests).toEqual([]);
});

test('an alarm that is gone is an error, which the alarm of the function reports', async () => {
  expect(await run(new Store('up'), SCHEDULE, { state: '' })).toMatchObject({ result: 'failed: no alarm the-alarm' });
});

test('before the store is there, an alarm that is missing is no error', async () => {
  expect(await run(new Store('up'), SCHEDULE, { state: '', isDeployed: false })).toMatchObject({ result: 'the alarm is not deployed' });
});

test('a store that is missing when the alarm goes off is one', async () => {
  expect(await run(new Store('up'), ALARM, { isDeployed: false })).toMatchObject({ result: 'failed: EntityNotFound' });
});

test('a change meanwhile is read and weighed again, instead of being overwritten', async () => {
  const store = new Store('up', other => other.set('off'));
  const { result } = await run(store, ALARM);
  expect([store.value, result]).toEqual(['off', 'left alone: off']);
});

test('a store that fails twice is tried again; after the third time it is an error', async () => {
  const twice = new Store('up');
  twice.failures.push(500, 500);
  await run(twice, ALARM);
  expect(twice.value).toBe(`down-until:${NOW + 300}`);
  const thrice = new Store('up');
  thrice.failures.push(500, 500, 503);
  expect((await run(thrice, ALARM)).result).toBe('failed: GET store: 503 {"message":"failing"}');
  expect(thrice.value).toBe('up');
});

test.each([
  ['GET store', [404, 404, 404]],
  ['PUT /keys/primary', [0, 0, 404, 0, 0, 404, 0, 0, 404]],
])('a 404 to %s is an error: only the key may be missing', async (what, failures) => {
  const store = new Store('up');
  store.failures.push(...failures);
  expect((await run(store, ALARM)).result).toBe(`failed: ${what}: 404 {"message":"failing"}`);
});

test('a signature with other keys is refused by the store', async () => {
  const store = new Store('up');
  const { result } = await run(store, ALARM, { variables: { AWS_SECRET_ACCESS_KEY: 'another' } });
  expect([store.value, result]).toEqual(['up', 'failed: GET store: 403 {"message":"AccessDenied"}']);
});

test('a session token is sent and signed', async () => {
  const store = new Store('up');
  await run(store, ALARM, { variables: { AWS_SESSION_TOKEN: 'a+session/token==' } });
  expect(store.value).toBe(`down-until:${NOW + 300}`);
});

test('without another endpoint, the store is asked at that of its account, and for three seconds', async () => {
  const fetched = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('gone', { status: 410 }));
  const patience = jest.spyOn(AbortSignal, 'timeout');
  const { result } = await run(new Store(), ALARM, { variables: { AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: undefined } });
  expect(result).toBe('failed: GET store: 410 gone');
  const url = `https://111122223333.cloudfront-kvs.global.api.aws/key-value-stores/${encodeURIComponent(ARN)}`;
  expect(fetched.mock.calls.map(([asked]) => String(asked))).toEqual(Array(6).fill(url));
  expect(patience.mock.calls).toEqual(Array(6).fill([3000]));
});

test('an event without details has the alarm looked at, too', async () => {
  expect(await run(new Store(), {}, { state: 'OK' })).toMatchObject({ result: 'the alarm is OK', calls: [{ AlarmNames: ['the-alarm'] }] });
  expect(await run(new Store(), { detail: {} }, { state: 'OK' })).toMatchObject({ result: 'the alarm is OK' });
});

test('is no longer than a template can take well, and needs nothing but Node.js and the SDK of the runtime', () => {
  expect(OPENER_CODE.length).toBeLessThan(5000);
  expect([...new Set([...OPENER_CODE.matchAll(/require\("([^"]+)"\)/g)].map(([, id]) => id))].sort())
    .toEqual(['@aws-sdk/client-cloudfront', '@aws-sdk/client-cloudwatch', 'node:crypto']);
});
