import { cacheKey } from './cache-key';
import { copyOf, copyOfHeaders, Stored } from './cache-store';
import { errorCachingMinTtl, mayServeStale, mayStore, staleWhileRevalidate, storeFor } from './freshness';
import { BehaviorModel } from '../../model/distribution';
import { forwardsCookies } from '../forwarding/forwarding';
import { cachePolicyOf } from '../forwarding/known-policy';
import { EdgeContext } from '../journey/context';
import { withoutConditions } from '../journey/error-page';
import { Answer } from '../journey/journey';
import { Trace } from '../journey/trace';
import { AnsweredVisit } from '../journey/visit';
import { EdgeRequest, Headers } from '../message';
import { readToEnd, whenComplete } from '../origins/whole-body';

/** An object in the cache, with what viewer-response functions need to know of where it came from. */
interface Kept extends Stored {
  readonly originStatus: number;
  readonly isErrorPage: boolean;
}

/** An object and its key in the store. */
interface Found {
  readonly entry: string;
  readonly kept: Kept;
}

/** The place in the cache for a request; undefined when nothing of its behavior or method is cached. */
export function slotFor(request: EdgeRequest, behavior: BehaviorModel, context: EdgeContext, isPage: boolean): CacheSlot | undefined {
  const policy = cachePolicyOf(behavior);
  if (policy.maxTtl === 0 || !mayStore(request.method, behavior)) return undefined;
  return new CacheSlot(request.method, cacheKey(policy, request), behavior, context, isPage);
}

/** One key of the cache, for one request: what is there, and what becomes of a new answer. */
export class CacheSlot {
  /** Where this request's answer is stored. A HEAD has no body to serve a GET with. */
  private readonly entry: string;
  /** The expired object that the origin is asked about. */
  private validating?: Found;

  constructor(
    private readonly method: string,
    private readonly key: string,
    private readonly behavior: BehaviorModel,
    private readonly context: EdgeContext,
    private readonly isPage: boolean,
  ) {
    this.entry = method === 'HEAD' ? `HEAD ${key}` : key;
  }

  /** The object while it is fresh. */
  fresh(trace: Trace): Answer | undefined {
    const kept = this.find()?.kept;
    return kept && this.isFresh(kept) ? this.serve(kept, trace, 'hit') : undefined;
  }

  /** The expired object, when its stale-while-revalidate lets it be served at once. */
  whileRevalidating(trace: Trace): Answer | undefined {
    const kept = this.find()?.kept;
    if (!kept) return undefined;
    const { now, age } = this.ageOf(kept);
    return staleWhileRevalidate(kept.response.headers, this.behavior, age, now) ? this.serve(kept, trace, 'stale') : undefined;
  }

  /** Whether there is an expired object that may be served instead of an error. */
  hasUsableStale(): boolean {
    return this.findUsable() !== undefined;
  }

  /**
   * The expired object instead of an error, for as long as that error would be cached.
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
   */
  stale(error: AnsweredVisit, trace: Trace): Answer | undefined {
    const found = this.findUsable();
    if (!found) return undefined;
    const { clock, distribution, store } = this.context;
    const seconds = errorCachingMinTtl(distribution.errorResponses, error.origin)(error.status);
    const kept: Kept = { ...found.kept, freshUntil: clock.now() + seconds * 1000 };
    store.set(found.entry, kept);
    trace.storedSeconds = seconds;
    return this.serve(kept, trace, 'stale');
  }

  /**
   * The request with which an origin is asked: for the whole object, or the viewer's range of it, and whether the expired object is still
   * good. Not the latter where cookies are forwarded.
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustomConditionalGETs
   */
  revalidation(request: EdgeRequest): EdgeRequest {
    const unconditional = withoutConditions(request.headers);
    const { range, 'if-range': ifRange } = request.headers;
    if (range) return { ...request, headers: { ...unconditional, range, ...ifRange && { 'if-range': ifRange } } };
    const found = forwardsCookies(this.behavior) ? undefined : this.find();
    const validators = found && validatorsOf(found.kept);
    if (validators) this.validating = found;
    else if (unconditional === request.headers) return request;
    return { ...request, headers: { ...unconditional, ...validators } };
  }

  /** The expired object, when the answer is that it is still good. */
  revalidated(last: AnsweredVisit, trace: Trace): Answer | undefined {
    const { validating } = this;
    if (last.status !== 304 || !validating) return undefined;
    trace.servedBy = last.role === 'secondary' ? 'secondary' : 'primary';
    const { response } = validating.kept;
    const headers = { ...response.headers, ...last.response.headers, ...lengthOf(response.headers) };
    return this.keep({ response: { ...response, headers }, originStatus: last.originStatus, isErrorPage: false }, last, trace, validating.entry);
  }

