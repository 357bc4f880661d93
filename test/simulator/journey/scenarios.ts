import { CACHING_DISABLED, DAY, errorPage, FUNCTIONS, Pair } from './pair';
import { AssumptionName, Assumptions } from '../../../lib/simulator/journey/assumptions';
import { ManualClock } from '../../../lib/simulator/journey/clock';
import { Edge } from '../../../lib/simulator/journey/edge';
import { Trace } from '../../../lib/simulator/journey/trace';
import { BrokenBody } from '../../../lib/simulator/origins/origin';
import { Door, Reply, until } from '../../support/edges';

/** What a scenario plays with: `p` and `s` answer 200 with their letter, `pages` with "page", by default. */
export interface Stage {
  readonly p: ReturnType<Edge['origin']>;
  readonly s: ReturnType<Edge['origin']>;
  readonly pages: ReturnType<Edge['origin']>;
  readonly clock: ManualClock;
  readonly door: Door;
  /** Asks for the same again. */
  ask(): Promise<Reply>;
}

/** What must come of the request. Only what is named is compared. */
export interface Outcome {
  readonly status: number;
  readonly body?: string;
  /** Of `wayOf`. */
  readonly way: readonly string[];
  readonly cache?: Trace['cache'];
  readonly servedBy: Trace['servedBy'];
  /** How often origin-response ran. */
  readonly functions?: number;
  readonly stored?: number;
  readonly waitedMs?: number;
  /** @default - none */
  readonly assumptions?: readonly AssumptionName[];
}

/** One line of the decision table; a row of it may have several. */
export interface Scenario {
  readonly row: number;
  /** Documented, inferred, or unknown and therefore an assumption. */
  readonly certainty: 'D' | 'I' | '?';
  readonly says: string;
  /** The library's own construct with its defaults, or a plain pair of origins. */
  readonly on: 'FailoverDistribution' | Pair;
  readonly assuming?: Partial<Assumptions>;
  /** @default 'GET' */
  readonly method?: string;
  /** @default '/page' */
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly then: Outcome;
  given?(stage: Stage): unknown;
  /** What else must hold, after the answer. */
  afterwards?(stage: Stage, reply: Reply): unknown;
}

/** Under `CachingOptimized` even `no-store` is kept for the minimum TTL. */
const REWRITTEN = 1;
const ERROR = 10;
const OWN = 'FailoverDistribution' as const;
const BOTH: readonly AssumptionName[] = ['connectFailureFailsOverOn', 'connectFailureIs'];

