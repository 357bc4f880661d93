import { Observation, Try } from './observation';
import { show } from '../../model/value';
import { CannotTell, Rule, Violation } from '../rule';

/** A trap that shows when a handler runs. Like the checks of other rules, this one is pure: it looks at what was seen. */
export interface HandlerRule extends Omit<Rule, 'check'> {
  check(observation: Observation): HandlerOutcome | undefined;
}

/** Without a property: it is always the association's. */
export type HandlerOutcome = Omit<Violation, 'property'> | Omit<CannotTell, 'property'>;

/** The function and where it is attached, for messages. */
export function functionWords({ handler: { function: edgeFunction, behaviors } }: Observation): string {
  const patterns = behaviors.map(({ pathPattern }) => show(pathPattern)).join(', ');
  return `The function ${edgeFunction.logicalId} (origin-response, behavior${behaviors.length > 1 ? 's' : ''} ${patterns})`;
}

/**
 * Failures and their results, grouped by result: `500, 502 of the primary => 200 (GET, HEAD)`.
 * @param resultOf the result of a failure, as text
 */
export function summary(tries: readonly Try[], resultOf: (one: Try) => string): string {
  const pieces = new Map<string, Try[]>();
  for (const one of tries) {
    const key = `${one.trial.member} => ${resultOf(one)}`;
    pieces.set(key, [...pieces.get(key) ?? [], one]);
  }
  const list = (values: ReadonlyArray<string | number>) => [...new Set(values)].join(', ');
  return [...pieces.values()].map(all => {
    const { member } = all[0]!.trial;
    return `${list(all.map(({ trial }) => trial.status))} of the ${member} => ${resultOf(all[0]!)} ` +
      `(${list(all.map(({ trial }) => trial.method))})`;
  }).join('; ');
}

/** One failure, to reproduce. */
export function example({ trial: { method, path, status, member, answer } }: Try): string {
  return `${method} ${path}, when the ${member} responds with ${status} and ${answer}`;
}
