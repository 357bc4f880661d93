import { App, CfnResource, NestedStack, Size, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { FailoverRules, FailoverRulesProps } from '../../lib';
import { groupDistribution, maskingFunction } from '../support/distributions';
import { siteIn, stackIn, userFunction } from '../support/stacks';
import { quietApp, Synthesis, synthesize, violatedIn } from '../support/validation-reports';

const NAME = 'cdk-failover-distribution';

afterEach(() => jest.restoreAllMocks());

function appWithRules(props?: FailoverRulesProps): App {
  const app = quietApp();
  Validations.of(app).addPlugins(new FailoverRules(props));
  return app;
}

function stackWithRules(region = 'us-east-1', props?: FailoverRulesProps): Stack {
  return stackIn(region, { scope: appWithRules(props) });
}

function synthesizeAppOf(scope: Construct) {
  return synthesize(scope.node.root as App);
}

function pathsIn({ reports }: Synthesis): string[] {
  return reports[NAME]!.violations.flatMap(({ violatingConstructs }) => violatingConstructs.map(({ constructPath }) => constructPath));
}

describe('a distribution with the handler of AWS\'s sample', () => {
  test.each(['us-east-1', 'eu-west-1'])('fails the synthesis in %s', region => {
    const stack = stackWithRules(region);
    groupDistribution(stack, { originResponse: maskingFunction(stack) });
    const { failed, reports } = synthesizeAppOf(stack);
    expect(failed).toBe(true);
    expect(violatedIn(reports[NAME], 'error')).toEqual(['handler-masks-failover']);
  });

  test('is told with its construct, its place in the template, the fix and AWS\'s page', () => {
    const stack = stackWithRules();
    const { node } = groupDistribution(stack, { originResponse: maskingFunction(stack) });
    const [violation] = synthesizeAppOf(stack).reports[NAME]!.violations;
    expect(violation).toMatchObject({
      ruleName: 'handler-masks-failover',
      severity: 'error',
      description: expect.stringContaining('500, 502, 503, 504 of the primary => 200'),
      suggestedFix: expect.stringContaining('failoverAware'),
      ruleMetadata: { page: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\//) },
      violatingConstructs: [{
        constructPath: `${node.path}/Resource`,
        cloudFormationResource: {
          templatePath: 'Stack.template.json',
          logicalId: stack.resolve((node.defaultChild as CfnResource).logicalId),
          propertyPaths: ['Properties.DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations.0'],
        },
      }],
    });
  });

  test('has its place in the settings of the function, where these are wrong', () => {
    const stack = stackWithRules('us-east-1', { runHandlers: false });
    const mine = userFunction(stack, { ephemeralStorageSize: Size.mebibytes(1024) });
    groupDistribution(stack, { originResponse: mine.currentVersion });
    const { violations } = synthesizeAppOf(stack).reports[NAME]!;
    const { violatingConstructs: [place] } = violations.find(({ ruleName }) => ruleName === 'edge-function-ephemeral-storage')!;
    expect(place!.cloudFormationResource!.propertyPaths).toEqual([expect.stringMatching(/^Mine\w+\.EphemeralStorage/)]);
  });

  test('is not run when handlers are not to be', () => {
    const stack = stackWithRules('us-east-1', { runHandlers: false });
    groupDistribution(stack, { originResponse: maskingFunction(stack) });
    expect(synthesizeAppOf(stack)).toEqual({ failed: false, reports: {} });
  });
});

describe('an acknowledgement', () => {
  const reason = 'Everything is on one page, and it is small.';

  function masked(): { stack: Stack; distribution: Distribution } {
    const stack = stackWithRules();
    return { stack, distribution: groupDistribution(stack, { originResponse: maskingFunction(stack) }) };
  }

  test.each<[string, (parts: ReturnType<typeof masked>) => Construct]>([
    ['the distribution', ({ distribution }) => distribution],
    ['its stack', ({ stack }) => stack],
  ])('on %s takes the error away and keeps the reason', (_, place) => {
    const parts = masked();
    Validations.of(place(parts)).acknowledge({ id: `${NAME}::handler-masks-failover`, reason });
    const { failed, reports } = synthesizeAppOf(parts.stack);
    expect(failed).toBe(false);
    expect(violatedIn(reports[NAME], 'error')).toEqual([]);
    expect(reports[NAME]!.suppressedViolations).toEqual([
      expect.objectContaining({ ruleName: 'handler-masks-failover', reason, acknowledgedAt: place(parts).node.path }),
    ]);
  });

  test('in the metadata of the resource does so, too', () => {
    const { stack, distribution } = masked();
    (distribution.node.defaultChild as CfnResource).addMetadata('cdk-failover', {
      acknowledge: [{ id: 'handler-masks-failover', reason }],
    });
    const { failed, reports } = synthesizeAppOf(stack);
    expect(failed).toBe(false);
    expect(violatedIn(reports[NAME], 'error')).toEqual([]);
  });

  test.each([
    ['of another rule', `${NAME}::handler-fails`, (parts: ReturnType<typeof masked>) => parts.distribution],
    [
      'on a construct beside',
      `${NAME}::handler-masks-failover`,
      (parts: ReturnType<typeof masked>) => new Construct(parts.stack, 'Beside'),
    ],
  ])('fails to help %s', (_, id, place) => {
    const parts = masked();
    Validations.of(place(parts)).acknowledge({ id, reason });
    expect(synthesizeAppOf(parts.stack).failed).toBe(true);
  });
});

describe('an app is accepted', () => {
  test('without a report when nothing is wrong', () => {
    const stack = stackWithRules();
    groupDistribution(stack);
    expect(synthesizeAppOf(stack)).toEqual({ failed: false, reports: {} });
  });

  test('without distributions', () => {
    expect(synthesizeAppOf(stackWithRules())).toEqual({ failed: false, reports: {} });
  });

  test('with a warning', () => {
    const stack = stackWithRules();
    groupDistribution(stack, { statusCodes: [500] });
    const { failed, reports } = synthesizeAppOf(stack);
    expect(failed).toBe(false);
    expect(reports[NAME]).toMatchObject({
      conclusion: 'success',
      violations: [{ ruleName: 'failover-misses-outage', severity: 'warning' }],
    });
  });

  test('with a function that was imported, about which nothing can be told', () => {
    const stack = stackWithRules();
    const originResponse = lambda.Version.fromVersionArn(stack, 'Imported', 'arn:aws:lambda:us-east-1:111122223333:function:imported:1');
    groupDistribution(stack, { originResponse, statusCodes: [500] });
    const { failed, reports } = synthesizeAppOf(stack);
    expect(failed).toBe(false);
    expect(violatedIn(reports[NAME])).toEqual(['failover-misses-outage']);
    expect(reports[NAME]!.metadata!.cannotTell).toMatch(/handler-masks-failover .+ the function is .+function:imported:1/);
  });
});

describe('distributions are found', () => {
  const wrong = { statusCodes: [500, 502, 503, 504, 418] };

  test('in nested stacks', () => {
    const stack = stackWithRules();
    groupDistribution(new NestedStack(stack, 'Nested'), wrong);
    expect(pathsIn(synthesizeAppOf(stack))).toEqual(['Stack/Nested/Distribution/Resource']);
  });

  test('in stages, once each, when the app has the rules', () => {
    const app = appWithRules();
    for (const name of ['Test', 'Live']) groupDistribution(stackIn('us-east-1', { scope: new Stage(app, name) }), wrong);
    groupDistribution(stackIn('us-east-1', { scope: app }), wrong);
    expect(pathsIn(synthesize(app)).sort()).toEqual([
      'Live/Stack/Distribution/Resource',
      'Stack/Distribution/Resource',
      'Test/Stack/Distribution/Resource',
    ]);
  });

  test('in the stage that has the rules, and not elsewhere', () => {
    const app = quietApp();
    const stage = new Stage(app, 'Live');
    Validations.of(stage).addPlugins(new FailoverRules());
    for (const scope of [app, stage]) groupDistribution(stackIn('us-east-1', { scope }), wrong);
    expect(pathsIn(synthesize(app))).toEqual(['Live/Stack/Distribution/Resource']);
  });
});

describe('a FailoverDistribution in the app', () => {
  test('is not told twice', () => {
    const stack = stackWithRules();
    siteIn(stack, { failoverStatusCodes: [500] });
    expect(synthesizeAppOf(stack)).toEqual({ failed: false, reports: {} });
    expect((stack.node.root as App).synth().getStackByName('Stack').messages.map(({ entry }) => entry.data))
      .toContainEqual(expect.stringContaining('failover-misses-outage'));
  });

  test('does not hide another distribution', () => {
    const stack = stackWithRules();
    siteIn(stack);
    groupDistribution(stack, { statusCodes: [500, 502, 503, 504, 418] });
    expect(violatedIn(synthesizeAppOf(stack).reports[NAME])).toEqual(['failover-code-unknown']);
  });
});

test('the plugin names every rule that it tells', () => {
  const { name, ruleIds } = new FailoverRules();
  expect(name).toBe(NAME);
  expect(ruleIds).toEqual(expect.arrayContaining(['failover-misses-outage', 'handler-masks-failover']));
  expect(new Set(ruleIds).size).toBe(ruleIds!.length);
});
