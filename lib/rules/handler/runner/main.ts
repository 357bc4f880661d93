import { readFileSync, writeSync } from 'node:fs';
import { playJob } from './play-job';
import { SandboxRunner } from './sandbox-runner';
import { Job, READY } from '../job';

/**
 * The program of the process that runs functions. It reads jobs from stdin, one line of JSON each, and writes a report to stdout for
 * each. It is bundled into one file (scripts/bundle-handler-runner.mjs), because the process may read only that.
 */
async function main(): Promise<void> {
  say(READY);
  for (const line of readFileSync(0, 'utf8').split('\n')) {
    if (line) say(await playJob(JSON.parse(line) as Job, code => new SandboxRunner(code)));
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

// Node.js would show the line of the bundle that threw, which is most of it.
main().catch(error => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
