import { App, Aspects, CfnElement, CfnParameter, CfnResource, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, OriginGroup } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FailoverDistribution } from '../../lib';
import { Resolution } from '../../lib/synth/resolution';
import { edgeCodeIn, resourcesOf, rulesOf, siteIn, stackIn, verdictOf } from '../support/stacks';

const VERSION = 'AWS::Lambda::Version';

/** The app of a stack, synthesized again. */
function synthesized(stack: Stack): any {
  return (stack.node.root as App).synth({ force: true }).getStackByName(stack.stackName).template;
}

function cfnFunctionOf(site: FailoverDistribution): lambda.CfnFunction {
  return site.edgeFunction!.lambda.node.defaultChild as lambda.CfnFunction;
}

/** What a user would write: a distribution with the function of a site. */
function byHand(code: string): Stack {
  const stack = stackIn('us-east-1');
  const edge = new cloudfront.experimental.EdgeFunction(stack, 'SiteFailoverFunction', {
    code: lambda.Code.fromInline(code),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
    memorySize: 128,
    description: 'Origin-response function of cdk-failover-distribution',
  });
  new cloudfront.Distribution(stack, 'Site', {
    defaultBehavior: {
      origin: new OriginGroup({
        primaryOrigin: new HttpOrigin('www.example.com', { customHeaders: { 'x-failover-role': 'primary' } }),
        fallbackOrigin: new HttpOrigin('standby.example.com', { customHeaders: { 'x-failover-role': 'secondary' } }),
        fallbackStatusCodes: [500, 502, 503, 504],
      }),
      edgeLambdas: [{ functionVersion: edge.currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE }],
    },
  });
  return stack;
}

describe("the id of the function's version", () => {
  test('is the one that CDK makes', () => {
    const stack = stackIn('us-east-1');
    siteIn(stack);
    const [[id]] = resourcesOf(synthesized(byHand(edgeCodeIn(stack))), VERSION);
    expect(resourcesOf(synthesized(stack), VERSION).map(([own]) => own)).toEqual([id]);
  });

  test('changes with the function, and the distribution refers to it', () => {
    const ids = [128, 256, 256].map(memory => {
      const stack = stackIn('us-east-1');
      Aspects.of(siteIn(stack)).add({ visit: () => undefined });
      Aspects.of(stack).add({ visit: node => { if (node instanceof lambda.CfnFunction) node.memorySize = memory; } });
      const template = synthesized(stack);
      const [[id]] = resourcesOf(template, VERSION);
      const [[, { Properties: { DistributionConfig } }]] = resourcesOf(template, 'AWS::CloudFront::Distribution');
      expect(DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations[0].LambdaFunctionARN).toEqual({ Ref: id });
      return id;
    });
    expect(ids[0]).not.toBe(ids[1]);
    expect(ids[1]).toBe(ids[2]);
  });

  test('changes when the function changes between two syntheses of one app', () => {
    const stack = stackIn('us-east-1');
    const site = siteIn(stack);
    const [[before]] = resourcesOf(synthesized(stack), VERSION);
    cfnFunctionOf(site).memorySize = 256;
    const [[after]] = resourcesOf(synthesized(stack), VERSION);
    expect(after).not.toBe(before);
    cfnFunctionOf(site).memorySize = 128;
    expect(resourcesOf(synthesized(stack), VERSION).map(([id]) => id)).toEqual([before]);
  });
});

test('the checks read the distribution anew in each synthesis', () => {
  const site = siteIn(stackIn('us-east-1'));
  const warnings = () => rulesOf(verdictOf(site).warnings);
  expect(warnings()).not.toContain('failover-misses-outage');
  (site.node.defaultChild as CfnResource).addPropertyOverride(
    'DistributionConfig.OriginGroups.Items.0.FailoverCriteria.StatusCodes', { Items: [503], Quantity: 1 });
  expect(warnings()).toContain('failover-misses-outage');
});

