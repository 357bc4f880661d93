import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { evaluate } from './intrinsics';
import { CodeModel } from './lambda-function';
import { Resource, Template } from './template';
import { recordOf, show } from './value';

/** A limit on counted entries: an untrusted assembly could name the root of the disk. */
const MAX_ENTRIES = 10_000;

/** The size of an asset, as an archive or as a folder. Empty for one that is missing or cannot be read. */
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

/** The files of an asset manifest by the hash of the asset. */
export function assetsOf(directory: string, manifest: object): Array<[hash: string, path: string]> {
  const { files } = recordOf(manifest);
  return Object.entries(recordOf(files)).flatMap(([hash, asset]): Array<[string, string]> => {
    const { path } = recordOf(recordOf(asset).source);
    return typeof path === 'string' ? [[hash, resolve(directory, path)]] : [];
  });
}

/** Instead of the path of an asset that may not be read. */
export const OUTSIDE = '';

/** The code of a function that is in an asset. */
export function assetCode(resource: Resource, { environment }: Template, assets: ReadonlyMap<string, string>): CodeModel {
  const key = recordOf(evaluate(recordOf(resource.Properties).Code, environment)).S3Key;
  const hash = /[0-9a-f]{64}/.exec(show(key))?.[0];
  const assetPath = hash && assets.get(hash);
  if (assetPath === OUTSIDE) {
    return { missing: 'the code is outside of the assembly', remedy: 'Copy it there, or allow it with --allow-folder.' };
  }
  return assetPath ? { assetPath, ...assetSize(assetPath) } : { missing: 'the code is not in the assembly' };
}
