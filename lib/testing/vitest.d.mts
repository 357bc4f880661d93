/**
 * Registers the matchers in vitest, with or without globals, and cleans up after the tests of each file:
 * `import 'cdk-failover-distribution/testing/vitest'`, or as an entry of `setupFiles`.
 */
import type { FailoverMatchers } from './index.js';

declare module 'vitest' {
  interface Assertion<T = any> extends FailoverMatchers<void> {}
}
