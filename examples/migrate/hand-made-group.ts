import { Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FailoverDistribution } from 'cdk-failover-distribution';

export function before(stack: Stack) {
  const standby = new s3.Bucket(stack, 'Standby');
  new cloudfront.Distribution(stack, 'Site', {
    defaultBehavior: {
      origin: new origins.OriginGroup({
        primaryOrigin: new origins.HttpOrigin('www.example.com'),
        fallbackOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby),
        fallbackStatusCodes: [500, 502, 503, 504],
      }),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    },
  });
}

export function after(stack: Stack) {
  const standby = new s3.Bucket(stack, 'Standby');
  new FailoverDistribution(stack, 'Site', {
    primaryOrigin: new origins.HttpOrigin('www.example.com'),
    secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby),
    defaultBehavior: {
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    },
  });
}
