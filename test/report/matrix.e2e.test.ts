import { behaviorOf, cellOf, defaultBehavior, matrixOfTemplate } from './matrix-of';
import { TemplateBody } from '../../lib/model/template';
import { Cell } from '../../lib/report/matrix/cases';
import { BehaviorMatrix } from '../../lib/report/matrix/matrix';
import { OriginCondition } from '../../lib/simulator/cases/origins';
import { Method } from '../../lib/simulator/cases/situation';
import { CACHING_DISABLED, CACHING_OPTIMIZED, DAY, errorPage, FUNCTIONS, pair } from '../simulator/journey/pair';

describe('what is looked at', () => {
  test('of a primary: success, redirect, errors, every failover code and every error with a page, and each way to fail', async () => {
    const { primaryOutcomes } = await behaviorOf({ codes: [403, 429, 503], errorResponses: [errorPage(414)] });
    expect(primaryOutcomes).toEqual([
      200, 301, 403, 404, 414, 429, 500, 502, 503, 504, 'refused', 'connect-timeout', 'read-timeout', 'broken-body',
    ]);
  });

  test('of a secondary: whether it serves, has no such object, is broken, gone or stuck', async () => {
    expect((await behaviorOf()).secondaryOutcomes).toEqual([200, 404, 503, 'refused', 'read-timeout']);
  });

  test('of a private bucket: 403 for an object that it lacks, as S3 says unless the objects may be listed', async () => {
    const DomainName = { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] };
    const bucket = { DomainName, S3OriginConfig: {}, CustomOriginConfig: undefined };
    expect((await behaviorOf({ secondary: bucket })).secondaryOutcomes).toEqual([200, 403, 503, 'refused', 'read-timeout']);
    expect((await behaviorOf({ primary: bucket })).primaryOutcomes.slice(0, 4)).toEqual([200, 301, 403, 404]);
  });

  test('a code that no origin can answer is left out', async () => {
    expect((await behaviorOf({ codes: [503, 99, 1000, 200] })).primaryOutcomes.filter(outcome => typeof outcome === 'number'))
      .toEqual([200, 301, 404, 500, 502, 503, 504]);
  });

  test('a behavior without a group has no secondary', async () => {
    const { distributions: [{ behaviors: [pages] }] } = await matrixOfTemplate(pair()) as any;
    expect(pages).toMatchObject({
      pattern: '/pages/*',
      path: '/pages/page',
      primary: { id: 'pages' },
      secondaryOutcomes: [],
      failoverStatusCodes: [],
    });
    expect(cellOf(pages, 'GET', 503)).toMatchObject({ kind: 'error', status: 503 });
    expect(pages.cells.every((cell: Cell) => cell.secondary === undefined)).toBe(true);
  });
});

