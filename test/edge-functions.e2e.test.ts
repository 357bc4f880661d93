import { exampleApp, runApp, SynthResult } from './support/example-apps';
import { checkPaths } from '../lib/cli/check-paths';
import { Assembly } from '../lib/model/assembly';
import { BehaviorMatrix, matrixOf } from '../lib/report/matrix/matrix';
import { simulate, SimulatedEdge, ViewerResponse } from '../lib/testing';

const FAILURES = [500, 502, 503, 504, 'refused', 'connect-timeout', 'read-timeout'];

let app: SynthResult;
let site: SimulatedEdge;
let own: SimulatedEdge;

beforeAll(async () => {
  app = await runApp(exampleApp('edge-functions'));
}, 60_000);

beforeEach(() => {
  site = simulate(app.directory, { distribution: 'EdgeFunctions/Site' });
  own = simulate(app.directory, { distribution: 'EdgeFunctions/OwnFunction' });
});

afterEach(() => Promise.all([site.close(), own.close()]));
afterAll(() => app.remove());

/** What the primary does, and who then serves what an origin has to serve. */
const MEMBERS = [
  { primary: 'healthy', member: 'primary', fail: () => undefined },
  { primary: 'answering 503', member: 'secondary', fail: (edge: SimulatedEdge) => edge.origin('primary').respond(503) },
  { primary: 'refusing connections', member: 'secondary', fail: (edge: SimulatedEdge) => edge.origin('primary').refuse() },
] as const;

function askedOf(edge: SimulatedEdge, member: string): string {
  return edge.origin(member).requests.at(-1)!.path;
}

/** The events in the order in which their functions ran, `origin-request primary` for one of a member. */
function runsOf({ trace: { functions, attempts } }: ViewerResponse): string[] {
  const roleOf = (id: string) => attempts.find(({ origin }) => origin === id)?.role ?? 'primary';
  return functions.map(({ event, origin }) => (origin ? `${event} ${roleOf(origin)}` : event));
}

describe.each(MEMBERS)('with the primary $primary', ({ member, fail }) => {
  beforeEach(() => [site, own].forEach(fail));

  test.each(['a', 'b'])('A/B testing keeps the choice %s', async variant => {
    const response = await site.fetch('/offers/today', { headers: { cookie: `variant=${variant}` } });
    expect([response.status, response.trace.servedBy, askedOf(site, member)]).toEqual([200, member, `/${variant}/offers/today`]);
    expect(response.headers.get('set-cookie')).toBe(`variant=${variant}; Path=/; Max-Age=86400`);
  });

  test.each(['', 'variant=../secret'])('A/B testing gives a viewer with the cookies "%s" that of what was served', async cookie => {
    const response = await site.fetch('/offers/today', { headers: { cookie } });
    const [, variant] = /^variant=([ab]);/.exec(response.headers.get('set-cookie')!)!;
    expect(askedOf(site, member)).toBe(`/${variant}/offers/today`);
  });

  test('a response header is overridden, whichever header the member has the name in', async () => {
    site.origin('secondary').respond(200, 'pdf', { 'content-disposition': 'inline', 'x-amz-meta-file-name': 'standby.pdf' });
    if (member === 'primary') site.origin('primary').respond(200, 'pdf', { 'content-disposition': 'inline', 'x-file-name': 'server.pdf' });
    const response = await site.fetch('/downloads/17');
    expect(response.trace.servedBy).toBe(member);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${member === 'primary' ? 'server' : 'standby'}.pdf"`);
  });

  test('static content is served, cached, and no origin is asked', async () => {
    const response = await site.fetch('/opening-hours');
    expect([response.status, response.trace.attempts, response.trace.storedSeconds]).toEqual([200, [], 3600]);
    expect(await response.text()).toContain('Monday to Friday');
    expect((await site.fetch('/opening-hours')).trace).toMatchObject({ servedBy: 'cache', functions: [] });
  });

  test('viewers of a country are redirected, and no origin is asked', async () => {
    const response = await site.fetch('/shop/17', { headers: { 'cloudfront-viewer-country': 'DE' } });
    expect([response.status, response.headers.get('location'), response.trace.attempts]).toEqual([
      302,
      'https://de.example.com/shop/17',
      [],
    ]);
  });

  test('viewers of other countries stay', async () => {
    const response = await site.fetch('/shop/17', { headers: { 'cloudfront-viewer-country': 'US' } });
    expect([response.status, response.trace.servedBy, askedOf(site, member)]).toEqual([200, member, '/shop/17']);
  });

  test('only the bucket is asked for the index page by its name', async () => {
    const response = await site.fetch('/docs/');
    expect([response.status, response.trace.servedBy]).toEqual([200, member]);
    expect(askedOf(site, member)).toBe(member === 'primary' ? '/docs/' : '/docs/index.html');
  });

  test.each(['Site', 'OwnFunction'])('%s: an error that is final becomes 200 with a page', async name => {
    const edge = name === 'Site' ? site : own;
    edge.origin(member).respond(404, 'no such page', { 'etag': '"1"', 'cache-control': 'max-age=31536000' });
    const response = await edge.fetch('/missing');
    expect([response.status, response.headers.get('cache-control'), response.headers.get('etag')]).toEqual([200, 'no-store', null]);
    expect(await response.text()).toContain('Back soon');
  });
});

