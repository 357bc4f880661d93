/** An origin of the soak in a process of its own: `origin.js NAME PORT`. It answers what the path says, in the state that it is put in. */
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { bodyOf, Mark, State } from './oracle';
import { FRESH_SECONDS } from './site';

const [, , name, port] = process.argv as unknown as [string, string, Mark['who'], string];
const SLOW_MS = 60;
/** Requests that get no answer each time, so that not every viewer waits for one. */
const HUNG = 2;
let state: State = 'up';
let count = 0;
let hung = 0;

const server = createServer({ keepAlive: true }, (request, response) => {
  request.on('error', () => {}).resume();
  response.on('error', () => {});
  if (state === 'hung' && hung++ < HUNG) return;
  if (state === 'slow') setTimeout(answer, SLOW_MS, request, response);
  else answer(request, response);
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  const [, , primary, secondary] = request.url!.split('/');
  const status = Number(name === 'primary' ? primary : secondary);
  const mark: Mark = { who: name, path: request.url!, serial: `${process.pid}-${count++}`, made: Date.now() };
  const body = bodyOf(mark);
  response.writeHead(status, {
    'content-type': 'text/plain',
    'content-length': body.length,
    'x-mark': JSON.stringify(mark),
    ...status < 400 ? { 'cache-control': `max-age=${FRESH_SECONDS}` } : {},
  });
  if (request.method === 'HEAD') response.end();
  else if (state !== 'resets') response.end(body);
  else response.write(body.subarray(0, Math.floor(body.length / 2)), () => request.socket.resetAndDestroy());
}

server.keepAliveTimeout = 60_000;
server.listen(Number(port), '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
process.on('message', (next: State | 'connections') => {
  if (next === 'connections') return void server.getConnections((_, connections) => process.send!(connections));
  state = next;
  hung = 0;
  process.send!(state);
});
process.on('disconnect', () => process.exit());
