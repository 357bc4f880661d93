import { Assembly } from '../lib/model/assembly';
import { TemplateBody } from '../lib/model/template';
import { RULE_GROUPS } from '../lib/rules';
import { acknowledge, ACKNOWLEDGEMENT_RULE } from '../lib/rules/acknowledgements';
import { evaluate, Finding } from '../lib/rules/finding';
import { evaluateHandlers, HANDLER_RULES } from '../lib/rules/handler';
import { Rule } from '../lib/rules/rule';
import { CASES, templateOf } from '../test/rules/cases';
import { deployed, HANDLER_CASES } from '../test/rules/cases/handler';
import { Changes } from '../test/rules/cases/template';
import { modelIn } from '../test/rules/models';

/** A rule with its case, as the documents show it. */
export interface DocumentedRule extends Omit<Rule, 'check'> {
  readonly heading: string;
  readonly fails: TemplateBody;
  readonly passes: TemplateBody;
  /** Of a rule that runs the function: its source code in both templates. */
  readonly code?: { readonly fails: string; readonly passes: string };
  /** What the rule reports about the failing template. */
  readonly message: string;
}

/** Every rule, in the order of the documents. Rules that run the function come first: no other tool does that. */
export function documentedRules(): DocumentedRule[] {
  return [...handlerRules(), ...staticRules(), acknowledgementRule()];
}

function handlerRules(): DocumentedRule[] {
  const rules = HANDLER_RULES.map(rule => {
    const code = HANDLER_CASES[rule.id]!;
    const { template = {}, failingTemplate } = code;
    const withCode = (changes: Changes, source: string) =>
      templateOf({ ...changes, function: { ...changes.function, Code: { ZipFile: deployed(source) } } });
    const [fails, passes] = [withCode({ ...template, ...failingTemplate }, code.fails), withCode(template, code.passes)];
    return { ...rule, heading: 'Function results', fails, passes, code };
  });
  // One call for all of them, because it starts a process.
  const { findings } = evaluateHandlers(rules.map(({ id, fails }) => ({ ...modelIn(fails), logicalId: id })));
  return rules.map(rule => ({ ...rule, message: messageOf(rule, findings.filter(({ resource }) => resource === rule.id)) }));
}

function staticRules(): DocumentedRule[] {
  return Object.entries(RULE_GROUPS).flatMap(([heading, rules]) => rules.map(rule => {
    const [fails, passes] = [CASES[rule.id]!.fails, CASES[rule.id]!.passes].map(templateOf);
    return { ...rule, heading, fails: fails!, passes: passes!, message: messageOf(rule, evaluate(modelIn(fails!), [rule]).findings) };
  }));
}

function acknowledgementRule(): DocumentedRule {
  const [fails, passes] = [{}, { reason: 'Nightly jobs only.' }]
    .map(reason => templateOf({ metadata: { 'cdk-failover': { acknowledge: [{ id: 'slow-failover', ...reason }] } } }));
  const assembly = Assembly.of(fails!);
  const { findings } = acknowledge([], [{ distribution: assembly.distributions()[0]!, stack: assembly.stacks[0]! }]);
  const rule = ACKNOWLEDGEMENT_RULE;
  return { ...rule, heading: 'Acknowledgements', fails: fails!, passes: passes!, message: messageOf(rule, findings) };
}

function messageOf({ id }: Pick<Rule, 'id'>, findings: readonly Finding[]): string {
  const finding = findings.find(({ rule }) => rule === id);
  if (!finding) throw new Error(`${id} does not fail its failing case`);
  return finding.message;
}

/** Text without the characters that Markdown would interpret. */
export function plain(text: string): string {
  return text.replace(/[*<|]/g, '\\$&');
}
