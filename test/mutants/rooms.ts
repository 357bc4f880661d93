import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Room {
  /** What is changed. */
  readonly mutate: readonly string[];
  /** The tests that have to notice. */
  readonly tests: readonly string[];
  /** What the titles of those tests have in common, if not all have to notice. */
  readonly titles?: string;
  /** The least percentage of the changes that they notice. */
  readonly least: number;
}

/** A room for each file of rules, so that one can be measured alone. */
const RULES = [
  'acknowledgements', 'associations', 'behavior', 'bucket-access', 'check', 'configuration', 'connections', 'edge-deployment',
  'edge-function', 'error-pages', 'error-responses', 'failover-codes', 'finding', 'group-members', 'operations', 'origin-access',
  'origin-functions', 'origin-headers', 'own-function', 'rewrite', 'roles', 'scopes', 'timeouts', 'together',
];

const TESTS_OF_RULES = ['rules', 'members', 'origins', 'refusals', 'variants', 'together', 'acknowledgements']
  .map(name => `test/rules/${name}.test.ts`);

function lambda(names: readonly string[], tests = names): Room {
  return {
    mutate: names.map(name => `lambda/${name}.ts`),
    tests: tests.map(name => `test/lambda/${name}.test.ts`),
    least: 95,
  };
}

/** The tests of a rule have its id in their titles. Every rule meets every template of the other rules as well, which would take hours. */
function idsIn(file: string): string[] {
  return [...readFileSync(join(__dirname, '../..', file), 'utf8').matchAll(/^ *id: '([^']+)'/gm)].map(([, id]) => id!);
}

/**
 * By name. Long property tests are left out, and tests that load aws-cdk-lib: each of a thousand mutants would wait for them. So more of
 * the mutants are noticed than are counted here.
 */
export const ROOMS: Readonly<Record<string, Room>> = {
  'lambda': lambda(['decide', 'rewrite', 'role', 'origin-response'], ['decide', 'rewrite', 'origin-response']),
  'lambda-wrapper': lambda(['failover-aware']),
  'lambda-log': lambda(['failover-log']),
  'lambda-viewer': lambda(['choose-origin', 'count-failover']),
  'failover': {
    mutate: ['lib/simulator/journey/failover.ts'],
    tests: ['test/simulator/journey/failover.test.ts'],
    least: 85,
  },
  'freshness': {
    mutate: ['lib/simulator/cache/freshness.ts'],
    tests: ['test/simulator/cache/freshness.test.ts'],
    least: 85,
  },
  'cache': {
    mutate: ['cache-headers', 'cache-key', 'cache-store', 'conditional'].map(name => `lib/simulator/cache/${name}.ts`),
    tests: ['test/simulator/cache/*.test.ts'],
    least: 85,
  },
  ...Object.fromEntries(RULES.map(name => [`rules-${name}`, {
    mutate: [`lib/rules/${name}.ts`],
    // No rule is checked in acknowledgements.ts: its id is that of a finding.
    titles: name === 'acknowledgements' ? undefined : idsIn(`lib/rules/${name}.ts`).join('|') || undefined,
    tests: TESTS_OF_RULES,
    least: 85,
  }])),
};
