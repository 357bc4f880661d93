/** One server of the benchmark over HTTP: `origin STATUS`, `bare ORIGIN` or `edge PRIMARY SECONDARY ASSEMBLY`. Prints its URL. */
import { createServer, RequestListener } from 'node:http';
import { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { Assembly } from '../lib/model/assembly';
import { listen } from '../lib/simulator/http/http-server';
import { Edge } from '../lib/simulator/journey/edge';

const BODY = Buffer.from('x'.repeat(1024));

async function main([role, first = '', second = '', assembly = '']: string[]): Promise<void> {
  if (role === 'edge') {
    const edge = Edge.of(Assembly.read(assembly));
    edge.origin('primary').connect(first);
    edge.origin('secondary').connect(second);
    console.log((await listen(edge, { port: 0 })).url);
    return;
  }
  const server = createServer(role === 'origin' ? answerWith(Number(first)) : proxyTo(first));
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
}

function answerWith(status: number): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'text/plain', 'content-length': BODY.length, 'cache-control': 'max-age=60' });
    response.end(BODY);
  };
}

/** What one writes in ten minutes: no cache, no functions, no failover. */
function proxyTo(url: string): RequestListener {
  const pool = new Pool(url);
  return (request, response) => {
    pool.stream(
      { method: 'GET', path: request.url!, headers: { ...request.headers, connection: undefined } as never },
      ({ statusCode, headers }) => response.writeHead(statusCode, headers),
    ).catch(() => response.destroy());
  };
}

void main(process.argv.slice(2));
