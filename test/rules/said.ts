import { Changes } from './cases';
import { ON_RESPONSE } from './cases/template';
import { modelOf } from './models';
import { RULES } from '../../lib/rules';
import { evaluate, Finding } from '../../lib/rules/finding';

function evaluated(id: string, changes: Changes) {
  return evaluate(modelOf(changes), RULES.filter(rule => rule.id === id));
}

/** What one rule reports: what each message has after `Got:`, and `cannot tell`. */
export function said(id: string, changes: Changes): string[] {
  const { findings, cannotTell } = evaluated(id, changes);
  return [...findings.map(({ message }) => / Got: (.*)\. Allowed: /s.exec(message)![1]!), ...cannotTell.map(() => 'cannot tell')];
}

/** Why one rule is undetermined. */
export function reasonsOf(id: string, changes: Changes): string[] {
  return evaluated(id, changes).cannotTell.map(({ reason }) => reason);
}

/** The one finding of a rule. */
export function findingOf(id: string, changes: Changes): Finding {
  const { findings } = evaluated(id, changes);
  if (findings.length !== 1) throw new Error(`${findings.length} findings of ${id}`);
  return findings[0]!;
}

/** The function of a template on origin-request, with this code. */
export const onRequest = (ZipFile: string): Changes => ({
  behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, EventType: 'origin-request' }] },
  function: { Code: { ZipFile } },
});
