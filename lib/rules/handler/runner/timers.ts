/** One timer of a function. */
interface Timer<Callback> {
  readonly callback: Callback;
  readonly due: number;
  /** Milliseconds between two calls; undefined for a timer that fires once. */
  readonly every?: number;
  /** Whether the function waits for it. */
  readonly isRef: boolean;
}

/** Timers on a clock that jumps from one timer to the next. */
export class Timers<Callback> {
  /** Milliseconds on the clock. */
  now = 0;
  private readonly timers = new Map<number, Timer<Callback>>();
  private lastId = 0;

  set(callback: Callback, delayMs: number, repeats: boolean): number {
    const delay = Math.min(Math.max(1, delayMs || 0), 2 ** 31);
    this.timers.set(this.lastId += 1, { callback, due: this.now + delay, every: repeats ? delay : undefined, isRef: true });
    return this.lastId;
  }

  /** Sets whether the function waits for a timer. */
  ref(id: number, isRef: boolean): void {
    const timer = this.timers.get(id);
    if (timer) this.timers.set(id, { ...timer, isRef });
  }

  clear(id: number): void {
    this.timers.delete(id);
  }

  clearAll(): void {
    this.timers.clear();
  }

  /** Moves the clock to the next timer, unless that is after `end`. Without one that the function waits for, there is none. */
  next(end: number): Callback | 'none' | 'too-late' {
    let id: number | undefined;
    let waits = false;
    for (const [candidate, { due, isRef }] of this.timers) {
      waits ||= isRef;
      if (id === undefined || due < this.timers.get(id)!.due) id = candidate;
    }
    if (id === undefined || !waits) return 'none';
    const timer = this.timers.get(id)!;
    const { callback, due, every } = timer;
    if (due > end) return 'too-late';
    this.now = due;
    this.timers.delete(id);
    if (every !== undefined) this.timers.set(id, { ...timer, due: due + every });
    return callback;
  }
}
