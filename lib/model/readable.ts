import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { UnusableInput } from './errors';

/** The folders whose files may be read: that of the input, and those that were allowed. Links are followed first. */
export class Readable {
  private readonly allowed: readonly string[];

  /** @throws UnusableInput for an allowed folder that is not there */
  constructor(private readonly folder: string, allowed: readonly string[] = []) {
    const missing = allowed.find(path => !statSync(path, { throwIfNoEntry: false })?.isDirectory());
    if (missing !== undefined) throw new UnusableInput(`--allow-folder ${JSON.stringify(missing)}: no such folder. Name one that exists.`);
    this.allowed = [folder, ...allowed].map(path => realpathSync(path));
  }

  /** Whether a file or a folder may be read. One that does not exist may: that it is missing is for the reader to say. */
  has(path: string): boolean {
    if (!existsSync(path)) return true;
    const real = `${realpathSync(path)}${sep}`;
    return this.allowed.some(folder => real.startsWith(`${folder.replace(/\/$/, '')}${sep}`));
  }

  /** @throws UnusableInput unless it may be read */
  checked(path: string): string {
    if (this.has(path)) return path;
    throw new UnusableInput(
      `${path}: outside of ${this.folder}, or a link that leads out of it. Copy it there, or allow it: --allow-folder ${dirname(path)}.`,
    );
  }
}

/** The text of a file; undefined if it is too big, cannot be read, or is not a file: a device or a pipe may be endless. */
export function textOf(path: string, maxBytes: number): string | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size <= maxBytes ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
