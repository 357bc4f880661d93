import { Changes } from './cases';
import { withResponse } from './cases/error-responses';
import { rewriting } from './cases/rewrite';
import { BUCKET, cachePolicy, Json, ON_RESPONSE, pageFor, PARAMETER } from './cases/template';
import { said } from './said';

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
    ['a CloudFront function on an origin event', functions([], [{ ...VIEWER, EventType: 'origin-request' }]), [], 0, ['origin-request']],
    ['an event type that is unresolved', functions([on(PARAMETER), on(PARAMETER)]), [], 0, ['cannot tell', 'cannot tell']],
  ])('are checked: %s', (_, changes, repeated, mixed, unknown) => {
    expect(said('event-type-repeated', changes)).toEqual(repeated);
    expect(said('viewer-functions-mixed', changes)).toHaveLength(mixed);
    expect(said('event-type-unknown', changes)).toEqual(unknown);
  });

  test('are checked on behaviors without a group, too', () => {
    const direct = { PathPattern: '/a', TargetOriginId: 'first', LambdaFunctionAssociations: [ON_RESPONSE, ON_RESPONSE] };
    expect(said('event-type-repeated', { behaviors: [direct] })).toEqual(['origin-response twice']);
  });
});

describe('ttl-order', () => {
  const older = (changes: Json): Changes => (
    { behavior: { CachePolicyId: undefined, ForwardedValues: { QueryString: false }, ...changes } }
  );

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
    ['a managed policy', { behavior: { CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' } }, []],
  ])('of %s', (_, changes, expected) => {
    expect(said('ttl-order', changes)).toEqual(expected);
  });

  test('is not the reason why all headers turn caching off, and says what is', () => {
    const changes = older({ ForwardedValues: { QueryString: false, Headers: ['*'] }, MaxTTL: 300 });
    expect(said('outage-uncached', changes)).toEqual(['all headers forwarded, so each request is of its own']);
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

describe('paths', () => {
  test.each<[string, string, Changes, string[]]>([
    ['page-path-without-slash', 'a page', withResponse(pageFor(404, { ResponsePagePath: '404.html' })), ['404.html']],
    ['page-path-without-slash', 'a page that is unresolved', withResponse(pageFor(404, { ResponsePagePath: PARAMETER })), []],
    ['page-path-without-slash', 'an empty page', withResponse({ ErrorCode: 404, ResponsePagePath: '' }), []],
    ['root-object-with-slash', 'the root object', { config: { DefaultRootObject: '/' } }, ['/']],
    ['root-object-with-slash', 'a root object that is unresolved', { config: { DefaultRootObject: PARAMETER } }, []],
    ['root-object-with-slash', 'a root object in a folder', { config: { DefaultRootObject: 'site/index.html' } }, []],
    ['origin-path-without-slash', 'an origin', { primary: { OriginPath: 'site/' } }, ['site/']],
    ['origin-path-without-slash', 'an origin that is unresolved', { primary: { OriginPath: PARAMETER } }, []],
  ])('%s: of %s', (rule, _, changes, expected) => {
    expect(said(rule, changes)).toEqual(expected);
  });
});

describe('group-unused', () => {
  const direct = { behavior: { TargetOriginId: 'first' } };
  const chosen = (FunctionCode: string): Changes => ({
    behavior: {
      ...direct.behavior,
      FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['Choice', 'FunctionARN'] } }],
    },
    resources: { Choice: { Type: 'AWS::CloudFront::Function', Properties: { Name: 'choice', FunctionCode } } },
  });

  test.each<[string, Changes, string[]]>([
    [
      'a function that may choose it',
      chosen("import cf from 'cloudfront'; function handler(e) { cf.selectRequestOriginById('group'); }"),
      ['cannot tell'],
    ],
    ['a function that does not', chosen('function handler(e) { return e.request; }'), [expect.stringContaining('targets first')]],
    ['behaviors that are unresolved', { ...direct, config: { CacheBehaviors: PARAMETER } }, ['cannot tell']],
  ])('of %s', (_, changes, expected) => {
    expect(said('group-unused', changes)).toEqual(expected);
  });

  test('gets no information from slow-failover', () => {
    expect(said('slow-failover', { ...direct, primary: { ConnectionAttempts: 3 } })).toEqual([]);
  });
});

describe('errors of every code that fails over', () => {
  const onCodes = (...Items: number[]): Changes => ({ group: { FailoverCriteria: { StatusCodes: { Items, Quantity: Items.length } } } });
  const cached = (code: number): Changes => withResponse({ ErrorCode: code, ErrorCachingMinTTL: 300 });
  const page = (code: number): Changes => withResponse(pageFor(code, { ResponsePagePath: '/404.html' }));

  test.each([
    [404, [404, 503], 1],
    [403, [403, 503], 1],
    [404, [503], 0],
    [500, [503], 1],
  ])('%i with the failover codes %j', (code, codes, count) => {
    expect(said('error-cached-long', { ...onCodes(...codes), ...cached(code) })).toHaveLength(count);
    expect(said('error-page-behind-group', { ...onCodes(...codes), ...page(code) })).toHaveLength(count);
  });

  test('cannot be told apart where a code is unresolved', () => {
    const group = { FailoverCriteria: { StatusCodes: { Items: [503, PARAMETER], Quantity: 2 } } };
    expect(said('error-cached-long', { group, ...cached(404) })).toEqual(['cannot tell']);
  });
});

describe('rewrites', () => {
  const policy = (changes: Json, more: Changes = {}): Changes => ({ function: rewriting(changes), ...more });
  const failingOver = (...Items: unknown[]): Changes =>
    ({ group: { FailoverCriteria: { StatusCodes: { Items, Quantity: Items.length } } } });
  const direct: Changes = { behavior: { TargetOriginId: 'first' } };

  test.each([[5, 5, ''], [6, 5, ''], [7, 5, 'lengthened'], [65, 5, 'lengthened'], [66, 5, 'overruled']])(
    'with a minimum TTL of %i and a ttl of %i are rewrite-ttl-lengthened or rewrite-ttl-overruled: %s', (MinTTL, ttl, expected) => {
      const changes = policy({ ttl }, { resources: { Policy: cachePolicy({ MinTTL }) } });
      const found = ['lengthened', 'overruled'].filter(name => said(`rewrite-ttl-${name}`, changes).length);
      expect(found.join()).toBe(expected);
    },
  );

  test.each<[string, Changes, string[]]>([
    ['rewrite-without-cache-control', policy({ headers: [], status: 399 }), ['status 399 without cache-control']],
    ['rewrite-without-cache-control', policy({ headers: [], status: 400 }), []],
    ['rewrite-without-cache-control', policy({ headers: [], status: undefined }), []],
    ['rewrite-of-failover-code', policy({ failover: [500, 502] }), ['503, 504 in the origin group only']],
    ['rewrite-of-failover-code', policy({ failover: [] }, direct), []],
    ['rewrite-of-failover-code', policy({ failover: [] }, failingOver(PARAMETER)), []],
    ['rewrite-of-failover-code', policy({ failover: [] }, { group: { FailoverCriteria: PARAMETER } }), []],
    ['rewrite-without-failover', policy({ rewrite: [[403, 404]] }), ['403, 404']],
    ['rewrite-without-failover', policy({ rewrite: [[404, 404]] }, failingOver(503, PARAMETER)), ['cannot tell']],
    ['rewrite-without-failover', policy({ rewrite: [[404, 404]] }, failingOver(404, PARAMETER)), []],
    ['rewrite-without-failover', policy({ rewrite: [[404, 404]] }, direct), []],
    ['client-errors-masked', policy({ rewrite: [[404, 410]] }), ['404-410']],
    ['client-errors-masked', policy({ rewrite: [[400, 599]] }), ['400-499']],
    ['client-errors-masked', policy({ rewrite: [[500, 599]] }), []],
    ['client-errors-masked', policy({ rewrite: [[404, 404]], status: 503 }), []],
  ])('%s: of %j', (rule, changes, expected) => {
    expect(said(rule, changes)).toEqual(expected);
  });

  const responses = (...CustomErrorResponses: Json[]): Changes => ({ config: { CacheBehaviors: [], CustomErrorResponses } });
  const dead = responses(pageFor(500));

  test.each<[string, Changes, string[]]>([
    ['each status that is rewritten', policy({}, responses(pageFor(500), pageFor(501))), ['500', '501']],
    ['a status that CloudFront generates', policy({}, responses(pageFor(502), pageFor(503), pageFor(504))), []],
    ['no page', policy({}, responses({ ErrorCode: 500, ErrorCachingMinTTL: 5 })), []],
    ['a rewrite to an error', policy({ status: 400 }, dead), []],
    ['a rewrite that keeps the status', policy({ status: undefined }, dead), []],
    ['another behavior without the function', policy({}, { config: { CustomErrorResponses: [pageFor(500)] } }), []],
    ['another behavior without a group', policy({}, {
      config: {
        ...dead.config,
        CacheBehaviors: [{ PathPattern: '/a', TargetOriginId: 'first', LambdaFunctionAssociations: [ON_RESPONSE] }],
      },
    }), []],
    ['a function of the user', { ...dead, function: { Code: { ZipFile: '//' } } }, []],
  ])('make error-response-dead of %s', (_, changes, expected) => {
    expect(said('error-response-dead', changes)).toEqual(expected);
  });
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
    [
      'a response headers policy',
      behind({ behavior: { ResponseHeadersPolicyId: '67f7725c-6f97-4210-82d7-5512b31e9d03' } }, [pageFor(404)]),
      [],
    ],
  ])('of %s', (_, changes, expected) => {
    expect(said('viewer-response-skipped', changes)).toEqual(expected);
  });
});

describe('error-pages-replace-api', () => {
  const page = withResponse(pageFor(404, { ResponseCode: 200, ResponsePagePath: '/index.html' }));
  const behavior = (changes: Json): Changes => ({
    ...page,
    behaviors: [
      { PathPattern: '/forms', TargetOriginId: 'first', ViewerProtocolPolicy: 'https-only', CachePolicyId: { Ref: 'Policy' }, ...changes },
    ],
  });

  test.each<[string, Changes, number]>([
    ['a path of an API', behavior({ PathPattern: '/v2/*' }), 1],
    ['GraphQL', behavior({ PathPattern: '/graphql' }), 1],
    ['writes', behavior({ AllowedMethods: ['GET', 'HEAD', 'POST'] }), 1],
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
});

