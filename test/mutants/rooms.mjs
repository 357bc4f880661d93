/** What is mutated, the tests that have to notice, and the least percentage of mutants that they kill. */
const rules = [
  'acknowledgements', 'associations', 'behavior', 'check', 'configuration', 'connections', 'edge-deployment', 'edge-function', 'error-pages', 'error-responses',
  'failover-codes', 'finding', 'group-members', 'operations', 'origin-access', 'origin-functions', 'origin-headers', 'own-function', 'rewrite', 'roles',
  'scopes', 'timeouts', 'together',
];

export const ROOMS = {
  lambda: {
    mutate: ['lambda/*.ts', '!lambda/index.ts', '!lambda/index-with-log.ts'],
    tests: ['test/lambda/!(law|law.property).test.ts'],
    least: 95,
  },
  failover: { mutate: ['lib/simulator/journey/*.ts'], tests: ['test/simulator/journey/!(bad-input|templates|viewers).test.ts'], least: 85 },
  cache: { mutate: ['lib/simulator/cache/*.ts'], tests: ['test/simulator/cache/*.test.ts', 'test/simulator/journey/cache.test.ts'], least: 85 },
  rules: {
    mutate: rules.map(name => `lib/rules/${name}.ts`),
    tests: ['test/rules/!(robustness.property|variants).test.ts'],
    least: 85,
  },
};
