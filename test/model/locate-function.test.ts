import { readFunctionArn } from '../../lib/model/function-arn';
import { evaluate } from '../../lib/model/intrinsics';
import { FunctionModel } from '../../lib/model/lambda-function';
import { FunctionHome, locateFunction } from '../../lib/model/locate-function';
import { Template, TemplateBody } from '../../lib/model/template';

const NAME = '/cdk/EdgeFunctionArn/eu-west-1/Stack/Site';
const ARN = { 'Fn::GetAtt': ['Reader', 'FunctionArn'] };

function homeOf(name: string, Resources: object, region = 'eu-west-1', Outputs: object = {}, parameters = {}): FunctionHome {
  const source = new Template(name, { Resources, Outputs } as TemplateBody, { region, parameters });
  return { name, source, environment: source.environment };
}

function functionResources(Code: object = { ZipFile: 'exports.handler = 1;' }): object {
  return {
    Function: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 5, Code } },
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
  };
}

function reader(ParameterName: unknown = NAME): object {
  return { Reader: { Type: 'Custom::CrossRegionStringParameterReader', Properties: { Region: 'us-east-1', ParameterName } } };
}

function parameter(Value: unknown = { Ref: 'Version' }, Name: unknown = NAME): object {
  return { Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Name, Value } } };
}

describe('a version of the same template', () => {
  const home = homeOf('stack', functionResources());

  test.each([
    ['Ref', { Ref: 'Version' }],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Version', 'FunctionArn'] }],
    ['Fn::GetAtt in one text', { 'Fn::GetAtt': 'Version.FunctionArn' }],
  ])('is found by %s', (_, arn) => {
    expect(locateFunction(arn, home, [home])).toMatchObject({
      logicalId: 'Function',
      template: 'stack',
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      timeout: 5,
      memorySize: 128,
      code: { text: 'exports.handler = 1;' },
      unsupported: [],
    });
  });

  test('is found when it refers to the ARN of its function', () => {
    const other = homeOf('stack', {
      ...functionResources(),
      Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] } } },
    });
    expect(locateFunction({ Ref: 'Version' }, other, [other])).toMatchObject({ logicalId: 'Function' });
  });

  test('brings the settings of the version along', () => {
    const other = homeOf('stack', {
      ...functionResources(),
      Version: {
        Type: 'AWS::Lambda::Version',
        Properties: { FunctionName: { Ref: 'Function' }, ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 } },
      },
    });
    expect(locateFunction({ Ref: 'Version' }, other, [other])).toMatchObject({ unsupported: ['ProvisionedConcurrencyConfig'] });
  });

  test('asks for the code of an asset', () => {
    const assetOf = jest.fn(() => ({ assetPath: '/some/where' }));
    const found = locateFunction(
      { Ref: 'Version' },
      { ...homeOf('stack', functionResources({ S3Bucket: 'b', S3Key: 'k' })), assetOf },
      [],
    ) as FunctionModel;
    expect(found.code).toEqual({ assetPath: '/some/where' });
    expect(assetOf).toHaveBeenCalledTimes(1);
  });

  test('says so when there is no code', () => {
    const other = homeOf('stack', functionResources({ S3Bucket: 'b', S3Key: 'k' }));
    expect(locateFunction({ Ref: 'Version' }, other, [other])).toMatchObject({ code: { missing: 'the code is not in the template' } });
  });

  test('says so when only a deployment knows all of the code', () => {
    const assetOf = () => ({ missing: 'not here' });
    const other = { ...homeOf('stack', functionResources({ ZipFile: { 'Fn::Sub': 'const domain = "${Domain}";' } })), assetOf };
    expect(locateFunction({ Ref: 'Version' }, other, [other])).toMatchObject({
      code: { missing: expect.stringContaining('values that are known only at deployment') },
    });
  });

  test('reads the policy of a function that this library made', () => {
    const policy = { failover: [503], rewrite: [[500, 599]], status: 200, body: 'a;\nb', headers: [['cache-control', 'no-store']] };
    const other = homeOf('stack', functionResources({ ZipFile: `const FAILOVER_POLICY=${JSON.stringify(policy)};\nexports.handler = 1;` }));
    expect(locateFunction({ Ref: 'Version' }, other, [other])).toMatchObject({ policy });
  });
});

