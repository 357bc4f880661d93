import { Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { OriginFailover } from 'cdk-failover-distribution';

export function before(stack: Stack) {
  const server = new origins.HttpOrigin('www.example.com');
  const distribution = new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: server } });
  distribution.addBehavior('/api/*', server, { allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL });
}

export function after(stack: Stack) {
  const server = new origins.HttpOrigin('www.example.com');
  const distribution = new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: server } });
  distribution.addBehavior('/api/*', server, { allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL });
  const standby = new s3.Bucket(stack, 'Standby');
  distribution.with(new OriginFailover({
    secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby),
  }));
}
