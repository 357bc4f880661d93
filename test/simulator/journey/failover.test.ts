import {
  ASSUMPTION_NAMES,
  AssumptionName,
  Assumptions,
  assumptionSwitches,
  combinationsOf,
  DEFAULT_ASSUMPTIONS,
} from '../../../lib/simulator/journey/assumptions';
import { rule, Visit } from '../../../lib/simulator/journey/failover';
import { FailureKind } from '../../../lib/simulator/origins/origin';

type Row = [visit: Partial<Visit>, codes: number[], changes: Partial<Assumptions>, failsOver: boolean];

const plain: Visit = { asked: true, originStatus: 200, status: 200, functionFailed: false };

describe('whether CloudFront fails over', () => {
  it.each([
    ['a status on the list', 'fails over', { originStatus: 503, status: 503 }],
    ['a status that is not on the list', 'does not', { originStatus: 404, status: 404 }],
    ['a mask', 'does not', { originStatus: 503, status: 200 }],
    ['an error that the function made', 'fails over', { originStatus: 200, status: 503 }],
    ['another status on the list', 'fails over', { originStatus: 500, status: 502 }],
    ['a refused connection', 'fails over', { failure: 'refused', originStatus: 502, status: 502 }],
    ['a read timeout', 'fails over', { failure: 'read-timeout', originStatus: 504, status: 504 }],
    ['a response completion timeout', 'does not', { failure: 'completion-timeout', originStatus: 504, status: 504 }],
    ['a function that failed', 'does not', { originStatus: 503, status: 503, functionFailed: true }],
    ['an origin-request function that failed', 'does not', { asked: false, originStatus: 503, status: 503, functionFailed: true }],
    ['an origin-request function that answered with an error', 'fails over', { asked: false, originStatus: 503, status: 503 }],
  ] satisfies Array<[string, string, Partial<Visit>]>)('by default %s %s', (_, outcome, visit) => {
    expect(rule({ ...plain, ...visit }, [500, 502, 503, 504], DEFAULT_ASSUMPTIONS).failsOver).toBe(outcome === 'fails over');
  });

  // Rows 7-12, 14 and 28 of the decision table, under one list of codes and one assumption each.
  const refused = { failure: 'refused', originStatus: 502, status: 502 } as const;
  const unconnected = { failure: 'connect-timeout', originStatus: 504, status: 504 } as const;
  const silent = { failure: 'read-timeout', originStatus: 504, status: 504 } as const;
  const incomplete = { failure: 'completion-timeout', originStatus: 504, status: 504 } as const;
  const masked = { originStatus: 503, status: 200 };
  const raised = { originStatus: 200, status: 503 };
  const failed = { originStatus: 503, status: 502, functionFailed: true };
  it.each([
    [refused, [503], {}, true],
    [refused, [502], {}, true],
    [refused, [500, 504], {}, false],
    [refused, [502], { connectFailureFailsOverOn: 'its-status' }, true],
    [refused, [503], { connectFailureFailsOverOn: 'its-status' }, false],
    [refused, [503], { connectFailureFailsOverOn: 'its-status', connectFailureIs: 503 }, true],
    [refused, [502], { connectFailureFailsOverOn: 'its-status', connectFailureIs: 503 }, false],
    [unconnected, [504], {}, true],
    [unconnected, [503], {}, true],
    [unconnected, [500, 502], {}, false],
    [unconnected, [504], { connectFailureFailsOverOn: 'its-status' }, true],
    [unconnected, [503], { connectFailureFailsOverOn: 'its-status' }, false],
    [silent, [504], {}, true],
    [silent, [500, 502, 503], {}, false],
    [silent, [504], { connectFailureFailsOverOn: 'its-status' }, true],
    [incomplete, [504], {}, false],
    [incomplete, [504], { completionTimeoutFailsOver: true }, true],
    [incomplete, [502, 503], { completionTimeoutFailsOver: true }, false],
    [{ originStatus: 404, status: 404 }, [403], {}, false],
    [{ originStatus: 404, status: 404 }, [404], {}, true],
    [{ originStatus: 503, status: 503 }, [], {}, false],
    [masked, [503], { failoverSees: 'origin-status' }, true],
    [masked, [500], { failoverSees: 'origin-status' }, false],
    [raised, [503], { failoverSees: 'origin-status' }, false],
    [{ ...refused, status: 200 }, [502], {}, false],
    [{ ...refused, status: 200 }, [502], { failoverSees: 'origin-status' }, true],
    [failed, [502, 503], { failedFunctionFailsOver: true }, true],
    [failed, [503], { failedFunctionFailsOver: true }, false],
    [failed, [503], { failoverSees: 'origin-status' }, true],
    [failed, [502], { failoverSees: 'origin-status' }, false],
    [{ asked: false, ...raised, originStatus: 503 }, [503], { failoverSees: 'origin-status' }, false],
  ] satisfies Row[])('%j with the codes %j and %j: %j', (visit, codes, changes, outcome) => {
    expect(rule({ ...plain, ...visit }, codes, { ...DEFAULT_ASSUMPTIONS, ...changes }).failsOver).toBe(outcome);
  });

  it.each(visits())('names every assumption that changes the ruling, alone or, of the two about connections, with the other: %j', visit => {
    const wrong: unknown[] = [];
    for (const codes of subsets([404, 502, 503, 504])) {
      const rulings = WORLDS.map(({ world }) => rule(visit, codes, world));
      const changes = (i: number, name: AssumptionName) =>
        WORLDS[i]!.others[name].some(j => rulings[i]!.failsOver !== rulings[j]!.failsOver);
      WORLDS.forEach(({ world, others }, i) => {
        const expected = NAMES.filter(name => {
          const other = CONNECTIONS.includes(name) && CONNECTIONS.find(one => one !== name);
          return changes(i, name) || (other && others[other].some(j => changes(j, name)));
        });
        if (rulings[i]!.assumptions.join() !== expected.join()) wrong.push({ codes, world, expected });
      });
    }
    expect(wrong).toEqual([]);
  });
});

