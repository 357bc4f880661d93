import { NestedStack, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, OriginGroup, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ExpectedFailover, FailoverTemplate } from '../../lib/testing';
import { pair } from '../simulator/journey/pair';
import { siteIn, stackIn } from '../support/stacks';

/** CDK's own distribution, on an S3 bucket as the standby. */
function plainStack(): { stack: Stack; standby: Bucket } {
  const stack = stackIn('us-east-1');
  const standby = new Bucket(stack, 'Standby');
  const group = new OriginGroup({
    primaryOrigin: new HttpOrigin('www.example.com'),
    fallbackOrigin: S3BucketOrigin.withOriginAccessControl(standby),
    fallbackStatusCodes: [503, 500],
  });
  new cloudfront.Distribution(stack, 'Plain', {
    defaultBehavior: { origin: new HttpOrigin('direct.example.com') },
    additionalBehaviors: { '/img/*': { origin: group } },
  });
  return { stack, standby };
}

describe('hasFailover', () => {
  it.each<[string, ExpectedFailover]>([
    ['anything', {}],
    ['domain names', { primary: 'www.example.com', secondary: 'standby.example.com' }],
    ['matchers', { primary: Match.stringLikeRegexp('^www'), statusCodes: Match.arrayWith([503]) }],
    ['status codes in any order', { statusCodes: [504, 503, 502, 500] }],
    ['a behavior', { behavior: '*' }],
  ])('passes for a FailoverDistribution and %s', (_, expected) => {
    const site = siteIn(stackIn('eu-west-1'));
    expect(() => FailoverTemplate.fromStack(site.node.scope as Stack).hasFailover(expected)).not.toThrow();
  });

  it.each<[string, unknown, string]>([
    ['a name that it does not know', { primry: 'www.example.com' }, 'Got: primry. Allowed: primary, secondary, statusCodes, behavior.'],
    ['a status code without a list', { statusCodes: 503 }, 'Got: 503. Allowed: an array of numbers, or a matcher.'],
  ])('fails on %s', (_, expected, message) => {
    const site = siteIn(stackIn('eu-west-1'));
    expect(() => FailoverTemplate.fromStack(site.node.scope as Stack).hasFailover(expected as ExpectedFailover)).toThrow(message);
  });

  it("passes for CDK's own constructs, with a token, an intrinsic function, its text or an id for the standby", () => {
    const { stack, standby } = plainStack();
    const template = FailoverTemplate.fromStack(stack);
    const resolved: Record<string, [string, string]> = stack.resolve(standby.bucketRegionalDomainName);
    const [logicalId] = resolved['Fn::GetAtt']!;
    const origins: any[] = Object.values(template.template.findResources('AWS::CloudFront::Distribution'))[0]!.Properties.DistributionConfig
      .Origins;
    const { Id } = origins.find(({ DomainName }) => typeof DomainName === 'object');
    for (const secondary of [
      standby.bucketRegionalDomainName,
      resolved,
      `\${${logicalId}.RegionalDomainName}`,
      Id,
      Match.objectLike({ 'Fn::GetAtt': Match.arrayWith([logicalId]) }),
    ]) {
      expect(() =>
        template.hasFailover({ primary: 'www.example.com', secondary, statusCodes: [500, 503], behavior: '/img/*' }),
      ).not.toThrow();
    }
  });

  it('passes for a template that is no stack, and for a nested stack', () => {
    expect(() => FailoverTemplate.fromJSON(pair()).hasFailover({ primary: 'primary', secondary: 'secondary.example.com' })).not.toThrow();
    const nested = new NestedStack(stackIn('us-east-1'), 'Nested');
    siteIn(nested);
    expect(() => FailoverTemplate.fromStack(nested).hasFailover({ primary: 'www.example.com' })).not.toThrow();
  });

  it('passes when one of several groups is like this', () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, { failoverStatusCodes: [500, 502, 503, 504] }, 'One');
    siteIn(stack, { failoverStatusCodes: [502, 503, 504] }, 'Two');
    expect(() => FailoverTemplate.fromStack(stack).hasFailover({ statusCodes: [502, 503, 504] })).not.toThrow();
  });

  it('fails with what was expected, what was found, and the difference', () => {
    expect(() =>
      FailoverTemplate.fromJSON(pair()).hasFailover({ primary: 'other.example.com', statusCodes: [500, 502], behavior: '/img/*' }),
    ).toThrow(
      new Error(
        [
          'No distribution fails over like this. Expected:',
          '  primary other.example.com, failover on 500, 502, behavior /img/*',
          'Found:',
          '  Distribution: primary primary.example.com, secondary secondary.example.com, failover on 500, 502, 503, 504, behavior *',
          '    primary: primary.example.com is not other.example.com',
          '    status codes: 503, 504 not expected',
          '    behavior: /img/* is not on this group',
        ].join('\n'),
      ),
    );
  });

  it.each<[string, ExpectedFailover, string]>([
    [
      'the members are the other way round',
      { primary: 'secondary', secondary: 'primary' },
      'primary: primary.example.com is not secondary',
    ],
    [
      'a matcher does not match',
      { secondary: Match.stringLikeRegexp('standby') },
      "secondary: String 'secondary.example.com' did not match pattern 'standby'",
    ],
    ['a status code is missing', { statusCodes: [500, 502, 503, 504, 404] }, 'status codes: 404 missing'],
    ['a matcher does not match the codes', { statusCodes: Match.arrayWith([404]) }, 'status codes: '],
    ['an intrinsic function is another', { primary: { Ref: 'Host' } }, 'primary: '],
  ])('fails when %s', (_, expected, difference) => {
    expect(() => FailoverTemplate.fromJSON(pair()).hasFailover(expected)).toThrow(`\n    ${difference}`);
  });

  it.each([
    [
      'no origin group',
      pair({ behavior: { TargetOriginId: 'primary' }, distribution: { OriginGroups: undefined } }),
      'Distribution: no origin group; /pages/* on pages, * on primary',
    ],
    [
      'a group that no behavior is on',
      pair({ behavior: { TargetOriginId: 'primary' } }),
      'Distribution: primary primary.example.com, secondary secondary.example.com, failover on 500, 502, 503, 504, but no behavior is on ' +
        'this group',
    ],
    ['no distribution', { Resources: {} }, 'no AWS::CloudFront::Distribution'],
  ])('fails for %s, and says so', (_, template, found) => {
    expect(() => FailoverTemplate.fromJSON(template).hasFailover()).toThrow(
      new Error(`No distribution fails over like this. Expected:\n  an origin group that a behavior targets\nFound:\n  ${found}`),
    );
  });
});

it('has the assertions of aws-cdk-lib beside it', () => {
  const { stack } = plainStack();
  FailoverTemplate.fromStack(stack).template.resourceCountIs('AWS::CloudFront::Distribution', 1);
});
