import { Changes } from './cases';
import { ALL_VIEWER, balancer, listener, LOAD_BALANCER } from './cases/connections';
import { BOTH_PERMISSIONS, BY_IDENTITY, control, encrypted, FUNCTION_URL, functionUrl, permission } from './cases/origin-access';
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
    ['a CloudFront function that sets the Host header', { primary: at(NAME), ...viewer("cf.updateRequestOrigin({ hostHeader: 'a' })") }, ['cannot tell']],
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
  const bare = (Properties: Json = {}, more: Json = {}): Json => ({ Bucket: { Type: 'AWS::S3::Bucket', Properties }, ...more });
  const OTHER = { Other: { Type: 'AWS::CloudFront::Distribution', Properties: {} } };
  const byControl = ['an origin access control, and no bucket policy of Bucket that allows s3:GetObject'];
  const byIdentity = ['an origin access identity, and no bucket policy of Bucket that allows s3:GetObject'];
  const never: any = control('s3');
  never.Control.Properties.OriginAccessControlConfig.SigningBehavior = 'never';
  const byNobody = ['neither an origin access control nor an identity, and no bucket policy of Bucket that allows s3:GetObject'];

  test.each<[string, Changes, string[]]>([
    ['of this distribution', own({}, from('${Site}')), []],
    ['of another distribution, as for a staging distribution', own({}, { ...from('${Other}'), ...OTHER }), byControl],
    ['of a distribution whose id is unresolved', own({}, from('${Parameter}')), ['cannot tell']],
    ['of a distribution whose id is made of parts', own({}, from('E${AWS::AccountId}')), ['cannot tell']],
    ['of an ARN that is unresolved', own({}, statement({ Condition: { ArnLike: { 'aws:SourceArn': PARAMETER } } })), ['cannot tell']],
    ['of everything in the account', own({}, statement({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudfront::1:*' } } })), []],
    [
      'of everything in the account, with an operator that takes a * as it is written',
      own({}, statement({ Condition: { StringEquals: { 'aws:SourceArn': 'arn:aws:cloudfront::1:*' } } })),
      byControl,
    ],
    ['of a condition that is unresolved', own({}, statement({ Condition: PARAMETER })), ['cannot tell']],
    ['for a principal that is unresolved', own({}, statement({ Principal: PARAMETER })), ['cannot tell']],
    ['for all principals but some', own({}, statement({ Principal: undefined, NotPrincipal: { AWS: '*' } })), ['cannot tell']],
    ['for all actions but some', own({}, statement({ Action: undefined, NotAction: 's3:PutObject' })), ['cannot tell']],
    ['with an effect that is unresolved', own({}, statement({ Effect: PARAMETER })), ['cannot tell']],
    ['that denies', own({}, statement({ Effect: 'Deny' })), byControl],
    ['for a resource that is unresolved', own({}, statement({ Resource: PARAMETER })), ['cannot tell']],
    [
      'whose statements are unresolved',
      own({}, { ...bare(), Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: PARAMETER } } }),
      ['cannot tell'],
    ],
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
    [
      'for another identity by its ARN',
      identity({ AWS: { 'Fn::Sub': 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ${Other}' } }),
      byIdentity,
    ],
    [
      'for an identity with an id, which may be the one of the template',
      identity({ AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E127EXAMPLE51Z' }),
      ['cannot tell'],
    ],
    [
      'for an identity of the template, which may be the one with the id',
      {
        secondary: {
          ...OWN_BUCKET, ...BY_IDENTITY, S3OriginConfig: { OriginAccessIdentity: 'origin-access-identity/cloudfront/E127EXAMPLE51Z' },
        },
        resources: statement({ Principal: { CanonicalUser: { 'Fn::GetAtt': ['Identity', 'S3CanonicalUserId'] } } }),
      },
      ['cannot tell'],
    ],
    ['for an account, with an identity', identity({ AWS: 'arn:aws:iam::111122223333:root' }), byIdentity],
    ['for an identity that is written as a number', identity({ CanonicalUser: 'a'.repeat(64) }), ['cannot tell']],
    [
      'for the distribution, whose origin access control never signs',
      own({ OriginAccessControlId: { 'Fn::GetAtt': ['Control', 'Id'] } }, { ...statement({}), ...never }),
      ['an origin access control that never signs, and no bucket policy of Bucket that allows s3:GetObject'],
    ],
    [
      'for the distribution, whose origin access control is unresolved',
      own(
        { OriginAccessControlId: { 'Fn::GetAtt': ['Control', 'Id'] } },
        { ...statement({}), Control: { ...never.Control, Properties: { OriginAccessControlConfig: PARAMETER } } },
      ),
      [],
    ],
    ['for everybody, without a signature', own(unsigned, statement({ Principal: '*' })), []],
    ['for the distribution, without a signature', own(unsigned, statement({})), byNobody],
    ['none, without a signature', own(unsigned, bare()), byNobody],
    ['none, without a signature, where objects may have access control lists',
      own(unsigned, bare({ OwnershipControls: { Rules: [] } })), ['cannot tell']],
    ['none, without a signature, with a canned list', own(unsigned, bare({ AccessControl: 'PublicRead' })), ['cannot tell']],
    ['none, without a signature, with a canned list for the owner', own(unsigned, bare({ AccessControl: 'Private' })), byNobody],
    [
      'none here, where another stack knows the bucket by a parameter',
      own(unsigned, bare({}, { Name: { Type: 'AWS::SSM::Parameter', Properties: { Value: { Ref: 'Bucket' } } } })),
      ['cannot tell'],
    ],
    ['none here, beside a nested stack without properties', own(unsigned, bare({}, { Nested: { Type: 'AWS::CloudFormation::Stack' } })), byNobody],
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
    [
      'none, where a function may sign',
      { ...own(unsigned, { Bucket: { Type: 'AWS::S3::Bucket' } }), ...onRequest('exports.handler = async e => e;') },
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
    ['no encryption of its own', withBucket({}), []],
    ['encryption that is unresolved', withBucket({ BucketEncryption: PARAMETER }), ['cannot tell']],
    ['rules of encryption that are unresolved',
      withBucket({ BucketEncryption: { ServerSideEncryptionConfiguration: PARAMETER } }), ['cannot tell']],
  ])('with %s', (_, changes, expected) => {
    expect(said('bucket-key-unreadable', changes)).toEqual(expected);
  });
});

describe('a function URL', () => {
  const signed = { ...FUNCTION_URL, OriginAccessControlId: { 'Fn::GetAtt': ['Control', 'Id'] } };
  const url = (primary: Json, permissions: Json = BOTH_PERMISSIONS): Changes =>
    ({ primary, resources: { ...functionUrl('AWS_IAM', permissions), ...control('lambda') } });
  const elsewhere = (TargetFunctionArn: unknown, permissions: Json): Changes => ({
    primary: signed,
    resources: { Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'AWS_IAM', TargetFunctionArn } }, ...permissions, ...control('lambda') },
  });
  const missing = (action: string) => [`no AWS::Lambda::Permission with ${action} for this distribution`];
  const other = { SourceArn: { 'Fn::Sub': 'arn:aws:cloudfront::1:distribution/${Api}' } };

  test.each<[string, Changes, url: string[], invoke: string[]]>([
    ['both', url(signed), [], []],
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
    ['those of a function that is unresolved', elsewhere(PARAMETER, { Invoke: permission('lambda:InvokeFunction', { FunctionName: PARAMETER }) }),
      ['cannot tell'], []],
    ['one of a function that may be the one', elsewhere('api', { Invoke: permission('lambda:InvokeFunction', { FunctionName: PARAMETER }) }),
      ['cannot tell'], ['cannot tell']],
    ['none here, of a function of another stack', elsewhere('arn:aws:lambda:us-east-1:1:function:api', {}), ['cannot tell'], ['cannot tell']],
  ])('needs both permissions: has %s', (_, changes, invokeUrl, invoke) => {
    expect(said('function-url-permission-missing', changes)).toEqual(invokeUrl);
    expect(said('function-url-invoke-missing', changes)).toEqual(invoke);
  });

  test('may be signed by a function', () => {
    expect(said('function-url-unsigned', { ...url(FUNCTION_URL), ...onRequest('exports.handler = async e => e;') })).toEqual(
      ['cannot tell'],
    );
  });

  test('gets signed requests for writes on a behavior of its own, too', () => {
    const write = {
      PathPattern: '/w',
      TargetOriginId: 'first',
      ViewerProtocolPolicy: 'https-only',
      AllowedMethods: ['GET', 'HEAD', 'POST'],
    };
    expect(said('signed-writes', { ...url(signed), behaviors: [write] })).toEqual(['writes, which viewers have to hash']);
    expect(said('signed-writes', { ...url(FUNCTION_URL), behaviors: [write] })).toEqual([]);
  });
});

describe('access-control-type', () => {
  const onServer = (type: unknown): Changes => on({ DomainName: 'www.example.com' }, type);
  const on = (origin: Json, type: unknown = 's3'): Changes =>
    ({ secondary: { ...origin, OriginAccessControlId: { 'Fn::GetAtt': ['Control', 'Id'] } }, resources: control(type) });

  test.each<[string, Changes, string[]]>([
    ['lambda on a bucket', on(BUCKET, 'lambda'), ['the type lambda on s3 mine.s3.eu-west-1.amazonaws.com']],
    ['s3 on a bucket', on(BUCKET), []],
    [
      's3 on a load balancer',
      on({ DomainName: 'a.eu-west-1.elb.amazonaws.com' }),
      ['the type s3 on load-balancer a.eu-west-1.elb.amazonaws.com'],
    ],
    ['s3 on a website endpoint', on({ DomainName: 'a.s3-website-eu-west-1.amazonaws.com' }),
      ['the type s3 on s3-website a.s3-website-eu-west-1.amazonaws.com']],
    ['s3 on a server', on({ DomainName: 'www.example.com' }), ['the type s3 on custom www.example.com']],
    ['mediastore on its origin', on({ DomainName: 'a.data.mediastore.eu-west-1.amazonaws.com' }, 'mediastore'), []],
    ['a type that is unresolved, on a server', onServer(PARAMETER), ['an origin access control on custom www.example.com']],
    ['mediapackagev2 on its origin', on({ DomainName: 'a.egress.b.mediapackagev2.eu-west-1.amazonaws.com' }, 'mediapackagev2'), []],
  ])('of %s', (_, changes, expected) => {
    expect(said('access-control-type', changes)).toEqual(expected);
  });
});

test('a Multi-Region Access Point needs an origin access control', () => {
  const secondary = { DomainName: 'mabc123.mrap.accesspoint.s3-global.amazonaws.com' };
  expect(said('access-point-signature', { secondary })).toEqual(['no origin access control']);
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
    ['an address, which is not a name', named(record('standby.example.com', undefined, { AliasTarget: undefined, ResourceRecords: ['192.0.2.1'] })), []],
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
