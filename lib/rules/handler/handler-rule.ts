import { Observation, Try } from './observation';
import { show } from '../../model/value';
import { CannotTell, Rule, Violation } from '../rule';

/** A trap that shows when a function runs. Like the checks of other rules, this one is pure: it looks at what was seen. */
export interface HandlerRule extends Omit<Rule, 'check'> {
  check(observation: Observation): HandlerOutcome | undefined;
}

/** Without a property: it is always the association's. */
export type HandlerOutcome = Omit<Violation, 'property'> | Omit<CannotTell, 'property'>;

/** The function and where it is attached, for messages. */
export function functionWords({ handler: { name, event, behaviors } }: Observation): string {
  const patterns = behaviors.map(({ pathPattern }) => show(pathPattern)).join(', ');
  return `The function ${name} (${event}, behavior${behaviors.length > 1 ? 's' : ''} ${patterns})`;
}

/**
 * What the function was given and its results, grouped by result: `500, 502 of the primary => 200 (GET, HEAD)`.
 * @param resultOf the result, as text
 */
export function summary(tries: readonly Try[], resultOf: (one: Try) => string): string {
  const pieces = new Map<string, Try[]>();
  for (const one of tries) {
    const key = `${one.run.role} => ${resultOf(one)}`;
    pieces.set(key, [...pieces.get(key) ?? [], one]);
  }
  const list = (values: ReadonlyArray<string | number>) => [...new Set(values)].join(', ');
  const statuses = (all: readonly Try[]) => list(all.map(({ run }) => run.given ?? 0).sort((a, b) => a - b));
  const primaryFirst = [...pieces.values()].sort(([a], [b]) => Number(a!.run.role === 'secondary') - Number(b!.run.role === 'secondary'));
  return primaryFirst.map(all => {
    const [{ run }] = all as [Try];
    const given = run.given === undefined ? 'requests' : statuses(all);
    const whose = run.role && run.role !== 'sole' ? ` ${run.given === undefined ? 'to' : 'of'} the ${run.role}` : '';
    return `${given}${whose} => ${resultOf(all[0]!)} (${list(all.map(({ outcome }) => outcome.method))})`;
  }).join('; ');
}

/** One request, to reproduce. */
export function example({ run: { path, given, role }, outcome: { method }, situation }: Try): string {
  const request = `${method} ${path ?? situation.path}`;
  if (given === undefined || role === undefined) return role ? `${request}, for the ${role}` : request;
  return `${request}, when the ${role} responds with ${given} and ${situation.answer}`;
}
