import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FailoverDistributionProps, OriginFailover } from '../../lib';
import { simulate } from '../../lib/testing';
import { distributionConfig, partsOf, plainOrigins, rulesOf, siteIn, stackIn, verdictOf } from '../support/stacks';

type Props = Partial<FailoverDistributionProps>;

const bucket = (stack: Stack, id: string) => S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, id));

/** The distribution of both doors, for an origin of the user's that fails over within some seconds. */
const DOORS: ReadonlyArray<readonly [name: string, make: (stack: Stack, seconds: number, props?: Props) => unknown]> = [
  ['FailoverDistribution', (stack, seconds, props) => siteIn(stack, { failoverWithin: Duration.seconds(seconds), ...props })],
  ['OriginFailover', (stack, seconds, { primaryOrigin, directBehaviors = {}, ...props } = {}) => {
    const origin = primaryOrigin ?? plainOrigins().primaryOrigin;
    const { secondaryOrigin } = plainOrigins();
    const distribution = new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin } });
    for (const path of Object.keys(directBehaviors)) {
      distribution.addBehavior(path, origin, { allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL });
    }
    return distribution.with(new OriginFailover({ secondaryOrigin, failoverWithin: Duration.seconds(seconds), ...props }));
  }],
];

describe.each(DOORS)('failoverWithin of %s', (_, make) => {
  test.each([
    [2, 1, 1],
    [3, 1, 2],
    [5, 2, 3],
    [9, 3, 6],
    [10, 3, 7],
    [123, 3, 120],
  ])('%d s are one attempt: %d s to connect, %d s for a response', (seconds, connect, read) => {
    const stack = stackIn('us-east-1');
    make(stack, seconds);
    const [primary, secondary] = distributionConfig(stack).Origins;
    expect(primary).toMatchObject({ ConnectionAttempts: 1, ConnectionTimeout: connect, CustomOriginConfig: { OriginReadTimeout: read } });
    expect(secondary).not.toHaveProperty('ConnectionAttempts');
    expect(secondary.CustomOriginConfig).not.toHaveProperty('OriginReadTimeout');
  });

  test('is for a bucket as well', () => {
    const stack = stackIn('us-east-1');
    make(stack, 5, { primaryOrigin: bucket(stack, 'Content') });
    expect(distributionConfig(stack).Origins[0]).toMatchObject({ ConnectionTimeout: 2, S3OriginConfig: { OriginReadTimeout: 3 } });
  });

  test('says how it was split, and what the secondary may add', () => {
    const stack = stackIn('us-east-1');
    make(stack, 5, { secondaryOrigin: new HttpOrigin('standby.example.com', { connectionAttempts: 2, readTimeout: Duration.seconds(4) }) });
    const { infos } = verdictOf(stack);
    expect(infos.filter(({ rule }) => rule === 'failover-within').map(({ text }) => text)).toEqual([
      'failoverWithin 5 s: the primary gets 1 connection attempt, 2 s for it and 3 s for each response. A secondary that fails as well ' +
        'adds a time of its own: up to 20 s when it cannot be connected to, up to 8 s when it does not respond.',
    ]);
    expect(rulesOf(infos)).not.toContain('slow-failover');
  });

  test('leaves the behaviors alone that do not fail over', () => {
    const stack = stackIn('us-east-1');
    make(stack, 5, { directBehaviors: { 'api/*': {} } });
    const { Origins, CacheBehaviors, OriginGroups } = distributionConfig(stack);
    const [api] = CacheBehaviors;
    const apart = Origins.find(({ Id }: { Id: string }) => Id === api.TargetOriginId);
    expect(OriginGroups.Items[0].Members.Items).not.toContainEqual({ OriginId: apart.Id });
    expect(apart.DomainName).toBe('www.example.com');
    expect(apart).not.toHaveProperty('ConnectionTimeout');
    expect(apart.CustomOriginConfig).not.toHaveProperty('OriginReadTimeout');
    expect(verdictOf(stack).errors).toEqual([]);
  });

  test.each([
    ['connect', (edge: ReturnType<typeof simulate>) => edge.origin('primary').hangConnect(), 2],
    ['respond', (edge: ReturnType<typeof simulate>) => edge.origin('primary').hang(), 3],
  ])('a primary that does not %s keeps a viewer waiting for less than that', async (_what, hang, waited) => {
    const stack = stackIn('us-east-1');
    make(stack, 5);
    const edge = simulate(stack);
    try {
      hang(edge);
      const { status, trace } = await edge.fetch('/');
      expect([status, trace.failedOver, trace.waitedMs]).toEqual([200, true, waited * 1000]);
    } finally {
      await edge.close();
    }
  });

  test.each([
    [
      new HttpOrigin('www.example.com', { connectionTimeout: Duration.seconds(4), readTimeout: Duration.seconds(9) }),
      'connectionTimeout 4, readTimeout 9', 'connectionTimeout and readTimeout',
    ],
    [new HttpOrigin('www.example.com', { connectionAttempts: 2 }), 'connectionAttempts 2', 'connectionAttempts'],
  ])('refuses timeouts of the origin beside it: %#', (primaryOrigin, got, names) => {
    const stack = stackIn('us-east-1');
    const parts = partsOf(() => make(stack, 5, { primaryOrigin }));
    expect(parts).toMatchObject({
      got: `failoverWithin 5 s, and ${got}`,
      allowed: 'one or the other',
      fix: `Remove ${names}, or leave failoverWithin out.`,
    });
    expect(parts.what).toMatch(/^Stack\/Site.*: failoverWithin sets the timeouts of the primary, which has some of its own\.$/);
  });

  test('refuses s3ReadTimeout for the same bucket', () => {
    const stack = stackIn('us-east-1');
    const props = { primaryOrigin: bucket(stack, 'Content'), s3ReadTimeout: Duration.seconds(7) };
    expect(partsOf(() => make(stack, 5, props)).got).toBe('failoverWithin 5 s, and s3ReadTimeout 7');
  });
});

test('s3ReadTimeout is then for a bucket as the secondary', () => {
  const stack = stackIn('us-east-1');
  siteIn(stack, { failoverWithin: Duration.seconds(5), secondaryOrigin: bucket(stack, 'Standby'), s3ReadTimeout: Duration.seconds(7) });
  const [primary, secondary] = distributionConfig(stack).Origins;
  expect([primary.CustomOriginConfig.OriginReadTimeout, secondary.S3OriginConfig.OriginReadTimeout]).toEqual([3, 7]);
});
