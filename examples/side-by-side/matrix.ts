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
/** Pixels. */
const WIDTH = 1290;
const BEGIN = '<!-- begin of what "npx projen docs:matrix" writes -->\n';
const END = '<!-- end of what "npx projen docs:matrix" writes -->\n';

/** The default behaviors of both distributions, by the names that people know them by. */
export async function sideBySide(directory: string): Promise<Matrix> {
  const all = Assembly.read(directory).distributions();
  const { distributions, ...rest } = await matrixOf(DISTRIBUTIONS.map(({ path }) => chooseDistribution(all, { distribution: path })));
  return { ...rest, distributions: distributions.map((one, i) => ({ ...one, name: DISTRIBUTIONS[i]!.name, behaviors: one.behaviors.slice(-1) })) };
}

/** A README with the table in its place. */
export function withTable(readme: string, matrix: Matrix): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`README.md has no place for the table: it wants a line ${BEGIN}and a line ${END}`);
  return `${readme.slice(0, begin)}${BEGIN}\n${matrixTable(matrix)}\n${readme.slice(end)}`;
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
  const readme = join(ROOT, 'README.md');
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), matrix));
  await draw(matrix, join(ROOT, 'docs', 'matrix.png'));
}

if (require.main === module) void main(process.argv[2]!);
