import { chosenOrigins, ChosenOrigins } from './chosen-origins';
import { FunctionRunner } from './function-runner';
import { applyRequestResult, applyViewerResponse, RequestResult } from './lambda-result';
import { viewerFunctionEvent } from './viewer-function-event';
import { applyViewerFunctionRequest, applyViewerFunctionResponse } from './viewer-function-result';
import { EventType } from '../../function-code/edge-headers';
import { Failed, Invocation, readResult, Responded } from '../../function-code/function-result';
import { EventConfig, EventParts, lambdaEvent } from '../../function-code/lambda-event';
import { applyOriginResponse } from '../../function-code/lambda-response';
import { EdgeRequest, EdgeResponse, generated } from '../../function-code/message';
import { AssociationModel, BehaviorModel, DistributionModel, OriginModel } from '../../model/distribution';
import { CannotTell } from '../../model/errors';
import { isKnown, show } from '../../model/value';
import { forwardingOf } from '../forwarding/forwarded-values';
import { OriginRequest } from '../forwarding/forwarding';
import { discard } from '../origins/whole-body';

/** What functions need to know about the request that they run for. */
export interface FunctionScope {
  readonly request: EdgeRequest;
  readonly behavior: BehaviorModel;
  readonly requestId: string;
  readonly edge: {
    readonly distribution: DistributionModel;
    runnerOf(association: AssociationModel): FunctionRunner;
    onRun?(run: FunctionRunDetails): void;
  };
  readonly trace: { functionRan(run: { event: EventType; origin?: string; outcome: string; log: readonly string[] }): void };
}

/** What a function was given, what it returned, and what CloudFront makes of that. */
export interface FunctionRunDetails {
  readonly association: AssociationModel;
  readonly event: EventType;
  /** On origin events. */
  readonly origin?: OriginModel;
  /** What the origin is for the request, on origin events. */
  readonly role?: Asked['role'];
  /** The event of Lambda@Edge, or of CloudFront Functions. */
  readonly given: unknown;
  readonly invocation: Invocation;
  readonly result: RequestResult | Responded | Failed;
}

/** A request on its way to an origin. Its path begins with the path of the origin, which functions do not see. */
export interface Asked {
  readonly request: OriginRequest;
  readonly uri: string;
  readonly origin: OriginModel;
  readonly role: 'primary' | 'secondary' | 'sole';
}

/** The function of a behavior for an event. Only viewer events can have a CloudFront function. */
export function functionFor({ functions }: BehaviorModel, event: EventType): AssociationModel | undefined {
  const isViewerEvent = event === 'viewer-request' || event === 'viewer-response';
  for (const association of functions) {
    if (association.eventType === event && (isViewerEvent || association.kind === 'lambda')) return association;
  }
  return undefined;
}

/** A request after its viewer-request function, and the origins that the function chose. */
type Viewed = { readonly kind: 'request'; readonly request: EdgeRequest; readonly chosen?: ChosenOrigins } | Responded;

/** Runs the viewer-request function, if there is one. If it fails, its error is the response. */
export async function runViewerRequest(scope: FunctionScope): Promise<Viewed> {
  const { request } = scope;
  const association = functionFor(scope.behavior, 'viewer-request');
  if (!association) return { kind: 'request', request };
  const result = await (association.kind === 'lambda' ? lambdaRequest : cloudFrontRequest)(scope, association);
  return result.kind === 'failed' ? { kind: 'response', response: errorOf(result) } : result;
}

async function lambdaRequest(scope: FunctionScope, association: AssociationModel): Promise<RequestResult> {
  const { request } = scope;
  const event = lambdaEvent('viewer-request', { config: configOf(scope), request, includeBody: association.includeBody === true });
  const invocation = await invoke(scope, association, event);
  return noted(scope, { association, event: 'viewer-request', given: event, invocation }, applyRequestResult(request, invocation, event));
}

async function cloudFrontRequest(scope: FunctionScope, association: AssociationModel): Promise<Viewed | Failed> {
  const { request, behavior, edge } = scope;
  const given = viewerFunctionEvent('viewer-request', request, configOf(scope));
  const invocation = await invoke(scope, association, given);
  const result = readResult<Viewed | Failed>(invocation, () => {
    const applied = applyViewerFunctionRequest(request, invocation);
    if (applied.kind !== 'request') return applied;
    return { ...applied, chosen: chosenOrigins(invocation.choices ?? [], behavior, edge.distribution) };
  });
  return noted(scope, { association, event: 'viewer-request', given, invocation }, result);
}

