import { Changes } from './cases';
import { merge, onViewer } from './cases/associations';
import { withResponse } from './cases/error-responses';
import { codes } from './cases/failover-codes';
import { rewriting } from './cases/rewrite';
import { BUCKET, bucketAllowing, cachePolicy, Json, ON_RESPONSE, OWN_BUCKET, pageFor, PARAMETER } from './cases/template';
import { findingOf, reasonsOf, said } from './said';
import { breakerCode } from '../../lib/function-code/viewer-functions';
import { COUNT_FAILOVER_CODE } from '../../lib/function-code/viewer-functions.generated';

const VIEWER = { EventType: 'viewer-request', FunctionARN: 'arn:aws:cloudfront::111122223333:function/mine' };
const on = (EventType: unknown): Json => ({ ...ON_RESPONSE, EventType });

/** Functions of the default behavior. */
const functions = (lambdas: Json[], viewers: Json[] = []): Changes =>
  ({ behavior: { LambdaFunctionAssociations: lambdas, FunctionAssociations: viewers } });

describe('functions of a behavior', () => {
  test.each<[string, Changes, repeated: string[], mixed: number, unknown: string[]]>([
    ['two Lambda@Edge functions on one event', functions([on('viewer-request'), on('viewer-request')]), ['viewer-request twice'], 0, []],
    ['two CloudFront functions on one event', functions([], [VIEWER, VIEWER]), ['viewer-request twice'], 0, []],
    ['both kinds on one event', functions([on('viewer-request')], [VIEWER]), [], 1, []],
    ['both kinds on both viewer events', functions([on('viewer-response')], [VIEWER]), [], 1, []],
    ['a CloudFront function and origin events', functions([on('origin-request'), on('origin-response')], [VIEWER]), [], 0, []],
    ['an event type with a typo', functions([on('origin-respons')]), [], 0, ['origin-respons']],
    ['an event type in other words', functions([on('ORIGIN_RESPONSE')]), [], 0, ['ORIGIN_RESPONSE']],
    ['no event type', functions([on(undefined)]), [], 0, ['nothing']],
    ['an event type that ends as another one', functions([on('on-viewer-request')], [VIEWER]), [], 0, ['on-viewer-request']],
    ['two origin-request functions', functions([on('origin-request'), on('origin-request')]), ['origin-request twice'], 0, []],
    ['two origin-response functions, which have their own rule', functions([on('origin-response'), on('origin-response')]), [], 0, []],
    ['both viewer events', functions([], [VIEWER, { ...VIEWER, EventType: 'viewer-response' }]), [], 0, []],
    ['a CloudFront function on an origin event', functions([], [{ ...VIEWER, EventType: 'origin-request' }]), [], 0, ['origin-request']],
    ['an event type that is unresolved', functions([on(PARAMETER), on(PARAMETER)]), [], 0, ['cannot tell', 'cannot tell']],
  ])('are checked by event-type-repeated, viewer-functions-mixed and event-type-unknown: %s', (_, changes, repeated, mixed, unknown) => {
    expect(said('event-type-repeated', changes)).toEqual(repeated);
    expect(said('viewer-functions-mixed', changes)).toHaveLength(mixed);
    expect(said('event-type-unknown', changes)).toEqual(unknown);
  });

  test('say which kind is wrong: event-type-repeated and event-type-unknown', () => {
    expect(findingOf('event-type-repeated', functions([], [VIEWER, VIEWER])).property).toMatch(/\.FunctionAssociations$/);
    expect(findingOf('event-type-repeated', functions([on('viewer-request'), on('viewer-request')])).property).toMatch(/\.LambdaFunc/);
    expect(findingOf('event-type-unknown', functions([], [{ ...VIEWER, EventType: 'origin-request' }])).message).toMatch(
      /^A CloudFront function .* Allowed: viewer-request, viewer-response\.$/,
    );
  });

  test('are checked on behaviors without a group, too: event-type-repeated', () => {
    const direct = { PathPattern: '/a', TargetOriginId: 'first', LambdaFunctionAssociations: [ON_RESPONSE, ON_RESPONSE] };
    expect(said('event-type-repeated', { behaviors: [direct] })).toEqual(['origin-response twice']);
  });
});

