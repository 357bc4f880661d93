import { styleText } from 'node:util';
import { Seen } from './viewer';

export interface Row {
  readonly step: string;
  readonly expected: string;
  readonly cells: readonly Cell[];
}

export interface Cell {
  readonly seen: Seen;
  readonly right: boolean;
}

const GAP = '  ';
/** Characters of a body. */
const WORDS = 24;

/** The rows side by side, three lines each: whether it is right, the status, who answered and the wait; the cache; the first words. */
export function table(doors: readonly string[], rows: readonly Row[], color: boolean): string {
  const head = ['step', ...doors];
  const lines = rows.flatMap(({ step, expected, cells }) => [
    [step, ...cells.map(facts)],
    [`  expected ${expected}`, ...cells.map(({ seen }) => `    ${kept(seen)}`)],
    ['', ...cells.map(({ seen }) => `    ${firstWords(seen.words)}`)],
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map(line => line[i]!.length)));
  const aligned = (line: readonly string[]) => line.map((text, i) => text.padEnd(widths[i]!)).join(GAP).trimEnd();
  const painted = (line: readonly string[]) =>
    aligned(line).replace(/\b(ok|NO)(?=  \d)/g, mark => (color ? styleText(mark === 'ok' ? 'green' : 'red', mark) : mark));
  return [aligned(head), widths.map(width => '-'.repeat(width)).join(GAP), ...lines.map(painted)].map(line => `${line}\n`).join('');
}

function facts({ seen: { status, servedBy, waitedSeconds }, right }: Cell): string {
  return `${right ? 'ok' : 'NO'}  ${status} ${servedBy.padEnd(9)}  ${waitedSeconds.toFixed(1)} s`;
}

function kept({ servedBy, storedSeconds }: Seen): string {
  if (servedBy === 'cache') return 'from the cache';
  return storedSeconds ? `kept ${storedSeconds} s` : 'not kept';
}

/** The beginning of a body, in quotes. */
export function firstWords(text: string, length = WORDS): string {
  if (!text) return '(no body)';
  return `"${text.length > length ? `${text.slice(0, length - 3).trimEnd()}...` : text}"`;
}
