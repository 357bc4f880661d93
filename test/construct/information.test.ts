import { Duration } from 'aws-cdk-lib';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import { ANNOTATED } from './problems';
import { siteIn, stackIn, verdictOf } from '../support/stacks';

describe('information', () => {
  const SLOW = 'A viewer may wait 30 s before failover when the primary cannot be connected to, and 90 s when it does not answer.';

  test('reports the worst case before failover', () => {
    const { infos } = verdictOf(siteIn(stackIn('us-east-1')));
    expect(infos).toEqual([{ path: ANNOTATED, rule: 'slow-failover', text: expect.stringContaining(SLOW) }]);
  });

  test('reports nothing when failover is fast', () => {
    const primaryOrigin = new origins.HttpOrigin('www.example.com', {
      connectionAttempts: 1,
      connectionTimeout: Duration.seconds(2),
      readTimeout: Duration.seconds(5),
    });
    expect(verdictOf(siteIn(stackIn('us-east-1'), { primaryOrigin })).infos).toEqual([]);
  });
});

describe('nothing but two origins', () => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const recommendedFlags = require('aws-cdk-lib/recommended-feature-flags.json');

  test.each([
    ['us-east-1', 'no feature flag', {}],
    ['us-east-1', 'every recommended feature flag', recommendedFlags],
    ['eu-west-1', 'no feature flag', {}],
    ['eu-west-1', 'every recommended feature flag', recommendedFlags],
  ])('synthesizes without any warning in %s with %s', (region, _, context) => {
    const { errors, warnings } = verdictOf(siteIn(stackIn(region, { context })));
    expect([errors, warnings]).toEqual([[], []]);
  });

  test('synthesizes without any warning when every other prop is undefined', () => {
    const site = siteIn(stackIn('us-east-1'), {
      failoverStatusCodes: undefined,
      errorRewrite: undefined,
      defaultBehavior: undefined,
      additionalBehaviors: undefined,
      directBehaviors: undefined,
      servedByHeader: undefined,
      originResponseFunction: undefined,
      edgeFunctionOptions: undefined,
      comment: undefined,
    });
    expect(verdictOf(site)).toEqual(verdictOf(siteIn(stackIn('us-east-1'))));
  });
});
