import { readFileSync } from 'node:fs';
import { parseYamlTemplate } from '../../lib/model/yaml-template';
import { RULES } from '../../lib/rules';
import { ACKNOWLEDGEMENT_RULE } from '../../lib/rules/acknowledgements';
import { COMPARISON_DOC } from '../../scripts/comparison-doc';
import { documentedRules, plain } from '../../scripts/documented-rules';
import { breakingChanges, levelsIn, RULES_DOC, rulesDoc } from '../../scripts/rules-doc';

const rules = documentedRules();
const ids = rules.map(({ id }) => id);
const levels = Object.fromEntries(rules.map(({ id, level }) => [id, level]));
const written = readFileSync(RULES_DOC, 'utf8');

describe('docs/rules.md', () => {
  // The committed document pins the ids and levels. People acknowledge findings by id and fail their builds by level, so an id must not
  // disappear and a level must not change unnoticed. "npx projen docs:rules" refuses both, unless --breaking is passed.
  test('has every id with the level that it had', () => {
    expect(breakingChanges(written, rulesDoc(rules))).toEqual([]);
    expect(Object.keys(levelsIn(written)).length).toBeGreaterThan(90);
  });

  test('would not lose an id or a level unnoticed', () => {
    expect(breakingChanges(written, written.replaceAll('slow-failover', 'late-failover'))).toEqual(['slow-failover info -> gone']);
    const louder = written.replace('(#slow-failover) | info', '(#slow-failover) | error');
    expect(breakingChanges(written, louder)).toEqual(['slow-failover info -> error']);
  });

  test('is what "npx projen docs:rules" writes', () => {
    expect(written === rulesDoc(rules) ? 'fresh' : 'stale: run "npx projen docs:rules"').toBe('fresh');
  });

  test('has a heading for every rule, once', () => {
    expect([...written.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading)).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('links to headings in its contents', () => {
    const links = [...written.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor!);
    expect(links.length).toBeGreaterThanOrEqual(ids.length);
    expect(links.filter(anchor => !ids.includes(anchor))).toEqual([]);
  });

  test('has snippets that parse', () => {
    const snippets = [...written.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, snippet]) => snippet!);
    expect(snippets.length).toBeGreaterThan(2 * RULES.length);
    for (const snippet of snippets) expect(parseYamlTemplate(snippet)).toEqual(expect.any(Object));
  });
});

describe('docs/comparison.md', () => {
  const comparison = readFileSync(COMPARISON_DOC, 'utf8');

  test('has every rule with its level; "npx projen docs:comparison" writes it', () => {
    const { [ACKNOWLEDGEMENT_RULE.id]: _, ...compared } = levels;
    expect(levelsIn(comparison)).toEqual(compared);
  });

  test('quotes the messages of this library as they are; "npx projen docs:comparison" writes it', () => {
    const quoted = [...comparison.matchAll(/^### (\S+)\n[\s\S]*?^- this library: (.+)$/gm)];
    expect(quoted.length).toBeGreaterThan(10);
    for (const [, id, message] of quoted) expect([id, message]).toEqual([id, plain(rules.find(rule => rule.id === id)!.message)]);
  });
});
