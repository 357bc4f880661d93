import { readFileSync } from 'node:fs';
import { RULES } from '../../lib/rules';
import { HANDLER_RULES } from '../../lib/rules/handler';
import { AVOIDED, EQUIVALENTS, NOT_WRITTEN } from '../../scripts/comparison/equivalents';
import { COMPARISON_DOC } from '../../scripts/comparison-doc';

const ALL = [...RULES, ...HANDLER_RULES];
const IDS = ALL.map(({ id }) => id).sort();

test('docs/comparison.md has every rule with its level; "npx projen docs:comparison" writes it', () => {
  const rows = [...readFileSync(COMPARISON_DOC, 'utf8').matchAll(/^\| \[([\w-]+)\]\(rules\.md#\1\) \| (\w+) \|/gm)];
  expect(rows.map(([, id, level]) => `${id} ${level}`).sort()).toEqual(ALL.map(({ id, level }) => `${id} ${level}`).sort());
});

test('every rule is written with CDK\'s constructs, or it is said why not', () => {
  expect([...Object.keys(EQUIVALENTS), ...Object.keys(NOT_WRITTEN)].sort()).toEqual(IDS);
  expect(Object.keys(EQUIVALENTS)).toEqual(expect.arrayContaining(Object.keys(AVOIDED)));
});
