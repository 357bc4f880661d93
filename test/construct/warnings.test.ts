import { Annotations, CfnParameter, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ANNOTATED, Case, headers, withHeaders, withMinTtl, withUserFunction } from './problems';
import { ErrorRewrite, FailoverDistribution } from '../../lib';
import { restApiOrigin } from '../support/rest-api';
import { FOUR_PARTS, rulesOf, siteIn, stackIn, toOkOnServerErrors, userFunction, verdictOf } from '../support/stacks';

const OUTAGE_CODES = [500, 502, 503, 504];

function sameObject(props: origins.HttpOriginProps = {}) {
  return (stack: Stack) => {
    const origin = new origins.HttpOrigin('www.example.com', props);
    return siteIn(stack, { primaryOrigin: origin, secondaryOrigin: origin });
  };
}

function domains(primary: [string, string?], secondary: [string, string?]) {
  const origin = ([domain, originPath]: [string, string?]) => new origins.HttpOrigin(domain, { originPath });
  return (stack: Stack) => siteIn(stack, { primaryOrigin: origin(primary), secondaryOrigin: origin(secondary) });
}

const plain = (stack: Stack) => siteIn(stack);

const bucketOrigin = (stack: Stack, props: origins.S3BucketOriginWithOACProps = {}, id = 'Bucket') =>
  origins.S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, id), props);

const forwardingHost = { originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER };
const withoutHost = { originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER };

/** A load balancer with a listener for HTTPS. */
function listening(balancer: elb.ApplicationLoadBalancer): elb.ApplicationLoadBalancer {
  const certificates = [elb.ListenerCertificate.fromArn('arn:aws:acm:us-east-1:111122223333:certificate/mine')];
  balancer.addListener('Secure', { port: 443, certificates, defaultAction: elb.ListenerAction.fixedResponse(200) });
  return balancer;
}

const STRICT_ORIGINS: Array<[name: string, origin: (stack: Stack) => cloudfront.IOrigin, got: string]> = [
  ['an S3 bucket', stack => bucketOrigin(stack), 's3 ${Bucket83908E77.RegionalDomainName}'],
  [
    'a REST API',
    restApiOrigin,
    'rest-api ${ApiF70053CD}.execute-api.us-east-1.amazonaws.com',
  ],
  [
    'a REST API by its name', () => new origins.HttpOrigin('abcdefghij.execute-api.eu-west-1.amazonaws.com'),
    'rest-api abcdefghij.execute-api.eu-west-1.amazonaws.com',
  ],
  [
    'a function URL',
    stack => new origins.FunctionUrlOrigin(userFunction(stack).addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE })),
    'function-url ${host of MineFunctionUrlBB425C5E.FunctionUrl}',
  ],
  [
    'a function URL by its name', () => new origins.HttpOrigin('abcdefghij.lambda-url.eu-west-1.on.aws'),
    'function-url abcdefghij.lambda-url.eu-west-1.on.aws',
  ],
];

