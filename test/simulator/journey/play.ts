import { Scenario, Stage } from './scenarios';
import { ManualClock } from '../../../lib/simulator/journey/clock';
import { Edge } from '../../../lib/simulator/journey/edge';
import { Door, wayOf } from '../../support/edges';

/** Plays one scenario through one of the ways into an edge, and compares what comes of it. */
export async function play(scenario: Scenario, edge: Pick<Edge, 'origin'>, door: Door, clock: ManualClock): Promise<void> {
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
