import { LEAD, MOST_ASKS } from './ask';
import { PROBES } from './questions';

/** What a run takes, before anything is sent. */
export interface Estimate {
  readonly probes: number;
  /** When no request is lost. */
  readonly requests: number;
  /** When every probe is asked as often as it may be. */
  readonly mostRequests: number;
  readonly seconds: number;
  /** In US dollars, for the requests of a run where every probe is asked as often as it may be. */
  readonly mostDollars: number;
}

/** What one request costs at most, by the prices of docs/cost.md: CloudFront, two functions at the edge, two origins that wait for 8 s. */
const DOLLARS_PER_REQUEST = (1 + 2 * 0.6 + 0.1 + 2 * (0.2 + 8 * 0.125 * 16.67)) / 1e6;

/** A request that nothing delays, with its pace. */
const SECONDS_PER_REQUEST = 0.3;

export function estimate(concurrency: number, done: (id: string) => boolean = () => false): Estimate {
  const waiting = PROBES.filter(({ id }) => !done(id));
  const steps = waiting.flatMap(probe => probe.steps);
  const seconds = steps.reduce((sum, { takes = 0, after = 0 }) => sum + takes + after + SECONDS_PER_REQUEST, 0) * LEAD / concurrency;
  return {
    probes: waiting.length,
    requests: steps.length * LEAD,
    mostRequests: steps.length * MOST_ASKS,
    seconds: Math.ceil(seconds),
    mostDollars: steps.length * MOST_ASKS * DOLLARS_PER_REQUEST,
  };
}
