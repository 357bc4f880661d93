import { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { ask, post, serveControl, Served, twoSites } from './fixtures';
import { EdgeRequest } from '../../../lib/function-code/message';
import { emptyTrace } from '../../../lib/simulator/journey/trace';
import { browserTest, launchChromium } from '../../support/chromium';
import { FAINT } from '../../support/contrast';

jest.setTimeout(20_000);

const test = browserTest();

let browser: Browser;
let served: Served;
let page: Page;
let troubles: string[];

beforeAll(async () => {
  browser = await launchChromium();
  twoSites();
}, 30_000);
afterAll(() => browser?.close());
afterEach(async () => {
  await page?.context().close();
  await served?.close();
  expect(troubles).toEqual([]);
});

/** Opens the control page of some edges. Whatever it says on its console, or asks of another machine, fails the test. */
async function open(names: string[], options: BrowserContextOptions = {}): Promise<void> {
  served = await serveControl({ names });
  troubles = [];
  page = await (await browser.newContext(options)).newPage();
  page.setDefaultTimeout(4_000);
  page.on('console', message => troubles.push(`console ${message.type()}: ${message.text()} ${message.location().url}`));
  page.on('pageerror', error => troubles.push(`error: ${error.message}`));
  page.on('dialog', dialog => troubles.push(`dialog: ${dialog.message()}`));
  page.on('request', request => {
    if (!/^(http:\/\/127\.0\.0\.1:|data:)/.test(request.url())) troubles.push(`request: ${request.url()}`);
  });
  await page.goto(`${served.url}/__edge/`);
  await page.locator('#connection[data-state=live]').waitFor();
}

const edgeModel = () => served.edges[0]!.edge.distribution;
const sectionOf = (name: string) => page.getByRole('region', { name, exact: true });
const originOf = (name: string, title: string) =>
  sectionOf(name)
    .locator('.origin')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) });
const newest = () => page.locator('#newest');
const has = (locator: Locator, text: string | RegExp) => locator.filter({ hasText: text }).first().waitFor();

async function flip(action: string, title = 'Primary', name = 'Site'): Promise<void> {
  const state = originOf(name, title).locator('.state');
  const before = await state.textContent();
  const isStatus = /^\d+$/.test(action);
  if (isStatus) await originOf(name, title).getByRole('spinbutton').fill(action);
  await originOf(name, title).getByRole('radio', { name: isStatus ? 'status' : action, exact: true }).check();
  await state.filter({ hasNotText: before! }).waitFor();
}

async function send(path: string, story: string | RegExp): Promise<void> {
  await page.getByLabel('Path').fill(path);
  await Promise.all([page.waitForResponse(/__edge\/request$/), page.getByRole('button', { name: 'Send' }).click()]);
  await has(newest(), story);
}

