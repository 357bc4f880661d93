import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { matrixOfTemplate } from './matrix-of';
import { TemplateBody } from '../../lib/model/template';
import { matrixAsHtml } from '../../lib/report/matrix/html';
import { FUNCTIONS, Pair, pair } from '../simulator/journey/pair';
import { browserTest, launchChromium } from '../support/chromium';
import { FAINT } from '../support/contrast';

jest.setTimeout(20_000);

const test = browserTest();

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const SAMPLE: Pair = { functions: { 'origin-response': FUNCTIONS.awsSample } };

let browser: Browser;
let folder: string;
let page: Page;
let troubles: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'matrix-'));
  browser = await launchChromium();
}, 30_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await page?.context().close();
  expect(troubles).toEqual([]);
});

/** Opens the page as a file. Whatever it says on its console, or asks of anybody, fails the test. */
async function open(options: Pair | TemplateBody = SAMPLE, context: BrowserContextOptions = {}): Promise<void> {
  const file = join(folder, 'matrix.html');
  writeFileSync(file, matrixAsHtml(await matrixOfTemplate('Resources' in options ? options : pair(options as Pair))));
  troubles = [];
  page = await (await browser.newContext(context)).newPage();
  page.setDefaultTimeout(4_000);
  page.on('console', message => troubles.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', error => troubles.push(`error: ${error.message}`));
  page.on('dialog', dialog => troubles.push(`dialog: ${dialog.message()}`));
  page.on('request', request => {
    if (!/^(file:.*\/matrix\.html|data:)/.test(request.url())) troubles.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
}

const grid = (name: string) => page.getByRole('grid', { name });
const GET = 'GET, template Distribution, behavior *';
const cell = (row: number, column: number) => grid(GET).locator('tbody tr').nth(row).locator('td button').nth(column);
const focused = () => page.evaluate('document.activeElement.dataset.title') as Promise<string>;
const shownGrids = () => page.getByRole('grid').evaluateAll(all => all.map(one => one.getAttribute('aria-label')));

test('GET is shown first, for every behavior', async () => {
  await open();
  expect(await shownGrids()).toEqual(['GET, template Distribution, behavior /pages/*', GET]);
  expect(await cell(0, 0).innerText()).toMatch(/✓ 200\s+from the primary, and the secondary is not tried\s+kept 1 day/);
});

test('how long viewers wait stands out, beside what they get', async () => {
  await open({});
  const color = (locator: Locator) => locator.evaluate(element => (globalThis as any).getComputedStyle(element).color);
  const region = page.getByRole('region', { name: 'template Distribution, behavior *' });
  const verdict = region.getByText('Viewers wait up to 90 s for it (primary: response timeout).');
  expect(await verdict.innerText()).toMatch(/^◷ /);
  const waits = grid(GET).getByRole('row').filter({ hasText: 'primary response timeout' }).locator('b.wait');
  expect(await waits.allInnerTexts()).toEqual(['after 90 s', 'after 90 s', 'after 90 s', 'after 90 s', 'after 180 s']);
  expect(await color(waits.first())).toBe(await color(verdict));
  expect(await color(verdict)).not.toBe(await color(region.getByText('a healthy secondary serves 7')));
});

test('behaviors that are alike are one table, and are filtered as one', async () => {
  const template = pair();
  const { DistributionConfig } = template.Resources!.Distribution!.Properties as any;
  DistributionConfig.CacheBehaviors.push({ ...DistributionConfig.DefaultCacheBehavior, PathPattern: '/a/*' });
  await open(template);
  expect(await shownGrids()).toEqual(['GET, template Distribution, behavior /pages/*', 'GET, template Distribution, behaviors /a/*, *']);
  await page.getByRole('combobox', { name: 'Behavior' }).selectOption({ label: '/a/*, *' });
  expect(await shownGrids()).toEqual(['GET, template Distribution, behaviors /a/*, *']);
});

test('what is undetermined has its reason below the table, not only in its story', async () => {
  const LambdaFunctionARN = 'arn:aws:lambda:us-east-1:123456789012:function:elsewhere:1';
  await open({ behavior: { LambdaFunctionAssociations: [{ EventType: 'origin-response', LambdaFunctionARN }] } });
  const reason = page.getByRole('region', { name: 'template Distribution, behavior *' }).locator('p')
    .filter({ hasText: /^\? cannot tell what the origin-response function .* its code is not here/ });
  expect(await reason.isVisible()).toBe(true);
});

test('methods and behaviors are filtered, and the page says how much is shown', async () => {
  await open();
  await page.getByRole('radio', { name: 'POST' }).check();
  expect(await shownGrids()).toEqual(['POST, template Distribution, behavior /pages/*', 'POST, template Distribution, behavior *']);
  await page.getByRole('combobox', { name: 'Behavior' }).selectOption({ label: '*' });
  await page.getByRole('radio', { name: 'all' }).check();
  expect(await shownGrids()).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST'].map(method => `${method}, template Distribution, behavior *`));
  const shown = await page.locator('td button:visible').count();
  expect(await page.getByRole('status').innerText()).toBe(`${shown} cases shown`);
});

test('a case opens with its story, and closes where it was', async () => {
  await open();
  await cell(5, 0).click();
  const dialog = page.getByRole('dialog', { name: 'GET, primary 503, secondary not tried' });
  expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual([
    'The primary answered 503, and the function made it 200.', 'CloudFront did not fail over.', 'The viewer got 200.',
    expect.stringMatching(/failoverSees = function-result.*Other values: origin-status\.$/),
  ]);
  expect(await dialog.innerText()).toMatch(/Attempt 1\s+primary primary: 503, changed to 200 by the function/);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(await focused()).toBe('GET, primary 503, secondary not tried');
});

test('with the keyboard alone: one Tab to a table, arrows to a case, Enter opens it, Escape closes it', async () => {
  await open();
  await grid(GET).locator('td button').first().focus();
  await page.keyboard.press('Shift+Tab');
  expect(await focused()).toBe('GET, origin 200');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('GET, primary 200, secondary not tried');

  for (let i = 0; i < 7; i++) await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe('GET, primary refused, secondary 200');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toBe('GET, primary refused, secondary 503');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'GET, primary refused, secondary 503' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await focused()).toBe('GET, primary refused, secondary 503');

  // Where a case spans all columns, the column is kept in mind.
  await page.keyboard.press('ArrowUp');
  expect(await focused()).toBe('GET, primary 504, secondary not tried');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe('GET, primary refused, secondary 503');
  await page.keyboard.press('End');
  expect(await focused()).toBe('GET, primary refused, secondary response timeout');
  await page.keyboard.press('Control+Home');
  expect(await focused()).toBe('GET, primary 200, secondary not tried');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowLeft');
  expect(await focused()).toBe('GET, primary 200, secondary not tried');
});

test('each case opens a story of its own', async () => {
  await open({});
  await page.getByRole('radio', { name: 'all' }).check();
  const titles = await page.locator('td button').evaluateAll(all => all.map((one: any) => {
    one.click();
    const { document } = globalThis as any;
    const title = document.getElementById('story-title').textContent;
    const told = document.querySelectorAll('#story-body li').length;
    document.getElementById('story').close();
    return told > 0 && title === one.dataset.title ? title : `wrong: ${title}`;
  }));
  expect(titles.length).toBeGreaterThan(100);
  expect(titles.filter(title => title.startsWith('wrong'))).toEqual([]);
});

test('kinds of answers have signs and words, whatever the colors', async () => {
  await open();
  const texts = await page
    .locator('td:visible')
    .evaluateAll(all => all.map(one => [one.className, (one as any).innerText.trim().replace(/\s+/g, ' ')]));
  const signs = new Map<string, Set<string>>();
  for (const [kind, text] of texts) signs.set(kind!, (signs.get(kind!) ?? new Set()).add(text![0]!));
  expect([...signs.keys()].sort()).toEqual(['broken', 'error', 'masked', 'primary', 'rewritten', 'secondary']);
  expect(new Set([...signs.values()].flatMap(all => [...all])).size).toBe(signs.size);
});

test('markup of a template stays text', async () => {
  const hostile = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
  await open({
    primary: { Id: 'primary', DomainName: hostile },
    functions: {
      'origin-response': `exports.handler = async event => { console.log(${JSON.stringify(hostile)}); return ` +
        'event.Records[0].cf.response; };',
    },
  });
  await cell(5, 0).click();
  expect(await page.getByRole('dialog').innerText()).toContain(hostile);
  expect(await page.locator('main :is(img, script, [onerror]), dialog :is(img, script, [onerror])').count()).toBe(0);
});

test('nothing that is not the page\'s own can run: the policy holds', async () => {
  await open();
  await page.evaluate('document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = true" }))');
  expect(await page.evaluate('window.ran')).toBeUndefined();
  expect(troubles.splice(0)).toEqual([expect.stringContaining('Content Security Policy')]);
});

test('without JavaScript everything is there to read', async () => {
  await open(SAMPLE, { javaScriptEnabled: false });
  expect(await page.getByRole('grid').count()).toBe(8);
  expect(await page.locator('form').isVisible()).toBe(false);
  expect(await page.getByText('cases cannot be opened').isVisible()).toBe(true);
});

describe('a phone', () => {
  test('shows it all without scrolling sideways, also with long names', async () => {
    const long = `${'long-'.repeat(40)}name`;
    await open({ ...SAMPLE, primary: { Id: 'primary', DomainName: `${long}.example.com` } }, PHONE);
    await page.getByRole('radio', { name: 'all' }).check();
    expect(await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')).toEqual([390, 390]);
    await page.locator('td.masked button').first().tap();
    const { x, width } = (await page.getByRole('dialog').boundingBox())!;
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(390);
    expect(await page.locator('#story-body').evaluate((told: any) => told.scrollWidth <= told.clientWidth)).toBe(true);
  });

  test('names the outcomes in each case, and has cases that a finger can hit', async () => {
    await open(SAMPLE, PHONE);
    const refused = grid(GET).getByRole('row').filter({ hasText: 'primary refused' });
    expect(await refused.getByRole('gridcell').first().innerText()).toMatch(/^secondary 200:\s+⇄ 200/);
    const heights = await page.locator('td button:visible').evaluateAll(all => all.map(one => (one as any).getBoundingClientRect().height));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
  });
});

test('on paper there is the table and its legend, on white, and nothing to click', async () => {
  await open(SAMPLE, { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  expect(await page.locator('form').isVisible()).toBe(false);
  expect(await page.getByRole('heading', { name: 'Legend' }).isVisible()).toBe(true);
  expect(await cell(5, 0).innerText()).toContain('▲ 200');
  expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
});

describe('colors', () => {
  test('follow the system', async () => {
    await open(SAMPLE, { colorScheme: 'dark' });
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await ground()).toBe('rgb(14, 17, 23)');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await ground()).toBe('rgb(255, 255, 255)');
  });

  test.each(['light', 'dark'] as const)('can be read when it is %s: every text on the ground that it has', async colorScheme => {
    await open(SAMPLE, { colorScheme });
    expect(await page.evaluate(FAINT)).toEqual([]);
  });
});
