import { Changes } from './cases';
import { ALL_VIEWER, balancer, listener, LOAD_BALANCER } from './cases/connections';
import { BUCKET, Json, OWN_BUCKET, PARAMETER } from './cases/template';
import { findingOf, onRequest, said } from './said';

const HTTPS = { OriginProtocolPolicy: 'https-only' };
const HTTP = { OriginProtocolPolicy: 'http-only' };
const VIEWERS = { OriginProtocolPolicy: 'match-viewer' };

/** A CloudFront function on viewer-request. */
const viewer = (FunctionCode: string): Changes => ({
  behavior: { FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['Route', 'FunctionARN'] } }] },
  resources: { Route: { Type: 'AWS::CloudFront::Function', Properties: { FunctionCode } } },
});

describe('load-balancer-certificate', () => {
  const NAME = 'app-1.eu-west-1.elb.amazonaws.com';
  const at = (DomainName: unknown, CustomOriginConfig: Json = HTTPS): Json => ({ DomainName, CustomOriginConfig });
  const got = [`${NAME} with https-only`];

  test.each<[string, Changes, string[]]>([
    ['the primary', { primary: at(NAME) }, got],
    ['the secondary', { secondary: at(NAME) }, got],
    [
      'a network load balancer',
      { primary: at('net-1.elb.eu-west-1.amazonaws.com') },
      ['net-1.elb.eu-west-1.amazonaws.com with https-only'],
    ],
    ['one of the template', { primary: { ...LOAD_BALANCER, CustomOriginConfig: HTTPS } }, ['${LoadBalancer.DNSName} with https-only']],
    ['the protocol of the viewer', { primary: at(NAME, VIEWERS) }, [`${NAME} with match-viewer`]],
    ['HTTP', { primary: at(NAME, HTTP) }, []],
    ['a forwarded Host header', { primary: at(NAME), behavior: { OriginRequestPolicyId: ALL_VIEWER } }, []],
    ['a policy that is not in the template', { primary: at(NAME), behavior: { OriginRequestPolicyId: PARAMETER } }, ['cannot tell']],
    [
      'a function that sets the Host header',
      { primary: at(NAME), ...onRequest("exports.handler = async e => { e.headers['host'] = []; };") },
      ['cannot tell'],
    ],
    ['a function that does not', { primary: at(NAME), ...onRequest('exports.handler = async e => e;') }, got],
    [
      'a function that is elsewhere',
      { primary: at(NAME), behavior: { LambdaFunctionAssociations: [{ EventType: 'origin-request', LambdaFunctionARN: PARAMETER }] } },
      ['cannot tell'],
    ],
    [
      'a CloudFront function that sets the Host header',
      { primary: at(NAME), ...viewer("cf.updateRequestOrigin({ hostHeader: 'a' })") },
      ['cannot tell'],
    ],
    ['a CloudFront function that does not', { primary: at(NAME), ...viewer('return event.request;') }, got],
    ['a VPC origin', { primary: { DomainName: NAME, CustomOriginConfig: undefined, VpcOriginConfig: { VpcOriginId: 'vo_1' } } }, []],
    ["a name of one's own", { primary: at('app.example.com') }, []],
    ['a name that is unresolved', { primary: at(PARAMETER) }, []],
    ['no origin group', { primary: at(NAME), config: { OriginGroups: undefined }, behavior: { TargetOriginId: 'first' } }, []],
  ])('of %s', (_, changes, expected) => {
    expect(said('load-balancer-certificate', changes)).toEqual(expected);
  });

  test('says to forward the Host header only where the other member takes it', () => {
    expect(findingOf('load-balancer-certificate', { primary: at(NAME) }).fix).toContain('Or forward the Host header');
    expect(findingOf('load-balancer-certificate', { primary: at(NAME), secondary: BUCKET }).fix).toContain(
      'Do not forward the Host header',
    );
  });
});

