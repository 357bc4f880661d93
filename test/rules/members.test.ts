import { Changes } from './cases';
import { ALL_VIEWER, balancer, listener, LOAD_BALANCER } from './cases/connections';
import {
  BOTH_PERMISSIONS, BY_IDENTITY, control, encrypted, FUNCTION_URL, functionUrl, MAY_SIGN, permission, WEBSITE,
} from './cases/origin-access';
import { rewriting } from './cases/rewrite';
import { BUCKET, bucketAllowing, Json, ON_RESPONSE, OWN_BUCKET, PARAMETER } from './cases/template';
import { findingOf, said } from './said';

const HTTPS = { OriginProtocolPolicy: 'https-only' };
const HTTP = { OriginProtocolPolicy: 'http-only' };
const VIEWERS = { OriginProtocolPolicy: 'match-viewer' };

/** The function on origin-request, too. */
const onRequest = (ZipFile: string): Changes => ({
  behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, EventType: 'origin-request' }] },
  function: { Code: { ZipFile } },
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
    ['a function that does not', { primary: at(NAME), ...MAY_SIGN }, got],
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

describe('bucket-unreadable', () => {
  const unsigned = { OriginAccessControlId: undefined };
  const statement = (changes: Json): Json => {
    const resources: any = bucketAllowing('s3:GetObject');
    Object.assign(resources.BucketPolicy.Properties.PolicyDocument.Statement[0], changes);
    return resources;
  };
  const from = (id: unknown, operator = 'StringEquals'): Json =>
    statement(
      { Condition: { [operator]: { 'AWS:SourceArn': { 'Fn::Sub': `arn:aws:cloudfront::\${AWS::AccountId}:distribution/${id}` } } } },
    );
  const identity = (Principal: Json): Changes => ({ secondary: { ...OWN_BUCKET, ...BY_IDENTITY }, resources: statement({ Principal }) });
  const own = (changes: Json, resources: Json): Changes => ({ secondary: { ...OWN_BUCKET, ...changes }, resources });
  const byControl = ['an origin access control, and no bucket policy of Bucket that allows s3:GetObject'];
  const byIdentity = ['an origin access identity, and no bucket policy of Bucket that allows s3:GetObject'];
  const byNobody = ['neither an origin access control nor an identity, and no bucket policy of Bucket that allows s3:GetObject'];

  test.each<[string, Changes, string[]]>([
    ['of this distribution', own({}, from('${Site}')), []],
    ['of another distribution, as for a staging distribution', own({}, from('${Other}')), byControl],
    ['of every distribution', own({}, from('*', 'StringLike')), []],
    ['of a distribution that is called *', own({}, from('*')), byControl],
    ['of a distribution with an id', own({}, from('EDFDVBD6EXAMPLE')), []],
    ['for another service', own({}, statement({ Principal: { Service: 'logging.s3.amazonaws.com' } })), byControl],
    ['for the bucket and not for its objects', own({}, statement({ Resource: { 'Fn::GetAtt': ['Bucket', 'Arn'] } })), byControl],
    ['for some objects', own({}, statement({ Resource: 'arn:aws:s3:::mine/public/*' })), []],
    ['for every action', own({}, statement({ Action: 's3:*' })), []],
    ['for an identity', identity({ CanonicalUser: { 'Fn::GetAtt': ['Identity', 'S3CanonicalUserId'] } }), []],
    [
      'for an identity by its ARN',
      identity({ AWS: { 'Fn::Sub': 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ${Identity}' } }),
      [],
    ],
    ['for another identity', identity({ CanonicalUser: { 'Fn::GetAtt': ['Other', 'S3CanonicalUserId'] } }), byIdentity],
    ['for an origin access control, with an identity', identity({ Service: 'cloudfront.amazonaws.com' }), byIdentity],
    ['for an identity that is written as a number', identity({ CanonicalUser: 'a'.repeat(64) }), ['cannot tell']],
    ['for everybody, without a signature', own(unsigned, statement({ Principal: '*' })), []],
    ['for the distribution, without a signature', own(unsigned, statement({})), byNobody],
    ['none, without a signature', own(unsigned, { Bucket: { Type: 'AWS::S3::Bucket' } }), byNobody],
    ['none, without a signature, where objects may have access control lists',
      own(unsigned, { Bucket: { Type: 'AWS::S3::Bucket', Properties: { OwnershipControls: { Rules: [] } } } }), ['cannot tell']],
    [
      'under a condition',
      own({}, { ...statement({}), BucketPolicy: { ...(statement({}) as any).BucketPolicy, Condition: 'Unknown' } }),
      ['cannot tell'],
    ],
    ['of a bucket that the origin has by its name',
      {
        secondary: { ...BUCKET, ...unsigned, DomainName: 'mine.s3.eu-west-1.amazonaws.com' },
        resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'mine' } } },
      },
      byNobody],
    ['of a bucket that is not in the template', { secondary: { ...BUCKET, ...unsigned } }, []],
    ['none, for the website endpoint', { secondary: WEBSITE, resources: { Bucket: { Type: 'AWS::S3::Bucket' } } }, []],
    [
      'none, where a function may sign',
      { ...own(unsigned, { Bucket: { Type: 'AWS::S3::Bucket' } }), ...MAY_SIGN },
      ['cannot tell'],
    ],
  ])('with a policy %s', (_, changes, expected) => {
    expect(said('bucket-unreadable', changes)).toEqual(expected);
  });
});

