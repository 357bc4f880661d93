import { join } from 'node:path';
import { Annotations, App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ErrorRewrite, FailoverDistribution } from 'cdk-failover-distribution';

const app = new App();
const stack = new Stack(app, 'SideBySide', { env: { region: 'us-east-1' } });

// Short timeouts, so that nobody has to wait for an origin that hangs.
const quick = { connectionAttempts: 1, connectionTimeout: Duration.seconds(2), readTimeout: Duration.seconds(2) };
const primary = () => new origins.HttpOrigin('primary.example.com', quick);
const secondary = () => new origins.HttpOrigin('secondary.example.com', quick);
// Errors are kept for a second and not for ten, CloudFront's default, so that nobody has to wait for a recovery.
const errorResponses = [500, 502, 503, 504].map(httpStatus => ({ httpStatus, ttl: Duration.seconds(1) }));

// Errors keep their status: the default.
new FailoverDistribution(stack, 'KeepStatus', {
  primaryOrigin: primary(),
  secondaryOrigin: secondary(),
  errorResponses,
  directBehaviors: { '/api/*': {} },
});

// Every error becomes 200, but none that CloudFront fails over on: the rule of AWS's sample, made failover-aware.
const aware = new FailoverDistribution(stack, 'Aware', {
  primaryOrigin: primary(),
  secondaryOrigin: secondary(),
  errorRewrite: ErrorRewrite.toOk(),
  errorResponses,
  directBehaviors: { '/api/*': {} },
});
Annotations.of(aware).acknowledgeWarning('cdk-failover-distribution:client-errors-masked', "The rule of AWS's sample, to compare the two.");

// The same distribution with the handler of AWS's sample: every error becomes 200.
const sample = new cloudfront.experimental.EdgeFunction(stack, 'SampleFunction', {
  code: lambda.Code.fromAsset(join(__dirname, 'aws-sample')),
  handler: 'index.handler',
  runtime: lambda.Runtime.NODEJS_22_X,
});
const masking = new cloudfront.Distribution(stack, 'Masking', {
  errorResponses,
  defaultBehavior: {
    origin: new origins.OriginGroup({ primaryOrigin: primary(), fallbackOrigin: secondary(), fallbackStatusCodes: [500, 502, 503, 504] }),
    allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
    cachedMethods: cloudfront.CachedMethods.CACHE_GET_HEAD_OPTIONS,
    edgeLambdas: [{ functionVersion: sample.currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE }],
  },
});
masking.addBehavior('/api/*', primary(), {
  allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
  cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
  originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
});
