import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { Door } from './door';

/**
 * `npm run fuzz -- [DOOR...] [--minutes N] [--write]`: first fast-check, then jazzer.js, a coverage-guided fuzzer, on each door. Findings
 * are printed, and their inputs stay in build/fuzzing; an input is played again with `--replay FILE DOOR`.
 *
 * The binaries of jazzer.js need glibc 2.38. On an older system FUZZ_NODE is a Node.js that has it: `ld-linux-x86-64.so.2 --library-path … node`.
 */
const ROOT = join(__dirname, '../..');
/** Of this process: another may be replaying. */
const CODE = join(ROOT, `build/fuzzing/code-${process.pid}`);
const JAZZER = join(__dirname, 'node_modules/@jazzer.js/core');
const NAMES = ['function', 'templates', 'check', 'http'];
const RESULTS = join(ROOT, 'docs/results/fuzz.json');
/** The part of the time that fast-check gets. */
const STRUCTURED = 1 / 4;
/** The same fault is found again as long as it is there. */
const MAX_FINDINGS = 5;

interface Campaign {
  readonly name: string;
  readonly structured: number;
  readonly structuredSeconds: number;
  readonly guided: number;
  readonly guidedSeconds: number;
  readonly edges: number;
  readonly corpus: number;
  readonly peakMegabytes: number;
  readonly findings: readonly string[];
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { minutes: { type: 'string', default: '1' }, write: { type: 'boolean', default: false }, replay: { type: 'string' } },
  });
  const names = positionals.length ? positionals : NAMES;
  build();
  if (values.replay !== undefined) return replay(names[0]!, values.replay);
  const campaigns = names.map(name => campaign(name, Number(values.minutes) * 60));
  for (const each of campaigns) process.stdout.write(`${linesOf(each).join('\n')}\n`);
  if (values.write) write(campaigns);
  if (campaigns.some(({ findings }) => findings.length)) process.exitCode = 1;
}

/** File by file, so that coverage counts only the rooms behind a door. */
function build(): void {
  if (!existsSync(JAZZER)) execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: __dirname, stdio: 'inherit' });
  process.once('exit', () => rmSync(CODE, { recursive: true, force: true }));
  const entryPoints = ['lib', 'lambda', 'test'].flatMap(folder => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map(file => join(folder, file))
    .filter(file => /(?<!\.test|\.d)\.ts$/.test(file) && !file.includes('node_modules') && !file.includes('languages')));
  buildSync({ entryPoints, absWorkingDir: ROOT, outbase: ROOT, outdir: CODE, format: 'cjs', platform: 'node', target: 'node20', sourcemap: 'inline' });
  copyFileSync(join(ROOT, 'package.json'), join(CODE, 'package.json'));
}

