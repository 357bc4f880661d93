import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { observedIn } from '../../lib/prove/assume-from';
import { QUESTIONS, UNSEEN } from '../../lib/prove/questions';
import { QUESTIONS_ABOUT_CHOICE } from '../../lib/report/describe';
import { AssumptionName, ASSUMPTION_VALUES } from '../../lib/simulator/journey/assumptions';

const DOCS = join(__dirname, '..', '..', 'docs');
const page = (name: string) => readFileSync(join(DOCS, name), 'utf8');
const inCode = (names: readonly string[]) => names.map(name => `\`${name}\``).join(', ');

test('docs/prove.md has every question, with what it settles, and no other', () => {
  const rows = page('prove.md').match(/^\| `[\w-]+` \| .*$/gm);
  expect(rows).toEqual(QUESTIONS.map(({ id, asks, certainty, settles }) =>
    `| \`${id}\` | ${asks} | ${certainty} | ${inCode(settles) || '-'} |`));
});

test('docs/prove.md names what is not asked', () => {
  for (const { what, why } of UNSEEN) expect(page('prove.md')).toContain(`- ${what}: ${why}.\n`);
});

test.each(Object.keys(ASSUMPTION_VALUES) as AssumptionName[])('docs/simulator.md names the questions that settle %s', name => {
  const row = page('simulator.md').split('\n').find(line => line.startsWith(`| \`${name}\` | `));
  const ids = QUESTIONS.filter(({ settles }) => settles.includes(name)).map(({ id }) => id);
  expect(row!.split('|').at(-2)!.trim().split(', ').sort()).toEqual(ids.map(id => `\`${id}\``).sort());
});

test('docs/evidence.md says that nobody has run it for as long as there is no report, and every report can be assumed from', () => {
  const folder = join(DOCS, 'evidence');
  const reports = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json'));
  expect(page('evidence.md').includes('**Nobody has run `prove` on AWS yet.**')).toBe(reports.length === 0);
  for (const report of reports) expect(() => observedIn(join(folder, report))).not.toThrow();
});

test('describe names questions that there are', () => {
  const ids = QUESTIONS.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(Object.values(QUESTIONS_ABOUT_CHOICE).flat()));
});

test('docs/operate.md names the questions about the breaker that there are', () => {
  const ids = QUESTIONS.map(({ id }) => id);
  const named = [...page('operate.md').matchAll(/^\| .*\? \| .* \| `([\w-]+)`(?:, for a missing key)? \|$/gm)].map(([, id]) => id!);
  expect(named).toEqual(['selected-origin', 'selected-custom-headers', 'selected-cache-key', 'key-value-store']);
  expect(ids).toEqual(expect.arrayContaining(named));
});
