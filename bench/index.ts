/** `npm run bench -- [PART...] [--write] [--check]`: every part, or some. */
import { check } from './check';
import { edgeFunction } from './edge-function';
import { inProcess, memory, overHttp } from './local-edge';
import { matrix } from './matrix';
import { isOk, Row, Skipped, table } from './measure';
import { load, MeasuredRow, write } from './results';
import { runtimeClient } from './runtime-client';
import { synth } from './synth';
import { testing } from './testing';
import { writeBenchmarks } from '../scripts/benchmarks-doc';
import { namesAmong } from '../scripts/script-arguments';

const PARTS: Readonly<Record<string, () => Promise<ReadonlyArray<Row | Skipped>>>> = {
  'function': edgeFunction,
  'runtime-client': runtimeClient,
  synth,
  check,
  matrix,
  testing,
  'in-process': inProcess,
  'http': overHttp,
  memory,
};

const commandOf = (part: string) => `npm run bench -- ${part}`;

async function main(args: readonly string[]): Promise<void> {
  const options = args.filter(arg => arg.startsWith('--'));
  namesAmong('option', options, ['--write', '--check']);
  const parts = namesAmong('part', args.filter(arg => !arg.startsWith('--')), Object.keys(PARTS));

  const rows: MeasuredRow[] = [];
  for (const part of parts) {
    console.error(`${part} ...`);
    const run = { command: commandOf(part), date: new Date().toISOString(), load: load() };
    rows.push(...(await measured(part)).map(row => ({ ...row, ...run })));
    if (options.includes('--write')) writeBenchmarks(write(rows, Object.keys(PARTS).map(commandOf)));
  }
  console.log(table(rows));
  if (options.includes('--check') && !rows.every(row => 'skipped' in row || isOk(row))) process.exitCode = 1;
}

/** What goes wrong in one part leaves the others alone. */
async function measured(part: string): Promise<ReadonlyArray<Row | Skipped>> {
  try {
    return await PARTS[part]!();
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
    return [{ name: part, skipped: `it failed: ${(error as Error).message.split('\n')[0]}` }];
  }
}

void main(process.argv.slice(2));
