import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { FailoverDistribution } from '../../lib';

/** Headers that the suite names in Vary, and Authorization. CloudFront caches by headers only where its settings list them. */
const IN_THE_KEY = ['Foo', 'Bar', 'Baz', 'Authorization'];

/** Errors that CloudFront keeps for ten seconds unless the settings say otherwise. */
const KEPT_ERRORS = [404, 414, 500, 501, 502, 503, 504];

/** One distribution with one origin and one with a group, with the settings that come closest to a cache that does what responses say. */
export function cachingDistributions(): Stack {
  const stack = new Stack(new App({ context: { '@aws-cdk/core:appMode': 'inmemory' } }), 'Caches', { env: { region: 'us-east-1' } });
  // CloudFront does not validate what it has where cookies reach the origin.
  const originRequestPolicy = new cloudfront.OriginRequestPolicy(stack, 'AllButCookies', {
    headerBehavior: cloudfront.OriginRequestHeaderBehavior.all(),
    queryStringBehavior: cloudfront.OriginRequestQueryStringBehavior.all(),
  });
  const cachePolicy = new cloudfront.CachePolicy(stack, 'AsTheOriginSays', {
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.days(365),
    queryStringBehavior: cloudfront.CacheQueryStringBehavior.all(),
    headerBehavior: cloudfront.CacheHeaderBehavior.allowList(...IN_THE_KEY),
  });
  const errorResponses = KEPT_ERRORS.map(httpStatus => ({ httpStatus, ttl: Duration.seconds(0) }));
  const allowedMethods = cloudfront.AllowedMethods.ALLOW_ALL;
  const primaryOrigin = new HttpOrigin('primary.example.com');
  const one = new cloudfront.Distribution(stack, 'Origin', {
    defaultBehavior: { origin: primaryOrigin, allowedMethods, cachePolicy, originRequestPolicy },
    errorResponses,
  });
  const group = new FailoverDistribution(stack, 'Group', {
    primaryOrigin,
    secondaryOrigin: new HttpOrigin('secondary.example.com'),
    defaultBehavior: { cachePolicy, originRequestPolicy },
    errorResponses,
  });
  // The client and the origin of the suite talk to each other through the edge.
  for (const path of ['/config/*', '/state/*']) {
    const uncached = { cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED, originRequestPolicy };
    one.addBehavior(path, primaryOrigin, { allowedMethods, ...uncached });
    group.addDirectBehavior(path, uncached);
  }
  return stack;
}
