import { assumptionSwitches, AssumptionName } from '../../simulator/journey/assumptions';
import type { Matrix } from '../matrix';

/** An assumption that cells rest on, and the letter that marks those cells. */
export interface Mark {
  readonly letter: string;
  readonly name: AssumptionName;
  readonly value: string;
  readonly question: string;
  /** The values that it may have, too. */
  readonly others: readonly string[];
}

/** The assumptions that cells of a matrix rest on, in a fixed order. */
export function marksOf({ assumptions, distributions }: Matrix): Mark[] {
  const used = new Set(distributions.flatMap(({ behaviors }) => behaviors.flatMap(({ cells }) => cells.flatMap(cell => cell.assumptions))));
  return assumptionSwitches(assumptions).filter(({ name }) => used.has(name)).map(({ name, value, values, question }, i) => ({
    letter: 'abcdefghijklmnopqrstuvwxyz'[i]!,
    name,
    value: String(value),
    question,
    others: values.filter(other => other !== value).map(String),
  }));
}

/** The letters of some assumptions. */
export function lettersOf(names: readonly AssumptionName[], marks: readonly Mark[]): string {
  return marks.filter(({ name }) => names.includes(name)).map(({ letter }) => letter).join(' ');
}
