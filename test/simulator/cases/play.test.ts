import { Invocation } from '../../../lib/function-code/function-result';
import { Assembly } from '../../../lib/model/assembly';
import { AssociationModel, DistributionModel } from '../../../lib/model/distribution';
import { play, PlayedSituation } from '../../../lib/simulator/cases/play';
import { situationWords, usualSituation, viewerRequest } from '../../../lib/simulator/cases/situation';
import { behaviorTarget } from '../../../lib/simulator/cases/target';
import { FunctionRunner } from '../../../lib/simulator/functions/function-runner';
import { CACHING_DISABLED, errorPage, Pair, pair } from '../journey/pair';

const CODE = 'exports.handler = async event => event.Records[0].cf;';
const returned = (result: unknown, more: Partial<Invocation> = {}): Invocation => ({ outcome: 'returned', result, log: [], ...more });

/** What functions do in this process, by their event. */
type Functions = Readonly<Record<string, (event: any) => Invocation>>;
const RETURNS_RESPONSE = ({ Records: [{ cf }] }: any) => returned(cf.response);
const RETURNS_REQUEST = ({ Records: [{ cf }] }: any) => returned(cf.request);

function runnersOf(functions: Functions): (association: AssociationModel) => FunctionRunner {
  return ({ eventType }) => ({
    invoke: async event => structuredClone(functions[String(eventType)]!(event)),
    close: async () => undefined,
  });
}

const modelOf = (options: Pair) => Assembly.of(pair(options)).distributions()[0]!;

/** Plays the default behavior, or another. */
async function played(
  options: Pair, { functions = {}, behavior, goOn }: { functions?: Functions; behavior?: number; goOn?: () => void } = {},
): Promise<PlayedSituation[]> {
  const distribution = modelOf(options);
  const index = behavior ?? distribution.behaviors.length - 1;
  const events = distribution.behaviors[index]!.functions.map(({ eventType }) => String(eventType));
  return play({ distribution, behaviors: [{ behavior: index, events }], assumptions: {} }, runnersOf(functions), goOn);
}

const outcomeOf = ({ outcomes }: PlayedSituation, primary: unknown, secondary?: unknown) =>
  outcomes.find(one => one.method === 'GET' && one.primary === primary && (secondary === undefined || one.secondary[0] === secondary))!;

const member = (OriginId: string) => ({ OriginId });
const groups = (changes: object) => ({
  distribution: {
    OriginGroups: {
      Items: [{
        Id: 'group',
        FailoverCriteria: { StatusCodes: { Items: [503] } },
        Members: { Items: [member('primary'), member('secondary')] },
        ...changes,
      }],
    },
  },
});

describe('nothing is played of a behavior', () => {
  test.each<[string, Pair, string]>([
    ['without a target', { behavior: { TargetOriginId: undefined } }, 'it has no target.'],
    ['whose target is not there', { behavior: { TargetOriginId: 'gone' } }, 'its target gone is not an origin of the distribution.'],
    [
      'whose group has one member', groups({ Members: { Items: [member('primary')] } }),
      'its origin group group does not have exactly two members.',
    ],
    [
      'whose group has three', groups({ Members: { Items: ['primary', 'secondary', 'pages'].map(member) } }),
      'its origin group group does not have exactly two members.',
    ],
    [
      'whose group has the same origin twice', groups({ Members: { Items: [member('primary'), member('primary')] } }),
      'both members of its origin group group are primary, which cannot respond and fail at once.',
    ],
    [
      'whose failover criteria only a deployment knows', groups({ FailoverCriteria: { StatusCodes: { Items: [{ Ref: 'Code' }] } } }),
      'the failover criteria of its origin group group are not known.',
    ],
  ])('%s', async (_, options, cannotTell) => {
    const distribution = modelOf(options);
    expect(behaviorTarget(distribution.behaviors.at(-1)!, distribution)).toEqual({ cannotTell });
    expect(await played(options)).toEqual([]);
  });

  test('to which no path leads', async () => {
    const behavior = (PathPattern: unknown) => ({ PathPattern, TargetOriginId: 'pages', ViewerProtocolPolicy: 'allow-all' });
    for (const first of ['*', { Ref: 'Pattern' }]) {
      const options = { distribution: { CacheBehaviors: [behavior(first), behavior('/pages/*')] } };
      const { behaviors } = modelOf(options);
      expect(behaviors.map(one => usualSituation(one, { behaviors } as DistributionModel)?.path)).toEqual(['/page', undefined, undefined]);
      expect(await played(options, { behavior: 1 })).toEqual([]);
    }
  });
});

describe('what the origins do', () => {
  test('without a function is played in one situation', async () => {
    const situations = await played({});
    expect(situations.map(({ situation }) => situationWords(situation))).toEqual([undefined]);
    expect(outcomeOf(situations[0]!, 503, 200)).toMatchObject({ trace: { status: 200, servedBy: 'secondary' }, broken: false });
    expect(outcomeOf(situations[0]!, 'broken-body')).toMatchObject({ broken: true, secondary: [200, 404, 503, 'refused', 'read-timeout'] });
  });

  test('is not the same for both members of a group, even with the same domain name', async () => {
    const [shared] = await played({ secondary: { DomainName: 'primary.example.com', OriginPath: '/standby' } });
    expect(outcomeOf(shared!, 'refused', 200).trace).toMatchObject({ status: 200, servedBy: 'secondary' });
  });

  test('decides whether it has an error page: a server that lacks the object has one, a broken server has none', async () => {
    const pages = { PathPattern: '/pages/*', TargetOriginId: 'primary', ViewerProtocolPolicy: 'allow-all' };
    const errorResponses = [errorPage(404, 200), errorPage(503, 200)];
    const [own] = await played({ errorResponses, codes: [500], distribution: { CacheBehaviors: [pages] } });
    expect(outcomeOf(own!, 404).trace).toMatchObject({ status: 200, errorPage: '/pages/404.html' });
    expect(outcomeOf(own!, 503).trace).toMatchObject({ status: 503, errorPage: '/pages/503.html' });
  });

  test('ends when there is no time left', async () => {
    await expect(played({}, { goOn: () => { throw new Error('no time is left'); } })).rejects.toThrow('no time is left');
  });
});

