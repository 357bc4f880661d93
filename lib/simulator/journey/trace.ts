import { AssumptionName } from './assumptions';
import { EdgeRequest } from '../message';

/** What happened to one request: the contract that tests, the log line and the control page look at. */
export interface Trace {
  readonly method: string;
  readonly path: string;
  /** The status that the viewer got. */
  status: number;
  /** Path pattern of the behavior that matched. */
  behavior: string;
  cache: 'hit' | 'miss' | 'stale' | 'off';
  readonly attempts: Attempt[];
  failedOver: boolean;
  servedBy: 'primary' | 'secondary' | 'cache' | 'edge' | 'error-page';
  /** Path of the custom error response that was served. */
  errorPage?: string;
  readonly functions: FunctionRun[];
  /** Seconds for which the answer was stored; 0 when it was not. */
  storedSeconds: number;
  /** Milliseconds that the viewer waited, by the edge's clock. */
  waitedMs: number;
  /** The assumptions that this answer rests on. */
  readonly assumptions: AssumptionName[];
  /** Why the edge does not answer: what is not modelled, or cannot be had. The viewer gets a 501 that says it. */
  refusal?: string;
}

/** One try at one origin. A connection that is tried again is an attempt of its own. */
export interface Attempt {
  /** Id of the origin. */
  readonly origin: string;
  readonly role: 'primary' | 'secondary' | 'sole';
  /** The origin's status, or why there is none. */
  readonly outcome: number | FailureKind;
  /** The status after the origin-response function, where one ran. */
  afterFunction?: number;
}

export type FailureKind = 'refused' | 'reset' | 'dns' | 'tls' | 'connect-timeout' | 'read-timeout' | 'completion-timeout';

export interface FunctionRun {
  readonly event: 'viewer-request' | 'origin-request' | 'origin-response' | 'viewer-response';
  /** Origin that it ran for, on origin events. */
  readonly origin?: string;
  /** `ok`, or why the function's answer was not used. */
  readonly outcome: string;
  readonly log: readonly string[];
}

/** The trace of a request to which nothing has happened yet. */
export function emptyTrace({ method, path }: EdgeRequest): Trace {
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
    assumptions: [],
  };
}
