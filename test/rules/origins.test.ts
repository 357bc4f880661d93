import { Changes } from './cases';
import { BY_IDENTITY, control, FUNCTION_URL, functionUrl, MAY_SIGN, WEBSITE } from './cases/origin-access';
import { rewriting } from './cases/rewrite';
import { BUCKET, bucketAllowing, cachePolicy, Json, OWN_BUCKET, PARAMETER } from './cases/template';
import { findingOf, said } from './said';

/** A bucket of the template without a policy. */
const ALONE: Json = { Bucket: { Type: 'AWS::S3::Bucket' } };

describe('custom headers', () => {
  const header = (HeaderName: unknown, HeaderValue: unknown = 'x') => ({ HeaderName, HeaderValue });
  const full = Array.from({ length: 5 }, (_, i) => header(`x-${i}`, 'x'.repeat(1783)));
  const rest = 10_240 - 5 * 1786 - 5;

  test.each<[string, string, unknown[], string[]]>([
    ['origin-headers-too-long', 'the longest value', [header('x-1', 'x'.repeat(1783))], []],
    ['origin-headers-too-long', 'a longer value', [header('x-1', 'x'.repeat(1784))],
      ['a name of 3 characters, a value of 1784, 1787 in total']],
    ['origin-headers-too-long', 'the longest headers', [...full, header('x-abc', 'x'.repeat(rest))], []],
    ['origin-headers-too-long', 'longer headers', [...full, header('x-abc', 'x'.repeat(rest + 1))],
      ['a name of 5 characters, a value of 1783, 10241 in total']],
    ['origin-headers-too-long', 'a value that is unresolved', [header('x-1', PARAMETER)], []],
    ['origin-header-forbidden', 'each forbidden name', [header('X-Edge-A'), header('x-mine'), header('x-amz-b')], ['X-Edge-A, x-amz-b']],
    ['origin-header-forbidden', 'a name that is unresolved', [header({ 'Fn::Sub': 'x-amz-${Parameter}' })], []],
    ['origin-header-repeated', 'each repeated name, once', ['A', 'a', 'b', 'B', 'a', 'c'].map(name => header(name)), ['a, b']],
  ])('%s: of %s', (rule, _, OriginCustomHeaders, expected) => {
    expect(said(rule, { primary: { OriginCustomHeaders } })).toEqual(expected);
  });
});

describe('groups', () => {
  const members = (...ids: string[]): Json => ({ Members: { Items: ids.map(OriginId => ({ OriginId })), Quantity: ids.length } });
  const criteria = { FailoverCriteria: { StatusCodes: { Items: [503], Quantity: 1 } } };

  test.each([
    'group-members-same', 'members-share-bucket', 'standby-without-root-object', 'standby-without-index', 'secondary-is-cloudfront',
    'members-in-one-region', 'media-quality-other-origin', 'slow-failover', 'completion-timeout-cuts-attempts', 'member-role-wrong',
  ])('without members, or with one alone, have a rule of their own: not %s', rule => {
    const unnoticed = { ConnectionAttempts: 1, ConnectionTimeout: 10 };
    for (const primary of [unnoticed, { ...BUCKET, ...unnoticed }]) {
      for (const ids of [[], ['first'], ['first', 'first']]) {
        expect(said(rule, { function: rewriting(), primary, group: { ...members(...ids), ...criteria } })).toEqual([]);
      }
    }
  });

  test('in groups are named, each of them: group-member-is-group', () => {
    const group = (Id: string, ...ids: string[]) => ({ Id, ...criteria, ...members(...ids) });
    const Items = [group('group', 'other', 'third'), group('other', 'first', 'second'), group('third', 'first', 'second')];
    expect(said('group-member-is-group', { config: { OriginGroups: { Items, Quantity: 3 } } })).toEqual(['other, third']);
  });

  test.each<[string, Json, Json, string[]]>([
    ['two servers', {}, {}, ['www.example.com, standby.example.com']],
    ['two names that are unresolved', { DomainName: PARAMETER }, { DomainName: PARAMETER }, ['cannot tell']],
  ])('that select by media quality: media-quality-other-origin of %s', (_, primary, secondary, expected) => {
    const group = { SelectionCriteria: 'media-quality-based' };
    expect(said('media-quality-other-origin', { primary, secondary, group })).toEqual(expected);
  });

  test('of one bucket under two names are not in one Region only: members-in-one-region', () => {
    expect(said('members-in-one-region', { primary: BUCKET, secondary: { ...BUCKET, OriginPath: '/b' } })).toEqual([]);
  });
});

