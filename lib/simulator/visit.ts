import { BehaviorModel, OriginModel } from '../model/distribution';
import { isUnknown, Value } from '../model/value';
import type { EdgeContext } from './context';
import { statusOfFailure, Visit } from './failover';
import { forwardsCookies, originRequest } from './forwarding';
import { EdgeRequest, EdgeResponse, generated } from './message';
import { NotModelled } from './not-modelled';
import { OriginOutcome, OriginRequest } from './origin';
import { lambdaOf, runOriginRequest, runOriginResponse } from './origin-functions';
import { Attempt, FailureKind, Trace } from './trace';

/** A visit with the response that came of it. */
export interface AnsweredVisit extends Visit {
  readonly response: EdgeResponse;
  readonly role: Attempt['role'];
  /** CloudFront made the response: no origin answered, or a function failed. */
  readonly generated: boolean;
}

/** Asks one origin: origin-request function, attempts within their timeouts, origin-response function. */
export async function visit(
  request: EdgeRequest, behavior: BehaviorModel, origin: OriginModel, role: Attempt['role'], context: EdgeContext, trace: Trace,
): Promise<AnsweredVisit> {
  const forwarded = originRequest(behavior, origin, request);
  const asked = await runOriginRequest({ request: forwarded, uri: request.path }, behavior, origin, context, trace);
  if (asked.kind === 'failed') return failedFunction(asked.status, asked.status, asked.reason, role);
  if (asked.kind === 'response') {
    const { status } = asked.response;
    return { response: asked.response, originStatus: status, status, functionFailed: false, generated: false, role };
  }
  if (asked.origin) throw new NotModelled(`an origin-request function that changes the origin (${origin.id})`, CHANGED_ORIGIN);

  const outcome = await attempts(asked.request, origin, role, context, trace);
  const failure = outcome.kind === 'failure' ? outcome.failure : undefined;
  const answer = outcome.kind === 'response' ? outcome.response : unreachable(outcome.failure, origin, context);
  if (!forwardsCookies(behavior)) delete answer.headers['set-cookie'];
  const originStatus = answer.status;

  const association = lambdaOf(behavior, 'origin-response');
  if (failure && association) context.restsOn(trace, 'originResponseOnConnectFailure');
  if (!association || (failure && !context.assumptions.originResponseOnConnectFailure)) {
    return { response: answer, originStatus, status: originStatus, failure, functionFailed: false, generated: failure !== undefined, role };
  }
  const uri = asked.request.path.slice(forwarded.path.length - request.path.length);
  const result = await runOriginResponse({ request: asked.request, uri }, answer, association, behavior, origin, context, trace);
  const attempt = trace.attempts.at(-1)!;
  if (result.kind === 'failed') {
    attempt.afterFunction = result.status;
    return failedFunction(originStatus, result.status, result.reason, role);
  }
  const { response } = result;
  attempt.afterFunction = response.status;
  return { response, originStatus, status: response.status, failure, functionFailed: false, generated: failure !== undefined, role };
}

const CHANGED_ORIGIN = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html';

function failedFunction(originStatus: number, status: number, reason: string, role: Attempt['role']): AnsweredVisit {
  const statusText = status === 502 ? 'Bad Gateway' : 'Service Unavailable';
  const response = generated(status, statusText, `${status} ${statusText}\nThe Lambda@Edge function failed: ${reason}\n`, { 'x-cache': ['LambdaExecutionError'] });
  return { response, originStatus, status, functionFailed: true, generated: true, role };
}

function unreachable(failure: FailureKind, origin: OriginModel, { assumptions }: EdgeContext): EdgeResponse {
  const status = statusOfFailure(failure, assumptions);
  const statusText = { 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' }[status]!;
  return generated(status, statusText, `${status} ${statusText}\nCloudFront got no answer from the origin ${origin.id}: ${failure}.\n`);
}

/**
 * Tries an origin as often as its settings say. A read timeout is tried again for GET and HEAD only.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginResponseTimeout
 */
async function attempts(
  request: OriginRequest, origin: OriginModel, role: Attempt['role'], { clock, serverOf }: EdgeContext, trace: Trace,
): Promise<OriginOutcome> {
  const server = serverOf(origin);
  const tries = number(origin.connectionAttempts, 3);
  const read = number(origin.readTimeout, 30) * 1000;
  const connect = number(origin.connectionTimeout, 10) * 1000;
  const deadline = origin.completionTimeout === undefined ? Infinity : clock.now() + number(origin.completionTimeout, Infinity) * 1000;
  const retriesReads = request.method === 'GET' || request.method === 'HEAD';

  for (let attempt = 1; ; attempt++) {
    const left = deadline - clock.now();
    let outcome = await server.exchange(request, { connect: Math.min(connect, left), read: Math.min(read, left) }, clock);
    const ranOut = clock.now() >= deadline;
    if (outcome.kind === 'failure' && ranOut) outcome = { kind: 'failure', failure: 'completion-timeout' };
    trace.attempts.push({ origin: origin.id, role, outcome: outcome.kind === 'response' ? outcome.response.status : outcome.failure });
    if (outcome.kind === 'response' || ranOut || attempt >= tries) return outcome;
    if (outcome.failure === 'read-timeout' && !retriesReads) return outcome;
  }
}

function number(value: Value<number>, otherwise: number): number {
  return isUnknown(value) ? otherwise : Number(value);
}
