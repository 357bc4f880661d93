import { Annotations, App, CfnCondition, CfnOutput, CfnParameter, Fn, Validations } from 'aws-cdk-lib';
import { CfnDistribution, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront';
import { Version } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { Assembly } from '../../lib/model/assembly';
import { check } from '../../lib/rules/check';
import { SynthChecks } from '../../lib/synth/synth-checks';
import { groupDistribution, maskingFunction, quickGroup } from '../support/distributions';
import { FOUR_PARTS, rulesOf, stackIn, verdictOf } from '../support/stacks';

const NAME = 'cdk-failover-distribution';

/** A distribution of CDK's own that is checked as ours are. Its handler masks, or its codes miss an outage. */
function checkedDistribution({ masks = false, region = 'us-east-1' } = {}) {
  const stack = stackIn(region);
  const distribution = groupDistribution(stack, masks ? { originResponse: maskingFunction(stack) } : { statusCodes: [500] });
  const resource = distribution.node.defaultChild as CfnDistribution;
  resource.node.addValidation(new SynthChecks(resource));
  return { stack, distribution, resource };
}

type Parts = ReturnType<typeof checkedDistribution>;

test.each(['us-east-1', 'eu-west-1'])('an error fails the synthesis, with its four parts: in %s', region => {
  const { stack } = checkedDistribution({ masks: true, region });
  expect(verdictOf(stack).errors).toEqual([
    { path: 'Stack/Distribution/Resource', rule: 'handler-masks-failover', text: expect.stringMatching(FOUR_PARTS) },
  ]);
});

test('a function that another stack of the app exports is found by the name of the export', () => {
  const { stack, distribution, resource } = checkedDistribution();
  const beside = stackIn('us-east-1', { scope: stack.node.root as App, id: 'Beside' });
  new CfnOutput(beside, 'Other', { value: 'x', exportName: 'other' });
  new CfnOutput(beside, 'Arn', { value: maskingFunction(beside).functionArn, exportName: 'edge-arn' });
  const functionVersion = Version.fromVersionArn(distribution, 'Imported', Fn.importValue('edge-arn'));
  const association = { EventType: LambdaEdgeEventType.ORIGIN_RESPONSE, LambdaFunctionARN: functionVersion.functionArn };
  resource.addPropertyOverride('DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations', [association]);
  expect(rulesOf(verdictOf(stack).errors)).toEqual(['handler-masks-failover']);
});

test('a warning is an annotation of the resource', () => {
  expect(verdictOf(checkedDistribution().stack)).toEqual({
    errors: [],
    infos: [],
    warnings: [{ path: 'Stack/Distribution/Resource', rule: 'failover-misses-outage', text: expect.stringMatching(FOUR_PARTS) }],
  });
});

test('what only some deployments have wrong counts less, and says where', () => {
  const { stack, resource } = checkedDistribution();
  new CfnCondition(stack, 'IsTest', { expression: Fn.conditionEquals(new CfnParameter(stack, 'Stage'), 'test') });
  const codes = { 'Fn::If': ['IsTest', { Quantity: 1, Items: [501] }, { Quantity: 3, Items: [502, 503, 504] }] };
  resource.addPropertyOverride('DistributionConfig.OriginGroups.Items.0.FailoverCriteria.StatusCodes', codes);
  const { errors, warnings, infos } = verdictOf(stack);
  expect([rulesOf(errors), rulesOf(warnings).sort()]).toEqual([[], ['failover-code-unknown']]);
  expect(infos.map(({ text }) => text)).toEqual([expect.stringMatching(/^Where IsTest is true: /)]);
});

test('an app that is synthesized twice says the same', () => {
  const { stack } = checkedDistribution();
  expect(verdictOf(stack).warnings).toHaveLength(1);
  expect(verdictOf(stack).warnings).toHaveLength(1);
});

describe('an acknowledgement', () => {
  const PLACES: Array<[string, (parts: Parts) => IConstruct]> = [
    ['the resource', ({ resource }) => resource],
    ['the distribution', ({ distribution }) => distribution],
    ['the stack', ({ stack }) => stack],
    ['the app', ({ stack }) => stack.node.root],
  ];

  test.each(PLACES)('with Validations on %s takes an error away', (_, place) => {
    const parts = checkedDistribution({ masks: true });
    Validations.of(place(parts)).acknowledge({ id: `${NAME}::handler-masks-failover`, reason: 'known' });
    const { errors, warnings } = verdictOf(parts.stack);
    expect(errors).toEqual([]);
    expect(rulesOf(warnings).sort()).toEqual(['handler-leaves-entity-headers', 'masked-success-cached']);
  });

  test.each(PLACES)('with Validations on %s takes a warning away', (_, place) => {
    const parts = checkedDistribution();
    Validations.of(place(parts)).acknowledge({ id: `${NAME}::failover-misses-outage`, reason: 'known' });
    expect(verdictOf(parts.stack)).toEqual({ errors: [], warnings: [], infos: [] });
  });

  test.each(['::', ':'])('may have the name of the library with %s in front', separator => {
    const parts = checkedDistribution();
    Validations.of(parts.distribution).acknowledge({ id: `${NAME}${separator}failover-misses-outage`, reason: 'known' });
    expect(verdictOf(parts.stack).warnings).toEqual([]);
  });

  // CDK itself applies these: not on the resource before 2.276 (https://github.com/aws/aws-cdk/issues/38820), and never on the app.
  test.each(PLACES.slice(1, 3))('with Annotations on %s takes a warning away', (_, place) => {
    const parts = checkedDistribution();
    Annotations.of(place(parts)).acknowledgeWarning(`${NAME}:failover-misses-outage`, 'known');
    expect(verdictOf(parts.stack).warnings).toEqual([]);
  });

  test('in the metadata of the resource takes an error away', () => {
    const { stack, resource } = checkedDistribution({ masks: true });
    resource.addMetadata('cdk-failover', { acknowledge: [{ id: 'handler-masks-failover', reason: 'known' }] });
    expect(verdictOf(stack).errors).toEqual([]);
  });

  test('without a reason fails to help, and is a warning', () => {
    const { stack, distribution } = checkedDistribution();
    Validations.of(distribution).acknowledge({ id: `${NAME}::failover-misses-outage`, reason: ' ' });
    expect(rulesOf(verdictOf(stack).warnings)).toEqual(['acknowledgement-without-effect', 'failover-misses-outage']);
  });

  describe('of one behavior', () => {
    const ON_ALL = 'DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations.0';
    const ON_API = 'DistributionConfig.CacheBehaviors.0.LambdaFunctionAssociations.0';

    /** A handler that masks, on the default behavior and on another one. */
    function maskingTwice() {
      const parts = checkedDistribution({ masks: true });
      parts.distribution.addBehavior('/api/*', quickGroup(), {
        edgeLambdas: [{
          eventType: LambdaEdgeEventType.ORIGIN_RESPONSE, functionVersion: maskingFunction(parts.stack, 'Api'),
        }],
      });
      return parts;
    }

    /** Where the errors are that are left: in CDK, and for `check` on the assembly that it wrote. */
    function errorsOf({ stack }: Parts): string[][] {
      const assembly = () => Assembly.read((stack.node.root as App).synth({ skipValidation: true, force: true }).directory);
      const errors = verdictOf(stack).errors.map(({ text }) => /\((DistributionConfig[\w.]+);/.exec(text)![1]!);
      const read = assembly();
      const found = check(read.distributions(), read.stacks).findings.filter(({ level }) => level === 'error');
      return [errors, found.map(({ property }) => property)];
    }

    test.each<[string, object | undefined, string[]]>([
      ['with a reason, and no where', undefined, []],
      ['with the other', { behavior: '*' }, [ON_API]],
      ['with a pattern that there is not', { behavior: '/apis/*' }, [ON_API, ON_ALL]],
      ['with something else', { path: '*' }, [ON_API, ON_ALL]],
    ])('%s', (_, where, left) => {
      const parts = maskingTwice();
      Validations.of(parts.distribution).acknowledge({ id: `${NAME}::handler-masks-failover`, reason: 'known', ...where && { where } });
      expect(errorsOf(parts)).toEqual([left, left]);
    });
  });

  test('of another distribution fails to help', () => {
    const { stack } = checkedDistribution();
    Validations.of(groupDistribution(stack, {}, 'Other')).acknowledge({ id: `${NAME}::failover-misses-outage`, reason: 'known' });
    expect(rulesOf(verdictOf(stack).warnings)).toEqual(['failover-misses-outage']);
  });
});
