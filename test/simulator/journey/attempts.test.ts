import { CACHING_DISABLED, FUNCTIONS } from './pair';
import { closeStages, stage } from './stage';
import { send, wayOf } from '../../support/edges';

afterEach(closeStages);

const ALL_METHODS = { methods: ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'], cachedMethods: ['GET', 'HEAD'] };

describe('an origin is tried', () => {
  it.each([
    ['GET', 'refuse', 3], ['GET', 'reset', 3], ['GET', 'hang', 3], ['HEAD', 'hang', 3], ['GET', 'hangConnect', 3],
    // A connection that did not come about has done nothing at the origin. What was sent may have.
    ['POST', 'refuse', 3], ['POST', 'hangConnect', 3], ['POST', 'reset', 1], ['POST', 'hang', 1], ['OPTIONS', 'hang', 1],
  ] as const)('by %s, when it does %s: %i times', async (method, failing, times) => {
    const { edge, p } = stage({ codes: [599], ...ALL_METHODS });
    p[failing]();

    expect((await send(edge, method, '/page')).trace.attempts).toHaveLength(times);
  });

  it.each([[1, 1], [2, 2], [3, 3], [9, 3], [0, 3], [-1, 3], ['2', 2], ['many', 3], [{ 'Fn::ImportValue': 'tries' }, 3], [[], 3]])(
    'with %j connection attempts: %i times', async (ConnectionAttempts, times) => {
      const { p, get } = stage({ codes: [599], primary: { ConnectionAttempts } });
      p.refuse();

      expect((await get()).trace.attempts).toHaveLength(times);
    },
  );

  it('with the id of the request, which is the same for the secondary', async () => {
    const { p, s, get } = stage({ cache: CACHING_DISABLED });
    p.reset();

    await get();
    await get();
    const ids = [...p.requests, ...s.requests].map(({ headers }) => headers['x-amz-cf-id']![0]);
    expect(ids[0]).toMatch(/^\d{54}==$/);
    const [first, second] = [...new Set(ids)];
    expect(ids).toEqual([first, first, first, second, second, second, first, second]);
  });

  it('although no certificate covers its name, which it says without waiting', async () => {
    const DomainName = 'mine-1.us-east-1.elb.amazonaws.com';
    const { get } = stage({ primary: { DomainName, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } } });

    const { trace } = await get();
    expect({ way: wayOf(trace), waited: trace.waitedMs }).toEqual({ way: ['primary tls x3', 'secondary 200'], waited: 0 });
  });

  it('with the Host header that a function chose for it', async () => {
    const { s, get } = stage({
      viewerFunctions: {
        'viewer-request': `import cf from 'cloudfront';
          function handler(event) {
            cf.selectRequestOriginById('secondary', { hostHeader: 'chosen.example.com' });
            return event.request;
          }`,
      },
    });

    await get();
    expect(s.requests[0]).toMatchObject({ host: 'chosen.example.com', headers: { host: ['chosen.example.com'] } });
  });

  it('within its own timeouts, and each member with its own', async () => {
    const { p, s, get } = stage({
      primary: { ConnectionAttempts: 2, ConnectionTimeout: 3 },
      secondary: { ConnectionAttempts: 1, CustomOriginConfig: { OriginReadTimeout: 7 } },
    });
    p.hangConnect();
    s.hang();

    const { status, trace } = await get();
    expect({ status, way: wayOf(trace), waited: trace.waitedMs }).toEqual({
      status: 504,
      way: ['primary connect-timeout x2', 'secondary read-timeout'],
      waited: 13_000,
    });
  });

  it.each([
    ['for its connection timeout each time', {}, ['primary connect-timeout x2', 'secondary 200'], 6000],
    ['and no longer than its completion timeout', { ResponseCompletionTimeout: 5 },
      ['primary connect-timeout', 'primary completion-timeout'], 5000],
  ])('although it can never be connected to, %s', async (_, changes, way, waited) => {
    const { get } = stage({
      primary: {
        DomainName: 'mine.s3-website-us-east-1.amazonaws.com',
        CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
        ConnectionAttempts: 2,
        ConnectionTimeout: 3,
        ...changes,
      },
    });

    const { trace } = await get();
    expect({ way: wayOf(trace), waited: trace.waitedMs }).toEqual({ way, waited });
    expect(trace.attempts[0]!.never).toBe('the website endpoint of a bucket does not accept HTTPS');
  });

  it('for as long as an answer takes that comes in time', async () => {
    const { p, get } = stage();
    p.delay(29_999);

    expect((await get()).trace).toMatchObject({ servedBy: 'primary', waitedMs: 29_999 });
  });

  it('again, until an attempt comes through', async () => {
    const { edge, clock, p, get } = stage();
    p.hang();
    // The first attempt gives up after thirty seconds, and by then the origin is back.
    const sleep = clock.sleep.bind(clock);
    jest.spyOn(clock, 'sleep').mockImplementation(async milliseconds => (p.respond(200, 'at last'), sleep(milliseconds)));

    expect(wayOf((await get()).trace)).toEqual(['primary read-timeout', 'primary 200']);
    expect(edge.origin('secondary').requests).toHaveLength(0);
  });

  it('for all attempts together no longer than the response completion timeout', async () => {
    const { p, get } = stage({ codes: [599], primary: { ConnectionAttempts: 3, ConnectionTimeout: 10, ResponseCompletionTimeout: 25 } });
    p.hangConnect();

    const { trace } = await get();
    expect({ way: wayOf(trace), waited: trace.waitedMs }).toEqual({
      way: ['primary connect-timeout x2', 'primary completion-timeout'],
      waited: 25_000,
    });
  });

  it('with a completion timeout of its own on each member', async () => {
    const { p, s, get } = stage(
      { primary: { ResponseCompletionTimeout: 30 }, secondary: { ResponseCompletionTimeout: 40 } },
      { assumptions: { completionTimeoutFailsOver: true } },
    );
    p.hang();
    s.hang();

    const { trace } = await get();
    expect({ way: wayOf(trace), waited: trace.waitedMs })
      .toEqual({ way: ['primary completion-timeout', 'secondary read-timeout', 'secondary completion-timeout'], waited: 70_000 });
  });

  it('with its own host, path and headers, and the same request otherwise', async () => {
    const { p, s, get } = stage({ primary: { OriginPath: '/live' }, secondary: { OriginPath: '/copy' } });
    p.respond(503);
    await get('/page', { 'x-failover-role': 'forged' });

    const seen = [p, s].map(({ requests: [request] }) => ({
      host: request!.host,
      path: request!.path,
      role: request!.headers['x-failover-role'],
    }));
    expect(seen).toEqual([
      { host: 'primary.example.com', path: '/live/page', role: ['primary'] },
      { host: 'secondary.example.com', path: '/copy/page', role: ['secondary'] },
    ]);
  });

  it('before every other, even if the last request failed over', async () => {
    const { p, get } = stage({ cache: CACHING_DISABLED });
    p.respond(503);
    await get();
    p.respond(200, 'P is back');

    expect(await get()).toMatchObject({ text: 'P is back', trace: { failedOver: false } });
  });
});

