import { ageIn } from './cache-headers';
import { cacheKey } from './cache-key';
import { Answer, CacheStore, copyOf, copyOfHeaders, Stored } from './cache-store';
import { Collapsing } from './collapsing';
import { withoutConditions } from './conditional';
import { mayServeStale, mayStore, staleWhileRevalidate } from './freshness';
import { EdgeRequest, EdgeResponse, Headers } from '../../function-code/message';
import { BehaviorModel } from '../../model/distribution';
import { cachePolicyOf, forwardsCookies } from '../forwarding/forwarded-values';
import { Clock } from '../journey/clock';
import { readToEnd, whenComplete } from '../origins/whole-body';

/** What the cache needs to know about a request. */
export interface Cacheable {
  readonly request: EdgeRequest;
  readonly behavior: BehaviorModel;
  /** An error page never waits for a viewer's request: that request may be waiting for the page. */
  readonly isErrorPage: boolean;
  readonly edge: { readonly clock: Clock; readonly store: CacheStore; readonly collapsing: Collapsing };
}

/** An object and its key in the store. */
interface Found {
  readonly entry: string;
  readonly object: Stored;
}

/** The place in the cache for a request; undefined if its behavior or its method is not cached. */
export function slotFor(cacheable: Cacheable): CacheSlot | undefined {
  const { behavior, request } = cacheable;
  const policy = cachePolicyOf(behavior);
  if (policy.maxTtl === 0 || !mayStore(request.method, behavior)) return undefined;
  return new CacheSlot(cacheable, cacheKey(policy, request));
}

/** One key of the cache, for one request: what is in it, and where a new answer goes. */
export class CacheSlot {
  private readonly request: EdgeRequest;
  private readonly behavior: BehaviorModel;
  private readonly edge: Cacheable['edge'];
  /** What other requests wait for. */
  private readonly line: string;
  /** Where the answer is stored. A HEAD has no body that a GET could be answered with. */
  private entry: string;
  /** The expired object that the origin is asked about. */
  private validating?: Found;

  constructor({ request, behavior, isErrorPage, edge }: Cacheable, private readonly key: string) {
    this.request = request;
    this.behavior = behavior;
    this.edge = edge;
    this.entry = request.method === 'HEAD' ? `HEAD ${key}` : key;
    this.line = isErrorPage ? `page ${this.entry}` : this.entry;
  }

  /** The object while it is fresh. */
  fresh(): Answer | undefined {
    const object = this.find()?.object;
    return object && this.isFresh(object) ? this.serve(object, 'hit') : undefined;
  }

  /** The expired object, if its stale-while-revalidate lets it be served at once. */
  whileRevalidating(): Answer | undefined {
    const object = this.find()?.object;
    if (!object) return undefined;
    const { now, age } = this.ageOf(object);
    return staleWhileRevalidate(object.response.headers, this.behavior, age, now) ? this.serve(object, 'stale') : undefined;
  }

  /** Whether there is an expired object that may be served instead of an error. */
  hasUsableStale(): boolean {
    return this.findUsable() !== undefined;
  }

  /**
   * The expired object instead of an error. It counts as fresh for so many seconds.
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
   */
  staleFor(seconds: number): Answer | undefined {
    const found = this.findUsable();
    if (!found) return undefined;
    const { clock, store } = this.edge;
    const object: Stored = { ...found.object, freshUntil: clock.now() + seconds * 1000 };
    store.set(found.entry, object);
    return this.serve(object, 'stale');
  }

  /**
   * The request as origins get it: for the whole object, or for the viewer's range of it. It also asks whether the expired object is still
   * good, except where cookies are forwarded.
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustomConditionalGETs
   */
  revalidation(): EdgeRequest {
    const { request } = this;
    const unconditional = withoutConditions(request.headers);
    const { range, 'if-range': ifRange } = request.headers;
    if (range) return { ...request, headers: { ...unconditional, range, ...ifRange && { 'if-range': ifRange } } };
    const found = forwardsCookies(this.behavior) ? undefined : this.find();
    const validators = found && validatorsOf(found.object);
    if (validators) this.validating = found;
    else if (unconditional === request.headers) return request;
    return { ...request, headers: { ...unconditional, ...validators } };
  }

