import { EdgeResponse } from '../../function-code/message';
import { OriginRequest } from '../forwarding/forwarding';
import { Clock } from '../journey/clock';

/** Answers for an origin of the distribution: a script, or a real server. */
export interface OriginServer {
  /** The URL of a real server: it answers for itself, and a script answers as the service behind the origin would. */
  readonly url?: string;
  /**
   * One try. It takes no longer than the limits, by the given clock. Never rejects: a failure is an outcome.
   * If the body breaks off, reading it rejects with {@link BrokenBody}.
   */
  exchange(request: OriginRequest, limits: Limits, clock: Clock): Promise<OriginOutcome>;
  /** Closes all connections. */
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
