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
      ['check', input.write(folder), `--max-seconds=${input.maxSeconds ?? SECONDS}`, `--max-memory=${MEGABYTES}`], KILLED,
    );
    const [said, other] = input.exitCode === 2 ? [stderr, stdout] : [stdout, stderr];
    expect({ exitCode, other }).toEqual({ exitCode: input.exitCode, other: '' });
    expect(said).toMatch(input.says);
    expect(said).not.toContain('s3cr3t');
    expect(stderr.split('\n').length).toBeLessThan(3);
    expect(megabytes).toBeLessThan(KILLED.megabytes);
  }, 120_000);
});
