import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Headers } from '../../../lib/function-code/message';
import { OriginRequest } from '../../../lib/simulator/forwarding/forwarding';
import { FolderOrigin, FolderOriginOptions } from '../../../lib/simulator/origins/folder-origin';

const HTML = '<h1>Hello</h1>\n';
const ETAG = `"${createHash('md5').update(HTML).digest('hex')}"`;
const MODIFIED = new Date('2026-01-02T03:04:05Z');

let outside: string;
let root: string;

beforeAll(() => {
  outside = mkdtempSync(join(tmpdir(), 'folder-origin-'));
  root = join(outside, 'dist');
  mkdirSync(join(root, 'docs'), { recursive: true });
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  writeFileSync(join(root, 'index.html'), HTML);
  utimesSync(join(root, 'index.html'), MODIFIED, MODIFIED);
  writeFileSync(join(root, 'docs', 'index.html'), HTML);
  writeFileSync(join(root, 'a b+ü.JS'), 'code');
  writeFileSync(join(root, 'data'), '0123456789');
  writeFileSync(join(root, 'empty.txt'), '');
  symlinkSync(join(outside, 'secret.txt'), join(root, 'out.txt'));
  symlinkSync(outside, join(root, 'up'));
  symlinkSync('index.html', join(root, 'in.html'));
});
afterAll(() => rmSync(outside, { recursive: true }));

interface Asked extends FolderOriginOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

async function ask(path: string, { method = 'GET', headers = {}, ...options }: Asked = {}) {
  const lists: Headers = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  const request = { method, path, query: '', headers: lists, protocol: 'https', clientIp: '::1', host: 'bucket' } as OriginRequest;
  const outcome = await new FolderOrigin(root, options).exchange(request);
  if (outcome.kind !== 'response') throw new Error(outcome.failure);
  const { status, headers: got, body } = outcome.response;
  const chunks: Uint8Array[] = [];
  if (ArrayBuffer.isView(body)) chunks.push(body);
  else for await (const chunk of body) chunks.push(chunk);
  return { status, headers: got, text: Buffer.concat(chunks).toString() };
}

test('an object, with its type, length, ETag and time', async () => {
  expect(await ask('/index.html')).toEqual({
    status: 200,
    headers: {
      'content-type': ['text/html'],
      'content-length': [String(HTML.length)],
      'etag': [ETAG],
      'accept-ranges': ['bytes'],
      'last-modified': ['Fri, 02 Jan 2026 03:04:05 GMT'],
      'server': ['AmazonS3'],
    },
    text: HTML,
  });
});

test('HEAD has the headers of GET, and no body', async () => {
  const [get, head] = await Promise.all(['GET', 'HEAD'].map(method => ask('/index.html', { method })));
  expect(head).toEqual({ ...get, text: '' });
});

test.each([
  ['/a%20b+%C3%BC.JS', 'text/javascript', 'code'],
  ['/data', 'binary/octet-stream', '0123456789'],
  ['/empty.txt', 'text/plain', ''],
  ['/docs/index.html', 'text/html', HTML],
  ['/in.html', 'text/html', HTML],
])('%s is %s', async (path, type, text) => {
  expect(await ask(path)).toMatchObject({ status: 200, headers: { 'content-type': [type] }, text });
});

describe('what is missing', () => {
  const MISSING = [
    '/no.html', '/docs', '/docs/', '/docs//index.html', '/./index.html', '/../secret.txt', '/%2e%2e/secret.txt', '/..%2Fsecret.txt',
    '/..%5Csecret.txt', '/docs/../../secret.txt', '/out.txt', '/up/secret.txt', '/index.html%00', '/index.html/', '//index.html',
  ];

  test.each(MISSING)('%s is a 403 of a private bucket', async path => {
    const { status, headers, text } = await ask(path);
    expect({ status, type: headers['content-type'], text }).toEqual({
      status: 403,
      type: ['application/xml'],
      text: '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
    });
  });

  test.each(MISSING)('%s is a 404 of a bucket that may be listed', async path => {
    expect(await ask(path, { canList: true })).toMatchObject({ status: 404, text: expect.stringContaining('<Code>NoSuchKey</Code>') });
  });

  test('the bucket itself: there is no index', async () => {
    expect((await ask('/')).status).toBe(403);
    expect(await ask('/', { canList: true })).toMatchObject({ status: 501, text: expect.stringContaining('not modelled') });
  });

  test('has no body for HEAD', async () => {
    expect(await ask('/no.html', { method: 'HEAD' })).toMatchObject({ status: 403, text: '' });
  });

  test('a path that is no UTF-8 is a 400', async () => {
    expect(await ask('/%ff')).toMatchObject({ status: 400, text: expect.stringContaining('<Code>InvalidURI</Code>') });
  });
});

