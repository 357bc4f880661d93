import { join } from 'node:path';
import { Annotations, App, Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ErrorPage, ErrorRewrite, FailoverDistribution } from 'cdk-failover-distribution';

const app = new App();

// The replica, in a Region of its own. Its name is fixed, because a reference cannot cross Regions.
const replicaName = 'two-regions-example-replica';
const west = new Stack(app, 'TwoRegionsReplica', { env: { region: 'us-west-2' } });
const replica = new s3.Bucket(west, 'Replica', {
  bucketName: replicaName,
  enforceSSL: true,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
});
replica.addToResourcePolicy(new iam.PolicyStatement({
  actions: ['s3:GetObject'],
  resources: [replica.arnForObjects('*')],
  principals: [new iam.ServicePrincipal('cloudfront.amazonaws.com')],
  conditions: { StringEquals: { 'AWS:SourceAccount': Aws.ACCOUNT_ID } },
}));

const east = new Stack(app, 'TwoRegions', { env: { region: 'us-east-1' } });
const content = new s3.Bucket(east, 'Content', {
  enforceSSL: true,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
});

const quick = { connectionAttempts: 1, connectionTimeout: Duration.seconds(2) };
const site = new FailoverDistribution(east, 'Site', {
  primaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(content, quick),
  secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(
    s3.Bucket.fromBucketAttributes(east, 'ImportedReplica', { bucketName: replicaName, region: 'us-west-2' }), quick),
  // A private bucket answers 403 for an object that is missing.
  failoverStatusCodes: [403, 500, 502, 503, 504],
  errorRewrite: ErrorRewrite.keepStatus(ErrorPage.fromFile(join(__dirname, 'unavailable.html')), { retryAfter: Duration.minutes(1) }),
  defaultRootObject: 'index.html',
  defaultBehavior: {
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
  },
});
Annotations.of(site).acknowledgeWarning(
  '@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac', 'The stack of the replica grants the access.');
