/** What a handler did in a trial. Plain JSON, because it comes from another process. */
export type Seen = SeenResponse | SeenFailure | NotSeen;

/** A response that CloudFront would accept. */
export interface SeenResponse {
  readonly kind: 'response';
  readonly status: number;
  /** Whether the handler set a body, be it an empty one. */
  readonly setsBody: boolean;
  /** Whether Cache-Control or Expires says how long to cache it. */
  readonly limitsCaching: boolean;
  /** Headers that describe the body of the origin, and are still as the origin sent them. */
  readonly entityHeaders: readonly string[];
}

/** CloudFront would answer in the handler's place. */
export interface SeenFailure {
  readonly kind: 'failure';
  /** 503 for a handler that did not run to its end, 502 for a result that CloudFront does not accept. */
  readonly status: 502 | 503;
  readonly reason: string;
}

/** The handler could not be tried. */
export interface NotSeen {
  readonly kind: 'not-seen';
  readonly reason: string;
}
