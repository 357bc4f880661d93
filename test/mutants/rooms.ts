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
  'acknowledgements', 'associations', 'behavior', 'check', 'configuration', 'connections', 'edge-deployment', 'edge-function', 'error-pages',
  'error-responses', 'failover-codes', 'finding', 'group-members', 'operations', 'origin-access', 'origin-functions', 'origin-headers',
  'own-function', 'rewrite', 'roles', 'scopes', 'timeouts', 'together',
];

/** By name. Long property tests are left out: each of a thousand mutants would wait for them. */
export const ROOMS: Readonly<Record<string, Room>> = {
  lambda: { mutate: ['lambda/*.ts', '!lambda/index*.ts'], tests: ['test/lambda/!(law|law.property|opener|sigv4a).test.ts'], least: 95 },
  failover: { mutate: ['lib/simulator/journey/failover.ts'], tests: ['test/simulator/journey/{failover,attempts,decision-table}.test.ts'], least: 85 },
  journey: { mutate: ['lib/simulator/journey/*.ts'], tests: ['test/simulator/journey/!(bad-input|templates|viewers).test.ts'], least: 85 },
  cache: {
    mutate: ['lib/simulator/cache/*.ts', '!lib/simulator/cache/freshness.ts'],
    tests: ['test/simulator/cache/*.test.ts', 'test/simulator/journey/cache.test.ts'],
    least: 85,
  },
  freshness: { mutate: ['lib/simulator/cache/freshness.ts'], tests: ['test/simulator/cache/freshness.test.ts', 'test/simulator/journey/cache.test.ts'], least: 85 },
  ...Object.fromEntries(RULES.map(name => [`rules-${name}`, {
    mutate: [`lib/rules/${name}.ts`],
    tests: ['test/rules/{rules,members,refusals,variants,together,acknowledgements,information}.test.ts'],
    least: 85,
  }])),
};
