import { assumptionWords, certaintyWords, probeWords, QUESTION_WORDS, readingWords, reasonOf } from './words';
import { printable } from '../../model/printable';
import { Ask } from '../../prove/ask';
import { ProbeReport, ProveReport, QuestionReport } from '../../prove/report';

/** The report for people, with the evidence: request ids, edge locations, caching and times. */
export function proveAsMarkdown(report: ProveReport): string {
  const { version, url, started, finished, requests, stopped, edgeLocations, assumptions, questions, notAsked } = report;
  const sections = [
    '# What a live distribution does',
    `\`cdk-failover prove\` ${code(version)} against ${code(url)}, from ${started} to ${finished}: ${requests} requests, ` +
      `${edgeLocations.length ? `edge locations ${edgeLocations.map(code).join(', ')}` : 'no edge location named itself'}.`,
    ...stopped === undefined ? [] : [`**Not complete**: ${text(stopped)}.`],
    '## Assumptions of the local edge',
    table(['assumption', 'question', 'observed', 'from'], assumptions.map(one =>
      [code(one.name), text(one.question), text(assumptionWords(one)), one.questions.map(id => `[${id}](#${id})`).join(', ')])),
    '## Questions',
    ...questions.flatMap(questionSection),
    '## Not asked',
    notAsked.map(({ what, why }) => `- ${text(what)}: ${text(why)}.`).join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function questionSection(question: QuestionReport): string[] {
  const { id, asks, verdict, probes } = question;
  const because = reasonOf(question);
  return [
    `### ${id}`,
    `${text(asks)} ${certaintyWords(question)}. Seen: **${QUESTION_WORDS[verdict]}**${because ? `, because ${text(because)}` : ''}.`,
    table(['situation', 'seen', 'the local edge'], probes.map(probe =>
      [text(probe.what), text(probeWords(probe, question)), readingWords(probe).map(text).join('; ') || '-'])),
    `<details><summary>Evidence</summary>\n\n${table(
      ['situation', 'request', 'status', 'ms', 'x-amz-cf-id', 'edge', 'x-cache'], probes.flatMap(evidence),
    )}\n\n</details>`,
  ];
}

function evidence({ id, asked }: ProbeReport): string[][] {
  return asked.flatMap((one: Ask) => [
    ...one.exchanges.map(({ method, target, status, ms, headers }) => [
      id, code(`${method} ${target}`), String(status), String(ms),
      ...['x-amz-cf-id', 'x-amz-cf-pop', 'x-cache'].map(name => headers[name] ? code(headers[name]) : '-'),
    ]),
    ...one.lost === undefined ? [] : [[id, `lost: ${text(one.lost)}`, '-', '-', '-', '-', '-']],
  ]);
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');
}

/** Text of others cannot become markup. */
function text(value: string): string {
  return printable(value).replace(/[\\`*_[\]<>|&]/g, character => `&#${character.charCodeAt(0)};`);
}

function code(value: string): string {
  return `\`${printable(value).replace(/[`|]/g, '')}\``;
}
