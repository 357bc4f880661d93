import { EventType } from '../../function-code/edge-headers';
import { Failed, Invocation } from '../../function-code/function-result';
import { LambdaEvent, LambdaRequest } from '../../function-code/lambda-event';
import { readHeaders } from '../../function-code/lambda-response';
import { EdgeResponse, Headers } from '../../function-code/message';
import { FunctionRunDetails } from '../functions/associated-functions';
import { Attempt } from '../journey/trace';

/** What one function did in a case. */
export interface SeenRun {
  /** Its association: path of the property in the distribution. */
  readonly property: string;
  readonly event?: EventType;
  /** The origin that it ran for. */
  readonly role?: Attempt['role'];
  /** As the function saw the request. */
  readonly method?: string;
  readonly path?: string;
  /** The status that it was given, on response events. */
  readonly given?: number;
  /** Why CloudFront does not use its result, and what it responds with instead. */
  readonly failure?: RunFailure;
  /** The response that it made, or made of another. */
  readonly made?: MadeResponse;
  /** Why nothing is known about it. Nobody knows then what comes of the request. */
  readonly cannotTell?: string;
}

export interface RunFailure {
  readonly status: 502 | 503;
  readonly reason: string;
  /** The headers of the request that the function got. */
  readonly headers: readonly string[];
}

export interface MadeResponse {
  readonly status: number;
  /** Whether it set a body, even an empty one. */
  readonly setsBody: boolean;
  /** Whether Cache-Control or Expires limits caching. */
  readonly limitsCaching: boolean;
  /** Headers that describe the origin's body, unchanged by the function. */
  readonly entityHeaders: readonly string[];
}

const ENTITY_HEADERS = ['content-encoding', 'content-length', 'etag'];

/** What is kept of a run: rules and reports look at nothing else. */
export function seenRun(run: FunctionRunDetails): SeenRun {
  const { association: { property }, event, role, given, invocation, result } = run;
  const { request, response } = (given as Partial<LambdaEvent>).Records?.[0].cf ?? {};
  const seen = { property, event, role, method: request?.method, path: request?.uri, ...response && { given: Number(response.status) } };
  switch (result.kind) {
    case 'failed': return { ...seen, failure: failureOf(result, invocation, request) };
    case 'request': return seen;
    case 'response': return { ...seen, made: madeResponse(result.response, invocation.result, response?.headers ?? {}) };
  }
}

function failureOf({ status, reason }: Failed, invocation: Invocation, request: LambdaRequest | undefined): RunFailure {
  return { status, reason: invocation.reason ?? reason, headers: Object.keys(request?.headers ?? {}) };
}

/** By what the function returned: CloudFront sets Content-Length itself. */
function madeResponse({ status }: EdgeResponse, returned: any, before: LambdaHeadersOf): MadeResponse {
  const headers = 'statusCode' in returned ? {} : readHeaders(returned.headers);
  return {
    status,
    setsBody: returned.body !== undefined,
    limitsCaching: 'cache-control' in headers || 'expires' in headers,
    entityHeaders: ENTITY_HEADERS.filter(name => headers[name] !== undefined && valuesIn(headers, name) === shownIn(before, name)),
  };
}

type LambdaHeadersOf = Readonly<Record<string, ReadonlyArray<{ readonly value: string }>>>;

const valuesIn = (headers: Headers, name: string) => headers[name]!.join();
const shownIn = (headers: LambdaHeadersOf, name: string) => headers[name]?.map(({ value }) => value).join();
