import { Seen } from './seen';
import { Setting } from './trial';
import { LoadedCode } from '../../function-code/load-code';

/** One handler to try: what goes to the runner, as one line of JSON. */
export interface Job extends LoadedCode {
  readonly setting: Setting;
  /** Major version of Node.js that the function asks for: from 24 on handlers have no callback. */
  readonly nodeVersion: number;
  /** Milliseconds that the function may take for an event, on a clock that only timers move. */
  readonly timeoutMs: number;
  readonly limits: Limits;
}

/** What the runner gives a handler. */
export interface Limits {
  /** Milliseconds of computing for loading the handler and all its trials. */
  readonly deadlineMs: number;
  readonly memoryBytes: number;
}

/** What was seen in each trial of a job, in their order: what comes back, as one line of JSON. */
export type Report = readonly Seen[];

/** What the runner writes when it is ready for jobs. */
export const READY = 'ready';
