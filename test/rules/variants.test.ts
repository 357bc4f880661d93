import { Changes } from './cases';
import { merge, onViewer } from './cases/associations';
import { codes } from './cases/failover-codes';
import { primarySite } from './cases/operations';
import { rewriting } from './cases/rewrite';
import { bucketAllowing, cachePolicy, Json, ON_RESPONSE, OWN_BUCKET, pageFor, PARAMETER } from './cases/template';
import { findingOf, reasonsOf, said } from './said';

function arn(LambdaFunctionARN: unknown): Changes {
  return { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, LambdaFunctionARN }] } };
}

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
    ['other words', "request.originalUri = '/'; request.headers.origin = []; request.myorigin = 1;", []],
    ['no spaces', 'request.origin={};', ['origin=']],
    ['many spaces', 'let   origin   = 1; request.origin   = {};', ['origin   =']],
  ])('of %s', (_, code, expected) => {
    expect(said('origin-changed-by-function', onRequest(code))).toEqual(expected);
  });

  test.each<[string, Json]>([
    ['the code is not inline', { S3Bucket: 'code', S3Key: '1MB.zip' }],
    ['the code is not here', { S3Bucket: 'code', S3Key: 'function.zip' }],
  ])('is undetermined: %s', (reason, Code) => {
    expect(reasonsOf('origin-changed-by-function', { ...onRequest(''), function: { Code } })).toEqual([reason]);
  });

  test('checks no CloudFront functions', () => {
    const changes = merge(onViewer('origin-request', 'request.origin = {};'), { LambdaFunctionAssociations: [] });
    expect(said('origin-changed-by-function', changes)).toEqual([]);
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
    ['an empty page, which is none', pages(pageFor(503, { ResponsePagePath: '' })), []],
    ['failover codes that are unresolved', { ...pages(pageFor(404, { ResponsePagePath: '/404.html' })), ...codes(PARAMETER) },
      ['cannot tell']],
    ['a list of them that is unresolved',
      { ...pages(pageFor(404, { ResponsePagePath: '/404.html' })), group: { FailoverCriteria: { StatusCodes: { Items: PARAMETER } } } },
      ['cannot tell']],
    ['two pages', pages(pageFor(502, { ResponsePagePath: '/a' }), pageFor(503, { ResponsePagePath: '/b' })),
      ['/a through the behavior *', '/b through the behavior *']],
    ['a page on the secondary alone',
      { ...pages(pageFor(503, { ResponsePagePath: '/down/page.html' })), behaviors: [direct('/down/*', 'second')] },
      ['/down/page.html through the behavior /down/*']],
    ['a distribution without a group',
      { ...pages(pageFor(503, { ResponsePagePath: '/down.html' })), behavior: { TargetOriginId: 'first' } },
      []],
    ['an unresolved code without a group',
      { ...pages(pageFor(PARAMETER, { ResponsePagePath: '/down.html' })), behavior: { TargetOriginId: 'first' } },
      []],
  ])('of %s', (_, changes, expected) => {
    expect(said('error-page-behind-group', changes)).toEqual(expected);
  });

  test('names all codes of a page', () => {
    const changes = pages(...[502, 503].map(code => pageFor(code, { ResponsePagePath: '/down.html' })));
    expect(findingOf('error-page-behind-group', changes).message).toMatch(/^The error page for 502, 503 comes /);
  });
});

