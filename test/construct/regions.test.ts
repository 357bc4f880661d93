import { App, Aws, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import { ErrorRewrite } from '../../lib';
import {
  agnosticStack,
  distributionConfig,
  edgeCodeIn,
  FOUR_PARTS,
  OUR_FUNCTION,
  partsOf,
  plainOrigins,
  siteIn,
  stackIn,
  userFunction,
  verdictOf,
} from '../support/stacks';

/** The stacks in us-east-1 that CDK made for functions. */
function edgeStacks(scope: Construct): Stack[] {
  return scope.node.root.node
    .findAll()
    .filter((found): found is Stack => Stack.isStack(found) && /^Lambda@Edge functions of /.test(found.templateOptions.description ?? ''));
}

function associations(config: any): any[] {
  return config.DefaultCacheBehavior.LambdaFunctionAssociations;
}

describe('in us-east-1', () => {
  const stack = stackIn('us-east-1');
  siteIn(stack);
  const template = Template.fromStack(stack);

  test('the function is in the stack itself', () => {
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::Lambda::Version', 1);
    template.resourceCountIs('Custom::CrossRegionStringParameterReader', 0);
    expect(edgeStacks(stack)).toEqual([]);
  });

  test('the behavior refers to the version', () => {
    const [version] = Object.keys(template.findResources('AWS::Lambda::Version'));
    expect(associations(distributionConfig(stack))).toEqual([{ EventType: 'origin-response', LambdaFunctionARN: { Ref: version } }]);
  });

  test('CloudFront may run the function', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'edgelambda.amazonaws.com' } })]) },
    });
  });
});

describe.each([
  ['without an account', undefined],
  ['with an account', '111111111111'],
])('in another Region %s', (_, account) => {
  const stack = stackIn('eu-west-1', { account });
  siteIn(stack);
  const [edge, ...others] = edgeStacks(stack);

  test('the function is in one stack in us-east-1, in the same account', () => {
    expect(others).toEqual([]);
    expect(edge!.region).toBe('us-east-1');
    expect(stack.resolve(edge!.account)).toEqual(stack.resolve(stack.account));
    Template.fromStack(edge!).resourceCountIs('AWS::Lambda::Function', 1);
  });

  test('the version travels in an SSM parameter', () => {
    const [[version]] = Object.entries(Template.fromStack(edge!).findResources('AWS::Lambda::Version')) as any;
    const [parameter] = Object.values(Template.fromStack(edge!).findResources('AWS::SSM::Parameter'));
    const [[reader, { Properties }]] = Object.entries(
      Template.fromStack(stack).findResources('Custom::CrossRegionStringParameterReader'),
    ) as any;
    expect(parameter!.Properties.Value).toEqual({ Ref: version });
    expect(Properties.ParameterName).toBe(parameter!.Properties.Name);
    expect(associations(distributionConfig(stack))).toEqual([
      { EventType: 'origin-response', LambdaFunctionARN: { 'Fn::GetAtt': [reader, 'FunctionArn'] } },
    ]);
  });

  test('the code is the one that a stack in us-east-1 has', () => {
    const other = stackIn('us-east-1');
    siteIn(other);
    expect(edgeCodeIn(stack)).toBe(edgeCodeIn(other));
  });
});

describe('several times', () => {
  test.each(['us-east-1', 'eu-west-1'])('in one stack in %s, every distribution has its own function', region => {
    const stack = stackIn(region);
    siteIn(stack, {}, 'One');
    siteIn(stack, {}, 'Two');
    siteIn(new Construct(stack, 'Inner'), {}, 'One');
    expect(verdictOf(stack)).toEqual({ errors: [], warnings: [], infos: expect.anything() });

    const functions = [stack, ...edgeStacks(stack)].flatMap(found =>
      Object.values(Template.fromStack(found).findResources('AWS::Lambda::Function')),
    );
    expect(functions.filter(({ Properties }) => OUR_FUNCTION.test(Properties.Description))).toHaveLength(3);
    const arns = Object.values(Template.fromStack(stack).findResources('AWS::CloudFront::Distribution')).map(({ Properties }) =>
      JSON.stringify(associations(Properties.DistributionConfig)),
    );
    expect(new Set(arns).size).toBe(3);
  });

  test('in two stacks of one app, every stack has its own edge stack', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map(id => stackIn('eu-west-1', { scope: app, id }));
    siteIn(one!);
    siteIn(two!);
    expect(verdictOf(app).errors).toEqual([]);
    expect(edgeStacks(app)).toHaveLength(2);
  });

  test('in two stacks of one app, into one edge stack', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map(id => stackIn('eu-west-1', { scope: app, id }));
    siteIn(one!, { edgeFunctionOptions: { stackId: 'my-edge' } });
    siteIn(two!, { edgeFunctionOptions: { stackId: 'my-edge' } });
    expect(verdictOf(app).errors).toEqual([]);
    expect(edgeStacks(app).map(({ node }) => node.id)).toEqual(['my-edge']);
    Template.fromStack(edgeStacks(app)[0]!).resourceCountIs('AWS::Lambda::Function', 2);
  });

  test('in two stages of one app, with the same ids', () => {
    const app = new App();
    for (const id of ['Beta', 'Prod']) siteIn(stackIn('eu-west-1', { scope: new Stage(app, id) }));
    expect(verdictOf(app)).toEqual({ errors: [], warnings: [], infos: expect.anything() });
    expect(edgeStacks(app).map(({ node }) => node.scope!.node.id)).toEqual(['Beta', 'Prod']);
  });

  test('with the same props the templates are the same, and a second synth changes nothing', () => {
    const [one, two] = [0, 1].map(() => {
      const stack = stackIn('eu-west-1');
      siteIn(stack, { directBehaviors: { 'api/*': { rewriteErrors: true } } });
      return stack;
    });
    const app = one!.node.root as App;
    const templates = () => app.synth({ force: true }).stacks.map(({ template }) => template);
    const first = templates();
    expect(templates()).toEqual(first);
    expect((two!.node.root as App).synth().stacks.map(({ template }) => template)).toEqual(first);
  });
});

