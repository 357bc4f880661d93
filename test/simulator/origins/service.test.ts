import { OriginModel } from '../../../lib/model/distribution';
import { Edge } from '../../../lib/simulator/journey/edge';
import { missingStatus } from '../../../lib/simulator/origins/service';
import { edgeFor, send, wayOf } from '../../support/edges';

const open: Edge[] = [];
afterEach(() => Promise.all(open.splice(0).map(edge => edge.close())));

type Json = Record<string, any>;

const ALL_VIEWER = '216adef6-5c7f-47e4-b989-5492eafa07d3';
const bucket = { Type: 'AWS::S3::Bucket', Properties: {} };
const s3 = (more: Json = {}) => ({ DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] }, S3OriginConfig: {}, ...more });
const custom = (domainName: unknown, OriginProtocolPolicy = 'https-only', more: Json = {}) =>
  ({ DomainName: domainName, CustomOriginConfig: { OriginProtocolPolicy, ...more } });
const balancer = (resources: Json = {}, properties: Json = {}) => ({
  Lb: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Scheme: 'internet-facing', ...properties } }, ...resources,
});
const listener = (Port: number, Protocol: string) =>
  ({ Listener: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { LoadBalancerArn: { Ref: 'Lb' }, Port, Protocol } } });
const LB = { 'Fn::GetAtt': ['Lb', 'DNSName'] };
const URL_NAME = { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Url', 'FunctionUrl'] }] }] };
const functionUrl = { Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'AWS_IAM', TargetFunctionArn: 'arn' } } };

/** An edge whose primary is this, and whose secondary is healthy. */
function edgeWith(primary: Json, resources: Json = {}, behavior: Json = {}, config: Json = {}): Edge {
  const { edge } = edgeFor({
    Resources: {
      Site: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            Enabled: true,
            Origins: [{ Id: 'p', ConnectionAttempts: 1, ...primary }, { Id: 's', ...custom('standby.example.com') }],
            OriginGroups: {
              Quantity: 1,
              Items: [{
                Id: 'g',
                FailoverCriteria: { StatusCodes: { Quantity: 2, Items: [502, 504] } },
                Members: { Quantity: 2, Items: [{ OriginId: 'p' }, { OriginId: 's' }] },
              }],
            },
            DefaultCacheBehavior: {
              TargetOriginId: 'g', ViewerProtocolPolicy: 'allow-all', CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', ...behavior,
            },
            ...config,
          },
        },
      },
      ...resources,
    },
  });
  open.push(edge);
  return edge;
}

const attemptOf = async (edge: Edge) => (await send(edge, 'GET', '/page')).trace.attempts[0];

describe('An origin that can never answer', () => {
  test.each<[string, number | string, RegExp, Parameters<typeof edgeWith>]>([
    ['a load balancer with HTTPS by its own name', 'tls', /no certificate covers/, [custom(LB), balancer(listener(443, 'HTTPS'))]],
    ['a load balancer without a listener on the port', 'connect-timeout', /no listener for HTTP on port 80/,
      [custom(LB, 'http-only'), balancer(listener(8080, 'HTTP'))]],
    ['an internal load balancer', 'connect-timeout', /is internal/,
      [custom(LB, 'http-only'), balancer(listener(80, 'HTTP'), { Scheme: 'internal' })]],
    ['a website endpoint with HTTPS', 'connect-timeout', /does not accept HTTPS/, [custom('b.s3-website-eu-west-1.amazonaws.com')]],
    ['a bucket that nobody may read', 403, /nothing allows the distribution/, [s3(), { Bucket: bucket }]],
    ['a bucket that gets the Host of viewers', 403, /does not accept the Host d1/,
      [s3(), { Bucket: bucket }, { OriginRequestPolicyId: ALL_VIEWER }]],
    ['an API that gets the Host of viewers', 403, /does not accept the Host/,
      [custom('a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com'), {}, { OriginRequestPolicyId: ALL_VIEWER }]],
    ['a function URL without a signature', 403, /wants signed requests/, [custom(URL_NAME), functionUrl]],
    ['a domain name of the distribution', 403, /the distribution itself/,
      [custom('www.example.com'), {}, {}, { Aliases: ['www.example.com'] }]],
  ])('does not, and the trace says why: %s', async (_, outcome, never, parts) => {
    expect(await attemptOf(edgeWith(...parts))).toMatchObject({ origin: 'p', outcome, never: expect.stringMatching(never) });
  });

  test.each<[string, Parameters<typeof edgeWith>]>([
    ['a load balancer with HTTP and a listener', [custom(LB, 'http-only'), balancer(listener(80, 'HTTP'))]],
    ['a load balancer that gets the Host of viewers',
      [custom(LB), balancer(listener(443, 'HTTPS')), { OriginRequestPolicyId: ALL_VIEWER }]],
    ['a load balancer whose listeners are made elsewhere', [custom(LB, 'http-only'), balancer()]],
    ['a website endpoint with HTTP', [custom('b.s3-website-eu-west-1.amazonaws.com', 'http-only')]],
    ['a server of any name', [custom('www.example.com')]],
    ['a name whose protocol is not given', [{ DomainName: 'app-1.eu-west-1.elb.amazonaws.com' }]],
  ])('is distinguished from one that answers: %s', async (_, parts) => {
    const attempt = await attemptOf(edgeWith(...parts));
    expect(attempt).toMatchObject({ origin: 'p', outcome: 200 });
    expect(attempt!.never).toBeUndefined();
  });

  test('fails over or not by its own kind of failure', async () => {
    const tls = edgeWith(custom(LB), balancer(listener(443, 'HTTPS')));
    expect(wayOf((await send(tls, 'GET', '/page')).trace)).toEqual(['primary tls', 'secondary 200']);
    const denied = edgeWith(s3(), { Bucket: bucket });
    expect(wayOf((await send(denied, 'GET', '/page')).trace)).toEqual(['primary 403']);
  });

  test('takes as long as a connection may take when it cannot be connected to', async () => {
    const edge = edgeWith(custom(LB, 'http-only'), balancer(listener(8080, 'HTTP')));
    expect((await send(edge, 'GET', '/page')).trace.waitedMs).toBe(10_000);
  });

  test('that is down is down', async () => {
    const edge = edgeWith(s3(), { Bucket: bucket });
    edge.origin('p').respond(503);
    expect(await attemptOf(edge)).toEqual({ origin: 'p', role: 'primary', outcome: 503 });
    edge.origin('p').refuse();
    expect(await attemptOf(edge)).toEqual({ origin: 'p', role: 'primary', outcome: 'refused' });
  });
});

describe('The status for a missing object', () => {
  const origin = (kind: OriginModel['kind'], canList?: unknown) =>
    ({ kind, ...canList !== undefined && { backend: { kind: 'bucket', canList } } }) as OriginModel;

  test.each<[number, string, OriginModel]>([
    [403, 'of a bucket that CloudFront may not list', origin('s3', false)],
    [403, 'of a bucket that is elsewhere, like nearly every bucket', origin('s3')],
    [404, 'of a bucket that CloudFront may list', origin('s3', true)],
    [404, 'of a website endpoint', origin('s3-website', false)],
    [404, 'of a server', origin('custom')],
  ])('is %d: %s', (status, _, model) => {
    expect(missingStatus(model)).toBe(status);
  });
});
