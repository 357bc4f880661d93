import { evaluateHandlers } from '../../../lib/rules/handler';
import { Report } from '../../../lib/rules/handler/job';
import { SeenRun } from '../../../lib/simulator/cases/seen-run';
import { Changes, Json, ON_RESPONSE, PARAMETER } from '../cases/template';
import { modelOf } from '../models';

const CODES = [500, 502, 503, 504];
const withCodes = (Items: unknown): Changes => ({ group: { FailoverCriteria: { StatusCodes: { Items, Quantity: 4 } } } });
const members = (...ids: string[]): Json => ({ Members: { Items: ids.map(OriginId => ({ OriginId })), Quantity: ids.length } });

const GROUP = "{ originIds: [{ originId: 'first' }, { originId: 'second' }], failoverCriteria: { statusCodes: [500, 503] } }";
const CREATES = `cf.createRequestOriginGroup(${GROUP})`;
const CHOSEN = { statusCodes: [500, 503], members: ['first', 'second'] };

/** A behavior that targets an origin, and a CloudFront function on an event of it. */
function choosing(statement: string, EventType = 'viewer-request', FunctionCode: unknown = `function handler() { ${statement} }`): Changes {
  return {
    config: { OriginGroups: undefined },
    behavior: { TargetOriginId: 'first', FunctionAssociations: [{ EventType, FunctionARN: { 'Fn::GetAtt': ['Route', 'FunctionARN'] } }] },
    resources: {
      Route: { Type: 'AWS::CloudFront::Function', Properties: { FunctionConfig: { Runtime: 'cloudfront-js-2.0' }, FunctionCode } },
    },
  };
}

/** What a process reports on one GET for which the primary failed, and on the runs of the function in it. */
function seen(runs: ReadonlyArray<Partial<SeenRun>>, trace: object = {}, behaviors = 1): Report {
  const property = (behavior: number) =>
    `DistributionConfig.${behavior === behaviors - 1 ? 'DefaultCacheBehavior' : `CacheBehaviors.${behavior}`}.LambdaFunctionAssociations.0`;
  return {
    played: Array.from({ length: behaviors }, (_, behavior) => ({
      behavior,
      situation: { path: '/', answer: 'a page', methods: ['GET'] },
      outcomes: [{
        method: 'GET',
        primary: 503,
        secondary: [200],
        broken: false,
        trace: { failedOver: false, attempts: [], functions: [], storedSeconds: 0, status: 200, ...trace },
        runs: runs.map(run => ({ property: property(behavior), event: 'origin-response', role: 'primary', path: '/', given: 503, ...run })),
      }],
    })),
  } as unknown as Report;
}

const MASKED: Partial<SeenRun> = { made: { status: 200, setsBody: false, limitsCaching: true, entityHeaders: [] } };
const FAILED: Partial<SeenRun> = { failure: { status: 502, reason: 'it threw', headers: [] } };

function said(changes: Changes, report: Report) {
  const { findings, cannotTell } = evaluateHandlers([modelOf(changes)], jobs => jobs.map(() => report));
  return {
    rules: findings.map(({ rule }) => rule),
    messages: findings.map(({ message }) => message),
    reasons: cannotTell.map(({ reason }) => reason),
  };
}

/** Index of the default behavior: /errors/* is in front of it. */
const BEHAVIORS = 2;

describe('what cannot be played is undetermined', () => {
  test.each<[string, Changes, string]>([
    ['a function whose process dies', {}, 'what the function Function does is not known: died'],
    [
      'a group with a member that is no origin',
      { group: members('first', 'nobody') },
      'the origin group group does not have two members that are origins of the distribution',
    ],
    ['criteria that are unresolved', withCodes(PARAMETER), 'the failover criteria of the origin group group are ${Parameter}'],
    ['criteria that are all unresolved', withCodes([PARAMETER]), 'the failover criteria of the origin group group are empty, or not known'],
    [
      'an event that is unresolved',
      { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, EventType: PARAMETER }] } },
      'the function is attached to the event ${Parameter}',
    ],
    [
      'a function that is elsewhere',
      { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, LambdaFunctionARN: PARAMETER }] } },
      'the function is ${Parameter}',
    ],
    ['code that is elsewhere', { function: { Code: { S3Bucket: 'b', S3Key: 'k' } } }, 'the code is not here'],
  ])('%s', (_, changes, reason) => {
    expect(said(changes, { cannotTell: 'died' })).toEqual({ rules: [], messages: [], reasons: [expect.stringContaining(reason)] });
  });

  test('criteria of which some are unresolved, beside what the others show', () => {
    expect(said(withCodes([...CODES, PARAMETER]), seen([MASKED], {}, BEHAVIORS))).toMatchObject({
      rules: ['handler-masks-failover'], reasons: ['some of the failover criteria of the origin group group are not known'],
    });
  });

  test('a run of which nothing is known, beside what the others show', () => {
    expect(said({}, seen([{ cannotTell: 'it needs the network' }, MASKED], {}, BEHAVIORS))).toMatchObject({
      rules: ['handler-masks-failover'], reasons: ['what the function Function does is not known: it needs the network'],
    });
  });
});

