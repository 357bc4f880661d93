import { BUCKET, bucketAllowing, Changes, Json, ON_RESPONSE, OWN_BUCKET, PARAMETER, RuleCases } from './template';

/** A bucket of the template, as the secondary. */
function bucket(secondary: Json, resources: Json): Changes {
  return { secondary: { ...OWN_BUCKET, ...secondary }, resources };
}

export const BY_IDENTITY = {
  OriginAccessControlId: undefined,
  S3OriginConfig: { OriginAccessIdentity: { 'Fn::Sub': 'origin-access-identity/cloudfront/${Identity}' } },
};

/** The website endpoint of the same bucket. */
export const WEBSITE: Json = {
  DomainName: { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Bucket', 'WebsiteURL'] }] }] },
  CustomOriginConfig: { OriginProtocolPolicy: 'http-only' },
};

/** A function that runs before the request is sent. */
export const MAY_SIGN: Changes = {
  behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, EventType: 'origin-request' }] },
  function: { Code: { ZipFile: 'exports.handler = async e => e;' } },
};

export function encrypted(KMSMasterKeyID: unknown): Json {
  const ServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID };
  return { BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault }] } };
}

export function key(Service: unknown): Json {
  const Statement = [
    { Effect: 'Allow', Action: 'kms:*', Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } }, Resource: '*' },
    { Effect: 'Allow', Action: 'kms:Decrypt', Principal: { Service }, Resource: '*' },
  ];
  return { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: '2012-10-17', Statement } } } };
}

function withKey(Service: unknown): Changes {
  const { Bucket, BucketPolicy } = bucketAllowing(['s3:GetObject', 's3:ListBucket']) as Record<string, Json>;
  return bucket({}, { Bucket: { ...Bucket, Properties: encrypted({ 'Fn::GetAtt': ['Key', 'Arn'] }) }, BucketPolicy, ...key(Service) });
}

/** A function URL of the template, as the primary. */
export const FUNCTION_URL: Json = {
  DomainName: { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Url', 'FunctionUrl'] }] }] },
};

export function permission(Action: string, properties: Json = {}): Json {
  const SourceArn = { 'Fn::Sub': 'arn:aws:cloudfront::${AWS::AccountId}:distribution/${Site}' };
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: { Action, FunctionName: { Ref: 'Api' }, Principal: 'cloudfront.amazonaws.com', SourceArn, ...properties },
  };
}

export const BOTH_PERMISSIONS: Json = {
  InvokeUrl: permission('lambda:InvokeFunctionUrl'),
  Invoke: permission('lambda:InvokeFunction'),
};

export function functionUrl(AuthType: unknown, permissions: Json = BOTH_PERMISSIONS): Json {
  return {
    Api: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: '//' }, Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
    },
    Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType, TargetFunctionArn: { 'Fn::GetAtt': ['Api', 'Arn'] } } },
    ...permissions,
  };
}

export function control(OriginAccessControlOriginType: unknown, SigningProtocol: unknown = 'sigv4'): Json {
  const OriginAccessControlConfig = { Name: 'mine', OriginAccessControlOriginType, SigningBehavior: 'always', SigningProtocol };
  return { Control: { Type: 'AWS::CloudFront::OriginAccessControl', Properties: { OriginAccessControlConfig } } };
}

const OWN_CONTROL = { OriginAccessControlId: { 'Fn::GetAtt': ['Control', 'Id'] } };
const SIGNED_URL = { ...FUNCTION_URL, ...OWN_CONTROL };

function signedUrl(resources: Json = {}): Changes {
  return { primary: SIGNED_URL, resources: { ...functionUrl('AWS_IAM'), ...control('lambda'), ...resources } };
}

const ACCESS_POINT = { DomainName: 'mabc123.mrap.accesspoint.s3-global.amazonaws.com', ...OWN_CONTROL };

