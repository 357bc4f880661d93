import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { App, Duration } from 'aws-cdk-lib';
import { Assembly } from '../../lib/model/assembly';
import { listen } from '../../lib/simulator/http/http-server';
import { systemClock } from '../../lib/simulator/journey/clock';
import { Edge } from '../../lib/simulator/journey/edge';
import { closeRawServers, rawServer } from '../simulator/http/sockets';
import { siteIn, stackIn } from '../support/stacks';

/** Of which 1 s is for the connection, and 2 s are for the response. */
const WITHIN_SECONDS = 3;

/** What this machine adds. */
const SLACK_SECONDS = 1;

afterEach(closeRawServers);

/** What a viewer gets over HTTP, and after how many seconds of this machine's clock, from a primary that treats its connections so. */
async function viewer(serve: Parameters<typeof rawServer>[0]) {
  const primary = await rawServer(serve);
  const seen = await viewerOf(primary.url);
  return { ...seen, requests: primary.received.match(/^GET /gm)?.length };
}

async function viewerOf(primary: string) {
  const standby = await rawServer(socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nstandby'));
  const stack = stackIn('us-east-1');
  siteIn(stack, { failoverWithin: Duration.seconds(WITHIN_SECONDS) });
  const edge = Edge.of(Assembly.read((stack.node.root as App).synth().directory), { clock: systemClock });
  edge.origin('primary').connect(primary);
  edge.origin('secondary').connect(standby.url);
  const door = await listen(edge, { port: 0 });
  const start = performance.now();
  try {
    const response = await fetch(`${door.url}/page`);
    const text = await response.text().catch(error => `broken: ${error.name}`);
    return { status: response.status, text, seconds: (performance.now() - start) / 1000 };
  } finally {
    await door.close();
    await edge.close();
  }
}

test('a primary that does not even connect: the viewer has the response of the secondary after the time for that', async () => {
  const { url, end } = await deafServer();
  try {
    const { seconds, ...seen } = await viewerOf(url);
    expect(seen).toEqual({ status: 200, text: 'standby' });
    expect(seconds).toBeGreaterThanOrEqual(1 - 0.05);
    expect(seconds).toBeLessThan(1 + SLACK_SECONDS);
  } finally {
    end();
  }
});

test('a primary that accepts and never responds: the viewer has the response of the secondary in time, after one attempt', async () => {
  const { seconds, ...seen } = await viewer(() => undefined);
  expect(seen).toEqual({ status: 200, text: 'standby', requests: 1 });
  expect(seconds).toBeGreaterThanOrEqual(2 - 0.05);
  expect(seconds).toBeLessThan(WITHIN_SECONDS + SLACK_SECONDS);
});

test('a primary that stops within its headers: the same', async () => {
  const { seconds, ...seen } = await viewer(socket => socket.write('HTTP/1.1 200 OK\r\nContent-Le'));
  expect(seen).toEqual({ status: 200, text: 'standby', requests: 1 });
  expect(seconds).toBeLessThan(WITHIN_SECONDS + SLACK_SECONDS);
});

test('a primary that stops between bytes of its body: the viewer waits no longer, and the response is cut off', async () => {
  const { seconds, status, text } = await viewer(socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthe first part'));
  expect([status, text]).toEqual([200, expect.stringMatching(/^broken: /)]);
  expect(seconds).toBeGreaterThanOrEqual(2 - 0.05);
  expect(seconds).toBeLessThan(WITHIN_SECONDS + SLACK_SECONDS);
});

/**
 * An address at which nothing refuses and nothing connects: a process that listens and is stopped, with as many connections as its queue
 * holds. The kernel drops the packets that would open another one.
 */
async function deafServer(): Promise<{ url: string; end: () => void }> {
  const child: ChildProcess = spawn(process.execPath, ['-e', `
    const server = require('node:net').createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));
  `], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout!, 'data');
  const port = Number(line);
  child.kill('SIGSTOP');
  const queued: Socket[] = [];
  const end = () => {
    queued.forEach(socket => socket.destroy());
    child.kill('SIGKILL');
  };
  for (let hangs = false; !hangs;) {
    if (queued.length === 64) {
      end();
      throw new Error('this machine queues more connections than it was asked to');
    }
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    queued.push(socket);
    hangs = await Promise.race([once(socket, 'connect').then(() => false), new Promise<boolean>(done => setTimeout(done, 300, true))]);
  }
  return { url: `http://127.0.0.1:${port}`, end };
}
