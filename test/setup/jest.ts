import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs once, before the test files and outside of them. They inherit the environment. */
export default function setup(): void {
  // AWS's built-in template validator takes seconds in each test file.
  process.env.CDK_VALIDATION = 'false';

  // CDK leaves a cloud assembly behind for each app. Removed here, so that no test file has to load CDK for it.
  const folder = mkdtempSync(join(tmpdir(), 'cdk-failover-tests-'));
  process.env.TMPDIR = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