/** Runs the origin-request function, if there is one. */
export async function runOriginRequest(scope: FunctionScope, asked: Asked): Promise<RequestResult<OriginRequest>> {
  const { request, origin, role } = asked;
  const association = functionFor(scope.behavior, 'origin-request');
  if (!association) return { kind: 'request', request };
  const includeBody = association.includeBody === true;
  const event = lambdaEvent('origin-request', partsOf(scope, asked, undefined, includeBody));
  const invocation = await invoke(scope, association, event);
  const run = { association, event: 'origin-request', given: event, invocation, origin, role } as const;
  return noted(scope, run, applyRequestResult(request, invocation, event));
}

/** Runs the origin-response function on the response of an origin, or on the one that CloudFront made because no origin answered. */
export async function runOriginResponse(
  scope: FunctionScope, association: AssociationModel, asked: Asked, response: EdgeResponse,
): Promise<Responded | Failed> {
  const event = lambdaEvent('origin-response', partsOf(scope, asked, response));
  const invocation = await invoke(scope, association, event);
  const { origin, role } = asked;
  const run = { association, event: 'origin-response', given: event, invocation, origin, role } as const;
  return noted(scope, run, applyOriginResponse(response, invocation));
}

/**
 * Runs the viewer-response function, if there is one.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
 */
export async function runViewerResponse(scope: FunctionScope, response: EdgeResponse): Promise<EdgeResponse> {
  const { request } = scope;
  const association = functionFor(scope.behavior, 'viewer-response');
  if (!association) return response;
  const isLambda = association.kind === 'lambda';
  const event = isLambda
    ? lambdaEvent('viewer-response', { config: configOf(scope), request, response })
    : viewerFunctionEvent('viewer-response', request, configOf(scope), response);
  const invocation = await invoke(scope, association, event);
  const result = isLambda ? applyViewerResponse(response, invocation) : applyViewerFunctionResponse(response, invocation);
  noted(scope, { association, event: 'viewer-response', given: event, invocation }, result);
  const answer = result.kind === 'failed' ? errorOf(result) : result.response;
  if (answer.body !== response.body) discard(response.body);
  return answer;
}

/** @throws CannotTell if the function rests on something that it does not get here */
async function invoke(scope: FunctionScope, association: AssociationModel, event: unknown): Promise<Invocation> {
  const invocation = await scope.edge.runnerOf(association).invoke(event);
  if (invocation.cannotTell === undefined) return invocation;
  const { eventType, function: lambda, property } = association;
  const name = isKnown(lambda) ? lambda.logicalId : property;
  throw new CannotTell(`cannot tell what the ${show(eventType)} function ${name} does: ${invocation.cannotTell}`);
}

function partsOf(scope: FunctionScope, { request, uri, origin }: Asked, response?: EdgeResponse, includeBody = false): EventParts {
  const seen = request.path === uri ? request : { ...request, path: uri };
  const allQueryStrings = forwardingOf(scope.behavior).query.mode === 'all';
  return { config: configOf(scope), request: seen, origin, response, includeBody, allQueryStrings };
}

function configOf({ edge, requestId }: FunctionScope): EventConfig {
  return { distributionDomainName: 'local-edge.cloudfront.net', distributionId: edge.distribution.logicalId, requestId };
}

function noted<T extends RequestResult | Responded | Failed>(
  { trace, edge }: FunctionScope, run: Omit<FunctionRunDetails, 'result'>, result: T,
): T {
  const { event, origin, invocation: { log } } = run;
  const outcome = result.kind === 'failed' ? result.reason : 'ok';
  trace.functionRan(origin ? { event, origin: origin.id, outcome, log } : { event, outcome, log });
  edge.onRun?.({ ...run, result });
  return result;
}

function errorOf({ status, reason }: Failed): EdgeResponse {
  const statusText = status === 502 ? 'Bad Gateway' : 'Service Unavailable';
  return generated(status, statusText, `${status} ${statusText}\nThe viewer function failed: ${reason}\n`);
}
