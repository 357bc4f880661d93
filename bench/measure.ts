/** One line of the report. */
export interface Row {
  readonly name: string;
  /** What the project takes, in `unit`. */
  readonly ours: number;
  /** What it is compared with takes. */
  readonly other: number;
  readonly unit: string;
  readonly ratio: Spread;
  /** The ratio that must not be exceeded. */
  readonly limit?: number;
}

/** What could not be measured here. */
export interface Skipped {
  readonly name: string;
  readonly skipped: string;
}

/** A median, and how far the middle 80 % reach. */
export interface Spread {
  readonly p10: number;
  readonly median: number;
  readonly p90: number;
}

/** Measures one candidate once, and returns what it took. */
export type Probe = () => number | Promise<number>;

/**
 * Measures every candidate once per round, in random order, so that whatever slows the machine down hits all of them alike.
 *
 * @returns what each candidate took, by round
 */
export async function interleave<Name extends string>(
  rounds: number,
  probes: Readonly<Record<Name, Probe>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(probes) as Name[];
  const taken = Object.fromEntries(names.map(name => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of shuffled(names)) taken[name].push(await probes[name]());
  }
  return taken;
}

/** Ratios within each round: noise that lasts longer than a round cancels out. */
export function pairedRatio(ours: readonly number[], other: readonly number[]): Spread {
  const ratios = ours.map((value, round) => value / other[round]);
  return { p10: quantile(ratios, 0.1), median: median(ratios), p90: quantile(ratios, 0.9) };
}

/** A row from two candidates of an `interleave`. */
export function compare(name: string, unit: string, ours: readonly number[], other: readonly number[], limit?: number): Row {
  return { name, ours: median(ours), other: median(other), unit, ratio: pairedRatio(ours, other), limit };
}

/** A row from two numbers that do not vary. */
export function exact(name: string, unit: string, ours: number, other: number): Row {
  const ratio = ours / other;
  return { name, ours, other, unit, ratio: { p10: ratio, median: ratio, p90: ratio } };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function isOk({ ratio, limit }: Row): boolean {
  return limit === undefined || ratio.median <= limit;
}

/** The rows as one aligned table, and below it what was skipped. */
export function table(all: ReadonlyArray<Row | Skipped>): string {
  const skipped = all.flatMap(row => ('skipped' in row ? `skipped: ${row.name}: ${row.skipped}` : []));
  return [...aligned(all.filter((row): row is Row => !('skipped' in row))), ...skipped].join('\n');
}

function aligned(rows: readonly Row[]): string[] {
  const cells = rows.map(row => [
    row.name,
    `${digits(row.ours)} ${row.unit}`,
    `${digits(row.other)} ${row.unit}`,
    row.ratio.median.toFixed(3),
    row.ratio.p10 === row.ratio.p90 ? 'exact' : `${row.ratio.p10.toFixed(3)}-${row.ratio.p90.toFixed(3)}`,
    row.limit === undefined ? '-' : String(row.limit),
    row.limit === undefined ? '-' : isOk(row) ? 'yes' : 'NO',
  ]);
  const all = [['name', 'ours', 'other', 'ratio', 'p10-p90', 'limit', 'ok?'], ...cells];
  const widths = all[0].map((_, column) => Math.max(...all.map(row => row[column].length)));
  const lines = all.map(row => row.map((cell, column) => column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])).join('  '));
  return [lines[0], '-'.repeat(lines[0].length), ...lines.slice(1)];
}

/** Nanoseconds that `work` took. */
export async function nanoseconds(work: () => unknown): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start);
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)];
  return low + (sorted[Math.ceil(at)] - low) * (at % 1);
}

function shuffled<T>(items: readonly T[]): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