describe('the checks resolve as CDK does', () => {
  const stack = stackIn('us-east-1');
  const parameter = new CfnParameter(stack, 'Names', { type: 'CommaDelimitedList' });
  const bucket = new s3.Bucket(stack, 'Bucket', { versioned: true });
  bucket.addToResourcePolicy(new iam.PolicyStatement({
    actions: ['s3:GetObject'], resources: [bucket.arnForObjects('*')], principals: [new iam.AnyPrincipal()],
  }));
  const properties = { removed: 1, nested: { of: bucket.bucketArn } };
  const resource = new CfnResource(stack, 'Resource', { type: 'My::Resource', properties });
  resource.addPropertyOverride('nested.of.Ref', 'Written');
  resource.addPropertyDeletionOverride('removed');

  test.each<[string, unknown]>([
    ['literals', { text: 'a', number: -1, no: false, nothing: null, left: undefined, list: [1, undefined, null], date: new Date(0) }],
    ['an attribute alone', bucket.bucketArn],
    ['an attribute in text', `${bucket.bucketArn}/${bucket.bucketName}/*`],
    ['a join in a join', `a${Fn.join('', ['b', bucket.bucketArn, 'c'])}d${Fn.join('/', ['e', bucket.bucketArn])}`],
    ['text in text', `a${Lazy.string({ produce: () => 'b' })}${Lazy.string({ produce: () => undefined })}c`],
    ['text that is nothing', [Lazy.string({ produce: () => undefined })]],
    ['a number', { number: Lazy.number({ produce: () => 3 }), text: `${Token.asString(Lazy.number({ produce: () => 4 }))} and more` }],
    ['a list', [parameter.valueAsList, Lazy.list({ produce: () => ['a', bucket.bucketArn] }), Fn.split(',', bucket.bucketName)]],
    ['a key', { [bucket.node.id]: 1, [Lazy.string({ produce: () => 'key' })]: bucket.bucketArn }],
    ['what a token hides', Lazy.any({ produce: () => ({ a: [bucket.bucketArn, { b: Lazy.any({ produce: () => undefined }) }] }) })],
    ['text of a mapping', stack.toJsonString({ list: parameter.valueAsList, bucket: bucket.bucketArn })],
    ...stack.node.findAll().filter(CfnElement.isCfnElement).map(element =>
      [`the ${element.node.path}`, (element as any)._toCloudFormation()] as [string, unknown]),
  ])('%s', (_, value) => {
    const resolution = new Resolution(stack);
    const expected = stack.resolve(value);
    expect(resolution.resolve(value)).toStrictEqual(expected);
    expect(resolution.resolve(value)).toStrictEqual(expected);
  });
});

// Numbers that depend on no machine: see docs/benchmarks.md.
test('a distribution takes at most one resolution more of each of its resources than by hand, and fewer of its function', () => {
  const resolutions = (stack: Stack) => {
    const counts: Record<string, number> = {};
    for (const resource of stack.node.findAll().filter(CfnResource.isCfnResource)) {
      const spied = resource as unknown as { _toCloudFormation(): object };
      const own = spied._toCloudFormation.bind(resource);
      spied._toCloudFormation = () => {
        counts[resource.cfnResourceType] = (counts[resource.cfnResourceType] ?? 0) + 1;
        return own();
      };
    }
    synthesized(stack);
    return counts;
  };
  const stack = stackIn('us-east-1');
  const code = edgeCodeIn(siteIn(stackIn('us-east-1')));
  siteIn(stack);
  const hand = resolutions(byHand(code));
  const ours = resolutions(stack);
  expect(Object.keys(ours).sort()).toEqual(Object.keys(hand).sort());
  for (const [type, count] of Object.entries(ours)) {
    expect([type, count - hand[type]!]).toEqual([type, type === 'AWS::Lambda::Function' ? expect.any(Number) : 1]);
  }
  expect(ours['AWS::Lambda::Function']).toBeLessThan(hand['AWS::Lambda::Function']!);
});
