import { Setting } from './trial';
import { LoadedCode } from '../../function-code/load-code';

/** One handler to try: what goes to the runner, as one line of JSON. */
export interface Job extends LoadedCode {
  readonly setting: Setting;
  /** Major version of Node.js that the function asks for: from 24 on handlers have no callback. */
  readonly nodeVersion: number;
  /** Milliseconds that the function may take for an event, on a clock that only timers move. */
  readonly timeoutMs: number;
  readonly limits: JobLimits;
}

/** What the runner gives a handler. */
export interface JobLimits {
  /** Milliseconds of computing for loading the handler and all its trials. */
  readonly deadlineMs: number;
  readonly memoryBytes: number;
}

/** What was seen in each trial of a job, in their order: what comes back, as one line of JSON. */
export type Report = readonly Seen[];

/** What the runner writes when it is ready for jobs. */
export const READY = 'ready';

/** What a handler did in a trial. Plain JSON, because it comes from another process. */
export type Seen = SeenResponse | SeenFailure | NotSeen;

/** A response that CloudFront would accept. */
export interface SeenResponse {
  readonly kind: 'response';
  readonly status: number;
  /** Whether the handler set a body, be it an empty one. */
  readonly setsBody: boolean;
  /** Whether Cache-Control or Expires says how long to cache it. */
  readonly limitsCaching: boolean;
  /** Headers that describe the body of the origin, and are still as the origin sent them. */
  readonly entityHeaders: readonly string[];
}

/** CloudFront would answer in the handler's place. */
export interface SeenFailure {
  readonly kind: 'failure';
  /** 503 for a handler that did not run to its end, 502 for a result that CloudFront does not accept. */
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