describe('a function in another stack', () => {
  const stack = homeOf('stack', reader());
  const edge = homeOf('edge', { ...functionResources(), ...parameter() }, 'us-east-1');

  test('is found over its SSM parameter', () => {
    expect(locateFunction(ARN, stack, [stack, edge])).toMatchObject({ logicalId: 'Function', template: 'edge' });
  });

  test('is found among other parameters and other stacks', () => {
    const other = homeOf('other', { ...functionResources({ ZipFile: 'other' }), ...parameter(undefined, '/cdk/EdgeFunctionArn/other') });
    expect(locateFunction(ARN, stack, [other, stack, edge])).toMatchObject({ template: 'edge' });
  });

  test('is found when the name of the parameter is a function', () => {
    const named = homeOf('stack', reader({ 'Fn::Sub': '/cdk/EdgeFunctionArn/${AWS::Region}/Stack/Site' }));
    expect(locateFunction(ARN, named, [named, edge])).toMatchObject({ template: 'edge' });
  });

  test('is not known when its stack is not here', () => {
    expect(locateFunction(ARN, stack, [stack])).toEqual({ unknown: `behind the SSM parameter ${NAME}, whose stack is not in the input` });
  });

  test('is not known when the parameter has a value of another kind', () => {
    const arn = 'arn:aws:lambda:us-east-1:111111111111:function:mine:3';
    expect(locateFunction(ARN, stack, [stack, homeOf('edge', parameter(arn))])).toEqual({ unknown: arn });
  });

  test('is not known when the name of the parameter is not', () => {
    const named = homeOf('stack', reader({ Ref: 'Name' }));
    expect(locateFunction(ARN, named, [named, edge])).toEqual({ unknown: '${Reader.FunctionArn}' });
  });
});

describe('a function that another stack exports', () => {
  const EXPORT = 'edge:ExportsOutputRefVersion';
  const IMPORT = { 'Fn::ImportValue': EXPORT };
  const outputs = (Name: unknown = EXPORT) => ({ Other: 1, Output: { Value: { Ref: 'Version' }, Export: { Name } } });
  const stack = homeOf('stack', {}, 'us-east-1');

  test('is found by the name of the export', () => {
    const edge = homeOf('edge', functionResources(), 'us-east-1', outputs());
    expect(locateFunction(IMPORT, stack, [stack, edge])).toMatchObject({ logicalId: 'Function', template: 'edge' });
  });

  test('is found when both names are functions', () => {
    const edge = homeOf('edge', functionResources(), 'us-east-1', outputs({ 'Fn::Sub': '${AWS::StackName}:ExportsOutputRefVersion' }));
    expect(locateFunction({ 'Fn::ImportValue': { 'Fn::Join': ['', ['edge:', 'ExportsOutputRefVersion']] } }, stack, [edge])).toMatchObject({
      template: 'edge',
    });
  });

  test('is not that of another Region', () => {
    const edge = homeOf('edge', functionResources(), 'eu-west-1', outputs());
    expect(locateFunction(IMPORT, stack, [stack, edge])).toEqual({
      unknown: `behind the export ${EXPORT}, whose stack is not in the input`,
    });
  });

  test('is not known when the name of the export is not', () => {
    expect(locateFunction({ 'Fn::ImportValue': { Ref: 'Name' } }, stack, [stack])).toEqual({
      unknown: expect.stringContaining('Fn::ImportValue'),
    });
  });
});

describe('a function over a reference between Regions', () => {
  const EXPORT = '/cdk/exports/stack/edgeuseast1RefVersion';
  const arn = { 'Fn::GetAtt': ['ExportsReader', EXPORT] };
  const stack = homeOf('stack', { ExportsReader: { Type: 'Custom::CrossRegionExportReader', Properties: {} } });
  const edgeFor = (region: string) =>
    homeOf(
      'edge',
      {
        ...functionResources(),
        ExportsWriter: {
          Type: 'Custom::CrossRegionExportWriter',
          Properties: { WriterProps: { region, exports: { [EXPORT]: { Ref: 'Version' } } } },
        },
      },
      'us-east-1',
    );

  test('is found', () => {
    expect(locateFunction(arn, stack, [stack, edgeFor('eu-west-1')])).toMatchObject({
      logicalId: 'Function',
      template: 'edge',
      region: 'us-east-1',
    });
  });

  test('is not that for another Region', () => {
    expect(locateFunction(arn, stack, [stack, edgeFor('eu-west-2')])).toEqual({
      unknown: `behind the export ${EXPORT}, whose stack is not in the input`,
    });
  });
});

describe('a function over the border of a nested stack', () => {
  test('is found in the stack around it', () => {
    const Nested = { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { fromParent: { Ref: 'Version' } } } };
    const parent = homeOf('parent', { ...functionResources(), Nested });
    const nested = homeOf('parent/Nested', {}, 'eu-west-1', {}, { fromParent: { unknown: '${Version}' } });
    expect(locateFunction({ Ref: 'fromParent' }, nested, [parent, nested])).toMatchObject({ template: 'parent' });
  });

  test('is not looked for there when nothing comes from there', () => {
    const inStage = homeOf('Prod/Site', {});
    expect(locateFunction({ Ref: 'Alias' }, inStage, [inStage])).toEqual({ unknown: '${Alias}' });
  });

  test('is found in the nested stack', () => {
    const parent = homeOf('parent', { Nested: { Type: 'AWS::CloudFormation::Stack' } });
    const nested = homeOf('parent/Nested', functionResources(), 'eu-west-1', { Arn: { Value: { Ref: 'Version' } } });
    expect(locateFunction({ 'Fn::GetAtt': ['Nested', 'Outputs.Arn'] }, parent, [parent, nested])).toMatchObject({
      template: 'parent/Nested',
    });
  });
});

