import { AssumptionName } from './assumptions';
import { EdgeRequest } from '../../function-code/message';
import { FailureKind } from '../origins/origin';

/** What happened to one request. Tests, the log line and the control page read it. */
export interface Trace {
  readonly method: string;
  readonly path: string;
  /** The status that the viewer got. */
  status: number;
  /** Path pattern of the behavior that matched. */
  behavior: string;
  cache: 'hit' | 'miss' | 'stale' | 'off';
  /** The origins that a CloudFront function chose for this request; undefined for those of the behavior. */
  chosen?: TraceChoice;
  readonly attempts: Attempt[];
  failedOver: boolean;
  servedBy: 'primary' | 'secondary' | 'cache' | 'edge' | 'error-page';
  /** Path of the custom error response that was served. */
  errorPage?: string;
  readonly functions: FunctionRun[];
  /** Seconds for which the answer was stored; 0 if it was not. */
  storedSeconds: number;
  /** Milliseconds that the viewer waited, by the edge's clock. */
  waitedMs: number;
  /** The assumptions behind this answer. */
  readonly assumptions: AssumptionName[];
  /** Why the edge does not answer: what is not modelled, or is missing. The viewer gets a 501 with this text. */
  refusal?: string;
}

/** One try at one origin. A connection that is tried again is another attempt. */
export interface Attempt {
  /** Id of the origin. */
  readonly origin: string;
  readonly role: 'primary' | 'secondary' | 'sole';
  /** The origin's status, or why there is none. */
  readonly outcome: number | FailureKind;
  /** Why the origin never answers otherwise, whatever its server says. */
  readonly never?: string;
  /** The status after the origin-response function, if one ran. */
  afterFunction?: number;
}

/** What a CloudFront function chose: two members and failover criteria, or one origin and none. */
export interface TraceChoice {
  readonly by: 'updateRequestOrigin' | 'selectRequestOriginById' | 'createRequestOriginGroup';
  /** Ids, the primary first. */
  readonly members: readonly string[];
  readonly statusCodes: readonly number[];
}

export interface FunctionRun {
  readonly event: 'viewer-request' | 'origin-request' | 'origin-response' | 'viewer-response';
  /** The origin that it ran for, on origin events. */
  readonly origin?: string;
  /** `ok`, or why the function's answer was not used. */
  readonly outcome: string;
  readonly log: readonly string[];
}

/** The trace of a request to which nothing has happened yet. */
export function emptyTrace({ method, path }: EdgeRequest, assumptions: AssumptionName[] = []): Trace {
  return {
    method,
    path,
    status: 0,
    behavior: '',
    cache: 'miss',
    attempts: [],
    failedOver: false,
    servedBy: 'edge',
    functions: [],
    storedSeconds: 0,
    waitedMs: 0,
    assumptions,
  };
}

/** Writes the trace of one request. It cannot be read before the request is finished, so nothing is decided by it. */
export class TraceWriter {
  private readonly trace: Trace;

  constructor(request: EdgeRequest, assumptions?: AssumptionName[]) {
    this.trace = emptyTrace(request, assumptions);
  }

  matched(pathPattern: string): void {
    this.trace.behavior = pathPattern;
  }

  cacheWas(cache: Trace['cache']): void {
    this.trace.cache = cache;
    if (cache === 'hit' || cache === 'stale') this.trace.servedBy = 'cache';
  }

  chose(choice: TraceChoice): void {
    this.trace.chosen = choice;
  }

  attempted(attempt: Attempt): void {
    this.trace.attempts.push(attempt);
  }

  /** The status after the origin-response function, which ran for the latest attempt. */
  becameAfterFunction(status: number): void {
    this.trace.attempts.at(-1)!.afterFunction = status;
  }

  functionRan(run: FunctionRun): void {
    this.trace.functions.push(run);
  }

  failedOver(): void {
    this.trace.failedOver = true;
  }

  servedBy(member: 'primary' | 'secondary' | 'edge'): void {
    this.trace.servedBy = member;
  }

  errorPage(path: string): void {
    this.trace.servedBy = 'error-page';
    this.trace.errorPage = path;
  }

  stored(seconds: number): void {
    this.trace.storedSeconds = seconds;
  }

  restsOn(...names: readonly AssumptionName[]): void {
    const { assumptions } = this.trace;
    for (const name of names) if (!assumptions.includes(name)) assumptions.push(name);
  }

  refused(message: string): void {
    this.trace.servedBy = 'edge';
    this.trace.refusal = message;
  }

  /** A writer for the request for an error page. Of that trace only the assumptions are kept, in this one. */
  ofErrorPage(request: EdgeRequest): TraceWriter {
    return new TraceWriter(request, this.trace.assumptions);
  }

  finish(status: number, waitedMs: number): Trace {
    this.trace.status = status;
    this.trace.waitedMs = waitedMs;
    return this.trace;
  }
}
