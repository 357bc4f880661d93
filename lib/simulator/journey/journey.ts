import { EdgeContext } from './context';
import { errorPage } from './error-page';
import { isTimeout, rule } from './failover';
import { gates } from './gates';
import { Trace } from './trace';
import { refuseUnmodelled } from './unmodelled';
import { AnsweredVisit, visit } from './visit';
import { EdgeRequest, EdgeResponse, EMPTY } from '../../function-code/message';
import { BehaviorModel, groupOf, membersOf, OriginModel } from '../../model/distribution';
import { matchesPath } from '../../model/path-pattern';
import { isUnknown, show } from '../../model/value';
import { CacheSlot, slotFor } from '../cache/cache-slot';
import { finish } from '../cache/conditional';
import { applyResponseHeadersPolicy } from '../forwarding/response-headers';
import { runViewerRequest, runViewerResponse } from '../functions/viewer-functions';
import { discard, readToEnd } from '../origins/whole-body';

/** What the viewer is about to get, with what the steps after the origins need to know of it. */
export interface Answer {
  readonly response: EdgeResponse;
  /** The origin's status, before any function: viewer-response functions do not run from 400 up. */
  readonly originStatus: number;
  readonly isErrorPage: boolean;
}

/**
 * One request's way through CloudFront, in the order of the decision table in docs/simulator.md. What AWS does not
 * document is asked of the assumptions, and what is not modelled is refused.
 */
export async function journey(request: EdgeRequest, context: EdgeContext, trace: Trace): Promise<EdgeResponse> {
  const behavior = behaviorFor(request.path, context);
  trace.behavior = show(behavior.pathPattern);
  refuseUnmodelled(behavior, context);

  const refused = gates(request, behavior);
  if (refused) return withBodyFor(request, refused);

  const viewed = await runViewerRequest(withRootObject(request, context), behavior, context, trace);
  if (viewed.kind === 'response') return withBodyFor(request, viewed.response);

  const answer = await fromCacheOrOrigin(viewed.request, behavior, context, trace);
  const response = await runViewerResponse(viewed.request, answer, behavior, context, trace);
  if (behavior.responseHeadersPolicy && !isUnknown(behavior.responseHeadersPolicy)) {
    applyResponseHeadersPolicy(behavior.responseHeadersPolicy, viewed.request, response);
  }
  return withBodyFor(request, answer.isErrorPage ? response : asAskedFor(viewed.request, response, trace));
}

/** The first behavior whose path pattern matches, or may match; the default one comes last and matches everything. */
function behaviorFor(path: string, { distribution }: EdgeContext): BehaviorModel {
  return distribution.behaviors.find(({ pathPattern }) => isUnknown(pathPattern) || matchesPath(pathPattern, path)) ?? distribution.behaviors.at(-1)!;
}

/**
 * What of the response the viewer gets. Conditions and ranges are met from the cache: what is not cached the origin was asked itself, and
 * one that sends the whole for a range is passed on.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RangeGETs.html
 */
function asAskedFor(request: EdgeRequest, response: EdgeResponse, { cache }: Trace): EdgeResponse {
  if (cache === 'off') return response;
  if (cache !== 'miss' || !request.headers.range) return finish(request, response);
  const { range, ...headers } = request.headers;
  return finish({ ...request, headers }, response);
}

/** The answer to a HEAD has no body, whoever made it. One that streams is read all the same, for the cache. */
function withBodyFor({ method }: EdgeRequest, response: EdgeResponse): EdgeResponse {
  if (method !== 'HEAD') return response;
  void readToEnd(response.body).catch(() => undefined);
  return { ...response, body: EMPTY };
}

function withRootObject(request: EdgeRequest, { distribution: { defaultRootObject } }: EdgeContext): EdgeRequest {
  const isRoot = request.path === '/' && !isUnknown(defaultRootObject) && defaultRootObject !== '';
  return isRoot ? { ...request, path: `/${show(defaultRootObject)}` } : request;
}

/** @param isPage whether the request is for an error page, which has none of its own and waits for no viewer's request: that may wait for the page */
async function fromCacheOrOrigin(request: EdgeRequest, behavior: BehaviorModel, context: EdgeContext, trace: Trace, isPage = false): Promise<Answer> {
  const slot = slotFor(request, behavior, context, isPage);
  if (!slot) {
    trace.cache = 'off';
    return fromOrigin(request, behavior, undefined, context, trace, isPage);
  }
  const fresh = slot.fresh(trace);
  if (fresh) return fresh;

  const meanwhile = slot.whileRevalidating(trace);
  if (meanwhile) {
    slot.inBackground(() => fromOrigin(request, behavior, slot, context, structuredClone(trace), isPage));
    return meanwhile;
  }
  return slot.collapsed(
    () => fromOrigin(request, behavior, slot, context, trace, isPage),
    () => slot.fresh(trace),
  );
}

