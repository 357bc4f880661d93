import { join } from 'node:path';
import { NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EdgeFunctionOptions } from '../../lib';
import { Assembly } from '../../lib/model/assembly';
import { Resource } from '../../lib/model/template';
import { describe as describeAssembly } from '../../lib/report/describe';
import { synthesize } from '../../lib/testing/synthesis';
import { groupDistribution, maskingFunction } from '../support/distributions';
import { siteIn, stackIn } from '../support/stacks';

/** A section of the description, by its title. */
function section(title: string, stack: Stack, edgeFunctionOptions?: EdgeFunctionOptions): string[] {
  siteIn(stack, { edgeFunctionOptions });
  return sectionOf(Assembly.read(synthesize(stack)), title);
}

function sectionOf(assembly: Assembly, title: string): string[] {
  const lines = describeAssembly(assembly).split('\n');
  const start = lines.indexOf(`  ${title}`);
  const rest = lines.slice(start + 1);
  return start < 0 ? [] : rest.slice(0, rest.findIndex(line => !line.startsWith('    '))).map(line => line.trim());
}

test('outside us-east-1: the support stack, the bootstrap that it needs, the parameter, and the custom resource that reads it', () => {
  expect(section('support stack', stackIn('eu-west-1', { id: 'Web', account: '111111111111' }))).toEqual([
    'Web-us-east-1 (Web-edge-eu-west-1) in us-east-1, deployed before Web',
    'needs one bootstrap: npx cdk bootstrap aws://111111111111/us-east-1',
    expect.stringMatching(new RegExp([
      '^the SSM parameter /cdk/EdgeFunctionArn/eu-west-1/Web/Web-Site-FailoverFunction holds the version of WebSiteFailoverFunction\\w+;',
      'the custom resource WebSiteFailoverFunctionArnReader\\w+ in Web reads it$',
    ].join(' '))),
  ]);
});

test('in us-east-1 there is no support stack', () => {
  expect(section('support stack', stackIn('us-east-1'))).toEqual([]);
});

test.each([
  [undefined, 'old versions retained'],
  [RemovalPolicy.RETAIN, 'function and old versions retained'],
  [RemovalPolicy.DESTROY, 'nothing retained'],
])('what is retained, with the removal policy %s', (removalPolicy, words) => {
  expect(section('function', stackIn('us-east-1'), { removalPolicy })).toEqual([expect.stringMatching(new RegExp(` {2}${words}$`))]);
});

test.each(['us-east-1', 'eu-west-1'])('what deletes a retained function, from %s', region => {
  expect(section('function', stackIn(region), { cleanUp: true }))
    .toEqual([expect.stringMatching(/ {2}retained, and deleted by \w+CleanUp\w+ after the stack of the distribution$/)]);
});

describe('what is in other stacks', () => {
  test('a function of a nested stack comes by its output, and needs no bootstrap of its own', () => {
    const stack = stackIn('us-east-1');
    groupDistribution(stack, { originResponse: maskingFunction(new NestedStack(stack, 'Nested')) });
    expect(sectionOf(Assembly.read(synthesize(stack)), 'support stack')).toEqual([
      expect.stringMatching(/^Stack\/Nested\w+ in us-east-1, deployed before Stack$/),
      expect.stringMatching(/^the output \w+ of Stack\/Nested\w+ holds the version of Masking\w+$/),
    ]);
  });

  test('a function that is an asset has its size', () => {
    const stack = stackIn('us-east-1');
    groupDistribution(stack, { originResponse: maskingFunction(stack) });
    expect(sectionOf(Assembly.read(synthesize(stack)), 'function')).toEqual([
      expect.stringMatching(/^Stack Masking\w+ {2}nodejs22\.x, 128 MiB {2}asset, [1-9]\d+ bytes {2}nothing retained$/),
    ]);
  });
});

