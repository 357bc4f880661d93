import 'cdk-failover-distribution/testing/jest';
import { simulate } from 'cdk-failover-distribution/testing';
import { sampleSite } from './sample-site';

test('the standby serves when the primary answers 503', async () => {
  const edge = simulate(sampleSite());
  edge.origin('primary').respond(503);

  expect(await edge.fetch('/checkout')).toBeServedBy('secondary');
});
