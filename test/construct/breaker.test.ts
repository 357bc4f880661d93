import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { FailoverDistributionProps, OriginFailover } from '../../lib';
import { simulate } from '../../lib/testing';
import { partsOf, plainOrigins, resourcesOf, siteIn, stackIn, templatesIn, userFunction, verdictOf } from '../support/stacks';

type Props = Partial<FailoverDistributionProps>;

const DOORS: ReadonlyArray<readonly [name: string, id: string, make: (stack: Stack, props: Props) => unknown]> = [
  ['FailoverDistribution', 'Site', (stack, props) => siteIn(stack, props)],
  ['OriginFailover', 'Site-Resource', (stack, { defaultBehavior, ...props }) => {
    const { primaryOrigin: origin, secondaryOrigin } = plainOrigins();
    return new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin, ...defaultBehavior } })
      .with(new OriginFailover({ secondaryOrigin, ...props }));
  }],
];

describe.each(DOORS)('breaker of %s', (_door, id, make) => {
  test('is a function on viewer requests that knows the id of the secondary, and a store', () => {
    const stack = stackIn('eu-west-1');
    make(stack, { breaker: {}, failoverAlarm: {} });
    const { Stack: template } = templatesIn(stack);
    const [[store, { Properties: { Name } }]] = resourcesOf(template, 'AWS::CloudFront::KeyValueStore') as [[string, any]];
    const found = resourcesOf(template, 'AWS::CloudFront::Function').find(([, { Properties }]) => Properties.Name.endsWith('-breaker'))!;
    const [logicalId, { Properties: { FunctionCode, FunctionConfig } }] = found;
    expect(Name).toMatch(new RegExp(`^Stack-eu-west-1-${id}(-[0-9a-f]{8})?-breaker$`));
    expect(FunctionConfig).toMatchObject({
      Runtime: 'cloudfront-js-2.0',
      KeyValueStoreAssociations: [{ KeyValueStoreARN: { 'Fn::GetAtt': [store, 'Arn'] } }],
    });
    expect(Buffer.byteLength(FunctionCode)).toBeLessThan(512);

    const [[, { Properties: { DistributionConfig } }]] = resourcesOf(template, 'AWS::CloudFront::Distribution') as [[string, any]];
    const secondary = DistributionConfig.OriginGroups.Items[0].Members.Items[1].OriginId;
    expect(FunctionCode).toContain(`const SECONDARY=${JSON.stringify(secondary)};`);
    expect(DistributionConfig.DefaultCacheBehavior.FunctionAssociations).toEqual([
      { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': [logicalId, 'FunctionARN'] } },
      { EventType: 'viewer-response', FunctionARN: expect.anything() },
    ]);
  });

  test('on the local edge: while it is open, a primary that hangs costs a viewer nothing', async () => {
    const { trace, status } = await withStore(`down-until:${Math.floor(Date.now() / 1000) + 3600}`, make);
    expect([status, trace.servedBy, trace.waitedMs, trace.failedOver]).toEqual([200, 'secondary', 0, false]);
    expect(trace.attempts).toEqual([expect.objectContaining({ role: 'secondary', outcome: 200 })]);
  });

  test.each([
    ['when its time has passed', `down-until:${Math.floor(Date.now() / 1000) - 1}`],
    ['when it was never opened', 'up'],
  ])('on the local edge: %s, the primary is asked first', async (_when, value) => {
    const { trace, status } = await withStore(value, make);
    expect([status, trace.servedBy, trace.failedOver]).toEqual([200, 'secondary', true]);
    expect(trace.waitedMs).toBeGreaterThanOrEqual(30_000);
  });

  test('nothing is wrong with it', () => {
    const stack = stackIn('us-east-1');
    make(stack, { breaker: { storeName: 'switch' } });
    const { errors, warnings } = verdictOf(stack);
    expect([errors, warnings]).toEqual([[], []]);
  });

  test.each<[string, (stack: Stack) => Props, ReturnType<typeof partsOf>]>([
    ['a function on viewer requests', stack => ({
      breaker: {},
      defaultBehavior: {
        functionAssociations: [{
          function: new cloudfront.Function(stack, 'Mine', {
            code: cloudfront.FunctionCode.fromInline('function handler(event) { return event.request; }'),
          }),
          eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
        }],
      },
    }), {
      what: expect.stringContaining('has functions beside which the one of breaker, on viewer-request, cannot run.'),
      got: 'a CloudFront function on viewer-request',
      allowed: 'no Lambda@Edge function on viewer events, and no CloudFront function on viewer-request',
      fix: 'Do what the function does in one on another event, or leave breaker out.',
    }],
    ['a Lambda function on viewer responses', stack => ({
      breaker: {},
      defaultBehavior: {
        edgeLambdas: [{ functionVersion: userFunction(stack).currentVersion, eventType: cloudfront.LambdaEdgeEventType.VIEWER_RESPONSE }],
      },
    }), {
      what: expect.stringContaining('has functions beside which the one of breaker, on viewer-request, cannot run.'),
      got: 'a Lambda@Edge function on viewer-response',
      allowed: 'no Lambda@Edge function on viewer events, and no CloudFront function on viewer-request',
      fix: 'Do what the function does in one on another event, or leave breaker out.',
    }],
    ['a name with a space', () => ({ breaker: { storeName: 'my switch' } }), {
      what: expect.stringContaining('storeName is not a name that CloudFront accepts.'),
      got: 'my switch',
      allowed: '1 to 64 letters, digits, hyphens and underscores',
      fix: 'Change storeName.',
    }],
  ])('refuses %s', (_what, props, parts) => {
    const stack = stackIn('us-east-1');
    expect(partsOf(() => make(stack, props(stack)))).toEqual(parts);
  });
});

/** What a viewer gets while the primary accepts requests and never responds, with a value in the store. */
async function withStore(value: string, make: (stack: Stack, props: Props) => unknown) {
  const stack = stackIn('us-east-1');
  make(stack, { breaker: {} });
  const { directory } = (stack.node.root as App).synth();
  const [store] = readdirSync(directory).map(name => join(directory, name))
    .filter(path => path.endsWith('.json') && readFileSync(path, 'utf8').includes('"key":"primary"'));
  writeFileSync(store!, JSON.stringify({ data: [{ key: 'primary', value }] }));
  const edge = simulate(directory);
  try {
    edge.origin('primary').hang();
    return await edge.fetch('/');
  } finally {
    await edge.close();
  }
}

test('breakerStore is the store', () => {
  const stack = stackIn('us-east-1');
  expect(stack.resolve(siteIn(stack, { breaker: { storeName: 'switch' } }).breakerStore!.keyValueStoreArn))
    .toEqual({ 'Fn::GetAtt': [resourcesOf(templatesIn(stack).Stack, 'AWS::CloudFront::KeyValueStore')[0]![0], 'Arn'] });
  expect(siteIn(stack, {}, 'Other').breakerStore).toBeUndefined();
});
