import { Changes } from './cases';
import { balancer } from './cases/connections';
import { rewriting } from './cases/rewrite';
import { BUCKET, Json, OWN_BUCKET } from './cases/template';
import { onRequest, said } from './said';

const HTTPS = { OriginProtocolPolicy: 'https-only' };
const HTTP = { OriginProtocolPolicy: 'http-only' };

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

describe('group-members-same', () => {
  const custom = { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 5 };
  const header = (HeaderName: string) => ({ HeaderName, HeaderValue: 'x' });
  const twice = (secondary: Json): Changes => ({ secondary: { DomainName: 'www.example.com', CustomOriginConfig: custom, ...secondary } });

  test.each<[string, Changes, string[]]>([
    ['the same server, in uppercase', twice({ DomainName: 'WWW.example.com' }), ['www.example.com twice']],
    ['another port', twice({ CustomOriginConfig: { ...custom, HTTPSPort: 8443 } }), []],
    ['another custom header', twice({ OriginCustomHeaders: [{ HeaderName: 'X-Pool', HeaderValue: 'b' }] }), []],
    ['its custom headers in another order', {
      primary: { OriginCustomHeaders: [header('a'), header('b')] }, ...twice({ OriginCustomHeaders: [header('b'), header('a')] }),
    }, ['www.example.com twice']],
    ['one origin twice, which has its own rule',
      { group: { Members: { Items: [{ OriginId: 'first' }, { OriginId: 'first' }], Quantity: 2 } } },
      []],
  ])('of %s', (_, changes, expected) => {
    expect(said('group-members-same', changes)).toEqual(expected);
  });
});
