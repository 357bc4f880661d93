import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const ROWS = readFileSync(join(ROOT, 'docs/threat-model.md'), 'utf8').split('\n')
  .filter(line => line.startsWith('| ') && line.includes('`test/'))
  .map(line => line.split(' | ') as [attack: string, answer: string, test: string]);

test('there is a test for each attack', () => {
  const tables = readFileSync(join(ROOT, 'docs/threat-model.md'), 'utf8').split('| attack | why it fails | test |\n').slice(1);
  const rows = tables.flatMap(table => table.split('\n\n')[0]!.split('\n').slice(1));
  expect(ROWS).toHaveLength(rows.length);
  expect(rows.length).toBeGreaterThan(25);
});

test.each(ROWS)('%s', (_attack, _answer, named) => {
  const [, file = '', name = ''] = /^`(test\/\S+)`: (.+) \|$/.exec(named) ?? [];
  expect(existsSync(join(ROOT, file))).toBe(true);
  expect(readFileSync(join(ROOT, file), 'utf8').replaceAll("\\'", "'")).toContain(name);
});
