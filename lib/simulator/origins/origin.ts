import { EdgeResponse } from '../../function-code/message';
import { OriginRequest } from '../forwarding/forwarding';
import { Clock } from '../journey/clock';

/** What stands behind an origin of the distribution: a script, or a real server. */
export interface OriginServer {
  /**
   * One try. Takes no longer than the limits by the given clock, and never rejects: what goes wrong is an outcome.
   * A body that breaks off rejects when it is read, with {@link BrokenBody}.
   */
  exchange(request: OriginRequest, limits: Limits, clock: Clock): Promise<OriginOutcome>;
  /** Lets go of connections. */
  close?(): Promise<void>;
}

/** In milliseconds. */
export interface Limits {
  readonly connect: number;
  readonly read: number;
}

export type OriginOutcome =
  | { readonly kind: 'response'; readonly response: EdgeResponse }
  | { readonly kind: 'failure'; readonly failure: FailureKind };

/** Why an origin did not answer. */
export type FailureKind = 'refused' | 'reset' | 'dns' | 'tls' | 'connect-timeout' | 'read-timeout' | 'completion-timeout';

/** The origin broke off in the middle of a body. */
export class BrokenBody extends Error {}
