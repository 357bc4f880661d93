import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ErrorRewrite, FailoverDistribution } from 'cdk-failover-distribution';

/** A handler that makes every error 200, as in AWS's sample. */
const sampleCode = () => lambda.Code.fromAsset(join(__dirname, '..', 'side-by-side', 'aws-sample'));

export function before(stack: Stack) {
  const sample = new cloudfront.experimental.EdgeFunction(stack, 'ErrorsToOk', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: sampleCode(),
  });
  new cloudfront.Distribution(stack, 'Site', {
    defaultBehavior: {
      origin: new origins.HttpOrigin('www.example.com'),
      edgeLambdas: [{ eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE, functionVersion: sample.currentVersion }],
    },
  });
}

export function after(stack: Stack) {
  // No longer attached. Delete it from the code in a later deployment: Lambda refuses while it has replicas.
  new cloudfront.experimental.EdgeFunction(stack, 'ErrorsToOk', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: sampleCode(),
  });
  const standby = new s3.Bucket(stack, 'Standby');
  new FailoverDistribution(stack, 'Site', {
    primaryOrigin: new origins.HttpOrigin('www.example.com'),
    secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby),
    errorRewrite: ErrorRewrite.toOk(),
  });
}
