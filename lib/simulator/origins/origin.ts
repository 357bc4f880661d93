import { Clock } from '../journey/clock';
import { FailureKind } from '../journey/trace';
import { EdgeRequest, EdgeResponse } from '../message';

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

/** The request as one origin gets it: with its Host, custom headers and path prefix. */
export interface OriginRequest extends EdgeRequest {
  readonly host: string;
}

/** In milliseconds. */
export interface Limits {
  readonly connect: number;
  readonly read: number;
}

export type OriginOutcome =
  | { readonly kind: 'response'; readonly response: EdgeResponse }
  | { readonly kind: 'failure'; readonly failure: FailureKind };

/** The origin broke off in the middle of a body. */
export class BrokenBody extends Error {}
