import { Invocation } from '../../function-code/function-result';

/** Runs the code of one Lambda@Edge or CloudFront function. */
export interface FunctionRunner {
  /** Never rejects: a throw, a timeout and running out of memory are outcomes. Event and result are copied. */
  invoke(event: unknown): Promise<Invocation>;
  close(): Promise<void>;
}

/** Gets every event as the function got it, with the result. */
export type InvocationObserver = (event: unknown, invocation: Invocation) => void;

/** A runner whose invocations are reported to an observer. The event is copied, because some functions change it. */
export function observed(runner: FunctionRunner, observe: InvocationObserver): FunctionRunner {
  return {
    invoke: async event => {
      const before = structuredClone(event);
      const invocation = await runner.invoke(event);
      observe(before, invocation);
      return invocation;
    },
    close: () => runner.close(),
  };
}
