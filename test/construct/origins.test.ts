import { CfnParameter, Fn, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ErrorRewrite } from '../../lib';
import { restApiOrigin } from '../support/rest-api';
import { distributionConfig, siteIn, stackIn, userFunction, verdictOf } from '../support/stacks';

const PRIMARY = { HeaderName: 'x-failover-role', HeaderValue: 'primary' };
const SECONDARY = { HeaderName: 'x-failover-role', HeaderValue: 'secondary' };

/** Every kind of origin on which a function can run. */
const KINDS: Array<[name: string, origin: (stack: Stack) => cloudfront.IOrigin]> = [
  ['HTTP', () => new origins.HttpOrigin('a.example.com')],
  ['S3 with an origin access control', stack => origins.S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, 'Bucket'))],
  ['S3 with an origin access identity', stack => origins.S3BucketOrigin.withOriginAccessIdentity(new s3.Bucket(stack, 'Bucket'))],
  ['S3 website', stack => new origins.S3StaticWebsiteOrigin(new s3.Bucket(stack, 'Bucket', { websiteIndexDocument: 'index.html' }))],
  [
    'load balancer',
    stack =>
      new origins.LoadBalancerV2Origin(
        new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc: new ec2.Vpc(stack, 'Vpc'), internetFacing: true }),
        { protocolPolicy: cloudfront.OriginProtocolPolicy.HTTP_ONLY },
      ),
  ],
  [
    'REST API',
    restApiOrigin,
  ],
  [
    'function URL',
    stack => new origins.FunctionUrlOrigin(userFunction(stack).addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE })),
  ],
  [
    'function URL with an origin access control',
    stack => origins.FunctionUrlOrigin.withOriginAccessControl(userFunction(stack).addFunctionUrl()),
  ],
];

/** An origin of the user's own making, whose custom headers are whatever it says. */
function originWith(originCustomHeaders: any): cloudfront.IOrigin {
  const http = new origins.HttpOrigin('a.example.com');
  return {
    bind: (scope, options) => {
      const { originProperty, ...rest } = http.bind(scope, options);
      return { ...rest, originProperty: { ...originProperty!, originCustomHeaders } };
    },
  };
}

function headersOf(stack: Stack, index = 0): any {
  return distributionConfig(stack).Origins[index].OriginCustomHeaders;
}

describe.each(KINDS)('%s', (_, origin) => {
  test('is the origin that it would be in any distribution, with the role on top', () => {
    const [stack, ordinary] = [stackIn('us-east-1'), stackIn('us-east-1')];
    expect(verdictOf(siteIn(stack, { primaryOrigin: origin(stack) })).errors).toEqual([]);
    new cloudfront.Distribution(ordinary, 'Site', { defaultBehavior: { origin: origin(ordinary) } });

    const [expected] = distributionConfig(ordinary).Origins;
    expect(distributionConfig(stack).Origins[0]).toEqual({
      ...expected,
      OriginCustomHeaders: [...(expected.OriginCustomHeaders ?? []), PRIMARY],
    });
  });

  test('is marked as the secondary when it is one', () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, { secondaryOrigin: origin(stack) });
    expect(headersOf(stack, 0)).toContainEqual(PRIMARY);
    expect(headersOf(stack, 1)).toContainEqual(SECONDARY);
  });
});

test('a VPC origin is marked as well, though no function runs on it', () => {
  const stack = stackIn('us-east-1');
  const balancer = new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc: new ec2.Vpc(stack, 'Vpc') });
  siteIn(stack, { primaryOrigin: origins.VpcOrigin.withApplicationLoadBalancer(balancer), errorRewrite: ErrorRewrite.none() });
  expect(distributionConfig(stack).Origins[0]).toMatchObject({ VpcOriginConfig: expect.anything(), OriginCustomHeaders: [PRIMARY] });
});

describe("headers of the user's", () => {
  test('are kept, in front of the role', () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, { primaryOrigin: new origins.HttpOrigin('a.example.com', { customHeaders: { 'X-Secret': 'one', 'X-Other': 'two' } }) });
    expect(headersOf(stack)).toEqual([
      { HeaderName: 'X-Secret', HeaderValue: 'one' },
      { HeaderName: 'X-Other', HeaderValue: 'two' },
      PRIMARY,
    ]);
  });

  test('may be tokens', () => {
    const stack = stackIn('us-east-1');
    const secret = new CfnParameter(stack, 'Secret', { noEcho: true }).valueAsString;
    siteIn(stack, { primaryOrigin: new origins.HttpOrigin('a.example.com', { customHeaders: { 'X-Secret': secret } }) });
    expect(headersOf(stack)).toEqual([{ HeaderName: 'X-Secret', HeaderValue: { Ref: 'Secret' } }, PRIMARY]);
  });

  test.each([
    ['no list', undefined],
    ['an empty list', []],
    ['a token for nothing', Token.asAny(undefined)],
    ['a token for an empty list', Token.asAny([])],
  ])('may be %s', (_, originCustomHeaders) => {
    const stack = stackIn('us-east-1');
    const site = siteIn(stack, { primaryOrigin: originWith(originCustomHeaders) });
    expect(verdictOf(site).errors).toEqual([]);
    expect(headersOf(stack)).toEqual([PRIMARY]);
  });

  test.each([
    ['a token for a list', Token.asAny([{ headerName: 'X-Secret', headerValue: 'one' }])],
    ['a list of tokens', [Token.asAny({ headerName: 'X-Secret', headerValue: 'one' })]],
  ])('may be %s', (_, originCustomHeaders) => {
    const stack = stackIn('us-east-1');
    const site = siteIn(stack, { primaryOrigin: originWith(originCustomHeaders) });
    expect(verdictOf(site).errors).toEqual([]);
    expect(headersOf(stack)).toEqual([{ HeaderName: 'X-Secret', HeaderValue: 'one' }, PRIMARY]);
  });

  test('fail when they are a token and collide with the role', () => {
    const stack = stackIn('us-east-1');
    const site = siteIn(stack, { primaryOrigin: originWith(Token.asAny([{ headerName: 'X-FAILOVER-ROLE', headerValue: 'one' }])) });
    expect(verdictOf(site).errors).toMatchObject([{ rule: 'origin-header-repeated' }]);
  });

  test('fail with the construct and the reason when only a deployment knows whether they are a list', () => {
    const stack = stackIn('us-east-1');
    const headers = Fn.conditionIf('Condition', [{ headerName: 'X-Secret', headerValue: 'one' }], []);
    const attempt = () => {
      siteIn(stack, { primaryOrigin: originWith(headers) });
      Template.fromStack(stack);
    };
    expect(attempt).toThrow(/Stack\/Site.*custom headers/is);
  });
});

