import { Cell, CellKind } from './cases';
import { Outcome } from './outcomes';
import type { BehaviorMatrix } from '../matrix';

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

const OUTCOMES: Readonly<Record<Exclude<Outcome, number>, string>> = {
  'refused': 'refused',
  'connect-timeout': 'connection timeout',
  'read-timeout': 'response timeout',
  'broken-body': 'broken body',
};

export function outcomeWords(outcome: Outcome): string {
  return typeof outcome === 'number' ? String(outcome) : OUTCOMES[outcome];
}

/** Status, and whose it is, such as `200 from the secondary`. */
export function answerWords(cell: Cell): string {
  const { kind, status, trace: { errorPage } } = cell;
  switch (kind) {
    case 'primary':
    case 'secondary': return `${status} from ${answeredBy(cell)}`;
    case 'masked': return `${status} hides the error`;
    case 'rewritten': return errorPage === undefined ? `${status} in place of the error` : `${status} error page`;
    case 'broken': return `${status}, breaks off`;
    case 'edge': return `${status} from a function`;
    case 'error': return `${status} from ${answeredBy(cell)}`;
    case 'unknown': return 'cannot tell';
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

/** What failover is worth: how many failures of the primary the secondary serves when it is well. Undefined where there is no group. */
export function verdict({ cells, failoverStatusCodes, secondary }: BehaviorMatrix): string | undefined {
  if (!secondary) return undefined;
  const failures = cells.filter(cell => cell.method === 'GET' && cell.secondary === 200 && isFailure(cell.primary, failoverStatusCodes));
  const served = failures.filter(({ kind }) => kind === 'secondary').length;
  const masked = failures.filter(({ kind }) => kind === 'masked').length;
  const hidden = masked ? ` A function hides ${masked === 1 ? '1 of them' : `${masked} of them`} from CloudFront.` : '';
  return `When the primary fails in one of ${failures.length} ways, and the secondary is well, it serves ${served} of them.${hidden}`;
}

function isFailure(outcome: Outcome, failoverStatusCodes: readonly number[]): boolean {
  return typeof outcome === 'number' ? failoverStatusCodes.includes(outcome) : outcome !== 'broken-body';
}