test('the Region of a stage counts for its stacks', () => {
  const stage = new Stage(new App(), 'Prod', { env: { region: 'ap-southeast-2' } });
  const stack = new Stack(stage, 'Stack');
  siteIn(stack);
  expect(verdictOf(stack).errors).toEqual([]);
  expect(edgeStacks(stack).map(({ node, region }) => [node.scope, region])).toEqual([[stage, 'us-east-1']]);
});

test.each(['us-east-1', 'eu-west-1'])('works in a nested stack in %s', region => {
  const nested = new NestedStack(stackIn(region), 'Nested');
  const site = siteIn(nested);
  expect(verdictOf(site)).toEqual({ errors: [], warnings: [], infos: expect.anything() });
  expect(associations(distributionConfig(nested))).toHaveLength(1);
});

test('of all Regions that CDK knows, those of other partitions fail, and no other', () => {
  const refusalIn = (name: string) => partsOf(() => siteIn(stackIn(name))).what;
  const expected = RegionInfo.regions.map(({ name, partition = '' }) =>
    [name, partition === 'aws' ? 'nothing is thrown' : expect.stringContaining(`in the partition ${partition}, which has no Lambda@Edge`)]);
  expect(RegionInfo.regions.map(({ name }) => [name, refusalIn(name)])).toEqual(expected);
  expect(expected.map(([name]) => name)).toEqual(expect.arrayContaining(['cn-north-1', 'us-gov-west-1', 'eusc-de-east-1', 'eu-west-1']));
});

describe('an environment-agnostic stack', () => {
  test('fails with one error that says what to write', () => {
    const attempt = () => siteIn(agnosticStack());
    expect(attempt).toThrow(FOUR_PARTS);
    expect(attempt).toThrow(/^Stack\/Site: The stack has no Region, .* Set the Region in the env of the stack/s);
  });

  test('fails when the Region is written as a token', () => {
    expect(() => siteIn(stackIn(Aws.REGION))).toThrow(/has no Region/);
  });

  test('passes when there is no function to make', () => {
    const site = siteIn(agnosticStack(), { errorRewrite: ErrorRewrite.none() });
    expect(verdictOf(site)).toEqual({ errors: [], warnings: [], infos: expect.anything() });
    expect(site.edgeFunction).toBeUndefined();
  });

  test("passes with a function version of the user's", () => {
    const stack = agnosticStack();
    const originResponseFunction = lambda.Version.fromVersionArn(stack, 'Mine', 'arn:aws:lambda:us-east-1:111111111111:function:mine:3');
    expect(verdictOf(siteIn(stack, { originResponseFunction })).errors).toEqual([]);
  });

  test('leaves nothing behind that a second attempt would stumble over', () => {
    const stack = agnosticStack();
    expect(() => siteIn(stack)).toThrow(/has no Region/);
    expect(() => siteIn(stack, { errorRewrite: ErrorRewrite.none() }, 'Again')).not.toThrow();
  });
});

test("a function of the user's in a stack in us-east-1 reaches a distribution in another Region", () => {
  const app = new App();
  const [account, crossRegionReferences] = ['111111111111', true];
  const edge = new Stack(app, 'Edge', { env: { account, region: 'us-east-1' }, crossRegionReferences });
  const stack = new Stack(app, 'Stack', { env: { account, region: 'eu-west-1' }, crossRegionReferences });
  const site = siteIn(stack, { ...plainOrigins(), originResponseFunction: userFunction(edge).currentVersion });
  expect(verdictOf(site).errors).toEqual([]);
  expect(associations(distributionConfig(stack))).toHaveLength(1);
});
