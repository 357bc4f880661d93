import { Duration, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3deploy from 'aws-cdk-lib/aws-s3-deployment';
import { FailoverDistribution } from 'cdk-failover-distribution';

export function before(stack: Stack) {
  const content = new s3.Bucket(stack, 'Content', { enforceSSL: true });
  const site = new cloudfront.Distribution(stack, 'Site', {
    ...settingsOf(stack),
    defaultBehavior: {
      ...behaviorOf(stack),
      origin: origins.S3BucketOrigin.withOriginAccessControl(content),
    },
  });
  publish(stack, site, content);
}

export function after(stack: Stack) {
  const content = new s3.Bucket(stack, 'Content', { enforceSSL: true });
  const abroad = new Stack(stack.node.root, 'Standby', {
    env: { account: stack.account, region: 'eu-central-1' },
    crossRegionReferences: true,
  });
  const standby = new s3.Bucket(abroad, 'Content', { enforceSSL: true });
  new s3deploy.BucketDeployment(abroad, 'Deploy', { sources: sources(), destinationBucket: standby });
  const site = new FailoverDistribution(stack, 'Site', {
    ...settingsOf(stack),
    primaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(content),
    secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(standby),
    defaultBehavior: behaviorOf(stack),
  });
  publish(stack, site, content);
}

/** Everything else that a site has: none of it changes. */
function settingsOf(stack: Stack) {
  const { account } = stack;
  return {
    domainNames: ['www.example.org'],
    certificate: acm.Certificate.fromCertificateArn(
      stack,
      'Certificate',
      `arn:aws:acm:us-east-1:${account}:certificate/473e64fd-f30b-4765-81a0-62ad96dd167a`,
    ),
    minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
    httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
    priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
    defaultRootObject: 'index.html',
    webAclId: `arn:aws:wafv2:us-east-1:${account}:global/webacl/Site/473e64fd-f30b-4765-81a0-62ad96dd167a`,
    logBucket: new s3.Bucket(stack, 'Logs', { objectOwnership: s3.ObjectOwnership.OBJECT_WRITER }),
    logFilePrefix: 'cloudfront/',
    errorResponses: [403, 404].map(httpStatus => ({
      httpStatus,
      responseHttpStatus: 200,
      responsePagePath: '/index.html',
      ttl: Duration.seconds(10),
    })),
  };
}

function behaviorOf(stack: Stack) {
  const indexPages = new cloudfront.Function(stack, 'IndexPages', {
    runtime: cloudfront.FunctionRuntime.JS_2_0,
    code: cloudfront.FunctionCode.fromInline(
      'function handler(event) { var request = event.request; ' +
        "if (request.uri.endsWith('/')) request.uri += 'index.html'; return request; }",
    ),
  });
  return {
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    functionAssociations: [{ eventType: cloudfront.FunctionEventType.VIEWER_REQUEST, function: indexPages }],
    responseHeadersPolicy: new cloudfront.ResponseHeadersPolicy(stack, 'Headers', {
      securityHeadersBehavior: { contentTypeOptions: { override: true } },
    }),
  };
}

function publish(stack: Stack, distribution: cloudfront.Distribution, destinationBucket: s3.IBucket): void {
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789', zoneName: 'example.org' });
  new route53.ARecord(stack, 'Alias', {
    zone,
    recordName: 'www',
    target: route53.RecordTarget.fromAlias(new targets.CloudFrontTarget(distribution)),
  });
  new s3deploy.BucketDeployment(stack, 'Deploy', { sources: sources(), destinationBucket, distribution, distributionPaths: ['/*'] });
}

function sources(): s3deploy.ISource[] {
  return [s3deploy.Source.data('index.html', '<!doctype html><title>Example</title><p>Hello</p>')];
}
