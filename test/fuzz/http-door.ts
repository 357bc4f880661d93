import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';
import * as fc from 'fast-check';
import { Door } from './door';
import { listen, Listening } from '../../lib/simulator/http/http-server';
import { Edge } from '../../lib/simulator/journey/edge';
import { pair, times } from '../simulator/journey/pair';
import { edgeFor } from '../support/edges';

/** A side that has nothing more to say is hung up on. Much longer than any answer takes. */
const PATIENCE_MS = 20_000;
const FROM_ORIGIN = 'o';
const FROM_VIEWER = 'v';
const WELL_FORMED = 'GET /well HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n';

const OF_VIEWERS = [
  WELL_FORMED,
  'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 3\r\n\r\nabc',
  'HEAD /a?b=c HTTP/1.1\r\nhost: x\r\n\r\n',
  'PUT / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\nexpect: 100-continue\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  `GET http://localhost/ HTTP/1.1\r\nhost: localhost\r\nrange: bytes=0-1\r\nif-none-match: "a"\r\ncookie: a=b; c\r\n\r\n${WELL_FORMED}`,
  'OPTIONS * HTTP/1.1\r\nhost: localhost\r\norigin: null\r\nconnection: close, x\r\nx: 1\r\n\r\n',
  'CONNECT a:1 HTTP/1.1\r\nhost: localhost\r\n\r\n',
  'GET / HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\u0016\u0003\u0001',
  'GET /__edge HTTP/1.1\r\nhost: localhost\r\n\r\n',
  'GET / HTTP/1.0\r\n\r\n',
  'GET / HTTP/1.1\r\nhost: evil.example\r\n\r\n',
];

const OF_ORIGINS = [
  'HTTP/1.1 200 OK\r\ncontent-length: 2\r\netag: "a"\r\nset-cookie: a=b\r\n\r\nhi',
  'HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-encoding: gzip\r\n\r\n2\r\nhi\r\n0\r\nx: y\r\n\r\n',
  'HTTP/1.1 200 OK\r\n\r\nuntil the end',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 404 No\r\ncontent-length: 1\r\n\r\nx',
  'HTTP/1.1 304 \r\n\r\n',
  'HTTP/1.1 204 None\r\ncache-control: max-age=9\r\n\r\n',
  'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort',
  'HTTP/1.1 99 Low\r\n\r\n',
  'HTTP/1.1 101 x\r\n\r\n',
  'HTTP/1.1 206 P\r\ncontent-range: bytes 0-1/9\r\ncontent-length: 2\r\n\r\nhi',
  'HTTP/1.1 999 High\r\ncontent-length: 0\r\n\r\n',
  'no HTTP',
  '',
];

interface Stage {
  readonly edge: Edge;
  readonly server: Listening;
  /** Where the primary is when it answers with bytes. */
  readonly originUrl: string;
  bytesOfOrigin: Buffer;
}

/** A server does not keep the fuzzer from ending. */
const { listen: listening } = Server.prototype;
Server.prototype.listen = function (this: Server, ...args: any[]) {
  return listening.apply(this, args as any).unref();
};

let stage: Promise<Stage> | undefined;

async function setUp(): Promise<Stage> {
  const { edge } = edgeFor(pair({ cache: times(0, 0, 0) }));
  const server = await listen(edge, { port: 0, warn: () => {} });
  const origin = createServer(socket => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(made.bytesOfOrigin));
  }).listen(0, '127.0.0.1');
  await once(origin, 'listening');
  const { port } = origin.address() as AddressInfo;
  const made: Stage = { edge, server, originUrl: `http://127.0.0.1:${port}`, bytesOfOrigin: Buffer.alloc(0) };
  edge.origin('secondary').respond(200, 'standby');
  return made;
}

