import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ErrorPage, ErrorRewrite, FailoverDistribution } from 'cdk-failover-distribution';

// The replica cannot be deleted while the other stack refers to it.
const app = new App({ context: { '@aws-cdk/core:defaultCrossStackReferences': 'strong' } });

// The replica, in a Region of its own. CDK hands its name to the other stack when that is deployed.
const west = new Stack(app, 'TwoRegionsReplica', { env: { region: 'us-west-2' }, crossRegionReferences: true });
const replica = new s3.Bucket(west, 'Replica', {
  enforceSSL: true,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
});

const east = new Stack(app, 'TwoRegions', { env: { region: 'us-east-1' }, crossRegionReferences: true });
const content = new s3.Bucket(east, 'Content', {
  enforceSSL: true,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
});

const quick = { connectionAttempts: 1, connectionTimeout: Duration.seconds(2) };
new FailoverDistribution(east, 'Site', {
  primaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(content, quick),
  secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(replica, quick),
  // A private bucket answers 403 for an object that is missing.
  failoverStatusCodes: [403, 500, 502, 503, 504],
  errorRewrite: ErrorRewrite.keepStatus(ErrorPage.fromFile(join(__dirname, 'unavailable.html')), { retryAfter: Duration.minutes(1) }),
  defaultRootObject: 'index.html',
  defaultBehavior: {
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
  },
});
