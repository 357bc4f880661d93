import { CfnResource, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { FailoverRules } from '../../lib';
import { groupDistribution, maskingFunction } from '../support/distributions';
import { stackIn } from '../support/stacks';
import { quietApp, Synthesis, synthesize, violatedIn } from '../support/validation-reports';

/** With AWS's built-in validator on, which the other tests go without: it takes seconds. */
function synthesizeWithAll(isAcknowledged: boolean): Synthesis {
  const app = quietApp();
  Validations.of(app).addPlugins(new FailoverRules(), new AwsSolutionsChecks(app));
  const stack = stackIn('us-east-1', { scope: app });
  const distribution = groupDistribution(stack, { originResponse: maskingFunction(stack) });
  // The built-in validator has something to say of this.
  (distribution.node.defaultChild as CfnResource).addPropertyOverride('DistributionConfig.PriceClass', 'PriceClass_None');
  if (isAcknowledged) {
    Validations.of(app).acknowledge(
      { id: 'cdk-failover-distribution::handler-masks-failover', reason: 'known' },
      ...[
        'CFR1',
        'CFR2',
        'CFR3',
        'CFR4',
        'L1',
        'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      ].map(rule => ({ id: `AwsSolutions-${rule}`, reason: 'known' })),
    );
  }
  const { CDK_VALIDATION } = process.env;
  try {
    delete process.env.CDK_VALIDATION;
    return synthesize(app);
  } finally {
    process.env.CDK_VALIDATION = CDK_VALIDATION;
  }
}

describe('beside cdk-nag and AWS\'s built-in validator', () => {
  test('fails with what each of them has to say', () => {
    const { failed, reports } = synthesizeWithAll(false);
    expect(failed).toBe(true);
    expect(Object.keys(reports)).toHaveLength(3);
    expect(violatedIn(reports['cdk-failover-distribution'])).toContain('handler-masks-failover');
    expect(violatedIn(reports.AwsSolutions)).toContain('AwsSolutions-CFR4');
    expect(JSON.stringify(reports)).toContain('PriceClass');
  }, 60_000);

  test('each has its own acknowledgements', () => {
    const { failed, reports } = synthesizeWithAll(true);
    expect(failed).toBe(false);
    expect(violatedIn(reports['cdk-failover-distribution'], 'error')).toEqual([]);
    expect(violatedIn(reports.AwsSolutions, 'error')).toEqual([]);
    expect(reports['cdk-failover-distribution']!.suppressedViolations!.map(({ ruleName }) => ruleName)).toEqual(['handler-masks-failover']);
  }, 60_000);
});
