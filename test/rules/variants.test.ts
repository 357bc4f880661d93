import { Changes } from './cases';
import { primarySite } from './cases/operations';
import { rewriting } from './cases/rewrite';
import { cachePolicy, Json, ON_RESPONSE, pageFor, PARAMETER } from './cases/template';
import { findingOf, said } from './said';

function arn(LambdaFunctionARN: unknown, resources?: Json): Changes {
  return { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, LambdaFunctionARN }] }, resources };
}

const ALIAS = {
  Alias: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Function' }, FunctionVersion: '1', Name: 'live' } },
};
const SERVERLESS = { Mine: { Type: 'AWS::Serverless::Function', Properties: { AutoPublishAlias: 'live' } } };
const ARN = 'arn:aws:lambda:us-east-1:111122223333:function:mine';

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
  ])('of %s', (_, changes, expected) => {
    expect(said('edge-function-region', changes)).toEqual(expected);
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
  ])('of %s', (_, changes, expected) => {
    expect(said('edge-function-role', changes)).toEqual(expected);
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
  ])('of %s', (_, changes, expected) => {
    expect(said('edge-function-callback', changes)).toEqual(expected);
  });
});

describe('edge-function-runtime and its deprecation', () => {
  test.each([
    ['nodejs12.x', 'unusable'], ['nodejs14.x', 'deprecated'], ['nodejs16.x', 'deprecated'], ['nodejs20.x', 'deprecated'],
    ['nodejs22.x', 'usable'], ['nodejs24.x', 'usable'], ['nodejs26.x', 'usable'],
    ['python3.6', 'unusable'], ['python3.7', 'deprecated'], ['python3.10', 'deprecated'], ['python3.11', 'usable'],
    ['python2.7', 'unusable'], ['java21', 'unusable'], ['provided.al2023', 'unusable'],
  ])('of %s: %s', (Runtime, state) => {
    expect(said('edge-function-runtime', { function: { Runtime } })).toEqual(state === 'unusable' ? [Runtime] : []);
    expect(said('edge-function-runtime-deprecated', { function: { Runtime } })).toEqual(state === 'deprecated' ? [Runtime] : []);
  });

  test('do not report a container image, which has its own rule', () => {
    const changes: Changes = { function: { Runtime: undefined, PackageType: 'Image' } };
    expect(said('edge-function-runtime', changes)).toEqual([]);
    expect(said('edge-function-image', changes)).toEqual(['PackageType Image']);
  });
});

