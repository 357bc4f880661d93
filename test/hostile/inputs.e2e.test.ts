import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOSTILE_INPUTS } from './inputs';
import { limited } from './limited';

const SECONDS = 10;
const MEGABYTES = 1024;

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'hostile-')); });
afterEach(() => rmSync(folder, { recursive: true }));

/** Beyond these a run is killed. The time is real, and the machine may be busy with other tests. */
const KILLED = { seconds: 100, megabytes: 1.5 * MEGABYTES };

describe.each(HOSTILE_INPUTS.map(input => [input.name, input] as const))('%s', (_, input) => {
  test('ends within its budget, with a finding, undetermined by name, or one line', async () => {
    const { exitCode, megabytes, stdout, stderr } = await limited(
      ['check', input.write(folder), `--max-seconds=${SECONDS}`, `--max-memory=${MEGABYTES}`], KILLED,
    );
    expect(megabytes).toBeLessThan(KILLED.megabytes);
    if (exitCode === 2) {
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^cdk-failover: [^\n]+\n$/);
    } else {
      expect([0, 1]).toContain(exitCode);
      expect(stdout).toMatch(/^Checked \d|\. Checked \d/m);
      expect(stderr).toBe('');
    }
    expect(stdout + stderr).not.toContain('s3cr3t');
  }, 120_000);
});