describe('what an origin answers', () => {
  it.each([
    ['a custom origin', {}, 'accept-encoding'],
    ['an S3 origin', { S3OriginConfig: {}, CustomOriginConfig: undefined }, 'x-none, accept-encoding'],
  ])('has the headers in its Vary that it gets, from %s', async (_, primary, vary) => {
    const { p, get } = stage({ primary });
    p.respond(200, 'P', { vary: 'x-none, accept-encoding' });

    expect((await get()).headers.vary).toEqual([vary]);
  });

  it('is said to be missing, with the reason and a status', async () => {
    const { edge, p, get } = stage({ codes: [599], cache: CACHING_DISABLED });
    const seen: string[] = [];
    for (const failing of ['refuse', 'hang'] as const) {
      p[failing]();
      seen.push((await get()).text);
    }
    edge.setAssumptions({ connectFailureIs: 503 });
    p.refuse();
    seen.push((await get()).text);

    const because = 'CloudFront got no answer from the origin primary: ';
    expect(seen).toEqual([
      `502 Bad Gateway\n${because}refused.\n`,
      `504 Gateway Timeout\n${because}read-timeout.\n`,
      `503 Service Unavailable\n${because}refused.\n`,
    ]);
  });

  it('is replaced by an error when the function fails, which says why', async () => {
    const texts = [];
    for (const code of [FUNCTIONS.throwsOnPrimary, FUNCTIONS.invalidOnPrimary]) {
      const { get } = stage({ functions: { 'origin-response': code } });
      const { status, text, headers } = await get();
      expect(headers['x-cache']).toEqual(['LambdaExecutionError']);
      expect(text).toMatch(new RegExp(`^${status} (Bad Gateway|Service Unavailable)\\nThe Lambda@Edge function failed: .+\\n$`));
      texts.push(text.split('\n')[0]);
    }
    expect(texts).toEqual(['503 Service Unavailable', '502 Bad Gateway']);
  });
});