const NAMES: readonly AssumptionName[] = [
  'failoverSees', 'failedFunctionFailsOver', 'connectFailureFailsOverOn', 'connectFailureIs', 'completionTimeoutFailsOver',
];

const CONNECTIONS: readonly AssumptionName[] = ['connectFailureIs', 'connectFailureFailsOverOn'];

/** Every combination, with the positions of those that differ in one assumption. */
const WORLDS = combinationsOf(NAMES).map((world, _, all) => ({
  world,
  others: Object.fromEntries(NAMES.map(name => [
    name, [...all.keys()].filter(i => NAMES.every(other => (all[i]![other] !== world[other]) === (other === name))),
  ])) as Record<AssumptionName, number[]>,
}));

describe('the assumptions', () => {
  it('have their first value by default, and a question each', () => {
    const changed = { ...DEFAULT_ASSUMPTIONS, connectFailureIs: 503 } as const;
    const switches = assumptionSwitches(changed);
    expect(switches.map(({ name }) => name)).toEqual(ASSUMPTION_NAMES);
    for (const { name, value, values, question, default: byDefault } of switches) {
      expect([byDefault, value]).toEqual([values[0], changed[name]]);
      expect(question).toMatch(/^[A-Z].*\?$/);
    }
  });

  it('combine in every way', () => {
    expect(new Set(combinationsOf().map(world => JSON.stringify(world))).size).toBe(2 ** ASSUMPTION_NAMES.length);
    expect(combinationsOf(['connectFailureIs'])).toEqual([502, 503].map(value => ({ ...DEFAULT_ASSUMPTIONS, connectFailureIs: value })));
    expect(combinationsOf([])).toEqual([DEFAULT_ASSUMPTIONS]);
  });
});

function visits(): Visit[] {
  const answers = [200, 404, 503].flatMap(originStatus => [200, 502, 503].map(status => ({ ...plain, originStatus, status })));
  const failures: Array<[FailureKind, number]> = [
    ['refused', 502],
    ['connect-timeout', 504],
    ['read-timeout', 504],
    ['completion-timeout', 504],
  ];
  const failed = failures.flatMap(([failure, originStatus]) =>
    [originStatus, 200, 503].map(status => ({ ...plain, failure, originStatus, status })),
  );
  const unasked = [200, 503].map(status => ({ ...plain, asked: false, originStatus: status, status }));
  const all = [...answers, ...failed, ...unasked];
  return [...all, ...all.filter(({ status }) => status === 503).map(visit => ({ ...visit, functionFailed: true }))];
}

function subsets(codes: readonly number[]): number[][] {
  return codes.reduce<number[][]>((all, code) => [...all, ...all.map(some => [...some, code])], [[]]);
}
