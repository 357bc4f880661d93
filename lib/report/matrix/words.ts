import { Cell, CellKind } from './cases';
import { BehaviorMatrix, Matrix } from './matrix';
import { ACCEPTABLE_WAIT } from '../../rules/timeouts';
import { OriginCondition } from '../../simulator/cases/origins';
import { AssumptionName, assumptionSwitches } from '../../simulator/journey/assumptions';

/** A sign and a meaning for each kind of response, so that color is not needed. Signs are one column wide. */
export const KINDS: { readonly [Kind in CellKind]: { readonly sign: string; readonly meaning: string } } = {
  primary: { sign: '✓', meaning: 'the response of the primary, or of the only origin' },
  secondary: { sign: '⇄', meaning: 'CloudFront failed over: the response of the secondary' },
  rewritten: { sign: '▤', meaning: 'a function or an error page replaced an error after no origin was left to try' },
  masked: { sign: '▲', meaning: 'a function hides an error of the primary from CloudFront, so the secondary is not tried' },
  error: { sign: '✕', meaning: 'an error' },
  broken: { sign: '✂', meaning: 'the body is cut off' },
  edge: { sign: '○', meaning: 'a function responded before any origin was tried' },
  unknown: { sign: '?', meaning: 'not modelled, or not readable' },
};

const OUTCOMES: Readonly<Record<Exclude<OriginCondition, number>, string>> = {
  'refused': 'refused',
  'connect-timeout': 'connection timeout',
  'read-timeout': 'response timeout',
  'broken-body': 'broken body',
};

export function outcomeWords(outcome: OriginCondition): string {
  return typeof outcome === 'number' ? String(outcome) : OUTCOMES[outcome];
}

/** The status and its source: `200`, `from the secondary`. */
export function answerParts(cell: Cell): { readonly status: string; readonly words: string } {
  const status = String(cell.status);
  switch (cell.kind) {
    case 'masked': return { status, words: 'hides the error' };
    case 'rewritten': return { status, words: cell.trace.errorPage === undefined ? 'in place of the error' : 'error page' };
    case 'broken': return { status, words: 'is cut off' };
    case 'unknown': return { status: '', words: 'undetermined' };
    case 'error': return { status, words: pageWords(cell) ?? `from ${answeredBy(cell)}` };
    default: return { status, words: `from ${answeredBy(cell)}` };
  }
}

/** An error whose status stays: whether the viewer gets a page with it. */
function pageWords({ servedBy, hasPage }: Cell): string | undefined {
  if (servedBy === 'error-page') return 'with the error page';
  return hasPage && servedBy !== 'edge' ? 'with the page' : undefined;
}

/** Who responded, in words. */
export function answeredBy({ servedBy, trace: { attempts, functions } }: Cell): string {
  switch (servedBy) {
    case 'primary': return attempts.at(-1)?.role === 'sole' ? 'the origin' : 'the primary';
    case 'secondary': return 'the secondary';
    case 'error-page': return 'the error page';
    default: return attempts.length === 0 && functions.some(({ outcome }) => outcome === 'ok') ? 'a function' : 'CloudFront';
  }
}

