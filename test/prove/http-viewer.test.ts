import { createServer, RequestListener, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { HttpViewer } from '../../lib/prove/http-viewer';

const open: Array<Server | HttpViewer> = [];

afterEach(() => open.splice(0).forEach(one => one.close()));

async function viewerOf(listener: RequestListener): Promise<HttpViewer> {
  const server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const viewer = new HttpViewer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'agent');
  open.push(server, viewer);
  return viewer;
}

const request = (method = 'GET') => ({ method, target: '/plain/?k=1', headers: {} });

test('requests begin at least 50 ms apart, however many are sent at once', async () => {
  const viewer = await viewerOf((_, response) => response.end());
  const exchanges = await Promise.all([1, 2, 3, 4].map(() => viewer.send(request())));
  const begun = exchanges.map(({ at }) => Date.parse(at)).sort();
  expect(begun[3]! - begun[0]!).toBeGreaterThanOrEqual(3 * 49);
});

test.each(['GET', 'HEAD', 'OPTIONS', 'POST'])('%s arrives as it was asked for', async method => {
  const seen: string[] = [];
  const viewer = await viewerOf(({ method: got, url, headers }, response) => {
    seen.push(`${got} ${url} ${headers['content-length'] ?? '-'} ${headers['user-agent']}`);
    response.end();
  });
  await viewer.send(request(method));
  expect(seen).toEqual([`${method} /plain/?k=1 ${method === 'POST' ? '0' : '-'} agent`]);
});

test('a redirect is not followed, and evidence is kept', async () => {
  let requests = 0;
  const viewer = await viewerOf((_, response) => {
    requests++;
    response.writeHead(302, { 'location': 'http://127.0.0.1:1/', 'X-Amz-Cf-Id': 'id', 'set-cookie': 'a=b' }).end('moved');
  });
  expect(await viewer.send(request())).toMatchObject({ status: 302, headers: { 'x-amz-cf-id': 'id' }, bytes: 5, complete: true });
  expect(requests).toBe(1);
});

test.each<[string, RequestListener]>([
  ['without its length', (_, response) => response.writeHead(200, { 'content-length': '10' }).write('half', () => response.destroy())],
  ['in chunks', (_, response) => response.write('half', () => response.destroy())],
])('a body that breaks off %s is not complete', async (_, listener) => {
  const viewer = await viewerOf(listener);
  expect(await viewer.send(request())).toMatchObject({ status: 200, bytes: 4, complete: false });
});

test('a server that nobody reaches loses the request', async () => {
  const viewer = new HttpViewer('http://127.0.0.1:1', 'agent');
  open.push(viewer);
  await expect(viewer.send(request())).rejects.toThrow('ECONNREFUSED');
});
