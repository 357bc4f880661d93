import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { Door } from './door';
import { readResult, Result, versionOf, writeResult } from '../../scripts/result';
import { namesAmong, numberOf, parsed, refuse } from '../../scripts/script-arguments';

/**
 * `npm run fuzz -- [DOOR...] [--minutes N] [--write]`: first fast-check, then jazzer.js, a coverage-guided fuzzer, on each door. Findings
 * are printed, and their inputs stay in build/fuzzing; an input is played again with `--replay FILE DOOR`.
 *
 * The binaries of jazzer.js need glibc 2.38. On an older system FUZZ_NODE is a command that starts Node.js with a newer one:
 * `ld-linux-x86-64.so.2 --library-path FOLDER node`.
 */
const ROOT = join(__dirname, '../..');
/** Of this process: another may be replaying. */
const CODE = join(ROOT, `build/fuzzing/code-${process.pid}`);
const JAZZER = join(__dirname, 'jazzer/node_modules/@jazzer.js/core');
const NAMES = ['function', 'templates', 'check', 'http'];
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
  const { values, positionals } = parsed(() => parseArgs({
    allowPositionals: true,
    options: { minutes: { type: 'string', default: '1' }, write: { type: 'boolean', default: false }, replay: { type: 'string' } },
  }));
  const names = namesAmong('door', positionals, NAMES);
  const minutes = numberOf('--minutes', values.minutes, 0.1);
  build();
  if (values.replay !== undefined) return replay(names[0]!, values.replay);
  checkJazzer();
  const campaigns = names.map(name => campaign(name, minutes * 60));
  for (const each of campaigns) process.stdout.write(`${linesOf(each).join('\n')}\n`);
  if (values.write) write(campaigns);
  if (campaigns.some(({ findings }) => findings.length)) process.exitCode = 1;
}

const nodeOfJazzer = () => (process.env.FUZZ_NODE ?? process.execPath).split(' ');

/** Without its addon, every run of jazzer.js would be a finding. */
function checkJazzer(): void {
  const [command, ...starting] = nodeOfJazzer();
  const { status, stderr } = spawnSync(
    command!, [...starting, '--eval', `require(${JSON.stringify(join(dirname(JAZZER), 'fuzzer'))})`], { encoding: 'utf8' },
  );
  if (status === 0) return;
  const [reason = 'it ended'] = /^\S*Error: .*$/m.exec(stderr) ?? [];
  refuse(`jazzer.js does not start here: ${reason}. It needs glibc 2.38: set FUZZ_NODE (see CONTRIBUTING.md).`);
}

/** File by file, so that coverage counts only the rooms behind a door. */
function build(): void {
  if (!existsSync(JAZZER)) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: join(__dirname, 'jazzer'), stdio: 'inherit' });
  }
  process.once('exit', () => rmSync(CODE, { recursive: true, force: true }));
  const files = ['lib', 'lambda', 'test'].flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)));
  const entryPoints = files.filter(file => /(?<!\.test|\.d)\.ts$/.test(file) && !/node_modules|languages/.test(file));
  const places = { absWorkingDir: ROOT, outbase: ROOT, outdir: CODE };
  buildSync({ entryPoints, ...places, format: 'cjs', platform: 'node', target: 'node20', sourcemap: 'inline' });
  copyFileSync(join(ROOT, 'package.json'), join(CODE, 'package.json'));
}

function campaign(name: string, seconds: number): Campaign {
  const structured = fuzzStructured(name, seconds * STRUCTURED);
  const guided = fuzzGuided(name, seconds * (1 - STRUCTURED));
  return { name, ...structured, ...guided, findings: [...structured.findings, ...guided.findings] };
}

function fuzzStructured(name: string, seconds: number): Pick<Campaign, 'structured' | 'structuredSeconds' | 'findings'> {
  const start = Date.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath, [join(CODE, 'test/fuzz/structured.js'), String(seconds)], { env: environmentOf(name), encoding: 'utf8' },
  );
  const structured = Number(stdout.trim().split('\n').pop());
  return { structured, structuredSeconds: secondsSince(start), findings: status === 0 ? [] : [stderr] };
}

