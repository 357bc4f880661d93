import { runInNewContext } from 'node:vm';
import { UnusableInput } from './errors';

/** Of the time of a run, what functions may take: the rest is for everything else, so that they become undetermined instead of all. */
const FOR_FUNCTIONS = 0.8;

/** What one run of a command may take. A few lines of input can name more work than anybody can wait for. */
export class Budget {
  private readonly end: number;
  private readonly before = process.memoryUsage.rss();

  /** @param megabytes by which the memory of this process may grow */
  constructor(private readonly seconds: number, private readonly megabytes: number) {
    this.end = performance.now() + seconds * 1000;
  }

  /** Milliseconds that functions may take from now on. */
  get functionMs(): number {
    return Math.floor((this.end - performance.now()) * FOR_FUNCTIONS);
  }

  /** @throws UnusableInput when it is used up */
  check(): void {
    if (performance.now() >= this.end) throw this.overTime();
    if (process.memoryUsage.rss() - this.before <= this.megabytes * 1_048_576) return;
    throw new UnusableInput(`more than ${this.megabytes} MB: the input takes more than a run may take. Pass less, or raise --max-memory.`);
  }

  /**
   * Does work that never checks, and stops it in the middle when the time is over.
   * @throws UnusableInput then
   */
  within<T>(work: () => T): T {
    this.check();
    try {
      const result = runInNewContext('work()', { work }, { timeout: Math.max(1, Math.ceil(this.end - performance.now())) }) as T;
      this.check();
      return result;
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? this.overTime() : error;
    }
  }

  private overTime(): UnusableInput {
    return new UnusableInput(`more than ${this.seconds} s: the input takes longer than a run may take. Pass less, or raise --max-seconds.`);
  }
}
