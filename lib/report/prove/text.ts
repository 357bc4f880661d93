import { assumptionWords, probeWords, QUESTION_WORDS, reasonOf } from './words';
import { printable } from '../../model/printable';
import { ProveReport, QuestionReport } from '../../prove/report';
import { Color, inColumns, painted, paragraph, plain, TextStyle } from '../terminal-text';

/** The result for a terminal: what follows for the assumptions, and what is not as on the local edge. */
export function proveAsText(report: ProveReport, { width, color }: TextStyle): string {
  const paint = color ? painted : plain;
  const { assumptions, questions, notAsked, requests, url, stopped } = report;
  const names = inColumns(assumptions.map(one => [one.name, assumptionWords(one)]));
  const others = questions.filter(({ verdict }) => verdict !== 'as-modelled');
  const lines = [
    paint('bold', `${printable(url)}: ${requests} requests`),
    ...stopped === undefined ? [] : paragraph(`Stopped: ${printable(stopped)}. Run the same command again to resume.`, width),
    '',
    'Assumptions of the local edge',
    ...names.map((line, i) => `  ${paint(COLORS[assumptions[i]!.verdict], line)}`),
    '',
    `${questions.length - others.length} of ${questions.length} questions turned out as on the local edge`,
    ...others.flatMap(question => [
      ...paragraph(printable(questionWords(question)), width, '  ', '    '),
      ...question.probes.flatMap(probe => paragraph(printable(`${probe.what}: ${probeWords(probe, question)}`), width, '    - ', '      ')),
    ]),
    '',
    'Not asked',
    ...notAsked.flatMap(({ what, why }) => paragraph(printable(`${what}: ${why}`), width, '  - ', '    ')),
  ];
  return lines.map(line => `${line}\n`).join('');
}

const COLORS: Readonly<Record<'observed' | 'open' | 'contradicted', Color>> = { observed: 'green', open: 'yellow', contradicted: 'red' };

function questionWords(question: QuestionReport): string {
  const because = reasonOf(question);
  return `${question.id}: ${QUESTION_WORDS[question.verdict]}${because === undefined ? '' : `, because ${because}`}. ${question.asks}`;
}
