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
  const standby = await rawServer(socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nstandby'));
  const stack = stackIn('us-east-1');
  siteIn(stack, { failoverWithin: Duration.seconds(WITHIN_SECONDS) });
  const edge = Edge.of(Assembly.read((stack.node.root as App).synth().directory), { clock: systemClock });
  edge.origin('primary').connect(primary.url);
  edge.origin('secondary').connect(standby.url);
  const door = await listen(edge, { port: 0 });
  const start = performance.now();
  try {
    const response = await fetch(`${door.url}/page`);
    const text = await response.text().catch(error => `broken: ${error.name}`);
    const requests = primary.received.match(/^GET /gm)?.length;
    return { status: response.status, text, seconds: (performance.now() - start) / 1000, requests };
  } finally {
    await door.close();
    await edge.close();
  }
}

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
