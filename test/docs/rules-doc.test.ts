import { readFileSync } from 'node:fs';
import { parseYamlTemplate } from '../../lib/model/yaml-template';
import { RULES } from '../../lib/rules';
import { ACKNOWLEDGEMENT_RULE } from '../../lib/rules/acknowledgements';
import { HANDLER_RULES } from '../../lib/rules/handler';
import { RULE_GROUPS } from '../../scripts/rule-groups';
import { RULES_DOC, rulesDoc } from '../../scripts/rules-doc';

const IDS = [...RULES, ...HANDLER_RULES, ACKNOWLEDGEMENT_RULE].map(({ id }) => id);
const written = readFileSync(RULES_DOC, 'utf8');

test('docs/rules.md is what "npx projen docs:rules" writes', () => {
  expect(written === rulesDoc() ? 'fresh' : 'stale: run "npx projen docs:rules"').toBe('fresh');
});

test('every rule has a heading and a group, once', () => {
  const headings = [...written.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
  expect([...headings].sort()).toEqual([...IDS].sort());
  expect(RULE_GROUPS.flatMap(([, rules]) => rules.map(({ id }) => id))).toEqual(headings);
});

test('the contents link to headings', () => {
  const links = [...written.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor!);
  expect(links.length).toBeGreaterThanOrEqual(IDS.length);
  expect(links.filter(anchor => !IDS.includes(anchor))).toEqual([]);
});

test('the snippets can be read', () => {
  const snippets = [...written.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, snippet]) => snippet!);
  expect(snippets.length).toBeGreaterThan(2 * RULES.length);
  for (const snippet of snippets) expect(parseYamlTemplate(snippet)).toEqual(expect.any(Object));
});