describe('a cell', () => {
  test.each<[OriginCondition, OriginCondition, Partial<Cell>]>([
    [
      200,
      503,
      { kind: 'primary', status: 200, servedBy: 'primary', failedOver: false, cachedSeconds: DAY, waitedSeconds: 0, functionRuns: 0 },
    ],
    [301, 503, { kind: 'primary', status: 301, servedBy: 'primary' }],
    [404, 200, { kind: 'error', status: 404, servedBy: 'primary', failedOver: false, cachedSeconds: 10 }],
    [503, 200, { kind: 'secondary', status: 200, servedBy: 'secondary', failedOver: true, cachedSeconds: DAY }],
    [503, 404, { kind: 'error', status: 404, servedBy: 'secondary', failedOver: true }],
    [503, 503, { kind: 'error', status: 503, servedBy: 'secondary', cachedSeconds: 10 }],
    ['refused', 200, { kind: 'secondary', waitedSeconds: 0 }],
    ['refused', 'refused', { kind: 'error', status: 502, servedBy: 'edge' }],
    ['connect-timeout', 200, { kind: 'secondary', waitedSeconds: 3 * 10 }],
    ['read-timeout', 200, { kind: 'secondary', waitedSeconds: 3 * 30 }],
    ['read-timeout', 'read-timeout', { kind: 'error', status: 504, waitedSeconds: 2 * 3 * 30 }],
    ['broken-body', 200, { kind: 'broken', status: 200, servedBy: 'primary', failedOver: false, cachedSeconds: 0 }],
  ])('of a group, primary %s, secondary %s', async (primary, secondary, expected) => {
    expect(cellOf(await behaviorOf(), 'GET', primary, secondary)).toMatchObject(expected);
  });

  test.each<[Method, Partial<Cell>]>([
    ['GET', { kind: 'secondary', status: 200 }],
    ['HEAD', { kind: 'secondary', status: 200 }],
    ['OPTIONS', { kind: 'secondary', status: 200 }],
    ['POST', { kind: 'error', status: 403, servedBy: 'edge', cachedSeconds: 0 }],
  ])('of a group that takes %s when the primary responds with 503', async (method, expected) => {
    expect(cellOf(await behaviorOf(), method, 503, 200)).toMatchObject(expected);
  });

  test('of OPTIONS waits for one response timeout: CloudFront does not try again', async () => {
    expect(cellOf(await behaviorOf(), 'OPTIONS', 'read-timeout', 200).waitedSeconds).toBe(30);
  });

  test('shows that AWS\'s sample masks what would fail over, and rewrites what would not', async () => {
    const behavior = await behaviorOf({ functions: { 'origin-response': FUNCTIONS.awsSample } });
    expect(cellOf(behavior, 'GET', 503, 200)).toMatchObject({
      kind: 'masked',
      status: 200,
      failedOver: false,
      functionRuns: 1,
      cachedSeconds: DAY,
    });
    expect(cellOf(behavior, 'GET', 404, 200)).toMatchObject({ kind: 'rewritten', status: 200 });
    expect(cellOf(behavior, 'GET', 'refused', 503)).toMatchObject({ kind: 'rewritten', status: 200, failedOver: true });
  });

  test('shows that a function of a failed connection masks it, where it is assumed to run', async () => {
    const functions = { 'origin-response': FUNCTIONS.awsSample };
    expect(cellOf(await behaviorOf({ functions }), 'GET', 'refused', 200)).toMatchObject({ kind: 'secondary' });
    expect(cellOf(await behaviorOf({ functions }, { originResponseOnConnectFailure: true }), 'GET', 'refused', 200)).toMatchObject({
      kind: 'masked',
      functionRuns: 1,
    });
  });

  test('shows that a function fails', async () => {
    const behavior = await behaviorOf({ functions: { 'origin-response': FUNCTIONS.throwsOnPrimary } });
    expect(cellOf(behavior, 'GET', 200, 200)).toMatchObject({ kind: 'error', status: 503, servedBy: 'edge', functionRuns: 1 });
  });

  test('shows that a function answers in the place of an origin', async () => {
    const viewerFunctions = {
      'viewer-request':
        'function handler() { return { statusCode: 302, statusDescription: "Found", headers: { location: { value: "/" } } }; }',
    };
    const answers = 'exports.handler = async () => ({ status: "200", body: "hello" });';
    const once = cellOf(await behaviorOf({ viewerFunctions }), 'GET', 503, 200);
    expect(once).toMatchObject({ kind: 'edge', status: 302, functionRuns: 1 });
    expect(cellOf(await behaviorOf({ functions: { 'origin-request': answers } }), 'GET', 503, 200)).toMatchObject({
      kind: 'edge',
      status: 200,
    });
  });

  test('of a secondary that a function replaces is that function\'s', async () => {
    const answers = FUNCTIONS.answersPrimary.replace('\'primary\'', '\'secondary\'').replace('\'503\'', '\'200\'');
    expect(cellOf(await behaviorOf({ functions: { 'origin-request': answers } }), 'GET', 503, 503)).toMatchObject({
      kind: 'edge',
      status: 200,
      failedOver: true,
    });
  });

  test('is not kept where nothing is cached', async () => {
    const { cells } = await behaviorOf({ cache: CACHING_DISABLED });
    expect(new Set(cells.map(({ cachedSeconds }) => cachedSeconds))).toEqual(new Set([0]));
  });

  test('is marked with the assumptions that it depends on, and with no others', async () => {
    const behavior = await behaviorOf({ functions: { 'origin-response': FUNCTIONS.awsSample } });
    expect(cellOf(behavior, 'GET', 503, 200).assumptions).toEqual(['failoverSees']);
    expect(cellOf(behavior, 'GET', 404, 200).assumptions).toEqual([]);
    expect(cellOf(behavior, 'GET', 'refused', 200).assumptions).toEqual(['originResponseOnConnectFailure']);
  });

  test('follows the assumptions that are given', async () => {
    const functions = { 'origin-response': FUNCTIONS.awsSample };
    expect(cellOf(await behaviorOf({ functions }, { failoverSees: 'origin-status' }), 'GET', 503, 200)).toMatchObject({
      kind: 'secondary',
    });
    expect((await matrixOfTemplate(pair(), { connectFailureIs: 503 })).assumptions.connectFailureIs).toBe(503);
  });

  test('has its story in sentences, and its trace', async () => {
    const { story, trace } = cellOf(await behaviorOf(), 'GET', 503, 'refused');
    expect(story).toEqual([
      'The primary answered 503.', 'CloudFront failed over.', 'The secondary refused the connection (3 attempts).', 'The viewer got 502.',
    ]);
    expect(trace.attempts.map(({ role, outcome }) => [role, outcome])).toEqual([
      ['primary', 503], ['secondary', 'refused'], ['secondary', 'refused'], ['secondary', 'refused'],
    ]);
  });

  test('comes from an empty cache, and is the same each time', async () => {
    const [once, again] = [await behaviorOf(), await behaviorOf()];
    expect(again).toEqual(once);
    expect(cellOf(once, 'GET', 200, 200).trace.cache).toBe('miss');
    expect(new Set(once.cells.filter(({ method }) => method !== 'POST').map(({ trace }) => trace.cache))).toEqual(new Set(['miss']));
  });
});

