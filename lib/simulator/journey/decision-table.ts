import { isTimeout, rule } from './failover';
import { gates } from './gates';
import { Journey } from './journey';
import { refuseUnmodelled } from './unmodelled';
import { AnsweredVisit, Member, visit } from './visit';
import { EdgeRequest, EdgeResponse, EMPTY } from '../../function-code/message';
import { BehaviorModel, DistributionModel, ErrorResponseModel, groupOf, membersOf, OriginModel } from '../../model/distribution';
import { NotModelled } from '../../model/errors';
import { isUnknown, show } from '../../model/value';
import { CacheSlot, slotFor } from '../cache/cache-slot';
import { Answer } from '../cache/cache-store';
import { finish } from '../cache/conditional';
import { errorCachingMinTtl, storeFor } from '../cache/freshness';
import { applyResponseHeadersPolicy } from '../forwarding/response-headers';
import { runViewerRequest, runViewerResponse } from '../functions/associated-functions';
import { ChosenOrigins } from '../functions/chosen-origins';
import { discard, readToEnd } from '../origins/whole-body';

/**
 * Serves one request in the order of the decision table in docs/simulator.md. Where AWS does not document what happens, the
 * assumptions decide.
 * @throws NotModelled where an answer would be a guess
 */
export async function serve(journey: Journey): Promise<EdgeResponse> {
  const { behavior, edge, trace } = journey;
  trace.matched(show(behavior.pathPattern));
  refuseUnmodelled(behavior, edge.distribution);

  const refused = gates(journey.request, behavior);
  if (refused) return withBodyFor(journey.request, refused);

  journey.request = withRootObject(journey.request, edge.distribution);
  const viewed = await runViewerRequest(journey);
  if (viewed.kind === 'response') return withBodyFor(journey.request, viewed.response);
  journey.request = viewed.request;
  choose(journey, viewed.chosen);

  const answer = await fromCacheOrOrigin(journey);
  trace.cacheWas(answer.cache);
  // By the origin's own status, before any function.
  const runsViewerResponse = answer.originStatus < 400 && !answer.isErrorPage;
  const response = runsViewerResponse ? await runViewerResponse(journey, answer.response) : answer.response;
  if (behavior.responseHeadersPolicy && !isUnknown(behavior.responseHeadersPolicy)) {
    applyResponseHeadersPolicy(behavior.responseHeadersPolicy, journey.request, response);
  }
  return withBodyFor(journey.request, answer.isErrorPage ? response : asAskedFor(journey.request, response, answer.cache));
}

function choose(journey: Journey, chosen: ChosenOrigins | undefined): void {
  if (!chosen) return;
  const { by, primary, secondary, statusCodes } = chosen;
  journey.chosen = chosen;
  journey.trace.chose({ by, members: [primary, ...secondary ? [secondary] : []].map(({ origin }) => origin.id), statusCodes });
}

function withRootObject(request: EdgeRequest, { defaultRootObject }: DistributionModel): EdgeRequest {
  const isRoot = request.path === '/' && !isUnknown(defaultRootObject) && defaultRootObject !== '';
  return isRoot ? { ...request, path: `/${show(defaultRootObject)}` } : request;
}

/** Row 1, a fresh object; row 20, an expired object that may be served while it is refreshed; the other rows for everything else. */
async function fromCacheOrOrigin(journey: Journey): Promise<Answer> {
  const slot = slotFor(journey);
  if (!slot) {
    journey.trace.cacheWas('off');
    return fromOrigin(journey, undefined);
  }
  const fresh = slot.fresh();
  if (fresh) return fresh;

  const meanwhile = slot.whileRevalidating();
  if (meanwhile) {
    slot.inBackground(() => fromOrigin(journey.inBackground(), slot));
    return meanwhile;
  }
  return slot.collapsed(() => fromOrigin(journey, slot));
}