const WARNINGS: Case[] = [
  {
    rule: 'failover-code-repeated',
    when: 'a code is listed twice',
    fails: stack => siteIn(stack, { failoverStatusCodes: [503, 500, 502, 503, 504] }),
    passes: stack => siteIn(stack, { failoverStatusCodes: [503, 500, 502, 504] }),
    got: '503.',
  },
  {
    rule: 'group-members-same',
    when: 'both members are one object',
    fails: sameObject(),
    passes: plain,
    got: 'www.example.com twice',
  },
  {
    rule: 'group-members-same',
    when: 'both members are one object with an explicit id',
    fails: sameObject({ originId: 'mine' }),
    passes: stack => siteIn(stack, { primaryOrigin: new origins.HttpOrigin('www.example.com', { originId: 'mine' }) }),
    got: 'www.example.com twice. Allowed: origins that differ',
  },
  {
    rule: 'group-members-same',
    when: 'both members have the same domain and path',
    fails: domains(['www.example.com', '/v1'], ['www.example.com', '/v1']),
    passes: domains(['www.example.com', '/v1'], ['www.example.com', '/v2']),
    got: 'www.example.com/v1 twice',
  },
  {
    rule: 'group-members-same',
    when: 'both members have the same token for a domain',
    fails: stack => {
      const { valueAsString } = new CfnParameter(stack, 'Domain');
      return domains([valueAsString], [valueAsString])(stack);
    },
    passes: stack => domains([new CfnParameter(stack, 'Domain').valueAsString], [new CfnParameter(stack, 'Other').valueAsString])(stack),
    got: '${Domain} twice. Allowed: origins that differ',
  },
  {
    rule: 'origin-headers-too-many',
    when: 'the role header is the 31st',
    fails: withHeaders(headers(30)),
    passes: withHeaders(headers(29)),
    got: '31. Allowed: at most 30.',
  },
  {
    rule: 'edge-function-reserved-concurrency',
    when: 'the function reserves concurrency',
    fails: withUserFunction({ reservedConcurrentExecutions: 10 }),
    passes: withUserFunction({ reservedConcurrentExecutions: undefined }),
    got: 'ReservedConcurrentExecutions. Allowed: a function without reserved concurrency.',
  },
  {
    rule: 'edge-function-runtime-deprecated',
    when: "the construct's function runs on nodejs20.x",
    fails: stack => siteIn(stack, { edgeFunctionOptions: { runtime: lambda.Runtime.NODEJS_20_X } }),
    passes: stack => siteIn(stack, { edgeFunctionOptions: { runtime: lambda.Runtime.NODEJS_24_X } }),
    got: 'nodejs20.x. Allowed: nodejs22.x, nodejs24.x.',
  },
  ...[lambda.Runtime.NODEJS_14_X, lambda.Runtime.NODEJS_18_X].map((runtime): Case => ({
    rule: 'edge-function-runtime-deprecated',
    when: `the user's function runs on ${runtime.name}`,
    fails: withUserFunction({ runtime }),
    passes: withUserFunction({ runtime: lambda.Runtime.NODEJS_22_X }),
    got: `${runtime.name}.`,
  })),
  ...[502, 503, 504].map((missing): Case => ({
    rule: 'failover-misses-outage',
    when: `${missing} is missing from the codes`,
    fails: stack => siteIn(stack, { failoverStatusCodes: OUTAGE_CODES.filter(code => code !== missing) }),
    passes: stack => siteIn(stack, { failoverStatusCodes: [502, 503, 504] }),
    got: `${OUTAGE_CODES.filter(code => code !== missing).join(', ')}. Allowed: a list with 502, 503 and 504.`,
  })),
  {
    rule: 'options-not-cached',
    when: 'OPTIONS is allowed and not cached',
    fails: stack => siteIn(stack, { defaultBehavior: { cachedMethods: cloudfront.CachedMethods.CACHE_GET_HEAD } }),
    passes: stack => siteIn(stack, { defaultBehavior: { cachedMethods: cloudfront.CachedMethods.CACHE_GET_HEAD_OPTIONS } }),
    got: 'GET, HEAD.',
  },
  {
    rule: 'failover-on-404-never-fires',
    when: '404 is in the codes and a private bucket may not be listed',
    fails: stack => siteIn(stack, { failoverStatusCodes: [404, ...OUTAGE_CODES], primaryOrigin: bucketOrigin(stack) }),
    passes: stack =>
      siteIn(stack, {
        failoverStatusCodes: [404, ...OUTAGE_CODES],
        primaryOrigin: bucketOrigin(stack, { originAccessLevels: [cloudfront.AccessLevel.READ, cloudfront.AccessLevel.LIST] }),
        defaultRootObject: 'index.html',
      }),
    got: '404 without 403, and a bucket policy of ${Bucket83908E77.RegionalDomainName} without s3:ListBucket.',
  },
  ...STRICT_ORIGINS.map(([name, origin, got]): Case => ({
    rule: 'viewer-host-forwarded',
    when: `the viewer's Host is forwarded to ${name}`,
    fails: stack => siteIn(stack, { primaryOrigin: origin(stack), defaultBehavior: forwardingHost }),
    passes: stack => siteIn(stack, { primaryOrigin: origin(stack), defaultBehavior: withoutHost }),
    got: `${got}. Allowed: an origin request policy without Host.`,
  })),
  {
    rule: 'viewer-host-forwarded',
    when: "an origin request policy of the user's forwards Host to the secondary",
    fails: stack =>
      siteIn(stack, {
        secondaryOrigin: bucketOrigin(stack),
        defaultBehavior: {
          originRequestPolicy: new cloudfront.OriginRequestPolicy(stack, 'Policy', {
            headerBehavior: cloudfront.OriginRequestHeaderBehavior.allowList('HOST'),
          }),
        },
      }),
    passes: stack =>
      siteIn(stack, {
        secondaryOrigin: bucketOrigin(stack),
        defaultBehavior: {
          originRequestPolicy: new cloudfront.OriginRequestPolicy(stack, 'Policy', {
            headerBehavior: cloudfront.OriginRequestHeaderBehavior.allowList('Accept'),
          }),
        },
      }),
    got: 's3 ${Bucket83908E77.RegionalDomainName}.',
  },
  {
    rule: 'viewer-host-forwarded',
    when: 'Host is in the cache key of a bucket',
    fails: stack =>
      siteIn(stack, {
        primaryOrigin: bucketOrigin(stack),
        defaultBehavior: {
          cachePolicy: new cloudfront.CachePolicy(stack, 'Policy', { headerBehavior: cloudfront.CacheHeaderBehavior.allowList('Host') }),
        },
      }),
    passes: stack =>
      siteIn(stack, {
        defaultBehavior: {
          cachePolicy: new cloudfront.CachePolicy(stack, 'Policy', { headerBehavior: cloudfront.CacheHeaderBehavior.allowList('Host') }),
        },
      }),
    got: 's3 ${Bucket83908E77.RegionalDomainName}.',
  },
  {
    rule: 'client-errors-masked',
    when: 'errors of the client are rewritten to 200',
    fails: stack => siteIn(stack, { errorRewrite: ErrorRewrite.toOk() }),
    passes: stack => siteIn(stack, { errorRewrite: ErrorRewrite.toOk(undefined, { statusCodes: [500, 503] }) }),
    got: '400-499. Allowed: 500-599.',
  },
  {
    rule: 'secondary-is-cloudfront',
    when: "the secondary is a name of CloudFront's",
    fails: stack => siteIn(stack, { secondaryOrigin: new origins.HttpOrigin('d111111abcdef8.cloudfront.net') }),
    passes: stack => siteIn(stack, { secondaryOrigin: new origins.HttpOrigin('cloudfront.net.example.com') }),
    got: 'd111111abcdef8.cloudfront.net',
  },
  {
    rule: 'secondary-is-cloudfront',
    when: 'the secondary is a distribution of the app',
    fails: stack => {
      const other = new cloudfront.Distribution(stack, 'Other', { defaultBehavior: { origin: new origins.HttpOrigin('a.example.com') } });
      return siteIn(stack, { secondaryOrigin: new origins.HttpOrigin(other.distributionDomainName) });
    },
    passes: stack => siteIn(stack, { secondaryOrigin: new origins.HttpOrigin(new s3.Bucket(stack, 'Bucket').bucketDomainName) }),
    got: '${Other34654A52.DomainName}. Allowed: an origin outside CloudFront.',
  },
  {
    rule: 'members-in-one-region',
    when: 'both members are buckets of one Region',
    fails: stack => siteIn(stack, { primaryOrigin: bucketOrigin(stack, {}, 'Here'), secondaryOrigin: bucketOrigin(stack, {}, 'There') }),
    passes: stack =>
      siteIn(stack, {
        primaryOrigin: bucketOrigin(stack, {}, 'Here'),
        secondaryOrigin: origins.S3BucketOrigin.withBucketDefaults(
          s3.Bucket.fromBucketAttributes(stack, 'There', { bucketName: 'standby', region: 'eu-west-1' }),
        ),
      }),
    got: 'us-east-1. Allowed: two Regions.',
  },
  {
    rule: 'error-response-dead',
    when: 'the rewrite comes before a custom error response',
    fails: stack =>
      siteIn(stack, {
        errorRewrite: toOkOnServerErrors(),
        errorResponses: [{ httpStatus: 500, responseHttpStatus: 500, responsePagePath: '/500.html' }],
      }),
    passes: stack =>
      siteIn(stack, {
        errorRewrite: toOkOnServerErrors(),
        errorResponses: [{ httpStatus: 404, responseHttpStatus: 404, responsePagePath: '/404.html' }],
      }),
    got: '500.',
  },
  {
    rule: 'rewrite-ttl-lengthened',
    when: 'the minimum TTL keeps a rewrite up to 60 s longer',
    fails: withMinTtl(60),
    passes: withMinTtl(1),
    got: 'a minimum TTL of 60 s and a rewrite ttl of 0 s.',
  },
  {
    rule: 'rewrite-ttl-lengthened',
    when: 'the minimum TTL is longer than a ttl',
    fails: withMinTtl(90, 30),
    passes: withMinTtl(90, 89),
    got: 'a minimum TTL of 90 s and a rewrite ttl of 30 s.',
  },
];

