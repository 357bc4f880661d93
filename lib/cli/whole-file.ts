import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UnusableInput } from '../model/errors';

/**
 * Writes a file whole or not at all: the old content stays until the new text is complete. Devices and pipes are written directly.
 * @throws UnusableInput when it cannot be written
 */
export function writeWhole(path: string, text: string): void {
  try {
    const target = existsSync(path) ? realpathSync(path) : path;
    if (existsSync(target) && !statSync(target).isFile()) writeFileSync(target, text);
    else replace(target, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UnusableInput(`${path}: cannot be written (${REASONS[code!] ?? code}). Name a file in an existing, writable folder.`);
  }
}

function replace(target: string, text: string): void {
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.part`);
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode: existsSync(target) ? statSync(target).mode : 0o666 });
    renameSync(temporary, target);
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    throw error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'the folder does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};
