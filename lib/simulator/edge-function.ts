/** Runs the code of one Lambda@Edge or CloudFront function. */
export interface FunctionRunner {
  /** Never rejects: a throw, a timeout and running out of memory are outcomes. The event is copied in and the result copied out. */
  invoke(event: unknown): Promise<Invocation>;
  close(): Promise<void>;
}

export interface Invocation {
  readonly outcome: 'returned' | 'threw' | 'timed-out' | 'out-of-memory' | 'not-loaded';
  readonly result?: unknown;
  /** Why, for every outcome but `returned`. */
  readonly reason?: string;
  /** What the function wrote to its console. */
  readonly log: readonly string[];
}
