import { BehaviorModel, groupOf, membersOf, OriginModel } from '../model/distribution';
import { isUnknown, show } from '../model/value';
import { CacheSlot, slotFor } from './cache-slot';
import { finish } from './conditional';
import { EdgeContext } from './context';
import { errorPage } from './error-page';
import { rule } from './failover';
import { EdgeRequest, EdgeResponse, generated } from './message';
import { matchesPath } from './path-pattern';
import { refuseWhatIsNotModelled } from './refusals';
import { applyResponseHeadersPolicy } from './response-headers';
import { emptyTrace, Trace } from './trace';
import { runViewerRequest, runViewerResponse } from './viewer-functions';
import { AnsweredVisit, visit } from './visit';

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
  refuseWhatIsNotModelled(behavior, context);

  const refused = protocolGate(request, behavior) ?? methodGate(request, behavior);
  if (refused) return refused;

  const viewed = await runViewerRequest(withRootObject(request, context), behavior, context, trace);
  if (viewed.kind === 'response') return viewed.response;

  const answer = await fromCacheOrOrigin(viewed.request, behavior, context, trace);
  const response = await runViewerResponse(viewed.request, answer, behavior, context, trace);
  if (behavior.responseHeadersPolicy && !isUnknown(behavior.responseHeadersPolicy)) {
    applyResponseHeadersPolicy(behavior.responseHeadersPolicy, viewed.request, response);
  }
  return finish(viewed.request, response);
}

/** The first behavior whose path pattern matches; the default one comes last and matches everything. */
export function behaviorFor(path: string, { distribution }: EdgeContext): BehaviorModel {
  return distribution.behaviors.find(({ pathPattern }) => !isUnknown(pathPattern) && matchesPath(pathPattern, path)) ?? distribution.behaviors.at(-1)!;
}

function protocolGate(request: EdgeRequest, { viewerProtocolPolicy }: BehaviorModel): EdgeResponse | undefined {
  if (request.protocol === 'https' || viewerProtocolPolicy === 'allow-all') return undefined;
  if (viewerProtocolPolicy === 'https-only') return generated(403, 'Forbidden', '403 Forbidden\nThis path takes HTTPS only.\n');
  const location = `https://${request.headers.host?.[0] ?? ''}${request.path}${request.query && `?${request.query}`}`;
  return generated(301, 'Moved Permanently', '', { location: [location] });
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-403-permission-denied.html */
function methodGate(request: EdgeRequest, { allowedMethods }: BehaviorModel): EdgeResponse | undefined {
  if (isUnknown(allowedMethods) || allowedMethods.includes(request.method)) return undefined;
  return generated(403, 'Forbidden', `403 Forbidden\nThis path does not allow ${request.method}.\n`);
}

function withRootObject(request: EdgeRequest, { distribution: { defaultRootObject } }: EdgeContext): EdgeRequest {
  const isRoot = request.path === '/' && !isUnknown(defaultRootObject) && defaultRootObject !== '';
  return isRoot ? { ...request, path: `/${show(defaultRootObject)}` } : request;
}

async function fromCacheOrOrigin(request: EdgeRequest, behavior: BehaviorModel, context: EdgeContext, trace: Trace): Promise<Answer> {
  const slot = slotFor(request, behavior, context);
  if (!slot) {
    trace.cache = 'off';
    return fromOrigin(request, behavior, undefined, context, trace);
  }
  const fresh = slot.fresh(trace);
  if (fresh) return fresh;

  const meanwhile = slot.whileRevalidating(trace);
  if (meanwhile) {
    slot.inBackground(() => fromOrigin(request, behavior, slot, context, structuredClone(trace)));
    return meanwhile;
  }
  return slot.collapsed(
    () => fromOrigin(request, behavior, slot, context, trace),
    () => slot.fresh(trace),
  );
}

/** What happens on a miss: the origins, the stale object, the error page, the cache. */
async function fromOrigin(
  request: EdgeRequest, behavior: BehaviorModel, slot: CacheSlot | undefined, context: EdgeContext, trace: Trace,
): Promise<Answer> {
  const last = await askMembers(slot?.revalidation(request) ?? request, behavior, slot, context, trace);
  const kept = last === 'stale' ? slot!.stale(trace) : slot?.revalidated(last, trace) ?? (last.status >= 500 ? slot?.stale(trace) : undefined);
  if (kept) return kept;

  const { response, originStatus, role } = last as AnsweredVisit;
  trace.servedBy = role === 'secondary' ? 'secondary' : 'primary';
  const page = await errorPage(last as AnsweredVisit, request, context, trace, asked => fetchPage(asked, context));
  const answer = page ?? { response, originStatus, isErrorPage: false };
  return slot ? slot.keep(answer, last as AnsweredVisit, trace) : answer;
}

/** An error page comes through the behavior of its own path, and has no error page of its own. */
async function fetchPage(request: EdgeRequest, context: EdgeContext): Promise<EdgeResponse> {
  const behavior = behaviorFor(request.path, context);
  refuseWhatIsNotModelled(behavior, context);
  const plain = { ...context, assumptions: context.assumptions, distribution: { ...context.distribution, errorResponses: [] } };
  return (await fromCacheOrOrigin(request, behavior, plain, emptyTrace(request))).response;
}

/** The primary, and the secondary where CloudFront fails over. */
async function askMembers(
  request: EdgeRequest, behavior: BehaviorModel, slot: CacheSlot | undefined, context: EdgeContext, trace: Trace,
): Promise<AnsweredVisit | 'stale'> {
  const { primary, secondary, codes } = targetOf(behavior, context);
  const first = await visit(request, behavior, primary, secondary ? 'primary' : 'sole', context, trace);
  if (!secondary) return first;

  const ruling = rule(first, codes, context.assumptions);
  if (!methodFailsOver(request, behavior, ruling.failsOver, context, trace)) return first;
  context.restsOn(trace, ...ruling.assumptions);
  if (!ruling.failsOver) return first;

  if (first.status >= 500 && slot?.hasUsableStale()) {
    context.restsOn(trace, 'staleBefore');
    if (context.assumptions.staleBefore === 'failover') return 'stale';
  }
  trace.failedOver = true;
  return visit(request, behavior, secondary, 'secondary', context, trace);
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
