import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CodeModel } from './edge-function';

/** Files and folders that are counted. An assembly names the folder, and a stranger's could name the root of the disk. */
const MAX_ENTRIES = 10_000;

/** The size of an asset, as an archive or as a folder. Nothing for one that is not there, or not to be read. */
export function assetSize(path: string, maxEntries = MAX_ENTRIES): Pick<CodeModel, 'zipBytes' | 'folderBytes'> {
  try {
    const stats = statSync(path);
    return stats.isDirectory() ? { folderBytes: folderBytes(path, maxEntries) } : { zipBytes: stats.size };
  } catch {
    return {};
  }
}

function folderBytes(folder: string, maxEntries: number): number {
  const folders = [folder];
  let bytes = 0;
  let entries = 0;
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      if (++entries > maxEntries) return Infinity;
      const path = join(next, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) bytes += lstatSync(path).size;
    }
  }
  return bytes;
}