describe('an error page', () => {
  const GROUP_PAGE = { ErrorCode: 404, ResponseCode: 200, ResponsePagePath: '/index.html' };

  test('is there when the object is not, though both are at one origin', async () => {
    const behavior = await behaviorOf({ errorResponses: [GROUP_PAGE] });
    expect(cellOf(behavior, 'GET', 404, 200)).toMatchObject({ kind: 'rewritten', status: 200, servedBy: 'error-page' });
    expect(cellOf(behavior, 'GET', 503, 404)).toMatchObject({ kind: 'rewritten', status: 200, servedBy: 'error-page', failedOver: true });
  });

  test('is not there when the server is broken', async () => {
    const behavior = await behaviorOf({ errorResponses: [{ ErrorCode: 503, ResponseCode: 200, ResponsePagePath: '/sorry.html' }] });
    expect(cellOf(behavior, 'GET', 503, 503)).toMatchObject({ kind: 'error', status: 503 });
    expect(cellOf(behavior, 'GET', 503, 200)).toMatchObject({ kind: 'secondary' });
  });

  test('is there when it is at another origin, and not when that has the same domain name', async () => {
    const errorResponses = [{ ErrorCode: 503, ResponseCode: 200, ResponsePagePath: '/pages/503.html' }];
    expect(cellOf(await behaviorOf({ errorResponses }), 'GET', 503, 503)).toMatchObject({ kind: 'rewritten', status: 200 });
    const moved = await behaviorOf({ errorResponses, secondary: { DomainName: 'pages.example.com' } });
    expect(cellOf(moved, 'GET', 503, 503)).toMatchObject({ kind: 'error', status: 503, servedBy: 'error-page' });
  });

  test('that is itself what the viewer asked for is as missing as that', async () => {
    const rewrites = 'function handler(event) { event.request.uri = "/index.html"; return event.request; }';
    const behavior = await behaviorOf({ errorResponses: [GROUP_PAGE], viewerFunctions: { 'viewer-request': rewrites } });
    expect(cellOf(behavior, 'GET', 404, 200)).toMatchObject({ kind: 'error', status: 404 });
  });
});

describe('the path that viewers ask for', () => {
  const patterns = async (...all: readonly string[]): Promise<ReadonlyArray<readonly [string, string | undefined]>> => {
    const behaviors = all.map(PathPattern => ({
      PathPattern,
      TargetOriginId: 'pages',
      ViewerProtocolPolicy: 'allow-all',
      CachePolicyId: CACHING_OPTIMIZED,
    }));
    const { distributions } = await matrixOfTemplate(pair({ distribution: { CacheBehaviors: behaviors } }));
    return distributions[0]!.behaviors.map(({ pattern, path }) => [pattern, path]);
  };

  test.each([
    ['/api/*', '/api/page'],
    ['*.jpg', '/page.jpg'],
    ['images/?.png', '/images/x.png'],
    ['/exact', '/exact'],
    ['/a b/*', undefined],
    ['/ü/*', undefined],
    ['/a//b', undefined],
  ])('leads to %s', async (pattern, path) => {
    expect((await patterns(pattern))[0]).toEqual([pattern, path]);
  });

  test('goes around the behaviors before', async () => {
    expect(await patterns('/page', '/docs/page', '/docs/*')).toEqual([
      ['/page', '/page'],
      ['/docs/page', '/docs/page'],
      ['/docs/*', '/docs/a/page'],
      ['*', '/a/page'],
    ]);
  });
});

