import { Cell, Method } from './cases';
import { Outcome } from './outcomes';
import type { BehaviorMatrix } from '../matrix';

/** Methods that get the same in every case. */
export interface MethodGroup {
  readonly methods: readonly Method[];
  readonly rows: readonly Row[];
}

/** Outcomes of the primary with which a viewer gets the same, whatever the secondary does. */
export interface Row {
  readonly primary: readonly Outcome[];
  readonly parts: readonly Part[];
}

/** Outcomes of the secondary with which a viewer gets the same. Without a group: the only part, of no outcome. */
export interface Part {
  readonly secondary: readonly Outcome[];
  /** The first of the cases; the others look alike. */
  readonly cell: Cell;
  /** Whether the secondary can make a difference: false when there is none, or nobody asks it. */
  readonly asksSecondary: boolean;
}

/** The cases of a behavior, with those that look alike put together. */
export function grouped({ methods, cells }: BehaviorMatrix): MethodGroup[] {
  const byMethod = methods.map(method => ({ method, rows: rowsOf(cells.filter(cell => cell.method === method)) }));
  return together(byMethod, ({ rows }) => rows.map(({ primary, parts }) => [primary, parts.map(sameness)]))
    .map(alike => ({ methods: alike.map(({ method }) => method), rows: alike[0]!.rows }));
}

function rowsOf(cells: readonly Cell[]): Row[] {
  const outcomes = [...new Set(cells.map(({ primary }) => primary))];
  const rows = outcomes.map(primary => ({ primary, parts: partsOf(cells.filter(cell => cell.primary === primary)) }));
  return together(rows, ({ parts }) => parts.map(sameness)).map(alike => ({ primary: alike.map(({ primary }) => primary), parts: alike[0]!.parts }));
}

/** The cases of one outcome of the primary, those that look alike put together. */
export function partsOf(cells: readonly Cell[]): Part[] {
  return together(cells, looks).map(alike => ({
    secondary: alike.flatMap(({ secondary }) => secondary ?? []),
    cell: alike[0]!,
    asksSecondary: alike.some(({ trace }) => trace.attempts.some(({ role }) => role === 'secondary')),
  }));
}

function sameness({ secondary, cell }: Part): unknown {
  return [secondary, looks(cell)];
}

/** What people see of a case. */
function looks({ kind, status, servedBy, functionRuns, cachedSeconds, waitedSeconds, assumptions, cannotTell, trace }: Cell): unknown {
  const failed = trace.functions.filter(({ outcome }) => outcome !== 'ok').length;
  return [kind, status, servedBy, functionRuns, failed, cachedSeconds, waitedSeconds, assumptions, cannotTell];
}

/** Puts together what has the same key, in the order of the first of each. */
function together<T>(all: readonly T[], keyOf: (one: T) => unknown): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = JSON.stringify(keyOf(one));
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}
