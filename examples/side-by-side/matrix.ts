import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { matrixTable } from './matrix-table';
import { DISTRIBUTIONS } from './stage';
import { Assembly } from '../../lib/model/assembly';
import { Matrix, matrixOf } from '../../lib/report/matrix/matrix';
import { matrixAsHtml } from '../../lib/report/matrix/html';
import { chooseDistribution } from '../../lib/simulator/journey/edge';
import { launchChromium } from '../../test/support/chromium';

const ROOT = join(__dirname, '..', '..');

/** Where the table is. */
export const PAGE = join(ROOT, 'docs', 'matrix.md');

/** Pixels. */
const WIDTH = 1290;
const BEGIN = '<!-- begin of what "npx projen docs:matrix" writes -->\n';
const END = '<!-- end of what "npx projen docs:matrix" writes -->\n';

/** The default behaviors of the distributions, by the names that people know them by. */
export async function sideBySide(directory: string): Promise<Matrix> {
  const all = Assembly.read(directory).distributions();
  const { distributions, ...rest } = await matrixOf(DISTRIBUTIONS.map(({ path }) => chooseDistribution(all, { distribution: path })));
  return {
    ...rest,
    distributions: distributions.map((one, i) => ({ ...one, name: DISTRIBUTIONS[i]!.name, behaviors: one.behaviors.slice(-1) })),
  };
}

/** A page of the docs with the table in its place. */
export function withTable(page: string, matrix: Matrix): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/matrix.md has no place for the table. It needs a line ${BEGIN}and a line ${END}`);
  return `${page.slice(0, begin)}${BEGIN}\n${matrixTable(matrix)}\n${page.slice(end)}`;
}

async function draw(matrix: Matrix, picture: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'matrix-'));
  const browser = await launchChromium();
  try {
    const file = join(folder, 'matrix.html');
    writeFileSync(file, matrixAsHtml(matrix));
    const page = await browser.newPage({ viewport: { width: WIDTH, height: 2000 }, colorScheme: 'light' });
    await page.goto(pathToFileURL(file).href);
    const { y } = (await page.locator('.legend').boundingBox())!;
    await page.screenshot({ path: picture, clip: { x: 0, y: 0, width: WIDTH, height: y } });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

async function main(directory: string): Promise<void> {
  const matrix = await sideBySide(directory);
  writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), matrix));
  // Two fit side by side: those with the same rule.
  await draw({ ...matrix, distributions: matrix.distributions.slice(0, 2) }, join(ROOT, 'docs', 'matrix.png'));
}

if (require.main === module) void main(process.argv[2]!);