describe.each([500, 502, 503, 504])('when the primary answers %i', status => {
  test.each(['Site', 'OwnFunction'])('%s: its answer passes, and the secondary serves', async name => {
    const edge = name === 'Site' ? site : own;
    edge.origin('primary').respond(status);
    const { trace } = await edge.fetch('/page');
    expect(trace.attempts.map(({ role, outcome, afterFunction }) => [role, outcome, afterFunction]))
      .toEqual([['primary', status, status], ['secondary', 200, 200]]);
  });
});

describe('how often functions run', () => {
  beforeEach(() => site.origin('primary').respond(503));

  test('on viewer events once', async () => {
    expect(runsOf(await site.fetch('/offers/today'))).toEqual([
      'viewer-request',
      'origin-response primary',
      'origin-response secondary',
      'viewer-response',
    ]);
  });

  test('on origin events once for each member that is asked', async () => {
    expect(runsOf(await site.fetch('/docs/'))).toEqual([
      'origin-request primary', 'origin-response primary', 'origin-request secondary', 'origin-response secondary',
    ]);
  });

  test('on origin events not for a cached response, on viewer events again', async () => {
    await site.fetch('/offers/today');
    expect(runsOf(await site.fetch('/offers/today'))).toEqual(['viewer-request', 'viewer-response']);
  });

  test('on viewer-response not for an error of the origin', async () => {
    site.origin('secondary').respond(404);
    expect(runsOf(await site.fetch('/offers/today'))).toEqual(['viewer-request', 'origin-response primary', 'origin-response secondary']);
  });
});

test('the matrix of every topic: the secondary serves in place of the primary, and nothing is hidden', async () => {
  const { distributions } = await matrixOf(Assembly.read(app.directory).distributions());
  const kinds = (behavior: BehaviorMatrix) => [
    ...new Set(
      behavior.cells
        .filter(({ method, primary, secondary }) => method !== 'POST' && FAILURES.includes(primary) && secondary === 200)
        .map(({ kind }) => kind),
    ),
  ];
  const told = distributions.flatMap(({ name, behaviors }) => behaviors.map(behavior => [name, behavior.pattern, kinds(behavior)]));
  expect(told).toEqual([
    ['EdgeFunctions/Site', 'offers/*', ['secondary']],
    ['EdgeFunctions/Site', 'downloads/*', ['secondary']],
    ['EdgeFunctions/Site', 'opening-hours', ['edge']],
    ['EdgeFunctions/Site', 'shop/*', ['secondary']],
    ['EdgeFunctions/Site', '*', ['secondary']],
    ['EdgeFunctions/OwnFunction', '*', ['secondary']],
  ]);
  const cells = distributions.flatMap(({ behaviors }) => behaviors.flatMap(behavior => behavior.cells));
  expect(cells.filter(({ kind }) => kind === 'masked' || kind === 'unknown')).toEqual([]);
}, 60_000);

test('check finds no error and no warning that is not acknowledged', () => {
  const { findings, acknowledged } = checkPaths([app.directory], {});
  expect(findings.filter(({ level }) => level !== 'info')).toEqual([]);
  expect([...new Set(acknowledged.map(({ rule }) => rule))]).toEqual(['client-errors-masked', 'viewer-response-skipped']);
}, 60_000);
