import { readFileSync, writeSync } from 'node:fs';
import { tryHandler } from './try-handler';
import { Job, READY } from '../job';

/**
 * The program of the process in which handlers are tried: jobs come in on stdin, one line of JSON each, and a report goes out
 * on stdout for each. It is bundled into one file (scripts/bundle-handler-runner.mjs), because the process may read no other.
 */
async function main(): Promise<void> {
  say(READY);
  for (const line of readFileSync(0, 'utf8').split('\n')) {
    if (line) say(await tryHandler(JSON.parse(line) as Job));
  }
}

function say(message: unknown): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(1, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

void main();
