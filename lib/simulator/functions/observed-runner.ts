import { FunctionRunner, Invocation } from './edge-function';

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