describe('a function', () => {
  test('is tried in every situation that it may treat differently', async () => {
    const situations = await played({ functions: { 'origin-response': CODE } }, { functions: { 'origin-response': RETURNS_RESPONSE } });
    expect(situations.map(({ situation: { path }, situation }) => [path, situationWords(situation)])).toEqual([
      ['/page', undefined],
      ...['/', '/docs/', '/products/42', '/index.html', '/images/logo.png'].map(path => [path, undefined]),
      ...['JSON', 'no content type', 'a compressed page', 'a page in chunks']
        .map(answer => ['/page', `The origins answer with ${answer}.`]),
      ['/page', 'CloudFront has a copy that has expired, and asks whether it is still good: a healthy origin answers 304.'],
      ['/page', 'The viewer is a script.'],
    ]);
    const expired = situations.find(({ situation }) => situation.expired)!;
    expect(expired.outcomes.map(({ primary, trace }) => [primary, trace.status, trace.attempts.at(-1)!.outcome]))
      .toEqual([[200, 200, 304], ['refused', 200, 304]]);
    const { runs: [seen] } = outcomeOf(situations[0]!, 503, 200);
    expect(seen).toMatchObject({ event: 'origin-response', role: 'primary', given: 503, made: { status: 503, setsBody: false } });
  });

  test('has no copy that expires where nothing is cached', async () => {
    const options = { functions: { 'origin-response': CODE }, cache: CACHING_DISABLED };
    const situations = await played(options, { functions: { 'origin-response': RETURNS_RESPONSE } });
    expect(situations.filter(({ situation }) => situation.expired)).toEqual([]);
  });

  test('that lets no request pass is left out, for those after it', async () => {
    const codes = { 'viewer-request': CODE, 'origin-request': CODE, 'origin-response': CODE };
    const answers = () => returned({ status: '403', headers: {}, body: 'no' });
    const functions = { 'viewer-request': answers, 'origin-request': answers, 'origin-response': RETURNS_RESPONSE };
    const situations = await played({ functions: codes }, { functions });
    expect([...new Set(situations.map(({ situation: { without } }) => without.join()))])
      .toEqual(['', 'viewer-request', 'viewer-request,origin-request']);
    expect(situationWords(situations[2]!.situation))
      .toBe('Without the viewer-request and origin-request function, which lets no request pass.');
    expect(situations[0]!.outcomes.every(({ trace }) => trace.attempts.length === 0)).toBe(true);
    expect(outcomeOf(situations[2]!, 503, 200).trace.servedBy).toBe('secondary');
  });

  test('that reads requests is tried by a crawler, too', async () => {
    const situations = await played({ functions: { 'origin-request': CODE } }, { functions: { 'origin-request': RETURNS_REQUEST } });
    expect(situations.map(({ situation }) => situation.viewer)).toContain('a crawler');
  });

  test('that fails, or of which nothing is known, is in the runs of each outcome', async () => {
    const failing = { 'origin-response': (): Invocation => ({ outcome: 'threw', reason: 'Error: broken', log: [] }) };
    const [failed] = await played({ functions: { 'origin-response': CODE } }, { functions: failing });
    expect(outcomeOf(failed!, 200).runs).toMatchObject([{ failure: { status: 503, reason: 'Error: broken' } }]);
    const unclear = { 'origin-response': (event: any) => ({ ...RETURNS_RESPONSE(event), cannotTell: 'it needs the network' }) };
    const [unknown] = await played({ functions: { 'origin-response': CODE } }, { functions: unclear });
    expect(outcomeOf(unknown!, 200).runs).toContainEqual({ property: expect.any(String), cannotTell: 'it needs the network' });
  });

  test('of CloudFront that chooses a group is played with the members of that group, by method', async () => {
    const group = { originIds: [{ originId: 'pages' }, { originId: 'primary' }], failoverCriteria: { statusCodes: [404] } };
    const chooses = ({ request }: any) => returned(request, request.method === 'GET'
      ? { choices: [{ method: 'createRequestOriginGroup', args: [group] }] }
      : {});
    const situations = await played({ viewerFunctions: { 'viewer-request': '' } }, { functions: { 'viewer-request': chooses } });
    expect(situations.slice(0, 2).map(({ chosen, situation }) => [chosen?.members, situation.methods])).toEqual([
      [['pages', 'primary'], ['GET']],
      [undefined, ['HEAD', 'OPTIONS', 'POST']],
    ]);
    expect(outcomeOf(situations[0]!, 404, 200).trace).toMatchObject({ status: 200, failedOver: true });
  });
});

test('the viewer sends the headers of CloudFront that the policies add', () => {
  const ALL_BUT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
  const distribution = modelOf({ behavior: { OriginRequestPolicyId: ALL_BUT_HOST } });
  const behavior = distribution.behaviors.at(-1)!;
  const { headers } = viewerRequest('GET', usualSituation(behavior, distribution)!, behavior);
  expect(headers).toMatchObject({
    'cloudfront-viewer-country': ['US'],
    'cloudfront-viewer-http-version': ['2.0'],
    'cloudfront-viewer-address': ['203.0.113.178:46532'],
  });
});
