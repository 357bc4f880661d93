import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FailoverDistribution } from 'cdk-failover-distribution';

const app = new App();
const stack = new Stack(app, 'SiteAndApi', { env: { region: 'eu-central-1' } });

const standby = new s3.Bucket(stack, 'Standby', {
  enforceSSL: true,
  removalPolicy: RemovalPolicy.RETAIN,
});

// One origin object: reads reach it through the origin group, writes directly.
const server = new origins.HttpOrigin('app.example.com', {
  originId: 'app',
  connectionAttempts: 2,
  connectionTimeout: Duration.seconds(2),
  readTimeout: Duration.seconds(5),
});

new FailoverDistribution(stack, 'Site', {
  primaryOrigin: server,
  secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby),
  servedByHeader: true,
  defaultBehavior: { viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS },
  directBehaviors: {
    '/api/*': { viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY },
  },
});
