import { Cell, Method } from './cases';
import { BehaviorMatrix } from './matrix';
import { OriginState } from './origins';

/** Methods that get the same in every case. */
export interface MethodGroup {
  readonly methods: readonly Method[];
  /** The methods whose rows hold here, too, for the cases that no row here tells. */
  readonly as?: readonly Method[];
  readonly rows: readonly MatrixRow[];
}

/** Outcomes of the primary with which a viewer gets the same, whatever the secondary does. */
export interface MatrixRow {
  readonly primary: readonly OriginState[];
  readonly parts: readonly Part[];
}

/** Outcomes of the secondary with which a viewer gets the same. Without a group: the only part, of no outcome. */
export interface Part {
  readonly secondary: readonly OriginState[];
  /** The first of the cases; the others look alike. */
  readonly cell: Cell;
  /** Whether the viewer gets the primary's own status, whichever that is. */
  readonly isItsStatus: boolean;
  /** Whether the secondary can make a difference: false when there is none, or nobody asks it. */
  readonly asksSecondary: boolean;
}

/** The cases of a behavior, with those that look alike put together. Methods that differ little from the first ones have only the cases that differ. */
export function grouped({ methods, cells }: BehaviorMatrix): MethodGroup[] {
  const byMethod = methods.map(method => ({ method, cells: cells.filter(cell => cell.method === method) }));
  const [first, ...others] = groupBy(byMethod, each => each.cells.map(looks)).map(alike => ({
    methods: alike.map(({ method }) => method),
    cells: alike[0]!.cells,
  }));
  if (!first) return [];
  return [{ methods: first.methods, rows: rowsOf(first.cells) }, ...others.map(other => {
    const differing = other.cells.filter((cell, i) => !isAlike(cell, first.cells[i]!));
    if (differing.length > other.cells.length / 2) return { methods: other.methods, rows: rowsOf(other.cells) };
    return { methods: other.methods, as: first.methods, rows: rowsOf(differing) };
  })];
}

function rowsOf(cells: readonly Cell[]): MatrixRow[] {
  const outcomes = [...new Set(cells.map(({ primary }) => primary))];
  const rows = outcomes.map(primary => ({ primary, parts: partsOf(cells.filter(cell => cell.primary === primary)) }));
  return groupBy(rows, ({ parts }) => parts.map(({ secondary, cell }) => [secondary, looks(cell)]))
    .map(alike => ({ primary: alike.map(({ primary }) => primary), parts: alike[0]!.parts }));
}

/** The cases of one outcome of the primary, those that look alike put together. */
export function partsOf(cells: readonly Cell[]): Part[] {
  return groupBy(cells, looks).map(alike => ({
    secondary: alike.flatMap(({ secondary }) => secondary ?? []),
    cell: alike[0]!,
    isItsStatus: isItsStatus(alike[0]!),
    asksSecondary: alike.some(({ trace }) => trace.attempts.some(({ role }) => role === 'secondary')),
  }));
}

/** What people see of a case. */
function looks(cell: Cell): unknown {
  const { kind, status, servedBy, functionRuns, cachedSeconds, waitedSeconds, assumptions, cannotTell, trace } = cell;
  const failed = trace.functions.filter(({ outcome }) => outcome !== 'ok').length;
  return [kind, isItsStatus(cell) ? 'its' : status, servedBy, functionRuns, failed, cachedSeconds, waitedSeconds, assumptions, cannotTell];
}

function isAlike(one: Cell, other: Cell): boolean {
  return JSON.stringify(looks(one)) === JSON.stringify(looks(other));
}

/** Whether the viewer gets the primary's own status. */
export function isItsStatus({ kind, servedBy, status, primary }: Cell): boolean {
  return (kind === 'primary' || kind === 'error') && servedBy === 'primary' && status === primary;
}

/** Puts together what has the same key, in the order of the first of each. */
export function groupBy<T>(all: readonly T[], keyOf: (one: T) => unknown): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = JSON.stringify(keyOf(one));
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}
