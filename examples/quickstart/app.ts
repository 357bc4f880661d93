import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FailoverDistribution } from 'cdk-failover-distribution';

const app = new App();
const stack = new Stack(app, 'Quickstart', { env: { region: 'eu-west-1' } });

const standby = new s3.Bucket(stack, 'Standby', {
  enforceSSL: true,
  removalPolicy: RemovalPolicy.RETAIN,
});

new FailoverDistribution(stack, 'Site', {
  primaryOrigin: new origins.HttpOrigin('www.example.com'),
  secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby),
  defaultBehavior: { viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS },
});
