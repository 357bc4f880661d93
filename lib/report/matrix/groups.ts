import { Cell, isItsStatus, looks } from './cases';
import { BehaviorMatrix } from './matrix';
import { OriginCondition } from '../../simulator/cases/origins';
import { Method } from '../../simulator/cases/situation';

/** Methods with the same result in every case. */
export interface MethodGroup {
  readonly methods: readonly Method[];
  /** The methods whose rows apply to cases that are not listed here. */
  readonly as?: readonly Method[];
  readonly rows: readonly MatrixRow[];
}

/** States of the primary with the same results for viewers. */
export interface MatrixRow {
  readonly primary: readonly OriginCondition[];
  readonly parts: readonly Part[];
}

/** States of the secondary with the same result for viewers. Without a group: one part, without states. */
export interface Part {
  readonly secondary: readonly OriginCondition[];
  /** The first of the cases; the others look the same. */
  readonly cell: Cell;
  /** Whether the viewer gets the primary's own status. */
  readonly isItsStatus: boolean;
  /** Whether the secondary can make a difference: false when there is none, or it is not tried. */
  readonly asksSecondary: boolean;
}

/**
 * The cases of a behavior, with those that look the same grouped. Methods that differ little from the first ones list only the
 * differences.
 */
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

/** The cases of one state of the primary, with those that look the same grouped. */
export function partsOf(cells: readonly Cell[]): Part[] {
  return groupBy(cells, looks).map(alike => ({
    secondary: alike.flatMap(({ secondary }) => secondary ?? []),
    cell: alike[0]!,
    isItsStatus: isItsStatus(alike[0]!),
    asksSecondary: alike.some(({ trace }) => trace.attempts.some(({ role }) => role === 'secondary')),
  }));
}

function isAlike(one: Cell, other: Cell): boolean {
  return JSON.stringify(looks(one)) === JSON.stringify(looks(other));
}

/** Behaviors that lead to the same origins with the same results, in every case of the same situation. */
export function sharing(behaviors: readonly BehaviorMatrix[]): BehaviorMatrix[][] {
  return groupBy(behaviors, ({ primary, secondary, failoverStatusCodes, situation, cells, cannotTell }) =>
    [primary, secondary, failoverStatusCodes, situation, cannotTell, cells.map(({ trace, story, ...shown }) => shown)]);
}

/** Groups values by key, in order of first appearance. */
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
