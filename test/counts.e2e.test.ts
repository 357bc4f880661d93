import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ownCode } from './simulator/functions/samples';

/** What the engine counts, and 3 % more than the most of Node.js 20, 22 and 24, which differ by up to 4 % in the small numbers. */
const AT_MOST = {
  'bytes for a healthy event, beyond a no-op': 232,
  'bytes for an event that fails over, beyond a no-op': 832,
  'bytes for an event that is rewritten, beyond a no-op': 5370,
  'bytes for a cache hit': 5090,
  'bytes for a miss': 23_050,
  'bytes for a failed-over miss': 37_100,
  'calls for a check': 4250,
  'calls for one more distribution in a check': 4350,
  'calls for the cases of a behavior with a function': 213_500,
  'requests for them': 400,
  'calls for a failed-over miss': 582,
  'calls for a cache hit': 90,
};

/** A limit that is further away would not notice much: what needs less than that share of it gets a lower one. */
const AT_LEAST = 0.9;

const counts: Record<string, number> = {};

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'counts-'));
  try {
    const outfile = join(folder, 'counted.js');
    const entryPoints = [join(__dirname, 'support/counted.ts')];
    buildSync({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
    // No garbage is collected but when the program asks for it.
    const flags = ['--jitless', '--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'];
    Object.assign(counts, JSON.parse(execFileSync(process.execPath, [...flags, outfile, ownCode()], { encoding: 'utf8', stdio: 'pipe' })));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// Numbers that depend on no machine: see docs/benchmarks.md.
test.each(Object.entries(AT_MOST))('%s: at most %d, and not much less', (name, limit) => {
  expect(counts[name]).toBeLessThanOrEqual(limit);
  expect(counts[name]).toBeGreaterThan(AT_LEAST * limit);
});
