import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Room, ROOMS } from './rooms';
import { readResult, writeResult } from '../../scripts/result';
import { namesAmong, parsed } from '../../scripts/script-arguments';

/**
 * `npm run test:mutants -- [ROOM...] [--write]`: changes the code in thousands of small ways, one at a time, and counts how many of them a
 * test notices. Prints those that none does. Fails below the percentage of the room.
 */
const ROOT = join(__dirname, '../..');
const STRYKER = join(__dirname, 'node_modules/@stryker-mutator/core');

interface Mutants {
  readonly name: string;
  readonly noticed: number;
  readonly all: number;
  readonly least: number;
  readonly survivors: readonly string[];
}

function main(): void {
  const options = { write: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parsed(() => parseArgs({ allowPositionals: true, options }));
  const names = namesAmong('room', positionals, Object.keys(ROOMS));
  if (!existsSync(STRYKER)) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: __dirname, stdio: 'inherit' });
  }
  for (const name of names) {
    const mutants = mutantsOf(name, ROOMS[name]!);
    const { noticed, all, least, survivors } = mutants;
    process.stdout.write(`${name}: ${noticed} of ${all} noticed, ${percent(noticed, all)}; at least ${least} %\n`);
    process.stdout.write(survivors.map(line => `  ${line}\n`).join(''));
    if (noticed * 100 < least * all) process.exitCode = 1;
    if (values.write) write(mutants);
  }
}

function mutantsOf(name: string, { mutate, tests, titles = '', ignoreStatic, least }: Room): Mutants {
  const lists = { ROOM_MUTATE: mutate.join(' '), ROOM_TESTS: tests.join(' ') };
  const env = { ...process.env, ROOM: name, ...lists, ROOM_TITLES: titles, ROOM_IGNORE_STATIC: ignoreStatic ? 'true' : '' };
  const { status } = spawnSync(
    process.execPath, [join(STRYKER, 'bin/stryker.js'), 'run', 'test/mutants/stryker.config.mjs'], { cwd: ROOT, env, stdio: 'inherit' },
  );
  if (status !== 0) throw new Error(`the mutation tester failed in ${name}`);
  return reported(name, least);
}

/** @see https://github.com/stryker-mutator/mutation-testing-elements/tree/master/packages/report-schema */
function reported(name: string, least: number): Mutants {
  const { files } = JSON.parse(readFileSync(join(ROOT, `build/mutants/${name}.json`), 'utf8'));
  const mutants = Object.entries<any>(files).flatMap(([file, { source, mutants: found }]) =>
    found.map((mutant: any) => ({ ...mutant, file, line: source.split('\n')[mutant.location.start.line - 1].trim() })));
  const counted = mutants.filter(({ status }) => !['Ignored', 'CompileError', 'RuntimeError'].includes(status));
  const survivors = counted.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  return {
    name,
    least,
    all: counted.length,
    noticed: counted.length - survivors.length,
    survivors: survivors.map(({ file, location, line, replacement, mutatorName }) =>
      `${file}:${location.start.line}: ${line} -> ${mutatorName}: ${String(replacement).replace(/\s+/g, ' ')}`),
  };
}

function write({ name, noticed, all, least }: Mutants): void {
  const note = `${noticed} of ${all} mutants, ${new Date().toISOString().slice(0, 10)}`;
  const rows = [
    ...(readResult('mutants')?.rows ?? []).filter(row => row.name !== name),
    { name, value: percent(noticed, all), goal: `${least} %`, note },
  ];
  const { version } = JSON.parse(readFileSync(join(STRYKER, 'package.json'), 'utf8')) as { version: string };
  writeResult({
    name: 'mutants',
    command: 'npm run test:mutants -- --write',
    versions: { '@stryker-mutator/core': version },
    summary: [`Tests notice ${rows.map(row => `${row.value} of the mutants in ${row.name}`).join(', ')}.`],
    rows,
  });
}

function percent(part: number, all: number): string {
  return `${(Math.floor(part * 1000 / all) / 10).toFixed(1)} %`;
}

main();