describe('a template', () => {
  const origin = (Id: string, more: object = {}) => ({ Id, DomainName: `${Id}.example.com`, CustomOriginConfig: {}, ...more });
  const parameter = { Ref: 'Parameter' };
  const group = (StatusCodes: unknown, ...ids: string[]) => ({
    Items: [
      { Id: 'group', FailoverCriteria: { StatusCodes: { Items: StatusCodes } }, Members: { Items: ids.map(OriginId => ({ OriginId })) } },
    ],
  });

  function described(config: object, resources: Record<string, object> = {}): Assembly {
    const usual = { Origins: ['a', 'b', 'c'].map(id => origin(id)), DefaultCacheBehavior: { TargetOriginId: 'a' } };
    const Site = { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: { ...usual, ...config } } };
    return Assembly.of({ Resources: { Site, ...resources } as Record<string, Resource> });
  }

  test('without a distribution says so', () => {
    expect(describeAssembly(Assembly.of({ Resources: {} }))).toBe('No CloudFront distribution.\n');
  });

  test('has its members by their roles, or else by their place, and how they are reached', () => {
    const role = { OriginCustomHeaders: [{ HeaderName: 'X-Failover-Role', HeaderValue: 'first choice' }] };
    const signed = { CustomOriginConfig: undefined, S3OriginConfig: {}, OriginAccessControlId: 'E1' };
    const bucket = { DomainName: 'b.s3.eu-west-1.amazonaws.com', ...signed };
    const assembly = described({
      Origins: [origin('a', role), origin('b', bucket), origin('c')], OriginGroups: group([500, 503], 'a', 'b', 'c'),
    });
    expect(describeAssembly(assembly)).toMatch(/^template Site \(any Region\)\n/);
    expect(sectionOf(assembly, 'origin group, fails over on 500, 503')).toEqual([
      'first choice  a.example.com                 custom',
      'secondary     b.s3.eu-west-1.amazonaws.com  s3, private',
      'member        c.example.com                 custom',
    ]);
  });

  test('names criteria and methods that are unresolved', () => {
    const assembly = described({
      OriginGroups: group(parameter, 'a', 'b'), DefaultCacheBehavior: { TargetOriginId: 'group', AllowedMethods: parameter },
    });
    expect(sectionOf(assembly, 'origin group, fails over on ${Parameter}')).toHaveLength(2);
    expect(sectionOf(assembly, 'behaviors')).toEqual(['*  -> the origin group  ${Parameter}']);
  });

  test('says where behaviors lead that have no group, and which functions they have', () => {
    const AllowedMethods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];
    const FunctionAssociations = [{ EventType: 'viewer-request', FunctionARN: 'arn:aws:cloudfront::1:function/f' }];
    const assembly = described({
      DefaultCacheBehavior: { TargetOriginId: 'a', AllowedMethods, FunctionAssociations },
      CacheBehaviors: [{ PathPattern: '/x', TargetOriginId: 'nowhere' }],
    });
    expect(sectionOf(assembly, 'behaviors')).toEqual([
      '/x  -> nowhere                  GET HEAD',
      '*   -> the custom origin alone  every method  viewer-request (CloudFront Function)',
    ]);
  });

  test('says what it knows of functions, each once', () => {
    const lambda = (EventType: string, LambdaFunctionARN: unknown) => ({ EventType, LambdaFunctionARN });
    const associations = [
      lambda('origin-response', { Ref: 'Version' }), lambda('origin-request', { Ref: 'Version' }), lambda('viewer-request', parameter),
      lambda('viewer-response', parameter),
    ];
    const assembly = described({ DefaultCacheBehavior: { TargetOriginId: 'a', LambdaFunctionAssociations: associations } }, {
      Version: { Type: 'AWS::Lambda::Version', DeletionPolicy: parameter, Properties: { FunctionName: { Ref: 'Edge' } } },
      Edge: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Code: { S3Bucket: 'b', S3Key: 'k' } } },
    });
    expect(sectionOf(assembly, 'function')).toEqual([
      'template Edge  nodejs22.x, 128 MiB  the code is not in the template  retained: {"Ref":"Parameter"}',
      '${Parameter}',
    ]);
  });

  test('finds code beside it', () => {
    const assembly = Assembly.read(join(__dirname, '../fixtures/forms/local-code/site.yaml'));
    expect(sectionOf(assembly, 'function')).toEqual([expect.stringMatching(/^site\.yaml Fn {2}nodejs22\.x, 128 MiB {2}asset, \d+ bytes/)]);
  });
});
