import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, App, Aspects, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Construct } from 'constructs';
import { FailoverRules, FailoverRulesProps } from '../../lib';
import { templateOf } from '../rules/cases';
import { groupDistribution, maskingFunction } from '../support/distributions';
import { FOUR_PARTS, rulesOf, siteIn, stackIn, verdictOf } from '../support/stacks';

const ID = 'cdk-failover-distribution:handler-masks-failover';

function stackWithAspect(region = 'us-east-1', props?: FailoverRulesProps): Stack {
  const app = new App();
  Aspects.of(app).add(new FailoverRules(props));
  return stackIn(region, { scope: app });
}

describe('a distribution with the handler of AWS\'s sample', () => {
  test.each(['us-east-1', 'eu-west-1'])('fails the synthesis in %s', region => {
    const stack = stackWithAspect(region);
    groupDistribution(stack, { originResponse: maskingFunction(stack) });
    const { errors } = verdictOf(stack);
    expect(errors).toEqual([{ path: 'Stack/Distribution/Resource', rule: 'handler-masks-failover', text: expect.stringMatching(FOUR_PARTS) }]);
  });

  test('fails the synthesis when its code is inline', () => {
    const stack = stackWithAspect();
    const inline = new lambda.Function(stack, 'Inline', {
      code: lambda.Code.fromInline('exports.handler = async event => ({ ...event.Records[0].cf.response, status: "200" });'),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_22_X,
    });
    groupDistribution(stack, { originResponse: inline.currentVersion });
    expect(rulesOf(verdictOf(stack).errors)).toEqual(['handler-masks-failover']);
  });

  test('is not run when handlers are not to be', () => {
    const stack = stackWithAspect('us-east-1', { runHandlers: false });
    groupDistribution(stack, { originResponse: maskingFunction(stack) });
    expect(verdictOf(stack)).toEqual({ errors: [], warnings: [], infos: [] });
  });
});

describe('an acknowledgement', () => {
  test.each<[string, (distribution: Construct) => void]>([
    ['of CDK, by the id of the annotation', distribution => Annotations.of(distribution).acknowledgeWarning(ID, 'known')],
    ['of CDK with a reason', distribution => Validations.of(distribution).acknowledge({ id: ID, reason: 'known' })],
    ['on the stack', distribution => Annotations.of(Stack.of(distribution)).acknowledgeWarning(ID, 'known')],
    ['in the metadata of the resource', distribution => (distribution.node.defaultChild as any)
      .addMetadata('cdk-failover', { acknowledge: [{ id: 'handler-masks-failover', reason: 'known' }] })],
  ])('%s takes the error away', (_, acknowledge) => {
    const stack = stackWithAspect();
    acknowledge(groupDistribution(stack, { originResponse: maskingFunction(stack) }));
    const { errors, warnings } = verdictOf(stack);
    expect(errors).toEqual([]);
    expect(rulesOf(warnings)).toEqual(['masked-success-cached', 'handler-leaves-entity-headers']);
  });

  test('takes a warning away', () => {
    const stack = stackWithAspect();
    Annotations.of(groupDistribution(stack, { statusCodes: [500] })).acknowledgeWarning('cdk-failover-distribution:failover-misses-outage', 'known');
    expect(verdictOf(stack)).toEqual({ errors: [], warnings: [], infos: [] });
  });
});

test('warnings let the synthesis pass', () => {
  const stack = stackWithAspect();
  groupDistribution(stack, { statusCodes: [500] });
  expect(verdictOf(stack)).toEqual({
    errors: [],
    infos: [],
    warnings: [{ path: 'Stack/Distribution/Resource', rule: 'failover-misses-outage', text: expect.stringMatching(FOUR_PARTS) }],
  });
});

test('a function that was imported is passed over', () => {
  const stack = stackWithAspect();
  const originResponse = lambda.Version.fromVersionArn(stack, 'Imported', 'arn:aws:lambda:us-east-1:111122223333:function:imported:1');
  groupDistribution(stack, { originResponse });
  expect(verdictOf(stack)).toEqual({ errors: [], warnings: [], infos: [] });
});

test('an included template is checked', () => {
  const stack = stackWithAspect();
  const templateFile = join((stack.node.root as App).outdir, 'included.json');
  const StatusCodes = { Items: [502, 503, 504, 418], Quantity: 4 };
  writeFileSync(templateFile, JSON.stringify(templateOf({ group: { FailoverCriteria: { StatusCodes } } })));
  new CfnInclude(stack, 'Included', { templateFile });
  expect(verdictOf(stack).errors).toEqual([expect.objectContaining({ path: 'Stack/Included/Site', rule: 'failover-code-unknown' })]);
});

test('a stage has to have the rules itself', () => {
  const app = new App();
  const [first, second] = ['First', 'Second'].map(name => new Stage(app, name));
  for (const scope of [first!, second!]) groupDistribution(stackIn('us-east-1', { scope }), { statusCodes: [500] });
  Aspects.of(second!).add(new FailoverRules());
  expect(verdictOf(app).warnings.map(({ path }) => path)).toEqual(['Second/Stack/Distribution/Resource']);
});

test('a FailoverDistribution is not told twice', () => {
  const stack = stackWithAspect();
  siteIn(stack, { failoverStatusCodes: [500] });
  expect(verdictOf(stack).warnings.map(({ path, rule }) => [path, rule])).toEqual([['Stack/Site', 'failover-misses-outage']]);
});

test('an app that is synthesized twice says the same', () => {
  const stack = stackWithAspect();
  groupDistribution(stack, { statusCodes: [500, 502, 503, 504, 418] });
  expect(verdictOf(stack).errors).toHaveLength(1);
  expect(verdictOf(stack).errors).toHaveLength(1);
});