describe('parameters that lead in a circle', () => {
  test('to themselves are not known', () => {
    const stack = homeOf('stack', { ...reader(), ...parameter(ARN) });
    expect(locateFunction(ARN, stack, [stack])).toEqual({ unknown: expect.any(String) });
  });

  test('over two stacks are not known', () => {
    const one = homeOf('one', { ...reader('/b'), ...parameter(ARN, '/a') });
    const two = homeOf('two', { ...reader('/a'), ...parameter(ARN, '/b') });
    expect(locateFunction(ARN, one, [one, two])).toEqual({ unknown: expect.any(String) });
  });
});

describe('a name of a function of the same template', () => {
  const { Function: mine, Version } = functionResources() as Record<string, any>;
  const named = { ...mine, Properties: { ...mine.Properties, FunctionName: 'mine' } };
  const home = homeOf('stack', {
    Function: named,
    Version,
    Second: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { 'Fn::Sub': '${Function}' } } },
    ByName: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: 'mine' } },
    ByArn: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { 'Fn::Sub': '${Function.Arn}' } } },
    Alias: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Function' } } },
  }, 'us-east-1');
  const sub = (text: string) => ({ 'Fn::Sub': text });

  test.each<[unknown, string]>([
    [sub('${Version}'), 'version'],
    [{ Ref: 'Second' }, 'version'],
    [{ Ref: 'ByName' }, 'version'],
    [{ Ref: 'ByArn' }, 'version'],
    [{ Ref: 'Alias' }, 'alias'],
    [sub('${Function}:3'), 'version'],
    [sub('${Function.Arn}:1'), 'version'],
    [sub('${Function.Arn}:${Version.Version}'), 'version'],
    [sub('${Function.Arn}:live'), 'alias'],
    [sub('${Function.Arn}:$LATEST'), '$LATEST'],
    [{ 'Fn::GetAtt': ['Function', 'Arn'] }, 'none'],
    [{ 'Fn::Join': [':', [{ 'Fn::GetAtt': ['Function', 'Arn'] }, '7']] }, 'version'],
    [{ 'Fn::Join': ['', ['arn:aws:lambda:us-east-1:', { Ref: 'AWS::AccountId' }, ':function:', { Ref: 'Function' }, ':7']] }, 'version'],
    ['arn:aws:lambda:us-east-1:111111111111:function:mine:3', 'version'],
    [sub('arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:mine:3'), 'version'],
    [sub('arn:aws:lambda:us-east-1:${AWS::AccountId}:function:mine'), 'none'],
  ])('is followed: %j', (arn, qualifier) => {
    const found = locateFunction(arn, home, [home]);
    expect(found).toMatchObject({ logicalId: 'Function', code: { text: 'exports.handler = 1;' } });
    const evaluated = evaluate(arn, home.environment);
    expect(readFunctionArn(arn, evaluated, found, home.source)).toMatchObject({ qualifier, region: 'us-east-1' });
  });

  test.each([
    'arn:aws:lambda:us-west-2:111111111111:function:mine:3',
    'arn:aws:lambda:us-east-1:111111111111:function:other:3',
    'arn:aws:s3:::mine',
    ':',
    sub('${Bucket}:3'),
  ])('is not taken for another: %j', arn => {
    expect(locateFunction(arn, home, [home])).toEqual({ unknown: expect.any(String) });
  });
});

describe('what leads to no function', () => {
  const home = homeOf('stack', {
    ...functionResources(),
    Dangling: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'None' } } },
    Named: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: 'mine' } },
    Empty: { Type: 'AWS::Lambda::Version' },
    Bucket: { Type: 'AWS::S3::Bucket' },
  });

  test.each([
    [{ Ref: 'Dangling' }, '${None}'],
    [{ Ref: 'Named' }, 'mine'],
    [{ Ref: 'Empty' }, 'nothing'],
    [{ Ref: 'Bucket' }, '${Bucket}'],
    [{ Ref: 'None' }, '${None}'],
    [{ Ref: 'constructor' }, '${constructor}'],
    [{ 'Fn::ImportValue': 'mine' }, 'behind the export mine, whose stack is not in the input'],
    ['arn:aws:lambda:us-east-1:111111111111:function:mine:3', 'arn:aws:lambda:us-east-1:111111111111:function:mine:3'],
    [undefined, 'nothing'],
    [null, 'null'],
    [{ Ref: 5 }, '${5}'],
    [{ 'Fn::GetAtt': ['Bucket', { toString: 1 }] }, '${Bucket.{"toString":1}}'],
    [{ 'Fn::GetAtt': [{ toString: 1 }, 'Arn'] }, '${{"toString":1}.Arn}'],
  ])('is not known, and shown: %j', (arn, expected) => {
    expect(locateFunction(arn, home, [home])).toEqual({ unknown: expected });
  });
});