describe('bucket-policy-missing', () => {
  const of = (secondary: Json, resources: Json = ALONE): Changes => ({ secondary, resources });

  test.each<[string, Changes, string[]]>([
    ['a bucket without one', of(OWN_BUCKET), ['an origin access control, and no AWS::S3::BucketPolicy for Bucket']],
    ['an identity', of({ ...OWN_BUCKET, ...BY_IDENTITY }), ['an origin access identity, and no AWS::S3::BucketPolicy for Bucket']],
    ['requests without a signature', of({ ...OWN_BUCKET, OriginAccessControlId: undefined }), []],
    ['the website endpoint', of({ ...WEBSITE, OriginAccessControlId: 'E2QWRUHAPOMQZL' }), []],
    ['a policy for other actions, which has its own rule', of(OWN_BUCKET, bucketAllowing('s3:ListBucket')), []],
    ['a policy that is unresolved', of(OWN_BUCKET, bucketAllowing(PARAMETER)), []],
    ['an identity, where objects may have access control lists', of({ ...OWN_BUCKET, ...BY_IDENTITY }, {
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { OwnershipControls: { Rules: [] } } },
    }), []],
    ['a function that may sign', { ...of(OWN_BUCKET), ...MAY_SIGN }, []],
  ])('of %s', (_, changes, expected) => {
    expect(said('bucket-policy-missing', changes)).toEqual(expected);
  });
});

test.each<[string, Changes, string[]]>([
  ['a name with dots', { secondary: { ...BUCKET, DomainName: 'www.example.com.s3.amazonaws.com' } }, ['www.example.com.s3.amazonaws.com']],
  ['an attribute', { secondary: { ...BUCKET, DomainName: { 'Fn::GetAtt': ['Bucket', 'DomainName'] } }, resources: ALONE },
    ['${Bucket.DomainName}']],
  ['an attribute with the Region', { secondary: OWN_BUCKET, resources: bucketAllowing('s3:GetObject') }, []],
  ['China', { secondary: { ...BUCKET, DomainName: 'mine.s3.amazonaws.com.cn' } }, []],
  ['the website endpoint', { secondary: WEBSITE, resources: ALONE }, []],
])('bucket-redirects-at-first: of %s', (_, changes, expected) => {
  expect(said('bucket-redirects-at-first', changes)).toEqual(expected);
});

describe('access-control-type', () => {
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
    ['s3 on an access point', on({ DomainName: 'mabc123.mrap.accesspoint.s3-global.amazonaws.com' }), []],
    ['s3 on an API', on({ DomainName: 'abc.execute-api.eu-west-1.amazonaws.com' }),
      ['the type s3 on rest-api abc.execute-api.eu-west-1.amazonaws.com']],
    ['s3 on the domain name of an API', on({ DomainName: 'd-abc123def4.execute-api.eu-west-1.amazonaws.com' }),
      ['the type s3 on api-domain d-abc123def4.execute-api.eu-west-1.amazonaws.com']],
    ['s3 on a distribution', on({ DomainName: 'd111111abcdef8.cloudfront.net' }),
      ['the type s3 on cloudfront d111111abcdef8.cloudfront.net']],
    ['s3 on a VPC origin', on({ DomainName: 'a.internal', CustomOriginConfig: undefined, VpcOriginConfig: { VpcOriginId: 'vo_1' } }),
      ['the type s3 on vpc a.internal']],
    ['an unresolved type on a server', on({}, PARAMETER), ['an origin access control on custom standby.example.com']],
    ['an unresolved type on a bucket', on(BUCKET, PARAMETER), []],
    ['lambda on a bucket that has an identity, too', on({ ...BUCKET, S3OriginConfig: BY_IDENTITY.S3OriginConfig }, 'lambda'),
      ['the type lambda on s3 mine.s3.eu-west-1.amazonaws.com']],
    ['mediastore on its origin', on({ DomainName: 'a.data.mediastore.eu-west-1.amazonaws.com' }, 'mediastore'), []],
    ['mediapackagev2 on its origin', on({ DomainName: 'a.egress.b.mediapackagev2.eu-west-1.amazonaws.com' }, 'mediapackagev2'), []],
  ])('of %s', (_, changes, expected) => {
    expect(said('access-control-type', changes)).toEqual(expected);
  });

  test.each<[Json, string]>([
    [{}, 'no origin access control'],
    [BUCKET, 'the type s3'],
    [{ DomainName: 'a.data.mediastore.eu-west-1.amazonaws.com' }, 'the type mediastore'],
  ])('of %j says what is allowed', (origin, allowed) => {
    expect(findingOf('access-control-type', on(origin, 'lambda')).message).toContain(`Allowed: ${allowed}.`);
  });
});

