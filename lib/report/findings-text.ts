import { LineOfFinding } from './findings-lines';
import { relativePath } from './findings-place';
import { Color, Paint, painted, paragraph, plain, TextStyle } from './terminal-text';
import { printable } from '../model/printable';
import { CheckResult } from '../rules/check';
import { AcknowledgedFinding, Finding, Unclear } from '../rules/finding';
import { Level } from '../rules/rule';

/** For people: findings by resource, then what is undetermined, then the counts. */
export function findingsAsText(all: CheckResult, lineOf: LineOfFinding, { width, color }: TextStyle): string {
  const paint = color ? painted : plain;
  const places = new Map<string, Shown[]>();
  for (const shown of [...all.findings, ...all.acknowledged]) {
    const place = `${shown.template}\n${shown.resource}`;
    places.set(place, [...places.get(place) ?? [], shown]);
  }
  const blocks = [
    ...[...places.values()].map(shown => block(shown, lineOf, width, paint)),
    ...(all.cannotTell.length ? [unclear(all.cannotTell, width, paint)] : []),
    paragraph(counts(all), width),
  ];
  return blocks.map(lines => lines.map(line => `${line}\n`).join('')).join('\n');
}

type Shown = Finding | AcknowledgedFinding;

/** Where every line below the name of a rule begins. */
const INDENT = ' '.repeat(11);

function block(all: readonly Shown[], lineOf: LineOfFinding, width: number, paint: Paint): string[] {
  const { template, resource, path } = all[0]!;
  const name = path === resource ? resource : `${path} (${resource})`;
  const ordered = [...all].sort((a, b) => rank(a) - rank(b));
  const entries = ordered.flatMap((each, i) => {
    const isNextInfo = [ordered[i - 1], each].every(one => one && rank(one) === 2);
    return [...isNextInfo ? [] : [''], ...entry(each, lineOf, width, paint)];
  });
  return [paint('bold', printable(name)), printable(relativePath(template)), ...entries];
}

/** Errors first, and what was acknowledged last. */
function rank(shown: Shown): number {
  return 'reason' in shown ? 3 : ['error', 'warning', 'info'].indexOf(shown.level);
}

function entry(shown: Shown, lineOf: LineOfFinding, width: number, paint: Paint): string[] {
  const { rule, level, message, property, fix, page } = shown;
  const lines = (text: string) => paragraph(printable(text), width, INDENT);
  if ('reason' in shown) {
    return paragraph(printable(`${rule}, acknowledged: ${shown.reason}`), width, `  ${'ok'.padEnd(9)}`, INDENT).map(text =>
      paint('dim', text),
    );
  }

  const line = lineOf(shown);
  const label = `  ${paint(COLORS[level], level.padEnd(9))}`;
  if (level === 'info') {
    const [first, ...rest] = lines(`${rule}: ${message.replace(/ Got: .*/s, '')}${line === undefined ? '' : ` (line ${line})`}`);
    return [`${label}${first!.trimStart()}`, ...rest];
  }
  const place = line === undefined ? property : `${property}, line ${line}`;
  return [
    `${label}${paint('bold', rule)}`, ...lines(message), ...lines(`Fix: ${fix}`),
    ...[...lines(place), ...lines(page)].map(text => paint('dim', text)),
  ];
}

/** Each reason once: how many rules, or which, and where. */
function unclear(cannotTell: readonly Unclear[], width: number, paint: Paint): string[] {
  const reasons = new Map<string, { readonly rules: Set<string>; readonly places: Set<string> }>();
  for (const { rule, template, resource, reason } of cannotTell) {
    const found = reasons.get(reason) ?? { rules: new Set(), places: new Set() };
    reasons.set(reason, found);
    found.rules.add(rule);
    found.places.add(`${resource} in ${relativePath(template)}`);
  }
  return [paint('bold', 'Undetermined'), ...[...reasons].flatMap(([reason, { rules, places }]) => {
    const asked = rules.size > 3 ? `${rules.size} rules` : [...rules].join(', ');
    return paragraph(printable(`${asked}: ${reason} (${some([...places])})`), width, '  ', '    ');
  })];
}

function some([first = '', ...more]: readonly string[]): string {
  return more.length ? `${first} and ${more.length} more` : first;
}

function counts({ templates, findings, acknowledged, cannotTell, distributions, originGroups }: CheckResult): string {
  const ofLevel = (level: Level) => findings.filter(finding => finding.level === level).length;
  const parts = [
    count(ofLevel('error'), 'error'), count(ofLevel('warning'), 'warning'), count(ofLevel('info'), 'info'),
    acknowledged.length ? `${acknowledged.length} acknowledged` : '',
    cannotTell.length ? `${cannotTell.length} undetermined` : '',
  ].filter(text => text !== '');
  const looked = [[templates.length, 'template'], [distributions, 'distribution'], [originGroups, 'origin group']] as const;
  return `${parts.join(', ') || 'Nothing found'}. Checked ${looked.map(([n, noun]) => count(n, noun) || `no ${noun}`).join(', ')}.`;
}

function count(n: number, noun: string): string {
  return n === 0 ? '' : `${n} ${noun}${n === 1 ? '' : 's'}`;
}

const COLORS: Readonly<Record<Level, Color>> = { error: 'red', warning: 'yellow', info: 'cyan' };
