import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, OriginGroup } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

const QUICK = { connectionAttempts: 1, connectionTimeout: Duration.seconds(2), readTimeout: Duration.seconds(5) };

export interface GroupOptions {
  readonly originResponse?: lambda.IVersion;
  readonly statusCodes?: number[];
}

/** CDK's own distribution on an origin group. Nothing is wrong with it, unless the options say otherwise. */
export function groupDistribution(
  scope: Construct,
  { originResponse, statusCodes = [500, 502, 503, 504] }: GroupOptions = {},
  id = 'Distribution',
) {
  return new cloudfront.Distribution(scope, id, {
    defaultBehavior: {
      origin: quickGroup(statusCodes),
      edgeLambdas: originResponse && [{ functionVersion: originResponse, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE }],
    },
  });
}

/** A group that fails over soon. */
export function quickGroup(statusCodes = [500, 502, 503, 504]): OriginGroup {
  return new OriginGroup({
    primaryOrigin: new HttpOrigin('www.example.com', QUICK),
    fallbackOrigin: new HttpOrigin('standby.example.com', QUICK),
    fallbackStatusCodes: statusCodes,
  });
}

/** A version of a function with the handler of AWS's sample, which makes 200 of every error. */
export function maskingFunction(scope: Construct, id = 'Masking'): lambda.IVersion {
  return new cloudfront.experimental.EdgeFunction(scope, id, {
    code: lambda.Code.fromAsset(join(__dirname, '../../examples/side-by-side/aws-sample')),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
  }).currentVersion;
}