function campaign(name: string, seconds: number): Campaign {
  const env = { ...process.env, FUZZ_DOOR: name, FUZZ_ROOT: ROOT };
  const findings: string[] = [];

  const structuredStart = Date.now();
  const first = spawnSync(process.execPath, [join(CODE, 'test/fuzz/structured.js'), String(seconds * STRUCTURED)], { env, encoding: 'utf8' });
  if (first.status !== 0) findings.push(first.stderr);
  const structuredSeconds = secondsSince(structuredStart);

  const folder = join(ROOT, 'build/fuzzing', name);
  const corpus = join(folder, 'corpus');
  mkdirSync(corpus, { recursive: true });
  const door = doorOf(name);
  door.seeds.forEach((seed, i) => writeFileSync(join(corpus, `seed-${i}`), seed));

  const guidedStart = Date.now();
  const end = guidedStart + seconds * (1 - STRUCTURED) * 1000;
  let [guided, edges, peakMegabytes, inCorpus] = [0, 0, 0, 0];
  for (let found = 0; Date.now() < end - 1000 && found < MAX_FINDINGS; found++) {
    const args = [
      join(JAZZER, 'dist/cli.js'), join(CODE, 'test/fuzz/target.js'), ...door.rooms.flatMap(room => ['-i', join(CODE, room)]), '--disableBugDetectors=ssrf', '--timeout=60000', corpus, '--',
      `-max_total_time=${Math.ceil((end - Date.now()) / 1000)}`, '-print_final_stats=1', '-rss_limit_mb=3072', `-artifact_prefix=${folder}/`,
    ];
    const [command, ...before] = (process.env.FUZZ_NODE ?? process.execPath).split(' ');
    const { status, stderr } = spawnSync(command!, [...before, ...args], { env, encoding: 'utf8', maxBuffer: 1e9 });
    writeFileSync(join(folder, 'log.txt'), stderr);
    const last = (pattern: RegExp) => Number([...stderr.matchAll(pattern)].pop()?.[1] ?? 0);
    guided += last(/number_of_executed_units:\s*(\d+)/g) || last(/^#(\d+)/gm);
    edges = Math.max(edges, last(/ cov: (\d+)/g));
    inCorpus = Math.max(inCorpus, last(/ corp: (\d+)/g));
    peakMegabytes = Math.max(peakMegabytes, last(/peak_rss_mb:\s*(\d+)/g), last(/ rss: (\d+)Mb/g));
    if (status === 0) break;
    findings.push(stderr.split('\n').slice(-60).filter(line => !/^#\d+|^stat::|^0x|^MS:/.test(line)).join('\n'));
  }
  return {
    name, structured: Number(first.stdout.trim().split('\n').pop()), structuredSeconds, guided, guidedSeconds: secondsSince(guidedStart), edges,
    corpus: inCorpus, peakMegabytes, findings,
  };
}

function replay(name: string, file: string): void {
  Object.assign(process.env, { FUZZ_DOOR: name, FUZZ_ROOT: ROOT });
  void Promise.resolve(doorOf(name).fuzz(readFileSync(file))).then(() => process.exit());
}

function doorOf(name: string): Door {
  process.env.FUZZ_ROOT = ROOT;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { DOORS } = require(join(CODE, 'test/fuzz/doors.js')) as typeof import('./doors');
  const door = Object.hasOwn(DOORS, name) ? DOORS[name]!() : undefined;
  if (!door) throw new Error(`no door ${JSON.stringify(name)}: ${Object.keys(DOORS).join(', ')}`);
  return door;
}

function secondsSince(start: number): number {
  return Math.round((Date.now() - start) / 1000);
}

function linesOf({ name, structured, structuredSeconds, guided, guidedSeconds, edges, corpus, peakMegabytes, findings }: Campaign): string[] {
  return [
    `${name}: ${structured} inputs of fast-check in ${structuredSeconds} s, ${guided} of jazzer.js in ${guidedSeconds} s; ${edges} edges, ` +
      `${corpus} inputs in the corpus, at most ${peakMegabytes} MB, ${findings.length} findings`,
    ...findings.map(finding => finding.replace(/^/gm, '    ')),
  ];
}

/** Replaces what the file has about these doors. */
function write(campaigns: readonly Campaign[]): void {
  const isOld = (name: string) => !campaigns.some(campaign => name.startsWith(`${campaign.name}: `));
  const before: { rows: Row[] } = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : { rows: [] };
  const rows = [...before.rows.filter(({ name }) => isOld(name)), ...campaigns.flatMap(rowsOf)];
  const { version } = JSON.parse(readFileSync(join(JAZZER, 'package.json'), 'utf8'));
  const fastCheck = JSON.parse(readFileSync(join(ROOT, 'node_modules/fast-check/package.json'), 'utf8')).version;
  const sum = (name: RegExp) => rows.filter(row => name.test(row.name)).reduce((total, { value }) => total + Number(value), 0);
  const open = sum(/: open findings$/);
  mkdirSync(join(RESULTS, '..'), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify({
    name: 'fuzz',
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]!.model}, shared with other work`,
    versions: { 'node': process.versions.node, 'fast-check': fastCheck, '@jazzer.js/core': version },
    command: 'npm run fuzz -- --minutes 60 --write',
    summary: [
      `${sum(/: inputs/).toLocaleString('en')} inputs in ${Math.round(sum(/: seconds/) / 60)} minutes: ${open || 'no'} open findings.`,
    ],
    rows,
  }, null, 2)}\n`);
}

interface Row {
  readonly name: string;
  readonly value: number;
  readonly goal?: string;
  readonly note?: string;
}

function rowsOf({ name, structured, structuredSeconds, guided, guidedSeconds, edges, corpus, peakMegabytes, findings }: Campaign): Row[] {
  return [
    { name: `${name}: seconds`, value: structuredSeconds + guidedSeconds, goal: '3600' },
    { name: `${name}: inputs of fast-check`, value: structured },
    { name: `${name}: inputs of jazzer.js`, value: guided },
    { name: `${name}: edges covered`, value: edges, note: `${corpus} inputs in the corpus` },
    { name: `${name}: megabytes at most`, value: peakMegabytes },
    { name: `${name}: open findings`, value: findings.length, goal: '0' },
  ];
}

main();
