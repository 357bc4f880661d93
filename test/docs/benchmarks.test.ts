import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { read } from '../../bench/results';
import { benchmarksPage, benchmarksPicture } from '../../scripts/benchmarks-doc';

const doc = (name: string) => readFileSync(join(__dirname, '../../docs', name), 'utf8');

test('docs/benchmarks.md and its picture are written from the results', () => {
  expect(doc('benchmarks.md')).toBe(benchmarksPage(read()!));
  expect(doc('benchmarks.svg')).toBe(benchmarksPicture(read()!));
});

test('every figure has a command, a date and the load of the machine', () => {
  const { rows } = read()!;
  expect(rows.length).toBeGreaterThan(40);
  for (const { name, command, date, load } of rows) {
    const [byCommand, onDate] = [expect.stringMatching(/^npm run bench -- [a-z-]+$/), expect.stringMatching(/^20\d\d-/)];
    expect([name, command, date, load]).toEqual([name, byCommand, onDate, expect.any(Number)]);
  }
});
