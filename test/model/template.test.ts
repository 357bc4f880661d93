import { evaluate } from '../../lib/model/intrinsics';
import { Template, TemplateBody } from '../../lib/model/template';

const BUCKET = { Type: 'AWS::S3::Bucket' };

function valueOf(name: string, parameter: object, given?: Record<string, unknown>): unknown {
  const template = new Template('mine', { Parameters: { [name]: parameter } }, { parameters: given });
  return evaluate({ Ref: name }, template.environment);
}

describe('resources', () => {
  const template = new Template('mine', { Resources: { Bucket: BUCKET, Other: { Type: 'AWS::SQS::Queue' }, Second: BUCKET } });

  test('are found by their logical id', () => {
    expect(template.resource('Bucket')).toBe(BUCKET);
    expect(template.resource('None')).toBeUndefined();
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('are none of JavaScript\'s: %s', logicalId => {
    expect(template.resource(logicalId)).toBeUndefined();
  });

  test('may have names of JavaScript\'s when the template says so', () => {
    const body = JSON.parse('{"Resources":{"constructor":{"Type":"A"},"__proto__":{"Type":"B"}}}') as TemplateBody;
    expect(new Template('mine', body).resource('constructor')).toEqual({ Type: 'A' });
    expect(new Template('mine', body).resource('__proto__')).toEqual({ Type: 'B' });
  });

  test('are listed by their type, in order', () => {
    expect([...template.resourcesOfType('AWS::S3::Bucket')]).toEqual([['Bucket', BUCKET], ['Second', BUCKET]]);
    expect([...template.resourcesOfType('AWS::SNS::Topic')]).toEqual([]);
  });
});

describe('parameters', () => {
  test.each([
    [{ Type: 'String', Default: 'blue' }, 'blue'],
    [{ Type: 'String', Default: '' }, ''],
    [{ Type: 'Number', Default: 5 }, 5],
    [{ Type: 'Number', Default: '5' }, '5'],
    [{ Type: 'CommaDelimitedList', Default: 'a, b,c' }, ['a', 'b', 'c']],
    [{ Type: 'List<Number>', Default: '500, 502' }, ['500', '502']],
    [{ Type: 'List<AWS::EC2::Subnet::Id>', Default: 'subnet-1,subnet-2' }, ['subnet-1', 'subnet-2']],
    [{ Type: 'AWS::EC2::VPC::Id', Default: 'vpc-1' }, 'vpc-1'],
    [{ Default: 'blue' }, 'blue'],
  ])('%j stand for their default: %j', (parameter, expected) => {
    expect(valueOf('Name', parameter)).toEqual(expected);
  });

  test.each([
    { Type: 'String' },
    { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/my/parameter' },
    { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/my/parameter' },
    { Type: 'AWS::SSM::Parameter::Name', Default: '/my/parameter' },
  ])('%j stand for something that the template does not say', parameter => {
    expect(valueOf('Name', parameter)).toEqual({ unknown: '${Name}' });
  });

  test('are what the deployment says they are', () => {
    expect(valueOf('Name', { Type: 'String', Default: 'blue' }, { Name: 'green' })).toBe('green');
    expect(valueOf('Name', { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/my/parameter' }, { Name: 'green' })).toBe('green');
  });

  test('are lists when the deployment gives the value of a list', () => {
    expect(valueOf('Codes', { Type: 'CommaDelimitedList', Default: '500' }, { Codes: '502,503' })).toEqual(['502', '503']);
  });
});

describe('the environment', () => {
  test('has what the deployment adds', () => {
    const { environment } = new Template('my-stack', {}, { region: 'eu-west-1', account: '111111111111' });
    expect(evaluate([{ Ref: 'AWS::StackName' }, { Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }], environment)).toEqual([
      'my-stack',
      'eu-west-1',
      '111111111111',
    ]);
  });

  test('has the mappings and the conditions', () => {
    const { environment } = new Template('mine', {
      Mappings: { Map: { a: { b: 'c' } } },
      Conditions: { Yes: { 'Fn::Equals': [{ 'Fn::FindInMap': ['Map', 'a', 'b'] }, 'c'] } },
    });
    expect(evaluate({ 'Fn::If': ['Yes', 1, 2] }, environment)).toBe(1);
  });
});

describe('a template that nobody checked', () => {
  test.each([
    {},
    { Resources: null, Parameters: null, Mappings: null, Conditions: null },
    { Resources: 'text', Parameters: 'text' },
    { Resources: [], Parameters: [] },
    { Resources: { Bucket: null }, Parameters: { Name: null } },
    { Parameters: { Name: { Type: 5, Default: 'blue' } } },
    { Parameters: { Name: { Type: 'CommaDelimitedList', Default: { toString: 'text' } } } },
  ])('is read without complaint: %j', body => {
    const template = new Template('mine', body as any);
    expect(() => evaluate({ Ref: 'Name' }, template.environment)).not.toThrow();
    expect([...template.resourcesOfType('AWS::S3::Bucket')]).toEqual([]);
  });
});
