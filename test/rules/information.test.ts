import { App } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FailoverDistributionProps } from '../../lib';
import { Assembly } from '../../lib/model/assembly';
import { check } from '../../lib/rules/check';
import { groupDistribution, quickGroup } from '../support/distributions';
import { siteIn, stackIn } from '../support/stacks';

/** What `check` finds in the assembly of a stack. */
function foundIn(construct: Construct) {
  const assembly = Assembly.read((construct.node.root as App).synth().directory);
  return check(assembly.distributions(), assembly.stacks, { runHandlers: false }).findings;
}

const rulesIn = (construct: Construct) => foundIn(construct).map(({ rule }) => rule);

test.each(['us-east-1', 'eu-west-1'])('there is one about the defaults of the construct, how long viewers wait, in %s', region => {
  const stack = stackIn(region);
  siteIn(stack);
  expect(rulesIn(stack)).toEqual(['slow-failover']);
});

test.each<[string, Partial<FailoverDistributionProps>]>([
  ['missing-page-hides-failover', {
    failoverStatusCodes: [404, 500, 502, 503, 504],
    errorResponses: [{ httpStatus: 404, responseHttpStatus: 200, responsePagePath: '/index.html' }],
  }],
])('there is %s about a choice', (rule, props) => {
  const stack = stackIn('us-east-1');
  siteIn(stack, props);
  expect(rulesIn(stack)).toContain(rule);
});

test('there is one about the same defaults in a distribution of CDK, and one for each rule, which names the other places', () => {
  const stack = stackIn('us-east-1');
  groupDistribution(stack).addBehavior('/api/*', quickGroup());
  const kept = foundIn(stack).filter(({ rule }) => rule === 'secondary-kept-long');
  expect(kept).toMatchObject([{
    property: 'DistributionConfig.CacheBehaviors.0.CachePolicyId',
    message: expect.stringMatching(/ at most 3600 s\. The same at DistributionConfig\.DefaultCacheBehavior\.CachePolicyId\.$/),
  }]);
  expect(rulesIn(stack)).toContain('failovers-invisible');
});