describe('origin-domain-invalid', () => {
  const at = (DomainName: unknown, more: Json = {}): Changes => ({ primary: { DomainName, ...more } });

  test.each<[string, Changes, string[]]>([
    ['a path', at('www.example.com/v1'), ['www.example.com/v1']],
    ['a port', at('www.example.com:8080'), ['www.example.com:8080']],
    ['a space', at('www.example.com '), ['www.example.com ']],
    ['nothing', at(''), ['nothing']],
    ['a scheme in front of a reference', at({ 'Fn::Sub': 'https://${Parameter}' }), ['https://${Parameter}']],
    ['the URL of a function', at({ 'Fn::GetAtt': ['Url', 'FunctionUrl'] }), ['${Url.FunctionUrl}']],
    ['the host in the URL of a function', at({ 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Url', 'FunctionUrl'] }] }] }), []],
    ['a reference', at(PARAMETER), []],
    ['uppercase letters', at('WWW.Example.com'), []],
    ['uppercase letters in the name of a bucket',
      at('Mine.s3.eu-west-1.amazonaws.com', { S3OriginConfig: {}, CustomOriginConfig: undefined }),
      []],
  ])('of %s', (_, changes, expected) => {
    expect(said('origin-domain-invalid', changes)).toEqual(expected);
  });
});

describe('group-members-same', () => {
  const custom = { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 5 };
  const header = (HeaderName: string) => ({ HeaderName, HeaderValue: 'x' });
  const twice = (secondary: Json): Changes => ({ secondary: { DomainName: 'www.example.com', CustomOriginConfig: custom, ...secondary } });

  test.each<[string, Changes, string[]]>([
    ['the same server, in uppercase', twice({ DomainName: 'WWW.example.com' }), ['www.example.com twice']],
    ['another port', twice({ CustomOriginConfig: { ...custom, HTTPSPort: 8443 } }), []],
    ['another custom header', twice({ OriginCustomHeaders: [{ HeaderName: 'X-Pool', HeaderValue: 'b' }] }), []],
    ['its custom headers in another order', {
      primary: { OriginCustomHeaders: [header('a'), header('b')] }, ...twice({ OriginCustomHeaders: [header('b'), header('a')] }),
    }, ['www.example.com twice']],
    ['one origin twice, which has its own rule',
      { group: { Members: { Items: [{ OriginId: 'first' }, { OriginId: 'first' }], Quantity: 2 } } },
      []],
  ])('of %s', (_, changes, expected) => {
    expect(said('group-members-same', changes)).toEqual(expected);
  });
});

describe('member-role-wrong and member-role-missing', () => {
  const role = (HeaderValue: string): Json => ({ OriginCustomHeaders: [{ HeaderName: 'x-failover-role', HeaderValue }] });
  const table: Array<[string, Changes, wrong: string[], missing: string[]]> = [
    ['a primary that is called sole', { primary: role('sole') }, ['x-failover-role: sole'], []],
    ['a primary with an unknown role', { primary: role('mine') }, [], ['x-failover-role: mine']],
    ['a secondary that is called primary', { secondary: role('primary') }, [], ['x-failover-role: primary']],
    ['a secondary that is called sole', { secondary: role('sole') }, [], []],
    ['a role that is listed twice',
      { primary: { OriginCustomHeaders: [...role('primary').OriginCustomHeaders, ...role('mine').OriginCustomHeaders] } }, ['cannot tell'],
      []],
  ];

  test.each(table)('are checked when a generated function runs: %s', (_, changes, wrong, missing) => {
    expect(said('member-role-wrong', { function: rewriting(), ...changes })).toEqual(wrong);
    expect(said('member-role-missing', { function: rewriting(), ...changes })).toEqual(missing);
  });

  test.each(table)('are checked when a function reads them: %s', (_, changes, wrong, missing) => {
    const header = "event.Records[0].cf.request.origin.custom.customHeaders['x-failover-role']";
    const Code = { ZipFile: `exports.handler = async event => ${header};` };
    expect(said('member-role-wrong', { function: { Code }, ...changes })).toEqual(wrong);
    expect(said('member-role-missing', { function: { Code }, ...changes })).toEqual(missing);
  });

  test.each(table)('are not checked when a function does not read them: %s', (_, changes) => {
    expect(said('member-role-wrong', changes)).toEqual([]);
    expect(said('member-role-missing', changes)).toEqual([]);
  });

  test('are undetermined when the code of the function is not in the template', () => {
    const changes: Changes = { function: { Code: { S3Bucket: 'mine', S3Key: 'code.zip' } }, secondary: role('third') };
    expect(said('member-role-missing', changes)).toEqual(['cannot tell']);
    expect(said('member-role-missing', { ...changes, primary: { OriginCustomHeaders: [] }, secondary: { OriginCustomHeaders: [] } }))
      .toEqual([]);
  });

  test('are not checked for a function of another behavior', () => {
    const behaviors = [{ PathPattern: '/a', TargetOriginId: 'errors', LambdaFunctionAssociations: [ON_RESPONSE] }];
    const changes: Changes = { function: rewriting(), behavior: { LambdaFunctionAssociations: [] }, behaviors, secondary: role('third') };
    expect(said('member-role-missing', changes)).toEqual([]);
  });

  test('are undetermined when a header has a name that is unresolved', () => {
    const changes: Changes = { function: rewriting(), primary: { OriginCustomHeaders: [{ HeaderName: PARAMETER, HeaderValue: 'x' }] } };
    expect(said('member-role-wrong', changes)).toEqual(['cannot tell']);
    expect(said('member-role-missing', changes)).toEqual([]);
  });

  test('are not checked when the code of the function is unknown and no origin has a role', () => {
    const changes: Changes = { ...arn(PARAMETER), primary: { OriginCustomHeaders: [] }, secondary: { OriginCustomHeaders: [] } };
    expect(said('member-role-missing', changes)).toEqual([]);
  });
});

describe('origin-changed-by-function', () => {
  const on = (ZipFile: string): Changes => ({ ...arn({ Ref: 'Version' }), function: { Code: { ZipFile } } });
  const onRequest = (code: string): Changes => ({
    ...on(code),
    behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, EventType: 'origin-request' }] },
  });

  test.each<[string, string, string[]]>([
    ['a new origin', 'request.origin = { custom: {} };', ['origin =']],
    ['a part in brackets', "request.origin['s3'].path = '/b';", ["origin['s3'].path ="]],
    ['a variable of that name', 'let origin = 1; const { origin: other } = request;', []],
    ['a comparison', "if (request.origin.s3.path === '/b' || origin == null) x();", []],
    ['an arrow function', 'const f = origin => origin;', []],
    ['other words', "request.originalUri = '/'; request.headers.origin = [];", []],
  ])('of %s', (_, code, expected) => {
    expect(said('origin-changed-by-function', onRequest(code))).toEqual(expected);
  });

  test('checks no other events', () => {
    expect(said('origin-changed-by-function', on('request.origin = {};'))).toEqual([]);
  });
});

