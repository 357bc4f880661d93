import { onReached } from './connections';
import { onBackends, signature, signer } from './origin-access';
import { GUIDE } from './pages';
import { Outcome, Rule } from './rule';
import { BucketModel } from '../model/backend';
import { BehaviorModel, OriginModel } from '../model/distribution';
import { isUnknown, show } from '../model/value';
import { deniesKey, deniesReading } from '../simulator/origins/service';

const ACCESS_TO_S3 = `${GUIDE}/private-content-restricting-access-to-s3.html`;

/** The name of a bucket that leads to us-east-1 at first. */
const GLOBAL_NAME = /^\$\{\w+\.DomainName\}$|\.s3\.amazonaws\.com$/;

function readDenied(bucket: BucketModel, origin: OriginModel, behaviors: readonly BehaviorModel[]): Outcome | undefined {
  const property = `${origin.property}.DomainName`;
  const unknown = bucket.canRead === false ? signer(behaviors) : bucket.canRead;
  if (isUnknown(unknown)) return { property, cannotTell: `reading the bucket depends on ${unknown.unknown}` };
  // For a signed origin without a policy, see bucket-policy-missing.
  return deniesReading(bucket, origin) === false ? undefined : {
    property,
    what: `Nothing allows the distribution to read the bucket of the origin ${origin.id}, so it returns 403 for every object.`,
    got: `${signature(origin)}, and no bucket policy of ${bucket.logicalId} that allows s3:GetObject`,
    allowed: 'an origin access control, and a bucket policy that allows s3:GetObject for this distribution',
  };
}

export const BUCKET_ACCESS_RULES: readonly Rule[] = [
  {
    id: 'bucket-unreadable',
    level: 'error',
    why:
      'A bucket returns 403 for each object that it does not let the distribution read. 403 is not a failover status code by default, ' +
      'and a standby like that serves nothing.',
    fix: 'Add an origin access control, and a bucket policy that allows s3:GetObject on the objects for cloudfront.amazonaws.com ' +
      'with the ARN of this distribution in aws:SourceArn.',
    inTool: {
      cdk: 'In CDK: S3BucketOrigin.withOriginAccessControl does both.',
      terraform: 'In Terraform: aws_cloudfront_origin_access_control and aws_s3_bucket_policy.',
    },
    page: ACCESS_TO_S3,
    check: onBackends('bucket', (bucket, origin, behaviors) => (origin.kind === 's3' ? readDenied(bucket, origin, behaviors) : undefined)),
  },
  {
    id: 'bucket-policy-missing',
    level: 'warning',
    why: 'The bucket is in this template and has no policy here. Without a policy that allows the distribution to read it, it returns ' +
      '403 for every object.',
    fix: 'Add a bucket policy that allows s3:GetObject on the objects for cloudfront.amazonaws.com with the ARN of this ' +
      'distribution in aws:SourceArn.',
    inTool: { cdk: 'In CDK: S3BucketOrigin.withOriginAccessControl does.', terraform: 'In Terraform: aws_s3_bucket_policy.' },
    page: ACCESS_TO_S3,
    check: onBackends('bucket', (bucket, origin, behaviors) => {
      if (origin.kind !== 's3' || !origin.signed || bucket.hasPolicy || bucket.canRead !== false || signer(behaviors)) return undefined;
      return {
        property: `${origin.property}.DomainName`,
        what: `The template has no policy for the bucket of the origin ${origin.id}.`,
        got: `${signature(origin)}, and no AWS::S3::BucketPolicy for ${bucket.logicalId}`,
        allowed: 'a bucket policy that allows s3:GetObject for this distribution',
      };
    }),
  },
  {
    id: 'bucket-key-unreadable',
    level: 'error',
    why:
      'The bucket encrypts objects with a KMS key that CloudFront may not use, so it returns 403 for them. An origin access identity ' +
      'does not support SSE-KMS.',
    fix: 'Use an origin access control, and allow kms:Decrypt for cloudfront.amazonaws.com in the policy of the key.',
    page: ACCESS_TO_S3,
    check: onBackends('bucket', (bucket, origin, behaviors) => {
      const denied = origin.kind === 's3' && deniesKey(bucket, origin);
      const property = `${origin.property}.DomainName`;
      const hasControl = origin.accessControl !== undefined;
      const unknown = [denied, denied === true ? signer(behaviors) : false].find(isUnknown);
      if (unknown) return { property, cannotTell: `the encryption depends on ${unknown.unknown}` };
      return !denied ? undefined : {
        property,
        what: `CloudFront may not decrypt the objects in the bucket of the origin ${origin.id}.`,
        got: hasControl
          ? `${show(bucket.encryption)}, and a key policy without kms:Decrypt for CloudFront`
          : `${show(bucket.encryption)} with ${signature(origin)}`,
        allowed: 'an origin access control, and kms:Decrypt for this distribution',
      };
    }),
  },
  {
    id: 'bucket-redirects-at-first',
    level: 'info',
    why:
      'For up to 24 hours after a bucket was made, S3 may answer 307 for its name without a Region. A redirect never fails over: the ' +
      'viewer gets it, and leaves CloudFront.',
    fix: 'Use the regional domain name of the bucket (RegionalDomainName).',
    inTool: { cdk: 'In CDK: bucketRegionalDomainName.', terraform: 'In Terraform: bucket_regional_domain_name.' },
    page: `${GUIDE}/DownloadDistS3AndCustomOrigins.html`,
    check: onReached(({ property, id, kind, domainName }) =>
      kind === 's3' && GLOBAL_NAME.test(show(domainName))
        ? {
          property: `${property}.DomainName`,
          what: `The origin ${id} is a bucket by its name without a Region.`,
          got: show(domainName),
          allowed: 'the regional domain name',
        }
        : undefined,
    ),
  },
];
