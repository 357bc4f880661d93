import { conclude, Conclusions, SeenById, WORLDS } from '../../lib/prove/conclude';
import { FailingOrigins } from '../../lib/prove/question';
import { PROBES, QUESTIONS } from '../../lib/prove/questions';
import {
  ASSUMPTION_NAMES,
  ASSUMPTION_VALUES,
  AssumptionName,
  Assumptions,
  DEFAULT_ASSUMPTIONS,
} from '../../lib/simulator/journey/assumptions';

const ORIGINS: FailingOrigins = { closed: 'refused', silent: 'connect-timeout' };

/** What would be seen where these assumptions hold. */
function seenIn(world: Assumptions, changes: Readonly<Record<string, string | undefined>> = {}): SeenById {
  const seen = new Map(PROBES.map(probe => [probe.id, probe.looks(world, ORIGINS)!]));
  for (const [id, look] of Object.entries(changes)) {
    if (!seen.has(id)) throw new Error(`there is no probe ${id}`);
    if (look === undefined) seen.delete(id);
    else seen.set(id, look);
  }
  return seen;
}

const of = ({ assumptions }: Conclusions, name: AssumptionName) => assumptions.find(one => one.name === name)!;
const verdictOf = ({ questions }: Conclusions, id: string) => questions.find(({ question }) => question.id === id)!.verdict;

test('every assumption is settled by some question, and each question that settles one tells its values apart', () => {
  for (const name of ASSUMPTION_NAMES) {
    const about = QUESTIONS.filter(({ settles }) => settles.includes(name));
    expect(about.map(({ id }) => id)).not.toEqual([]);
    for (const { probes } of about) {
      const differs = probes.some(({ looks }) => WORLDS.some(world =>
        ASSUMPTION_VALUES[name].some(value => looks({ ...world, [name]: value }, ORIGINS) !== looks(world, ORIGINS))));
      expect({ name, differs }).toEqual({ name, differs: true });
    }
  }
});

test('a question names every assumption that its probes bear on', () => {
  for (const { id, settles, probes } of QUESTIONS) {
    const bears = (Object.keys(ASSUMPTION_VALUES) as AssumptionName[]).filter(name => probes.some(({ looks }) =>
      WORLDS.some(world => ASSUMPTION_VALUES[name].some(value => looks({ ...world, [name]: value }, ORIGINS) !== looks(world, ORIGINS)))));
    expect({ id, settles: [...settles].sort() }).toEqual({ id, settles: bears.sort() });
  }
});

test('ids are unique, and what is needed exists and needs nothing that depends on an assumption', () => {
  expect(new Set(PROBES.map(({ id }) => id)).size).toBe(PROBES.length);
  expect(new Set(QUESTIONS.map(({ id }) => id)).size).toBe(QUESTIONS.length);
  for (const needed of QUESTIONS.flatMap(({ needs = [] }) => needs)) {
    expect(QUESTIONS.find(({ id }) => id === needed)).toMatchObject({ settles: [] });
  }
});

test.each([WORLDS[0]!, WORLDS[511]!, WORLDS[85]!, WORLDS[170]!])('what is seen in a world identifies it: %j', world => {
  const { assumptions, questions } = conclude(seenIn(world));
  expect(Object.fromEntries(assumptions.map(({ name, verdict, fits }) => [name, [verdict, ...fits]])))
    .toEqual(Object.fromEntries(Object.entries(world).map(([name, value]) => [name, ['observed', value]])));
  expect(new Set(questions.map(({ verdict }) => verdict))).toEqual(new Set(['as-modelled']));
});

describe('what was not seen is not guessed', () => {
  test('nothing was seen: every assumption is open, and no question is answered', () => {
    const { assumptions, questions } = conclude(new Map());
    expect(assumptions.every(({ verdict, fits }) => verdict === 'open' && fits.length === 2)).toBe(true);
    expect(questions.every(({ verdict }) => verdict === 'unfinished' || verdict === 'void')).toBe(true);
  });

  test.each(PROBES.map(({ id }) => id))('without %s, what remains identifies nothing wrongly', id => {
    for (const world of [WORLDS[0]!, WORLDS[511]!, WORLDS[170]!]) {
      for (const { name, verdict, fits } of conclude(seenIn(world, { [id]: undefined })).assumptions) {
        expect(fits).toContain(world[name]);
        expect(verdict).toBe(fits.length === 1 ? 'observed' : 'open');
      }
    }
  });

  test('a function that fails says nothing about failover on that where failover looks at the origin, but one on the request does', () => {
    const world: Assumptions = { ...DEFAULT_ASSUMPTIONS, failoverSees: 'origin-status' };
    expect(of(conclude(seenIn(world)), 'failedFunctionFailsOver')).toMatchObject({ verdict: 'observed', fits: [false] });
    expect(of(conclude(seenIn(world, { 'throw-before-request': undefined })), 'failedFunctionFailsOver'))
      .toMatchObject({ verdict: 'open', fits: [false, true] });
  });
});

