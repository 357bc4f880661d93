/** The time of an edge. With a clock of their own, tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds. */
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: milliseconds => new Promise(resolve => { setTimeout(resolve, milliseconds); }),
};

/** A clock that stands still until you advance it. A sleep advances it too, and resolves at once. */
export class ManualClock implements Clock {
  constructor(private time = Date.UTC(2026, 0, 1)) {}

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.time += milliseconds;
  }

  /**
   * Advances the time.
   * @throws RangeError unless it is a number of 0 or more
   */
  advance(seconds: number): void {
    if (!Number.isFinite(seconds) || seconds < 0) {
      const got = String(seconds);
      throw new RangeError(`The clock cannot be advanced by this. Got: ${got}. Allowed: a number of seconds, 0 or more. Pass one.`);
    }
    this.time += seconds * 1000;
  }
}
