/** `Event`, `EventTarget`, `AbortController` and `AbortSignal`, as far as code without a DOM uses them. */
export function webEvents() {
  class Event {
    defaultPrevented = false;
    target: unknown = null;
    readonly timeStamp = performance.now();
    readonly bubbles: boolean;
    readonly cancelable: boolean;
    readonly type: string;
    constructor(type: string, { bubbles = false, cancelable = false } = {}) {
      this.type = String(type);
      this.bubbles = bubbles;
      this.cancelable = cancelable;
    }
    preventDefault() {
      this.defaultPrevented ||= this.cancelable;
    }
    stopPropagation() { /* nothing is above */ }
  }

  type Listener = ((event: Event) => void) | { handleEvent(event: Event): void };
  const listeners = new WeakMap<object, Array<{ type: string; listener: Listener; once: boolean }>>();
  class EventTarget {
    constructor() {
      listeners.set(this, []);
    }
    addEventListener(type: string, listener: Listener | null, options: { once?: boolean } | boolean = {}) {
      const all = listeners.get(this)!;
      if (!listener || all.some(one => one.type === type && one.listener === listener)) return;
      all.push({ type, listener, once: typeof options === 'object' && options.once === true });
    }
    removeEventListener(type: string, listener: Listener) {
      listeners.set(this, listeners.get(this)!.filter(one => one.type !== type || one.listener !== listener));
    }
    dispatchEvent(event: Event): boolean {
      event.target = this;
      for (const { type, listener, once } of [...listeners.get(this)!]) {
        if (type !== event.type) continue;
        if (once) this.removeEventListener(type, listener);
        if (typeof listener === 'function') listener.call(this, event);
        else listener.handleEvent(event);
      }
      return !event.defaultPrevented;
    }
  }

  const exception = (message: string, name: string) => new (globalThis as any).DOMException(message, name);
  /** Signals are made here only. */
  const key = {};
  const abort = (signal: AbortSignal, reason: unknown = exception('This operation was aborted', 'AbortError')) => {
    if (signal.aborted) return;
    signal.aborted = true;
    signal.reason = reason;
    const event = new Event('abort');
    signal.onabort?.(event);
    signal.dispatchEvent(event);
  };
  class AbortSignal extends EventTarget {
    static abort(reason?: unknown) {
      const signal = new AbortSignal(key);
      abort(signal, reason);
      return signal;
    }
    static timeout(milliseconds: number) {
      const signal = new AbortSignal(key);
      setTimeout(() => abort(signal, exception('The operation was aborted due to timeout', 'TimeoutError')), milliseconds).unref();
      return signal;
    }
    static any(signals: Iterable<AbortSignal>) {
      const signal = new AbortSignal(key);
      for (const one of signals) {
        if (one.aborted) abort(signal, one.reason);
        else one.addEventListener('abort', () => abort(signal, one.reason), { once: true });
      }
      return signal;
    }
    aborted = false;
    reason: unknown = undefined;
    onabort: ((event: Event) => void) | null = null;
    constructor(given: unknown) {
      super();
      if (given !== key) throw new TypeError('Illegal constructor');
    }
    throwIfAborted() {
      if (this.aborted) throw this.reason;
    }
  }
  class AbortController {
    readonly signal = new AbortSignal(key);
    abort(reason?: unknown) {
      abort(this.signal, reason);
    }
  }
  return { Event, EventTarget, AbortSignal, AbortController };
}
