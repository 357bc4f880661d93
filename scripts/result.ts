import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** What was measured, as it is committed in docs/results. Pages are written from it. */
export interface Result {
  readonly name: string;
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Which measures it again. */
  readonly command: string;
  /** Sentences. */
  readonly summary: readonly string[];
  readonly rows: ReadonlyArray<{ readonly name: string; readonly value: string | number; readonly goal?: string; readonly note?: string }>;
}

const FOLDER = join(__dirname, '..', 'docs', 'results');

type Measured = Pick<Result, 'name' | 'command' | 'summary' | 'rows'> & Partial<Pick<Result, 'versions'>>;

/** @param versions of what was measured with, besides Node.js */
export function writeResult({ name, command, summary, rows, versions = { undici: versionOf('undici') } }: Measured): void {
  const result: Result = {
    name,
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    versions: { node: process.versions.node, ...versions },
    command,
    summary,
    rows,
  };
  writeJson(name, result);
}

/** Undefined for what was not run. */
export function readResult<T = Result>(name: string): T | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(name), 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a result in a form of its own. */
export function writeJson(name: string, result: object): void {
  writeFileSync(fileOf(name), `${JSON.stringify(result, null, 2)}\n`);
}

export function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`;
}

function fileOf(name: string): string {
  return join(FOLDER, `${name}.json`);
}

export function versionOf(name: string): string {
  return (JSON.parse(readFileSync(join(__dirname, '..', 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
}
