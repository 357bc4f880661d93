import { strict as assert } from 'node:assert';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentOf, Door } from './door';
import { anyTemplate, TEMPLATE_SEEDS, TEMPLATES } from './templates';
import { Assembly } from '../../lib/model/assembly';
import { variantsOf } from '../../lib/model/distribution';
import { UnusableInput } from '../../lib/model/errors';
import { templateLines } from '../../lib/model/template-lines';

const FILE = join(mkdtempSync(join(tmpdir(), 'cdk-failover-fuzz-')), 'site.template');

/** The readers of templates: whatever a file has, they read it or refuse it in one line. */
export const templateDoor: Door = {
  rooms: ['lib/model/'],
  seeds: TEMPLATE_SEEDS,
  arbitrary: anyTemplate,

  fuzz(input) {
    if (input.length < 3) return;
    const document = documentOf(input, TEMPLATES);
    writeFileSync(FILE, document);
    let assembly;
    try {
      assembly = Assembly.read(FILE);
    } catch (error) {
      assert(error instanceof UnusableInput, error as Error);
      assert.match(error.message, /^.+\.$/s);
      return;
    }
    const distributions = assembly.distributions();
    const lineOf = templateLines(document.replace(/^\uFEFF/, ''), new Set(distributions.map(({ logicalId }) => logicalId)));
    for (const distribution of distributions) {
      variantsOf(distribution);
      const line = lineOf(distribution.logicalId, 'DistributionConfig.Origins.0');
      assert(line === undefined || line >= 1 && line <= document.split('\n').length, `line ${line}`);
    }
  },
};