/** What happens on a miss: the origins, the stale object, the error page, the cache. */
async function fromOrigin(
  request: EdgeRequest, behavior: BehaviorModel, slot: CacheSlot | undefined, context: EdgeContext, trace: Trace, isPage: boolean,
): Promise<Answer> {
  const { last, staleFirst } = await askMembers(slot?.revalidation(request) ?? request, behavior, slot, context, trace);
  const kept = slot?.revalidated(last, trace) ?? (staleFirst || last.status >= 500 ? slot?.stale(last, trace) : undefined);
  if (kept) {
    discard(last.response.body);
    return kept;
  }

  const { response, originStatus, role, failure } = last;
  trace.servedBy = last.generated || !last.asked ? 'edge' : role === 'secondary' ? 'secondary' : 'primary';
  if (failure && !isTimeout(failure)) context.restsOn(trace, 'connectFailureIs');
  const page = isPage ? undefined : await errorPage(last, request, context, trace, (asked, pageTrace) => fetchPage(asked, context, pageTrace));
  if (page) discard(response.body);
  const answer = page ?? { response, originStatus, isErrorPage: false };
  return slot ? slot.keep(answer, last, trace) : answer;
}

/** An error page comes through the behavior of its own path. */
async function fetchPage(request: EdgeRequest, context: EdgeContext, trace: Trace): Promise<EdgeResponse> {
  const behavior = behaviorFor(request.path, context);
  refuseUnmodelled(behavior, context);
  return (await fromCacheOrOrigin(request, behavior, context, trace, true)).response;
}

/** The primary, and the secondary where CloudFront fails over, unless it serves a stale object first. */
async function askMembers(
  request: EdgeRequest, behavior: BehaviorModel, slot: CacheSlot | undefined, context: EdgeContext, trace: Trace,
): Promise<{ last: AnsweredVisit; staleFirst?: boolean }> {
  const { primary, secondary, codes } = targetOf(behavior, context);
  const first = await visit(request, behavior, primary, secondary ? 'primary' : 'sole', context, trace);
  if (!secondary) return { last: first };

  const ruling = rule(first, codes, context.assumptions);
  if (!methodFailsOver(request, behavior, ruling.failsOver, context, trace)) return { last: first };
  context.restsOn(trace, ...ruling.assumptions);
  if (!ruling.failsOver) return { last: first };

  if (first.status >= 500 && slot?.hasUsableStale()) {
    context.restsOn(trace, 'staleBefore');
    if (context.assumptions.staleBefore === 'failover') return { last: first, staleFirst: true };
  }
  discard(first.response.body);
  trace.failedOver = true;
  return { last: await visit(request, behavior, secondary, 'secondary', context, trace) };
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html */
function methodFailsOver(
  { method }: EdgeRequest, { cachedMethods }: BehaviorModel, wouldFailOver: boolean, context: EdgeContext, trace: Trace,
): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  if (method !== 'OPTIONS') return false;
  if (isUnknown(cachedMethods) || cachedMethods.includes('OPTIONS')) return true;
  if (wouldFailOver) context.restsOn(trace, 'uncachedOptionsFailsOver');
  return context.assumptions.uncachedOptionsFailsOver;
}

interface Target {
  readonly primary: OriginModel;
  readonly secondary?: OriginModel;
  readonly codes: readonly number[];
}

const targets = new WeakMap<BehaviorModel, Target>();

function targetOf(behavior: BehaviorModel, context: EdgeContext): Target {
  let target = targets.get(behavior);
  if (!target) targets.set(behavior, target = findTarget(behavior, context));
  return target;
}

function findTarget(behavior: BehaviorModel, { distribution }: EdgeContext): Target {
  const group = groupOf(distribution, behavior);
  if (!group) return { primary: distribution.origins.find(({ id }) => id === behavior.target)!, codes: [] };
  const [primary, secondary] = membersOf(distribution, group);
  return { primary: primary!, secondary, codes: group.statusCodes as readonly number[] };
}