async function tabTo(target: Locator, key = 'Tab'): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if (await target.evaluate(element => element === (globalThis as any).document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not reach ${target}`);
}

test('with the keyboard alone: the primary answers 503, and the secondary serves the viewer', async () => {
  await open(['Site']);
  await tabTo(originOf('Site', 'Primary').getByRole('radio', { name: 'normal' }));
  await page.keyboard.press('ArrowRight');
  await has(originOf('Site', 'Primary').locator('.state'), '✕ answers 503');

  await tabTo(page.getByLabel('Path'), 'Shift+Tab');
  await page.keyboard.type('hello');
  await page.keyboard.press('Enter');
  await has(newest(), '✓ 200The primary answered 503. CloudFront failed over. The secondary answered 200. The viewer got 200.');
  await has(originOf('Site', 'Primary').locator('.visit'), 'Attempt 1: 503');
  await has(originOf('Site', 'Secondary').locator('.visit'), 'Attempt 2: 200The viewer got this answer.');
  await has(sectionOf('Site').locator('.over.lit'), 'fails over on 500 502 503 504');

  const request = page.locator('#requests > li');
  await has(request.locator('.way'), /^primary 503 → secondary 200$/);
  await tabTo(request.locator('summary'));
  await page.keyboard.press('Enter');
  await has(
    request.locator('dl'),
    /PathGET \/hello.*Attempt 1primary.*: 503.*Attempt 2secondary.*: 200.*Served bysecondary, after failing over/,
  );

  await tabTo(page.locator('.answer > summary'), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await has(page.locator('.answer pre'), /^200\n(.+\n)+\n.* answers\n?$/);
});

test('an origin refuses, hangs, is slow, and recovers', async () => {
  await open(['Site']);
  await flip('refuses');
  await send('/', 'The primary refused the connection (3 attempts). CloudFront failed over.');
  await flip('hangs');
  await has(originOf('Site', 'Primary').locator('.state'), '✕ hangs, up to 90 s');
  await send('/', 'The primary did not answer in time (3 attempts). CloudFront failed over.');
  await has(page.locator('#requests > li').first().locator('.end'), 'miss · 90000 ms');
  await flip('slow');
  await send('/', /^✓ 200The primary answered 200. The viewer got 200.$/);
  await has(page.locator('#requests > li').first().locator('.end'), 'miss · 2000 ms');
  await flip('normal');
  await send('/', '✓ 200The primary answered 200. The viewer got 200.');
  await has(page.locator('#requests > li').first().locator('.end'), 'miss · 0 ms');
});

test.each([
  ['418', '✕ answers 418', 'The primary answered 418.'],
  ['201', '✓ answers 201', 'The primary answered 201.'],
  ['connection timeout', '✕ does not connect, up to 30 s', 'The primary did not complete the connection in time (3 attempts).'],
  ['DNS failure', '✕ has no address', 'The primary has a name that did not resolve (3 attempts).'],
  ['TLS failure', '✕ fails the TLS handshake', 'The primary failed the TLS handshake (3 attempts).'],
])('an origin is switched to %s', async (action, state, story) => {
  await open(['Site']);
  await flip(action);
  await has(originOf('Site', 'Primary').locator('.state'), state);
  await send('/', story);
});

test('the status of an origin changes with its field, and one that cannot be is not sent', async () => {
  await open(['Site']);
  const field = originOf('Site', 'Primary').getByRole('spinbutton', { name: 'Status of Primary www.example.com' });
  await field.fill('404');
  await field.press('Enter');
  await has(originOf('Site', 'Primary').locator('.state'), '✕ answers 404');
  expect(await originOf('Site', 'Primary').getByRole('radio', { name: 'status' }).isChecked()).toBe(true);
  await field.fill('99');
  await field.press('Tab');
  await has(originOf('Site', 'Primary').locator('.state'), '✕ answers 404');
});

test('request headers are sent as they are typed', async () => {
  await open(['Site']);
  await page.getByText('Request headers').click();
  await page.getByLabel('One on each line').fill('accept: text/html\nx-mine: 1');
  await send('/api/', 'The origin answered 200.');
  expect(served.edges[0]!.edge.origin('primary').requests[0]!.headers).toMatchObject({ 'x-mine': ['1'] });
  await page.getByLabel('One on each line').fill('no header');
  await send('/', 'Error: a header cannot be "no header".');
  troubles = troubles.filter(trouble => !/Failed to load resource/.test(trouble));
});

describe('a request that waits', () => {
  /** Holds what the page sends until it is let go. */
  async function held(): Promise<() => void> {
    let letGo = () => {};
    const free = new Promise<void>(resolve => { letGo = resolve; });
    await page.route('**/__edge/request', async route => {
      await free;
      await route.continue().catch(() => {});
    });
    return letGo;
  }
  const viewer = () => sectionOf('Site').locator('.stage').first();

  test('counts the seconds, and shows nothing of the answer before', async () => {
    await open(['Site']);
    await send('/before', 'The primary answered 200.');
    const letGo = await held();
    await page.getByLabel('Path').fill('/slow');
    await page.getByRole('button', { name: 'Send' }).click();
    await has(newest(), 'waiting for the answer0 s');
    await has(newest().getByRole('timer'), '1 s');
    await has(viewer(), /GET \/slow\s*waiting for the answer/);
    expect(await page.locator('#answers > *, .visit > *, .origin.lit').count()).toBe(0);
    letGo();
    await has(newest(), 'The primary answered 200. The viewer got 200.');
    expect(await newest().getByRole('button').count()).toBe(0);
    await has(viewer(), /GET \/slow\s*✓ 200/);
  });

  test.each(['button', 'Escape'])('is cancelled with %s', async how => {
    await open(['Site']);
    const letGo = await held();
    await page.getByRole('button', { name: 'Send' }).click();
    await has(viewer(), 'waiting for the answer');
    if (how === 'Escape') await page.keyboard.press('Escape');
    else await page.getByRole('button', { name: 'Cancel' }).click();
    await has(newest(), /^Cancelled\.$/);
    await has(viewer(), 'no request yet');
    await has(page.locator('#send:focus'), 'Send');
    letGo();
    await page.unroute('**/__edge/request');
    await send('/after', 'The primary answered 200.');
  });

  test('says so when something was switched meanwhile', async () => {
    await open(['Site']);
    served.edges[0]!.edge.origin('primary').respondWith(async () => {
      await post(served.url, 'origin', { origin: 'primary', action: '503' });
      return { status: 200 };
    });
    await send('/', 'The viewer got 200.It was sent before the latest change.');
    await has(viewer(), 'no request yet');
  });
});

test('an answer goes when something is switched after it', async () => {
  await open(['Site']);
  await send('/', 'The primary answered 200.');
  await flip('503');
  await has(newest(), /^Changed\. Send a request to see what the viewer gets now\.$/);
  expect(await page.locator('#answers > *, .visit > *, .box.lit').count()).toBe(0);
  await page.reload();
  await has(originOf('Site', 'Primary').locator('.state'), '✕ answers 503');
  expect(await page.locator('.box.lit').count()).toBe(0);
  await has(page.locator('#requests > li'), 'GET /');
});

test('functions stand where they run: viewer-request before the origins', async () => {
  await open(['Site']);
  const functions = [['viewer-request', 'Auth'], ['origin-request', 'Route'], ['origin-response', 'Page'], ['viewer-response', 'Headers']]
    .map(([event, name]) => ({ event, name, kind: 'lambda', behaviors: ['*'] }));
  await page.route('**/__edge/events', async route => {
    const { edges: [edge] } = JSON.parse((await ask(`${served.url}/__edge/state`)).text);
    edge.distribution.functions = functions;
    const data = JSON.stringify({ edges: [edge], traces: [] });
    await route.fulfill({ contentType: 'text/event-stream', body: `event: state\ndata: ${data}\n\n` });
  });
  await page.reload();
  const order = sectionOf('Site').getByRole('heading', { level: 4 });
  await has(order, 'viewer-request');
  expect((await order.allInnerTexts()).map(text => text.trim())).toEqual([
    '/api/*', '* default', 'viewer-request', 'Cache', 'origin-request', 'Primary', 'Secondary', 'origin-response', 'viewer-response',
  ]);
});

test('the cache is emptied on demand', async () => {
  await open(['Site']);
  await page.getByLabel('Empty the cache first').uncheck();
  await send('/', 'The primary answered 200.');
  await send('/', 'The viewer got 200 from the cache. No origin was asked.');
  await sectionOf('Site').getByRole('button', { name: 'Empty' }).click();
  await has(sectionOf('Site').locator('.stage'), /Cache.*empty/);
  await send('/', 'The primary answered 200.');
});

test('an assumption is switched, and the trace says that the answer rests on it', async () => {
  await open(['Site']);
  await sectionOf('Site').getByText('Assumptions:').click();
  const assumption = sectionOf('Site').getByRole('group', { name: 'originResponseOnConnectFailure' });
  await assumption.getByRole('radio', { name: 'yes' }).check();
  await has(sectionOf('Site').locator('.assumptions summary'), '(1 changed)');
  expect(served.edges[0]!.edge.assumptions.originResponseOnConnectFailure).toBe(true);

  await flip('refuses');
  await send('/', 'CloudFront failed over.');
  await has(sectionOf('Site').locator('.assumptions li.lit'), /originResponseOnConnectFailure.*The newest answer rests on this\./);
  await page.locator('#requests summary').click();
  await has(page.locator('#requests dl'), /Rests on.*originResponseOnConnectFailure/);
});

test('requests of other clients show as they come, and after the page is opened again', async () => {
  await open(['Site']);
  await ask(`${served.url}/from-outside`);
  await has(page.locator('#requests > li'), 'GET /from-outside');
  await page.reload();
  await has(page.locator('#requests > li'), 'GET /from-outside');
  await has(sectionOf('Site').locator('.box.lit'), 'GET /from-outside');
});

test('the only distribution has a link to where it is served', async () => {
  await open(['Site']);
  expect(await sectionOf('Site').getByRole('link').getAttribute('href')).toBe(served.url);
});

test('an origin shows whether a server or scripted responses are behind it', async () => {
  await open(['Site']);
  served.edges[0]!.edge.origin('primary').connect('http://127.0.0.1:9/');
  await page.reload();
  await has(originOf('Site', 'Primary'), '→ http://127.0.0.1:9/');
  await has(originOf('Site', 'Secondary'), '→ scripted, no server');
});

test('two distributions stand side by side, and are switched together or alone', async () => {
  await open(['Site', 'Other'], { viewport: { width: 1280, height: 900 } });
  const [left, right] = await Promise.all(['Site', 'Other'].map(async name => (await sectionOf(name).boundingBox())!));
  expect(left!.y).toBe(right!.y);

  await flip('503');
  await has(originOf('Other', 'Primary').locator('.state'), '✕ answers 503');
  await send('/both', /Site.*failed over.*Other.*failed over/);
  await page.getByLabel('Switch origins with the same domain name together').uncheck();
  await flip('normal', 'Primary', 'Other');
  await page.getByRole('combobox', { name: 'To' }).selectOption('Other');
  await send('/alone', /^✓ 200The primary answered 200\./);
  await has(originOf('Site', 'Primary').locator('.state'), '✕ answers 503');
  expect([...served.sent].sort()).toEqual(['Other /alone', 'Other /both', 'Site /both']);
});

test('a function that hides an error of the primary stands out', async () => {
  await open(['Site']);
  const { id } = edgeModel().origins[0]!;
  served.control.record('Site', {
    ...emptyTrace({ method: 'GET', path: '/' } as EdgeRequest),
    status: 200,
    behavior: '*',
    servedBy: 'primary',
    attempts: [{ origin: id, role: 'primary', outcome: 503, afterFunction: 200 }],
  });
  await has(
    originOf('Site', 'Primary'),
    'Attempt 1: 503 made 200 by the functionThe viewer got this answer.⚠ The function hid the error: nothing failed over.',
  );
  await has(page.locator('#requests .way'), /^⚠ primary 503 ⇒ 200$/);
});

describe('markup in what is shown', () => {
  const HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>';

  test('stays text: in a path, in headers, in a body, in what was recorded before', async () => {
    await open(['Site']);
    served.edges[0]!.edge.origin('primary').respond(200, HOSTILE, { 'x-hostile': HOSTILE, 'content-type': 'text/html' });
    await ask(`${served.url}/"><b/onmouseover=alert(3)>x</b>`);
    await has(page.locator('#requests > li'), 'GET /"><b/onmouseover=alert(3)>x</b>');
    await send(`/${HOSTILE}`, '✓ 200');
    await page.locator('.answer > summary').click();
    await has(page.locator('.answer pre'), `x-hostile: ${HOSTILE}`);

    served.control.record('Site', {
      ...emptyTrace({ method: HOSTILE, path: HOSTILE } as EdgeRequest),
      behavior: HOSTILE,
      servedBy: 'error-page',
      errorPage: HOSTILE,
      attempts: [{ origin: HOSTILE, role: 'primary', outcome: HOSTILE as any }],
      functions: [{ event: 'origin-response', outcome: HOSTILE, log: [HOSTILE] }],
    });
    await page.reload();
    for (const summary of await page.locator('#requests summary').all()) await summary.click();
    await has(page.locator('#requests dl'), HOSTILE);
    expect(await page.locator('main :is(img, b, script, [onerror], [onmouseover])').count()).toBe(0);
  });
});

