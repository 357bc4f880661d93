import { UnusableInput } from '../../model/errors';

/**
 * What AWS does not document about CloudFront: each open question has a name and a switch.
 * See docs/simulator.md for what is known about each.
 */
export interface Assumptions {
  /** Whether failover looks at the status that the origin-response function returns, or at the origin's own. */
  readonly failoverSees: 'function-result' | 'origin-status';
  /** Whether the origin-response function runs when no origin answered. */
  readonly originResponseOnConnectFailure: boolean;
  /** The status of a refused, reset, TLS or DNS failure, for failover and error pages. */
  readonly connectFailureIs: 502 | 503;
  /** Whether a failed connection fails over on both 502 and 503, or only on its own status. */
  readonly connectFailureFailsOverOn: 'either' | 'its-status';
  /** Whether CloudFront fails over on the 502 or 503 of an origin-response function that fails on the primary. */
  readonly failedFunctionFailsOver: boolean;
  /** Whether a stale object is served before the secondary is tried, or only if the final answer is a 5xx. */
  readonly staleBefore: 'failover' | 'final-error';
  /** Whether a response completion timeout of the primary fails over on 504. */
  readonly completionTimeoutFailsOver: boolean;
  /** Whether OPTIONS requests fail over although OPTIONS is not cached. */
  readonly uncachedOptionsFailsOver: boolean;
  /** Whether an error that CloudFront makes itself is cached like an error of the origin. */
  readonly generatedErrorsAreCached: boolean;
}

export type AssumptionName = keyof Assumptions;

/** The values of each assumption. The first is the default: the reading that the documentation supports best. */
export const ASSUMPTION_VALUES: { readonly [Name in AssumptionName]: ReadonlyArray<Assumptions[Name]> } = {
  failoverSees: ['function-result', 'origin-status'],
  originResponseOnConnectFailure: [false, true],
  connectFailureIs: [502, 503],
  connectFailureFailsOverOn: ['either', 'its-status'],
  failedFunctionFailsOver: [false, true],
  staleBefore: ['final-error', 'failover'],
  completionTimeoutFailsOver: [false, true],
  uncachedOptionsFailsOver: [false, true],
  generatedErrorsAreCached: [true, false],
};

export const DEFAULT_ASSUMPTIONS = Object.fromEntries(
  Object.entries(ASSUMPTION_VALUES).map(([name, values]) => [name, values[0]]),
) as unknown as Assumptions;

/**
 * The assumptions with some changes.
 * @throws UnusableInput for an unknown name or value
 */
export function withChanges(changes: Partial<Assumptions>, current: Assumptions = DEFAULT_ASSUMPTIONS): Assumptions {
  for (const [name, value] of Object.entries(changes)) {
    if (!Object.hasOwn(ASSUMPTION_VALUES, name)) {
      throw new UnusableInput(`there is no assumption ${JSON.stringify(name)}. Allowed: ${ASSUMPTION_NAMES.join(', ')}.`);
    }
    const values: readonly unknown[] = ASSUMPTION_VALUES[name as AssumptionName];
    if (!values.includes(value)) {
      throw new UnusableInput(`the assumption ${name} cannot be ${JSON.stringify(value)}. Allowed: ${values.join(', ')}.`);
    }
  }
  return { ...current, ...changes };
}

/** An assumption for people: with its question, its value and the alternatives. */
export interface AssumptionSwitch {
  readonly name: AssumptionName;
  readonly question: string;
  readonly value: Assumptions[AssumptionName];
  readonly default: Assumptions[AssumptionName];
  readonly values: ReadonlyArray<Assumptions[AssumptionName]>;
}

const QUESTIONS: { readonly [Name in AssumptionName]: string } = {
  failoverSees: 'Which status does failover look at, when an origin-response function changed it?',
  originResponseOnConnectFailure: 'Does the origin-response function run when no origin answered?',
  connectFailureIs: 'Which status has a refused, reset, TLS or DNS failure?',
  connectFailureFailsOverOn: 'Does a failed connection fail over on either of 502 and 503?',
  failedFunctionFailsOver: 'Does an origin-response function that fails on the primary let CloudFront fail over?',
  staleBefore: 'Is a stale object served before the secondary is tried, or only instead of a final error?',
  completionTimeoutFailsOver: 'Does a response completion timeout of the primary fail over on 504?',
  uncachedOptionsFailsOver: 'Do OPTIONS requests fail over although OPTIONS is not cached?',
  generatedErrorsAreCached: 'Are errors that CloudFront makes itself cached?',
};

export const ASSUMPTION_NAMES = Object.keys(ASSUMPTION_VALUES) as readonly AssumptionName[];

/** Every combination of the values of some assumptions. The others have their defaults. */
export function combinationsOf(names: readonly AssumptionName[] = ASSUMPTION_NAMES): Assumptions[] {
  return names.reduce<Assumptions[]>(
    (worlds, name) => worlds.flatMap(world => ASSUMPTION_VALUES[name].map(value => ({ ...world, [name]: value }))),
    [DEFAULT_ASSUMPTIONS],
  );
}

/** Every assumption with its question. */
export function assumptionSwitches(current: Assumptions): AssumptionSwitch[] {
  return ASSUMPTION_NAMES.map(name => ({
    name,
    question: QUESTIONS[name],
    value: current[name],
    default: DEFAULT_ASSUMPTIONS[name],
    values: ASSUMPTION_VALUES[name],
  }));
}
