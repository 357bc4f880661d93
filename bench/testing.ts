import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { compare, interleave, Row } from './measure';

const ROUNDS = 15;
const MILLISECONDS = 2000;
/** How many tests each of the examples passes, of nine. */
const PASSED = { site: 9, sample: 4 };

/** The ready-made suite over the examples of docs/testing.md, synthesis included, in a process of its own that has just started. */
export async function testing(): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-testing-'));
  try {
    const program = join(directory, 'one-suite.js');
    buildSync({
      entryPoints: ['bench/one-suite.ts'],
      outfile: program,
      bundle: true,
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
      external: ['aws-cdk-lib'],
      alias: { 'cdk-failover-distribution': './lib/index.ts' },
    });
    const { site, sample } = await interleave(ROUNDS, {
      site: () => measure(program, directory, 'site'),
      sample: () => measure(program, directory, 'sample'),
    });
    const limit = site.map(() => MILLISECONDS);
    return [
      compare('test kit: ready-made suite with synthesis, FailoverDistribution / the asked-for 2 s', 'ms', site, limit, 1),
      compare("test kit: ready-made suite with synthesis, AWS's sample in a worker / the asked-for 2 s", 'ms', sample, limit, 1),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function measure(program: string, directory: string, name: keyof typeof PASSED): number {
  const env = { ...process.env, CDK_VALIDATION: undefined, NODE_PATH: join(__dirname, '../node_modules'), TMPDIR: directory };
  const { milliseconds, passed } = JSON.parse(execFileSync(process.execPath, [program, name], { encoding: 'utf8', env }));
  if (passed !== PASSED[name]) throw new Error(`${name} passed ${passed} tests and not ${PASSED[name]}`);
  return milliseconds;
}
