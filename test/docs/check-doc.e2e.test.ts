import { readFileSync } from 'node:fs';
import { CHECK_HELP } from '../../lib/cli/check-arguments';
import { CHECK_DOC, checkDoc } from '../../scripts/check-doc';

const written = readFileSync(CHECK_DOC, 'utf8');

test('docs/check.md shows what the command prints; "npx projen docs:rules" writes it', async () => {
  expect(await checkDoc(written)).toBe(written);
  expect(written).toContain('\n  error    handler-masks-failover\n');
});

test('docs/check.md describes every option', () => {
  const options = CHECK_HELP.match(/--[a-z-]+/g)!.filter(option => option !== '--help');
  expect(options.filter(option => !written.includes(`\`${option}`))).toEqual([]);
});
