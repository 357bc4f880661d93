import { statusOfFailure, Visit } from './failover';
import { EdgeContext, Journey } from './journey';
import { Attempt } from './trace';
import { Failed } from '../../function-code/function-result';
import { EdgeRequest, EdgeResponse, generated, Headers } from '../../function-code/message';
import { OriginModel } from '../../model/distribution';
import { NotModelled } from '../../model/errors';
import { isUnknown, Value } from '../../model/value';
import { forwardsCookies } from '../forwarding/forwarded-values';
import { originRequest, OriginRequest } from '../forwarding/forwarding';
import { removeFromVary } from '../forwarding/response-headers';
import { functionFor, runOriginRequest, runOriginResponse } from '../functions/associated-functions';
import { FailureKind, OriginOutcome } from '../origins/origin';
import { instead, never } from '../origins/service';
import { discard, untilDropped } from '../origins/whole-body';

/** An origin in its role for a behavior. */
export interface Member {
  readonly origin: OriginModel;
  readonly role: Attempt['role'];
  /** The Host header that it gets, whatever the policies say. */
  readonly hostHeader?: string;
}

/** A visit with its response. */
export interface AnsweredVisit extends Visit, Member {
  readonly response: EdgeResponse;
  /** Whether CloudFront made the response, because no origin answered or a function failed. */
  readonly generated: boolean;
}

/** Asks one origin: the origin-request function, attempts within their timeouts, the origin-response function. */
export async function visit(journey: Journey, { origin, role, hostHeader }: Member, request: EdgeRequest): Promise<AnsweredVisit> {
  const { behavior, edge, trace } = journey;
  const forwarded = withHost(originRequest(behavior, origin, request, journey.requestId), hostHeader);
  const asked = await runOriginRequest(journey, { request: forwarded, uri: request.path, origin, role });
  if (asked.kind !== 'request') {
    const functionFailed = asked.kind === 'failed';
    const response = functionFailed ? functionError(asked) : asked.response;
    const { status } = response;
    const failure = undefined;
    return { asked: false, originStatus: status, status, failure, functionFailed, response, origin, role, generated: functionFailed };
  }
  if (asked.origin) throw new NotModelled(`an origin-request function that changes the origin (${origin.id})`, CHANGED_ORIGIN);

  const outcome = await attempts(journey, { origin, role }, asked.request);
  const failure = outcome.kind === 'failure' ? outcome.failure : undefined;
  const answer = outcome.kind === 'response' ? outcome.response : unreachable(outcome.failure, origin, edge);
  if (!forwardsCookies(behavior)) drop(answer.headers, 'set-cookie');
  if (origin.kind !== 's3' && answer.headers.vary) removeFromVary(behavior, answer.headers);
  // No header with this name passes in either direction: assigning to it would change an object's prototype.
  drop(answer.headers, '__proto__');
  answer.body = untilDropped(answer.body, answer.headers);
  const originStatus = answer.status;
  const isGenerated = failure !== undefined;
  // Written out: V8 takes a microsecond for each property that is added to an object that was spread.
  const visited = (response: EdgeResponse, status: number, functionFailed: boolean): AnsweredVisit =>
    ({ asked: true, originStatus, status, failure, functionFailed, response, origin, role, generated: isGenerated || functionFailed });

  const association = functionFor(behavior, 'origin-response');
  if (failure && association) trace.restsOn('originResponseOnConnectFailure');
  if (!association || (failure && !edge.assumptions.originResponseOnConnectFailure)) return visited(answer, originStatus, false);

  const uri = asked.request.path.slice(forwarded.path.length - request.path.length);
  const result = await runOriginResponse(journey, association, { request: asked.request, uri, origin, role }, answer);
  if (result.kind === 'failed' || result.response.body !== answer.body) discard(answer.body);
  const response = result.kind === 'failed' ? functionError(result) : result.response;
  trace.becameAfterFunction(response.status);
  return visited(response, response.status, result.kind === 'failed');
}

function withHost(request: OriginRequest, host: string | undefined): OriginRequest {
  return host === undefined ? request : { ...request, host, headers: { ...request.headers, host: [host] } };
}

/** A delete makes every later access slow, so only if there is something to delete. */
function drop(headers: Headers, name: string): void {
  if (Object.hasOwn(headers, name)) delete headers[name];
}

const CHANGED_ORIGIN = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html';

function functionError({ status, reason }: Failed): EdgeResponse {
  const statusText = status === 502 ? 'Bad Gateway' : 'Service Unavailable';
  const text = `${status} ${statusText}\nThe Lambda@Edge function failed: ${reason}\n`;
  return generated(status, statusText, text, { 'x-cache': ['LambdaExecutionError'] });
}

function unreachable(failure: FailureKind, origin: OriginModel, { assumptions }: EdgeContext): EdgeResponse {
  const status = statusOfFailure(failure, assumptions);
  const statusText = { 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' }[status]!;
  return generated(status, statusText, `${status} ${statusText}\nCloudFront got no answer from the origin ${origin.id}: ${failure}.\n`);
}

/**
 * Tries an origin as often as its settings say. After a timeout or a dropped connection the origin may have acted on the request
 * already, so only GET and HEAD are tried again. AWS says this about read timeouts, and nothing about dropped connections.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginResponseTimeout
 */
async function attempts({ edge, trace, behavior }: Journey, { origin, role }: Member, request: OriginRequest): Promise<OriginOutcome> {
  const { clock } = edge;
  const server = edge.serverOf(origin);
  const denial = server.url === undefined ? never(origin, request, behavior, edge.distribution) : undefined;
  const tries = Math.min(setting(origin.connectionAttempts, 3), 3);
  const read = setting(origin.readTimeout, 30) * 1000;
  const connect = setting(origin.connectionTimeout, 10) * 1000;
  const deadline = clock.now() + setting(origin.completionTimeout, Infinity) * 1000;
  const asksAgain = request.method === 'GET' || request.method === 'HEAD';

  for (let attempt = 1; ; attempt++) {
    const left = deadline - clock.now();
    const served = await server.exchange(request, { connect: Math.min(connect, left), read: Math.min(read, left) }, clock);
    let outcome = denial ? instead(served, denial) : served;
    const why = outcome === served ? undefined : denial!.why;
    if (why !== undefined && denial!.failure === 'connect-timeout') await clock.sleep(Math.min(connect, left));
    const ranOut = clock.now() >= deadline;
    if (outcome.kind === 'failure' && ranOut) outcome = { kind: 'failure', failure: 'completion-timeout' };
    const seen = outcome.kind === 'response' ? outcome.response.status : outcome.failure;
    trace.attempted({ origin: origin.id, role, outcome: seen, ...why !== undefined && { never: why } });
    if (outcome.kind === 'response' || ranOut || attempt >= tries) return outcome;
    if (!asksAgain && (outcome.failure === 'read-timeout' || outcome.failure === 'reset')) return outcome;
  }
}

/** CloudFront's default for a setting that is missing from the template, or that CloudFront would refuse. */
function setting(value: Value<number> | undefined, otherwise: number): number {
  const number = value === undefined || isUnknown(value) ? NaN : Number(value);
  return number > 0 ? number : otherwise;
}