describe('error-page-behind-group', () => {
  const pages = (...responses: Json[]): Changes => ({ config: { CustomErrorResponses: responses } });
  const direct = (PathPattern: unknown, TargetOriginId: string): Json => ({
    PathPattern,
    TargetOriginId,
    ViewerProtocolPolicy: 'https-only',
    CachePolicyId: { Ref: 'Policy' },
  });

  test.each<[string, Changes, string[]]>([
    ['pages for client errors', pages(pageFor(404, { ResponsePagePath: '/404.html' })), []],
    ['one page for several codes', pages(...[502, 503, 504].map(code => pageFor(code, { ResponsePagePath: '/down.html' }))),
      ['/down.html through the behavior *']],
    ['a page on the primary alone',
      { ...pages(pageFor(503, { ResponsePagePath: '/down/page.html' })), behaviors: [direct('/down/*', 'first')] },
      ['/down/page.html through the behavior /down/*']],
    ['a page on a bucket', { ...pages(pageFor(503, { ResponsePagePath: '/down/page.html' })), behaviors: [direct('down/*', 'errors')] },
      []],
    ['a pattern that is unresolved',
      { ...pages(pageFor(503, { ResponsePagePath: '/down.html' })), behaviors: [direct(PARAMETER, 'errors')] },
      ['cannot tell']],
    ['a code that is unresolved', pages(pageFor(PARAMETER, { ResponsePagePath: '/down.html' })), ['cannot tell']],
    ['a distribution without a group',
      { ...pages(pageFor(503, { ResponsePagePath: '/down.html' })), behavior: { TargetOriginId: 'first' } },
      []],
  ])('of %s', (_, changes, expected) => {
    expect(said('error-page-behind-group', changes)).toEqual(expected);
  });
});

describe('error-response-incomplete', () => {
  test.each<[string, Json, string[]]>([
    ['a page without a status', { ResponseCode: undefined }, ['only ResponsePagePath']],
    ['an empty page and no status, as the console writes it', { ResponseCode: undefined, ResponsePagePath: '' }, []],
  ])('of %s', (_, changes, expected) => {
    expect(said('error-response-incomplete', { config: { CustomErrorResponses: [pageFor(404, changes)] } })).toEqual(expected);
  });
});

describe('error-cached-long', () => {
  test('passes a short TTL for any code', () => {
    expect(said('error-cached-long', { config: { CustomErrorResponses: [{ ErrorCode: PARAMETER, ErrorCachingMinTTL: 5 }] } })).toEqual([]);
  });

  test('is undetermined for a long TTL of an unresolved code', () => {
    const changes: Changes = { config: { CustomErrorResponses: [{ ErrorCode: PARAMETER, ErrorCachingMinTTL: 300 }] } };
    expect(said('error-cached-long', changes)).toEqual(['cannot tell']);
  });
});

describe('http3-with-continuous-deployment, completion-timeout-with-continuous-deployment and staging-cache-apart', () => {
  const policy = { Continuous: { Type: 'AWS::CloudFront::ContinuousDeploymentPolicy', Properties: {} } };

  test('detect a reference to a policy in the template', () => {
    const changes: Changes = { config: { HttpVersion: 'HTTP3', ContinuousDeploymentPolicyId: { Ref: 'Continuous' } }, resources: policy };
    expect(said('http3-with-continuous-deployment', changes)).toEqual(['HTTP3']);
    expect(said('staging-cache-apart', changes)).toEqual(['a ContinuousDeploymentPolicyId']);
    expect(said('completion-timeout-with-continuous-deployment', { ...changes, primary: { ResponseCompletionTimeout: 30 } }))
      .toEqual(['a ContinuousDeploymentPolicyId']);
  });

  test('take an empty id for none', () => {
    expect(said('http3-with-continuous-deployment', { config: { HttpVersion: 'http3', ContinuousDeploymentPolicyId: '' } })).toEqual([]);
  });
});

describe('lists that depend on the deployment', () => {
  const open = { 'Fn::If': ['Unknown', { Id: 'other' }, { Ref: 'AWS::NoValue' }] };

  test('hide which origins there are', () => {
    const changes: Changes = { config: { Origins: [{ Id: 'first', DomainName: 'a.example.com' }, open] } };
    expect(said('group-member-not-an-origin', changes)).toEqual(['cannot tell']);
    expect(said('behavior-target-not-an-origin', changes)).toEqual(['cannot tell']);
  });

  test('hide which error pages there are: outage-without-error-response', () => {
    const changes: Changes = { config: { CustomErrorResponses: { 'Fn::If': ['Unknown', [], []] } } };
    expect(said('outage-without-error-response', changes)).toEqual(['cannot tell']);
  });

  test('hide how many members a group has: group-member-count', () => {
    const changes: Changes = { group: { Members: { Items: [{ OriginId: 'first' }, open], Quantity: 2 } } };
    expect(said('group-member-count', changes)).toEqual(['cannot tell']);
  });
});