test.each([['OPTIONS', 403], ['PUT', 403], ['DELETE', 403], ['POST', 405], ['PATCH', 405]])('%s is a %d', async (method, status) => {
  expect((await ask('/index.html', { method })).status).toBe(status);
});

test.each<[Record<string, string>, number]>([
  [{ 'if-none-match': ETAG }, 304],
  [{ 'if-none-match': `"other", W/${ETAG}` }, 304],
  [{ 'if-none-match': '*' }, 304],
  [{ 'if-none-match': '"other"' }, 200],
  [{ 'if-none-match': '"other"', 'if-modified-since': MODIFIED.toUTCString() }, 200],
  [{ 'if-modified-since': MODIFIED.toUTCString() }, 304],
  [{ 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' }, 200],
  [{ 'if-modified-since': 'yesterday' }, 200],
  [{ 'if-match': ETAG }, 200],
  [{ 'if-match': '"other"' }, 412],
  [{ 'if-unmodified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' }, 412],
  [{ 'if-unmodified-since': MODIFIED.toUTCString() }, 200],
])('%j is a %d', async (headers, status) => {
  const answer = await ask('/index.html', { headers });
  expect(answer.status).toBe(status);
  expect([answer.headers.etag, answer.text === '']).toEqual([status === 412 ? undefined : [ETAG], status === 304]);
});

test.each<[string, number, string, string | undefined]>([
  ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
  ['bytes=8-', 206, '89', 'bytes 8-9/10'],
  ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
  ['bytes=-3', 206, '789', 'bytes 7-9/10'],
  ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
  ['bytes=10-', 416, '<Code>InvalidRange</Code>', 'bytes */10'],
  ['bytes=-0', 416, '<Code>InvalidRange</Code>', 'bytes */10'],
  ['bytes=4-2', 200, '0123456789', undefined],
  ['bytes=0-1,3-4', 200, '0123456789', undefined],
  ['bytes=-', 200, '0123456789', undefined],
  ['lines=0-1', 200, '0123456789', undefined],
])('the range %s is a %d', async (range, status, text, contentRange) => {
  const answer = await ask('/data', { headers: { range } });
  expect(answer).toMatchObject({ status, text: expect.stringContaining(text) });
  expect(answer.headers['content-range']?.[0]).toBe(contentRange);
});

test('a range of another version is the whole object', async () => {
  expect((await ask('/data', { headers: { 'range': 'bytes=0-1', 'if-range': '"other"' } })).status).toBe(200);
  const { headers: { etag } } = await ask('/data');
  expect((await ask('/data', { headers: { 'range': 'bytes=0-1', 'if-range': etag![0]! } })).status).toBe(206);
});

test('a file that changes has another ETag', async () => {
  const origin = new FolderOrigin(root);
  const request = { method: 'HEAD', path: '/changing.txt', headers: {} } as OriginRequest;
  const etagNow = async () => {
    const outcome = await origin.exchange(request);
    return outcome.kind === 'response' && outcome.response.headers.etag;
  };
  writeFileSync(join(root, 'changing.txt'), 'one');
  const before = await etagNow();
  expect(await etagNow()).toEqual(before);
  writeFileSync(join(root, 'changing.txt'), 'another');
  expect(await etagNow()).not.toEqual(before);
});

test.each([
  ['no/such/folder', 'there is no such folder'],
  [__filename, 'it is a file'],
])('fails for %s', (path, why) => {
  expect(() => new FolderOrigin(path)).toThrow(`neither a URL nor a folder (${why}). Write it like http://localhost:3000 or ./dist.`);
});
