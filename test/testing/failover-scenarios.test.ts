import { failoverScenarios, FailoverScenariosOptions, simulate, SimulatedEdge, SimulationSource } from '../../lib/testing';
import { FUNCTIONS, pair, Pair, times } from '../simulator/journey/pair';
import { FOUR_PARTS, siteIn, stackIn } from '../support/stacks';

// As a user has it: this is one of the suites of this project.
failoverScenarios(() => siteIn(stackIn('eu-west-1')), { name: 'FailoverDistribution with its defaults' });

interface Outcome {
  readonly suite: string;
  /** What each test said, by its name; undefined where it passed. */
  readonly said: Readonly<Record<string, string | undefined>>;
}

/** Runs the suite in a test runner of its own. */
async function run(source: Parameters<typeof failoverScenarios>[0], options: FailoverScenariosOptions = {}): Promise<Outcome> {
  const tests = new Map<string, () => Promise<void>>();
  const last: Array<() => Promise<void>> = [];
  let suite = '';
  failoverScenarios(source, {
    describe: (name, define) => { suite = name; define(); },
    it: (name, test) => tests.set(name, test),
    afterAll: after => last.push(after),
    ...options,
  });
  const said: Record<string, string | undefined> = {};
  for (const [name, test] of tests) said[name] = await test().then(() => undefined, error => (error as Error).message);
  for (const after of last) await after();
  return { suite, said };
}

/** The names of the tests that fail, for a pair of origins that is different in something. */
async function failing(options: Pair, more: FailoverScenariosOptions = {}): Promise<string[]> {
  const { said } = await run(() => pair(options), more);
  return Object.keys(said).filter(name => said[name] !== undefined);
}

const TITLES = {
  'healthy': 'a healthy primary serves',
  'failover-codes': 'the secondary serves for every failover status code of the primary',
  'methods': 'the secondary serves HEAD, and OPTIONS when it is cached, like GET',
  'outage': 'the secondary serves when the primary cannot be reached',
  'timeout': 'the secondary serves when the primary does not respond in time',
  'both-down': 'when both members are down, the secondary is tried and the response is not cached for long',
  'recovery': 'the primary serves again once it has recovered and the cache has expired',
  'cache': 'a success is cached as long as it should be, and an error not for long',
  'failover-responses': 'functions leave the responses untouched that CloudFront fails over on',
} as const;

describe('the suite', () => {
  it('has a test for each scenario, which all pass for a plain pair of origins', async () => {
    const { suite, said } = await run(() => pair());
    expect(suite).toBe('failover scenarios');
    expect(said).toEqual(Object.fromEntries(Object.values(TITLES).map(title => [title, undefined])));
  });

  it('leaves out what is to be skipped', async () => {
    const skip = Object.keys(TITLES).filter(name => name !== 'outage') as Array<keyof typeof TITLES>;
    expect(Object.keys((await run(() => pair(), { skip })).said)).toEqual([TITLES.outage]);
  });

  it('makes what it tests once, when the first test runs, and closes what it made', async () => {
    const source = jest.fn(async () => pair());
    failoverScenarios(source, { describe: (_, define) => define(), it: () => undefined });
    expect(source).not.toHaveBeenCalled();
    const close = jest.spyOn(SimulatedEdge.prototype, 'close');
    try {
      await run(source, { skip: ['failover-responses'] });
      expect(source).toHaveBeenCalledTimes(1);
      expect(close).toHaveBeenCalledTimes(1);
    } finally {
      close.mockRestore();
    }
  });

  it("leaves the user's edge open, and as it was", async () => {
    const edge = simulate(pair());
    edge.origin('primary').respond(418);
    const { url } = await edge.listen();
    const { said } = await run(() => edge);
    expect(Object.values(said)).not.toContainEqual(expect.anything());
    expect((await fetch(url)).status).toBe(418);
    await edge.close();
  });

  it('takes the distribution that is chosen', async () => {
    const stack = stackIn('us-east-1');
    siteIn(stack, {}, 'One');
    siteIn(stack, {}, 'Two');
    expect((await run(() => stack)).said[TITLES.healthy]).toMatch(/^there are several distributions/);
    expect((await run(() => stack, { distribution: 'Stack/Two' })).said[TITLES.healthy]).toBeUndefined();
  });

  it('fails when nothing can fail over, in every test', async () => {
    const { said } = await run(() => pair({ behavior: { TargetOriginId: 'primary' } }));
    for (const text of Object.values(said)) expect(text).toMatch(FOUR_PARTS);
  });

  it('fails when what it tests cannot be made, in every test', async () => {
    const { said } = await run(() => { throw new Error('no stack today'); });
    expect(new Set(Object.values(said))).toEqual(new Set(['no stack today']));
  });

  it('fails without a test runner', () => {
    expect(() => failoverScenarios(() => pair(), { describe: null as never })).toThrow(FOUR_PARTS);
  });
});

