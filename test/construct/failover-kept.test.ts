import { App, Aspects, Duration, PropertyInjectors, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FailoverDistributionProps, OriginFailover } from '../../lib';
import { partsOf, plainOrigins, siteIn, stackIn, userFunction } from '../support/stacks';

type Props = Partial<FailoverDistributionProps>;

const DOORS: ReadonlyArray<readonly [name: string, make: (stack: Stack, props?: Props) => cloudfront.Distribution]> = [
  ['FailoverDistribution', (stack, props) => siteIn(stack, props)],
  ['OriginFailover', (stack, { primaryOrigin, defaultBehavior, ...props } = {}) => {
    const { primaryOrigin: plain, secondaryOrigin } = plainOrigins();
    const origin = primaryOrigin ?? plain;
    const distribution = new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin, ...defaultBehavior } });
    new OriginFailover({ secondaryOrigin, ...props }).applyTo(distribution);
    return distribution;
  }],
];

const synth = (stack: Stack) => (stack.node.root as App).synth();
const resourceOf = (site: cloudfront.Distribution) => site.node.defaultChild as cloudfront.CfnDistribution;
const NOTHING_FAILS_OVER = /No behavior of the distribution is on its origin group any more, so that nothing fails over\. Got: /;

describe.each(DOORS)('what is taken out of %s after it was made fails the synthesis:', (_door, make) => {
  test('the configuration, by an assignment', () => {
    const stack = stackIn('us-east-1');
    resourceOf(make(stack)).distributionConfig = {
      enabled: true,
      origins: [{ id: 'x', domainName: 'a.example.com', customOriginConfig: { originProtocolPolicy: 'https-only' } }],
      defaultCacheBehavior: { targetOriginId: 'x', viewerProtocolPolicy: 'allow-all' },
    };
    expect(() => synth(stack)).toThrow(NOTHING_FAILS_OVER);
  });

  test('the target of the behavior, by an aspect', () => {
    const stack = stackIn('us-east-1');
    make(stack);
    Aspects.of(stack).add({
      visit: node => {
        if (!cloudfront.CfnDistribution.isCfnDistribution(node)) return;
        node.addPropertyOverride('DistributionConfig.DefaultCacheBehavior.TargetOriginId', 'another');
      },
    });
    expect(() => synth(stack)).toThrow(NOTHING_FAILS_OVER);
  });

  test.each<[string, Props, string, RegExp]>([
    ['the function on the origins\' responses', {}, 'LambdaFunctionAssociations',
      /The behavior \* has lost the function on the origins' responses\. Got: no such function on origin-response\./],
    ['the function of the breaker', { breaker: {} }, 'FunctionAssociations',
      /The behavior \* has lost the function of breaker\. Got: no such function on viewer-request\./],
    ['the function of the alarm', { failoverAlarm: {} }, 'FunctionAssociations',
      /The behavior \* has lost the function of failoverAlarm\. Got: no such function on viewer-response\./],
  ])('%s, by an override', (_what, props, property, message) => {
    const stack = stackIn('us-east-1');
    resourceOf(make(stack, props)).addPropertyDeletionOverride(`DistributionConfig.DefaultCacheBehavior.${property}`);
    expect(() => synth(stack)).toThrow(message);
  });

  test('and what is added beside it does not', () => {
    const stack = stackIn('us-east-1');
    const site = make(stack, { breaker: {}, failoverAlarm: {} });
    resourceOf(site).distributionConfig = { ...(resourceOf(site).distributionConfig as object), comment: 'mine' } as never;
    resourceOf(site).addPropertyOverride('DistributionConfig.HttpVersion', 'http3');
    expect(() => synth(stack)).not.toThrow();
  });

  test('$LATEST in the place of a version is refused', () => {
    const stack = stackIn('us-east-1');
    expect(partsOf(() => make(stack, { originResponseFunction: userFunction(stack).latestVersion }))).toMatchObject({
      got: '$LATEST', allowed: 'a numbered version, such as myFunction.currentVersion', fix: 'Change originResponseFunction.',
    });
  });

  test.each(['role', 'logGroup'] as const)('a %s in another Region than the function needs a name', option => {
    const attempt = (name?: string) => {
      const app = new App();
      const third = stackIn('eu-central-1', { scope: app, id: 'Third' });
      const given = option === 'role'
        ? new iam.Role(third, 'Given', { roleName: name, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') })
        : new logs.LogGroup(third, 'Given', { logGroupName: name });
      const stack = stackIn('eu-west-1', { scope: app });
      make(stack, { edgeFunctionOptions: { [option]: given } });
      synth(stack);
    };
    expect(partsOf(() => attempt())).toMatchObject({
      got: 'Third/Given in eu-central-1',
      allowed: 'one in us-east-1, one that is imported, or one with a name',
      fix: `Create the ${option} in a stack in us-east-1, or give it a name.`,
    });
    expect(() => attempt('a-name')).not.toThrow();
  });
});

describe('a property injector', () => {
  const withInjector = (inject: (props: any) => any) => {
    const stack = stackIn('us-east-1');
    PropertyInjectors.of(stack).add({ constructUniqueId: cloudfront.Distribution.PROPERTY_INJECTION_ID, inject });
    return stack;
  };

  test('that replaces the origin is found at once', () => {
    const origin = new HttpOrigin('company.example.com');
    const stack = withInjector(props => ({ ...props, defaultBehavior: { ...props.defaultBehavior, origin } }));
    expect(partsOf(() => siteIn(stack))).toMatchObject({
      what: 'Stack/Site: The default behavior is not on the origin group: something has replaced its origin.',
      allowed: 'the origin group that is made',
    });
  });

  test('that replaces the functions fails the synthesis', () => {
    const stack = withInjector(props => ({ ...props, defaultBehavior: { ...props.defaultBehavior, edgeLambdas: [] } }));
    siteIn(stack);
    expect(() => synth(stack)).toThrow(/has lost the function on the origins' responses/);
  });
});

describe('s3ReadTimeout', () => {
  const s3ReadTimeout = Duration.seconds(7);
  const NO_EFFECT = 's3ReadTimeout has no effect, because neither member is the REST endpoint of an S3 bucket.';

  test('without a bucket among the members is refused', () => {
    expect(partsOf(() => siteIn(stackIn('us-east-1'), { s3ReadTimeout }))).toEqual({
      what: `Stack/Site: ${NO_EFFECT}`,
      got: 'Duration.seconds(7)',
      allowed: 'a member of CDK\'s S3BucketOrigin',
      fix: 'Use readTimeout of the origin, or leave s3ReadTimeout out.',
    });
  });

  test('without a bucket among the members fails the synthesis of a distribution with OriginFailover', () => {
    const stack = stackIn('us-east-1');
    DOORS[1]![1](stack, { s3ReadTimeout });
    expect(() => synth(stack)).toThrow(NO_EFFECT);
  });

  test.each(DOORS)('is for a bucket, of %s', (_door, make) => {
    const stack = stackIn('us-east-1');
    make(stack, { s3ReadTimeout, primaryOrigin: S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, 'Content')) });
    expect(() => synth(stack)).not.toThrow();
  });
});

describe('OriginFailover before the behavior that it names', () => {
  const late = (primary: (stack: Stack) => cloudfront.IOrigin) => {
    const stack = stackIn('us-east-1');
    const distribution = new cloudfront.Distribution(stack, 'Site', { defaultBehavior: { origin: new HttpOrigin('other.example.com') } });
    const secondaryOrigin = S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, 'Standby'));
    distribution.with(new OriginFailover({ secondaryOrigin, behaviors: ['late/*'] }));
    distribution.addBehavior('late/*', primary(stack));
    return stack;
  };

  test('fails the synthesis when that primary is a bucket, for which the function would be another', () => {
    const stack = late(own => S3BucketOrigin.withOriginAccessControl(new s3.Bucket(own, 'Content')));
    expect(() => synth(stack)).toThrow(/OriginFailover was added before the behavior whose origin is the primary/);
  });

  test('works for every other primary', () => {
    expect(() => synth(late(() => new HttpOrigin('www.example.com')))).not.toThrow();
  });
});