function fuzzGuided(name: string, seconds: number): Omit<Campaign, 'name' | 'structured' | 'structuredSeconds'> {
  const folder = join(ROOT, 'build/fuzzing', name);
  const corpus = join(folder, 'corpus');
  mkdirSync(corpus, { recursive: true });
  const { seeds, rooms } = doorOf(name);
  seeds.forEach((seed, i) => writeFileSync(join(corpus, `seed-${i}`), seed));

  const [command, ...starting] = nodeOfJazzer();
  const findings: string[] = [];
  const start = Date.now();
  const left = () => Math.ceil(seconds - (Date.now() - start) / 1000);
  let [guided, edges, peakMegabytes, inCorpus] = [0, 0, 0, 0];
  while (left() > 1 && findings.length < MAX_FINDINGS) {
    const { status, stderr } = spawnSync(command!, [
      ...starting, join(JAZZER, 'dist/cli.js'), join(CODE, 'test/fuzz/target.js'),
      ...rooms.flatMap(room => ['-i', join(CODE, room)]),
      '--timeout=60000', '--disableBugDetectors=ssrf', // the HTTP door is a client, too
      corpus, '--',
      `-max_total_time=${left()}`, '-print_final_stats=1', '-rss_limit_mb=3072', `-artifact_prefix=${folder}/`,
    ], { env: environmentOf(name), encoding: 'utf8', maxBuffer: 1e9 });
    const last = (pattern: RegExp) => Number([...stderr.matchAll(pattern)].pop()?.[1] ?? 0);
    guided += last(/number_of_executed_units:\s*(\d+)/g) || last(/^#(\d+)/gm);
    edges = Math.max(edges, last(/ cov: (\d+)/g));
    inCorpus = Math.max(inCorpus, last(/ corp: (\d+)/g));
    peakMegabytes = Math.max(peakMegabytes, last(/peak_rss_mb:\s*(\d+)/g), last(/ rss: (\d+)Mb/g));
    if (status === 0) break;
    findings.push(stderr.split('\n').slice(-60).filter(line => !/^#\d+|^stat::|^0x|^MS:/.test(line)).join('\n'));
  }
  return { guided, guidedSeconds: secondsSince(start), edges, corpus: inCorpus, peakMegabytes, findings };
}

function environmentOf(name: string): NodeJS.ProcessEnv {
  return { ...process.env, FUZZ_DOOR: name, FUZZ_ROOT: ROOT };
}

function replay(name: string, file: string): void {
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

function linesOf(done: Campaign): string[] {
  return [...rowsOf(done).map(({ name, value }) => `${name}: ${value}`), ...done.findings.map(finding => finding.replace(/^/gm, '    '))];
}

/** Replaces what the file has about these doors. */
function write(campaigns: readonly Campaign[]): void {
  const isOld = (row: string) => !campaigns.some(({ name }) => row.startsWith(`${name}: `));
  const rows = [...(readResult('fuzz')?.rows ?? []).filter(({ name }) => isOld(name)), ...campaigns.flatMap(rowsOf)];
  const sum = (name: RegExp) => rows.filter(row => name.test(row.name)).reduce((total, { value }) => total + Number(value), 0);
  const { version } = JSON.parse(readFileSync(join(JAZZER, 'package.json'), 'utf8')) as { version: string };
  writeResult({
    name: 'fuzz',
    command: 'npm run fuzz -- --minutes 60 --write',
    versions: { 'fast-check': versionOf('fast-check'), '@jazzer.js/core': version },
    summary: [
      `${sum(/: inputs/).toLocaleString('en')} inputs in ${Math.round(sum(/: seconds/) / 60)} minutes. Open findings: ${sum(/: open/)}.`,
    ],
    rows,
  });
}

function rowsOf(done: Campaign): Array<Result['rows'][number]> {
  const { name, structured, structuredSeconds, guided, guidedSeconds, edges, corpus, peakMegabytes, findings } = done;
  return [
    { name: `${name}: seconds`, value: String(structuredSeconds + guidedSeconds), goal: '3600' },
    { name: `${name}: inputs of fast-check`, value: String(structured) },
    { name: `${name}: inputs of jazzer.js`, value: String(guided) },
    { name: `${name}: edges covered`, value: String(edges), note: `${corpus} inputs in the corpus` },
    { name: `${name}: megabytes at most`, value: String(peakMegabytes) },
    { name: `${name}: open findings`, value: String(findings.length), goal: '0' },
  ];
}

main();
