import { Assembly } from '../../../lib/model/assembly';
import { ManualClock } from '../../../lib/simulator/journey/clock';
import { Edge } from '../../../lib/simulator/journey/edge';
import { Reply, send, wayOf } from '../../support/edges';
import { exampleApp, EXAMPLES, runApp, SynthResult } from '../../support/example-apps';

const apps = new Map<string, SynthResult>();
const open: Edge[] = [];

function example(name: string, stack: string): Edge {
  const edge = Edge.of(Assembly.read(apps.get(name)!.directory), { stack, clock: new ManualClock() });
  open.push(edge);
  return edge;
}

const get = (edge: Edge, target = '/page') => send(edge, 'GET', target);
const told = ({ status, text, trace }: Reply) => ({ status, text, way: wayOf(trace) });

afterEach(() => Promise.all(open.splice(0).map(edge => edge.close())));

beforeAll(async () => {
  await Promise.all(EXAMPLES.map(async name => apps.set(name, await runApp(exampleApp(name)))));
}, 120_000);

afterAll(() => apps.forEach(app => app.remove()));

it('quickstart fails over to its bucket, and shows its page when that fails too', async () => {
  const edge = example('quickstart', 'Quickstart');
  edge.origin('www.example.com').respond(503);
  edge.origin('secondary').respond(200, 'from the bucket');

  expect(told(await get(edge))).toEqual({ status: 200, text: 'from the bucket', way: ['primary 503', 'secondary 200'] });
  edge.origin('secondary').respond(500);
  const { status, headers } = await get(edge, '/other');
  expect([status, headers['x-failover-original-status'], headers['cache-control']]).toEqual([500, ['500'], ['no-store']]);
  edge.origin('secondary').respond(403);
  expect((await get(edge, '/missing')).status).toBe(503);
  expect((await send(edge, 'GET', '/page', { protocol: 'http' })).status).toBe(301);
});

it('two-regions fails over on a 403, keeps the status of an error and says when to come back', async () => {
  const edge = example('two-regions', 'TwoRegions');
  edge.origin('primary').respond(403);
  edge.origin('secondary').respond(200, 'the replica');

  expect(told(await get(edge, '/'))).toEqual({ status: 200, text: 'the replica', way: ['primary 403', 'secondary 200'] });
  expect(edge.origin('secondary').requests[0]!.path).toBe('/index.html');
  edge.origin('secondary').respond(503);
  const { status, headers } = await get(edge, '/other');
  expect([status, headers['retry-after'], headers['x-content-type-options']]).toEqual([503, ['60'], ['nosniff']]);
  edge.origin('primary').refuse();
  expect(wayOf((await get(edge, '/third')).trace)).toEqual(['primary refused', 'secondary 503']);
});

it('operate waits five seconds for a primary that hangs, and has a page for when neither can be reached', async () => {
  const edge = example('operate', 'Operate');
  edge.origin('primary').hang();
  edge.origin('secondary').respond(200, 'the standby');
  const { status, text, trace } = await get(edge);
  expect([status, text, trace.waitedMs <= 5000]).toEqual([200, 'the standby', true]);
  expect(trace.functions.flatMap(({ log }) => log)).toEqual([expect.stringMatching(/"path":"\/page"/), 'served by the secondary']);

  edge.origin('secondary').refuse();
  const pages = edge.distribution.origins.find(({ id }) => id === edge.distribution.behaviors[0]!.target)!;
  edge.origin(pages.id).respond(200, '<h1>Back soon</h1>');
  expect(told(await get(edge, '/other'))).toMatchObject({ status: 502, text: '<h1>Back soon</h1>' });
});

it('site-and-api takes writes directly, and names who answered', async () => {
  const edge = example('site-and-api', 'SiteAndApi');
  edge.origin('primary').respond(503, 'busy');

  const { headers } = await get(edge);
  expect(Object.values(headers).flat()).toContain('secondary');
  const posted = await send(edge, 'POST', '/api/items', { body: '{}' });
  expect(told(posted)).toEqual({ status: 503, text: 'busy', way: ['sole 503'] });
  expect((await send(edge, 'POST', '/api/items', { body: '{}', protocol: 'http' })).status).toBe(403);
});
