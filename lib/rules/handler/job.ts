import { LoadedCode } from '../../function-code/load-code';
import { Play, PlayedSituation } from '../../simulator/cases/play';

/** A distribution to play, with the code of its functions. Sent to the runner as one line of JSON. */
export interface Job {
  readonly play: Play;
  readonly functions: readonly FunctionJob[];
  /** By the property of the association. */
  readonly attached: Readonly<Record<string, Attached>>;
}

/** The function of an association, by its index, or why it cannot be run. */
export type Attached = RunnableFunction | { readonly cannotTell: string };

export interface RunnableFunction {
  readonly index: number;
  /** Parts of origins that the code names, and that are known only at deployment: what comes of an event with one is not known. */
  readonly undecided: ReadonlyArray<{ readonly text: string; readonly reason: string }>;
}

/** A function to run. */
export interface FunctionJob extends LoadedCode {
  /** Major version of Node.js in the function's runtime: since 24, handlers have no callback. */
  readonly nodeVersion: number;
  /** Milliseconds that the function may take for an event, on a clock that only timers advance. */
  readonly timeoutMs: number;
  readonly limits: JobLimits;
}

/** The resources of a function in the runner. */
export interface JobLimits {
  /** Milliseconds of CPU time for loading the function and all its events. */
  readonly deadlineMs: number;
  readonly memoryBytes: number;
}

/** The results of the cases of a job, or why nothing is known about them. Returned as one line of JSON. */
export type Report = { readonly played: readonly PlayedSituation[] } | { readonly cannotTell: string };

/** Written by the runner when it is ready for jobs. */
export const READY = 'ready';
