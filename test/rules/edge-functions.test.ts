import { Changes } from './cases';
import { rewriting } from './cases/rewrite';
import { Json, ON_RESPONSE, PARAMETER } from './cases/template';
import { modelOf } from './models';
import { findingOf, reasonsOf, said } from './said';
import { RULES } from '../../lib/rules';
import { evaluate } from '../../lib/rules/finding';

function arn(LambdaFunctionARN: unknown, resources?: Json): Changes {
  return { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, LambdaFunctionARN }] }, resources };
}

const ALIAS = {
  Alias: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Function' }, FunctionVersion: '1', Name: 'live' } },
};
const SERVERLESS = { Mine: { Type: 'AWS::Serverless::Function', Properties: { AutoPublishAlias: 'live' } } };
const ARN = 'arn:aws:lambda:us-east-1:111122223333:function:mine';
const AT_VIEWER = { EventType: 'viewer-request', FunctionARN: 'arn:aws:cloudfront::111122223333:function/mine' };

describe('edge-function-version', () => {
  test.each<[string, Changes, string[]]>([
    ['a literal version', arn(`${ARN}:7`), []],
    ['no version', arn(ARN), [`no version (${ARN})`]],
    ['$LATEST', arn(`${ARN}:$LATEST`), [`$LATEST (${ARN}:$LATEST)`]],
    ['the name of an alias', arn(`${ARN}:live`), [`an alias (${ARN}:live)`]],
    ['an alias of the template', arn({ Ref: 'Alias' }, ALIAS), ['an alias (${Alias})']],
    ['the name of a function of the template', arn({ Ref: 'Function' }), ['no version (${Function})']],
    ['the ARN of a function of the template', arn({ 'Fn::GetAtt': 'Function.Arn' }), ['no version (${Function.Arn})']],
    ['its ARN with a version', arn({ 'Fn::Sub': '${Function.Arn}:3' }), []],
    ['its ARN with $LATEST', arn({ 'Fn::Sub': '${Function.Arn}:$LATEST' }), ['$LATEST (${Function.Arn}:$LATEST)']],
    ['its ARN with a version that is unresolved', arn({ 'Fn::Sub': '${Function.Arn}:${Parameter}' }), ['cannot tell']],
    ['an account that is unresolved', arn({ 'Fn::Sub': 'arn:aws:lambda:us-east-1:${AWS::AccountId}:function:mine' }),
      [expect.stringMatching(/^no version /)]],
    ['a name that is unresolved', arn({ 'Fn::Sub': 'arn:aws:lambda:us-east-1:111122223333:function:${Parameter}' }), ['cannot tell']],
    ['the version of a serverless function', arn({ Ref: 'Mine.Version' }, SERVERLESS), ['cannot tell']],
    ['the ARN of a serverless function', arn({ 'Fn::GetAtt': ['Mine', 'Arn'] }, SERVERLESS), ['no version (${Mine.Arn})']],
    ['an import', arn({ 'Fn::ImportValue': 'Version' }), ['cannot tell']],
    ['nothing', arn(undefined), ['cannot tell']],
  ])('of %s', (_, changes, expected) => {
    expect(said('edge-function-version', changes)).toEqual(expected);
  });
});

describe('edge-function-region', () => {
  test.each<[string, Changes, string[]]>([
    ['a Region that is unresolved', arn({ 'Fn::Sub': 'arn:aws:lambda:${Parameter}:111122223333:function:mine:7' }), ['cannot tell']],
    ['the Region of the stack', arn({ 'Fn::Sub': 'arn:aws:lambda:${AWS::Region}:111122223333:function:mine:7' }), []],
    ['a function of the stack', arn({ Ref: 'Version' }), []],
    ['no Region', arn('arn:aws:lambda::111122223333:function:mine:7'), ['no Region']],
    ['a CloudFront function', { behavior: { LambdaFunctionAssociations: [], FunctionAssociations: [AT_VIEWER] } }, []],
  ])('of %s', (_, changes, expected) => {
    expect(said('edge-function-region', changes)).toEqual(expected);
  });

  test.each([
    ['us-east-1', arn(`${ARN}:7`), []],
    ['eu-west-1', arn('arn:aws:lambda:eu-west-1:111122223333:function:mine'), ['edge-function-region', 'edge-function-version']],
    ['cn-north-1', arn('arn:aws:lambda:eu-west-1:111122223333:function:mine'), ['edge-function-in-china']],
    ['cn-north-1', { behavior: { LambdaFunctionAssociations: [], FunctionAssociations: [AT_VIEWER] } }, []],
  ])('is not what is wrong in China, and edge-function-in-china is: %s', (region, changes, expected) => {
    const rules = RULES.filter(({ id }) => /^edge-function-(region|version|in-china)$/.test(id));
    expect(evaluate({ ...modelOf(changes), region }, rules).findings.map(({ rule }) => rule).sort()).toEqual([...expected].sort());
  });

  test('is reported once for an ARN, however many behaviors use it', () => {
    const { behavior } = arn('arn:aws:lambda:eu-west-1:111122223333:function:mine:7');
    const behaviors = ['a/*', 'b/*'].map(PathPattern => ({ PathPattern, TargetOriginId: 'group', ...behavior }));
    expect(said('edge-function-region', { behavior, behaviors })).toEqual(['eu-west-1']);
  });
});

