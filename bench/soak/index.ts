import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { Sample } from './edge';
import { Asked, Oracle, State } from './oracle';
import { Primary } from './primary';
import { BEHAVIORS, template } from './site';
import { Viewers } from './viewers';
import { writeResult } from '../../scripts/result';
import { numberOf, parsed } from '../../scripts/script-arguments';

const HELP = `npm run soak -- [--seconds N] [--seed N] [--viewers N] [--write]

The edge over HTTP, while the primary is killed, hung, slowed and reset at random. Every answer is checked.

  --seconds N   60 by default
  --seed N      of the random choices; printed
  --viewers N   how many ask at a time, 128 by default
  --write       writes docs/results/soak.json
`;

/** Before a request, in which the edge may still use a connection of the state before. In milliseconds. */
const BEFORE = 100;
const FAULTS: readonly State[] = ['killed', 'hung', 'slow', 'resets'];
const LEAVES = 0.02;
const KEYS = 20;
const GOAL = 5_000_000;
/** What memory may grow by after the first fifth of the run, in MiB. */
const HEAP_MIB = 16;
const RSS_MIB = 64;

type Random = () => number;

async function main(): Promise<number> {
  const { values } = parsed(() => parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(Date.now() % 1e9) },
      viewers: { type: 'string', default: '128' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }));
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  // Memory is sampled at every twentieth of the time.
  const seconds = numberOf('--seconds', values.seconds, 5);
  const seed = numberOf('--seed', values.seed, 0);
  const viewers = numberOf('--viewers', values.viewers, 1);
  console.log(`seed ${seed}, ${seconds} s, ${viewers} viewers`);
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  try {
    const report = await soak(folder, { seconds, viewers, random: randomOf(seed) });
    for (const { name, value, goal, note } of report.rows) {
      console.log(`${name}: ${value}${goal ? ` (goal: ${goal})` : ''}${note ? ` ${note}` : ''}`);
    }
    for (const problem of report.problems) console.log(`WRONG ${problem}`);
    console.log(report.isGood ? 'nothing wrong' : 'FAILED');
    const command = `npm run soak -- --seconds ${seconds} --seed ${seed} --viewers ${viewers} --write`;
    if (values.write) writeResult({ name: 'soak', command, summary: report.summary, rows: report.rows });
    return report.isGood ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function soak(folder: string, { seconds, viewers: count, random }: { seconds: number; viewers: number; random: Random }) {
  buildSync({
    entryPoints: ['edge', 'origin'].map(name => `bench/soak/${name}.ts`),
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  writeFileSync(join(folder, 'site.json'), JSON.stringify(template()));
  const primary = await Primary.start(join(folder, 'origin.js'));
  const secondary = fork(join(folder, 'origin.js'), ['secondary', '0']);
  const [secondaryPort] = await once(secondary, 'message') as [number];
  const urls = [primary.url, `http://127.0.0.1:${secondaryPort}`];
  const edge = fork(join(folder, 'edge.js'), [join(folder, 'site.json'), ...urls], { execArgv: ['--expose-gc'] });
  const [port] = await once(edge, 'message') as [number];
  const askEdge = async (what: string) => {
    edge.send(what);
    return (await once(edge, 'message') as [Sample])[0];
  };

  const viewers = new Viewers(`http://127.0.0.1:${port}`, count);
  const oracle = new Oracle();
  const tally = { checked: 0, left: 0, kept: 0, failedOver: 0, broken: 0, lost: 0, wrong: 0, faults: 0 };
  const problems: string[] = [];
  const started = Date.now();
  const end = started + seconds * 1000;

  const viewer = async () => {
    while (Date.now() < end) {
      const { method, behavior, primary: first, secondary: second, path } = requestOf(random);
      const leaveAfter = random() < LEAVES ? random() * 20 : undefined;
      const sent = Date.now();
      const got = await viewers.ask({ method, path }, leaveAfter);
      if (got === 'left') {
        tally.left++;
        continue;
      }
      const ended = Date.now();
      const { failedUntil } = primary;
      const states = primary.states(sent - BEFORE, ended);
      const asked: Asked = { method, behavior, primary: first, secondary: second, path, states, failedUntil, sent, ended };
      const why = oracle.check(asked, got);
      tally.checked++;
      if (got.mark && got.mark.made < sent) tally.kept++;
      else if (got.mark?.who === 'secondary') tally.failedOver++;
      if (!got.isWhole) tally.broken++;
      if (why === undefined) continue;
      if (why === 'lost') tally.lost++;
      else tally.wrong++;
      if (problems.length < 20) problems.push(`${method} ${path} [${[...states]}] after ${ended - sent} ms: ${why}`);
    }
  };

  const breaking = async () => {
    while (Date.now() < end) {
      await wait(200 + random() * 1300);
      await primary.become(FAULTS[Math.floor(random() * FAULTS.length)]);
      tally.faults++;
      await wait(50 + random() * 350);
      await primary.become('up');
    }
  };

  const samples: Array<Sample & { readonly at: number }> = [];
  const sampling = async () => {
    while (Date.now() < end) {
      await wait(Math.min(5000, seconds * 50));
      samples.push({ ...await askEdge('sample'), at: (Date.now() - started) / 60_000 });
    }
  };

  await Promise.all([...Array.from({ length: count }, viewer), breaking(), sampling()]);
  const took = (Date.now() - started) / 1000;
  await viewers.close();
  const last = await askEdge('close');
  const connections = await primary.connections();
  secondary.send('connections');
  const [others] = await once(secondary, 'message') as [number];
  for (const child of [edge, secondary]) child.kill();
  primary.stop();

  // The channel to this process stays.
  const { PipeWrap: _, ...left } = last.resources;
  const leaked = Object.entries(left).map(([what, many]) => `${many} ${what}`);
  const settled = samples.slice(Math.floor(samples.length / 5));
  const middle = (some: readonly Sample[], of: 'heap' | 'rss') => median(some.map(sample => sample[of]));
  const grown = (of: 'heap' | 'rss') => middle(settled.slice(-3), of) - middle(settled.slice(0, 3), of);
  const ends = (of: 'heap' | 'rss') => `${settled[0][of].toFixed(1)} to ${settled.at(-1)![of].toFixed(1)} MiB`;
  const slope = (of: 'heap' | 'rss') => `${slopeOf(settled.map(sample => [sample.at, sample[of]])).toFixed(2)} MiB a minute`;
  const isGood = tally.wrong + tally.lost + leaked.length + connections + others === 0
    && grown('heap') <= HEAP_MIB && grown('rss') <= RSS_MIB
    && tally.checked > 0 && tally.failedOver > 0 && tally.kept > 0;
  const number = (value: number) => Math.round(value).toLocaleString('en-US');
  return {
    isGood,
    problems,
    summary: [
      `${number(tally.checked)} answers were checked in ${number(took)} s, while the primary failed ${number(tally.faults)} times. `
      + `${tally.wrong === 0 ? 'None' : number(tally.wrong)} was wrong, and ${tally.lost === 0 ? 'none' : number(tally.lost)} was lost.`,
    ],
    rows: [
      {
        name: 'Answers that were checked',
        value: number(tally.checked),
        goal: `${number(GOAL)} in 10 minutes, or what the machine gives`,
        note: `${number(tally.checked / took)} a second`,
      },
      { name: 'Wrong answers', value: number(tally.wrong), goal: '0' },
      { name: 'Lost answers', value: number(tally.lost), goal: '0' },
      { name: 'Failures of the primary', value: number(tally.faults), note: FAULTS.join(', ') },
      { name: 'Answers of the secondary, just fetched', value: number(tally.failedOver) },
      { name: 'Answers from the cache', value: number(tally.kept) },
      { name: 'Bodies that the primary broke off', value: number(tally.broken), note: 'nothing follows a response that has begun' },
      { name: 'Viewers that went away', value: number(tally.left) },
      { name: 'Heap', value: ends('heap'), goal: `grows by less than ${HEAP_MIB} MiB`, note: slope('heap') },
      { name: 'Resident memory', value: ends('rss'), goal: `grows by less than ${RSS_MIB} MiB`, note: slope('rss') },
      { name: 'Sockets, timers and workers left when the edge is closed', value: leaked.join(', ') || '0', goal: '0' },
      { name: 'Connections left at the origins', value: number(connections + others), goal: '0' },
    ],
  };
}

function requestOf(random: Random) {
  const one = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)];
  const behavior = one(NAMES);
  const method = BEHAVIORS[behavior].direct ? one(['GET', 'HEAD', 'POST', 'POST']) : one(METHODS);
  const primary = one(PRIMARY);
  const secondary = one(SECONDARY);
  return { method, behavior, primary, secondary, path: `/${behavior}/${primary}/${secondary}/${Math.floor(random() * KEYS)}` };
}

/** Caching counts three times, functions that need a worker once. */
const NAMES = Object.keys(BEHAVIORS).flatMap(name => (BEHAVIORS[name].cached ? [name, name, name] : [name]));
const METHODS = [...Array(14).fill('GET'), ...Array(5).fill('HEAD'), 'POST'] as string[];
const PRIMARY = [200, 200, 200, 404, 500, 503, 418];
const SECONDARY = [200, 200, 404, 503];

/** Park and Miller's generator. */
function randomOf(seed: number): Random {
  let state = 1 + seed % 2_147_483_646;
  return () => {
    state = state * 48_271 % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** By least squares. */
function slopeOf(points: ReadonlyArray<readonly [x: number, y: number]>): number {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return above / (points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0) || 1);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function wait(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

void main().then(code => { process.exitCode = code; });
