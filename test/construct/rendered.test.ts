import { Aspects } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { ErrorRewrite, FailoverDistribution } from '../../lib';
import { distributionConfig, rulesOf, siteIn, stackIn, verdictOf } from '../support/stacks';

const REGIONS = ['us-east-1', 'eu-west-1'];
const OUTAGE = [500, 502, 503, 504];

/** The criteria as something else leaves them, after the construct has made its function for the default ones. */
function failOverOn(site: FailoverDistribution, codes: number[]): FailoverDistribution {
  (site.node.defaultChild as cloudfront.CfnDistribution).addPropertyOverride(
    'DistributionConfig.OriginGroups.Items.0.FailoverCriteria.StatusCodes', { Items: codes, Quantity: codes.length },
  );
  return site;
}

function withAspect(scope: IConstruct, visit: (node: IConstruct) => void): void {
  Aspects.of(scope).add({ visit });
}

function distrustEdge(node: IConstruct): void {
  if (!(node instanceof iam.CfnRole)) return;
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
  node.addPropertyOverride('AssumeRolePolicyDocument.Statement', [trust]);
}

describe.each(REGIONS)('404 added to the failover criteria by an override, in %s', region => {
  test('fails where the function rewrites 404', () => {
    const { errors } = verdictOf(failOverOn(siteIn(stackIn(region), { errorRewrite: ErrorRewrite.toOk() }), [404, ...OUTAGE]));
    expect(errors).toEqual([
      { path: 'Stack/Site', rule: 'handler-masks-failover', text: expect.stringContaining('Got: 404 of the primary => 200') },
      { path: 'Stack/Site', rule: 'rewrite-of-failover-code', text: expect.stringContaining('Got: 404 in the origin group only.') },
    ]);
  });

  test('passes where the construct was given the code', () => {
    const site = siteIn(stackIn(region), { errorRewrite: ErrorRewrite.toOk(), failoverStatusCodes: [404, ...OUTAGE] });
    expect(verdictOf(site).errors).toEqual([]);
  });

  test('passes where the function leaves 404 alone', () => {
    expect(verdictOf(failOverOn(siteIn(stackIn(region)), [404, ...OUTAGE])).errors).toEqual([]);
  });
});

test.each(REGIONS)('fails with an aspect that takes Lambda@Edge out of the trust policy of the role, in %s', region => {
  const stack = stackIn(region);
  siteIn(stack);
  withAspect(stack, distrustEdge);
  expect(rulesOf(verdictOf(stack).errors)).toEqual(['edge-function-role']);
});

describe('a path pattern that an earlier one covers', () => {
  const patterns = (site: FailoverDistribution) => distributionConfig(site).CacheBehaviors.map(({ PathPattern }: any) => PathPattern);

  test('is a warning', () => {
    const site = siteIn(stackIn('us-east-1'), { additionalBehaviors: { 'api/*': {} } });
    site.addDirectBehavior('api/write/*');
    expect(patterns(site)).toEqual(['api/*', 'api/write/*']);
    expect(verdictOf(site).warnings).toEqual([expect.objectContaining({
      path: 'Stack/Site/Resource', rule: 'behavior-path-covered', text: expect.stringContaining('Got: api/write/* after api/*.'),
    })]);
  });

  test('does not happen with the two properties: direct behaviors come first', () => {
    const site = siteIn(stackIn('us-east-1'), { additionalBehaviors: { 'api/*': {} }, directBehaviors: { 'api/write/*': {} } });
    expect(patterns(site)).toEqual(['api/write/*', 'api/*']);
    expect(verdictOf(site).warnings).toEqual([]);
  });
});
