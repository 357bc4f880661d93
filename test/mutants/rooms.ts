export interface Room {
  /** What is changed. */
  readonly mutate: readonly string[];
  /** The tests that have to notice. */
  readonly tests: readonly string[];
  /** The least percentage of the changes that they notice. */
  readonly least: number;
}

/** A room for each file of rules, so that one can be measured alone. */
const RULES = [
  'acknowledgements', 'associations', 'behavior', 'check', 'configuration', 'connections', 'edge-deployment', 'edge-function',
  'error-pages', 'error-responses', 'failover-codes', 'finding', 'group-members', 'operations', 'origin-access', 'origin-functions',
  'origin-headers',
  'own-function', 'rewrite', 'roles', 'scopes', 'timeouts', 'together',
];

/**
 * By name. Long property tests are left out, and tests that load aws-cdk-lib: each of a thousand mutants would wait for them. So more of
 * the mutants are noticed than are counted here.
 */
export const ROOMS: Readonly<Record<string, Room>> = {
  lambda: {
    mutate: ['lambda/*.ts', '!lambda/index*.ts'],
    tests: ['test/lambda/{choose-origin,count-failover,decide,failover-aware,failover-log,origin-response,rewrite}.test.ts'],
    least: 95,
  },
  failover: { mutate: ['lib/simulator/journey/failover.ts'], tests: ['test/simulator/journey/failover.test.ts'], least: 85 },
  freshness: { mutate: ['lib/simulator/cache/freshness.ts'], tests: ['test/simulator/cache/freshness.test.ts'], least: 85 },
  cache: {
    mutate: ['cache-headers', 'cache-key', 'cache-store', 'conditional'].map(name => `lib/simulator/cache/${name}.ts`),
    tests: ['test/simulator/cache/*.test.ts'],
    least: 85,
  },
  ...Object.fromEntries(RULES.map(name => [`rules-${name}`, {
    mutate: [`lib/rules/${name}.ts`],
    tests: ['test/rules/{rules,members,refusals,variants,together,acknowledgements}.test.ts'],
    least: 85,
  }])),
};
