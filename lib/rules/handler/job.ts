import { Setting } from './trial';
import { LoadedCode } from '../../function-code/load-code';

/** One handler to try. Sent to the runner as one line of JSON. */
export interface Job extends LoadedCode {
  readonly setting: Setting;
  /** Major version of Node.js in the function's runtime: since 24, handlers have no callback. */
  readonly nodeVersion: number;
  /** Milliseconds that the function may take for an event, on a clock that only timers advance. */
  readonly timeoutMs: number;
  readonly limits: JobLimits;
}

/** The resources of a handler in the runner. */
export interface JobLimits {
  /** Milliseconds of CPU time for loading the handler and all its trials. */
  readonly deadlineMs: number;
  readonly memoryBytes: number;
}

/** What was seen in each trial of a job, in order. Returned as one line of JSON. */
export type Report = readonly Seen[];

/** Written by the runner when it is ready for jobs. */
export const READY = 'ready';

/** What a handler did in a trial. Plain JSON, because it comes from another process. */
export type Seen = SeenResponse | SeenFailure | NotSeen;

/** A response that CloudFront would accept. */
export interface SeenResponse {
  readonly kind: 'response';
  readonly status: number;
  /** Whether the handler set a body, even an empty one. */
  readonly setsBody: boolean;
  /** Whether Cache-Control or Expires limits caching. */
  readonly limitsCaching: boolean;
  /** Headers that describe the origin's body, unchanged by the handler. */
  readonly entityHeaders: readonly string[];
}

/** CloudFront would respond with an error. */
export interface SeenFailure {
  readonly kind: 'failure';
  /** 503 for a handler that did not finish, 502 for a result that CloudFront does not accept. */
  readonly status: 502 | 503;
  readonly reason: string;
}

/** The handler could not be tried. */
export interface NotSeen {
  readonly kind: 'not-seen';
  readonly reason: string;
}

export function notSeen(reason: string): NotSeen {
  return { kind: 'not-seen', reason };
}
