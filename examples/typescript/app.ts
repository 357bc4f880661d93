import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ErrorPage, ErrorRewrite, FailoverDistribution, FailoverRules, OriginFailover } from 'cdk-failover-distribution';

const app = new App();
Validations.of(app).addPlugins(new FailoverRules());
const stack = new Stack(app, 'Languages', { env: { region: process.env.CDK_DEFAULT_REGION ?? 'eu-west-1' } });

const content = new s3.Bucket(stack, 'Content', { versioned: true });
const site = new FailoverDistribution(stack, 'Site', {
  primaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(content),
  secondaryOrigin: new origins.HttpOrigin('standby.example.com'),
  errorRewrite: ErrorRewrite.keepStatus(ErrorPage.fromString('<h1>Back soon</h1>'), { retryAfter: Duration.minutes(2) }),
});
site.addFailoverBehavior('images/*', { viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY });

// A distribution that stays a Distribution.
const shop = new cloudfront.Distribution(stack, 'Shop', { defaultBehavior: { origin: new origins.HttpOrigin('shop.example.com') } });
new OriginFailover({ secondaryOrigin: new origins.HttpOrigin('standby.example.com') }).applyTo(shop);

app.synth();
