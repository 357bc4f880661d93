import { join } from 'node:path';
import { compare, interleave, Row } from './measure';
import { bundle, inFolder, outputOf, WITH_CDK } from './programs';

const ROUNDS = 15;
const MILLISECONDS = 2000;
/** How many tests each of the examples passes, of nine. */
const PASSED = { site: 9, sample: 4 };

/** The ready-made suite over the examples of docs/testing.md, synthesis included, in a process of its own that has just started. */
export async function testing(): Promise<Row[]> {
  return inFolder(async directory => {
    bundle(directory, ['one-suite'], WITH_CDK);
    const { site, sample } = await interleave(ROUNDS, {
      site: () => measure(directory, 'site'),
      sample: () => measure(directory, 'sample'),
    });
    const limit = site.map(() => MILLISECONDS);
    return [
      compare('test kit: ready-made suite with synthesis, FailoverDistribution / 2 s', 'ms', site, limit, 1),
      compare("test kit: ready-made suite with synthesis, AWS's sample / 2 s", 'ms', sample, limit, 1),
    ];
  });
}

function measure(directory: string, name: keyof typeof PASSED): number {
  const { milliseconds, passed } = outputOf<Record<'milliseconds' | 'passed', number>>(
    process.execPath, [join(directory, 'one-suite.js'), name], { CDK_VALIDATION: undefined, TMPDIR: directory },
  );
  if (passed !== PASSED[name]) throw new Error(`${name} passed ${passed} tests and not ${PASSED[name]}`);
  return milliseconds;
}
