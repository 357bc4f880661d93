import { Invocation } from '../../function-code/function-result';

export type { Invocation } from '../../function-code/function-result';

/** Runs the code of one Lambda@Edge or CloudFront function. */
export interface FunctionRunner {
  /** Never rejects: a throw, a timeout and running out of memory are outcomes. The event is copied in and the result copied out. */
  invoke(event: unknown): Promise<Invocation>;
  close(): Promise<void>;
}