describe('bucket-key-unreadable', () => {
  const withBucket = (Properties: Json, secondary: Json = {}): Changes => ({
    secondary: { ...OWN_BUCKET, ...secondary },
    resources: { ...bucketAllowing('s3:GetObject'), Bucket: { Type: 'AWS::S3::Bucket', Properties } },
  });

  test.each<[string, Changes, string[]]>([
    ['an identity', withBucket(encrypted({ 'Fn::GetAtt': ['Key', 'Arn'] }), BY_IDENTITY), ['aws:kms with an origin access identity']],
    ['a key that is not in the template', withBucket(encrypted('arn:aws:kms:us-east-1:111122223333:key/1')), ['cannot tell']],
    ['the key that AWS manages', withBucket(encrypted(undefined)), ['cannot tell']],
    ['an identity, where a function may sign',
      { ...withBucket(encrypted({ 'Fn::GetAtt': ['Key', 'Arn'] }), BY_IDENTITY), ...MAY_SIGN },
      ['cannot tell']],
    ['no encryption of its own, where a function may sign', { ...withBucket({}), ...MAY_SIGN }, []],
    ['the website endpoint', { secondary: WEBSITE, resources: withBucket(encrypted(PARAMETER)).resources }, []],
    ['no encryption of its own', withBucket({}), []],
  ])('with %s', (_, changes, expected) => {
    expect(said('bucket-key-unreadable', changes)).toEqual(expected);
  });
});

