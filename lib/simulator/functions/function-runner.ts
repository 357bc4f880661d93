import { Invocation } from '../../function-code/invocation';

/** Runs the code of one Lambda@Edge or CloudFront function. */
export interface FunctionRunner {
  /** Never rejects: a throw, a timeout and running out of memory are outcomes. The event is copied in and the result copied out. */
  invoke(event: unknown): Promise<Invocation>;
  close(): Promise<void>;
}

/** Sees the event as the function got it, and what the function made of it. */
export type InvocationObserver = (event: unknown, invocation: Invocation) => void;

/** A runner that is watched. The event is copied, because some functions change it. */
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
