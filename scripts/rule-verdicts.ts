import { deployed, HANDLER_CASES } from './handler-cases';
import { Assembly } from '../lib/model/assembly';
import { RULES } from '../lib/rules';
import { acknowledge, Acknowledging } from '../lib/rules/acknowledgements';
import { evaluateHandlers } from '../lib/rules/handler';
import { evaluate, Finding } from '../lib/rules/finding';
import { CASES, templateOf } from '../test/rules/cases';
import { modelIn, modelOf } from '../test/rules/models';

/** The first finding of each rule on its failing template, by its id, from a run of the rules. */
export function findingsById(): Map<string, Finding> {
  const findings = [
    ...Object.entries(CASES).flatMap(([id, { fails }]) => evaluate(modelOf(fails), RULES.filter(rule => rule.id === id)).findings),
    ...handlerFindings(),
    ...acknowledge([], [withoutReason()]).findings,
  ];
  return new Map([...findings].reverse().map(finding => [finding.rule, finding]));
}

/** @throws Error when a handler is not what it is shown as */
function handlerFindings(): Finding[] {
  const handlers = Object.entries(HANDLER_CASES).flatMap(([id, { fails, passes, template }]) =>
    [{ id, code: fails, isWrong: true, template }, { id, code: passes, isWrong: false, template }]);
  const models = handlers.map(({ code, template }, i) =>
    ({ ...modelIn(templateOf({ ...template, function: { Code: { ZipFile: deployed(code) } } })), logicalId: String(i) }));
  const { findings, cannotTell } = evaluateHandlers(models);
  if (cannotTell.length) throw new Error(`a handler cannot be told: ${cannotTell[0]!.reason}`);
  return handlers.flatMap(({ id, isWrong }, i) => {
    const told = findings.filter(({ resource }) => resource === String(i));
    const rules = told.map(({ rule }) => rule);
    if (isWrong ? !rules.includes(id) : rules.length) throw new Error(`the ${isWrong ? 'failing' : 'passing'} handler of ${id} gives: ${rules.join(', ') || 'nothing'}`);
    return told.filter(({ rule }) => rule === id);
  });
}

/** What is wrong with an acknowledgement, and the same mended. */
export const ACKNOWLEDGED = { fails: [{ id: 'slow-failover' }], passes: [{ id: 'slow-failover', reason: 'Nightly jobs only.' }] };

function withoutReason(): Acknowledging {
  const { Resources } = templateOf();
  const Site = { ...Resources!.Site!, Metadata: { 'cdk-failover': { acknowledge: ACKNOWLEDGED.fails } } };
  const assembly = Assembly.of({ Resources: { ...Resources, Site } });
  return { distribution: assembly.distributions()[0]!, stack: assembly.stacks[0]! };
}
