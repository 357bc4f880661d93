import { applyRequestResult, RequestResult } from './lambda-result';
import { EventType } from '../../function-code/edge-headers';
import { Failed, Responded } from '../../function-code/function-result';
import { Invocation } from '../../function-code/invocation';
import { EventConfig, lambdaEvent, LambdaEvent } from '../../function-code/lambda-event';
import { EdgeResponse } from '../../function-code/message';
import { applyOriginResponse } from '../../function-code/origin-response-result';
import { AssociationModel, BehaviorModel, OriginModel } from '../../model/distribution';
import { forwardingOf } from '../forwarding/forwarded-values';
import { OriginRequest } from '../forwarding/forwarding';
import { EdgeContext } from '../journey/context';
import { requestIdOf } from '../journey/request-id';
import { Trace } from '../journey/trace';

/** A request on its way to an origin. The origin's path is in front of the path, and functions see it without. */
export interface Asked {
  readonly request: OriginRequest;
  readonly uri: string;
}

/** Runs the origin-request function, where there is one. */
export async function runOriginRequest(
  { request, uri }: Asked, behavior: BehaviorModel, origin: OriginModel, context: EdgeContext, trace: Trace,
): Promise<RequestResult<OriginRequest>> {
  const association = lambdaOf(behavior, 'origin-request');
  if (!association) return { kind: 'request', request };
  const includeBody = association.includeBody === true;
  const event = eventOf('origin-request', { request, uri }, behavior, origin, configOf(context, trace), { includeBody });
  const invocation = await context.runnerOf(association).invoke(event);
  const result = applyRequestResult(request, invocation, event);
  note(trace, 'origin-request', origin, invocation, result);
  return result;
}

/** Runs the origin-response function on what an origin answered, or on what CloudFront answers in its place. */
export async function runOriginResponse(
  asked: Asked,
  response: EdgeResponse,
  association: AssociationModel,
  behavior: BehaviorModel,
  origin: OriginModel,
  context: EdgeContext,
  trace: Trace,
): Promise<Responded | Failed> {
  const event = eventOf('origin-response', asked, behavior, origin, configOf(context, trace), { response });
  const invocation = await context.runnerOf(association).invoke(event);
  const result = applyOriginResponse(response, invocation);
  note(trace, 'origin-response', origin, invocation, result);
  return result;
}

/** The Lambda function of a behavior for an event. */
export function lambdaOf({ functions }: BehaviorModel, event: EventType): AssociationModel | undefined {
  for (const association of functions) {
    if (association.kind === 'lambda' && association.eventType === event) return association;
  }
  return undefined;
}

export function note(
  trace: Trace, event: EventType, origin: OriginModel | undefined, { log }: Invocation, result: { kind: string; reason?: string },
): void {
  trace.functions.push({ event, ...origin && { origin: origin.id }, outcome: result.kind === 'failed' ? result.reason! : 'ok', log });
}

export function configOf({ distribution }: EdgeContext, trace: Trace): EventConfig {
  return { distributionDomainName: 'local-edge.cloudfront.net', distributionId: distribution.logicalId, requestId: requestIdOf(trace) };
}

function eventOf(
  type: EventType, { request, uri }: Asked, behavior: BehaviorModel, origin: OriginModel, config: EventConfig,
  more: { response?: EdgeResponse; includeBody?: boolean },
): LambdaEvent {
  return lambdaEvent(type, {
    config,
    request: { ...request, path: uri },
    origin,
    allQueryStrings: forwardingOf(behavior).query.mode === 'all',
    ...more,
  });
}