describe('load-balancer-listener', () => {
  const behind = (CustomOriginConfig: Json, ...listeners: Json[]): Changes => ({
    primary: { ...LOAD_BALANCER, CustomOriginConfig },
    resources: balancer(Object.fromEntries(listeners.map((one, i) => [`Listener${i}`, one]))),
  });
  const classic = (...Listeners: Json[]): Changes => ({
    primary: LOAD_BALANCER,
    resources: { LoadBalancer: { Type: 'AWS::ElasticLoadBalancing::LoadBalancer', Properties: { Listeners } } },
  });

  test.each<[string, Changes, string[]]>([
    ['HTTPS on the port', behind(HTTPS, listener(443, 'HTTPS')), []],
    ['HTTP on the port of HTTPS', behind(HTTPS, listener(443, 'HTTP')), ['HTTP 443']],
    ['TCP, which leaves it to the target', behind(HTTPS, listener(443, 'TCP')), []],
    ['another port', behind({ ...HTTPS, HTTPSPort: 8443 }, listener(443, 'HTTPS')), ['HTTPS 443']],
    ['a port as text', behind({ ...HTTPS, HTTPSPort: '8443' }, listener('8443', 'HTTPS')), []],
    ['a port of the origin that is unresolved', behind({ ...HTTPS, HTTPSPort: PARAMETER }, listener(443, 'HTTPS')), ['cannot tell']],
    ['several listeners', behind(HTTP, listener(443, 'HTTPS'), listener(80, 'HTTP')), []],
    ['the protocol of viewers that are redirected to HTTPS', behind(VIEWERS, listener(443, 'HTTPS')), []],
    [
      'the protocol of any viewer',
      { ...behind(VIEWERS, listener(443, 'HTTPS')), behavior: { ViewerProtocolPolicy: 'allow-all' } },
      ['HTTPS 443'],
    ],
    [
      'a listener under a condition',
      behind(HTTPS, listener(80, 'HTTP'), { ...listener(443, 'HTTPS'), Condition: 'Unknown' }),
      ['cannot tell'],
    ],
    ['a classic load balancer', classic({ LoadBalancerPort: '80', Protocol: 'HTTP' }), []],
    ['a classic load balancer with TLS only', classic({ LoadBalancerPort: '443', Protocol: 'HTTPS' }), ['HTTPS 443']],
    ['a classic load balancer with a listener that may be there', classic({ 'Fn::If': ['Unknown', {}, {}] }), ['cannot tell']],
    ['a port that is unresolved', behind(HTTPS, listener(PARAMETER, 'HTTPS')), ['cannot tell']],
    [
      'a classic load balancer whose listeners are unresolved',
      {
        primary: LOAD_BALANCER,
        resources: { LoadBalancer: { Type: 'AWS::ElasticLoadBalancing::LoadBalancer', Properties: { Listeners: PARAMETER } } },
      },
      ['cannot tell'],
    ],
    [
      'none here, where another stack knows the load balancer',
      {
        primary: LOAD_BALANCER,
        resources: {
          ...balancer({}), Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { At: { Ref: 'LoadBalancer' } } } },
        },
      },
      ['cannot tell'],
    ],
  ])('with %s', (_, changes, expected) => {
    expect(said('load-balancer-listener', changes)).toEqual(expected);
  });
});

