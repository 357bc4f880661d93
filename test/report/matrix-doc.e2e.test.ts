import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE, sideBySide, withTable } from '../../examples/side-by-side/matrix';
import { matrixTable } from '../../examples/side-by-side/matrix-table';
import { Matrix } from '../../lib/report/matrix/matrix';
import { exampleApp, runApp, SynthResult } from '../support/example-apps';

jest.setTimeout(60_000);

const ROOT = join(__dirname, '..', '..');

let app: SynthResult;
let matrix: Matrix;

beforeAll(async () => {
  app = await runApp(exampleApp('side-by-side'));
  matrix = await sideBySide(app.directory);
});
afterAll(() => app.remove());

describe('docs/matrix.md', () => {
  test('shows the table as it is', () => {
    const page = readFileSync(PAGE, 'utf8');
    expect(withTable(page, matrix)).toBe(page);
  });

  test('would not show another table', () => {
    const page = readFileSync(PAGE, 'utf8');
    expect(withTable(page, { ...matrix, distributions: [...matrix.distributions].reverse() })).not.toBe(page);
    expect(() => withTable('no place', matrix)).toThrow('docs/matrix.md has no place for the table');
  });

  test('has a picture of less than 300 KB', () => {
    const picture = readFileSync(join(ROOT, 'docs', 'matrix.png'));
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    expect(picture.length).toBeLessThan(300_000);
  });
});

test('the table shows what the example is about', () => {
  const rows = matrixTable(matrix).trim().split('\n').map(line => line.slice(2, -2).split(' | '));
  expect(rows[0]).toEqual(['primary', 'secondary', 'AWS\'s sample', 'FailoverDistribution, toOk', 'FailoverDistribution']);
  const served = '⇄ 200 from the secondary, kept 1 day';
  expect(rows).toContainEqual(['500, 502, 503, 504', '200', '▲ 200 hides the error, kept 1 day', served, served]);
  expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([5]));
});