/** The local edge on a socket: bytes of a viewer, or of an origin, and then a request that has to be answered as ever. */
export const httpDoor: Door = {
  rooms: ['lib/simulator/'],
  seeds: [...OF_VIEWERS.map(text => FROM_VIEWER + text), ...OF_ORIGINS.map(text => FROM_ORIGIN + text)],
  arbitrary: fc.oneof(request(), response()),

  async fuzz(input) {
    const { edge, server, originUrl } = await (stage ??= setUp());
    const primary = edge.origin('primary');
    const bytes = input.subarray(1);
    if (String.fromCharCode(input[0]!) === FROM_ORIGIN) {
      (await stage).bytesOfOrigin = bytes;
      primary.connect(originUrl);
      const answer = await answerTo(WELL_FORMED, server);
      // A body that breaks off before its first byte takes the head with it.
      const mayBreak = /\n\r?\n/.test(bytes.toString('latin1'));
      assert.match(answer, mayBreak ? /^(HTTP\/1\.1 [2-9]\d\d |$)/ : /^HTTP\/1\.1 [2-9]\d\d /, 'no answer, or one that is not HTTP');
      primary.disconnect();
    } else {
      const answer = await answerTo(bytes, server, true);
      assert.match(answer, /^(HTTP\/1\.1 [1-9]\d\d |$)/, 'an answer that is not HTTP');
    }
    primary.respond(200, 'as ever');
    assert.match(await answerTo(WELL_FORMED, server), /^HTTP\/1\.1 200 OK\r\n(.+\r\n)+\r\nas ever$/, 'the next request was not answered');
    primary.respond(503);
    assert.match(await answerTo(WELL_FORMED, server), /^HTTP\/1\.1 200 OK\r\n(.+\r\n)+\r\nstandby$/, 'the next request did not fail over');
  },
};

/**
 * Everything that comes back until the edge hangs up.
 * @param isAll whether the viewer says that nothing more follows: half a request would wait for the rest
 */
function answerTo(bytes: string | Uint8Array, { port }: Listening, isAll = false): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket: Socket = connect(port, '127.0.0.1', () => (isAll ? socket.end(bytes) : socket.write(bytes)));
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`the edge neither answers nor hangs up. So far: ${answer}`));
    }, PATIENCE_MS);
    socket
      .on('data', data => { answer += data.toString('latin1'); })
      .on('error', () => {})
      .on('close', () => {
        clearTimeout(timer);
        resolve(answer);
      });
  });
}

function head(...starts: string[]): fc.Arbitrary<string> {
  const name = fc.oneof(fc.constantFrom(
    'host', 'content-length', 'transfer-encoding', 'connection', 'range', 'if-none-match', 'if-modified-since', 'cookie', 'expect',
    'te', 'upgrade',
    'cache-control', 'etag', 'age', 'expires', 'vary', 'content-encoding', 'content-range', 'date', 'set-cookie', 'location', '__proto__',
  ), fc.string());
  const value = fc.oneof(fc.constantFrom(
    'localhost', 'chunked', '0', '3', '-1', '9999999999', 'close', 'keep-alive', 'bytes=0-', 'bytes=-0', '"a"', 'max-age=99999999999',
    '100-continue', 'gzip',
  ), fc.string());
  const headers = fc.array(fc.tuple(name, value), { maxLength: 5 });
  return fc.tuple(fc.constantFrom(...starts), headers, fc.string(), fc.constantFrom('\r\n', '\n')).map(([start, pairs, body, end]) =>
    [start, ...pairs.map(([key, text]) => `${key}: ${text}`), '', body].join(end));
}

function request(): fc.Arbitrary<string> {
  const targets = ['GET /', 'HEAD /x', 'POST /', 'OPTIONS *', 'GET //x', 'DELETE a', 'GET /%00/../?a&a'];
  return head(...targets.flatMap(target => [`${target} HTTP/1.1`, `${target} HTTP/1.0`])).map(text => FROM_VIEWER + text);
}

function response(): fc.Arbitrary<string> {
  const statuses = [0, 99, 100, 101, 103, 200, 204, 206, 301, 304, 404, 416, 500, 503, 600, 999];
  return head(...statuses.map(status => `HTTP/1.1 ${status} x`)).map(text => FROM_ORIGIN + text);
}
