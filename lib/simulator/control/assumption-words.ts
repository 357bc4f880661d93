import { AssumptionName, Assumptions, ASSUMPTION_VALUES, DEFAULT_ASSUMPTIONS } from '../journey/assumptions';

/** An assumption as the control page shows it. */
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

/** Every assumption with its values. */
export function assumptionSwitches(current: Assumptions): AssumptionSwitch[] {
  return (Object.keys(ASSUMPTION_VALUES) as AssumptionName[]).map(name => ({
    name,
    question: QUESTIONS[name],
    value: current[name],
    default: DEFAULT_ASSUMPTIONS[name],
    values: ASSUMPTION_VALUES[name],
  }));
}
