import { Duration, Stack } from 'aws-cdk-lib';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { BreakerTrigger, HybridOrigin, HybridOriginProps } from '../../lib';
import { simulate } from '../../lib/testing';
import { distributionConfig, partsOf, resourcesOf, siteIn, stackIn, templatesIn, verdictOf } from '../support/stacks';

const loadBalancer = (name: string) => route53.RecordTarget.fromAlias({
  bind: () => ({ dnsName: `${name}.elb.amazonaws.com`, hostedZoneId: 'Z2', evaluateTargetHealth: true }),
});

function hybridIn(stack: Stack, props: Partial<HybridOriginProps> = {}): HybridOrigin {
  return new HybridOrigin(stack, 'Api', {
    zone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }),
    recordName: 'origin',
    primaryTarget: loadBalancer('here'),
    secondaryTarget: loadBalancer('there'),
    healthCheckDomainName: 'here.example.com',
    ...props,
  });
}

const recordsOf = (stack: Stack) =>
  resourcesOf(templatesIn(stack).Stack, 'AWS::Route53::RecordSet').map(([, { Properties }]) => Properties);

test('one name for two endpoints, of which the health check of the first decides', () => {
  const stack = stackIn('eu-west-1');
  const api = hybridIn(stack, { healthCheckPath: '/health' });
  const [[healthCheck, { Properties }]] = resourcesOf(templatesIn(stack).Stack, 'AWS::Route53::HealthCheck') as [[string, any]];
  expect(Properties.HealthCheckConfig).toEqual({
    Type: 'HTTPS',
    FullyQualifiedDomainName: 'here.example.com',
    ResourcePath: '/health',
    Port: 443,
    EnableSNI: true,
    RequestInterval: 10,
    FailureThreshold: 3,
    Inverted: false,
    MeasureLatency: false,
  });
  const record = (failover: string, name: string) => ({
    Name: 'origin.example.com.',
    Type: 'A',
    HostedZoneId: 'Z1',
    SetIdentifier: expect.any(String),
    Failover: failover,
    AliasTarget: { DNSName: `${name}.elb.amazonaws.com`, HostedZoneId: 'Z2', EvaluateTargetHealth: true },
  });
  expect(recordsOf(stack)).toEqual([
    { ...record('PRIMARY', 'here'), HealthCheckId: { Ref: healthCheck } },
    record('SECONDARY', 'there'),
  ]);
  expect(api.worstCase.toSeconds()).toBe(90);
  expect(verdictOf(stack).infos).toEqual([expect.objectContaining({
    rule: 'hybrid-worst-case',
    text: 'Writes fail for up to about 90 s: 3 times 10 s until the health check fails, and 60 s until origin.example.com is ' +
      'resolved again.',
  })]);
});

test('is the primary of a group; writes go to the name, and the health check opens the breaker', async () => {
  const stack = stackIn('eu-west-1');
  const api = hybridIn(stack, { originOptions: { readTimeout: Duration.seconds(20) } });
  siteIn(stack, {
    primaryOrigin: api.origin,
    secondaryOrigin: new HttpOrigin('there.example.com'),
    directBehaviors: { 'orders/*': {} },
    breaker: { openedBy: BreakerTrigger.healthCheck(api.healthCheck) },
  });
  const { Origins, CacheBehaviors: [orders] } = distributionConfig(stack);
  expect(Origins.map(({ DomainName, CustomOriginConfig }: any) => [DomainName, CustomOriginConfig.OriginReadTimeout])).toEqual([
    ['origin.example.com', 20], ['there.example.com', undefined],
  ]);
  expect(orders.TargetOriginId).toBe(Origins[0].Id);
  expect(verdictOf(stack)).toMatchObject({ errors: [], warnings: [] });

  const edge = simulate(stack);
  try {
    edge.origin('primary').refuse(); // As before the DNS has changed.
    const read = await edge.fetch('/page');
    const write = await edge.fetch('/orders/1', { method: 'POST', body: '{}' });
    expect([read.status, read.trace.servedBy, write.status]).toEqual([200, 'secondary', 502]);
    edge.origin('primary').respond(200, 'from there'); // As after it.
    const after = await edge.fetch('/orders/1', { method: 'POST', body: '{}' });
    expect([after.status, await after.text()]).toEqual([200, 'from there']);
  } finally {
    await edge.close();
  }
});

test('addresses are A records, domain names a CNAME, both with a time to live', () => {
  const stack = stackIn('eu-west-1');
  hybridIn(stack, {
    recordName: 'origin.example.com',
    primaryTarget: route53.RecordTarget.fromValues('here.example.net'),
    secondaryTarget: route53.RecordTarget.fromValues('there.example.net'),
    ttl: Duration.seconds(20),
    failureThreshold: 2,
    requestInterval: Duration.seconds(30),
  });
  const other = stackIn('eu-west-1');
  hybridIn(other, {
    primaryTarget: route53.RecordTarget.fromIpAddresses('192.0.2.1'), secondaryTarget: route53.RecordTarget.fromIpAddresses('192.0.2.2'),
  });
  const records = [...recordsOf(stack), ...recordsOf(other)];
  expect(records.map(({ Name, Type, TTL, ResourceRecords }) => [Name, Type, TTL, ResourceRecords])).toEqual([
    ['origin.example.com.', 'CNAME', '20', ['here.example.net']],
    ['origin.example.com.', 'CNAME', '20', ['there.example.net']],
    ['origin.example.com.', 'A', '60', ['192.0.2.1']],
    ['origin.example.com.', 'A', '60', ['192.0.2.2']],
  ]);
});

test.each<[string, Partial<Record<keyof HybridOriginProps, unknown>>, Partial<ReturnType<typeof partsOf>>]>([
  ['a health check of the name itself', { healthCheckDomainName: 'origin.example.com.' }, {
    what: expect.stringMatching(/^Stack\/Api: The health check asks the name that stands for either endpoint, .*flaps\.$/),
    got: 'origin.example.com.',
    allowed: 'a name of the first endpoint only',
    fix: 'Change healthCheckDomainName.',
  }],
  ['an interval that Route 53 has not', { requestInterval: Duration.seconds(20) }, {
    got: 'Duration.seconds(20)', allowed: '10 or 30 seconds',
  }],
  ['a threshold out of range', { failureThreshold: 11 }, { got: '11', allowed: 'a whole number from 1 to 10' }],
  ['a time to live of a day', { ttl: Duration.days(1) }, { allowed: 'a whole number from 0 to 3600 seconds' }],
  ['a URL', { healthCheckDomainName: 'https://here.example.com/health' }, { allowed: 'letters, digits, hyphens and dots' }],
  ['no name', { recordName: '' }, { got: '""' }],
  ['text as a target', { secondaryTarget: 'there.example.com' }, { what: 'Stack/Api: secondaryTarget is not a target.' }],
  ['a name of a zone', { zone: 'example.com' }, { what: 'Stack/Api: zone is not a hosted zone.', got: 'example.com' }],
  ['an alias and a domain name', { secondaryTarget: route53.RecordTarget.fromValues('there.example.net') }, {
    got: 'an alias or addresses, a domain name', allowed: 'two domain names, or aliases and addresses',
  }],
])('refuses %s', (_what, props, parts) => {
  expect(partsOf(() => hybridIn(stackIn('eu-west-1'), props as never))).toMatchObject(parts);
});
