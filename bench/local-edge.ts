import { ChildProcess, ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { App, Stack } from 'aws-cdk-lib';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Pool } from 'undici';
import { compare, exact, interleave, nanoseconds, Row, Skipped } from './measure';
import { nginxVersion, startNginx } from './nginx';
import { bundle, inFolder, outputOf } from './programs';
import { FailoverDistribution } from '../lib';

/** A round takes half a second, and what else the machine does shows in it. */
const ROUNDS = 60;
const HITS_PER_SECOND = 50_000;
const MISSES_PER_SECOND = 20_000;
const SHARE_OF_BARE_PROXY = 0.6;
const CONNECTIONS = 16;
const REQUESTS = 1500;
const URLS = 1_000_000;
const MEMORY_MIB = 64;

/** Scripted origins, the function of this library, no network: what one core does, in a process of its own. */
export async function inProcess(): Promise<Row[]> {
  return withEdge(directory => {
    const { hit, miss } = outputOf<Record<'hit' | 'miss', number[]>>(process.execPath, program(directory, 'in-process', directory));
    return [
      compare('edge in process: cache hit / 50,000 per second', 'us', hit, hit.map(() => 1e6 / HITS_PER_SECOND), 1),
      compare('edge in process: failed-over miss / 20,000 per second', 'us', miss, miss.map(() => 1e6 / MISSES_PER_SECOND), 1),
    ];
  });
}

/** Origins, bare proxy, nginx and edges in a process each, one at a time under the same load, which comes from this process. */
export async function overHttp(): Promise<Array<Row | Skipped>> {
  return withEdge(async directory => {
    const children: ChildProcess[] = [];
    const started = async (server: Promise<{ url: string; child: ChildProcess }>) => {
      const { url, child } = await server;
      children.push(child);
      return url;
    };
    try {
      const origin = await started(serve(directory, 'origin', '200'));
      const down = await started(serve(directory, 'origin', '503'));
      const bare = await started(serve(directory, 'bare', origin));
      const edge = await started(serve(directory, 'edge', origin, origin, directory));
      const failingOver = await started(serve(directory, 'edge', down, origin, directory));
      const hasNginx = nginxVersion() !== undefined;
      const nginx = hasNginx ? await started(startNginx(join(directory, 'bench'), down, origin)) : '';

      let count = 0;
      const probes = {
        bare: load(bare, () => `/bare/${count++}`),
        miss: load(edge, () => `/miss/${count++}`),
        hit: load(edge, () => '/hit'),
        failedOver: load(failingOver, () => `/failed-over/${count++}`),
        nginx: hasNginx ? load(nginx, () => `/nginx/${count++}`) : () => NaN,
      };
      await interleave(3, probes);
      const taken = await interleave(ROUNDS, probes);
      const failover = 'edge over HTTP: failed-over miss / the same failover by nginx';
      return [
        compare('edge over HTTP: miss / bare undici proxy', 'us', taken.miss, taken.bare, 1 / SHARE_OF_BARE_PROXY),
        compare('edge over HTTP: cache hit / miss of a bare undici proxy', 'us', taken.hit, taken.bare),
        hasNginx ? compare(failover, 'us', taken.failedOver, taken.nginx) : { name: failover, skipped: 'nginx is not installed' },
      ];
    } finally {
      for (const child of children) child.kill();
    }
  });
}

/** What a million distinct URLs leave behind in a process of its own, after garbage collection. */
export async function memory(): Promise<Row[]> {
  return withEdge(directory => {
    const args = ['--expose-gc', ...program(directory, 'memory', directory, String(URLS))];
    const { heap, rss } = outputOf<Record<'heap' | 'rss', number>>(process.execPath, args);
    return [
      { ...exact('edge: heap after a million URLs / 64 MiB', 'MiB', heap, MEMORY_MIB), limit: 1 },
      { ...exact('edge: resident memory after them / 64 MiB', 'MiB', rss, MEMORY_MIB), limit: 1 },
    ];
  });
}

/** Microseconds per request of a server under load. */
function load(url: string, path: () => string) {
  const pool = new Pool(url, { connections: CONNECTIONS });
  return async () => {
    const taken = await nanoseconds(() => Promise.all(Array.from({ length: CONNECTIONS }, async (_, worker) => {
      for (let i = worker; i < REQUESTS; i += CONNECTIONS) {
        const { body, statusCode } = await pool.request({ method: 'GET', path: path() });
        if (statusCode !== 200) throw new Error(`${url} responds with ${statusCode}`);
        await body.dump();
      }
    })));
    return taken / REQUESTS / 1000;
  };
}

function withEdge<T>(work: (directory: string) => T | Promise<T>): Promise<T> {
  return inFolder(directory => {
    const app = new App({ outdir: directory, analyticsReporting: false });
    new FailoverDistribution(new Stack(app, 'Bench', { env: { region: 'us-east-1' } }), 'Site', {
      primaryOrigin: new HttpOrigin('primary.example.com'),
      secondaryOrigin: new HttpOrigin('secondary.example.com'),
    });
    app.synth();
    bundle(join(directory, 'bench'), ['in-process', 'servers', 'memory']);
    return work(directory);
  });
}

function program(directory: string, name: string, ...args: string[]): string[] {
  return [join(directory, 'bench', `${name}.js`), ...args];
}

async function serve(directory: string, ...args: string[]): Promise<{ url: string; child: ChildProcess }> {
  const child: ChildProcessByStdio<null, Readable, null> =
    spawn(process.execPath, program(directory, 'servers', ...args), { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of child.stdout) return { url: String(chunk).trim(), child };
  throw new Error(`${args[0]} ended before it listened`);
}
