import '../../lib/testing/jest';
import { failoverMatchers, simulate, SimulatedEdge } from '../../lib/testing';
import { errorPage, FUNCTIONS, pair, Pair } from '../simulator/journey/pair';
import { FOUR_PARTS, siteIn, stackIn } from '../support/stacks';

const open: SimulatedEdge[] = [];

function edgeOf(options: Pair = {}): SimulatedEdge {
  const edge = simulate(pair(options));
  open.push(edge);
  return edge;
}

/** What is said when the expectation is not met. */
async function complaint(expectation: () => unknown): Promise<string> {
  try {
    await expectation();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the expectation was met');
}

afterEach(() => Promise.all(open.splice(0).map(edge => edge.close())));

describe('toBeServedBy', () => {
  it.each<[Parameters<typeof failoverMatchers.toBeServedBy>[1], (edge: SimulatedEdge) => unknown]>([
    ['primary', () => undefined],
    ['secondary', edge => edge.origin('primary').respond(503)],
    ['cache', edge => edge.fetch('/')],
    ['edge', edge => [edge.origin('primary').refuse(), edge.origin('secondary').refuse()]],
    ['error-page', edge => edge.origin('primary').respond(404)],
  ])('knows %s from the others', async (servedBy, given) => {
    const edge = edgeOf({ errorResponses: [errorPage(404)] });
    await given(edge);
    const response = await edge.fetch('/');
    expect(response).toBeServedBy(servedBy);
    const others = (['primary', 'secondary', 'cache', 'edge', 'error-page'] as const).filter(other => other !== servedBy);
    for (const other of others) expect(response).not.toBeServedBy(other);
  });

  it('fails with what was expected, what was, and what happened', async () => {
    const edge = edgeOf();
    edge.origin('primary').respond(503);
    expect(await complaint(async () => expect(await edge.fetch('/page')).toBeServedBy('primary'))).toBe([
      'expect(response).toBeServedBy("primary")',
      '',
      'Expected to be served by: primary',
      'Served by:                secondary',
      '',
      'What happened to GET /page:',
      '  The primary answered 503.',
      '  CloudFront failed over.',
      '  The secondary answered 200.',
      '  The viewer got 200.',
      '  CloudFront caches the response for 86400 s.',
    ].join('\n'));
  });

  it('fails with .not in front of what was expected', async () => {
    const response = await edgeOf().fetch('/');
    expect(await complaint(() => expect(response).not.toBeServedBy('primary'))).toMatch(
      /^expect\(response\)\.not\.toBeServedBy\("primary"\)\n\nExpected to be served by: not primary\nServed by: {16}primary\n/,
    );
  });

  it('fails for a member that there is not, with and without .not', async () => {
    const response = await edgeOf().fetch('/');
    const third = 'third' as 'primary';
    expect(await complaint(() => expect(response).toBeServedBy(third))).toMatch(FOUR_PARTS);
    expect(await complaint(() => expect(response).not.toBeServedBy(third))).toContain('Got: "third". Allowed: primary, secondary,');
  });

  it.each([
    ['a promise', Promise.resolve(), 'a promise'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['another response', new Response(), 'object'],
  ])('fails for %s, with and without .not', async (_, received, got) => {
    expect(await complaint(() => expect(received).toBeServedBy('primary'))).toMatch(FOUR_PARTS);
    expect(await complaint(() => expect(received).not.toBeServedBy('primary'))).toContain(`Got: ${got}. Allowed:`);
  });

  it('takes the trace, and what a served edge sends over HTTP', async () => {
    const edge = edgeOf();
    edge.origin('primary').respond(503);
    expect((await edge.fetch('/1')).trace).toBeServedBy('secondary');
    const { url } = await edge.listen();
    expect(await fetch(`${url}/2`)).toBeServedBy('secondary');
  });
});

describe('toFailOver', () => {
  it('tells a failover from none', async () => {
    const edge = edgeOf();
    expect(await edge.fetch('/1')).not.toFailOver();
    edge.origin('primary').refuse();
    expect(await edge.fetch('/2')).toFailOver();
  });

  it('fails with what happened', async () => {
    const edge = edgeOf();
    edge.origin('primary').respond(404);
    expect(await complaint(async () => expect(await edge.fetch('/1')).toFailOver())).toMatch(
      /^expect\(response\)\.toFailOver\(\)\n\nExpected a failover to the secondary, and there was none\.\n\nWhat happened to GET \/1:\n {2}The primary answered 404\.\n/,
    );
    edge.origin('primary').respond(500);
    expect(await complaint(async () => expect(await edge.fetch('/2')).not.toFailOver())).toContain(
      'Expected no failover, and there was one.',
    );
  });
});

describe('toBeCachedFor', () => {
  it('tells the seconds for which CloudFront keeps the answer', async () => {
    const edge = edgeOf();
    edge.origin('primary').respond(200, '', { 'cache-control': 'max-age=60' });
    const response = await edge.fetch('/');
    expect(response).toBeCachedFor(60);
    expect(response).not.toBeCachedFor(0);
  });

  it('is 0 for what is not kept', async () => {
    expect(await edgeOf({ cache: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' }).fetch('/')).toBeCachedFor(0);
  });

  it('fails with the seconds, and what happened', async () => {
    const response = await edgeOf().fetch('/');
    expect(await complaint(() => expect(response).toBeCachedFor(60))).toMatch(
      /^expect\(response\)\.toBeCachedFor\(60\)\n\nExpected to be cached for: 60 s\nCached for: {16}86400 s\n\nWhat happened/,
    );
    expect(await complaint(() => expect(response).not.toBeCachedFor(86400))).toContain('Expected to be cached for: not 86400 s');
  });

  it('fails for an answer from the cache, with and without .not: nothing is stored for it', async () => {
    const edge = edgeOf();
    await edge.fetch('/');
    const response = await edge.fetch('/');
    expect(await complaint(() => expect(response).toBeCachedFor(0))).toMatch(FOUR_PARTS);
    expect(await complaint(() => expect(response).not.toBeCachedFor(60))).toContain('Got: a response from the cache');
  });

  it.each([-1, NaN, '60' as unknown as number])('fails for %p seconds', async seconds => {
    const response = await edgeOf().fetch('/');
    expect(await complaint(() => expect(response).not.toBeCachedFor(seconds))).toMatch(FOUR_PARTS);
  });
});

describe('toPreserveFailoverResponses', () => {
  it('passes for FailoverDistribution, given as an edge, a stack or a construct', async () => {
    const site = siteIn(stackIn('eu-west-1'));
    await expect(site).toPreserveFailoverResponses();
    await expect(site.node.scope).toPreserveFailoverResponses();
    await expect(simulate(site)).toPreserveFailoverResponses();
  });

  it('fails for a function that masks, with what it changes for which codes and methods', async () => {
    const template = pair({ functions: { 'origin-response': FUNCTIONS.awsSample } });
    await expect(template).not.toPreserveFailoverResponses();
    expect(await complaint(() => expect(template).toPreserveFailoverResponses())).toBe([
      'expect(distribution).toPreserveFailoverResponses()',
      '',
      'The origin-response function has to leave every response of the primary with a failover status code untouched.',
      'Otherwise CloudFront may not try the secondary. It changes these:',
      '',
      '  Distribution, behavior *: 500, 502, 503, 504 to GET, HEAD, OPTIONS',
      '    the status became 200',
      '    the status description became "OK"',
      '    the body was replaced',
      '',
      "Use FailoverDistribution, or wrap the function's handler in failoverAware from cdk-failover-distribution/edge.",
    ].join('\n'));
  });

  it('leaves the edge that it is given as it was', async () => {
    const edge = edgeOf();
    edge.origin('primary').respond(418);
    await edge.fetch('/');
    await expect(edge).toPreserveFailoverResponses();
    expect(await edge.fetch('/2')).toMatchObject({ status: 418 });
    expect(edge.origin('primary').requests).toHaveLength(2);
  });

  it('fails with .not for a function that changes nothing', async () => {
    expect(await complaint(() => expect(edgeOf()).not.toPreserveFailoverResponses())).toMatch(
      /^expect\(edge\)\.not\.toPreserveFailoverResponses\(\)\n\nExpected a function that changes/,
    );
  });

  it('fails for what has no distribution, with and without .not', async () => {
    const stack = stackIn('us-east-1');
    expect(await complaint(() => expect(stack).toPreserveFailoverResponses())).toMatch(FOUR_PARTS);
    expect(await complaint(() => expect(stack).not.toPreserveFailoverResponses())).toMatch(FOUR_PARTS);
  });
});

describe('failoverMatchers', () => {
  it('says what is to be done about a mask', async () => {
    const edge = edgeOf({ functions: { 'origin-response': FUNCTIONS.awsSample } });
    edge.origin('primary').respond(503);
    const said = await complaint(async () => expect(await edge.fetch('/')).toFailOver());
    expect(said).toContain('The primary answered 503, and the function made it 200.');
    expect(said).toContain(
      'AWS does not document: Which status does failover look at, when an origin-response function changed it? (failoverSees)',
    );
    expect(said).toMatch(/hides the failure of the primary[^]*Use FailoverDistribution, or wrap/);
  });

  it('does not blame a function for an error that is no failover status code', async () => {
    const edge = edgeOf({ functions: { 'origin-response': FUNCTIONS.awsSample } });
    edge.origin('primary').respond(404);
    expect(await complaint(async () => expect(await edge.fetch('/')).toFailOver())).not.toContain('hides the failure');
  });

  it('tells what the functions said, why they failed, and how long it took', async () => {
    const edge = edgeOf({
      functions: { 'origin-response': "exports.handler = async () => { console.log('not me'); throw new Error('broken'); };" },
    });
    edge.origin('primary').delay(1500);
    const said = await complaint(async () => expect(await edge.fetch('/')).toBeServedBy('primary'));
    expect(said).toMatch(/The origin-response function failed: threw: Error: broken .*\.\n/);
    expect(said).not.toContain('The edge said');
    expect(said).toMatch(/The origin-response function logged: .*not me/);
    expect(said).toContain("The viewer waited 1.5 s, by the edge's clock.");
  });

  it('does not say of a function that failed that it hides a failure', async () => {
    const edge = edgeOf({ functions: { 'origin-response': 'exports.handler = async () => { throw new Error(\'broken\'); };' } });
    edge.origin('primary').respond(503);
    const said = await complaint(async () => expect(await edge.fetch('/')).toBeServedBy('primary'));
    expect(said).toContain('The origin-response function failed: threw: Error: broken');
    expect(said).not.toContain('hides the failure');
  });

  it('tells why the edge refused', async () => {
    const edge = edgeOf({ behavior: { GrpcConfig: { Enabled: true } } });
    expect(await complaint(async () => expect(await edge.fetch('/')).toBeServedBy('primary'))).toMatch(
      /The edge said: .*gRPC/,
    );
  });
});
