import { applyRequestResult, applyViewerResponse, RequestResult } from './lambda-limits';
import { EdgeRequest, EdgeResponse, generated } from '../message';
import { configOf, note } from './origin-functions';
import { applyViewerFunctionRequest, applyViewerFunctionResponse, viewerFunctionEvent } from './viewer-function-event';
import { lambdaEvent } from '../../function-code/lambda-event';
import { AssociationModel, BehaviorModel } from '../../model/distribution';
import { EdgeContext } from '../journey/context';
import { Answer } from '../journey/journey';
import { Trace } from '../journey/trace';
import { discard } from '../origins/whole-body';

/** Runs the viewer-request function, of either kind, where there is one. A function that fails answers in its place. */
export async function runViewerRequest(
  request: EdgeRequest, behavior: BehaviorModel, context: EdgeContext, trace: Trace,
): Promise<{ kind: 'request'; request: EdgeRequest } | { kind: 'response'; response: EdgeResponse }> {
  const association = functionFor(behavior, 'viewer-request');
  if (!association) return { kind: 'request', request };
  const result = await (association.kind === 'lambda' ? lambdaRequest : cloudFrontRequest)(association, request, context, trace);
  return result.kind === 'failed' ? { kind: 'response', response: failed(result) } : result;
}

/**
 * Runs the viewer-response function, of either kind, where there is one. Not for an origin's status from 400 up, and not for a
 * custom error page.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
 */
export async function runViewerResponse(
  request: EdgeRequest, { response, originStatus, isErrorPage }: Answer, behavior: BehaviorModel, context: EdgeContext, trace: Trace,
): Promise<EdgeResponse> {
  const association = functionFor(behavior, 'viewer-response');
  if (!association || originStatus >= 400 || isErrorPage) return response;
  const event = association.kind === 'lambda'
    ? lambdaEvent('viewer-response', { config: configOf(context, trace), request, response })
    : viewerFunctionEvent('viewer-response', request, configOf(context, trace), response);
  const invocation = await context.runnerOf(association).invoke(event);
  const result = association.kind === 'lambda' ? applyViewerResponse(response, invocation) : applyViewerFunctionResponse(response, invocation);
  note(trace, 'viewer-response', undefined, invocation, result);
  const answer = result.kind === 'failed' ? failed(result) : result.response;
  if (answer.body !== response.body) discard(response.body);
  return answer;
}

async function lambdaRequest(association: AssociationModel, request: EdgeRequest, context: EdgeContext, trace: Trace): Promise<RequestResult> {
  const event = lambdaEvent('viewer-request', { config: configOf(context, trace), request, includeBody: association.includeBody === true });
  const invocation = await context.runnerOf(association).invoke(event);
  const result = applyRequestResult(request, invocation, event);
  note(trace, 'viewer-request', undefined, invocation, result);
  return result;
}

async function cloudFrontRequest(association: AssociationModel, request: EdgeRequest, context: EdgeContext, trace: Trace): Promise<RequestResult> {
  const invocation = await context.runnerOf(association).invoke(viewerFunctionEvent('viewer-request', request, configOf(context, trace)));
  const result = applyViewerFunctionRequest(request, invocation);
  note(trace, 'viewer-request', undefined, invocation, result);
  return result;
}

function functionFor({ functions }: BehaviorModel, event: string): AssociationModel | undefined {
  return functions.find(({ eventType }) => eventType === event);
}

function failed({ status, reason }: { status: 502 | 503; reason: string }): EdgeResponse {
  const statusText = status === 502 ? 'Bad Gateway' : 'Service Unavailable';
  return generated(status, statusText, `${status} ${statusText}\nThe viewer function failed: ${reason}\n`);
}
