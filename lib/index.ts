export * from './distribution-options';
export { EdgeFunctionOptions } from './edge-function';
export * from './error-page';
export * from './error-rewrite';
export * from './failover-distribution';
export * from './failover-distribution-props';
