import { Changes } from './cases';
import {
  BOTH_PERMISSIONS, BY_IDENTITY, control, encrypted, FUNCTION_URL, functionUrl, MAY_SIGN, permission, WEBSITE,
} from './cases/origin-access';
import { BUCKET, bucketAllowing, Json, ON_RESPONSE, OWN_BUCKET, PARAMETER } from './cases/template';
import { said } from './said';

const OTHER = { Other: { Type: 'AWS::CloudFront::Distribution', Properties: {} } };

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
  const byControl = ['an origin access control, and no bucket policy of Bucket that allows s3:GetObject'];
  const byIdentity = ['an origin access identity, and no bucket policy of Bucket that allows s3:GetObject'];
  const never: any = control('s3');
  never.Control.Properties.OriginAccessControlConfig.SigningBehavior = 'never';
  const byNobody = ['neither an origin access control nor an identity, and no bucket policy of Bucket that allows s3:GetObject'];

  test.each<[string, Changes, string[]]>([
    ['of this distribution', own({}, from('${Site}')), []],
    ['of another distribution, as for a staging distribution', own({}, { ...from('${Other}'), ...OTHER }), byControl],
    [
      'of a distribution whose id is that of a custom resource',
      own({}, { ...from('${Made}'), Made: { Type: 'Custom::Distribution', Properties: {} } }),
      ['cannot tell'],
    ],
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
      own({}, bare({}, {
        Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: PARAMETER } },
      })),
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
    [
      'none here, beside a nested stack without properties',
      own(unsigned, bare({}, { Nested: { Type: 'AWS::CloudFormation::Stack' } })),
      byNobody,
    ],
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
    ['encryption that is unresolved', withBucket({ BucketEncryption: PARAMETER }), ['cannot tell']],
    ['rules of encryption that are unresolved',
      withBucket({ BucketEncryption: { ServerSideEncryptionConfiguration: PARAMETER } }), ['cannot tell']],
  ])('with %s', (_, changes, expected) => {
    expect(said('bucket-key-unreadable', changes)).toEqual(expected);
  });
});

describe('function-url-permission-missing, function-url-invoke-missing, function-url-unsigned and signed-writes', () => {
  const signed = { ...FUNCTION_URL, OriginAccessControlId: { 'Fn::GetAtt': ['Control', 'Id'] } };
  const url = (primary: Json, permissions: Json = BOTH_PERMISSIONS): Changes =>
    ({ primary, resources: { ...functionUrl('AWS_IAM', permissions), ...control('lambda') } });
  const elsewhere = (TargetFunctionArn: unknown, permissions: Json): Changes => ({
    primary: signed,
    resources: {
      Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'AWS_IAM', TargetFunctionArn } }, ...permissions, ...control('lambda'),
    },
  });
  const ofParameter = { Invoke: permission('lambda:InvokeFunction', { FunctionName: PARAMETER }) };
  const missing = (action: string) => [`no AWS::Lambda::Permission with ${action} for this distribution`];
  const other = { SourceArn: { 'Fn::Sub': 'arn:aws:cloudfront::1:distribution/${Other}' } };

  test.each<[string, Changes, url: string[], invoke: string[]]>([
    ['both', url(signed), [], []],
    ['none, for requests without a signature', url(FUNCTION_URL, {}), [], []],
    ['none, for a URL that is open', { ...url(signed), resources: { ...functionUrl('NONE', {}), ...control('lambda') } }, [], []],
    ['none', url(signed, {}), missing('lambda:InvokeFunctionUrl'), missing('lambda:InvokeFunction')],
    ['that of another distribution',
      url(signed, { ...BOTH_PERMISSIONS, ...OTHER, InvokeUrl: permission('lambda:InvokeFunctionUrl', other) }),
      missing('lambda:InvokeFunctionUrl'), []],
    ['that of another function',
      url(signed, { ...BOTH_PERMISSIONS, Invoke: permission('lambda:InvokeFunction', { FunctionName: 'other' }) }), [
      ],
      missing('lambda:InvokeFunction')],
    ['those of CDK, which name the URL',
      url(signed, Object.fromEntries(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'].map((action, i) =>
        [`P${i}`, permission(action, { FunctionName: { 'Fn::GetAtt': ['Url', 'FunctionArn'] } })]))), [], []],
    ['one of a function that is unresolved', elsewhere(PARAMETER, ofParameter), ['cannot tell'], []],
    ['one of a function that may be the one', elsewhere('api', ofParameter), ['cannot tell'], ['cannot tell']],
    [
      'none here, of a function of another stack',
      elsewhere('arn:aws:lambda:us-east-1:1:function:api', {}),
      ['cannot tell'],
      ['cannot tell'],
    ],
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

test('a Multi-Region Access Point needs an origin access control', () => {
  const secondary = { DomainName: 'mabc123.mrap.accesspoint.s3-global.amazonaws.com' };
  expect(said('access-point-signature', { secondary })).toEqual(['no origin access control']);
});
