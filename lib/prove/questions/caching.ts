import { lastOrCached, Probe, Question } from '../question';

/** The same object twice: the second time its origin is healthy, and something else comes only out of the cache. */
const again = (probe: Omit<Probe, 'steps'>, to: string, orders: Probe['steps'][number]['orders'], takes = 0): Probe =>
  ({ ...probe, steps: [{ to, orders, takes }, { to }] });

/** An object that is fresh for a second, asked for again when it has expired. */
const expired = (probe: Omit<Probe, 'steps' | 'see'>, orders: Probe['steps'][number]['orders']): Probe =>
  ({ ...probe, steps: [{ to: 'plain', orders: { pa: 1 } }, { to: 'plain', orders, after: 3 }], see: lastOrCached });

export const CACHING_QUESTIONS: readonly Question[] = [
  {
    id: 'cache',
    asks: 'Does this viewer see what is in the cache: objects, and errors of the origin?',
    settles: [],
    certainty: 'documented',
    probes: [
      again({ id: 'cached-object', what: 'an object that is fresh for a minute', see: lastOrCached, looks: () => 'the first answer' },
        'plain', { pa: 60 }),
      again(
        { id: 'cached-error', what: 'an error of the origin', see: lastOrCached, looks: () => 'the first answer' },
        'alone',
        { p: 500 },
      ),
    ],
  },
  {
    id: 'failover-caching',
    asks: "After a failover, is the secondary's response cached, and the primary's error not?",
    settles: [],
    certainty: 'inferred',
    needs: ['failover', 'cache'],
    probes: [
      again(
        {
          id: 'cached-secondary',
          what: "the secondary's response is fresh for a minute, and the primary is healthy again",
          see: lastOrCached,
          looks: () => 'the first answer',
        },
        'plain',
        { p: 503, sa: 60 },
      ),
      again(
        {
          id: 'error-before-failover',
          what: "the secondary's response is not cached, and the primary is healthy again",
          looks: () => 'primary 200',
        },
        'plain',
        { p: 503 },
      ),
    ],
  },
  {
    id: 'stale-order',
    asks: 'Is an expired object served before the secondary is asked, or only instead of a last error?',
    settles: ['staleBefore'],
    certainty: 'undocumented',
    needs: ['failover', 'stale'],
    probes: [expired({
      id: 'stale-or-secondary',
      what: 'an expired object, the primary responds with 503, the secondary with 200',
      looks: ({ staleBefore }) => staleBefore === 'failover' ? 'the first answer' : 'secondary 200',
    }, { p: 503 })],
  },
  {
    id: 'stale',
    asks: 'Is an expired object served when both members fail?',
    settles: [],
    certainty: 'inferred',
    needs: ['failover', 'cache'],
    probes: [expired({
      id: 'stale-when-both-fail', what: 'an expired object, and both members respond with 503', looks: () => 'the first answer',
    }, { p: 503, s: 503 })],
  },
  {
    id: 'generated-errors',
    asks: 'Is an error that CloudFront makes itself cached like one of the origin?',
    settles: ['generatedErrorsAreCached'],
    certainty: 'undocumented',
    needs: ['cache'],
    probes: [
      again({
        id: 'cached-timeout',
        what: 'an origin that never responds, and is healthy at once',
        looks: ({ generatedErrorsAreCached }) => generatedErrorsAreCached ? 'cloudfront 504' : 'primary 200',
      }, 'alone', { p: 'hang' }, 4),
      again({
        id: 'cached-function-error',
        what: 'a function that throws, and then does not',
        looks: ({ generatedErrorsAreCached }) => generatedErrorsAreCached ? 'cloudfront 503' : 'primary 200',
      }, 'alone-function', { pf: 'throw' }),
    ],
  },
  {
    id: 'error-caching',
    asks: 'Are 429 and 410 cached, which are on neither list of AWS?',
    settles: [],
    certainty: 'undocumented',
    needs: ['cache'],
    probes: [429, 410].map(status => again({
      id: `cached-${status}`, what: `${status}, and then a healthy origin`, looks: () => 'primary 200',
    }, 'alone', { p: status })),
  },
];
