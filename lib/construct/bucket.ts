import { Annotations, Lazy, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin, S3Origin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { refusal } from './options';

/**
 * Whether an origin of CDK's is the REST endpoint of an S3 bucket. Asked before the origin is bound, because the function has to
 * exist before the distribution does.
 */
export function isBucket(origin: cloudfront.IOrigin): boolean {
  // The deprecated S3Origin stands for the website endpoint of a bucket that is a website.
  if (origin instanceof S3Origin) return !((origin as unknown as { origin: unknown }).origin instanceof HttpOrigin);
  return origin instanceof S3BucketOrigin;
}

/** The bucket of an origin when it is in another stack than the distribution, and its policy is CDK's to write. */
export function bucketElsewhere(origin: cloudfront.IOrigin, scope: Construct): s3.Bucket | undefined {
  const bucket = origin instanceof S3BucketOrigin ? (origin as unknown as { bucket?: unknown }).bucket : undefined;
  return bucket instanceof s3.Bucket && Stack.of(bucket) !== Stack.of(scope) ? bucket : undefined;
}

/**
 * With an origin access control CDK names the distribution in the policy of the bucket, and the bucket in the distribution: two stacks
 * that need each other. Here the policy allows every distribution of the account, as CDK's policy for a KMS key does.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
 */
export function allowEveryDistribution(bucket: s3.Bucket, scope: Construct): void {
  const [theirs, ours] = [Stack.of(bucket).account, Stack.of(scope).account];
  if (theirs !== ours) {
    throw refusal(
      scope.node.path,
      `The bucket ${bucket.node.path} is in another account, and CDK would let distributions of that account read it.`,
      theirs,
      `a bucket in the account of the distribution, ${ours}, or an imported one`,
      'Import the bucket here (Bucket.fromBucketAttributes) and write its policy in the other account.',
    );
  }
  const policy = bucket.policy?.node.defaultChild as s3.CfnBucketPolicy | undefined;
  if (!policy || WIDENED.has(policy)) return;
  WIDENED.add(policy);
  const { policyDocument } = policy;
  policy.policyDocument = Lazy.uncachedAny({ produce: context => withWildcard(context.resolve(policyDocument)) });
  Annotations.of(scope).addInfoV2(
    'cdk-failover-distribution:bucket-in-another-stack',
    `The bucket ${bucket.node.path} is in another stack, so its policy lets every distribution of the account read it. To name ` +
      'this one only, import the bucket here (Bucket.fromBucketAttributes) and write its policy with the id of the distribution after ' +
      'the first deployment.',
  );
}

const WIDENED = new WeakSet<s3.CfnBucketPolicy>();

/** `StringEquals` takes a `*` as it is written. */
function withWildcard(document: { Statement?: Array<{ Condition?: Record<string, Record<string, unknown>> }> }): unknown {
  return {
    ...document,
    Statement: document.Statement?.map(statement => {
      const { StringEquals: { 'AWS:SourceArn': source, ...equals } = {}, ArnLike, ...others } = statement.Condition ?? {};
      if (!/distribution\/\*"[\]}]*$/.test(JSON.stringify(source) ?? '')) return statement;
      const rest = Object.keys(equals).length ? { StringEquals: equals } : {};
      const Condition = { ...others, ...rest, ArnLike: { ...ArnLike, 'AWS:SourceArn': source } };
      return { ...statement, Condition };
    }),
  };
}