/** A miss: the origins are asked, an expired object or an error page may replace an error, and the cache stores the answer. */
async function fromOrigin(journey: Journey, slot: CacheSlot | undefined): Promise<Answer> {
  const { trace } = journey;
  const { last, staleFirst } = await askMembers(journey, slot);
  const isError = staleFirst || last.status >= 500;
  const kept = slot && (refreshed(journey, slot, last) ?? (isError ? stale(journey, slot, last) : undefined));
  if (kept) {
    discard(last.response.body);
    return kept;
  }

  const { response, originStatus, role, failure } = last;
  trace.servedBy(last.generated || !last.asked ? 'edge' : role === 'secondary' ? 'secondary' : 'primary');
  if (failure && !isTimeout(failure)) trace.restsOn('connectFailureIs');
  const page = await errorPage(journey, last);
  if (page) discard(response.body);
  const cache = slot ? 'miss' : 'off';
  const answer: Answer = page
    ? { response: page, originStatus, isErrorPage: true, cache }
    : { response, originStatus, isErrorPage: false, cache };
  return slot ? stored(journey, slot, answer, last) : answer;
}

/** Rows 5 to 14: the primary, and the secondary if CloudFront fails over, unless it serves an expired object first. */
async function askMembers(journey: Journey, slot: CacheSlot | undefined): Promise<{ last: AnsweredVisit; staleFirst: boolean }> {
  const { edge, trace } = journey;
  const { primary, secondary, codes } = membersFor(journey);
  const request = slot?.revalidation() ?? journey.request;
  const first = await visit(journey, primary, request);
  if (!secondary) return { last: first, staleFirst: false };

  const ruling = rule(first, codes, edge.assumptions);
  if (!methodFailsOver(journey, ruling.failsOver)) return { last: first, staleFirst: false };
  trace.restsOn(...ruling.assumptions);
  if (!ruling.failsOver) return { last: first, staleFirst: false };

  if (first.status >= 500 && slot?.hasUsableStale()) {
    trace.restsOn('staleBefore');
    if (edge.assumptions.staleBefore === 'failover') return { last: first, staleFirst: true };
  }
  discard(first.response.body);
  trace.failedOver();
  return { last: await visit(journey, secondary, request), staleFirst: false };
}

/**
 * Rows 23, 24 and 26.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 */
function methodFailsOver({ request: { method }, behavior: { cachedMethods }, edge, trace }: Journey, wouldFailOver: boolean): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  if (method !== 'OPTIONS') return false;
  if (isUnknown(cachedMethods) || cachedMethods.includes('OPTIONS')) return true;
  if (wouldFailOver) trace.restsOn('uncachedOptionsFailsOver');
  return edge.assumptions.uncachedOptionsFailsOver;
}

/** Row 15: the origin answered that the expired object is still good. */
function refreshed(journey: Journey, slot: CacheSlot, last: AnsweredVisit): Answer | undefined {
  const response = last.status === 304 ? slot.refreshedBy(last.response) : undefined;
  if (!response) return undefined;
  journey.trace.servedBy(last.role === 'secondary' ? 'secondary' : 'primary');
  return stored(journey, slot, { response, originStatus: last.originStatus, isErrorPage: false, cache: 'miss' }, last);
}

/** Rows 16 to 18: an expired object instead of an error, for as long as the error would be cached. */
function stale({ edge, trace }: Journey, slot: CacheSlot, error: AnsweredVisit): Answer | undefined {
  const seconds = errorCachingMinTtl(edge.distribution.errorResponses, error.origin)(error.status);
  const answer = slot.staleFor(seconds);
  if (answer) trace.stored(seconds);
  return answer;
}

/**
 * The custom error response for the last status. Its page is requested as a viewer would request it, but without viewer functions and
 * without an error page of its own. If the page fails, the viewer gets the page's status.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html
 */
async function errorPage(journey: Journey, last: AnsweredVisit): Promise<EdgeResponse | undefined> {
  const { edge: { distribution }, trace } = journey;
  const custom = journey.isErrorPage ? undefined : errorResponseFor(last.status, distribution.errorResponses);
  if (custom?.responsePagePath === undefined) return undefined;
  const path = show(custom.responsePagePath);
  if (isUnknown(custom.responsePagePath)) throw new NotModelled(`an error page whose path cannot be read, ${path}`, ERROR_PAGES);

  const toPage = journey.toErrorPage(path);
  refuseUnmodelled(toPage.behavior, distribution);
  const { response: page } = await fromCacheOrOrigin(toPage);
  trace.errorPage(path);
  if (page.status >= 400) return page;
  const status = custom.responseCode === undefined || isUnknown(custom.responseCode) ? last.status : Number(custom.responseCode);
  return { ...page, status, statusText: '' };
}

