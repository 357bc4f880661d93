import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HANDLER_CASES, SHOW_PAGE } from './handler-cases';
import { plain } from './markdown';
import { RULE_GROUPS, ToldRule } from './rule-groups';
import { ACKNOWLEDGED, findingsById } from './rule-verdicts';
import { templateSnippet } from './template-snippet';
import { SYNTH_RULES } from '../lib/rules';
import { ACKNOWLEDGEMENT_RULE } from '../lib/rules/acknowledgements';
import { HANDLER_RULES } from '../lib/rules/handler';
import { Finding } from '../lib/rules/rule';
import { CASES, templateOf } from '../test/rules/cases';

/** Where the document is. */
export const RULES_DOC = join(__dirname, '..', 'docs', 'rules.md');

const LEVEL_WORDS = { error: 'errors', warning: 'warnings', info: 'pieces of information' };

const INTRODUCTION = `# Rules

<!-- Written by "npx projen docs:rules" from lib/rules and test/rules/cases. -->

What \`FailoverDistribution\` checks of itself, and \`FailoverRules\` and \`cdk-failover check\` of every distribution. The id of a rule is its anchor here, and stays.

- An **error** cannot be deployed, or failover cannot work. A **warning** is a doubt. **Information** is worth knowing; at synth only \`slow-failover\` is told,
  \`cdk-failover check\` tells all of it.
- A rule passes, fails, or cannot tell: tokens, imports and parameters are not guessed.
- The page is what a rule rests on. Where AWS does not say it in so many words, the rule says so. Nothing here was measured on a live distribution.
- The snippets are cut from templates that the tests check: *fails* is what differs from a template with which nothing is wrong, *passes* is what
  differs from *fails*. The message is the one that the failing template gets.

To acknowledge a finding, see [FailoverRules](../README.md#the-rules-in-any-cdk-app); in a template of any make, put it into the metadata of the distribution:

\`\`\`yaml
Metadata:
  cdk-failover:
    acknowledge:
      - { id: slow-failover, reason: Nightly jobs only. }
\`\`\`
`;

const HANDLERS = `The origin-response functions of origin groups are run, with every failover status code, of both members, and every method that fails over, in an engine
without files, network and clock. \`showPage\` in the snippets is

\`\`\`js
${SHOW_PAGE}\`\`\`
`;

/** The document, from a run of the rules. */
export function rulesDoc(): string {
  const findings = findingsById();
  const messageOf = (rule: ToldRule) => messageIn(findings, rule);
  return [
    INTRODUCTION,
    contents(messageOf),
    ...RULE_GROUPS.flatMap(([heading, rules]) => [
      `## ${heading}\n`,
      ...rules === HANDLER_RULES ? [HANDLERS] : [],
      ...rules.map(rule => section(rule, messageOf(rule))),
    ]),
  ].join('\n');
}

function messageIn(findings: ReadonlyMap<string, Finding>, { id }: ToldRule): string {
  const finding = findings.get(id);
  if (!finding) throw new Error(`the failing template of ${id} is not found by it`);
  return finding.message;
}

function contents(messageOf: (rule: ToldRule) => string): string {
  const rules = RULE_GROUPS.flatMap(([, all]) => all);
  const counts = (['error', 'warning', 'info'] as const).map(level => `${rules.filter(rule => rule.level === level).length} ${LEVEL_WORDS[level]}`);
  const rows = RULE_GROUPS.flatMap(([heading, all]) => [
    `| **${heading}** | | |`,
    ...all.map(rule => `| [${rule.id}](#${rule.id}) | ${rule.level} | ${plain(messageOf(rule).split(/, for example |\.? Got: /)[0]!)} |`),
  ]);
  return `## Contents\n\n${rules.length} rules: ${counts.join(', ')}.\n\n| rule | level | what it says of its failing template |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function section(rule: ToldRule, message: string): string {
  const { id, level, why, fix, page } = rule;
  const onRequest = level === 'info' && !SYNTH_RULES.some(told => told.id === id) && id !== ACKNOWLEDGEMENT_RULE.id;
  return `### ${id}

**${level}**${onRequest ? ', told by `check` only' : ''}. ${plain(why)}

${snippets(id)}
> ${plain(message)}

To mend it: ${plain(fix)} [AWS](${page})
`;
}

function snippets(id: string): string {
  const [language, fails, passes] = snippetsOf(id);
  return `fails:\n\n\`\`\`${language}\n${fails}\`\`\`\n\npasses:\n\n\`\`\`${language}\n${passes}\`\`\`\n`;
}

/** The failing and the passing snippet of a rule, and their language. */
export function snippetsOf(id: string): [language: 'js' | 'yaml', fails: string, passes: string] {
  const handler = HANDLER_CASES[id];
  if (handler) return ['js', handler.fails, handler.passes];
  const base = templateOf();
  const [fails, passes] = id === ACKNOWLEDGEMENT_RULE.id
    ? [acknowledging(ACKNOWLEDGED.fails), acknowledging(ACKNOWLEDGED.passes)]
    : [templateOf(CASES[id]!.fails), templateOf(CASES[id]!.passes)];
  return ['yaml', templateSnippet(fails, { base, counterpart: passes }), templateSnippet(passes, { base: fails, counterpart: fails })];
}

function acknowledging(acknowledge: object[]): object {
  const { Resources } = templateOf();
  return { Resources: { ...Resources, Site: { ...Resources!.Site, Metadata: { 'cdk-failover': { acknowledge } } } } };
}

if (require.main === module) writeFileSync(RULES_DOC, rulesDoc());