describe('one origin object', () => {
  test('may be the primary of two distributions', () => {
    const stack = stackIn('us-east-1');
    const primaryOrigin = new origins.HttpOrigin('a.example.com', { originId: 'mine' });
    const [one, two] = ['One', 'Two'].map(id =>
      siteIn(stack, { primaryOrigin, directBehaviors: { 'api/*': { rewriteErrors: true } } }, id),
    );
    expect(verdictOf(stack).errors).toEqual([]);
    for (const site of [one!, two!]) {
      const { Origins: found } = distributionConfig(site);
      expect(found.map(({ DomainName, OriginCustomHeaders }: any) => [DomainName, OriginCustomHeaders[0].HeaderValue])).toEqual([
        ['a.example.com', 'primary'],
        ['standby.example.com', 'secondary'],
        ['a.example.com', 'sole'],
      ]);
    }
  });

  test('may be the primary of one distribution and the secondary of another', () => {
    const stack = stackIn('us-east-1');
    const [a, b] = ['Here', 'There'].map(id => origins.S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, id)));
    const one = siteIn(stack, { primaryOrigin: a, secondaryOrigin: b }, 'One');
    const two = siteIn(stack, { primaryOrigin: b, secondaryOrigin: a }, 'Two');
    expect(verdictOf(stack).errors).toEqual([]);
    for (const site of [one, two]) {
      const { Origins: found } = distributionConfig(site);
      expect(found.map(({ OriginCustomHeaders }: any) => OriginCustomHeaders)).toEqual([[PRIMARY], [SECONDARY]]);
    }
  });

  test('carries no role in an ordinary distribution beside', () => {
    const stack = stackIn('us-east-1');
    const primaryOrigin = new origins.HttpOrigin('a.example.com');
    siteIn(stack, { primaryOrigin });
    new cloudfront.Distribution(stack, 'Ordinary', { defaultBehavior: { origin: primaryOrigin } });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { Origins: [{ DomainName: 'a.example.com', OriginCustomHeaders: Match.absent() }] },
    });
  });

  test('is bound once per role, however many behaviors there are', () => {
    const stack = stackIn('us-east-1');
    const http = new origins.HttpOrigin('a.example.com');
    const bind = jest.fn(http.bind.bind(http));
    const site = siteIn(stack, { primaryOrigin: { bind }, additionalBehaviors: { 'a/*': {} }, directBehaviors: { 'b/*': {} } });
    site.addFailoverBehavior('c/*');
    site.addDirectBehavior('d/*');
    expect(bind).toHaveBeenCalledTimes(1);
    site.addDirectBehavior('e/*', { rewriteErrors: true });
    site.addDirectBehavior('f/*', { rewriteErrors: true });
    expect(bind).toHaveBeenCalledTimes(2);
    expect(distributionConfig(stack).Origins).toHaveLength(3);
  });
});

test('explicit ids are kept', () => {
  const stack = stackIn('us-east-1');
  siteIn(stack, {
    primaryOrigin: new origins.HttpOrigin('a.example.com', { originId: 'first' }),
    secondaryOrigin: new origins.HttpOrigin('b.example.com', { originId: 'second' }),
  });
  const { Origins: found, OriginGroups: groups } = distributionConfig(stack);
  expect(found.map(({ Id }: any) => Id)).toEqual(['first', 'second']);
  expect(groups.Items[0].Members.Items).toEqual([{ OriginId: 'first' }, { OriginId: 'second' }]);
});

test('the group fails over on the codes that are asked for', () => {
  const stack = stackIn('us-east-1');
  siteIn(stack, { failoverStatusCodes: [404, 502, 503, 504] });
  expect(distributionConfig(stack).OriginGroups.Items[0].FailoverCriteria.StatusCodes).toEqual({
    Items: [404, 502, 503, 504],
    Quantity: 4,
  });
});

test('the group fails over on 500, 502, 503 and 504 by default', () => {
  const stack = stackIn('us-east-1');
  siteIn(stack, { failoverStatusCodes: undefined });
  expect(distributionConfig(stack).OriginGroups.Items[0].FailoverCriteria.StatusCodes).toEqual({
    Items: [500, 502, 503, 504],
    Quantity: 4,
  });
});
