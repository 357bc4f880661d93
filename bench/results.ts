import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';
import { Row, Skipped } from './measure';
import { nginxVersion } from './nginx';
import { ROOT } from './programs';

export const RESULTS = join(ROOT, 'docs/results/benchmarks.json');

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
    machine: `${cpus().length} × ${cpus()[0]!.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${arch()}`,
    versions: versions(),
    rows: all.filter(({ command }) => order.includes(command)),
  };
  mkdirSync(dirname(RESULTS), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  return results;
}

export function read(): Results | undefined {
  try {
    return JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;
  } catch {
    return undefined;
  }
}

function versions(): Record<string, string> {
  const packages = ['aws-cdk-lib', 'constructs', 'cdk-preflight', 'undici', 'esbuild'].map(name =>
    [name, JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version as string]);
  return { 'Node.js': process.version.slice(1), ...Object.fromEntries(packages), 'nginx': nginxVersion() ?? 'not installed' };
}