describe('ttl-order', () => {
  const older = (changes: Json): Changes => (
    { behavior: { CachePolicyId: undefined, ForwardedValues: { QueryString: false }, ...changes } }
  );

  const WRONG = { MinTTL: 60, MaxTTL: 30 };

  test.each<[string, Changes, string[]]>([
    ['a default above the maximum', older({ MinTTL: 0, DefaultTTL: 600, MaxTTL: 300 }), ['MinTTL 0, DefaultTTL 600, MaxTTL 300']],
    ['a minimum above the default', older({ MinTTL: 60, DefaultTTL: 30 }), ['MinTTL 60, DefaultTTL 30']],
    ['a minimum above the maximum', older({ MinTTL: 60, MaxTTL: 30 }), ['MinTTL 60, MaxTTL 30']],
    ['a maximum alone', older({ MaxTTL: 30 }), []],
    ['equal times', older({ MinTTL: 60, DefaultTTL: 60, MaxTTL: 60 }), []],
    [
      'all headers, which turn caching off',
      older({ ForwardedValues: { QueryString: false, Headers: ['*'] }, MinTTL: 60, DefaultTTL: 60, MaxTTL: 60 }),
      [],
    ],
    ['a time that is unresolved', older({ MinTTL: 60, DefaultTTL: PARAMETER }), ['cannot tell']],
    ['times that are all unresolved', older({ MinTTL: PARAMETER, DefaultTTL: PARAMETER, MaxTTL: PARAMETER }), []],
    ['a managed policy', { behavior: { CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' } }, []],
    ['a policy of two behaviors',
      { resources: { Policy: cachePolicy({ MinTTL: 600 }) }, behaviors: [{ PathPattern: '/a', CachePolicyId: { Ref: 'Policy' } }] },
      ['MinTTL 600, DefaultTTL 300, MaxTTL 3600']],
    ['two behaviors with equal times', { ...older(WRONG), behaviors: [{ PathPattern: '/a', ...WRONG }] },
      ['MinTTL 60, MaxTTL 30', 'MinTTL 60, MaxTTL 30']],
  ])('of %s', (_, changes, expected) => {
    expect(said('ttl-order', changes)).toEqual(expected);
  });

  test('is not the reason why all headers turn caching off, and outage-uncached says what is', () => {
    const changes = older({ ForwardedValues: { QueryString: false, Headers: ['*'] }, MaxTTL: 300 });
    expect(said('outage-uncached', changes)).toEqual(['all headers forwarded, so each request is of its own']);
    expect(findingOf('outage-uncached', changes)).toMatchObject({
      property: expect.stringMatching(/\.ForwardedValues$/), message: expect.stringMatching(/ Allowed: a list of headers\.$/),
    });
  });

  test.each<[string, Changes, string]>([
    ['ttl-order', older({ MinTTL: 60, DefaultTTL: 30 }), 'DefaultTTL'],
    ['outage-uncached', older({ DefaultTTL: 0, MaxTTL: 0 }), 'MaxTTL'],
    ['secondary-kept-long', older({ DefaultTTL: 86_400 }), 'DefaultTTL'],
  ])('%s is at the older setting', (rule, changes, setting) => {
    expect(findingOf(rule, changes).property).toBe(`DistributionConfig.DefaultCacheBehavior.${setting}`);
  });
});

/** An origin with this response timeout. */
const reading = (OriginReadTimeout: unknown): Json =>
  ({ CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginReadTimeout } });

describe('origin-timeout-out-of-range and origin-timeout-over-quota', () => {
  test.each<[Json, string[], string[]]>([
    [{ ConnectionAttempts: 0 }, ['0'], []],
    [{ ConnectionAttempts: '4' }, ['4'], []],
    [{ ConnectionTimeout: 10 }, [], []],
    [{ ConnectionTimeout: 11 }, ['11 s'], []],
    [{ ConnectionTimeout: 1.5 }, ['1.5 s'], []],
    [{ ConnectionTimeout: -1 }, ['-1 s'], []],
    [{ ConnectionTimeout: PARAMETER }, [], []],
    [{ ConnectionTimeout: '' }, [], []],
    [reading(0), ['0 s'], []],
    [reading(1), [], []],
    [reading(120.5), ['120.5 s'], []],
    [reading(121), [], ['121 s']],
    [{ ...BUCKET, S3OriginConfig: { OriginReadTimeout: 180 } }, [], ['180 s']],
  ])('of %j', (secondary, outOfRange, overQuota) => {
    expect(said('origin-timeout-out-of-range', { secondary })).toEqual(outOfRange);
    expect(said('origin-timeout-over-quota', { secondary })).toEqual(overQuota);
  });
});

describe('failover status codes', () => {
  const behind = (primary: Json, ...list: unknown[]): Changes =>
    ({ ...codes(...list), primary, resources: bucketAllowing('s3:GetObject') });
  const noMembers: Changes = { group: { ...codes(404, 503).group, Members: { Items: [], Quantity: 0 } } };
  const unsigned = { ...OWN_BUCKET, OriginAccessControlId: undefined };
  const never = [expect.stringContaining('404 without 403')];

  test.each<[string, string, Changes, unknown[]]>([
    ['failover-code-unknown', 'two codes', codes(501, 503, 505), ['501, 505']],
    ['failover-code-repeated', 'two codes', codes(502, 502, 503, 503, 504), ['502, 503']],
    ['failover-misses-outage', 'none of the three', codes(500, 429), ['500, 429']],
    ['failover-on-404-never-fires', 'a private bucket', behind(OWN_BUCKET, 404, 503), never],
    ['failover-on-404-never-fires', 'a bucket that is not signed for', behind(unsigned, 404), []],
    ['failover-on-404-never-fires', 'a server', behind({}, 404, 503), []],
    ['failover-on-404-never-fires', 'a private bucket and 403, too', behind(OWN_BUCKET, 403, 404), []],
    ['failover-on-404-never-fires', 'a private bucket and other codes', behind(OWN_BUCKET, 503), []],
    ['failover-on-404-never-fires', 'no member', noMembers, []],
    ['denied-bucket-does-not-fail-over', 'a private bucket', behind(OWN_BUCKET, 404), ['404, without 403']],
    ['denied-bucket-does-not-fail-over', 'a private bucket and no code', behind(OWN_BUCKET), ['no code, without 403']],
    ['denied-bucket-does-not-fail-over', 'a bucket that is not signed for', behind(unsigned, 404), []],
    ['denied-bucket-does-not-fail-over', 'a server', behind({}, 404, 503), []],
    ['denied-bucket-does-not-fail-over', 'no member', noMembers, []],
  ])('%s: of %s', (rule, _, changes, expected) => {
    expect(said(rule, changes)).toEqual(expected);
  });

  test('are all named: failover-misses-outage and failover-code-unknown', () => {
    expect(findingOf('failover-misses-outage', codes(500, 504)).message).toContain('lack 502, 503.');
    expect(reasonsOf('failover-code-unknown', codes(PARAMETER, PARAMETER))).toEqual(['a status code is ${Parameter}, ${Parameter}']);
  });
});

describe('errors of every code that fails over', () => {
  const cached = (code: number): Changes => withResponse({ ErrorCode: code, ErrorCachingMinTTL: 300 });
  const page = (code: number): Changes => withResponse(pageFor(code, { ResponsePagePath: '/404.html' }));

  test.each([
    [404, [404, 503], 1],
    [403, [403, 503], 1],
    [404, [503], 0],
    [500, [503], 1],
  ])('%i with the failover codes %j: error-cached-long and error-page-behind-group', (code, list, count) => {
    expect(said('error-cached-long', { ...codes(...list), ...cached(code) })).toHaveLength(count);
    expect(said('error-page-behind-group', { ...codes(...list), ...page(code) })).toHaveLength(count);
  });

  test('cannot be told apart where a code is unresolved: error-cached-long', () => {
    const group = { FailoverCriteria: { StatusCodes: { Items: [503, PARAMETER], Quantity: 2 } } };
    expect(said('error-cached-long', { group, ...cached(404) })).toEqual(['cannot tell']);
  });
});

describe('missing-page-hides-failover', () => {
  const onCodes = (Items: unknown, response: Json): Changes => ({
    group: { FailoverCriteria: { StatusCodes: { Items, Quantity: 2 } } },
    ...withResponse(pageFor(404, { ResponseCode: 200, ResponsePagePath: '/errors/index.html', ...response })),
  });

  test.each<[string, Changes, string[]]>([
    ['404', onCodes([404, 503], {}), ['404 in both lists']],
    ['403', onCodes([403, 503], { ErrorCode: 403 }), ['403 in both lists']],
    ['404 that stays 404', onCodes([404, 503], { ResponseCode: 404 }), []],
    ['500', onCodes([500, 503], { ErrorCode: 500 }), []],
    ['a code that is unresolved', onCodes([404, 503], { ErrorCode: PARAMETER }), []],
    ['failover codes that are unresolved', onCodes(PARAMETER, {}), []],
  ])('of %s', (_, changes, expected) => {
    expect(said('missing-page-hides-failover', changes)).toEqual(expected);
  });
});

describe('error-cached-on-s3', () => {
  const custom = (Id: string): Json =>
    ({ Id, DomainName: `${Id}.example.com`, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } });

  test.each([[0, [], []], [0, [{ Id: 'errors', ...BUCKET }], ['0 s']], [1, [{ Id: 'errors', ...BUCKET }], []]])(
    'of %i s with the other origins %j', (ErrorCachingMinTTL, more, expected) => {
      const CustomErrorResponses = [{ ErrorCode: 500, ErrorCachingMinTTL }];
      expect(said('error-cached-on-s3', { config: { CustomErrorResponses, Origins: [custom('first'), custom('second'), ...more] } }))
        .toEqual(expected);
    },
  );
});

describe('viewer-response-skipped', () => {
  const atViewer = { FunctionAssociations: [{ ...VIEWER, EventType: 'viewer-response' }] };
  const behind = (changes: Changes, CustomErrorResponses: Json[] = []): Changes => ({
    ...changes,
    behavior: { ...atViewer, ...changes.behavior },
    config: { CustomErrorResponses },
  });
  const own = (ZipFile: string): Changes => ({ function: { Code: { ZipFile } } });

  test.each<[string, Changes, string[]]>([
    ['the function of this library', behind({ function: rewriting() }), ['a viewer-response function']],
    [
      'a function of the user that sets a body',
      behind(own("exports.handler = async e => { r.body = 'x'; return r; };")),
      ['a viewer-response function'],
    ],
    ['a function of the user that only reads', behind(own('exports.handler = async e => { if (r.status === 503) log(); return r; };')), []],
    ['a function that is not in the template', behind(
      { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, LambdaFunctionARN: PARAMETER }] } },
    ),
    ['cannot tell']],
    ['error pages', behind({}, [pageFor(404)]), ['a viewer-response function']],
    ['error caching without a page', behind({}, [{ ErrorCode: 404, ErrorCachingMinTTL: 5 }]), []],
    ['error caching with an empty page', behind({}, [{ ErrorCode: 404, ResponsePagePath: '' }]), []],
    ['error pages and error caching', behind({}, [{ ErrorCode: 400, ErrorCachingMinTTL: 5 }, pageFor(404)]),
      ['a viewer-response function']],
    ['error pages without a group',
      { ...behind({ behavior: { TargetOriginId: 'first' } }), config: { OriginGroups: undefined, CustomErrorResponses: [pageFor(404)] } },
      []],
    ['a function on viewer-request', { behavior: { FunctionAssociations: [VIEWER] } }, []],
    ['the function that counts failovers', onViewer('viewer-response', COUNT_FAILOVER_CODE), []],
    [
      'a response headers policy',
      behind({ behavior: { ResponseHeadersPolicyId: '67f7725c-6f97-4210-82d7-5512b31e9d03' } }, [pageFor(404)]),
      [],
    ],
  ])('of %s', (_, changes, expected) => {
    expect(said('viewer-response-skipped', changes)).toEqual(expected);
  });

  test.each<[string, Changes]>([
    ['Rewritten errors', behind(own('exports.handler = async e => { r.status = 503; };'))],
    ['Rewritten errors', behind({ function: rewriting() }, [pageFor(404)])],
    ['Error pages', behind({}, [pageFor(404)])],
  ])('names what lacks the headers: %s', (what, changes) => {
    expect(findingOf('viewer-response-skipped', changes).message).toContain(`${what} on the behavior * may lack`);
  });

  test('names what it depends on', () => {
    const unknown = behind({ behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, LambdaFunctionARN: PARAMETER }] } });
    expect(reasonsOf('viewer-response-skipped', unknown)).toEqual(['it depends on the code of the origin-response function']);
  });
});

