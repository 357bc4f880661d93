import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { documentOf, Door } from './door';
import { anyTemplate, TEMPLATE_SEEDS, TEMPLATES } from './templates';
import { run } from '../../lib/cli/run';
import { Assembly } from '../../lib/model/assembly';
import { NotModelled, UnusableInput } from '../../lib/model/errors';
import { matrixAsHtml } from '../../lib/report/matrix/html';
import { matrixAsText } from '../../lib/report/matrix/text';
import { matrixOfVariants } from '../../lib/report/matrix/variants';

const FILE = join(mkdtempSync(join(tmpdir(), 'cdk-failover-fuzz-')), 'site.template');
const MODULES = join(process.env.FUZZ_ROOT!, 'node_modules');
const json = (path: string) => JSON.parse(readFileSync(join(MODULES, path), 'utf8'));
const ajv = new Ajv({ schemaId: 'auto' });
ajv.addMetaSchema(json('ajv/lib/refs/json-schema-draft-04.json'));
const isSarif = ajv.compile(json('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));

/** Whatever a terminal or a CI system obeys. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|^::|##\w*\[/mu;

/** `check`, without running functions: one exit code and one report, the same twice, in every format. One input in eight is played, too. */
export const checkDoor: Door = {
  rooms: ['lib/model/', 'lib/rules/', 'lib/report/', 'lib/cli/'],
  seeds: TEMPLATE_SEEDS,
  arbitrary: anyTemplate,

  async fuzz(input) {
    if (input.length < 3) return;
    const document = documentOf(input, TEMPLATES);
    writeFileSync(FILE, document);
    const [text, again, asJson, asSarif, asGitLab] = [
      await checked('text'), await checked('text'), await checked('json'), await checked('sarif'), await checked('gitlab'),
    ];
    assert.deepEqual(again, text);
    const exitCodes = new Set([text, asJson, asSarif, asGitLab].map(({ exitCode }) => exitCode));
    assert.equal(exitCodes.size, 1, 'the exit code depends on the format');
    if (text.exitCode === 2) {
      assert.match(text.stderr, /^cdk-failover: [^\n]+\n$/);
      assert.equal(text.stdout, '');
    } else {
      const { findings } = JSON.parse(asJson.stdout);
      assert.equal(text.exitCode, findings.some(({ level }: { level: string }) => level === 'error') ? 1 : 0);
      assert(isSarif(JSON.parse(asSarif.stdout)), JSON.stringify(isSarif.errors));
      assert(Array.isArray(JSON.parse(asGitLab.stdout)));
    }
    for (const { stdout, stderr } of [text, asJson, asSarif, asGitLab]) assert.doesNotMatch(stdout + stderr, UNPRINTABLE);
    if (text.exitCode !== 2 && input.length % 8 === 0) await matrix();
  },
};

async function checked(format: string) {
  const [stdout, stderr] = [recorder(), recorder()];
  const exitCode = await run(['check', FILE, '--no-run', `--format=${format}`], { stdout, stderr });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

/** Without the functions of the template, which run in a process. */
async function matrix(): Promise<void> {
  const distributions = Assembly.read(FILE).distributions().map(one => ({
    ...one, otherwise: [], behaviors: one.behaviors.map(behavior => ({ ...behavior, functions: [] })),
  }));
  try {
    const played = await matrixOfVariants(distributions, {});
    assert.doesNotMatch(matrixAsText(played, { width: 100, color: false }), UNPRINTABLE);
    assert.doesNotMatch(matrixAsHtml(played), /<script>(?!\n)alert/);
  } catch (error) {
    assert(error instanceof UnusableInput || error instanceof NotModelled, error as Error);
  }
}

function recorder() {
  return { text: '', write(text: string) { this.text += text; } };
}
