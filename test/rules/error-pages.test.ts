import { Changes } from './cases';
import { withResponse } from './cases/error-responses';
import { codes } from './cases/failover-codes';
import { bucketAllowing, Json, OWN_BUCKET, pageFor, PARAMETER } from './cases/template';
import { findingOf, said } from './said';

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

describe('error-pages-replace-api', () => {
  const page = withResponse(pageFor(404, { ResponseCode: 200, ResponsePagePath: '/index.html' }));
  const withoutGroup: Changes = { behavior: { TargetOriginId: 'second' }, config: { OriginGroups: undefined } };
  const behavior = (changes: Json): Changes => ({
    ...page,
    behaviors: [
      { PathPattern: '/forms', TargetOriginId: 'first', ViewerProtocolPolicy: 'https-only', CachePolicyId: { Ref: 'Policy' }, ...changes },
    ],
  });

  test.each<[string, Changes, number]>([
    ...['/v2/*', '/graphql', 'api/*', '/API', '/my-rest-*', '/rpc.php', '/shop/v10/*', 'api-*', '*/api'].map(
      (PathPattern): [string, Changes, number] => [`the path ${PathPattern}`, behavior({ PathPattern }), 1]),
    ...['/apiary/*', '/myapi/*', '/v/*', '/v2a/*', '/interest/*', '/restful'].map(
      (PathPattern): [string, Changes, number] => [`the path ${PathPattern}`, behavior({ PathPattern }), 0]),
    ...['POST', 'PUT', 'PATCH', 'DELETE'].map(
      (method): [string, Changes, number] => [method, behavior({ AllowedMethods: ['GET', 'HEAD', method] }), 1]),
    ['methods that are unresolved', behavior({ AllowedMethods: PARAMETER }), 0],
    ['a function URL',
      { ...behavior({ TargetOriginId: 'second' }), secondary: { DomainName: 'a1.lambda-url.eu-west-1.on.aws' } }, 1],
    ['a custom domain name of API Gateway',
      { ...behavior({ TargetOriginId: 'second' }), secondary: { DomainName: 'd-abc123def4.execute-api.eu-west-1.amazonaws.com' } }, 1],
    ['a page for server errors alone', { ...behavior({ PathPattern: '/api' }), ...withResponse(pageFor(500)) }, 0],
    ['a page for a code that is unresolved', { ...behavior({ PathPattern: '/api' }), ...withResponse(pageFor(PARAMETER)) }, 0],
    ['no page', { ...behavior({ PathPattern: '/api' }), ...withResponse({ ErrorCode: 404, ErrorCachingMinTTL: 5 }) }, 0],
    ['no group', { ...withoutGroup, ...behavior({ PathPattern: '/api' }), config: { ...page.config, ...withoutGroup.config } }, 0],
    [
      'an API behind API Gateway',
      { ...behavior({ TargetOriginId: 'second' }), secondary: { DomainName: 'a.execute-api.eu-west-1.amazonaws.com' } },
      1,
    ],
    ['another part of the site', behavior({ PathPattern: '/blog/*' }), 0],
    ['the origin of the site', behavior({ PathPattern: '/api/*', TargetOriginId: 'group' }), 0],
  ])('of %s', (_, changes, count) => {
    expect(said('error-pages-replace-api', changes)).toHaveLength(count);
  });

  test('names every page', () => {
    const pages = withResponse(pageFor(403, { ResponseCode: undefined, ResponsePagePath: '/a' }), pageFor(404, { ResponsePagePath: '/b' }));
    expect(said('error-pages-replace-api', { ...behavior({ PathPattern: '/api' }), ...pages })).toEqual(
      ['403 becomes 403 with /a, 404 becomes 503 with /b'],
    );
  });
});