describe('origin-chosen-by-function', () => {
  const CHOOSE = "import cf from 'cloudfront'; function handler(e) { cf.selectRequestOriginById('group'); }";
  const at = (code: string): Changes => onViewer('viewer-request', code);
  const oneMember = { Members: { Items: [{ OriginId: 'first' }], Quantity: 1 } };

  test.each<[string, Changes, string[]]>([
    ['a new origin', at('cf.updateRequestOrigin({});'), ['updateRequestOrigin']],
    ['a new group', at('cf.createRequestOriginGroup({});'), ['createRequestOriginGroup']],
    ['other names', at('noupdateRequestOrigin(); selectRequestOriginByIds(); createRequestOriginGroups();'), []],
    ['viewer-response', onViewer('viewer-response', CHOOSE), []],
    ['a behavior without a group', merge(at(CHOOSE), { TargetOriginId: 'first' }), []],
    ['a group with one member', { ...at(CHOOSE), group: oneMember }, ['selectRequestOriginById']],
    ['a breaker', at(breakerCode('second')), []],
    ['a breaker of another origin', at(breakerCode('first')), ['selectRequestOriginById']],
    ['Lambda@Edge', functions([on('viewer-request')]), []],
  ])('of %s', (_, changes, expected) => {
    expect(said('origin-chosen-by-function', changes)).toEqual(expected);
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

describe('slow-failover and the completion timeout', () => {
  const primary = (changes: Json, more: Changes = {}): Changes => ({ primary: changes, ...more });

  test.each<[string, Changes, string[]]>([
    ['slow-failover', primary({ ConnectionAttempts: 3, ConnectionTimeout: 10, ...reading(3) }),
      ['connectionAttempts 3, connectionTimeout 10 s, readTimeout 3 s']],
    ['slow-failover', primary({ ConnectionAttempts: 1, ConnectionTimeout: 1, ...reading(11) }),
      ['connectionAttempts 1, connectionTimeout 1 s, readTimeout 11 s']],
    ['slow-failover', primary({ ResponseCompletionTimeout: PARAMETER }), []],
    ['completion-timeout-cuts-attempts', primary({ ConnectionAttempts: 2, ConnectionTimeout: 10, ResponseCompletionTimeout: 10 }),
      ['10 s']],
    ['completion-timeout-cuts-attempts', primary({ ConnectionAttempts: PARAMETER }), []],
    ['completion-timeout-too-short', primary(reading(PARAMETER)), []],
    ['completion-timeout-with-continuous-deployment', primary({}, { config: { Staging: true } }), []],
  ])('%s: of %j', (rule, changes, expected) => {
    expect(said(rule, changes)).toEqual(expected);
  });
});
