import { Changes } from './cases';
import { onViewer } from './cases/associations';
import { ALL_VIEWER, balancer, listener, LOAD_BALANCER } from './cases/connections';
import { BUCKET, Json, ON_RESPONSE, PARAMETER } from './cases/template';
import { findingOf, reasonsOf, said } from './said';

const HTTPS = { OriginProtocolPolicy: 'https-only' };
const HTTP = { OriginProtocolPolicy: 'http-only' };
const VIEWERS = { OriginProtocolPolicy: 'match-viewer' };
const VPC = { CustomOriginConfig: undefined, VpcOriginConfig: { VpcOriginId: 'vo_1' } };
const FORWARDING = { OriginRequestPolicyId: ALL_VIEWER };
const API = 'd-abc123def4.execute-api.eu-west-1.amazonaws.com';
const at = (DomainName: unknown, CustomOriginConfig: Json = HTTPS): Json => ({ DomainName, CustomOriginConfig });

/** The function on these events, with code that names the Host header. */
const onEvents = (...events: string[]): Changes => ({
  behavior: { LambdaFunctionAssociations: events.map(EventType => ({ ...ON_RESPONSE, EventType })) },
  function: { Code: { ZipFile: 'host' } },
});
const onRequest = (ZipFile: string): Changes => ({ ...onEvents('origin-request'), function: { Code: { ZipFile } } });

