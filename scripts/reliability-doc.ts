/** Writes docs/reliability.md from docs/results. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResult, Result } from './result';

const FILE = join(__dirname, '..', 'docs', 'reliability.md');

interface Section {
  /** Of the result. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly command: string;
}

const SECTIONS: readonly Section[] = [
  {
    name: 'soak',
    title: 'Soak',
    about: 'The local edge over HTTP, while the primary is killed, hung, slowed and reset within bodies at random. Viewers send GET, '
      + 'HEAD and POST, and some go away. The behaviors '
      + "differ in their failover codes, their functions (ours, AWS's sample, none) and their caching. Each answer is checked against "
      + '[an oracle](../bench/soak/oracle.ts) that states the [decision table](simulator.md#decision-table) a second time, by hand.',
    command: 'npm run soak -- --seconds 600 --write',
  },
  {
    name: 'hostile',
    title: 'Hostile input',
    about: 'Small inputs that name more work than anybody wants to do, given to `check` and `matrix`, with their usual '
      + '[limits](check.md#limits). The inputs are in [test/hostile](../test/hostile/inputs.ts), and a test runs them with lower limits.',
    command: 'npm run hostile -- --write',
  },
  {
    name: 'fuzz',
    title: 'Fuzzing',
    about: 'Generated input for the function, the readers of templates, `check` and the HTTP server.',
    command: 'npm run fuzz',
  },
  { name: 'mutants', title: 'Mutants', about: 'Changes to the code that some test has to notice.', command: 'npm run test:mutants' },
  { name: 'coverage', title: 'Coverage', about: 'What the tests run.', command: 'npm run test:coverage' },
];

export const reliabilityPage = () => `# Reliability

What was done to find mistakes, and the result. This page is written by \`npx projen docs:reliability\` from [docs/results](results).

${SECTIONS.map(section => written(section, readResult(section.name))).join('\n')}`;

function words(value: string | number = ''): string {
  return typeof value === 'number' ? value.toLocaleString('en-US') : value.replace(/\|/g, '\\|');
}

function written({ title, about, command }: Section, result: Result | undefined): string {
  if (!result) return `## ${title}\n\n${about}\n\nNot run yet: \`${command}\`.\n`;
  const versions = Object.entries(result.versions).map(([name, version]) => `${name} ${version}`).join(', ');
  const columns = [
    { title: 'what', of: (row: Result['rows'][number]) => row.name },
    { title: 'result', of: (row: Result['rows'][number]) => row.value },
    { title: 'goal', of: (row: Result['rows'][number]) => row.goal && `${row.goal}${isMissed(row) ? ', **missed**' : ''}` },
    { title: 'note', of: (row: Result['rows'][number]) => row.note },
  ].filter(({ of }) => result.rows.some(row => of(row)));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${title}`, '', about, '', ...result.summary, '',
    line(columns.map(column => column.title)),
    line(columns.map(() => '---')),
    ...result.rows.map(row => line(columns.map(({ of }) => words(of(row))))),
    '', `${result.date}, ${result.machine}, ${versions}: \`${result.command}\``, '',
  ].join('\n');
}

/** Of percentages: what else has a goal fails when it is measured. */
function isMissed({ value, goal = '' }: Result['rows'][number]): boolean {
  return goal.endsWith('%') && Number.parseFloat(String(value)) < Number.parseFloat(goal);
}

if (require.main === module) writeFileSync(FILE, reliabilityPage());