const SAYS_THE_PATH = `exports.handler = async event => {
  const { request, response } = event.Records[0].cf;
  console.log(request.uri);
  return response;
};`;

describe('an origin-request function', () => {
  it('runs for each member, and sees the path without the path of the origin', async () => {
    const rewrites =
      "exports.handler = async event => { const { request } = event.Records[0].cf; request.uri = '/seen' + request.uri; return request; };";
    const { p, s, get } = stage({
      functions: { 'origin-request': rewrites, 'origin-response': SAYS_THE_PATH },
      primary: { OriginPath: '/live' },
    });
    p.respond(503);
    const { trace } = await get();
    expect(trace.functions.flatMap(({ log }) => log)).toEqual(['/seen/page', '/seen/page']);

    expect([p.requests[0]!.path, s.requests[0]!.path]).toEqual(['/live/seen/page', '/seen/page']);
    expect(trace.functions.map(({ event, origin }) => `${event} ${origin}`)).toEqual([
      'origin-request primary', 'origin-response primary', 'origin-request secondary', 'origin-response secondary',
    ]);
  });

  it('that changes the origin is refused by name', async () => {
    const changes = `exports.handler = async event => {
      const { request } = event.Records[0].cf;
      request.origin.custom.domainName = 'elsewhere.example.com';
      return request;
    };`;
    const { status, text } = await stage({ functions: { 'origin-request': changes } }).get();
    expect([status, text]).toEqual([501, expect.stringContaining('that changes the origin (primary): not modelled by the local edge')]);
  });

  it('that throws on the primary fails over only on an assumption of that name', async () => {
    const { edge, p, get } = stage({ functions: { 'origin-request': FUNCTIONS.throwsOnPrimaryRequest } });
    edge.setAssumptions({ failoverSees: 'origin-status' });
    expect(await get()).toMatchObject({ status: 503, trace: { servedBy: 'edge', attempts: [], failedOver: false } });
    edge.setAssumptions({ failedFunctionFailsOver: true });
    edge.invalidate();
    expect(await get()).toMatchObject({ status: 200, text: 'S' });
    expect(p.requests).toHaveLength(0);
  });

  it('that answers the primary with an error fails over where failover looks at what functions make', async () => {
    const { edge, get } = stage({ functions: { 'origin-request': FUNCTIONS.answersPrimary } });
    expect(await get()).toMatchObject({ text: 'S', trace: { failedOver: true, assumptions: ['failoverSees'] } });
    edge.setAssumptions({ failoverSees: 'origin-status' });
    edge.invalidate();
    expect(await get()).toMatchObject({
      status: 503,
      text: 'no',
      trace: { failedOver: false, servedBy: 'edge', assumptions: ['failoverSees'] },
    });
  });
});