const ERROR_PAGES = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html';

function errorResponseFor(status: number, all: readonly ErrorResponseModel[]): ErrorResponseModel | undefined {
  return status >= 400 ? all.find(({ errorCode }) => !isUnknown(errorCode) && Number(errorCode) === status) : undefined;
}

/** The column "stored": headers, the policy and error caching decide. An error page is stored as the error that it replaces. */
function stored({ behavior, edge, trace }: Journey, slot: CacheSlot, answer: Answer, last: AnsweredVisit): Answer {
  const { assumptions, clock, distribution } = edge;
  const storing = storeFor(answer.isErrorPage ? last.response : answer.response, {
    behavior,
    errorCaching: errorCachingMinTtl(distribution.errorResponses, last.origin),
    isGenerated: last.generated,
    assumptions,
    now: clock.now(),
  });
  trace.restsOn(...storing.assumptions);
  trace.stored(storing.seconds);
  return storing.seconds > 0 || storing.keep ? slot.store(answer, storing.seconds) : answer;
}

/**
 * The part of the response that the viewer asked for. Conditions and ranges are applied to what is cached: for anything else the origin
 * was asked itself, and if it sends everything for a range, that is passed on.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RangeGETs.html
 */
function asAskedFor(request: EdgeRequest, response: EdgeResponse, cache: Answer['cache']): EdgeResponse {
  if (cache === 'off') return response;
  if (cache !== 'miss' || !request.headers.range) return finish(request, response);
  const { range, ...headers } = request.headers;
  return finish({ ...request, headers }, response);
}

/** The answer to a HEAD has no body, whatever made it. A body that streams is read anyway, for the cache. */
function withBodyFor({ method }: EdgeRequest, response: EdgeResponse): EdgeResponse {
  if (method !== 'HEAD') return response;
  void readToEnd(response.body).catch(() => undefined);
  return { ...response, body: EMPTY };
}

/** The origins of a behavior: two of an origin group, or a single one, which nothing follows. */
interface Members {
  readonly primary: Member;
  readonly secondary?: Member;
  /** The failover criteria. */
  readonly codes: readonly number[];
}

const members = new WeakMap<BehaviorModel, Members>();

function membersFor({ chosen, behavior, edge: { distribution } }: Journey): Members {
  if (chosen) {
    const { primary, secondary, statusCodes } = chosen;
    if (!secondary) return { primary: { ...primary, role: roleAlone(primary.origin, behavior, distribution) }, codes: statusCodes };
    return { primary: { ...primary, role: 'primary' }, secondary: { ...secondary, role: 'secondary' }, codes: statusCodes };
  }
  let found = members.get(behavior);
  if (!found) members.set(behavior, found = findMembers(behavior, distribution));
  return found;
}

/** The secondary of the behavior's group stays the secondary when it is the only origin to be asked. */
function roleAlone(origin: OriginModel, behavior: BehaviorModel, distribution: DistributionModel): Member['role'] {
  const group = groupOf(distribution, behavior);
  return group && membersOf(distribution, group)[1]?.id === origin.id ? 'secondary' : 'sole';
}

function findMembers(behavior: BehaviorModel, distribution: DistributionModel): Members {
  const group = groupOf(distribution, behavior);
  if (!group) return { primary: { origin: distribution.origins.find(({ id }) => id === behavior.target)!, role: 'sole' }, codes: [] };
  const [primary, secondary] = membersOf(distribution, group) as [OriginModel, OriginModel];
  return {
    primary: { origin: primary, role: 'primary' },
    secondary: { origin: secondary, role: 'secondary' },
    codes: group.statusCodes as readonly number[],
  };
}
