import { EdgeContext } from './context';
import { statusOfFailure, Visit } from './failover';
import { requestIdOf } from './request-id';
import { Attempt, FailureKind, Trace } from './trace';
import { Failed } from '../../function-code/function-result';
import { BehaviorModel, OriginModel } from '../../model/distribution';
import { NotModelled } from '../../model/errors';
import { isUnknown, Value } from '../../model/value';
import { forwardsCookies, originRequest } from '../forwarding/forwarding';
import { lambdaOf, runOriginRequest, runOriginResponse } from '../functions/origin-functions';
import { EdgeRequest, EdgeResponse, generated, Headers } from '../message';
import { OriginOutcome, OriginRequest } from '../origins/origin';
import { discard, untilDropped } from '../origins/whole-body';

/** A visit with the response that came of it. */
export interface AnsweredVisit extends Visit {
  readonly response: EdgeResponse;
  readonly origin: OriginModel;
  readonly role: Attempt['role'];
  /** CloudFront made the response: no origin answered, or a function failed. */
  readonly generated: boolean;
}

/** Asks one origin: origin-request function, attempts within their timeouts, origin-response function. */
export async function visit(
  request: EdgeRequest, behavior: BehaviorModel, origin: OriginModel, role: Attempt['role'], context: EdgeContext, trace: Trace,
): Promise<AnsweredVisit> {
  const forwarded = originRequest(behavior, origin, request, requestIdOf(trace));
  const asked = await runOriginRequest({ request: forwarded, uri: request.path }, behavior, origin, context, trace);
  if (asked.kind !== 'request') {
    const functionFailed = asked.kind === 'failed';
    const response = functionFailed ? functionError(asked) : asked.response;
    const { status } = response;
    return { asked: false, originStatus: status, status, functionFailed, response, origin, role, generated: functionFailed };
  }
  if (asked.origin) throw new NotModelled(`an origin-request function that changes the origin (${origin.id})`, CHANGED_ORIGIN);

  const outcome = await attempts(asked.request, origin, role, context, trace);
  const failure = outcome.kind === 'failure' ? outcome.failure : undefined;
  const answer = outcome.kind === 'response' ? outcome.response : unreachable(outcome.failure, origin, context);
  if (!forwardsCookies(behavior)) drop(answer.headers, 'set-cookie');
  // No header by that name passes, in either direction: an assignment to it would change an object's prototype.
  drop(answer.headers, '__proto__');
  answer.body = untilDropped(answer.body, answer.headers);
  const originStatus = answer.status;
  const isGenerated = failure !== undefined;
  // Written out: V8 takes a microsecond for each property that is added to an object that was spread.
  const visited = (response: EdgeResponse, status: number, functionFailed: boolean): AnsweredVisit =>
    ({ asked: true, originStatus, status, failure, functionFailed, response, origin, role, generated: isGenerated || functionFailed });

  const association = lambdaOf(behavior, 'origin-response');
  if (failure && association) context.restsOn(trace, 'originResponseOnConnectFailure');
  if (!association || (failure && !context.assumptions.originResponseOnConnectFailure)) {
    return visited(answer, originStatus, false);
  }
  const uri = asked.request.path.slice(forwarded.path.length - request.path.length);
  const result = await runOriginResponse({ request: asked.request, uri }, answer, association, behavior, origin, context, trace);
  const attempt = trace.attempts.at(-1)!;
  if (result.kind === 'failed' || result.response.body !== answer.body) discard(answer.body);
  if (result.kind === 'failed') {
    attempt.afterFunction = result.status;
    return visited(functionError(result), result.status, true);
  }
  const { response } = result;
  attempt.afterFunction = response.status;
  return visited(response, response.status, false);
}

/** A delete makes every later access slow, so not for nothing. */
function drop(headers: Headers, name: string): void {
  if (Object.hasOwn(headers, name)) delete headers[name];
}

const CHANGED_ORIGIN = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html';

function functionError({ status, reason }: Failed): EdgeResponse {
  const statusText = status === 502 ? 'Bad Gateway' : 'Service Unavailable';
  return generated(status, statusText, `${status} ${statusText}\nThe Lambda@Edge function failed: ${reason}\n`, { 'x-cache': ['LambdaExecutionError'] });
}

function unreachable(failure: FailureKind, origin: OriginModel, { assumptions }: EdgeContext): EdgeResponse {
  const status = statusOfFailure(failure, assumptions);
  const statusText = { 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' }[status]!;
  return generated(status, statusText, `${status} ${statusText}\nCloudFront got no answer from the origin ${origin.id}: ${failure}.\n`);
}

/**
 * Tries an origin as often as its settings say. What the origin may have acted on is tried again for GET and HEAD only: AWS says so
 * of read timeouts, and of a connection that drops it says nothing.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginResponseTimeout
 */
async function attempts(
  request: OriginRequest, origin: OriginModel, role: Attempt['role'], { clock, serverOf }: EdgeContext, trace: Trace,
): Promise<OriginOutcome> {
  const server = serverOf(origin);
  const tries = Math.min(setting(origin.connectionAttempts, 3), 3);
  const read = setting(origin.readTimeout, 30) * 1000;
  const connect = setting(origin.connectionTimeout, 10) * 1000;
  const deadline = clock.now() + setting(origin.completionTimeout, Infinity) * 1000;
  const asksAgain = request.method === 'GET' || request.method === 'HEAD';

  for (let attempt = 1; ; attempt++) {
    const left = deadline - clock.now();
    let outcome = await server.exchange(request, { connect: Math.min(connect, left), read: Math.min(read, left) }, clock);
    const ranOut = clock.now() >= deadline;
    if (outcome.kind === 'failure' && ranOut) outcome = { kind: 'failure', failure: 'completion-timeout' };
    trace.attempts.push({ origin: origin.id, role, outcome: outcome.kind === 'response' ? outcome.response.status : outcome.failure });
    if (outcome.kind === 'response' || ranOut || attempt >= tries) return outcome;
    if (!asksAgain && (outcome.failure === 'read-timeout' || outcome.failure === 'reset')) return outcome;
  }
}

/** CloudFront's default in place of what a template does not tell, or what CloudFront would refuse. */
function setting(value: Value<number> | undefined, otherwise: number): number {
  const number = value === undefined || isUnknown(value) ? NaN : Number(value);
  return number > 0 ? number : otherwise;
}