describe('what is undetermined is marked', () => {
  const withBehaviors = (CacheBehaviors: readonly object[]) =>
    matrixOfTemplate(
      pair({
        distribution: {
          CacheBehaviors: CacheBehaviors.map(one => ({
            PathPattern: '/x/*',
            TargetOriginId: 'group',
            ViewerProtocolPolicy: 'allow-all',
            CachePolicyId: CACHING_OPTIMIZED,
            ...one,
          })),
        },
      }),
    );
  const first = async (behavior: object): Promise<BehaviorMatrix> => (await withBehaviors([behavior])).distributions[0]!.behaviors[0]!;

  test.each<[string, object, string]>([
    ['gRPC', { GrpcConfig: { Enabled: true } }, 'gRPC'],
    ['a cache policy of another stack', { CachePolicyId: { 'Fn::ImportValue': 'Policy' } }, 'a cache policy that cannot be read'],
    ['no target', { TargetOriginId: undefined }, 'it has no target'],
    ['a target that is nowhere', { TargetOriginId: 'nobody' }, 'its target nobody is not an origin'],
  ])('for a behavior with %s', async (_, behavior, reason) => {
    expect((await first(behavior)).cannotTell).toContain(reason);
  });

  test('not for a signed URL, which is taken as valid', async () => {
    const { situation, cannotTell, cells } = await first({ TrustedKeyGroups: ['key'] });
    expect(situation).toBe('The signature of their URL or cookie is taken as valid.');
    expect([cannotTell, cells.find(({ kind }) => kind === 'unknown')]).toEqual([undefined, undefined]);
  });

  test('for a pattern that cannot be read, and for all after it', async () => {
    const {
      distributions: [distribution],
    } = await withBehaviors([{ PathPattern: { 'Fn::ImportValue': 'Pattern' } }, {}]);
    expect(distribution!.behaviors.map(({ cannotTell }) => cannotTell)).toEqual([
      expect.stringContaining('a path pattern that cannot be read'),
      expect.stringContaining('no path was found'),
      expect.stringContaining('no path was found'),
    ]);
  });

  test.each<[string, object, string]>([
    [
      'one member twice',
      { Quantity: 2, Items: [{ OriginId: 'primary' }, { OriginId: 'primary' }] },
      'both members of its origin group group are primary',
    ],
    ['one member', { Quantity: 1, Items: [{ OriginId: 'primary' }] }, 'does not have exactly two members'],
  ])('for a group with %s', async (_, Members, reason) => {
    const OriginGroups = {
      Quantity: 1,
      Items: [{ Id: 'group', FailoverCriteria: { StatusCodes: { Quantity: 1, Items: [503] } }, Members }],
    };
    expect((await behaviorOf({ distribution: { OriginGroups } })).cannotTell).toContain(reason);
  });

  test('for criteria that cannot be read', async () => {
    const StatusCodes = { Quantity: 1, Items: [{ 'Fn::ImportValue': 'Code' }] };
    const Members = { Quantity: 2, Items: [{ OriginId: 'primary' }, { OriginId: 'secondary' }] };
    const OriginGroups = { Quantity: 1, Items: [{ Id: 'group', FailoverCriteria: { StatusCodes }, Members }] };
    expect((await behaviorOf({ distribution: { OriginGroups } })).cannotTell).toContain(
      'failover criteria of its origin group group are not known',
    );
  });

  test('for a function that is not here, in the cells that need it and in no others', async () => {
    const LambdaFunctionAssociations = [
      { EventType: 'origin-response', LambdaFunctionARN: 'arn:aws:lambda:us-east-1:123456789012:function:elsewhere:1' },
    ];
    const behavior = await first({ LambdaFunctionAssociations });
    expect(behavior.cannotTell).toBeUndefined();
    expect(cellOf(behavior, 'GET', 503, 200)).toMatchObject({
      kind: 'unknown',
      cannotTell: expect.stringContaining('function:elsewhere:1. Give the cloud assembly'),
    });
    expect(cellOf(behavior, 'POST', 503, 200)).toMatchObject({ kind: 'error', status: 403 });
  });

  test('and not for the other behaviors of the distribution', async () => {
    expect(cellOf(defaultBehavior(await withBehaviors([{ GrpcConfig: { Enabled: true } }])), 'GET', 503, 200)).toMatchObject({
      kind: 'secondary',
    });
  });
});

test('a group whose members have one domain name has them fail one by one', async () => {
  const behavior = await behaviorOf({ secondary: { DomainName: 'primary.example.com', OriginPath: '/standby' } });
  expect(cellOf(behavior, 'GET', 503, 200)).toMatchObject({ kind: 'secondary' });
});

test('an origin whose id is the role of another is still itself', async () => {
  const Members = { Quantity: 2, Items: [{ OriginId: 'secondary' }, { OriginId: 'primary' }] };
  const OriginGroups = { Quantity: 1, Items: [{ Id: 'group', FailoverCriteria: { StatusCodes: { Quantity: 1, Items: [503] } }, Members }] };
  const behavior = await behaviorOf({ distribution: { OriginGroups } });
  expect(behavior).toMatchObject({ primary: { id: 'secondary' }, secondary: { id: 'primary' } });
  expect(cellOf(behavior, 'GET', 503, 404)).toMatchObject({ kind: 'error', status: 404, failedOver: true });
});

test('an assembly without a distribution has an empty matrix', async () => {
  const { distributions } = await matrixOfTemplate({ Resources: {} } as TemplateBody);
  expect(distributions).toEqual([]);
});

test('an assumption that there is not is refused', async () => {
  await expect(matrixOfTemplate(pair(), { nonsense: 1 } as object)).rejects.toThrow('there is no assumption "nonsense"');
});