test('access-point-signature wants one', () => {
  const primary = { DomainName: 'mabc123.mrap.accesspoint.s3-global.amazonaws.com' };
  expect(said('access-point-signature', { primary })).toEqual(['no origin access control']);
  expect(said('access-point-signature', { primary: { DomainName: `${primary.DomainName}.example.com` } })).toEqual([]);
});

describe('origin-config-count and origin-not-a-bucket', () => {
  test.each<[string, Json, count: string[], bucket: string[]]>([
    ['two', { ...BUCKET, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } }, ['S3OriginConfig, CustomOriginConfig'], []],
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
    ['that of a bucket for S3 itself', { ...BUCKET, DomainName: 's3.eu-west-1.amazonaws.com' }, [], []],
    ['that of a bucket for nothing', { ...BUCKET, DomainName: '' }, [], ['nothing']],
    ['that of a bucket for a function URL', { ...BUCKET, ...FUNCTION_URL }, [], ['${host of Url.FunctionUrl}']],
    ['that of a bucket for a bucket of the template', OWN_BUCKET, [], []],
    ['that of a bucket for names of S3', { ...BUCKET, DomainName: 'a.s3.dualstack.eu-west-1.amazonaws.com' }, [], []],
    ['that of a bucket for a name that is unresolved', { ...BUCKET, DomainName: PARAMETER }, [], []],
  ])('of %s', (_, secondary, count, bucket) => {
    const resources = { ...functionUrl('NONE'), ...ALONE };
    expect(said('origin-config-count', { secondary, resources })).toEqual(count);
    expect(said('origin-not-a-bucket', { secondary, resources })).toEqual(bucket);
  });

  test('say how many there are: origin-config-count', () => {
    const secondary = { ...BUCKET, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } };
    expect(findingOf('origin-config-count', { secondary }).message)
      .toMatch(/^The origin second has more than one configuration\./);
  });
});

test.each<[string, Changes, string[]]>([
  ['a policy that forwards all others',
    { behavior: { OriginRequestPolicyId: { Ref: 'All' } }, resources: allExcept('X-Failover-Role') },
    []],
  ['both headers', { resources: { Policy: cachePolicy({}, ['X-Failover-Status-Codes', 'x-failover-role']) } },
    ['x-failover-status-codes, x-failover-role']],
  ['a policy that is unresolved', { behavior: { OriginRequestPolicyId: PARAMETER } }, ['cannot tell']],
])('role-header-forwarded: of %s', (_, changes, expected) => {
  expect(said('role-header-forwarded', changes)).toEqual(expected);
});

test.each<[string, unknown, string[]]>([
  ['unresolved', PARAMETER, []], ['the primary', 'first', ['first with x-failover-role: primary']], ['the secondary', 'second', []],
])('member-targeted-directly: of a target that is %s', (_, TargetOriginId, expected) => {
  expect(said('member-targeted-directly', { function: rewriting(), behavior: { TargetOriginId } })).toEqual(expected);
  expect(said('member-targeted-directly', { behavior: { TargetOriginId } })).toEqual([]);
});

function allExcept(...Headers: string[]): Json {
  const OriginRequestPolicyConfig = { Name: 'all', HeadersConfig: { HeaderBehavior: 'allExcept', Headers } };
  return { All: { Type: 'AWS::CloudFront::OriginRequestPolicy', Properties: { OriginRequestPolicyConfig } } };
}
