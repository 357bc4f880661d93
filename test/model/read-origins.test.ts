import { Json, originOf, read } from './reading';
import { canListBucket } from '../../lib/model/distribution';

describe('origins', () => {
  test('have CloudFront\'s defaults', () => {
    expect(originOf({ DomainName: 'a.example.com', CustomOriginConfig: {} })).toMatchObject({
      property: 'DistributionConfig.Origins.0',
      id: 'mine',
      kind: 'custom',
      domainName: 'a.example.com',
      originPath: '',
      customHeaders: [],
      connectionAttempts: 3,
      connectionTimeout: 10,
      readTimeout: 30,
      mutualTls: false,
      signed: false,
    });
  });

  test('have what the template says', () => {
    expect(originOf({
      DomainName: { Ref: 'Domain' },
      OriginPath: '/v1',
      ConnectionAttempts: 1,
      ConnectionTimeout: 2,
      OriginCustomHeaders: [{ HeaderName: 'x-secret', HeaderValue: { Ref: 'Secret' } }],
      CustomOriginConfig: { OriginReadTimeout: 5, OriginMtlsConfig: { ClientCertificateArn: 'arn' } },
    })).toMatchObject({
      domainName: { unknown: '${Domain}' },
      originPath: '/v1',
      connectionAttempts: 1,
      connectionTimeout: 2,
      readTimeout: 5,
      mutualTls: true,
      customHeaders: [{ name: 'x-secret', value: { unknown: '${Secret}' } }],
    });
  });

  test.each<[string, Json]>([
    ['custom', { DomainName: 'www.example.com', CustomOriginConfig: {} }],
    ['custom', { DomainName: { Ref: 'DomainName' }, CustomOriginConfig: {} }],
    ['custom', { DomainName: { 'Fn::GetAtt': ['Bucket', 'DomainName'] }, CustomOriginConfig: {} }],
    ['custom', { DomainName: { 'Fn::GetAtt': ['Bucket', { toString: 1, valueOf: 1 }] }, CustomOriginConfig: {} }],
    ['s3', { DomainName: 'mine.s3.eu-west-1.amazonaws.com', S3OriginConfig: {} }],
    ['s3', { DomainName: { 'Fn::GetAtt': ['Bucket', 'DomainName'] }, S3OriginConfig: { OriginAccessIdentity: '' } }],
    ['s3-website', { DomainName: 'mine.s3-website-eu-west-1.amazonaws.com', CustomOriginConfig: {} }],
    ['s3-website', { DomainName: 'mine.s3-website.eu-central-1.amazonaws.com', CustomOriginConfig: {} }],
    [
      's3-website',
      { DomainName: { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Bucket', 'WebsiteURL'] }] }] }, CustomOriginConfig: {} },
    ],
    ['load-balancer', { DomainName: 'mine-123.eu-west-1.elb.amazonaws.com', CustomOriginConfig: {} }],
    ['load-balancer', { DomainName: { 'Fn::GetAtt': ['Balancer', 'DNSName'] }, CustomOriginConfig: {} }],
    ['rest-api', { DomainName: 'abc.execute-api.eu-west-1.amazonaws.com', CustomOriginConfig: {} }],
    ['rest-api', { DomainName: { 'Fn::Sub': '${Api}.execute-api.${AWS::Region}.amazonaws.com' }, CustomOriginConfig: {} }],
    ['function-url', { DomainName: 'abc.lambda-url.eu-west-1.on.aws', CustomOriginConfig: {} }],
    [
      'function-url',
      { DomainName: { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Url', 'FunctionUrl'] }] }] }, CustomOriginConfig: {} },
    ],
    ['cloudfront', { DomainName: 'd111111abcdef8.cloudfront.net', CustomOriginConfig: {} }],
    ['cloudfront', { DomainName: { 'Fn::GetAtt': ['Other', 'DomainName'] }, CustomOriginConfig: {} }],
    ['vpc', { DomainName: 'mine-123.eu-west-1.elb.amazonaws.com', VpcOriginConfig: { VpcOriginId: 'vo_123' } }],
  ])('are of the kind %s: %j', (kind, origin) => {
    expect(
      originOf(origin, { Resources: { Bucket: { Type: 'AWS::S3::Bucket' }, Other: { Type: 'AWS::CloudFront::Distribution' } } }).kind,
    ).toBe(kind);
  });

  test.each<[string | undefined, Json]>([
    ['eu-central-1', { DomainName: 'mine.s3.eu-central-1.amazonaws.com', S3OriginConfig: {} }],
    ['us-gov-west-1', { DomainName: 'mine.s3.us-gov-west-1.amazonaws.com', S3OriginConfig: {} }],
    ['eu-west-1', { DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] }, S3OriginConfig: {} }],
    ['eu-west-1', { DomainName: { 'Fn::Sub': 'mine.s3.${AWS::Region}.${AWS::URLSuffix}' }, S3OriginConfig: {} }],
    [undefined, { DomainName: 'mine.s3.amazonaws.com', S3OriginConfig: {} }],
    [undefined, { DomainName: { 'Fn::ImportValue': 'Bucket' }, S3OriginConfig: {} }],
    [undefined, { DomainName: 'www.example.com', CustomOriginConfig: {} }],
  ])('are in the Region %s: %j', (region, origin) => {
    expect(originOf(origin).region).toBe(region);
  });

  test.each<[boolean, Json]>([
    [true, { OriginAccessControlId: 'E123' }],
    [true, { OriginAccessControlId: { 'Fn::GetAtt': ['Control', 'Id'] } }],
    [true, { S3OriginConfig: { OriginAccessIdentity: { 'Fn::Sub': 'origin-access-identity/cloudfront/${Identity}' } } }],
    [false, { S3OriginConfig: { OriginAccessIdentity: '' } }],
    [false, { CustomOriginConfig: {} }],
  ])('are signed: %s, %j', (signed, origin) => {
    expect(originOf(origin).signed).toBe(signed);
  });
});

describe('listing a bucket', () => {
  const bucketBehind = (policy: Json | undefined, config: Json = { OriginGroups: { Items: [{ Id: 'group' }] } }, identity?: Json) => read({
    Origins: [{
      Id: 'mine',
      DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] },
      S3OriginConfig: { OriginAccessIdentity: identity },
      OriginAccessControlId: identity ? undefined : 'E123',
    }],
    ...config,
  }, {
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket' },
      ...policy ? { Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: policy } } } : {},
    },
  }).origins[0]!;
  const canList = (policy: Json | undefined, identity?: Json) => canListBucket(bucketBehind(policy, undefined, identity));
  const allow = (Action: unknown, rest: Json = {}) => ({
    Statement: [{ Effect: 'Allow', Action, Principal: { Service: 'cloudfront.amazonaws.com' }, ...rest }],
  });

  test.each<[boolean, string, Json | undefined]>([
    [false, 'no policy', undefined],
    [false, 'another action', allow('s3:GetObject')],
    [true, 'the action', allow('s3:ListBucket')],
    [true, 'the action among others', allow(['s3:GetObject', 'S3:listbucket'])],
    [true, 'a pattern', allow('s3:List*')],
    [true, 'everything', allow('*')],
    [false, 'a denial', allow('s3:ListBucket', { Effect: 'Deny' })],
    [false, 'somebody else', allow('s3:ListBucket', { Principal: { AWS: 'arn:aws:iam::111111111111:root' } })],
    [true, 'everybody', allow('s3:ListBucket', { Principal: '*' })],
    [true, 'one statement without a list', { Statement: allow('s3:ListBucket').Statement[0] }],
  ])('is allowed: %s, with %s', (expected, _, policy) => {
    expect(canList(policy)).toBe(expected);
  });

  test('is allowed to an origin access identity that the policy names', () => {
    const policy = allow('s3:ListBucket', { Principal: { CanonicalUser: { 'Fn::GetAtt': ['Identity', 'S3CanonicalUserId'] } } });
    expect(canList(policy, { 'Fn::Sub': 'origin-access-identity/cloudfront/${Identity}' })).toBe(true);
    expect(canList(policy, { 'Fn::Sub': 'origin-access-identity/cloudfront/${Other}' })).toBe(false);
  });

  test('is looked up only for a distribution with an origin group', () => {
    expect(bucketBehind(allow('s3:ListBucket'), {}).backend).toBeUndefined();
  });
});

describe('groups', () => {
  test('have their members and codes in order', () => {
    const { groups } = read({
      OriginGroups: {
        Items: [
          {
            Id: 'group',
            FailoverCriteria: { StatusCodes: { Items: [503, '500', { Ref: 'Code' }] } },
            Members: { Items: [{ OriginId: 'a' }, { OriginId: 'b' }] },
          },
        ],
      },
    });
    expect(groups).toEqual([
      {
        property: 'DistributionConfig.OriginGroups.Items.0',
        id: 'group',
        members: ['a', 'b'],
        memberCount: 2,
        statusCodes: [503, 500, { unknown: '${Code}' }],
        selectionCriteria: 'default',
      },
    ]);
  });

  test('are left out when their condition says so, and the others keep their place', () => {
    const { groups } = read(
      { OriginGroups: { Items: [{ 'Fn::If': ['No', { Id: 'a' }, { Ref: 'AWS::NoValue' }] }, { Id: 'b' }] } },
      { Conditions: { No: { 'Fn::Equals': ['a', 'b'] } } },
    );
    expect(groups.map(({ id }) => id)).toEqual(['b']);
  });
});