describe('error-page-never-shown', () => {
  const of = (changes: Changes, ...responses: Json[]): Changes => ({
    primary: OWN_BUCKET,
    resources: bucketAllowing('s3:GetObject'),
    config: { CustomErrorResponses: responses.length ? responses : [pageFor(404)] },
    ...changes,
  });
  const found = [expect.stringMatching(/^a page for 404 and none for 403, /)];
  const direct = { PathPattern: '/a', TargetOriginId: 'first', CachePolicyId: { Ref: 'Policy' } };

  test.each<[string, Changes, unknown[]]>([
    ['a page for 404', of({}), found],
    ['a page for 404, and 403 without one', of({}, pageFor(404), { ErrorCode: 403, ErrorCachingMinTTL: 5 }), found],
    ['pages for both', of({}, pageFor(404), pageFor(403)), []],
    ['a bucket that may be listed', of({ resources: bucketAllowing(['s3:GetObject', 's3:ListBucket']) }), []],
    ['404 without a page', of({}, { ErrorCode: 404, ErrorCachingMinTTL: 5 }), []],
    ['a page for 400', of({}, pageFor(400)), []],
    ['a behavior for other pages', of({}, pageFor(404, { ResponsePagePath: '/404.html' })), [...found, 'cannot tell']],
    ['a page that is unresolved', of({}, pageFor(404, { ResponsePagePath: PARAMETER })), [...found, 'cannot tell']],
    ['a behavior without a group', of({ behaviors: [direct] }), [...found, ...found]],
    ['a server', of({ primary: {} }), []],
    ['a bucket that is not signed for', of({ primary: { ...OWN_BUCKET, OriginAccessControlId: undefined } }), []],
    ['a distribution without a group',
      of({ behavior: { TargetOriginId: 'first' }, config: { OriginGroups: undefined, CustomErrorResponses: [pageFor(404)] } }), []],
    ['a bucket that fails over on 403', of({ ...codes(403, 503) }), []],
    ['a secondary, where the primary fails over on 403', of({ ...codes(403, 503), primary: {}, secondary: OWN_BUCKET }), found],
    ['a secondary, where it does not', of({ ...codes(404, 503), primary: {}, secondary: OWN_BUCKET }), []],
    ['a bucket, where the failover codes are unresolved', of({ group: { FailoverCriteria: { StatusCodes: { Items: PARAMETER } } } }),
      found],
  ])('of %s', (_, changes, expected) => {
    expect(said('error-page-never-shown', changes)).toEqual(expected);
  });
});

describe('error-page-through-functions', () => {
  const functions = (...events: string[]): Json =>
    ({ LambdaFunctionAssociations: events.map(EventType => ({ EventType, LambdaFunctionARN: { Ref: 'Version' } })) });
  const on = (behavior: Json, ...paths: unknown[]): Changes => ({
    behavior, config: { CustomErrorResponses: paths.map((ResponsePagePath, i) => pageFor(404 + i, { ResponsePagePath })) },
  });
  const both = functions('viewer-request', 'origin-request');
  const pathless = { PathPattern: PARAMETER, TargetOriginId: 'errors', CachePolicyId: { Ref: 'Policy' } };

  test.each<[string, Changes, string[]]>([
    ['both events', on(both, '/404.html'), ['/404.html through the behavior *']],
    ['one page twice', on(both, '/404.html', '/404.html'), ['/404.html through the behavior *']],
    ['two pages', on(both, '/404.html', '/405.html'), ['/404.html through the behavior *', '/405.html through the behavior *']],
    ['viewer-request alone', on(functions('viewer-request'), '/404.html'), []],
    ['origin-request alone', on(functions('origin-request'), '/404.html'), []],
    ['a behavior for the page', on(both, '/errors/404.html'), []],
    ['a page that is unresolved', on(both, PARAMETER), []],
    ['no page', on(both, undefined), []],
    ['a pattern that is unresolved', { ...on(both, '/404.html'), behaviors: [pathless] }, []],
  ])('of %s', (_, changes, expected) => {
    expect(said('error-page-through-functions', changes)).toEqual(expected);
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

  test('hide which origins there are: group-member-not-an-origin and behavior-target-not-an-origin', () => {
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

describe('staging-without-failover', () => {
  const failingOver = (Items: unknown): Json => ({ FailoverCriteria: { StatusCodes: { Items, Quantity: 1 } } });
  const staging = (given: unknown, resources: Json = primarySite([502, 503, 504])): Changes =>
    ({ config: { Staging: true }, group: failingOver(given), resources });

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
