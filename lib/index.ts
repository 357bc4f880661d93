export * from './direct-behavior-options';
export * from './distribution-options';
export * from './edge-function-options';
export * from './error-page';
export * from './error-rewrite';
export * from './failover-distribution';
export * from './failover-distribution-props';
export * from './group-behavior-options';
