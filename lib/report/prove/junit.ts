import { probeWords, QUESTION_WORDS, reasonOf } from './words';
import { printable } from '../../model/printable';
import { ProbeReport, ProveReport, QuestionReport } from '../../prove/report';

/**
 * The report for CI systems. A probe that saw what the local edge never does is a failure; one that did not finish, an error; one that
 * says nothing, skipped.
 */
export function proveAsJUnit({ questions, notAsked, started, finished, url }: ProveReport): string {
  const cases = questions.flatMap(question => question.probes.map(probe => testCase(question, probe)));
  const unseen = notAsked.map(({ what, why }) => ({ kind: 'skipped' as const, xml: element('not-asked', what, 0, 'skipped', why) }));
  const all = [...cases, ...unseen];
  const count = (kind: string) => all.filter(one => one.kind === kind).length;
  const seconds = (Date.parse(finished) - Date.parse(started)) / 1000;
  const counts = `tests="${all.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts} time="${seconds}">`,
    `<testsuite name="cdk-failover prove ${escaped(url)}" ${counts} timestamp="${escaped(started)}" time="${seconds}">`,
    ...all.map(({ xml }) => xml),
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

type Kind = 'passed' | 'failure' | 'error' | 'skipped';

function testCase(question: QuestionReport, probe: ProbeReport): { readonly kind: Kind; readonly xml: string } {
  const kind = kindOf(question, probe);
  const seconds = probe.asked.flatMap(({ exchanges }) => exchanges).reduce((sum, { ms }) => sum + ms, 0) / 1000;
  const why = reasonOf(question) ?? probeWords(probe, question);
  return { kind, xml: element(question.id, probe.what, seconds, kind, `${QUESTION_WORDS[question.verdict]}: ${why}`) };
}

/** A question of which all probes are possible by themselves, and not together, fails in all of them. */
function kindOf({ verdict, probes }: QuestionReport, { modelled, seen, unfinished }: ProbeReport): Kind {
  if (verdict === 'void') return 'skipped';
  if (seen === undefined) return 'error';
  if (unfinished !== undefined) return 'skipped';
  const isContradiction = verdict === 'differs' && probes.every(probe => probe.modelled !== false);
  return modelled && !isContradiction ? 'passed' : 'failure';
}

function element(suite: string, name: string, seconds: number, kind: Kind, message: string): string {
  const head = `<testcase classname="${escaped(suite)}" name="${escaped(name)}" time="${seconds}"`;
  return kind === 'passed' ? `${head}/>` : `${head}><${kind} message="${escaped(message)}"/></testcase>`;
}

function escaped(text: string): string {
  return printable(text).replace(/[<>&"']/g, character => `&#${character.charCodeAt(0)};`);
}