  /**
   * The expired object with the headers of a 304, if the origin was asked about it. It is stored where that object was. It has no Age any
   * more: users report that a validated object is kept for all of its max-age.
   */
  refreshedBy(notModified: EdgeResponse): EdgeResponse | undefined {
    if (!this.validating) return undefined;
    const { entry, object: { response } } = this.validating;
    this.entry = entry;
    const headers = { ...response.headers, ...notModified.headers };
    for (const name of OF_THE_STORED_BODY) {
      const value = response.headers[name];
      if (value) headers[name] = value;
      else delete headers[name];
    }
    delete headers.age;
    return { ...response, headers };
  }

  /** Stores an answer. The answer to pass on is the one that comes back: a body that streams is stored while it is read. */
  store(answer: Answer, seconds: number): Answer {
    const { entry, edge: { clock, store } } = this;
    const { response, originStatus, isErrorPage, cache } = answer;
    const now = clock.now();
    // Copied now: a streaming body is complete after the viewer got the response, which may have been changed by then.
    const { status, statusText } = response;
    const headers = copyOfHeaders(response.headers);
    if (keepsCookiesOut(headers)) delete headers['set-cookie'];
    const body = whenComplete(response.body, headers, whole => {
      // A body that took longer than that of a later response does not replace it.
      if ((store.get(entry)?.storedAt ?? 0) > now) return;
      const kept = { status, statusText, headers, body: whole };
      store.set(entry, { response: kept, originStatus, isErrorPage, storedAt: now, freshUntil: now + seconds * 1000 });
    });
    return body === response.body ? answer : { response: { ...response, body }, originStatus, isErrorPage, cache };
  }

  /**
   * Does the work once for all requests for this key that come meanwhile. Where cookies are forwarded, every request does its own.
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-traffic-spikes
   */
  collapsed(work: () => Promise<Answer>): Promise<Answer> {
    return forwardsCookies(this.behavior) ? work() : this.edge.collapsing.once(this.line, work, () => this.fresh());
  }

  /** Does the work in the background, and reads the body to its end because nobody else does. */
  inBackground(work: () => Promise<Answer>): void {
    this.edge.collapsing.inBackground(this.line, () => work().then(({ response }) => readToEnd(response.body)));
  }

  /** The object that may be served. For a HEAD that is a GET's, unless only an earlier HEAD's is fresh. */
  private find(): Found | undefined {
    const shared = this.at(this.key);
    if (shared && this.isFresh(shared.object)) return shared;
    const own = this.at(this.entry);
    return own && (!shared || this.isFresh(own.object)) ? own : shared;
  }

  private at(entry: string): Found | undefined {
    const object = this.edge.store.get(entry);
    return object && { entry, object };
  }

  private findUsable(): Found | undefined {
    const found = this.find();
    if (!found || isError(found.object)) return undefined;
    const { now, age } = this.ageOf(found.object);
    return mayServeStale(found.object.response.headers, this.behavior, age, now) ? found : undefined;
  }

  private isFresh({ freshUntil }: Stored): boolean {
    return this.edge.clock.now() < freshUntil;
  }

  private ageOf({ storedAt }: Stored): { now: number; age: number } {
    const now = this.edge.clock.now();
    return { now, age: (now - storedAt) / 1000 };
  }

  private serve(object: Stored, cache: 'hit' | 'stale'): Answer {
    const { originStatus, isErrorPage } = object;
    const response = copyOf(object);
    response.headers.age = [String(Math.max(0, ageIn(object.response.headers) + Math.floor(this.ageOf(object).age)))];
    return { response, originStatus, isErrorPage, cache };
  }
}

/** A 304 does not change what describes the body that is in the cache. */
const OF_THE_STORED_BODY = ['content-length', 'content-encoding', 'content-md5', 'content-range', 'etag'];

/**
 * Whether `no-cache="Set-Cookie"` keeps the Set-Cookie headers of a response out of the cache.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Cookies.html
 */
function keepsCookiesOut(headers: Headers): boolean {
  return headers['cache-control']?.some(value => /(?:^|,)\s*no-cache\s*=\s*"[^"]*\bset-cookie\b[^"]*"/i.test(value)) ?? false;
}

/** The headers that ask the origin about an object; undefined for an error, and for an object without validators. */
function validatorsOf(object: Stored): Headers | undefined {
  const { etag, 'last-modified': lastModified } = object.response.headers;
  if (isError(object) || !(etag ?? lastModified)) return undefined;
  return { ...etag && { 'if-none-match': etag }, ...lastModified && { 'if-modified-since': lastModified } };
}

/** An error page can have any status. */
function isError({ response, isErrorPage }: Stored): boolean {
  return isErrorPage || response.status >= 400;
}
