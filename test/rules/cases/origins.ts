import { Json } from './template';

/** Settings that make an origin a private S3 bucket. */
export const BUCKET: Json = {
  DomainName: 'mine.s3.eu-west-1.amazonaws.com',
  CustomOriginConfig: undefined,
  S3OriginConfig: { OriginAccessIdentity: '', OriginReadTimeout: 5 },
  OriginAccessControlId: 'E2QWRUHAPOMQZL',
};

/** The same, for a bucket of the template. */
export const OWN_BUCKET: Json = { ...BUCKET, DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] } };

const BUCKET_AND_OBJECTS = [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, { 'Fn::Sub': '${Bucket.Arn}/*' }];

/** The bucket of {@link OWN_BUCKET}, with what its policy allows CloudFront. */
export function bucketAllowing(Action: unknown): Json {
  return {
    Bucket: { Type: 'AWS::S3::Bucket' },
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action, Principal: { Service: 'cloudfront.amazonaws.com' }, Resource: BUCKET_AND_OBJECTS }],
        },
      },
    },
  };
}
