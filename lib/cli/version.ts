import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this library. */
export function version(): string {
  // Compiled to build/lib/cli; run from lib/cli in the repository.
  const file = ['../../..', '../..'].map(up => join(__dirname, up, 'package.json')).find(existsSync);
  return (JSON.parse(readFileSync(file!, 'utf8')) as { version: string }).version;
}
