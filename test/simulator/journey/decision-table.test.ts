import { App } from 'aws-cdk-lib';
import { pair } from './pair';
import { Scenario, SCENARIOS, Stage } from './scenarios';
import { Assembly } from '../../../lib/model/assembly';
import { ManualClock } from '../../../lib/simulator/clock';
import { Edge } from '../../../lib/simulator/edge';
import { Door, DOORS, wayOf } from '../../support/edges';
import { siteIn, stackIn } from '../../support/stacks';

const own = (() => {
  const stack = stackIn('us-east-1');
  siteIn(stack);
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
      const edge = Edge.of(scenario.on === 'FailoverDistribution' ? own : Assembly.of(pair(scenario.on)), { clock, assumptions: scenario.assuming });
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

async function play(scenario: Scenario, edge: Edge, door: Door, clock: ManualClock): Promise<void> {
  const { method = 'GET', target = '/page', headers, then } = scenario;
  const p = edge.origin('primary').respond(200, 'P');
  const s = edge.origin('secondary').respond(200, 'S');
  const pages = scenario.on === 'FailoverDistribution' ? p : edge.origin('pages').respond(200, 'page');
  const stage: Stage = { p, s, pages, clock, door, ask: () => door.send(method, target, { headers }) };
  await scenario.given?.(stage);

  const reply = await stage.ask();

  const { status, text, trace } = reply;
  const outcome = {
    status,
    body: text,
    way: wayOf(trace),
    cache: trace.cache,
    servedBy: trace.servedBy,
    functions: trace.functions.filter(({ event }) => event === 'origin-response').length,
    stored: trace.storedSeconds,
    waitedMs: trace.waitedMs,
    assumptions: [...trace.assumptions].sort(),
  };
  expect(outcome).toMatchObject({ ...then, assumptions: [...then.assumptions ?? []].sort() });
  expect(trace).toMatchObject({ method, path: target, status, failedOver: trace.attempts.some(({ role }) => role === 'secondary') });
  await scenario.afterwards?.(stage, reply);
}
