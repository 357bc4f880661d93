import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';

/** Builds what a failing template has with CDK's own constructs; the same without what is wrong when asked to. */
export type Equivalent = (stack: Stack, isWrong: boolean) => unknown;

/** What differs from a site that nothing is wrong with. */
export interface SiteParts {
  readonly primary?: cloudfront.IOrigin;
  readonly secondary?: cloudfront.IOrigin;
  readonly group?: Partial<origins.OriginGroupProps>;
  readonly behavior?: Partial<cloudfront.BehaviorOptions>;
  readonly distribution?: Partial<cloudfront.DistributionProps>;
}

export const OUTAGE_CODES = [500, 502, 503, 504];

/** CDK's own distribution on an origin group. */
export function site(stack: Stack, { primary, secondary, group, behavior, distribution }: SiteParts = {}): cloudfront.Distribution {
  return new cloudfront.Distribution(stack, 'Site', {
    defaultBehavior: {
      origin: new origins.OriginGroup({
        primaryOrigin: primary ?? http('www.example.com'),
        fallbackOrigin: secondary ?? http('standby.example.com'),
        fallbackStatusCodes: OUTAGE_CODES,
        ...group,
      }),
      allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
      cachedMethods: cloudfront.CachedMethods.CACHE_GET_HEAD_OPTIONS,
      ...behavior,
    },
    ...distribution,
  });
}

export function http(domainName: string, props: origins.HttpOriginProps = {}): cloudfront.IOrigin {
  return new origins.HttpOrigin(domainName, { connectionAttempts: 1, readTimeout: Duration.seconds(5), ...props });
}

/** A private bucket that the app does not make. */
export function bucket(stack: Stack, bucketName: string, region: string): cloudfront.IOrigin {
  return origins.S3BucketOrigin.withOriginAccessControl(s3.Bucket.fromBucketAttributes(stack, bucketName, { bucketName, region }));
}

/** A function as CDK makes them for the edge. */
export function edgeFunction(stack: Stack, props: Partial<cloudfront.experimental.EdgeFunctionProps> = {}): cloudfront.experimental.EdgeFunction {
  return new cloudfront.experimental.EdgeFunction(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async event => event.Records[0].cf.response;'),
    ...props,
  });
}

/** The association of a function with the answers of the origins. */
export function onResponse(functionVersion: lambda.IVersion, rest: Partial<cloudfront.EdgeLambda> = {}): cloudfront.EdgeLambda {
  return { functionVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE, ...rest };
}

/** A site with a function on the answers of its origins. */
export function siteWithFunction(
  stack: Stack, props: Partial<cloudfront.experimental.EdgeFunctionProps> = {}, { behavior, ...parts }: SiteParts = {},
): cloudfront.Distribution {
  return site(stack, { ...parts, behavior: { edgeLambdas: [onResponse(edgeFunction(stack, props).currentVersion)], ...behavior } });
}
