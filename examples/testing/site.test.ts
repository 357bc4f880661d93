import 'cdk-failover-distribution/testing/jest';
import { failoverScenarios, FailoverTemplate, hashSerializer, simulate } from 'cdk-failover-distribution/testing';
import { site } from './site';

expect.addSnapshotSerializer(hashSerializer);

test('the standby serves when the primary answers 503', async () => {
  const edge = simulate(site());
  edge.origin('primary').respond(503);
  edge.origin('secondary').respond(200, 'Hello from the standby', { 'cache-control': 'max-age=60' });

  const response = await edge.fetch('/checkout');

  expect(response).toBeServedBy('secondary');
  expect(response).toFailOver();
  expect(response).toBeCachedFor(60);
  expect(await response.text()).toBe('Hello from the standby');
});

test('the standby serves when the primary hangs, and nobody waits for it here', async () => {
  const edge = simulate(site());
  edge.origin('primary').hang();

  const response = await edge.fetch('/checkout');

  expect(response).toBeServedBy('secondary');
  expect(response.trace.waitedMs).toBe(90_000);
});

test('the primary serves again after the outage', async () => {
  const edge = simulate(site());
  edge.origin('primary').refuse();
  edge.origin('secondary').respond(200, 'from the standby', { 'cache-control': 'max-age=60' });
  await edge.fetch('/checkout');
  edge.origin('primary').recover();

  expect(await edge.fetch('/checkout')).toBeServedBy('cache');
  edge.clock.advance(61);
  expect(await edge.fetch('/checkout')).toBeServedBy('primary');
});

test("no function changes the primary's failures", async () => {
  await expect(site()).toPreserveFailoverResponses();
});

test('the template has the failover', () => {
  const template = FailoverTemplate.fromStack(site());
  template.hasFailover({ primary: 'www.example.com', secondary: 'standby.example.com', statusCodes: [500, 502, 503, 504] });
  expect(template.template.findResources('AWS::CloudFront::Distribution')).toMatchSnapshot();
});

failoverScenarios(() => site());
