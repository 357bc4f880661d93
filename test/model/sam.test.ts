import { Assembly } from '../../lib/model/assembly';
import { FunctionModel } from '../../lib/model/lambda-function';
import { templateOfSam } from '../../lib/model/sam';

const TRUST = (...Service: string[]) => ({ Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }] });
const EDGE = TRUST('lambda.amazonaws.com', 'edgelambda.amazonaws.com');

function templateOf(properties: object, globals: object = {}): any {
  return {
    Transform: 'AWS::Serverless-2016-10-31',
    Globals: { Function: globals },
    Resources: {
      Edge: { Type: 'AWS::Serverless::Function', Properties: { AutoPublishAlias: 'live', InlineCode: 'code', ...properties } },
      Site: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            DefaultCacheBehavior: {
              LambdaFunctionAssociations: [{ EventType: 'origin-response', LambdaFunctionARN: { Ref: 'Edge.Version' } }],
            },
          },
        },
      },
    },
  };
}

function functionIn(properties: object, globals?: object): FunctionModel {
  const [distribution] = Assembly.of(templateOfSam(templateOf(properties, globals))).distributions();
  return distribution!.behaviors[0]!.functions[0]!.function as FunctionModel;
}

test('a function of SAM is one of Lambda, with a version that outlives it', () => {
  expect(functionIn({ Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 45, AssumeRolePolicyDocument: EDGE })).toMatchObject({
    logicalId: 'Edge',
    runtime: 'nodejs22.x',
    timeout: 45,
    code: { text: 'code' },
    trusts: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'],
    versionRetained: true,
    retained: false,
  });
});

test('it has the settings of Globals, which its own replace, merge and follow', () => {
  const globals = {
    Runtime: 'nodejs20.x', MemorySize: 256, Environment: { Variables: { A: '1' } }, Layers: ['one'], Role: { 'Fn::Sub': 'x' },
  };
  const own = { Runtime: 'nodejs22.x', Environment: { Variables: { B: '2' } }, Layers: ['two'], Role: 'arn:role' };
  expect(templateOfSam(templateOf(own, globals)).Resources!.Edge!.Properties).toMatchObject({
    Runtime: 'nodejs22.x', MemorySize: 256, Environment: { Variables: { A: '1', B: '2' } }, Layers: ['one', 'two'], Role: 'arn:role',
  });
});

test.each<[string, object, readonly string[]]>([
  ['a tracing', { Tracing: 'Active' }, ['TracingConfig']],
  ['a queue', { DeadLetterQueue: { Type: 'SQS', TargetArn: 'arn' } }, ['DeadLetterConfig']],
  ['provisioned concurrency', { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 } }, ['ProvisionedConcurrencyConfig']],
])('%s is what Lambda calls it', (_, properties, unsupported) => {
  expect(functionIn(properties).unsupported).toEqual(unsupported);
});

test('a setting that is unresolved is undecided, and one that a version leaves out is not used', () => {
  const parameter = { Ref: 'Parameter' };
  const open = functionIn({ RuntimeManagementConfig: { UpdateRuntimeOn: parameter }, DeadLetterConfig: parameter });
  expect(open).toMatchObject({ unsupported: [], undecided: ['DeadLetterConfig', 'RuntimeManagementConfig'] });
  expect(functionIn({ RuntimeManagementConfig: parameter }).undecided).toEqual(['RuntimeManagementConfig']);
  expect(functionIn({ RuntimeManagementConfig: { UpdateRuntimeOn: 'Manual' } }).unsupported).toEqual(['RuntimeManagementConfig']);
  const none = functionIn({ ProvisionedConcurrencyConfig: { Ref: 'AWS::NoValue' } });
  expect(none).toMatchObject({ unsupported: [], undecided: [] });
});

test('code in a bucket is code of which only the place is known', () => {
  const CodeUri = { Bucket: 'code', Key: 'edge.zip', Version: '1' };
  expect(templateOfSam(templateOf({ InlineCode: undefined, CodeUri })).Resources!.Edge!.Properties).toMatchObject({
    Code: { S3Bucket: 'code', S3Key: 'edge.zip', S3ObjectVersion: '1' },
  });
});

test('the role that SAM makes does not trust Lambda@Edge', () => {
  expect(functionIn({}).trusts).toEqual(['lambda.amazonaws.com']);
  expect(functionIn({ Role: 'arn:aws:iam::111111111111:role/mine' }).trusts).toEqual({ unknown: 'arn:aws:iam::111111111111:role/mine' });
});

test('an alias is not a version, and without AutoPublishAlias there is neither', () => {
  const body = templateOf({});
  const [association] = body.Resources.Site.Properties.DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations;
  association.LambdaFunctionARN = { Ref: 'Edge.Alias' };
  const [distribution] = Assembly.of(templateOfSam(body)).distributions();
  expect(distribution!.behaviors[0]!.functions[0]!.arn!.qualifier).toBe('alias');
  expect(functionIn({ AutoPublishAlias: undefined })).toEqual({ unknown: '${Edge.Version}' });
});

test('a URL is a resource, open to all when it asks for nothing', () => {
  const { Resources } = templateOfSam(templateOf({ FunctionUrlConfig: { AuthType: 'NONE' } }));
  expect(Object.keys(Resources!)).toEqual(
    ['Edge', 'EdgeRole', 'Edge.Version', 'Edge.Alias', 'EdgeAliaslive', 'EdgeUrl', 'EdgeUrlPublicPermissions', 'Site']);
  const signed = templateOfSam(templateOf({ FunctionUrlConfig: { AuthType: 'AWS_IAM' } }));
  expect(Object.keys(signed.Resources!)).not.toContain('EdgeUrlPublicPermissions');
});

test.each([{}, { Resources: { A: null, B: 5 } }, { Globals: [], Resources: { A: { Type: 'AWS::Serverless::Function' } } }])(
  'whatever there is, is read: %j', body => {
    expect(() => Assembly.of(templateOfSam(body as any)).distributions()).not.toThrow();
  });

test('an alias has both of the names that SAM documents, and is no version', () => {
  for (const Ref of ['Edge.Alias', 'EdgeAliaslive']) {
    const template = templateOf({});
    template.Resources.Site.Properties.DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations[0].LambdaFunctionARN = { Ref };
    const [distribution] = Assembly.of(templateOfSam(template)).distributions();
    expect(distribution!.behaviors[0]!.functions[0]!.function).toMatchObject({ logicalId: 'Edge', code: { text: 'code' } });
  }
});
