import { Changes } from './cases';
import { functionWithArn, merge, onViewer } from './cases/associations';
import { rewriting } from './cases/rewrite';
import { Json, ON_RESPONSE, pageFor, PARAMETER } from './cases/template';
import { findingOf, reasonsOf, said } from './said';
import { breakerCode } from '../../lib/function-code/viewer-functions';
import { COUNT_FAILOVER_CODE } from '../../lib/function-code/viewer-functions.generated';

describe('origin-changed-by-function', () => {
  const on = (ZipFile: string): Changes => ({ ...functionWithArn({ Ref: 'Version' }), function: { Code: { ZipFile } } });
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
