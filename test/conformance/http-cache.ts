// Runs the public HTTP cache suite against the local edge, and compares the outcomes with docs/results/http-cache.json. `--update` writes
// them, and docs/http-cache.md.
import { ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App } from 'aws-cdk-lib';
import { cachingDistributions } from './http-cache-distributions';
import { complaints, EdgeName, httpCacheDoc, outcomesOf, Recorded, Result } from './http-cache-report';
import { conformancePackages } from './installed';
import { Assembly } from '../../lib/model/assembly';
import { listen } from '../../lib/simulator/http/http-server';
import { Edge } from '../../lib/simulator/journey/edge';

const ROOT = join(__dirname, '..', '..');
const RECORD = join(ROOT, 'docs/results/http-cache.json');
const DOC = join(ROOT, 'docs/http-cache.md');

/** What http-cache-client.mjs writes. */
interface Run {
  readonly tests: readonly Result[];
  readonly others: Recorded['others'];
}

/** The origin of the suite, on a free port. */
async function startOrigin(packages: string, directory: string): Promise<{ server: ChildProcess; url: string }> {
  const script = join(packages, 'node_modules/http-cache-tests/server/server.mjs');
  const env = { ...process.env, npm_config_protocol: 'http', npm_config_port: '0', npm_config_pidfile: join(directory, 'pid') };
  const server = spawn(process.execPath, [script], { cwd: directory, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve, reject) => {
    let written = '';
    server.on('error', reject).on('exit', code => reject(new Error(`the origin of the suite ended with exit code ${code}: ${written}`)));
    server.stdout!.on('data', chunk => {
      written += chunk;
      const found = /:(\d+)\/\n/.exec(written);
      if (found) resolve(found[1]!);
    });
  });
  return { server, url: `http://localhost:${port}` };
}

async function run(packages: string, edge: Edge, origin: string): Promise<Run> {
  for (const model of edge.distribution.origins) edge.originOf(model).connect(origin);
  const { url, close } = await listen(edge, { port: 0, warn: () => undefined });
  try {
    const client = join(__dirname, 'http-cache-client.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [client, packages, url], { maxBuffer: 1e8 });
    return JSON.parse(stdout) as Run;
  } finally {
    await close();
    await edge.close();
  }
}

async function runBoth(packages: string): Promise<Record<EdgeName, Run>> {
  const directory = mkdtempSync(join(tmpdir(), 'http-cache-'));
  const { server, url } = await startOrigin(packages, directory);
  try {
    const assembly = Assembly.read((cachingDistributions().node.root as App).synth().directory);
    const edgeOf = (path: string) => Edge.of(assembly, { distribution: `Caches/${path}` });
    const [origin, group] = await Promise.all(['Origin', 'Group'].map(path => run(packages, edgeOf(path), url)));
    return { origin: origin!, group: group! };
  } finally {
    server.removeAllListeners('exit').kill();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function main() {
  const packages = conformancePackages();
  const { origin, group } = await runBoth(packages);
  const outcomes = outcomesOf({ origin: origin.tests, group: group.tests });
  if (process.argv.includes('--update')) {
    const { version } = JSON.parse(readFileSync(join(packages, 'node_modules/http-cache-tests/package.json'), 'utf8'));
    const recorded: Recorded = {
      date: new Date().toISOString().slice(0, 10),
      versions: { 'http-cache-tests': version, 'node': process.version },
      command: 'npm run test:cache -- --update',
      others: origin.others,
      outcomes,
    };
    writeFileSync(RECORD, `${JSON.stringify(recorded, null, 1)}\n`);
    writeFileSync(DOC, httpCacheDoc(recorded));
  }
  const recorded = JSON.parse(readFileSync(RECORD, 'utf8')) as Recorded;
  const wrong = complaints(recorded, outcomes);
  if (readFileSync(DOC, 'utf8') !== httpCacheDoc(recorded)) wrong.push(`docs/http-cache.md is stale. Run "${recorded.command}".`);
  for (const line of wrong) console.error(line);
  process.exitCode = wrong.length ? 1 : 0;
  const required = Object.values(outcomes).filter(({ kind }) => kind === 'required');
  const passed = (edge: EdgeName) => required.filter(one => one[edge] === 'pass').length;
  const passing = `${passed('origin')} of ${required.length} required tests pass with one origin, ${passed('group')} with an origin group`;
  console.log(`HTTP cache suite: ${passing}`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