describe('the scenarios', () => {
  it("fail for AWS's sample, but for those that it does not spoil", async () => {
    expect(await failing({ functions: { 'origin-response': FUNCTIONS.awsSample } })).toEqual([
      TITLES['failover-codes'], TITLES.methods, TITLES['both-down'], TITLES.cache, TITLES['failover-responses'],
    ]);
  });

  it.each<[string, Pair, Array<keyof typeof TITLES>]>([
    [
      'healthy, when a function raises what the primary answers',
      { functions: { 'origin-response': FUNCTIONS.raisesPrimary } },
      ['healthy', 'recovery', 'cache', 'failover-responses'],
    ],
    ['timeout, when 504 is no failover status code', { codes: [500, 502, 503] }, ['timeout', 'both-down']],
    ['outage, when neither 502 nor 503 is one', { codes: [500, 504] }, ['outage', 'both-down']],
    [
      'methods, when a function treats HEAD in another way',
      {
        functions: {
          'origin-response': `exports.handler = async event => {
      const { request, response } = event.Records[0].cf;
      if (request.method === 'HEAD') response.status = '200';
      return response;
    };`,
        },
      },
      ['methods', 'failover-responses'],
    ],
    ['both-down, when errors are kept for long', { errorResponses: [{ ErrorCode: 500, ErrorCachingMinTTL: 300 }] }, ['both-down']],
    [
      'cache, when errors that do not fail over are kept for long',
      { errorResponses: [{ ErrorCode: 404, ErrorCachingMinTTL: 300 }] },
      ['cache'],
    ],
    [
      'law, when a function adds a header',
      {
        functions: {
          'origin-response': `exports.handler = async event => {
      const { response } = event.Records[0].cf;
      response.headers['x-seen'] = [{ key: 'X-Seen', value: 'yes' }];
      return response;
    };`,
        },
      },
      ['failover-responses'],
    ],
  ])('fail for %s', async (_, options, expected) => {
    expect(await failing(options)).toEqual(expected.map(name => TITLES[name]));
  });

  it('fail for recovery, when a function remembers that the primary was down', async () => {
    const sticky = `let down = false;
      exports.handler = async event => {
        const { request, response } = event.Records[0].cf;
        const role = request.origin.custom.customHeaders['x-failover-role'][0].value;
        if (response.status >= 500) down = true;
        if (down && role === 'primary') response.status = '503';
        return response;
      };`;
    expect(await failing({ functions: { 'origin-response': sticky } }, { skip: ['failover-responses', 'healthy', 'cache'] })).toEqual([
      TITLES.recovery,
    ]);
  });

  it('take another limit for what is kept', async () => {
    const options = { errorResponses: [{ ErrorCode: 404, ErrorCachingMinTTL: 300 }] };
    expect(await failing(options, { maxErrorSeconds: 300 })).toEqual([]);
    expect(await failing({}, { maxErrorSeconds: 9 })).toEqual([TITLES['both-down'], TITLES.cache]);
  });

  it.each<[string, Pair]>([
    ['nothing is cached', { cache: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' }],
    ['times are short', { cache: times(0, 5, 10) }],
    ['OPTIONS is not cached', { cachedMethods: ['GET', 'HEAD'] }],
    ['GET and HEAD alone are allowed', { methods: ['GET', 'HEAD'] }],
    ['client errors fail over', { codes: [403, 404, 500, 502, 503, 504] }],
  ])('pass when %s', async (_, options) => {
    expect(await failing(options)).toEqual([]);
  });

  it('say everything that went wrong, and the story of the first', async () => {
    const { said } = await run(() => pair({ functions: { 'origin-response': FUNCTIONS.awsSample } }));
    expect(said[TITLES['failover-codes']]!.split('\n').slice(0, 8)).toEqual([
      ...[500, 502, 503, 504].map(code => `behavior *, GET, the primary responds with ${code}: served by primary, not by the secondary`),
      '',
      'What happened to GET /probe:',
      '  The primary answered 500, and the function made it 200.',
      '  CloudFront did not fail over.',
    ]);
    expect(said[TITLES['both-down']]).toContain(
      'behavior *, both members respond with 500: the response is cached for 86400 s, which is more than 60 s',
    );
    expect(said[TITLES['failover-responses']]).toContain('500, 502, 503, 504 to GET, HEAD, OPTIONS');
  });
});

describe('every behavior on a group', () => {
  const images = (functions: Pair['functions'] = {}): SimulationSource => {
    const template = pair({ functions });
    const config = (template.Resources!.Distribution!.Properties as any).DistributionConfig;
    config.CacheBehaviors.unshift({ ...config.DefaultCacheBehavior, PathPattern: 'images/*.?pg' });
    delete config.DefaultCacheBehavior.LambdaFunctionAssociations;
    return template;
  };

  it('is played, under a path that matches its pattern', async () => {
    const { said } = await run(() => images({ 'origin-response': FUNCTIONS.awsSample }));
    expect(said[TITLES['failover-codes']]).toContain('behavior images/*.?pg, GET, the primary responds with 500: served by primary');
    expect(said[TITLES['failover-codes']]).toContain('What happened to GET /images/probe.xpg:');
    expect(said[TITLES['failover-codes']]).not.toContain('behavior *,');
  });

  it('fails when another behavior takes its path, and says what to do', async () => {
    const { said } = await run(images, { paths: { '*': '/images/1.jpg' } });
    expect(said[TITLES['failover-codes']]).toBeUndefined();
    const taken = await run(() => pair(), { paths: { '*': '/pages/1' } });
    expect(taken.said[TITLES['failover-codes']]).toContain(
      'The behavior /pages/* took the request. Set a path for this behavior in the option paths.',
    );
  });

  it('is asked with the headers that functions want to see', async () => {
    const guard = 'function handler(event) { return event.request.headers.pass ? event.request : { statusCode: 401 }; }';
    const guarded = () => pair({ viewerFunctions: { 'viewer-request': guard } });
    expect((await run(guarded)).said[TITLES.healthy]).toContain(
      'No origin was tried. Set the options headers and paths so that requests get past your functions.',
    );
    expect((await run(guarded, { headers: { pass: 'yes' } })).said).toEqual((await run(() => pair())).said);
  });
});