export const ORIGIN_ACCESS_CASES: RuleCases = {
  'origin-config-count': {
    fails: { secondary: { CustomOriginConfig: undefined } },
    passes: { secondary: { CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } } },
    got: 'none',
    cannotTell: {
      secondary: { CustomOriginConfig: { 'Fn::If': ['Unknown', { OriginProtocolPolicy: 'https-only' }, { Ref: 'AWS::NoValue' }] } },
    },
  },
  'origin-not-a-bucket': {
    fails: { secondary: { ...BUCKET, DomainName: 'standby.example.com' } },
    passes: { secondary: BUCKET },
    got: 'standby.example.com',
  },
  'bucket-unreadable': {
    fails: bucket({}, bucketAllowing('s3:ListBucket')),
    passes: bucket({}, bucketAllowing(['s3:GetObject', 's3:ListBucket'])),
    got: 'an origin access control, and no bucket policy of Bucket that allows s3:GetObject',
    cannotTell: bucket({}, bucketAllowing(PARAMETER)),
  },
  'bucket-policy-missing': {
    fails: bucket({}, { Bucket: { Type: 'AWS::S3::Bucket' } }),
    passes: bucket({}, bucketAllowing('s3:GetObject')),
    got: 'an origin access control, and no AWS::S3::BucketPolicy for Bucket',
  },
  'bucket-key-unreadable': {
    fails: withKey('logs.amazonaws.com'),
    passes: withKey('cloudfront.amazonaws.com'),
    got: 'aws:kms, and a key policy without kms:Decrypt for CloudFront',
    cannotTell: withKey(PARAMETER),
  },
  'function-url-unsigned': {
    fails: { primary: FUNCTION_URL, resources: functionUrl('AWS_IAM') },
    passes: { primary: FUNCTION_URL, resources: functionUrl('NONE') },
    got: 'AuthType AWS_IAM with neither an origin access control nor an identity',
    cannotTell: { primary: FUNCTION_URL, resources: functionUrl(PARAMETER) },
  },
  'function-url-permission-missing': {
    fails: signedUrl({ InvokeUrl: undefined }),
    passes: signedUrl(),
    got: 'no AWS::Lambda::Permission with lambda:InvokeFunctionUrl for this distribution',
    cannotTell: signedUrl({ InvokeUrl: permission('lambda:InvokeFunctionUrl', { Principal: PARAMETER }) }),
  },
  'function-url-invoke-missing': {
    fails: signedUrl({ Invoke: undefined }),
    passes: signedUrl(),
    got: 'no AWS::Lambda::Permission with lambda:InvokeFunction for this distribution',
    cannotTell: signedUrl({ Invoke: permission('lambda:InvokeFunction', { Principal: PARAMETER }) }),
  },
  'access-control-type': {
    fails: signedUrl(control('s3')),
    passes: signedUrl(control('lambda')),
    got: 'the type s3 on function-url ${host of Url.FunctionUrl}',
    cannotTell: { secondary: { DomainName: PARAMETER, ...OWN_CONTROL }, resources: control('s3') },
  },
  'bucket-redirects-at-first': {
    fails: { secondary: { ...BUCKET, DomainName: 'mine.s3.amazonaws.com' } },
    passes: { secondary: { ...BUCKET, DomainName: 'mine.s3.us-west-2.amazonaws.com' } },
    got: 'mine.s3.amazonaws.com',
  },
  'access-point-signature': {
    fails: { primary: ACCESS_POINT, resources: control('s3', 'sigv4') },
    passes: { primary: ACCESS_POINT, resources: control('s3', 'sigv4a') },
    got: 'SigningProtocol sigv4',
    cannotTell: { primary: ACCESS_POINT, resources: control('s3', PARAMETER) },
  },
  'signed-writes': {
    fails: { ...signedUrl(), behaviors: [direct(['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'])] },
    passes: { ...signedUrl(), behaviors: [direct(['GET', 'HEAD', 'OPTIONS'])] },
    got: 'writes, which viewers have to hash',
  },
};

function direct(AllowedMethods: readonly string[]): Json {
  return {
    PathPattern: '/write/*',
    TargetOriginId: 'first',
    ViewerProtocolPolicy: 'https-only',
    CachePolicyId: { Ref: 'Policy' },
    AllowedMethods,
  };
}