test('a finding names every behavior of the function', () => {
  const other = { PathPattern: '/a/*', TargetOriginId: 'group', LambdaFunctionAssociations: [ON_RESPONSE] };
  expect(said({ behaviors: [other] }, seen([MASKED], {}, 3)).messages[0])
    .toContain('The function Function (origin-response, behaviors /a/*, *)');
  expect(said({}, seen([MASKED], {}, BEHAVIORS)).messages[0]).toContain('The function Function (origin-response, behavior *)');
});

test.each<[string, Partial<SeenRun>, string]>([
  ['a response of a member', {}, 'GET /, when the primary responds with 503 and a page'],
  ['a request for a member', { given: undefined, role: 'secondary' }, 'GET /, for the secondary'],
  ['a request of a viewer, whose path it may have changed', { given: undefined, role: undefined, path: undefined }, 'GET /.'],
])('a function that fails for %s has an example', (_, run, example) => {
  expect(said({}, seen([{ ...FAILED, ...run }], {}, BEHAVIORS))).toMatchObject({
    rules: ['handler-fails'], messages: [expect.stringContaining(`fails, for example ${example}`)],
  });
});

describe('a CloudFront function may choose a group for a behavior without one', () => {
  const NONE = 'no request was found for which a CloudFront function chooses an origin group';

  test('which its requests show', () => {
    expect(said(choosing(CREATES), seen([MASKED], { chosen: CHOSEN }, BEHAVIORS)).rules).toContain('handler-masks-failover');
    const kept: Partial<SeenRun> = { made: { ...MASKED.made!, status: 503 } };
    expect(said(choosing(CREATES), seen([kept], { chosen: CHOSEN }, BEHAVIORS)).rules).not.toContain('handler-masks-failover');
  });

  test('and is undetermined where none of them shows one', () => {
    const { rules, reasons } = said(choosing(CREATES), seen([MASKED], {}, BEHAVIORS));
    expect([rules, reasons]).toEqual([[], Array(2).fill(expect.stringContaining(NONE))]);
  });

  test('and is undetermined, with the reason, where the local edge does not have it', () => {
    const { rules, reasons } = said(choosing(CREATES), seen([MASKED], { refusal: 'a media quality score' }, BEHAVIORS));
    expect(rules).toEqual([]);
    expect(reasons.join()).toContain('a media quality score');
  });

  test('in code that is unresolved, which matters to a function on origin-response', () => {
    const open = choosing('', 'viewer-request', PARAMETER);
    expect(said(open, { cannotTell: 'died' }).reasons.join()).toContain('died');
    expect(said({ ...open, behavior: { ...open.behavior, LambdaFunctionAssociations: [] } }, { cannotTell: 'died' }).reasons).toEqual([]);
  });

  test('but not on viewer-response, nor by an origin alone', () => {
    for (const changes of [choosing(CREATES, 'viewer-response'), choosing("cf.selectRequestOriginById('second')")]) {
      expect(said(changes, { cannotTell: 'died' }).reasons).toEqual([]);
    }
  });

  test('by its id, where the distribution has one', () => {
    const byId = choosing("cf.selectRequestOriginById('group')");
    expect(said({ ...byId, config: {} }, seen([MASKED], { chosen: CHOSEN }, BEHAVIORS)).rules).toContain('handler-masks-failover');
  });
});
