import { cacheKey } from './cache-key';
import { Stored } from './cache-store';
import { EdgeContext } from './context';
import { withoutConditions } from './error-page';
import { errorCachingMinTtl, mayServeStale, mayStore, staleWhileRevalidate, storeFor } from './freshness';
import type { Answer } from './journey';
import { cachePolicyOf } from './known-policy';
import { EdgeRequest, EdgeResponse, Headers } from './message';
import { whenComplete } from './whole-body';
import { Trace } from './trace';
import { AnsweredVisit } from './visit';
import { BehaviorModel } from '../model/distribution';

/** An object in the cache, with what viewer-response functions need to know of where it came from. */
interface Kept extends Stored {
  readonly originStatus: number;
  readonly isErrorPage: boolean;
}

/** The place in the cache for a request; undefined when nothing of its behavior or method is cached. */
export function slotFor(request: EdgeRequest, behavior: BehaviorModel, context: EdgeContext): CacheSlot | undefined {
  const policy = cachePolicyOf(behavior);
  if (policy.maxTtl === 0 || !mayStore(request.method, behavior)) return undefined;
  return new CacheSlot(request.method, cacheKey(policy, request), behavior, context);
}

/** One key of the cache: what is there, and what becomes of a new answer. */
export class CacheSlot {
  constructor(
    private readonly method: string,
    private readonly key: string,
    private readonly behavior: BehaviorModel,
    private readonly context: EdgeContext,
  ) {}

  /** The object while it is fresh. */
  fresh(trace: Trace): Answer | undefined {
    const kept = this.kept();
    return kept && this.context.clock.now() < kept.freshUntil ? this.serve(kept, trace, 'hit') : undefined;
  }

  /** The expired object, when its stale-while-revalidate lets it be served at once. */
  whileRevalidating(trace: Trace): Answer | undefined {
    const kept = this.kept();
    const { now, age } = this.ageOf(kept);
    return kept && staleWhileRevalidate(kept.response.headers, this.behavior, age, now) ? this.serve(kept, trace, 'stale') : undefined;
  }

  /** Whether there is an expired object that may be served instead of an error. */
  hasUsableStale(): boolean {
    const kept = this.kept();
    const { now, age } = this.ageOf(kept);
    return kept !== undefined && kept.response.status < 400 && mayServeStale(kept.response.headers, this.behavior, age, now);
  }

  /**
   * The expired object instead of an error, for as long as an error is cached.
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
   */
  stale(trace: Trace, status = 503): Answer | undefined {
    const kept = this.kept();
    if (!kept || !this.hasUsableStale()) return undefined;
    const { clock, distribution, store } = this.context;
    const seconds = errorCachingMinTtl(distribution.errorResponses)(status);
    store.set(store.get(this.key) ? this.key : this.entry, { ...kept, freshUntil: clock.now() + seconds * 1000 } as Kept);
    trace.storedSeconds = seconds;
    return this.serve(kept, trace, 'stale');
  }

  /** The request with which the origin is asked whether the expired object is still good. */
  revalidation(request: EdgeRequest): EdgeRequest {
    const kept = this.kept();
    const headers = withoutConditions(request.headers);
    if (request.headers.range) headers.range = request.headers.range;
    else if (kept && kept.response.status < 400) Object.assign(headers, validators(kept.response.headers));
    return { ...request, headers };
  }

  /** The expired object, when the answer is that it is still good. */
  revalidated(last: AnsweredVisit, trace: Trace): Answer | undefined {
    const kept = this.kept();
    if (last.status !== 304 || !kept) return undefined;
    trace.servedBy = last.role === 'secondary' ? 'secondary' : 'primary';
    const response = { ...kept.response, headers: { ...kept.response.headers, ...last.response.headers, ...lengthOf(kept.response.headers) } };
    return this.keep({ response, originStatus: last.originStatus, isErrorPage: false }, last, trace);
  }

  /** Stores an answer as its headers, the policy and the error caching say. */
  keep(answer: Answer, last: AnsweredVisit, trace: Trace): Answer {
    const { assumptions, clock, distribution, store } = this.context;
    const now = clock.now();
    const errorCaching = errorCachingMinTtl(distribution.errorResponses);
    // An error page is kept as the error that it stands for.
    const judged = answer.isErrorPage ? { ...answer.response, status: last.status } : answer.response;
    const storing = storeFor(judged, this.behavior, errorCaching, last.generated, assumptions, now);
    this.context.restsOn(trace, ...storing.assumptions);
    trace.storedSeconds = storing.seconds;
    if (storing.seconds === 0 && !storing.keep) return answer;

    const body = whenComplete(answer.response.body, whole => {
      const response = { ...answer.response, headers: { ...answer.response.headers }, body: whole };
      const kept: Kept = { response, storedAt: now, freshUntil: now + storing.seconds * 1000, originStatus: answer.originStatus, isErrorPage: answer.isErrorPage };
      store.set(this.entry, kept);
    });
    return { ...answer, response: { ...answer.response, body } };
  }

  /** Runs the work once for all requests of this key that come while it runs. The others take what it left in the cache. */
  async collapsed(work: () => Promise<Answer>, afterwards: () => Answer | undefined): Promise<Answer> {
    const { inFlight } = this.context;
    const running = inFlight.get(this.entry);
    if (running) {
      await running;
      return afterwards() ?? work();
    }
    const promise = work();
    const settled = promise.then(() => undefined, () => undefined).finally(() => inFlight.delete(this.entry));
    inFlight.set(this.entry, settled);
    return promise;
  }

  /** Runs the work beside the answer, once at a time. */
  inBackground(work: () => Promise<Answer>): void {
    if (!this.context.inFlight.has(this.entry)) void this.collapsed(work, () => undefined).catch(() => undefined);
  }

  /** A HEAD has no body to serve a GET with. */
  private get entry(): string {
    return this.method === 'HEAD' ? `HEAD ${this.key}` : this.key;
  }

  private kept(): Kept | undefined {
    const { store } = this.context;
    return (store.get(this.key) ?? (this.method === 'HEAD' ? store.get(this.entry) : undefined)) as Kept | undefined;
  }

  private ageOf(kept: Kept | undefined): { now: number; age: number } {
    const now = this.context.clock.now();
    return { now, age: kept ? (now - kept.storedAt) / 1000 : 0 };
  }

  private serve({ response, storedAt, originStatus, isErrorPage }: Kept, trace: Trace, cache: 'hit' | 'stale'): Answer {
    trace.cache = cache;
    trace.servedBy = 'cache';
    const age = String(Math.max(0, Math.floor((this.context.clock.now() - storedAt) / 1000)));
    return { response: { ...response, headers: { ...response.headers, age: [age] } }, originStatus, isErrorPage };
  }
}

function validators({ etag, 'last-modified': lastModified }: Headers): Headers {
  return { ...etag && { 'if-none-match': etag }, ...lastModified && { 'if-modified-since': lastModified } };
}

/** A 304 says nothing of the length of the body that is in the cache. */
function lengthOf({ 'content-length': length }: EdgeResponse['headers']): Headers {
  return length ? { 'content-length': length } : {};
}
