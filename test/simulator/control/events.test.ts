import { ClientRequest, get, IncomingMessage } from 'node:http';
import { ask, post, serveControl, Served } from './fixtures';
import { Listeners } from '../../../lib/simulator/control/listeners';

let served: Served;
const open: ClientRequest[] = [];
beforeEach(async () => { served = await serveControl({ names: ['Site'] }); });
afterEach(async () => {
  open.splice(0).forEach(request => request.destroy());
  await served.close();
});

interface Listening {
  readonly response: IncomingMessage;
  /** The next event, parsed. */
  next(): Promise<{ event: string; data: any }>;
}

function listenTo(url: string): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const request = get(url, response => {
      let text = '';
      let wake = () => {};
      response.setEncoding('utf8').on('error', () => {}).on('data', chunk => {
        text += chunk;
        wake();
      });
      resolve({ response, next });

      async function next() {
        for (;;) {
          const [whole, event, data] = /event: (.*)\ndata: (.*)\n\n/.exec(text) ?? [];
          if (whole !== undefined) {
            text = text.slice(text.indexOf(whole) + whole.length);
            return { event: event!, data: JSON.parse(data!) };
          }
          await new Promise<void>(woken => { wake = woken; });
        }
      }
    }).on('error', error => (request.destroyed ? undefined : reject(error)));
    open.push(request);
  });
}

test('begin with the state, then requests and switches as they come', async () => {
  const { response, next } = await listenTo(`${served.url}/__edge/events`);
  expect(response.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  expect(await next()).toMatchObject({ event: 'state', data: { edges: [{ name: 'Site' }], traces: [] } });

  await ask(`${served.url}/x`);
  expect(await next()).toMatchObject({ event: 'trace', data: { edge: 'Site', trace: { path: '/x', status: 200 } } });

  await post(served.url, 'origin', { origin: 'secondary', action: 'hang' });
  expect(await next()).toMatchObject({ event: 'change', data: { name: 'Site', origins: [{ action: 'normal' }, { action: 'hang' }] } });

  served.control.replace('Site', served.edges[0]!.edge);
  expect(await next()).toMatchObject({ event: 'state' });
});

test('go to so many listeners, and to others when those have left', async () => {
  const all = await Promise.all(Array.from({ length: 16 }, () => listenTo(`${served.url}/__edge/events`)));
  await Promise.all(all.map(({ next }) => next()));
  expect(await ask(`${served.url}/__edge/events`)).toMatchObject({
    status: 503,
    json: { error: expect.stringMatching(/^too many listeners/) },
  });

  const left = new Promise(resolve => all[0]!.response.on('close', resolve));
  open[0]!.destroy();
  await left;
  let reply: Listening;
  do reply = await listenTo(`${served.url}/__edge/events`); while (reply.response.statusCode === 503);
  expect(await reply.next()).toMatchObject({ event: 'state' });
});

test('end with the control', async () => {
  const { response, next } = await listenTo(`${served.url}/__edge/events`);
  await next();
  const ended = new Promise(resolve => response.on('end', resolve));
  served.control.close();
  await ended;
});

describe('a listener', () => {
  const responding = (writableLength: number) => ({ writableLength, write: jest.fn(), destroy: jest.fn(), on: jest.fn(), end: jest.fn() });

  test('hears that the edge is still there', () => {
    jest.useFakeTimers();
    const listeners = new Listeners();
    const response = responding(0);
    listeners.add(response as any, 'state', {});
    jest.advanceTimersByTime(15_000);
    expect(response.write).toHaveBeenLastCalledWith(': still here\n\n');
    response.on.mock.calls.find(([event]) => event === 'close')![1]();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  test('that does not keep up is let go', () => {
    const listeners = new Listeners();
    const response = responding(9 * 1024 * 1024);
    listeners.add(response as any, 'state', {});
    listeners.send('trace', {});
    expect(response.destroy).toHaveBeenCalled();
    response.on.mock.calls.find(([event]) => event === 'close')![1]();
  });
});