/** A duration in the largest unit that gives a whole number. */
export function durationWords(seconds: number): string {
  if (seconds > 0 && seconds % 86_400 === 0) return seconds === 86_400 ? '1 day' : `${seconds / 86_400} days`;
  if (seconds > 0 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  return `${seconds} s`;
}

/** How often functions ran and failed; empty when none ran. */
export function runsWords({ functionRuns, trace: { functions } }: Cell): string {
  const failed = functions.filter(({ outcome }) => outcome !== 'ok').length;
  const runs = functionRuns ? `${functionRuns} ${functionRuns === 1 ? 'run' : 'runs'}` : '';
  return failed ? `${runs}, ${failed} failed` : runs;
}

/** How long the viewer waits; empty when the answer comes at once. */
export function waitWords({ waitedSeconds }: Cell): string {
  return waitedSeconds ? `after ${durationWords(waitedSeconds)}` : '';
}

/** The meaning of the columns, for every format of the matrix. */
export const COLUMNS: ReadonlyArray<readonly [name: string, meaning: string]> = [
  ['after', 'how long the viewer waits when every attempt takes its full timeout'],
  ['runs', 'how often functions ran'],
  ['kept', 'how long CloudFront caches the response when the origins send no Cache-Control'],
];

/** The origins of behaviors that lead to the same ones, in words. */
export function targetWords(behaviors: readonly BehaviorMatrix[]): string | undefined {
  const [{ primary, secondary, failoverStatusCodes, situation }] = behaviors as [BehaviorMatrix];
  if (!primary) return undefined;
  const paths = `Viewers request ${behaviors.map(({ path }) => path).join(', ')}.`;
  const asked = situation === undefined ? paths : `${paths} ${situation}`;
  if (!secondary) return `${primary.name} alone. ${asked}`;
  return `${primary.name}, and ${secondary.name} after ${failoverStatusCodes.join(', ') || 'nothing'}. ${asked}`;
}

/** `behavior *` or `behaviors /a/*, *`: the noun and the patterns. */
export function behaviorWords(behaviors: readonly BehaviorMatrix[]): readonly [noun: string, patterns: readonly string[]] {
  return [behaviors.length === 1 ? 'behavior' : 'behaviors', behaviors.map(({ pattern }) => pattern)];
}

/** What failover achieves: how many failures of the primary a healthy secondary serves. Undefined without a group. */
export function verdict({ cells, failoverStatusCodes, secondary }: BehaviorMatrix): string | undefined {
  if (!secondary) return undefined;
  const failures = cells.filter(cell => cell.method === 'GET' && cell.secondary === 200 && isFailure(cell.primary, failoverStatusCodes));
  const count = (kind: CellKind) => failures.filter(cell => cell.kind === kind).length;
  const [masked, unknown] = [count('masked'), count('unknown')];
  return [
    `Of ${failures.length} ways in which the primary fails, a healthy secondary serves ${count('secondary')}.`,
    ...masked ? [`A function hides ${masked} from CloudFront.`] : [],
    ...unknown ? [`${unknown} cannot be determined.`] : [],
  ].join(' ');
}

/** How long viewers wait for what a healthy secondary serves, when that takes time; `isLong`: longer than most of them do. */
export function waitVerdict({ cells, secondary }: BehaviorMatrix): { readonly words: string; readonly isLong: boolean } | undefined {
  const served = cells.filter(({ method, kind }) => method === 'GET' && kind === 'secondary');
  const longest = Math.max(0, ...served.map(({ waitedSeconds }) => waitedSeconds));
  if (!secondary || !longest) return undefined;
  const when = served.filter(({ waitedSeconds }) => waitedSeconds === longest).map(({ primary }) => outcomeWords(primary));
  const states = [...new Set(when)].join(' or ');
  return { words: `Viewers wait up to ${durationWords(longest)} for it (primary: ${states}).`, isLong: isLongWait(longest) };
}

/** Whether it is longer than a viewer waits before failover without information about it. */
export function isLongWait(seconds: number): boolean {
  return seconds > ACCEPTABLE_WAIT;
}

function isFailure(outcome: OriginCondition, failoverStatusCodes: readonly number[]): boolean {
  return typeof outcome === 'number' ? failoverStatusCodes.includes(outcome) : outcome !== 'broken-body';
}

/** An assumption that cells depend on, and the letter that marks those cells. */
export interface Mark {
  readonly letter: string;
  readonly name: AssumptionName;
  readonly value: string;
  readonly question: string;
  /** The other values that it may have. */
  readonly others: readonly string[];
}

/** The assumptions that cells of a matrix depend on, in a fixed order. */
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
