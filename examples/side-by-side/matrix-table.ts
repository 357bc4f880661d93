import { Cell, isItsStatus } from '../../lib/report/matrix/cases';
import { Matrix } from '../../lib/report/matrix/matrix';
import { OriginCondition } from '../../lib/simulator/cases/origins';
import { groupBy } from '../../lib/report/matrix/groups';
import { answerParts, durationWords, KINDS, outcomeWords } from '../../lib/report/matrix/words';

/** What the secondary does in the rows: it serves, it is broken, it is gone. */
const SECONDARY: readonly OriginCondition[] = [200, 503, 'refused'];

/**
 * The default behaviors of some distributions side by side, for GET, as a table in Markdown. Rows in which viewers get the same of each
 * distribution are one.
 */
export function matrixTable({ distributions }: Matrix): string {
  const cells = distributions.map(({ behaviors }) => behaviors.at(-1)!.cells.filter(({ method }) => method === 'GET'));
  const outcomes = [...new Set(cells.flatMap(all => all.map(({ primary }) => primary)))];
  const rows = outcomes.map(primary => ({ primary, lines: linesOf(primary, cells) }));
  const body = groupBy(rows, ({ lines }) => lines).flatMap(alike => alike[0]!.lines.map(({ secondary, answers }, i) => [
    i === 0 ? alike.map(({ primary }) => outcomeWords(primary)).join(', ') : '',
    secondary.length === SECONDARY.length ? 'any' : secondary.map(outcomeWords).join(', '),
    ...answers,
  ]));
  const head = ['primary', 'secondary', ...distributions.map(({ name }) => name)];
  return [head, head.map(() => '---'), ...body].map(line => `| ${line.join(' | ')} |\n`).join('');
}

interface Line {
  readonly secondary: readonly OriginCondition[];
  readonly answers: readonly string[];
}

function linesOf(primary: OriginCondition, cells: ReadonlyArray<readonly Cell[]>): Line[] {
  const lines = SECONDARY.map(secondary => ({
    secondary: [secondary],
    answers: cells.map(all => answerOf(all.find(cell => cell.primary === primary && cell.secondary === secondary)!)),
  }));
  return groupBy(lines, ({ answers }) => answers).map(alike => ({ ...alike[0]!, secondary: alike.flatMap(({ secondary }) => secondary) }));
}

function answerOf(cell: Cell): string {
  const { kind, status, cachedSeconds, waitedSeconds } = cell;
  const { words } = answerParts(cell);
  const parts = [`${KINDS[kind].sign} ${isItsStatus(cell) ? 'its answer' : `${status} ${words}`}`];
  if (cachedSeconds) parts.push(`kept ${durationWords(cachedSeconds)}`);
  if (waitedSeconds) parts.push(`after ${durationWords(waitedSeconds)}`);
  return parts.join(', ');
}
