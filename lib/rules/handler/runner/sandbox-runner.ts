import { runInThisContext } from 'node:vm';
import { Ending, lateText, Sandbox } from './sandbox';
import { Invocation } from '../../../function-code/function-result';
import { lackedText } from '../../../function-code/stand-ins';
import { FunctionRunner } from '../../../simulator/functions/function-runner';
import { FunctionJob } from '../job';

/**
 * The engine gets this multiple of its deadline to stop by itself, which it does unless a built-in function keeps it busy. The
 * deadline is in CPU time, this limit in wall-clock time.
 */
const GRACE = 4;

/** What this process may have in memory before one more engine is started. Each keeps what its function took. */
const MEMORY_BYTES = 640 * 1024 * 1024;

/** Part of Node.js with --expose-gc. */
declare const gc: (() => void) | undefined;

/** The longest reason that is reported: a function may throw an endless text. */
const MAX_REASON = 300;

/**
 * Runs a function in an engine of its own. The same event always has the same result, however often a function is asked in the cases
 * of a distribution.
 */
export class SandboxRunner implements FunctionRunner {
  private sandbox?: Sandbox;
  private readonly known = new Map<string, Ending>();
  /** Why it answers no more. */
  private over?: Ending;

  constructor(private readonly job: FunctionJob) {}

  async invoke(event: unknown): Promise<Invocation> {
    const key = JSON.stringify(event, (name, value) => (name === 'requestId' ? undefined : value));
    let ending = this.known.get(key) ?? this.over;
    if (!ending) {
      if (!this.sandbox) await this.load();
      ending = this.over ?? this.limited(sandbox => sandbox.invoke(event));
      this.known.set(key, ending);
    }
    return invocationOf(ending);
  }

  async close(): Promise<void> {
    this.sandbox = undefined;
  }

  private async load(): Promise<void> {
    if (isFull()) {
      this.over = unable(`the functions before it took more than the ${MEMORY_BYTES / 1024 / 1024} MB that a check has for functions`);
      return;
    }
    this.sandbox = await Sandbox.of(this.job);
    const loaded = this.limited(sandbox => sandbox.load());
    if (loaded.kind !== 'loaded') this.over ??= { ...loaded, text: `while loading, ${loaded.text}` };
  }

  /** Runs something that may never return, and ends it: a timer of this process would never fire. */
  private limited(run: (sandbox: Sandbox) => Ending): Ending {
    const sandbox = this.sandbox!;
    try {
      Object.assign(globalThis, { runLimited: () => run(sandbox) });
      const ending = runInThisContext('runLimited()', { timeout: this.job.limits.deadlineMs * GRACE }) as Ending;
      if (sandbox.isLate) this.over = unable(lateText(this.job));
      return ending;
    } catch (error) {
      // The engine was stopped at an arbitrary point and cannot be used again.
      const { code, message } = error as NodeJS.ErrnoException;
      const isLate = code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
      return this.over = unable(isLate ? lateText(this.job) : `the engine for trying it failed: ${message}`);
    }
  }
}

/** Engines that nobody uses any more leave their memory to the garbage collector, which does not know how much that is. */
function isFull(): boolean {
  const { rss } = process.memoryUsage;
  if (rss() > MEMORY_BYTES) gc?.();
  return rss() > MEMORY_BYTES;
}

function unable(text: string): Ending {
  return { kind: 'unable', text, lacked: [], choices: [], log: [] };
}

function invocationOf({ kind, text, lacked, choices, log }: Ending): Invocation {
  if (lacked.length || kind === 'unable') {
    return { outcome: 'threw', cannotTell: short(lacked.length ? lackedText(lacked) : text), log };
  }
  if (kind === 'returned') return { outcome: 'returned', result: JSON.parse(text), log, ...choices.length && { choices } };
  return { outcome: kind === 'timed-out' ? kind : 'threw', reason: short(text), log };
}

function short(reason: string): string {
  return reason.length <= MAX_REASON ? reason : `${reason.slice(0, MAX_REASON)}...`;
}
