import { CellKind } from './cases';
import { grouped, MethodGroup, Part, sharing } from './groups';
import { BehaviorMatrix, DistributionMatrix, Matrix } from './matrix';
import {
  answerParts,
  behaviorWords,
  COLUMNS,
  durationWords,
  isLongWait,
  KINDS,
  lettersOf,
  Mark,
  marksOf,
  outcomeWords,
  runsWords,
  targetWords,
  verdict,
  waitVerdict,
} from './words';
import { printable } from '../../model/printable';
import { OriginCondition } from '../../simulator/cases/origins';
import { Color, Paint, painted, paragraph, plain, TextStyle } from '../terminal-text';

/** A matrix for a terminal, with cases that look the same on one line. */
export function matrixAsText(matrix: Matrix, { width, color }: TextStyle): string {
  const marks = marksOf(matrix);
  const paint = color ? painted : plain;
  const blocks = [
    ...matrix.distributions.map(distribution => distributionBlock(distribution, marks, width, paint)),
    legendLines(matrix, marks, width, paint),
  ];
  return blocks.map(lines => lines.map(line => `${line}\n`).join('')).join('\n');
}

function distributionBlock({ name, behaviors }: DistributionMatrix, marks: readonly Mark[], width: number, paint: Paint): string[] {
  return [paint('bold', printable(name)), ...sharing(behaviors).flatMap(shared => ['', ...behaviorBlock(shared, marks, width, paint)])];
}

function behaviorBlock(behaviors: readonly BehaviorMatrix[], marks: readonly Mark[], width: number, paint: Paint): string[] {
  const behavior = behaviors[0]!;
  const [noun, patterns] = behaviorWords(behaviors);
  const wait = waitVerdict(behavior);
  const sentences = (text: string | undefined) => (text === undefined ? [] : paragraph(printable(text), width, '  '));
  const head = [paint('bold', `${noun} ${patterns.map(printable).join(', ')}`), ...sentences(targetWords(behaviors))];
  if (behavior.cannotTell !== undefined) return [...head, ...sentences(`? undetermined: ${behavior.cannotTell}`)];
  const reasons = [...new Set(behavior.cells.flatMap(({ cannotTell }) => cannotTell ?? []))];
  return [
    ...head,
    ...sentences(verdict(behavior)),
    ...sentences(wait?.words).map(line => (wait?.isLong ? paint('yellow', line) : line)),
    ...grouped(behavior).flatMap(group => [
      '',
      `  ${methodsWords(group, paint)}`,
      ...groupTable(group, behavior, marks, paint).map(line => `  ${line}`),
    ]),
    ...(reasons.length ? ['', ...reasons.flatMap(reason => sentences(`? ${reason}`))] : []),
  ];
}

function methodsWords({ methods, as }: MethodGroup, paint: Paint): string {
  return `${paint('bold', methods.join(', '))}${as ? `: as ${as.join(', ')}, except for` : ''}`;
}

const GAP = '  ';

function groupTable(
  { rows }: MethodGroup,
  { primaryOutcomes, secondaryOutcomes }: BehaviorMatrix,
  marks: readonly Mark[],
  paint: Paint,
): string[] {
  const hasSecondary = secondaryOutcomes.length > 0;
  const primaryWords = (all: readonly OriginCondition[]) => (all.length === primaryOutcomes.length ? 'any' : outcomes(all));
  const head = ['primary', ...hasSecondary ? ['secondary'] : [], 'viewer gets', 'after', 'runs', 'kept', 'depends on'];
  const lines = rows.flatMap(({ primary, parts }) => parts.map((part, i) => ({
    kind: part.cell.kind,
    isLong: isLongWait(part.cell.waitedSeconds),
    cells: [
      i === 0 ? primaryWords(primary) : '',
      ...hasSecondary ? [secondaryWords(part, secondaryOutcomes)] : [],
      ...facts(part, primary.length > 1, marks),
    ],
  })));
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map(({ cells }) => cells[column]!.length)));
  const answers = head.indexOf('viewer gets');
  const aligned = (cells: readonly string[], kind?: CellKind, isLong?: boolean) => cells.map((text, column) => {
    const padded = text.padEnd(widths[column]!);
    if (kind !== undefined && column === answers) return paint(COLORS[kind], padded);
    return isLong && column === answers + 1 ? paint('yellow', padded) : padded;
  }).join(GAP).trimEnd();
  return [
    aligned(head),
    widths.map(width => '-'.repeat(width)).join(GAP),
    ...lines.map(({ cells, kind, isLong }) => aligned(cells, kind, isLong)),
  ];
}

/** The states of the secondary, listed when they matter. */
function secondaryWords({ secondary, asksSecondary }: Part, all: readonly OriginCondition[]): string {
  if (secondary.length < all.length) return outcomes(secondary);
  return asksSecondary ? 'any' : 'not tried';
}

function facts({ cell, isItsStatus }: Part, isSeveral: boolean, marks: readonly Mark[]): string[] {
  const { kind, cachedSeconds, waitedSeconds, assumptions } = cell;
  if (kind === 'unknown') return [`${KINDS.unknown.sign} ${answerParts(cell).words}`, '', '', '', ''];
  const { status, words } = answerParts(cell);
  return [
    `${KINDS[kind].sign} ${isItsStatus && isSeveral ? 'the same' : status} ${words}`,
    waitedSeconds ? durationWords(waitedSeconds) : '-',
    runsWords(cell).replace(/ runs?/, '') || '-',
    cachedSeconds ? durationWords(cachedSeconds) : '-',
    lettersOf(assumptions, marks),
  ];
}

function outcomes(all: readonly OriginCondition[]): string {
  return all.map(outcomeWords).join(', ');
}

function legendLines({ distributions }: Matrix, marks: readonly Mark[], width: number, paint: Paint): string[] {
  const used = new Set(distributions.flatMap(({ behaviors }) => behaviors.flatMap(({ cells }) => cells.map(({ kind }) => kind))));
  const kinds = Object.entries(KINDS).filter(([kind]) => used.has(kind as CellKind));
  return [
    ...kinds.map(([kind, { sign, meaning }]) => `${paint(COLORS[kind as CellKind], sign)} ${meaning}`),
    ...COLUMNS.flatMap(([name, meaning]) => paragraph(`${name}: ${meaning}`, width)),
    ...marks.length ? ['', 'AWS does not document everything. Marked results depend on:'] : [],
    ...marks.flatMap(({ letter, name, value, question }) => paragraph(`${letter} ${name} = ${value}. ${question}`, width, '', '  ')),
  ];
}

const COLORS: Readonly<Record<CellKind, Color>> = {
  primary: 'green', secondary: 'cyan', rewritten: 'yellow', masked: 'magenta', error: 'red', broken: 'red', edge: 'dim', unknown: 'dim',
};
