import { App } from 'aws-cdk-lib';
import { pair } from './pair';
import { play } from './play';
import { SCENARIOS } from './scenarios';
import { Assembly } from '../../../lib/model/assembly';
import { ManualClock } from '../../../lib/simulator/journey/clock';
import { Edge } from '../../../lib/simulator/journey/edge';
import { Door, DOORS, wayOf } from '../../support/edges';
import { siteIn, stackIn, toOkOnServerErrors } from '../../support/stacks';

const own = (() => {
  const stack = stackIn('us-east-1');
  siteIn(stack, { errorRewrite: toOkOnServerErrors() });
  return Assembly.read((stack.node.root as App).synth().directory);
})();

const ROWS = 32;

describe('the decision table', () => {
  it('has a scenario for every row', () => {
    const rows = new Set(SCENARIOS.map(({ row }) => row));
    expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: ROWS }, (_, i) => i + 1));
  });

  describe.each(DOORS)('$door', ({ open }) => {
    it.each(SCENARIOS)('row $row ($certainty): $says', async scenario => {
      const clock = new ManualClock();
      const edge = Edge.of(scenario.on === 'FailoverDistribution' ? own : Assembly.of(pair(scenario.on)), {
        clock,
        assumptions: scenario.assuming,
      });
      const door = await open(edge);
      try {
        await play(scenario, edge, door, clock);
      } finally {
        await door.close();
        await edge.close();
      }
    });
  });
});

describe.each(DOORS)('a direct behavior of FailoverDistribution, $door', ({ open }) => {
  let edge: Edge;
  let door: Door;

  afterAll(() => Promise.all([door.close(), edge.close()]));

  beforeAll(async () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, { directBehaviors: { '/api/*': {} } });
    edge = Edge.of(Assembly.read((stack.node.root as App).synth().directory), { clock: new ManualClock() });
    door = await open(edge);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('takes %s to the primary with its body, and stores nothing', async method => {
    const p = edge
      .origin('primary')
      .respondWith(({ method: asked, body }) => ({ status: 201, body: `${asked} ${Buffer.from(body ?? []).toString()}` }));
    const reply = await door.send(method, '/api/items?x=1', { body: 'the body', headers: { 'content-type': 'text/plain' } });

    expect(reply).toMatchObject({
      status: 201,
      text: `${method} the body`,
      trace: { behavior: '/api/*', cache: 'off', servedBy: 'primary', attempts: [{ role: 'sole' }] },
    });
    expect(p.requests.at(-1)).toMatchObject({ path: '/api/items', query: 'x=1', headers: { 'content-type': ['text/plain'] } });
  });

  it('leaves errors as they are, and fails over on none', async () => {
    edge.origin('primary').respond(503, 'try again');
    const replies = [await door.send('POST', '/api/items', { body: '' }), await door.send('GET', '/api/items')];

    expect(replies.map(({ status, text }) => `${status} ${text}`)).toEqual(['503 try again', '503 try again']);
    expect(replies.map(({ trace }) => wayOf(trace))).toEqual([['sole 503'], ['sole 503']]);
  });
});