describe('edge-function-role', () => {
  const trusting = (Statement: unknown): Changes => ({ role: { AssumeRolePolicyDocument: { Statement } } });
  const both = ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'];

  test.each<[string, Changes, string[]]>([
    ['one statement in place of a list', trusting({ Effect: 'Allow', Principal: { Service: both }, Action: ['sts:AssumeRole'] }), []],
    ['a statement that denies', trusting([{ Effect: 'Deny', Principal: { Service: both }, Action: 'sts:AssumeRole' }]), ['no service']],
    ['a statement for something else', trusting([{ Effect: 'Allow', Principal: { Service: both }, Action: 'sts:TagSession' }]),
      ['no service']],
    ['every action', trusting([{ Effect: 'Allow', Principal: { Service: both }, Action: '*' }]), []],
    ['a principal that is unresolved', trusting([{ Effect: 'Allow', Principal: { Service: PARAMETER }, Action: 'sts:AssumeRole' }]),
      ['cannot tell']],
    ['every principal', trusting([{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }]), ['cannot tell']],
    ['no statement', trusting(undefined), ['no service']],
    ['a statement that is unresolved', trusting(PARAMETER), ['cannot tell']],
    ['a role from elsewhere', { function: { Role: 'arn:aws:iam::111122223333:role/mine' } }, ['cannot tell']],
    ['two other services',
      trusting([{ Effect: 'Allow', Principal: { Service: ['a.amazonaws.com', 'b.amazonaws.com'] }, Action: 'sts:AssumeRole' }]),
      ['a.amazonaws.com, b.amazonaws.com']],
    ['a principal that is unresolved beside the right one',
      trusting([{ Effect: 'Allow', Principal: { Service: [PARAMETER, ...both] }, Action: 'sts:AssumeRole' }]), []],
  ])('of %s', (_, changes, expected) => {
    expect(said('edge-function-role', changes)).toEqual(expected);
  });

  test('is undetermined with the name of the principal', () => {
    expect(reasonsOf('edge-function-role', trusting([{ Effect: 'Allow', Principal: { Service: PARAMETER }, Action: 'sts:AssumeRole' }])))
      .toEqual(['a principal of the role is ${Parameter}']);
  });
});

describe('edge-function-callback', () => {
  const on = (ZipFile: string, Runtime = 'nodejs24.x'): Changes => ({ function: { Runtime, Code: { ZipFile } } });
  const found = ['three parameters on nodejs24.x'];

  test.each<[string, Changes, string[]]>([
    ['a function expression', on('exports.handler = function (event, context, callback) {}'), found],
    ['a named function', on('module.exports.handler = function handle(event, context, cb) {}'), found],
    ['a declaration', on('export function handler(event, context, callback) {}'), found],
    ['an async arrow function with three parameters', on('exports.handler = async (event, _, callback) => {}'), found],
    ['two parameters', on('exports.handler = async (event, context) => event'), []],
    ['three parameters of another function', on('const wrap = (a, b, c) => a; exports.handler = async event => event'), []],
    ['an older runtime', on('exports.handler = (event, context, callback) => {}', 'nodejs22.x'), []],
    ['a runtime that is not Node.js', on('exports.handler = (event, context, callback) => {}', 'python3.13'), []],
    ['no spaces', on('exports.handler=async function(event,context,callback){}'), found],
    ['many spaces', on('export const handler  =  async  ( event , $context , _cb ) => {}'), found],
    ['a method', on('module.exports = { async handler(event, context, callback) {} };'), found],
    ['a name with a dollar sign', on('exports.handler = ($, $1, _2) => {}'), found],
    ['a handler of another name', on('exports.myhandler = (a, b, c) => {}; exports.handlers = (a, b, c) => {};'), []],
    ['four parameters', on('exports.handler = (a, b, c, d) => {}'), []],
    ['a call of a function with three arguments', on('exports.handler = wrap(one, two, three)'), []],
    ['a later runtime', on('exports.handler = (a, b, c) => {}', 'nodejs30.x'), ['three parameters on nodejs30.x']],
    ['the last runtime of its ten', on('exports.handler = (a, b, c) => {}', 'nodejs29.x'), ['three parameters on nodejs29.x']],
    ['a runtime of another form', on('exports.handler = (a, b, c) => {}', 'nodejs24.x-preview'), []],
    ['another name of the same form', on('exports.handler = (a, b, c) => {}', 'my-nodejs24.x'), []],
  ])('of %s', (_, changes, expected) => {
    expect(said('edge-function-callback', changes)).toEqual(expected);
  });

  test.each<[string, Changes]>([
    ['the runtime is ${Parameter}', { function: { Runtime: PARAMETER } }],
    ['the code is not inline', { function: { Runtime: 'nodejs24.x', Code: { S3Bucket: 'code', S3Key: '1MB.zip' } } }],
    ['the code is not here', { function: { Runtime: 'nodejs24.x', Code: { S3Bucket: 'code', S3Key: 'function.zip' } } }],
  ])('is undetermined: %s', (reason, changes) => {
    expect(reasonsOf('edge-function-callback', changes)).toEqual([reason]);
  });
});

