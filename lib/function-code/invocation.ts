/** What came of one event that a function was given. */
export interface Invocation {
  readonly outcome: 'returned' | 'threw' | 'timed-out' | 'out-of-memory' | 'not-loaded';
  readonly result?: unknown;
  /** Why, for every outcome but `returned`. */
  readonly reason?: string;
  /** What the function wrote to its console. */
  readonly log: readonly string[];
}
