/** One timer of a function. */
interface Timer<Callback> {
  readonly callback: Callback;
  readonly due: number;
  /** Milliseconds between two calls; undefined for a timer that fires once. */
  readonly every?: number;
}

/** Timers on a clock that jumps from one timer to the next. */
export class Timers<Callback> {
  /** Milliseconds on the clock. */
  now = 0;
  private readonly timers = new Map<number, Timer<Callback>>();
  private lastId = 0;

  set(callback: Callback, delayMs: number, repeats: boolean): number {
    const delay = Math.min(Math.max(1, delayMs || 0), 2 ** 31);
    this.timers.set(this.lastId += 1, { callback, due: this.now + delay, every: repeats ? delay : undefined });
    return this.lastId;
  }

  clear(id: number): void {
    this.timers.delete(id);
  }

  clearAll(): void {
    this.timers.clear();
  }

  /** Moves the clock to the next timer, unless that is after `end`. */
  next(end: number): Callback | 'none' | 'too-late' {
    let id: number | undefined;
    for (const [candidate, { due }] of this.timers) {
      if (id === undefined || due < this.timers.get(id)!.due) id = candidate;
    }
    if (id === undefined) return 'none';
    const { callback, due, every } = this.timers.get(id)!;
    if (due > end) return 'too-late';
    this.now = due;
    this.timers.delete(id);
    if (every !== undefined) this.timers.set(id, { callback, due: due + every, every });
    return callback;
  }
}
