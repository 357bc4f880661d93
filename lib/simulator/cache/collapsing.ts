/**
 * Requests for the same key at the same time: one goes to the origin, the others wait for what it leaves in the cache.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-traffic-spikes
 */
export class Collapsing {
  private readonly running = new Map<string, Promise<void>>();

  /** How many keys are being worked on. */
  get size(): number {
    return this.running.size;
  }

  /** Runs the work once for all who ask while it runs. The others then take what `afterwards` finds, or do the work themselves. */
  async once<T>(key: string, work: () => Promise<T>, afterwards: () => T | undefined): Promise<T> {
    const running = this.running.get(key);
    if (!running) return this.lead(key, work);
    await running;
    return afterwards() ?? work();
  }

  /** Runs the work in the background, unless some is running for this key. Failures are ignored. */
  inBackground(key: string, work: () => Promise<unknown>): void {
    if (!this.running.has(key)) void this.lead(key, work).catch(() => undefined);
  }

  /** Resolves when everything that is running now has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.running.values());
  }

  private lead<T>(key: string, work: () => Promise<T>): Promise<T> {
    const promise = work();
    const done = () => { this.running.delete(key); };
    this.running.set(key, promise.then(done, done));
    return promise;
  }
}
