import { closeRawServers, sendRaw } from './sockets';
import { EdgeRequest, generated } from '../../../lib/function-code/message';
import { listen, Listening } from '../../../lib/simulator/http/http-server';
import { emptyTrace } from '../../../lib/simulator/journey/trace';

let server: Listening;
const warnings: string[] = [];
afterEach(async () => {
  warnings.length = 0;
  await server.close();
  await closeRawServers();
});

async function serving(hosts?: readonly string[]): Promise<void> {
  const handle = async (request: EdgeRequest) => ({
    response: generated(200, 'OK', 'hello'),
    trace: { ...emptyTrace(request), status: 200 },
  });
  const reserved = (_: unknown, response: { end(text: string): unknown }) => Boolean(response.end('control'));
  server = await listen({ handle }, { port: 0, hosts, reserved, warn: line => warnings.push(line) });
}

async function statusFor(host: string, path = '/'): Promise<number> {
  return Number((await sendRaw(server.port, `GET ${path} HTTP/1.1\r\nHost:${host}\r\nConnection: close\r\n\r\n`)).split(' ')[1]);
}

test.each([
  'localhost',
  'localhost:8080',
  'LocalHost',
  'site.localhost',
  '127.0.0.1',
  '127.0.0.2:80',
  '[::1]',
  '[::1]:8080',
  'd111111abcdef8.cloudfront.net',
  '',
])('answers to %j', async host => {
  await serving();
  expect(await statusFor(host)).toBe(200);
});

test.each([
  'evil.example',
  'evil.example:8080',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  'evillocalhost',
  'localhost:evil',
  'evil.example#localhost',
  'user@localhost',
  'localhost, evil.example',
  'cloudfront.net',
  'cloudfront.net.evil.example',
  'evilcloudfront.net',
  '192.168.1.2',
  '0.0.0.0',
  '[::]',
  '2130706433',
])('fails for %j, which a page of somebody else may have as its own name', async host => {
  await serving();
  expect(await statusFor(host)).toBe(403);
});

test('answers to the names that it was given, wildcards included, and to no others', async () => {
  await serving(['www.example.com', '*.Example.org']);
  for (const host of ['www.example.com', 'WWW.example.com:8080', 'a.example.org', 'a.b.example.org']) {
    expect([host, await statusFor(host)]).toEqual([host, 200]);
  }
  for (const host of ['example.com', 'www.example.com.evil.example', 'awww.example.com', 'example.org', 'evilexample.org']) {
    expect([host, await statusFor(host)]).toEqual([host, 403]);
  }
});

test('says what it answers to, and how to add a name', async () => {
  await serving(['www.example.com']);
  const answer = await sendRaw(server.port, 'GET / HTTP/1.1\r\nHost: evil.example:81\r\n\r\n');
  const line =
    'Host "evil.example:81": the edge does not answer to this name. Allowed: localhost, 127.0.0.1, [::1], *.cloudfront.net, ' +
    'www.example.com. ' +
    'If it is yours, add it: --allow-host NAME.';
  expect(answer.split('\r\n\r\n')[1]).toBe(`${line}\n`);
  await statusFor('evil.example:81');
  expect(warnings).toEqual([line]);
});

test('looks at the Host header, wherever the request line says that it goes', async () => {
  await serving();
  expect(await statusFor('evil.example', 'http://localhost/')).toBe(403);
});

test('leaves the control page to check for itself', async () => {
  await serving();
  expect(await statusFor('evil.example', '/__edge/')).toBe(200);
});

test('answers to HTTP/1.0 without a Host header', async () => {
  await serving();
  expect(await sendRaw(server.port, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /);
});