describe('warnings', () => {
  const told = ({ rule }: Case, site: FailoverDistribution) => {
    const { errors, warnings } = verdictOf(site);
    expect(errors).toEqual([]);
    return warnings.filter(warning => warning.rule === rule);
  };

  test.each(WARNINGS)('fails softly with $rule when $when', ({ fails, got, ...rest }) => {
    const warnings = told({ fails, got, ...rest }, fails(stackIn('us-east-1')));
    expect(warnings).toEqual([{ path: ANNOTATED, rule: rest.rule, text: expect.stringMatching(FOUR_PARTS) }]);
    expect(warnings[0]!.text).toContain(`Got: ${got}`);
  });

  test.each(WARNINGS)('passes $rule unless $when', ({ passes }) => {
    const { errors, warnings } = verdictOf(passes(stackIn('us-east-1')));
    expect([errors, warnings.filter(({ rule }) => !rule.startsWith('@aws-cdk/'))]).toEqual([[], []]);
  });

  test.each(WARNINGS)('keeps quiet about $rule when it was acknowledged, and $when', ({ fails, ...rest }) => {
    const site = fails(stackIn('us-east-1'));
    Annotations.of(site).acknowledgeWarning(`cdk-failover-distribution:${rest.rule}`);
    expect(told({ fails, ...rest }, site)).toEqual([]);
  });

  test('keeps quiet when a warning was acknowledged on the stack', () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, { failoverStatusCodes: [500] });
    Annotations.of(stack).acknowledgeWarning('cdk-failover-distribution:failover-misses-outage');
    expect(verdictOf(stack).warnings).toEqual([]);
  });

  test("passes CloudFront's own error codes in the custom error responses, which no function sees", () => {
    const errorResponses = [502, 503, 504].map(httpStatus => ({
      httpStatus,
      responseHttpStatus: httpStatus,
      responsePagePath: '/down.html',
    }));
    expect(rulesOf(verdictOf(siteIn(stackIn('us-east-1'), { errorResponses })).warnings)).toEqual(['error-page-behind-group']);
  });

  test('passes a custom error response when a direct behavior still needs it', () => {
    const site = siteIn(stackIn('us-east-1'), {
      errorResponses: [{ httpStatus: 500, responseHttpStatus: 500, responsePagePath: '/500.html' }],
      directBehaviors: { 'api/*': {} },
    });
    expect(rulesOf(verdictOf(site).warnings)).toEqual(['error-page-behind-group']);
  });

  test('passes a custom error response when the rewrite keeps the status', () => {
    const site = siteIn(stackIn('us-east-1'), {
      errorRewrite: ErrorRewrite.keepStatus(),
      errorResponses: [{ httpStatus: 500, responseHttpStatus: 500, responsePagePath: '/500.html' }],
    });
    expect(rulesOf(verdictOf(site).warnings)).toEqual(['error-page-behind-group']);
  });

  test.each([
    [
      'a website endpoint',
      (stack: Stack) => new origins.S3StaticWebsiteOrigin(new s3.Bucket(stack, 'Bucket', { websiteIndexDocument: 'index.html' })),
    ],
    ['a load balancer', (stack: Stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc');
      return new origins.LoadBalancerV2Origin(listening(new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true })));
    }],
    ['a server', () => new origins.HttpOrigin('a.example.com')],
  ])("passes the viewer's Host to %s", (_, primaryOrigin) => {
    const stack = stackIn('us-east-1');
    expect(verdictOf(siteIn(stack, { primaryOrigin: primaryOrigin(stack), defaultBehavior: forwardingHost })).warnings).toEqual([]);
  });

  test('passes 404 in the codes when 403 is there, too, and when only the secondary is a private bucket', () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, { failoverStatusCodes: [403, 404, ...OUTAGE_CODES], primaryOrigin: bucketOrigin(stack) });
    siteIn(stack, {
      failoverStatusCodes: [404, ...OUTAGE_CODES],
      secondaryOrigin: bucketOrigin(stack, {}, 'Other'),
      defaultRootObject: 'index.html',
    }, 'Two');
    expect(verdictOf(stack).warnings).toEqual([]);
  });

  test('are reported again, and not twice, when the app is synthesized again', () => {
    const site = siteIn(stackIn('us-east-1'), { failoverStatusCodes: [500] });
    const first = verdictOf(site);
    expect(verdictOf(site)).toEqual(first);
    expect(rulesOf(first.warnings)).toEqual(['failover-misses-outage']);
  });
});