  /** Stores an answer as its headers, the policy and the error caching say. An error page is kept as the error that it stands for. */
  keep(answer: Answer, last: AnsweredVisit, trace: Trace, entry = this.entry): Answer {
    const { assumptions, clock, distribution, store } = this.context;
    const { response, originStatus, isErrorPage } = answer;
    const now = clock.now();
    const errorCaching = errorCachingMinTtl(distribution.errorResponses, last.origin);
    const storing = storeFor(isErrorPage ? last.response : response, this.behavior, errorCaching, last.generated, assumptions, now);
    this.context.restsOn(trace, ...storing.assumptions);
    trace.storedSeconds = storing.seconds;
    if (storing.seconds === 0 && !storing.keep) return answer;

    // Copied now: a body that streams is complete when the viewer has had the response, and the response may have been changed.
    const { status, statusText } = response;
    const headers = copyOfHeaders(response.headers);
    const body = whenComplete(response.body, headers, whole => {
      const freshUntil = now + storing.seconds * 1000;
      const kept: Kept = { response: { status, statusText, headers, body: whole }, storedAt: now, freshUntil, originStatus, isErrorPage };
      store.set(entry, kept);
    });
    return body === response.body ? answer : { ...answer, response: { ...response, body } };
  }

  /**
   * Runs the work once for all requests of this key that come while it runs. The others take what it left in the cache, or ask for
   * themselves.
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-traffic-spikes
   */
  async collapsed(work: () => Promise<Answer>, afterwards: () => Answer | undefined): Promise<Answer> {
    if (forwardsCookies(this.behavior)) return work();
    const running = this.context.inFlight.get(this.line);
    if (!running) return this.lead(work);
    await running;
    return afterwards() ?? work();
  }

  /** Runs the work beside the answer, once at a time, and to the end of the body: nobody else reads it. */
  inBackground(work: () => Promise<Answer>): void {
    if (this.context.inFlight.has(this.line)) return;
    void this.lead(() => work().then(({ response }) => readToEnd(response.body))).catch(() => undefined);
  }

  private lead<T>(work: () => Promise<T>): Promise<T> {
    const { inFlight } = this.context;
    const promise = work();
    const { line } = this;
    const done = () => { inFlight.delete(line); };
    inFlight.set(line, promise.then(done, done));
    return promise;
  }

  /** What requests wait for. */
  private get line(): string {
    return this.isPage ? `page ${this.entry}` : this.entry;
  }

  /** The object that may be served. To a HEAD that is a GET's, unless only that of an earlier HEAD is fresh. */
  private find(): Found | undefined {
    const { key, entry } = this;
    const shared = this.keptAt(key);
    if (this.method !== 'HEAD' || (shared && this.isFresh(shared))) return shared && { entry: key, kept: shared };
    const own = this.keptAt(entry);
    if (own && (!shared || this.isFresh(own))) return { entry, kept: own };
    return shared && { entry: key, kept: shared };
  }

  private findUsable(): Found | undefined {
    const found = this.find();
    if (!found || isError(found.kept)) return undefined;
    const { now, age } = this.ageOf(found.kept);
    return mayServeStale(found.kept.response.headers, this.behavior, age, now) ? found : undefined;
  }

  private keptAt(entry: string): Kept | undefined {
    return this.context.store.get(entry) as Kept | undefined;
  }

  private isFresh({ freshUntil }: Kept): boolean {
    return this.context.clock.now() < freshUntil;
  }

  private ageOf({ storedAt }: Kept): { now: number; age: number } {
    const now = this.context.clock.now();
    return { now, age: (now - storedAt) / 1000 };
  }

  private serve(kept: Kept, trace: Trace, cache: 'hit' | 'stale'): Answer {
    const { originStatus, isErrorPage } = kept;
    trace.cache = cache;
    trace.servedBy = 'cache';
    const response = copyOf(kept);
    response.headers.age = [String(Math.max(0, Math.floor(this.ageOf(kept).age)))];
    return { response, originStatus, isErrorPage };
  }
}

/** What the origin is asked about an object with; nothing for an error, and for one without. */
function validatorsOf(kept: Kept): Headers | undefined {
  const { etag, 'last-modified': lastModified } = kept.response.headers;
  if (isError(kept) || !(etag ?? lastModified)) return undefined;
  return { ...etag && { 'if-none-match': etag }, ...lastModified && { 'if-modified-since': lastModified } };
}

/** An error page may have any status. */
function isError({ response, isErrorPage }: Kept): boolean {
  return isErrorPage || response.status >= 400;
}

/** A 304 says nothing of the length of the body that is in the cache. */
function lengthOf({ 'content-length': length }: Headers): Headers {
  return length ? { 'content-length': length } : {};
}