describe('options-cached-without-origin', () => {
  const withoutOrigin = { Policy: cachePolicy({}, []) };

  test('passes a response headers policy with CORS', () => {
    const Headers = {
      Type: 'AWS::CloudFront::ResponseHeadersPolicy',
      Properties: {
        ResponseHeadersPolicyConfig: {
          Name: 'cors',
          CorsConfig: { AccessControlAllowOrigins: { Items: ['*'] }, OriginOverride: true },
        },
      },
    };
    const changes: Changes = { resources: { ...withoutOrigin, Headers }, behavior: { ResponseHeadersPolicyId: { Ref: 'Headers' } } };
    expect(said('options-cached-without-origin', changes)).toEqual([]);
  });

  test('passes a behavior that does not cache OPTIONS', () => {
    expect(said('options-cached-without-origin', { resources: withoutOrigin, behavior: { CachedMethods: ['GET', 'HEAD'] } })).toEqual([]);
  });
});

describe('staging-without-failover', () => {
  const failingOver = (Items: unknown): Json => ({ FailoverCriteria: { StatusCodes: { Items, Quantity: 1 } } });
  const staging = (codes: unknown, resources: Json = primarySite([502, 503, 504])): Changes =>
    ({ config: { Staging: true }, group: failingOver(codes), resources });

  test.each<[string, Changes, string[]]>([
    ['two codes', staging([504]), ['no 502, 503 for *']],
    ['a code that its primary has not', staging([502, 503, 504, 404]), []],
    ['codes that are unresolved', staging(PARAMETER), []],
    ['a code that is unresolved', staging([503, PARAMETER]), []],
    ['codes of its primary that are unresolved', staging([503], primarySite(PARAMETER)), []],
    ['a code of its primary that is unresolved', staging([503], primarySite([503, PARAMETER, 504])), ['no 504 for *']],
    ['anything that does not stage', { ...staging([503]), config: { Staging: false } }, []],
  ])('of %s', (_, changes, expected) => {
    expect(said('staging-without-failover', changes)).toEqual(expected);
  });
});

describe('operations', () => {
  const config = { OriginGroups: undefined, CustomErrorResponses: [], Staging: true };
  const withoutGroup: Changes = { behavior: { TargetOriginId: 'first' }, config };

  test.each(['outage-without-error-response', 'staging-cache-apart'])('without a group are no concern of %s', rule => {
    expect(said(rule, withoutGroup)).toEqual([]);
  });

  test('staging-cache-apart is for continuous deployment only, and names its property', () => {
    expect(said('staging-cache-apart', {})).toEqual([]);
    expect(findingOf('staging-cache-apart', { config: { ContinuousDeploymentPolicyId: 'a1b2' } }).property)
      .toBe('DistributionConfig.ContinuousDeploymentPolicyId');
  });

  test.each([['http2', []], ['HTTP1.1', []], ['http3', ['http3']]])('http3-with-continuous-deployment: of %s', (HttpVersion, expected) => {
    expect(said('http3-with-continuous-deployment', { config: { Staging: true, HttpVersion } })).toEqual(expected);
  });
});

test('staging-without-failover: lacks a behavior of its primary, or its group', () => {
  expect(said('staging-without-failover', {
    config: { Staging: true },
    behavior: { TargetOriginId: 'first' },
    resources: {
      Primary: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            ContinuousDeploymentPolicyId: { 'Fn::GetAtt': ['Deployment', 'Id'] },
            OriginGroups: { Items: [{ Id: 'g', FailoverCriteria: { StatusCodes: { Items: [503], Quantity: 1 } } }], Quantity: 1 },
            DefaultCacheBehavior: { TargetOriginId: 'g' },
            CacheBehaviors: [{ PathPattern: '/media/*', TargetOriginId: 'g' }, { PathPattern: '/api/*', TargetOriginId: 'first' }],
          },
        },
      },
      Deployment: {
        Type: 'AWS::CloudFront::ContinuousDeploymentPolicy',
        Properties: { ContinuousDeploymentPolicyConfig: { StagingDistributionDnsNames: [{ 'Fn::GetAtt': ['Site', 'DomainName'] }] } },
      },
    },
  })).toEqual([expect.stringContaining('no behavior /media/*; no origin group for *')]);
});