describe('load-balancer-certificate', () => {
  const NAME = 'app-1.eu-west-1.elb.amazonaws.com';
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
    ['a forwarded Host header', { primary: at(NAME), behavior: FORWARDING }, []],
    ['a policy that is not in the template', { primary: at(NAME), behavior: { OriginRequestPolicyId: PARAMETER } }, ['cannot tell']],
    [
      'a function that sets the Host header',
      { primary: at(NAME), ...onRequest("exports.handler = async e => { e.headers['host'] = []; };") },
      ['cannot tell'],
    ],
    ['a function that sets it in the network', { primary: at(NAME), ...onRequest("e.headers['Host'] = [];") }, ['cannot tell']],
    ['a function that names a ghost', { primary: at(NAME), ...onRequest('const ghost = hosts;') }, got],
    ['a function that is not in the template',
      { primary: at(NAME), behavior: { LambdaFunctionAssociations: [{ EventType: 'origin-request', LambdaFunctionARN: PARAMETER }] } },
      ['cannot tell']],
    ['a function on origin-response that names it', { primary: at(NAME), function: { Code: { ZipFile: 'host' } } }, got],
    ['a CloudFront function that may set it', { primary: at(NAME), ...onViewer('viewer-request', 'const hostHeader = 1;') },
      ['cannot tell']],
    ['a CloudFront function that sets the origin', { primary: at(NAME), ...onViewer('viewer-request', 'cf.updateRequestOrigin({});') },
      ['cannot tell']],
    ['a CloudFront function that only names it', { primary: at(NAME), ...onViewer('viewer-request', 'const host = myhostHeaders;') }, got],
    ['a CloudFront function on viewer-response', { primary: at(NAME), ...onViewer('viewer-response', 'hostHeader') }, got],
    ['a CloudFront function that is not in the template', { primary: at(NAME), ...onViewer('viewer-request', '', PARAMETER) },
      ['cannot tell']],
    ['two functions, of which the second may', { primary: at(NAME), ...onEvents('origin-response', 'origin-request') }, ['cannot tell']],
    ['a protocol that is unresolved', { primary: at(NAME, { OriginProtocolPolicy: PARAMETER }) }, ['cannot tell']],
    ['a behavior that forwards Host and one that does not',
      { primary: at(NAME), behavior: FORWARDING, behaviors: [{ PathPattern: '/a', TargetOriginId: 'first' }] }, got],
    ['no behavior that reaches it', { primary: at(NAME), behavior: { TargetOriginId: 'errors' } }, []],
    ['a function that does not', { primary: at(NAME), ...onRequest('exports.handler = async e => e;') }, got],
    ['a VPC origin', { primary: { DomainName: NAME, ...VPC } }, []],
    ["a name of one's own", { primary: at('app.example.com') }, []],
    ['a name that is unresolved', { primary: at(PARAMETER) }, []],
    ['no origin group', { primary: at(NAME), config: { OriginGroups: undefined }, behavior: { TargetOriginId: 'first' } }, []],
  ])('of %s', (_, changes, expected) => {
    expect(said('load-balancer-certificate', changes)).toEqual(expected);
  });

  test('says to forward the Host header only where the other member takes it', () => {
    expect(findingOf('load-balancer-certificate', { primary: at(NAME) }).fix).toContain('Or forward the Host header');
    const alone = [{ PathPattern: '/b', TargetOriginId: 'second', ...FORWARDING }];
    for (const behaviors of [[], alone]) {
      expect(findingOf('load-balancer-certificate', { primary: at(NAME), secondary: BUCKET, behaviors }).fix).toContain(
        'Do not forward the Host header',
      );
    }
  });

  test.each<[string, Changes]>([
    ['the origin-request function, which may set the Host header', onRequest('host')],
    ['the viewer-request function, which may set the Host header', onViewer('viewer-request', 'hostHeader')],
    ['the origin request policy ${Parameter}', { behavior: { OriginRequestPolicyId: PARAMETER } }],
  ])('depends on %s', (what, changes) => {
    expect(reasonsOf('load-balancer-certificate', { primary: at(NAME), ...changes })).toEqual([`the connection depends on ${what}`]);
    expect(reasonsOf('api-domain-without-host', { primary: at(API), ...changes })).toEqual([`the Host header depends on ${what}`]);
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
    ['no listener, which has its own rule', behind(HTTPS), []],
    ['listeners that are all wrong', behind(HTTPS, listener(80, 'HTTP'), listener(8080, 'HTTP')), ['HTTP 80, HTTP 8080']],
    ['a listener on another port, without a protocol', behind(HTTPS, listener(80, '')), ['80']],
    ['a protocol that is unresolved', behind({ OriginProtocolPolicy: PARAMETER }, listener(443, 'HTTPS')), ['cannot tell']],
    ['the protocol of viewers, which is unresolved',
      { ...behind(VIEWERS, listener(443, 'HTTPS')), behavior: { ViewerProtocolPolicy: PARAMETER } }, ['cannot tell']],
    ['a VPC origin',
      { ...behind(HTTPS, listener(80, 'HTTP')), primary: { ...LOAD_BALANCER, ...VPC, CustomOriginConfig: HTTPS } },
      []],
    ['a classic load balancer', classic({ LoadBalancerPort: '80', Protocol: 'HTTP' }), []],
    ['a classic load balancer with TLS only', classic({ LoadBalancerPort: '443', Protocol: 'HTTPS' }), ['HTTPS 443']],
    ['a classic load balancer with a listener that may be there', classic({ 'Fn::If': ['Unknown', {}, {}] }), ['cannot tell']],
    ['a port of the listener that is unresolved', behind(HTTPS, listener(PARAMETER, 'HTTPS')), ['cannot tell']],
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

  test('says what is missing', () => {
    const message = (changes: Changes) => findingOf('load-balancer-listener', changes).message;
    expect(message(behind(HTTPS, listener(443, 'HTTP')))).toMatch(
      /^The listener of the load balancer LoadBalancer on port 443 does not accept HTTPS\. .* a listener for HTTPS on port 443\.$/,
    );
    expect(message(behind(HTTP, listener(443, 'HTTPS')))).toMatch(
      /^The load balancer LoadBalancer has no listener on port 80, which CloudFront connects to\. .* a listener for HTTP on port 80\.$/,
    );
  });

  test.each<[string, Changes]>([
    ['the port depends on ${Parameter}', behind({ ...HTTPS, HTTPSPort: PARAMETER }, listener(443, 'HTTPS'))],
    ['the listeners of LoadBalancer depend on ${Parameter}', behind(HTTPS, listener(PARAMETER, 'HTTPS'))],
    ['the listeners of LoadBalancer depend on ""', behind(HTTPS, listener('', 'HTTPS'))],
  ])('is undetermined: %s', (reason, changes) => {
    expect(reasonsOf('load-balancer-listener', changes)).toEqual([reason]);
  });

  test.each<[string, Json, without: number, internal: number]>([
    ['a VPC origin', VPC, 0, 0],
    ['a custom origin', { CustomOriginConfig: HTTPS }, 1, 1],
  ])('or none at all, for load-balancer-without-listener and load-balancer-internal: %s', (_, config, without, internal) => {
    const changes = { primary: { ...LOAD_BALANCER, ...config }, resources: balancer({}, { Scheme: 'internal' }) };
    expect(said('load-balancer-without-listener', changes)).toHaveLength(without);
    expect(said('load-balancer-internal', changes)).toHaveLength(internal);
  });
});

