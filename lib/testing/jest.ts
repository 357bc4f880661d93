/**
 * Registers the matchers in jest, with or without globals, and cleans up after the tests of each file:
 * `import 'cdk-failover-distribution/testing/jest'`, or as an entry of `setupFilesAfterEnv`.
 */
// jest has it, and hands it out itself.
// eslint-disable-next-line import/no-extraneous-dependencies
import { afterAll, expect } from '@jest/globals';
import { failoverMatchers, FailoverMatchers, tidyUp } from './index';

expect.extend(failoverMatchers as object as Parameters<typeof expect.extend>[0]);
afterAll(tidyUp);

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    // Has to be written like that of @types/jest.
    // eslint-disable-next-line @typescript-eslint/no-unused-vars
    interface Matchers<R, T> extends FailoverMatchers<R> {}
  }
}

// For `expect` of @jest/globals.
// @ts-ignore where only @types/jest is installed
declare module 'expect' {
  interface Matchers<R> extends FailoverMatchers<R> {}
}