describe('what no assumption explains', () => {
  test('both values at once contradict', () => {
    const result = conclude(seenIn(DEFAULT_ASSUMPTIONS, { raises: 'function 503 after 200' }));
    expect(of(result, 'failoverSees')).toMatchObject({ verdict: 'contradicted', fits: [] });
    expect(verdictOf(result, 'failover-sees')).toBe('differs');
    expect(of(result, 'staleBefore')).toMatchObject({ verdict: 'observed', fits: ['final-error'] });
  });

  test('an answer that nothing predicts differs', () => {
    const result = conclude(seenIn(DEFAULT_ASSUMPTIONS, { 'made-group': 'cloudfront 502' }));
    expect(verdictOf(result, 'group-by-function')).toBe('differs');
  });

  test('kinds of failure with different statuses contradict', () => {
    expect(of(conclude(seenIn(DEFAULT_ASSUMPTIONS, { 'tls-alone': 'cloudfront 503' })), 'connectFailureIs'))
      .toMatchObject({ verdict: 'contradicted' });
  });

  test('a function that runs for one kind of failure only contradicts that assumption, and no other', () => {
    const result = conclude(seenIn(DEFAULT_ASSUMPTIONS, { 'hang-function': 'function 200 after 504' }));
    expect(result.assumptions.filter(({ verdict }) => verdict !== 'observed').map(({ name, verdict }) => [name, verdict]))
      .toEqual([['originResponseOnConnectFailure', 'contradicted']]);
  });

  test('questions that each have an answer and have none together contradict', () => {
    const others = seenIn({ ...DEFAULT_ASSUMPTIONS, connectFailureIs: 503, connectFailureFailsOverOn: 'its-status' });
    const criteria = Object.fromEntries([...others].filter(([id]) => /-on-50[23]$/.test(id) && /^(dns|tls|closed)/.test(id)));
    const result = conclude(seenIn({ ...DEFAULT_ASSUMPTIONS, connectFailureFailsOverOn: 'its-status' }, criteria));
    expect(of(result, 'connectFailureIs')).toMatchObject({ verdict: 'contradicted' });
  });
});

describe('controls', () => {
  test('where failover itself does not happen, what rests on it says nothing', () => {
    const result = conclude(seenIn(DEFAULT_ASSUMPTIONS, { 'fails-over': 'primary 503' }));
    expect(verdictOf(result, 'failover')).toBe('differs');
    expect(verdictOf(result, 'failover-sees')).toBe('void');
    expect(of(result, 'failoverSees')).toMatchObject({ verdict: 'open' });
    expect(of(result, 'generatedErrorsAreCached')).toMatchObject({ verdict: 'observed' });
  });

  test('where this viewer does not see the cache, nothing is said about caching', () => {
    const result = conclude(seenIn(DEFAULT_ASSUMPTIONS, { 'cached-object': 'primary 200', 'cached-timeout': 'primary 200' }));
    expect(of(result, 'generatedErrorsAreCached')).toMatchObject({ verdict: 'open' });
    // What the cache shows is needed for what an expired object shows, and that for the order.
    expect(of(result, 'staleBefore')).toMatchObject({ verdict: 'open' });
  });

  test('where the closed port gives an answer, what rests on how it fails says nothing', () => {
    const result = conclude(seenIn(DEFAULT_ASSUMPTIONS, { 'closed-alone': 'primary 200 at once', 'closed-on-502': 'primary 200' }));
    expect(result.origins).toEqual({ closed: undefined, silent: 'connect-timeout' });
    expect(verdictOf(result, 'connect-failure-status')).toBe('unfinished');
    expect(of(result, 'connectFailureIs')).toMatchObject({ verdict: 'observed', fits: [502] });
  });
});
