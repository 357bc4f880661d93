import { ChildProcess, ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { App, Stack } from 'aws-cdk-lib';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { buildSync } from 'esbuild';
import { Pool } from 'undici';
import { compare, exact, interleave, nanoseconds, Row } from './measure';
import { FailoverDistribution } from '../lib';

const ROUNDS = 15;
const HITS_PER_SECOND = 50_000;
const MISSES_PER_SECOND = 20_000;
const SHARE_OF_BARE_PROXY = 0.6;
const URLS = 1_000_000;
const MEMORY_MIB = 64;

export async function localEdge(): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-edge-'));
  try {
    synthesize(directory);
    bundle(directory);
    return [...await inProcess(directory), ...await overHttp(directory), ...await memory(directory)];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function synthesize(outdir: string): void {
  const app = new App({ outdir, analyticsReporting: false });
  new FailoverDistribution(new Stack(app, 'Bench', { env: { region: 'us-east-1' } }), 'Site', {
    primaryOrigin: new HttpOrigin('primary.example.com'),
    secondaryOrigin: new HttpOrigin('secondary.example.com'),
  });
  app.synth();
}

/** As the package ships it: what runs TypeScript directly wraps every function, which costs. */
function bundle(directory: string): void {
  buildSync({
    entryPoints: ['in-process', 'servers', 'memory'].map(name => `bench/${name}.ts`),
    outdir: join(directory, 'bench'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
}

/** Scripted origins, the function of this library, no network: what one core does, in a process of its own. */
async function inProcess(directory: string): Promise<Row[]> {
  const { hit, miss } = JSON.parse(await output(program(directory, 'in-process', directory)));
  return [
    compare('local edge: cache hit / the asked-for 50,000 per second', 'us', hit, hit.map(() => 1e6 / HITS_PER_SECOND), 1),
    compare('local edge: failed-over miss / the asked-for 20,000 per second', 'us', miss, miss.map(() => 1e6 / MISSES_PER_SECOND), 1),
  ];
}

/** Origin, bare proxy and edge in a process each, one at a time under the same load. */
async function overHttp(directory: string): Promise<Row[]> {
  const origin = await serve(directory, 'origin');
  const bare = await serve(directory, 'bare', origin.url);
  const edge = await serve(directory, 'edge', origin.url, directory);
  try {
    let count = 0;
    const load = (url: string, path: () => string) => {
      const pool = new Pool(url, { connections: 16 });
      return async () => {
        const requests = 1500;
        const taken = await nanoseconds(() => Promise.all(Array.from({ length: 16 }, async (_, worker) => {
          for (let i = worker; i < requests; i += 16) {
            const { body } = await pool.request({ method: 'GET', path: path() });
            await body.dump();
          }
        })));
        return taken / requests / 1000;
      };
    };
    const probes = {
      bare: load(bare.url, () => `/bare/${count++}`),
      miss: load(edge.url, () => `/miss/${count++}`),
      hit: load(edge.url, () => '/hit'),
    };
    await interleave(3, probes);
    const taken = await interleave(ROUNDS, probes);
    return [
      compare('local edge over HTTP: miss / bare undici proxy', 'us', taken.miss, taken.bare, 1 / SHARE_OF_BARE_PROXY),
      compare('local edge over HTTP: hit / bare undici proxy', 'us', taken.hit, taken.bare),
    ];
  } finally {
    for (const { child } of [edge, bare, origin]) child.kill();
  }
}

/** What a million distinct URLs leave behind in a process of its own, after garbage collection. */
async function memory(directory: string): Promise<Row[]> {
  const { heap, rss } = JSON.parse(await output(['--expose-gc', ...program(directory, 'memory', directory, String(URLS))]));
  return [
    { ...exact('local edge: heap after a million URLs / the asked-for 64 MiB', 'MiB', heap, MEMORY_MIB), limit: 1 },
    { ...exact('local edge: resident memory after them / the asked-for 64 MiB', 'MiB', rss, MEMORY_MIB), limit: 1 },
  ];
}

function program(directory: string, name: string, ...args: string[]): string[] {
  return [join(directory, 'bench', `${name}.js`), ...args];
}

async function output(args: string[]): Promise<string> {
  let text = '';
  for await (const chunk of start(args).stdout) text += chunk;
  return text;
}

async function serve(directory: string, ...args: string[]): Promise<{ url: string; child: ChildProcess }> {
  const child = start(program(directory, 'servers', ...args));
  for await (const chunk of child.stdout) return { url: String(chunk).trim(), child };
  throw new Error(`${args[0]} ended before it listened`);
}

function start(args: string[]): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}
