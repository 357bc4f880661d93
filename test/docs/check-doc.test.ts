import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CHECK_HELP } from '../../lib/cli/check-arguments';
import { check } from '../cli/check-run';

const ROOT = join(__dirname, '..', '..');
const DOC = readFileSync(join(ROOT, 'docs/check.md'), 'utf8');
const EXAMPLE = relative(process.cwd(), join(ROOT, 'examples/check/site.yaml'));

test('docs/check.md shows what check says of its example', async () => {
  const [, shown] = /<!-- The output of: cdk-failover check examples\/check\/site\.yaml\..*?-->\n\n```text\n(.*?)```/s.exec(DOC) ?? [];
  const { exitCode, stdout } = await check(EXAMPLE);
  expect(shown).toBe(stdout);
  expect(exitCode).toBe(1);
});

test('docs/check.md tells of every option', () => {
  const options = CHECK_HELP.match(/--[a-z-]+/g)!.filter(option => option !== '--help');
  expect(options.filter(option => !DOC.includes(`\`${option}`))).toEqual([]);
});