describe('function-url-permission-missing, function-url-invoke-missing, function-url-unsigned and signed-writes', () => {
  const signed = { ...FUNCTION_URL, OriginAccessControlId: { 'Fn::GetAtt': ['Control', 'Id'] } };
  const url = (primary: Json, permissions: Json = BOTH_PERMISSIONS): Changes =>
    ({ primary, resources: { ...functionUrl('AWS_IAM', permissions), ...control('lambda') } });
  const missing = (action: string) => [`no AWS::Lambda::Permission with ${action} for this distribution`];
  const other = { SourceArn: { 'Fn::Sub': 'arn:aws:cloudfront::1:distribution/${Other}' } };

  test.each<[string, Changes, url: string[], invoke: string[]]>([
    ['both', url(signed), [], []],
    ['none, for requests without a signature', url(FUNCTION_URL, {}), [], []],
    ['none, for a URL that is open', { ...url(signed), resources: { ...functionUrl('NONE', {}), ...control('lambda') } }, [], []],
    ['none', url(signed, {}), missing('lambda:InvokeFunctionUrl'), missing('lambda:InvokeFunction')],
    ['that of another distribution',
      url(signed, { ...BOTH_PERMISSIONS, InvokeUrl: permission('lambda:InvokeFunctionUrl', other) }),
      missing('lambda:InvokeFunctionUrl'), []],
    ['that of another function',
      url(signed, { ...BOTH_PERMISSIONS, Invoke: permission('lambda:InvokeFunction', { FunctionName: 'other' }) }), [
      ],
      missing('lambda:InvokeFunction')],
    ['those of CDK, which name the URL',
      url(signed, Object.fromEntries(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'].map((action, i) =>
        [`P${i}`, permission(action, { FunctionName: { 'Fn::GetAtt': ['Url', 'FunctionArn'] } })]))), [], []],
  ])('need both permissions: has %s', (_, changes, invokeUrl, invoke) => {
    expect(said('function-url-permission-missing', changes)).toEqual(invokeUrl);
    expect(said('function-url-invoke-missing', changes)).toEqual(invoke);
  });

  test('leave it to a function that may sign', () => {
    const changes = { ...url(FUNCTION_URL), ...MAY_SIGN };
    expect(said('function-url-unsigned', changes)).toEqual(['cannot tell']);
    const associations = [ON_RESPONSE, ...(changes.behavior as any).LambdaFunctionAssociations];
    expect(said('function-url-unsigned', { ...changes, behavior: { LambdaFunctionAssociations: associations } })).toEqual(['cannot tell']);
  });

  test('name an origin access control that never signs', () => {
    const resources: any = control('lambda');
    resources.Control.Properties.OriginAccessControlConfig.SigningBehavior = 'never';
    expect(said('function-url-unsigned', { primary: signed, resources: { ...functionUrl('AWS_IAM'), ...resources } }))
      .toEqual(['AuthType AWS_IAM with an origin access control that never signs']);
  });

  test('see signed requests for writes on a behavior of their own, too', () => {
    const write = {
      PathPattern: '/w',
      TargetOriginId: 'first',
      ViewerProtocolPolicy: 'https-only',
      AllowedMethods: ['GET', 'HEAD', 'POST'],
    };
    expect(said('signed-writes', { ...url(signed), behaviors: [write] })).toEqual(['writes, which viewers have to hash']);
    expect(said('signed-writes', { ...url(FUNCTION_URL), behaviors: [write] })).toEqual([]);
    expect(said('signed-writes', { primary: { OriginAccessControlId: 'E1' }, behaviors: [write] })).toEqual([]);
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      expect(said('signed-writes', { ...url(signed), behaviors: [{ ...write, AllowedMethods: ['GET', 'HEAD', method] }] }))
        .toHaveLength(method === 'DELETE' ? 0 : 1);
    }
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

describe('group-members-same and members-share-bucket', () => {
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
  const elsewhere = (name: string): Json => ({ ...BUCKET, DomainName: { 'Fn::Sub': name } });

  test.each<[string, Changes, string[]]>([
    ['a record', named(record('standby.example.com.', balanced)), got],
    [
      'a record with the prefix of a second name',
      named(record('Standby.example.com', { 'Fn::Sub': 'dualstack.${LoadBalancer.DNSName}' })),
      got,
    ],
    ['a record with a health check, which may lead elsewhere', named(record('standby.example.com', balanced, { SetIdentifier: 'a' })), []],
    ['a record of another name', named(record('other.example.com', balanced)), []],
  ])('are two names of one host, by %s', (_, changes, expected) => {
    expect(said('group-members-same', changes)).toEqual(expected);
  });

  test.each<[string, Json, Json, boolean]>([
    ['two names of one bucket', BUCKET, { ...BUCKET, DomainName: 'mine.s3.amazonaws.com' }, true],
    ['its dual-stack name', BUCKET, { ...BUCKET, DomainName: 'mine.s3.dualstack.eu-west-1.amazonaws.com' }, true],
    ['its website endpoint', BUCKET, { DomainName: 'mine.s3-website-eu-west-1.amazonaws.com', CustomOriginConfig: HTTP }, true],
    ['two attributes of one bucket', OWN_BUCKET, { ...BUCKET, DomainName: { 'Fn::GetAtt': ['Bucket', 'DomainName'] } }, true],
    ['an attribute and the name', OWN_BUCKET, { ...BUCKET, DomainName: { 'Fn::Sub': '${Bucket}.s3.amazonaws.com' } }, true],
    ['its name, and an attribute of it in the template',
      OWN_BUCKET, { ...BUCKET, DomainName: 'named.s3.eu-west-1.amazonaws.com' }, true],
    ['two attributes of one that is not in the template', elsewhere('${Gone.RegionalDomainName}'), elsewhere('${Gone.DomainName}'), true],
    ['the host of a URL', elsewhere('${Gone.DualStackDomainName}'), {
      DomainName: { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Gone', 'WebsiteURL'] }] }] }, CustomOriginConfig: HTTP,
    }, true],
    ['a name in front of an attribute', elsewhere('${Gone.DomainName}'), elsewhere('a.${Gone.DomainName}'), false],
    ['a name behind an attribute', elsewhere('${Gone.DomainName}'), elsewhere('${Gone.DomainName}.example.com'), false],
    ['the same origin twice, which has its own rule', BUCKET, BUCKET, false],
    ['two buckets', BUCKET, { ...BUCKET, DomainName: 'mine2.s3.eu-west-1.amazonaws.com' }, false],
    ['two buckets of the template', OWN_BUCKET, { ...BUCKET, DomainName: { 'Fn::GetAtt': ['Other', 'RegionalDomainName'] } }, false],
  ])('are one bucket: %s', (_, primary, secondary, isOne) => {
    const resources = { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'named' } }, Other: { Type: 'AWS::S3::Bucket' } };
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

describe('standby-without-root-object and standby-without-index: a bucket as the standby of a server', () => {
  const standby = (changes: Changes = {}): Changes => ({ secondary: BUCKET, config: { DefaultRootObject: undefined }, ...changes });
  const at = (PathPattern: string): Changes => standby({
    behavior: { TargetOriginId: 'first' },
    behaviors: [{ PathPattern, TargetOriginId: 'group', ViewerProtocolPolicy: 'https-only', CachePolicyId: { Ref: 'Policy' } }],
  });
  const ON_REQUEST = { EventType: 'viewer-request', FunctionARN: 'arn:aws:cloudfront::111122223333:function/mine' };

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
    ['with a CloudFront function that rewrites paths', standby({ behavior: { FunctionAssociations: [ON_REQUEST] } }), [], 0],
    ['with the page of a generated function', standby({ function: rewriting({ rewrite: [[403, 403]] }) }), [], 1],
    ['with its page for the secondary', standby({ function: rewriting({ secondary: [[400, 404]] }) }), [], 1],
    ['with its page for other errors', standby({ function: rewriting() }), ['no default root object'], 1],
    ['on a path', at('/docs/*'), [], 1],
    ['on a path with a dot', at('/v1.2/docs/*'), [], 1],
    ['on files', at('*.webp'), [], 0],
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