export const SCENARIOS: readonly Scenario[] = [
  ...(['GET', 'HEAD'] as const).map((method): Scenario => ({
    row: 1,
    certainty: 'D',
    says: `a fresh object answers ${method} without any origin`,
    on: OWN,
    method,
    given: ({ door }) => door.send('GET', '/page'),
    then: { status: 200, body: method === 'GET' ? 'P' : '', way: [], cache: 'hit', servedBy: 'cache', functions: 0, stored: 0 },
  })),
  ...(['GET', 'HEAD'] as const).map((method): Scenario => ({
    row: 2,
    certainty: 'D',
    says: `a 2xx of the primary is the answer to ${method}, and stored`,
    on: OWN,
    method,
    then: { status: 200, way: ['primary 200'], cache: 'miss', servedBy: 'primary', functions: 1, stored: DAY },
  })),
  {
    row: 3,
    certainty: 'D',
    says: 'a redirect of the primary is the answer, and never fails over',
    on: OWN,
    given: ({ p }) => p.respond(302, '', { location: '/elsewhere' }),
    then: { status: 302, way: ['primary 302'], servedBy: 'primary', functions: 1, stored: DAY },
  },
  {
    row: 4,
    certainty: 'D',
    says: 'an error that is no criterion and is not rewritten is the answer',
    on: OWN,
    given: ({ p }) => p.respond(404, 'P has no such page'),
    then: { status: 404, body: 'P has no such page', way: ['primary 404'], servedBy: 'primary', functions: 1, stored: ERROR },
  },
  {
    row: 4,
    certainty: 'I',
    says: 'an error that is no criterion is rewritten where the function rewrites it',
    on: OWN,
    given: ({ p }) => p.respond(501),
    then: { status: 200, way: ['primary 501=>200'], servedBy: 'primary', functions: 1, stored: REWRITTEN },
  },
  {
    row: 4,
    certainty: 'D',
    says: 'an error that is no criterion gets its custom error page',
    on: { errorResponses: [errorPage(404, 200)] },
    given: ({ p }) => p.respond(404),
    then: { status: 200, body: 'page', way: ['primary 404'], servedBy: 'error-page', stored: ERROR },
  },
  ...[500, 502, 503, 504].flatMap(code =>
    (['GET', 'HEAD'] as const).map((method): Scenario => ({
      row: 5,
      certainty: 'D',
      says: `a ${code} of the primary to ${method} fails over, untouched by the function`,
      on: OWN,
      method,
      given: ({ p }) => p.respond(code, 'P failed'),
      then: {
        status: 200,
        body: method === 'GET' ? 'S' : '',
        way: [`primary ${code}`, 'secondary 200'],
        cache: 'miss',
        servedBy: 'secondary',
        functions: 2,
        stored: DAY,
      },
    })),
  ),
  {
    row: 5,
    certainty: 'D',
    says: 'a redirect of the secondary is the answer',
    on: OWN,
    given: ({ p, s }) => [p.respond(503), s.respond(301, '', { location: '/elsewhere' })],
    then: { status: 301, way: ['primary 503', 'secondary 301'], servedBy: 'secondary', functions: 2, stored: DAY },
  },
  {
    row: 6,
    certainty: 'I',
    says: 'an error of the secondary is rewritten: it is the last answer',
    on: OWN,
    given: ({ p, s }) => [p.respond(503), s.respond(500)],
    then: { status: 200, way: ['primary 503', 'secondary 500=>200'], servedBy: 'secondary', functions: 2, stored: REWRITTEN },
  },
  {
    row: 6,
    certainty: 'D',
    says: "the custom error page is that of the secondary's status",
    on: { errorResponses: [errorPage(503), errorPage(500)] },
    given: ({ p, s, pages }) => [p.respond(503), s.respond(500), pages.respondWith(({ path }) => ({ status: 200, body: path }))],
    then: { status: 500, body: '/pages/500.html', way: ['primary 503', 'secondary 500'], servedBy: 'error-page', stored: ERROR },
  },
  {
    row: 6,
    certainty: 'D',
    says: "without function and page the secondary's error is the answer, even one that is a criterion",
    on: {},
    given: ({ p, s }) => [p.respond(500, 'P failed'), s.respond(503, 'S failed')],
    then: { status: 503, body: 'S failed', way: ['primary 500', 'secondary 503'], servedBy: 'secondary', stored: ERROR },
  },
  {
    row: 7,
    certainty: 'I',
    says: 'a function that masks the error of the primary cancels the failover, and the mask is stored for a day',
    on: { functions: { 'origin-response': FUNCTIONS.awsSample } },
    given: ({ p }) => p.respond(503),
    then: {
      status: 200,
      body: 'masked',
      way: ['primary 503=>200'],
      servedBy: 'primary',
      functions: 1,
      stored: DAY,
      assumptions: ['failoverSees'],
    },
  },
  {
    row: 7,
    certainty: '?',
    says: 'if failover looked at the status of the origin, the mask would not matter',
    on: { functions: { 'origin-response': FUNCTIONS.awsSample } },
    assuming: { failoverSees: 'origin-status' },
    given: ({ p }) => p.respond(503),
    then: {
      status: 200,
      body: 'S',
      way: ['primary 503=>200', 'secondary 200'],
      servedBy: 'secondary',
      functions: 2,
      stored: DAY,
      assumptions: ['failoverSees'],
    },
  },
  {
    row: 8,
    certainty: 'I',
    says: 'a function that makes a criterion of a success causes a failover',
    on: { functions: { 'origin-response': FUNCTIONS.raisesPrimary } },
    then: {
      status: 200,
      body: 'S',
      way: ['primary 200=>503', 'secondary 200'],
      servedBy: 'secondary',
      functions: 2,
      stored: DAY,
      assumptions: ['failoverSees'],
    },
  },
  ...(['refuse', 'reset', 'failTls'] as const).map((failing): Scenario => ({
    row: 9,
    certainty: failing === 'reset' ? 'I' : 'D',
    says: `a primary that cannot be connected to (${failing}) fails over after three attempts`,
    on: OWN,
    given: ({ p }) => p[failing](),
    then: {
      status: 200,
      body: 'S',
      way: [`primary ${{ refuse: 'refused', reset: 'reset', failTls: 'tls' }[failing]} x3`, 'secondary 200'],
      servedBy: 'secondary',
      functions: 1,
      stored: DAY,
      assumptions: ['originResponseOnConnectFailure'],
    },
  })),
  {
    row: 9,
    certainty: 'D',
    says: 'a primary that takes no connection fails over after three times ten seconds',
    on: OWN,
    given: ({ p }) => p.hangConnect(),
    then: {
      status: 200,
      body: 'S',
      way: ['primary connect-timeout x3', 'secondary 200'],
      servedBy: 'secondary',
      functions: 1,
      stored: DAY,
      waitedMs: 30_000,
      assumptions: ['originResponseOnConnectFailure'],
    },
  },
  {
    row: 9,
    certainty: '?',
    says: 'if the function ran on a failed connection, the failover-aware one would let it pass',
    on: OWN,
    assuming: { originResponseOnConnectFailure: true },
    given: ({ p }) => p.refuse(),
    then: {
      status: 200,
      body: 'S',
      way: ['primary refused=>502 x3', 'secondary 200'],
      servedBy: 'secondary',
      functions: 2,
      assumptions: ['originResponseOnConnectFailure'],
    },
  },
  {
    row: 9,
    certainty: '?',
    says: 'with 503 as the only criterion a refused connection fails over by one page of AWS, and not by its status',
    on: { codes: [503] },
    given: ({ p }) => p.refuse(),
    then: { status: 200, body: 'S', way: ['primary refused x3', 'secondary 200'], servedBy: 'secondary', assumptions: BOTH },
  },
  {
    row: 10,
    certainty: 'I',
    says: 'a refused connection does not fail over when neither 502 nor 503 is a criterion',
    on: { codes: [500, 504] },
    given: ({ p }) => p.refuse(),
    then: {
      status: 502,
      way: ['primary refused x3'],
      servedBy: 'edge',
      functions: 0,
      stored: ERROR,
      assumptions: ['connectFailureIs', 'generatedErrorsAreCached'],
    },
  },
  {
    row: 10,
    certainty: '?',
    says: 'with 502 and without 503 it fails over, if either will do',
    on: { codes: [502] },
    given: ({ p }) => p.refuse(),
    then: { status: 200, body: 'S', way: ['primary refused x3', 'secondary 200'], servedBy: 'secondary', assumptions: BOTH },
  },
  {
    row: 10,
    certainty: '?',
    says: 'with 502 and without 503 it does not fail over, if a failed connection is a 503 and only its status counts',
    on: { codes: [502] },
    assuming: { connectFailureFailsOverOn: 'its-status', connectFailureIs: 503 },
    given: ({ p }) => p.refuse(),
    then: {
      status: 503,
      way: ['primary refused x3'],
      servedBy: 'edge',
      stored: ERROR,
      assumptions: [...BOTH, 'generatedErrorsAreCached'],
    },
  },
  {
    row: 10,
    certainty: '?',
    says: 'a connection that times out fails over on 503 alone, if either will do',
    on: { codes: [503] },
    given: ({ p }) => p.hangConnect(),
    then: {
      status: 200,
      body: 'S',
      way: ['primary connect-timeout x3', 'secondary 200'],
      servedBy: 'secondary',
      assumptions: ['connectFailureFailsOverOn'],
    },
  },
  {
    row: 11,
    certainty: 'D',
    says: 'a primary that does not answer fails over after three times thirty seconds',
    on: OWN,
    given: ({ p }) => p.hang(),
    then: {
      status: 200,
      body: 'S',
      way: ['primary read-timeout x3', 'secondary 200'],
      servedBy: 'secondary',
      functions: 1,
      stored: DAY,
      waitedMs: 90_000,
      assumptions: ['originResponseOnConnectFailure'],
    },
  },
  {
    row: 12,
    certainty: 'D',
    says: 'a primary that does not answer is a 504 when that is no criterion',
    on: { codes: [500, 502, 503] },
    given: ({ p }) => p.hang(),
    then: {
      status: 504,
      way: ['primary read-timeout x3'],
      servedBy: 'edge',
      stored: ERROR,
      waitedMs: 90_000,
      assumptions: ['generatedErrorsAreCached'],
    },
  },
  {
    row: 12,
    certainty: 'D',
    says: 'that 504 gets its custom error page',
    on: { codes: [500, 502, 503], errorResponses: [errorPage(504)] },
    given: ({ p }) => p.hang(),
    then: {
      status: 504,
      body: 'page',
      way: ['primary read-timeout x3'],
      servedBy: 'error-page',
      stored: ERROR,
      assumptions: ['generatedErrorsAreCached'],
    },
  },
  {
    row: 13,
    certainty: 'D',
    says: 'when the secondary cannot be connected to either, CloudFront answers itself',
    on: OWN,
    given: ({ p, s }) => [p.respond(503), s.refuse()],
    then: {
      status: 502,
      way: ['primary 503', 'secondary refused x3'],
      servedBy: 'edge',
      functions: 1,
      stored: ERROR,
      assumptions: ['originResponseOnConnectFailure', 'connectFailureIs', 'generatedErrorsAreCached'],
    },
  },
  {
    row: 13,
    certainty: 'D',
    says: 'a custom error page is there for that',
    on: { errorResponses: [errorPage(504, 503)] },
    given: ({ p, s }) => [p.hang(), s.hang()],
    then: {
      status: 503,
      body: 'page',
      way: ['primary read-timeout x3', 'secondary read-timeout x3'],
      servedBy: 'error-page',
      stored: ERROR,
      waitedMs: 180_000,
      assumptions: ['generatedErrorsAreCached'],
    },
  },
  {
    row: 13,
    certainty: '?',
    says: 'if the function ran on the secondary that failed, it would rewrite the error',
    on: OWN,
    assuming: { originResponseOnConnectFailure: true },
    given: ({ p, s }) => [p.respond(503), s.hang()],
    then: {
      status: 200,
      way: ['primary 503', 'secondary read-timeout=>200 x3'],
      servedBy: 'edge',
      functions: 2,
      stored: REWRITTEN,
      assumptions: ['originResponseOnConnectFailure'],
    },
  },
  {
    row: 14,
    certainty: 'D',
    says: 'the response completion timeout ends all attempts with a 504',
    on: { primary: { ResponseCompletionTimeout: 45 } },
    given: ({ p }) => p.hang(),
    then: {
      status: 504,
      way: ['primary read-timeout', 'primary completion-timeout'],
      servedBy: 'edge',
      stored: ERROR,
      waitedMs: 45_000,
      assumptions: ['completionTimeoutFailsOver', 'generatedErrorsAreCached'],
    },
  },
  {
    row: 14,
    certainty: '?',
    says: 'that 504 fails over, if it counts as a timeout',
    on: { primary: { ResponseCompletionTimeout: 45 } },
    assuming: { completionTimeoutFailsOver: true },
    given: ({ p }) => p.hang(),
    then: {
      status: 200,
      body: 'S',
      way: ['primary read-timeout', 'primary completion-timeout', 'secondary 200'],
      servedBy: 'secondary',
      waitedMs: 45_000,
      assumptions: ['completionTimeoutFailsOver'],
    },
  },
  {
    row: 15,
    certainty: 'D',
    says: 'an expired object that is still good is refreshed',
    on: OWN,
    given: stage =>
      expired(stage, ({ p }) => p.respondWith(({ headers }) => ({ status: headers['if-none-match']?.[0] === '"v1"' ? 304 : 500 }))),
    then: { status: 200, body: 'old', way: ['primary 304'], cache: 'miss', servedBy: 'primary', functions: 1, stored: 60 },
    afterwards: ({ ask }) => answersBy(ask, { cache: 'hit', text: 'old' }),
  },
  {
    row: 15,
    certainty: 'D',
    says: 'an expired object gives way to a newer one',
    on: OWN,
    given: stage => expired(stage, ({ p }) => p.respond(200, 'new')),
    then: { status: 200, body: 'new', way: ['primary 200'], servedBy: 'primary', stored: DAY },
    afterwards: ({ ask }) => answersBy(ask, { cache: 'hit', text: 'new' }),
  },
  {
    row: 16,
    certainty: 'I',
    says: 'an expired object gives way to what the secondary has',
    on: OWN,
    given: stage => expired(stage, ({ p, s }) => [p.respond(503), s.respond(200, 'S')]),
    then: {
      status: 200,
      body: 'S',
      way: ['primary 503', 'secondary 200'],
      servedBy: 'secondary',
      functions: 2,
      stored: DAY,
      assumptions: ['staleBefore'],
    },
    afterwards: ({ ask }) => answersBy(ask, { cache: 'hit', text: 'S' }),
  },
  {
    row: 16,
    certainty: 'I',
    says: 'a 304 of the secondary refreshes the expired object',
    on: OWN,
    given: stage => expired(stage, ({ p, s }) => [p.respond(503), s.respond(304)]),
    then: {
      status: 200,
      body: 'old',
      way: ['primary 503', 'secondary 304'],
      servedBy: 'secondary',
      stored: 60,
      assumptions: ['staleBefore'],
    },
  },
  {
    row: 16,
    certainty: '?',
    says: 'the expired object is served without the secondary, if stale goes before failover',
    on: OWN,
    assuming: { staleBefore: 'failover' },
    given: stage => expired(stage, ({ p }) => p.respond(503)),
    then: {
      status: 200,
      body: 'old',
      way: ['primary 503'],
      cache: 'stale',
      servedBy: 'cache',
      functions: 1,
      stored: ERROR,
      assumptions: ['staleBefore'],
    },
  },
  {
    row: 17,
    certainty: 'D',
    says: 'an expired object is served when the last answer is a 5xx, for as long as that error would be cached',
    on: {},
    given: stage => expired(stage, ({ p, s }) => [p.respond(503), s.respond(500)]),
    then: {
      status: 200,
      body: 'old',
      way: ['primary 503', 'secondary 500'],
      cache: 'stale',
      servedBy: 'cache',
      stored: ERROR,
      assumptions: ['staleBefore'],
    },
    afterwards: async ({ ask, clock, p }) => {
      await answersBy(ask, { cache: 'hit', text: 'old' });
      clock.advance(ERROR);
      p.respond(200, 'new');
      await answersBy(ask, { cache: 'miss', text: 'new' });
    },
  },
  {
    row: 18,
    certainty: 'I',
    says: 'a function that rewrites the last 5xx replaces the expired object with its page',
    on: OWN,
    given: stage => expired(stage, ({ p, s }) => [p.respond(503), s.respond(500)]),
    then: {
      status: 200,
      way: ['primary 503', 'secondary 500=>200'],
      cache: 'miss',
      servedBy: 'secondary',
      functions: 2,
      stored: REWRITTEN,
      assumptions: ['staleBefore'],
    },
    afterwards: async ({ ask }, { text }) => {
      expect(text).not.toBe('old');
      await answersBy(ask, { cache: 'hit', text });
    },
  },
  {
    row: 19,
    certainty: 'D',
    says: 'a 4xx is the answer, whether there is an expired object or not',
    on: OWN,
    given: stage => expired(stage, ({ p }) => p.respond(404, 'gone')),
    then: { status: 404, body: 'gone', way: ['primary 404'], servedBy: 'primary', functions: 1, stored: ERROR },
  },
  {
    row: 20,
    certainty: 'D',
    says: 'stale-while-revalidate serves the expired object at once, and asks meanwhile',
    on: OWN,
    given: stage => expired(stage, ({ p }) => p.respond(200, 'new'), 'max-age=60, stale-while-revalidate=600'),
    then: { status: 200, body: 'old', way: [], cache: 'stale', servedBy: 'cache', functions: 0, stored: 0 },
    afterwards: async ({ ask, p }) => {
      await until(() => p.requests.length === 2);
      await answersBy(ask, { cache: 'hit', text: 'new' });
    },
  },
  {
    row: 20,
    certainty: 'I',
    says: 'what is asked meanwhile fails over as ever',
    on: OWN,
    given: stage => expired(stage, ({ p }) => p.respond(503), 'max-age=60, stale-while-revalidate=600'),
    then: { status: 200, body: 'old', way: [], cache: 'stale', servedBy: 'cache' },
    afterwards: async ({ ask, s }) => {
      await until(() => s.requests.length === 1);
      await answersBy(ask, { cache: 'hit', text: 'S' });
    },
  },
  {
    row: 21,
    certainty: 'D',
    says: 'an error is answered from the cache without any origin',
    on: OWN,
    given: ({ p, ask }) => (p.respond(404, 'P has none'), ask()),
    then: { status: 404, body: 'P has none', way: [], cache: 'hit', servedBy: 'cache', functions: 0 },
    afterwards: async ({ ask, clock, p }) => {
      clock.advance(ERROR);
      p.respond(200, 'new');
      await answersBy(ask, { cache: 'miss', text: 'new' });
    },
  },
  {
    row: 22,
    certainty: 'D',
    says: 'CachingDisabled fails over, and stores neither successes nor errors',
    on: { cache: CACHING_DISABLED },
    given: ({ p }) => p.respond(503),
    then: { status: 200, body: 'S', way: ['primary 503', 'secondary 200'], cache: 'off', servedBy: 'secondary', stored: 0 },
    afterwards: async ({ ask, s }) => {
      s.respond(500, 'S failed');
      await answersBy(ask, { cache: 'off', text: 'S failed' });
      s.respond(200, 'S');
      await answersBy(ask, { cache: 'off', text: 'S' });
    },
  },
  {
    row: 23,
    certainty: 'D',
    says: 'OPTIONS fails over where it is cached, and is stored apart from GET',
    on: OWN,
    method: 'OPTIONS',
    given: async ({ p, door }) => (await door.send('GET', '/page'), p.respond(503)),
    then: {
      status: 200,
      body: 'S',
      way: ['primary 503', 'secondary 200'],
      cache: 'miss',
      servedBy: 'secondary',
      functions: 2,
      stored: DAY,
    },
    afterwards: ({ ask }) => answersBy(ask, { cache: 'hit', text: 'S' }),
  },
  {
    row: 23,
    certainty: 'D',
    says: 'OPTIONS is not tried again after a read timeout',
    on: OWN,
    method: 'OPTIONS',
    given: ({ p }) => p.hang(),
    then: {
      status: 200,
      body: 'S',
      way: ['primary read-timeout', 'secondary 200'],
      servedBy: 'secondary',
      waitedMs: 30_000,
      assumptions: ['originResponseOnConnectFailure'],
    },
  },
  {
    row: 24,
    certainty: 'I',
    says: 'OPTIONS does not fail over where it is not cached',
    on: { cachedMethods: ['GET', 'HEAD'] },
    method: 'OPTIONS',
    given: ({ p }) => p.respond(503, 'P failed'),
    then: {
      status: 503,
      body: 'P failed',
      way: ['primary 503'],
      cache: 'off',
      servedBy: 'primary',
      stored: 0,
      assumptions: ['uncachedOptionsFailsOver'],
    },
  },
  {
    row: 24,
    certainty: '?',
    says: 'OPTIONS fails over all the same, if the note in the documentation means something else',
    on: { cachedMethods: ['GET', 'HEAD'] },
    assuming: { uncachedOptionsFailsOver: true },
    method: 'OPTIONS',
    given: ({ p }) => p.respond(503, 'P failed'),
    then: {
      status: 200,
      body: 'S',
      way: ['primary 503', 'secondary 200'],
      cache: 'off',
      servedBy: 'secondary',
      stored: 0,
      assumptions: ['uncachedOptionsFailsOver'],
    },
  },
  {
    row: 25,
    certainty: 'D',
    says: 'OPTIONS is a 403 where it is not allowed',
    on: { methods: ['GET', 'HEAD'] },
    method: 'OPTIONS',
    then: { status: 403, way: [], servedBy: 'edge', functions: 0, stored: 0 },
  },
  ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method): Scenario => ({
    row: 26,
    certainty: 'D',
    says: `${method} is a 403 on an origin group`,
    on: OWN,
    method,
    then: { status: 403, way: [], servedBy: 'edge', functions: 0, stored: 0 },
  })),
  ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method): Scenario => ({
    row: 26,
    certainty: 'D',
    says: `${method} stays on the primary, if an origin group is made to allow it`,
    on: { methods: ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'], cachedMethods: ['GET', 'HEAD'] },
    method,
    given: ({ p }) => p.respond(503, 'P failed'),
    then: { status: 503, body: 'P failed', way: ['primary 503'], cache: 'off', servedBy: 'primary', stored: 0 },
  })),
  {
    row: 27,
    certainty: 'D',
    says: 'gRPC and an origin group cannot be together, and gRPC is not modelled',
    on: { behavior: { GrpcConfig: { Enabled: true } } },
    then: { status: 501, way: [], servedBy: 'edge', stored: 0 },
    afterwards: (_, { text }) => expect(text).toContain('gRPC'),
  },
  {
    row: 28,
    certainty: '?',
    says: 'a function that throws on the primary is a 503, which does not fail over',
    on: { functions: { 'origin-response': FUNCTIONS.throwsOnPrimary } },
    given: ({ p }) => p.respond(503),
    then: {
      status: 503,
      way: ['primary 503'],
      servedBy: 'edge',
      functions: 1,
      stored: ERROR,
      assumptions: ['failoverSees', 'failedFunctionFailsOver', 'generatedErrorsAreCached'],
    },
  },
  {
    row: 28,
    certainty: '?',
    says: 'that 503 fails over, if it counts like one of the primary',
    on: { functions: { 'origin-response': FUNCTIONS.throwsOnPrimary } },
    assuming: { failedFunctionFailsOver: true },
    then: {
      status: 200,
      body: 'S',
      way: ['primary 200=>503', 'secondary 200'],
      servedBy: 'secondary',
      functions: 2,
      assumptions: ['failoverSees', 'failedFunctionFailsOver'],
    },
  },
  {
    row: 28,
    certainty: '?',
    says: 'a function whose answer on the primary is invalid is a 502, which does not fail over',
    on: { functions: { 'origin-response': FUNCTIONS.invalidOnPrimary } },
    then: {
      status: 502,
      way: ['primary 200=>502'],
      servedBy: 'edge',
      functions: 1,
      stored: ERROR,
      assumptions: ['failedFunctionFailsOver', 'generatedErrorsAreCached'],
    },
  },
  {
    row: 29,
    certainty: 'I',
    says: 'a function that throws on the secondary is a 503',
    on: { functions: { 'origin-response': FUNCTIONS.throwsOnSecondary } },
    given: ({ p }) => p.respond(500),
    then: {
      status: 503,
      way: ['primary 500', 'secondary 200=>503'],
      servedBy: 'edge',
      functions: 2,
      stored: ERROR,
      assumptions: ['generatedErrorsAreCached'],
    },
  },
  {
    row: 30,
    certainty: 'D',
    says: 'a 416 of the primary fails over where it is a criterion',
    on: { codes: [416] },
    headers: { range: 'bytes=0-1' },
    given: ({ p, s }) => [
      p.respond(416),
      s.respondWith(({ headers }) => ({ status: 206, body: 'S:', headers: { 'x-range': headers.range! } })),
    ],
    then: { status: 206, body: 'S:', way: ['primary 416', 'secondary 206'], servedBy: 'secondary', stored: 0 },
    afterwards: (_, { headers }) => expect(headers['x-range']).toEqual(['bytes=0-1']),
  },
  {
    row: 30,
    certainty: 'D',
    says: 'a 416 is never stored',
    on: { codes: [416], errorResponses: [{ ErrorCode: 416, ErrorCachingMinTTL: 60 }] },
    headers: { range: 'bytes=0-1' },
    given: ({ p, s }) => [p.respond(416), s.respond(416, '', { 'cache-control': 'max-age=60' })],
    then: { status: 416, way: ['primary 416', 'secondary 416'], servedBy: 'secondary', stored: 0 },
  },
  {
    row: 31,
    certainty: 'D',
    says: 'a body that is shorter than its Content-Length breaks off at the viewer, and is not stored',
    on: OWN,
    given: ({ p }) => p.respondWith(() => ({ status: 200, headers: { 'content-length': '14' }, body: brokenAfter('the whole') })),
    then: { status: 200, body: 'the whole', way: ['primary 200'], servedBy: 'primary' },
    afterwards: async ({ ask, p }, { broken }) => {
      expect(broken).toBe(true);
      p.respond(200, 'new');
      await answersBy(ask, { cache: 'miss', text: 'new' });
    },
  },
  {
    row: 31,
    certainty: 'D',
    says: 'without a Content-Length what came counts as the whole, and is stored',
    on: OWN,
    given: ({ p }) => p.respond(200, 'the whole body').breakOff(9, { contentLength: false }),
    then: { status: 200, body: 'the whole', way: ['primary 200'], servedBy: 'primary', stored: DAY },
    afterwards: async ({ ask, p }, { broken }) => {
      expect(broken).toBe(false);
      p.respond(200, 'new');
      await answersBy(ask, { cache: 'hit', text: 'the whole' });
    },
  },
  {
    row: 32,
    certainty: '?',
    says: 'a primary whose name does not resolve fails over like one that cannot be connected to',
    on: OWN,
    given: ({ p }) => p.failDns(),
    then: {
      status: 200,
      body: 'S',
      way: ['primary dns x3', 'secondary 200'],
      servedBy: 'secondary',
      functions: 1,
      assumptions: ['originResponseOnConnectFailure'],
    },
  },
  {
    row: 32,
    certainty: 'D',
    says: 'names that do not resolve are a 502 in the end',
    on: {},
    given: ({ p, s }) => [p.failDns(), s.failDns()],
    then: {
      status: 502,
      way: ['primary dns x3', 'secondary dns x3'],
      servedBy: 'edge',
      stored: ERROR,
      assumptions: ['connectFailureIs', 'generatedErrorsAreCached'],
    },
  },
];

/** An object of the primary that has just expired, and then what the origins do. */
async function expired(stage: Stage, then: (stage: Stage) => unknown, cacheControl = 'max-age=60'): Promise<void> {
  const { p, ask, clock } = stage;
  p.respond(200, 'old', { 'cache-control': cacheControl, 'etag': '"v1"' });
  await ask();
  clock.advance(61);
  then(stage);
}

/** A body whose connection drops a moment after some bytes have come. */
async function* brokenAfter(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
  await new Promise(setImmediate);
  throw new BrokenBody('the connection dropped');
}

async function answersBy(ask: Stage['ask'], expected: { cache: Trace['cache']; text: string }): Promise<void> {
  const { text, trace: { cache } } = await ask();
  expect({ cache, text }).toEqual(expected);
}