describe('what goes wrong is shown', () => {
  /** Chromium writes failed requests to the console, whatever happens to them. */
  const forgetFailedRequests = () => { troubles = troubles.filter(trouble => !/Failed to load resource/.test(trouble)); };

  test('a switch that could not be switched goes back', async () => {
    await open(['Site']);
    await page.route('**/__edge/origin', route => route.fulfill({ status: 400, json: { error: 'there is <b>no</b> such origin.' } }));
    await originOf('Site', 'Primary').getByRole('radio', { name: 'hangs' }).click();
    await has(newest(), 'Error: there is <b>no</b> such origin.');
    expect(await originOf('Site', 'Primary').getByRole('radio', { name: 'normal' }).isChecked()).toBe(true);
    forgetFailedRequests();
  });

  test('an edge that is gone, and it is found when it is back', async () => {
    await open(['Site']);
    const { port } = new URL(served.url);
    await served.close();
    await has(page.locator('#connection'), 'connection lost, trying again');
    await page.getByRole('button', { name: 'Send' }).click();
    await has(newest(), 'Error: the edge does not answer. Is it still running?');
    served = await serveControl({ names: ['Site'], port: Number(port) });
    await page.locator('#connection[data-state=live]').waitFor();
    await send('back', 'The primary answered 200.');
    forgetFailedRequests();
  });
});

describe('a phone', () => {
  test('shows it all without scrolling sideways', async () => {
    await open(['Site', 'Other'], { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    await flip('503');
    await send(`/${'long'.repeat(100)}`, 'CloudFront failed over.');
    for (const summary of await page.locator('summary').all()) await summary.click();
    const [wide, inner] = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]') as number[];
    expect([wide, inner]).toEqual([390, 390]);
  });

  test('has switches that a finger can hit', async () => {
    await open(['Site'], { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    for (const label of await page.locator('.origin .switch label').all()) {
      const { width, height } = (await label.boundingBox())!;
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(36);
    }
  });
});

test('colors follow the system', async () => {
  await open(['Site'], { colorScheme: 'dark' });
  const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  expect(await ground()).toBe('rgb(14, 17, 23)');
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await ground()).toBe('rgb(255, 255, 255)');
});

test.each(['light', 'dark'] as const)('every text can be read when it is %s, on the ground that it has', async colorScheme => {
  await open(['Site'], { colorScheme });
  await flip('503');
  await send('/', 'CloudFront failed over.');
  for (const summary of await page.locator('summary').all()) await summary.click();
  expect(await page.evaluate(FAINT)).toEqual([]);
});