describe('edge-function-code-size', () => {
  const folder = (megabytes: string): Changes => ({ function: { Code: { S3Bucket: 'code', S3Key: `${megabytes}MB` } } });

  test.each<[string, string, string[]]>([
    ['at the limit', '52', []],
    ['above it', '53', ['the code is 53000000 bytes before it is compressed']],
    ['with more files than it counts', '9'.repeat(400), ['the code is more files than are counted']],
  ])('is undetermined for a folder %s', (_, megabytes, reasons) => {
    expect(reasonsOf('edge-function-code-size', folder(megabytes))).toEqual(reasons);
  });
});

describe('edge-function-runtime and its deprecation', () => {
  test.each([
    ['nodejs12.x', 'unusable'], ['nodejs14.x', 'deprecated'], ['nodejs16.x', 'deprecated'], ['nodejs20.x', 'deprecated'],
    ['nodejs22.x', 'usable'], ['nodejs24.x', 'usable'], ['nodejs26.x', 'usable'],
    ['python3.6', 'unusable'], ['python3.7', 'deprecated'], ['python3.10', 'deprecated'], ['python3.11', 'usable'],
    ['python2.7', 'unusable'], ['java21', 'unusable'], ['provided.al2023', 'unusable'],
    ['my-nodejs24.x', 'unusable'], ['nodejs24.x-preview', 'unusable'], ['nodejs24x', 'unusable'], ['nodejs.x', 'unusable'],
    ['my-python3.13', 'unusable'], ['python3.13-preview', 'unusable'], ['python3x13', 'unusable'],
  ])('of %s: %s', (Runtime, state) => {
    expect(said('edge-function-runtime', { function: { Runtime } })).toEqual(state === 'unusable' ? [Runtime] : []);
    expect(said('edge-function-runtime-deprecated', { function: { Runtime } })).toEqual(state === 'deprecated' ? [Runtime] : []);
  });

  test.each<[string, Json, string]>([
    ['edge-function-runtime', { Runtime: PARAMETER }, 'the runtime is ${Parameter}'],
    ['edge-function-architecture', { Architectures: ['x86_64', PARAMETER] }, 'the architecture is ${Parameter}'],
    ['edge-function-layers', { Layers: PARAMETER }, 'Layers is a token'],
  ])('and %s is undetermined: %j', (rule, properties, reason) => {
    expect(reasonsOf(rule, { function: properties })).toEqual([reason]);
  });

  test('and edge-function-architecture name every architecture', () => {
    expect(said('edge-function-architecture', { function: { Architectures: ['arm64', 'x86_64', 'x86'] } })).toEqual(['arm64, x86']);
  });

  test('do not take Python for a function of this library: edge-function-runtime', () => {
    const ours = (Runtime: string) => findingOf('edge-function-runtime', { function: { ...rewriting(), Runtime } }).message;
    expect(ours('python3.13')).toMatch(/ Allowed: nodejs22\.x, nodejs24\.x\.$/);
    expect(findingOf('edge-function-runtime', { function: { Runtime: 'java21' } }).message).toMatch(/ python3\.11 to python3\.14\.$/);
  });

  test('do not report a container image, which has its own rule: edge-function-image', () => {
    const changes: Changes = { function: { Runtime: undefined, PackageType: 'Image' } };
    expect(said('edge-function-runtime', changes)).toEqual([]);
    expect(said('edge-function-image', changes)).toEqual(['PackageType Image']);
  });
});