describe('website-endpoint-https', () => {
  const website = (CustomOriginConfig: Json, DomainName: unknown = 'mine.s3-website.eu-central-1.amazonaws.com'): Changes =>
    ({ primary: { DomainName, CustomOriginConfig } });

  test.each<[string, Changes, string[]]>([
    ['HTTPS', website(HTTPS), ['https-only']],
    ['the protocol of the viewer', website(VIEWERS), ['match-viewer']],
    ['HTTP', website(HTTP), []],
    ['a protocol that is unresolved', website({ OriginProtocolPolicy: PARAMETER }), ['cannot tell']],
    ['no group', { ...website(HTTPS), config: { OriginGroups: undefined }, behavior: { TargetOriginId: 'first' } }, []],
    [
      'the host of the URL of a bucket',
      website(HTTPS, { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Bucket', 'WebsiteURL'] }] }] }),
      ['https-only'],
    ],
  ])('with %s', (_, changes, expected) => {
    expect(said('website-endpoint-https', changes)).toEqual(expected);
  });
});

describe('origin-is-own-alias', () => {
  test.each<[string, Changes, string[]]>([
    ['the secondary', { config: { Aliases: ['standby.example.com'] } }, ['standby.example.com']],
    ['a name in uppercase', { config: { Aliases: ['WWW.example.com'] } }, ['www.example.com']],
    ['one parameter for both', { primary: { DomainName: PARAMETER }, config: { Aliases: [PARAMETER] } }, ['${Parameter}']],
    ['another name', { config: { Aliases: ['www.example.org'] } }, []],
    ['a name that a wildcard covers', { config: { Aliases: ['*.example.com'] } }, []],
  ])('of %s', (_, changes, expected) => {
    expect(said('origin-is-own-alias', changes)).toEqual(expected);
  });
});

describe('viewer-host-forwarded and api-domain-without-host', () => {
  const forwarding = { behavior: FORWARDING };
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
    expect(fix({})).toMatch(/^Use the origin request policy AllViewerExceptHostHeader/);
    expect(fix(at('app-1.eu-west-1.elb.amazonaws.com', HTTP))).toMatch(/^Use the origin request policy/);
    expect(findingOf('api-domain-without-host', { primary: { DomainName: API }, secondary: BUCKET }).fix).toContain(
      'Do not forward the Host header',
    );
  });

  test.each<[string, Changes, string[]]>([
    ['no behavior that reaches it', { behavior: { TargetOriginId: 'errors' } }, []],
    ['one behavior that forwards it and one that does not',
      { behavior: FORWARDING, behaviors: [{ PathPattern: '/a', TargetOriginId: 'first' }] }, [API]],
    ['a function that may set it', onRequest('host'), ['cannot tell']],
    ['a function that does not', onRequest('uri'), [API]],
  ])('api-domain-without-host: of %s', (_, changes, expected) => {
    expect(said('api-domain-without-host', { primary: { DomainName: API }, ...changes })).toEqual(expected);
  });
});
