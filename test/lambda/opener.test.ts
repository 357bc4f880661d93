import { readFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import Ajv from 'ajv';
import { OPENER_CODE } from '../../lib/function-code/opener-code.generated';
import { isSigned } from '../support/sigv4a';

const EMF = new Ajv().compile(JSON.parse(readFileSync(join(__dirname, 'emf-schema.json'), 'utf8')));

const ARN = 'arn:aws:cloudfront::111122223333:key-value-store/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111';
const NOW = 1_800_000_000;
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

/** A key-value store that refuses what CloudFront's would: an ETag that is not the newest, and a signature of other keys. */
class Store {
  readonly requests: string[] = [];
  /** Answers with which the next requests fail. */
  readonly failures: number[] = [];
  private version = 1;

  /** @param meanwhile called before a key is written */
  constructor(public value?: string, private meanwhile = (_store: Store) => {}) {}

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
    if (!isSigned({ method, url, body, headers }, { accessKeyId: KEYS.AWS_ACCESS_KEY_ID, secretAccessKey: KEYS.AWS_SECRET_ACCESS_KEY })) {
      return reply(403, { message: 'AccessDenied' });
    }
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
afterEach(() => servers.splice(0).forEach(server => { server.closeAllConnections(); server.close(); }));

/** Runs the code that is deployed, as Lambda does: with its variables, and an SDK beside it. */
async function run(store: Store, event: object, { state = 'ALARM', keys = KEYS as object, deployed = true } = {}) {
  const server = createServer((request, response) => void store.serve(request, response));
  servers.push(server);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const calls: unknown[] = [];
  const lines: string[] = [];
  const sdk: Record<string, unknown> = {
    '@aws-sdk/client-cloudwatch': {
      CloudWatch: class {
        async describeAlarms(input: unknown) {
          calls.push(input);
          return { MetricAlarms: state ? [{ StateValue: state }] : [] };
        }
      },
    },
    '@aws-sdk/client-cloudfront': {
      CloudFront: class {
        async describeKeyValueStore(input: unknown) {
          calls.push(input);
          if (!deployed) throw new Error('EntityNotFound');
          return { KeyValueStore: { ARN } };
        }
      },
    },
  };
  const env = {
    ALARM: 'the-alarm', STORE: 'the-store', OPEN_SECONDS: '300', AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: endpoint, ...keys,
  };
  const module = { exports: {} as { handler?: (event: object) => Promise<string> } };
  const time = class extends Date { static override now() { return NOW * 1000; } };
  runInNewContext(OPENER_CODE, {
    module,
    exports: module.exports,
    Buffer,
    URL,
    AbortSignal,
    fetch,
    Date: time,
    BigInt,
    TextEncoder,
    process: { env, stdout: { write: (line: string) => lines.push(line) } },
    require: (id: string) => sdk[id] ?? createRequire(__filename)(id),
  });
  const result = await module.exports.handler!(event).catch((error: Error) => `failed: ${error.message}`);
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

test.each(['off', '', 'down-until:tomorrow', 'up '])('a value that is neither a time nor up stays: %j', async value => {
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
  expect(await run(new Store('up'), SCHEDULE, { state: '', deployed: false })).toMatchObject({ result: 'the alarm is not deployed' });
});

test('a store that is missing when the alarm goes off is one', async () => {
  expect(await run(new Store('up'), ALARM, { deployed: false })).toMatchObject({ result: 'failed: EntityNotFound' });
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

test('a signature with other keys is refused by the store', async () => {
  const store = new Store('up');
  const { result } = await run(store, ALARM, { keys: { ...KEYS, AWS_SECRET_ACCESS_KEY: 'another' } });
  expect([store.value, result]).toEqual(['up', 'failed: GET store: 403 {"message":"AccessDenied"}']);
});

test('a session token is sent and signed', async () => {
  const store = new Store('up');
  await run(store, ALARM, { keys: { ...KEYS, AWS_SESSION_TOKEN: 'a+session/token==' } });
  expect(store.value).toBe(`down-until:${NOW + 300}`);
});

test('is no longer than a template can take well, and needs nothing but Node.js and the SDK of the runtime', () => {
  expect(OPENER_CODE.length).toBeLessThan(5000);
  expect([...new Set([...OPENER_CODE.matchAll(/require\("([^"]+)"\)/g)].map(([, id]) => id))].sort())
    .toEqual(['@aws-sdk/client-cloudfront', '@aws-sdk/client-cloudwatch', 'node:crypto']);
});