describe('website-endpoint-https', () => {
  const website = (CustomOriginConfig: Json, DomainName: unknown = 'mine.s3-website.eu-central-1.amazonaws.com'): Changes =>
    ({ primary: { DomainName, CustomOriginConfig } });

  test.each<[string, Changes, string[]]>([
    ['HTTPS', website(HTTPS), ['https-only']],
    ['the protocol of the viewer', website(VIEWERS), ['match-viewer']],
    ['HTTP', website(HTTP), []],
    [
      'the host of the URL of a bucket',
      website(HTTPS, { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Bucket', 'WebsiteURL'] }] }] }),
      ['https-only'],
    ],
  ])('with %s', (_, changes, expected) => {
    expect(said('website-endpoint-https', changes)).toEqual(expected);
  });
});

describe('origin-config-count and origin-not-a-bucket', () => {
  test.each<[string, Json, count: string[], bucket: string[]]>([
    ['two', { ...BUCKET, CustomOriginConfig: HTTPS }, ['S3OriginConfig, CustomOriginConfig'], []],
    ['none', { CustomOriginConfig: undefined }, ['none'], []],
    ['one of a VPC', { CustomOriginConfig: undefined, VpcOriginConfig: { VpcOriginId: 'vo_1' } }, [], []],
    [
      'that of a bucket for a load balancer',
      { ...BUCKET, DomainName: 'a.eu-west-1.elb.amazonaws.com' },
      [],
      ['a.eu-west-1.elb.amazonaws.com'],
    ],
    ['that of a bucket for a website endpoint', { ...BUCKET, DomainName: 'a.s3-website-eu-west-1.amazonaws.com' }, [],
      ['a.s3-website-eu-west-1.amazonaws.com']],
    ['that of a bucket for names of S3', { ...BUCKET, DomainName: 'a.s3.dualstack.eu-west-1.amazonaws.com' }, [], []],
    ['that of a bucket for a name that is unresolved', { ...BUCKET, DomainName: PARAMETER }, [], []],
  ])('of %s', (_, secondary, count, bucket) => {
    expect(said('origin-config-count', { secondary })).toEqual(count);
    expect(said('origin-not-a-bucket', { secondary })).toEqual(bucket);
  });
});

describe('origin-is-own-alias', () => {
  test.each<[string, Changes, string[]]>([
    ['the secondary', { config: { Aliases: ['standby.example.com'] } }, ['standby.example.com']],
    ['a name in uppercase', { config: { Aliases: ['WWW.example.com'] } }, ['www.example.com']],
    ['one parameter for both', { primary: { DomainName: PARAMETER }, config: { Aliases: [PARAMETER] } }, ['${Parameter}']],
    ['a name that a wildcard covers', { config: { Aliases: ['*.example.com'] } }, []],
  ])('of %s', (_, changes, expected) => {
    expect(said('origin-is-own-alias', changes)).toEqual(expected);
  });
});

describe('members that fail together', () => {
  const record = (Name: string, target: unknown, more: Json = {}): Json => ({
    Record: {
      Type: 'AWS::Route53::RecordSet',
      Properties: { Name, Type: 'A', AliasTarget: { DNSName: target, HostedZoneId: 'Z1' }, ...more },
    },
  });
  const balanced = { 'Fn::GetAtt': ['LoadBalancer', 'DNSName'] };
  const named = (resources: Json): Changes => ({
    primary: { DomainName: balanced, CustomOriginConfig: HTTPS },
    secondary: { CustomOriginConfig: HTTPS },
    resources: { ...balancer({}), ...resources },
  });
  const got = ['${LoadBalancer.DNSName} and standby.example.com, which lead to the same host'];

  test.each<[string, Changes, string[]]>([
    ['a record', named(record('standby.example.com.', balanced)), got],
    [
      'a record with the prefix of a second name',
      named(record('Standby.example.com', { 'Fn::Sub': 'dualstack.${LoadBalancer.DNSName}' })),
      got,
    ],
    ['a record with a health check, which may lead elsewhere', named(record('standby.example.com', balanced, { SetIdentifier: 'a' })), []],
    ['a record of another name', named(record('other.example.com', balanced)), []],
    [
      'a record without an alias',
      named(record('standby.example.com', undefined, { Type: 'CNAME', AliasTarget: undefined, ResourceRecords: [balanced] })),
      got,
    ],
    [
      'an address, which is not a name',
      named(record('standby.example.com', undefined, { AliasTarget: undefined, ResourceRecords: ['192.0.2.1'] })),
      [],
    ],
    ['a record that leads to itself', named(record('standby.example.com', 'standby.example.com')), []],
  ])('are two names of one host, by %s', (_, changes, expected) => {
    expect(said('group-members-same', changes)).toEqual(expected);
  });

  test.each<[string, Json, Json, boolean]>([
    ['two names of one bucket', BUCKET, { ...BUCKET, DomainName: 'mine.s3.amazonaws.com' }, true],
    ['its dual-stack name', BUCKET, { ...BUCKET, DomainName: 'mine.s3.dualstack.eu-west-1.amazonaws.com' }, true],
    ['its website endpoint', BUCKET, { DomainName: 'mine.s3-website-eu-west-1.amazonaws.com', CustomOriginConfig: HTTP }, true],
    ['two attributes of one bucket', OWN_BUCKET, { ...BUCKET, DomainName: { 'Fn::GetAtt': ['Bucket', 'DomainName'] } }, true],
    ['an attribute and the name', OWN_BUCKET, { ...BUCKET, DomainName: { 'Fn::Sub': '${Bucket}.s3.amazonaws.com' } }, true],
    ['two buckets', BUCKET, { ...BUCKET, DomainName: 'mine2.s3.eu-west-1.amazonaws.com' }, false],
    ['two buckets of the template', OWN_BUCKET, { ...BUCKET, DomainName: { 'Fn::GetAtt': ['Other', 'RegionalDomainName'] } }, false],
  ])('are one bucket: %s', (_, primary, secondary, isOne) => {
    const resources = { Bucket: { Type: 'AWS::S3::Bucket' }, Other: { Type: 'AWS::S3::Bucket' } };
    expect(said('members-share-bucket', { primary, secondary, resources })).toHaveLength(isOne ? 1 : 0);
  });
});

describe('viewer-host-forwarded and api-domain-without-host', () => {
  const API = 'd-abc123def4.execute-api.eu-west-1.amazonaws.com';
  const forwarding = { behavior: { OriginRequestPolicyId: ALL_VIEWER } };
  const domain = { DomainName: { 'Fn::GetAtt': ['Domain', 'RegionalDomainName'] } };
  const resources = { Domain: { Type: 'AWS::ApiGateway::DomainName' } };

  test('leave the Host header to the target of a custom domain name of API Gateway', () => {
    expect(said('viewer-host-forwarded', { primary: { DomainName: API }, ...forwarding })).toEqual([]);
    expect(said('viewer-host-forwarded', { primary: domain, resources, ...forwarding })).toEqual([]);
    expect(said('api-domain-without-host', { primary: domain, resources })).toEqual(['${Domain.RegionalDomainName}']);
  });

  test('still find the endpoint of an API', () => {
    expect(said('viewer-host-forwarded', { primary: { DomainName: 'abc.execute-api.eu-west-1.amazonaws.com' }, ...forwarding }))
      .toEqual(['rest-api abc.execute-api.eu-west-1.amazonaws.com']);
  });

  test('say that no policy is right for a bucket and a member that needs the Host header', () => {
    const fix = (primary: Json) => findingOf('viewer-host-forwarded', { primary, secondary: BUCKET, ...forwarding }).fix;
    expect(fix({ DomainName: API })).toContain('No policy is right for both members');
    expect(fix({ DomainName: 'app-1.eu-west-1.elb.amazonaws.com' })).toContain('No policy is right for both members');
    expect(fix({})).toContain('AllViewerExceptHostHeader');
    expect(findingOf('api-domain-without-host', { primary: { DomainName: API }, secondary: BUCKET }).fix).toContain(
      'Do not forward the Host header',
    );
  });
});

describe('a bucket as the standby of a server', () => {
  const standby = (changes: Changes = {}): Changes => ({ secondary: BUCKET, config: { DefaultRootObject: undefined }, ...changes });

  test.each<[string, Changes, root: string[], index: number]>([
    ['without anything', standby(), ['no default root object'], 1],
    ['with a default root object', standby({ config: { DefaultRootObject: 'index.html' } }), [], 1],
    ['with a function that rewrites paths', standby(onRequest('exports.handler = async e => e;')), [], 0],
    [
      'with a function that replaces responses',
      standby({ function: { Code: { ZipFile: "exports.handler = async e => { r.status = '503'; };" } } }),
      ['cannot tell'],
      1,
    ],
    ['of a bucket', standby({ primary: { ...BUCKET, DomainName: 'other.s3.us-west-2.amazonaws.com' } }), [], 0],
    ['of a server', standby({ secondary: {} }), [], 0],
  ])('%s', (_, changes, root, index) => {
    expect(said('standby-without-root-object', changes)).toEqual(root);
    expect(said('standby-without-index', changes)).toHaveLength(index);
  });
});

test('an origin that only a deployment knows is not found to be wrong', () => {
  const open = { 'Fn::If': ['Unknown', { Id: 'second', DomainName: 'b.example.com' }, { Ref: 'AWS::NoValue' }] };
  const first = { Id: 'first', DomainName: 'a.example.com', CustomOriginConfig: HTTPS };
  const rules = ['origin-config-count', 'bucket-unreadable', 'access-control-type', 'load-balancer-certificate', 'origin-not-a-bucket'];
  for (const rule of rules) {
    expect(said(rule, { config: { Origins: [first, open] } }).filter(one => one !== 'cannot tell')).toEqual([]);
  }
});
