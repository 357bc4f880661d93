import { Cell, CellKind } from './cases';
import { BehaviorMatrix, Matrix } from './matrix';
import { OriginState } from './origins';
import { assumptionSwitches } from '../../simulator/control/assumption-words';
import { AssumptionName } from '../../simulator/journey/assumptions';

/** A sign and a meaning for each kind of answer: no color is needed to tell them apart. Signs are one column wide. */
export const KINDS: { readonly [Kind in CellKind]: { readonly sign: string; readonly meaning: string } } = {
  primary: { sign: '✓', meaning: 'the answer of the primary, or of the only origin' },
  secondary: { sign: '⇄', meaning: 'CloudFront failed over: the answer of the secondary' },
  rewritten: { sign: '▤', meaning: 'a function or an error page put this in place of an error that nothing followed' },
  masked: { sign: '▲', meaning: 'a function hides an error of the primary from CloudFront, and the secondary is not asked' },
  error: { sign: '✕', meaning: 'an error' },
  broken: { sign: '✂', meaning: 'the body breaks off' },
  edge: { sign: '○', meaning: 'a function answered before any origin could' },
  unknown: { sign: '?', meaning: 'not modelled, or cannot be read' },
};

const OUTCOMES: Readonly<Record<Exclude<OriginState, number>, string>> = {
  'refused': 'refused',
  'connect-timeout': 'connection timeout',
  'read-timeout': 'response timeout',
  'broken-body': 'broken body',
};

export function outcomeWords(outcome: OriginState): string {
  return typeof outcome === 'number' ? String(outcome) : OUTCOMES[outcome];
}

/** Status, and whose it is: `200`, `from the secondary`. */
export function answerParts(cell: Cell): { readonly status: string; readonly words: string } {
  const status = String(cell.status);
  switch (cell.kind) {
    case 'masked': return { status, words: 'hides the error' };
    case 'rewritten': return { status, words: cell.trace.errorPage === undefined ? 'in place of the error' : 'error page' };
    case 'broken': return { status, words: 'breaks off' };
    case 'unknown': return { status: '', words: 'cannot tell' };
    default: return { status, words: `from ${answeredBy(cell)}` };
  }
}

/** Who answered, as people call it. */
export function answeredBy({ servedBy, trace: { attempts, functions } }: Cell): string {
  switch (servedBy) {
    case 'primary': return attempts.at(-1)?.role === 'sole' ? 'the origin' : 'the primary';
    case 'secondary': return 'the secondary';
    case 'error-page': return 'the error page';
    default: return attempts.length === 0 && functions.some(({ outcome }) => outcome === 'ok') ? 'a function' : 'CloudFront';
  }
}

/** A duration in the largest unit that it is a whole number of. */
export function durationWords(seconds: number): string {
  if (seconds > 0 && seconds % 86_400 === 0) return seconds === 86_400 ? '1 day' : `${seconds / 86_400} days`;
  if (seconds > 0 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  return `${seconds} s`;
}

/** How often functions ran, and failed; empty where none ran. */
export function runsWords({ functionRuns, trace: { functions } }: Cell): string {
  const failed = functions.filter(({ outcome }) => outcome !== 'ok').length;
  return failed ? `${functionRuns}, ${failed} failed` : String(functionRuns || '');
}

/** What columns say, for every form of the matrix. */
export const COLUMNS: ReadonlyArray<readonly [name: string, meaning: string]> = [
  ['functions', 'how often functions ran'],
  ['kept', 'how long CloudFront keeps the answer, when the origins send no Cache-Control'],
  ['waits', 'how long the viewer waits when every attempt takes as long as it may'],
];

/** Whom a behavior asks, in words. */
export function targetWords({ primary, secondary, failoverStatusCodes, path }: BehaviorMatrix): string | undefined {
  if (!primary) return undefined;
  const asked = `Viewers ask for ${path}.`;
  if (!secondary) return `${primary.domainName} alone. ${asked}`;
  return `${primary.domainName}, and ${secondary.domainName} after ${failoverStatusCodes.join(', ') || 'nothing'}. ${asked}`;
}

/** What failover is worth: how many failures of the primary the secondary serves when it is well. Undefined where there is no group. */
export function verdict({ cells, failoverStatusCodes, secondary }: BehaviorMatrix): string | undefined {
  if (!secondary) return undefined;
  const failures = cells.filter(cell => cell.method === 'GET' && cell.secondary === 200 && isFailure(cell.primary, failoverStatusCodes));
  const count = (kind: CellKind) => failures.filter(cell => cell.kind === kind).length;
  const [masked, unknown] = [count('masked'), count('unknown')];
  return [
    `Of ${failures.length} ways in which the primary fails, a secondary that is well serves ${count('secondary')}.`,
    ...masked ? [`A function hides ${masked} from CloudFront.`] : [],
    ...unknown ? [`Of ${unknown} nobody can tell.`] : [],
  ].join(' ');
}

function isFailure(outcome: OriginState, failoverStatusCodes: readonly number[]): boolean {
  return typeof outcome === 'number' ? failoverStatusCodes.includes(outcome) : outcome !== 'broken-body';
}

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
