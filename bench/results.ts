import { loadavg } from 'node:os';
import { Row, Skipped } from './measure';
import { nginxVersion } from './nginx';
import { machine, readResult, versionOf, writeJson } from '../scripts/result';

const NAME = 'benchmarks';

/** What docs/benchmarks.md and its picture are written from. */
export interface Results {
  /** Of the last run. */
  readonly date: string;
  readonly command: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly MeasuredRow[];
}

export type MeasuredRow = (Row | Skipped) & {
  /** What measures this row alone. */
  readonly command: string;
  readonly date: string;
  /** How many processes wanted a processor in the minute before the row's part of the run, which itself needs one or two. */
  readonly load: number;
};

export function load(): number {
  return Number(loadavg()[0]!.toFixed(1));
}

/** The results with the rows of the parts that were run in the place of older ones. */
export function write(rows: readonly MeasuredRow[], order: readonly string[]): Results {
  const before = read()?.rows ?? [];
  const kept = before.filter(row => !rows.some(({ command }) => command === row.command));
  const all = [...kept, ...rows].sort((a, b) => order.indexOf(a.command) - order.indexOf(b.command));
  const results: Results = {
    date: new Date().toISOString(),
    command: 'npm run bench -- --write',
    machine: machine(),
    versions: versions(),
    rows: all.filter(({ command }) => order.includes(command)),
  };
  writeJson(NAME, results);
  return results;
}

export function read(): Results | undefined {
  return readResult<Results>(NAME);
}

function versions(): Record<string, string> {
  const packages = ['aws-cdk-lib', 'constructs', 'cdk-preflight', 'undici', 'esbuild'].map(name => [name, versionOf(name)]);
  return { 'Node.js': process.version.slice(1), ...Object.fromEntries(packages), 'nginx': nginxVersion() ?? 'not installed' };
}
