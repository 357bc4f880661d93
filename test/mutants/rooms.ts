import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Room {
  /** What is changed. */
  readonly mutate: readonly string[];
  /** The tests that must fail. */
  readonly tests: readonly string[];
  /** What the titles of those tests have in common, if not all have to notice. */
  readonly titles?: string;
  /** Leaves out changes to what runs once, when the code is loaded: each needs a new process. In rules those are mostly texts. */
  readonly ignoreStatic?: boolean;
  /** The least percentage of the changes that they notice. */
  readonly least: number;
}

/** A room for each file of rules, so that one can be measured alone. */
const RULES = [
  'acknowledgements', 'associations', 'behavior', 'bucket-access', 'check', 'configuration', 'connections', 'edge-deployment',
  'edge-function', 'error-pages', 'error-responses', 'failover-codes', 'finding', 'group-members', 'operations', 'origin-access',
  'origin-functions', 'origin-headers', 'own-function', 'rewrite', 'roles', 'scopes', 'timeouts', 'together',
];

/** Whole requests, which most of the local edge is tested with. */
function requests(mutate: readonly string[], tests: readonly string[]): Room {
  return {
    mutate: mutate.map(name => `lib/simulator/${name}.ts`),
    tests: tests.map(name => `test/simulator/${name.includes('/') ? name : `journey/${name}`}.test.ts`),
    least: 85,
  };
}

const RULE_TESTS = [
  'rules', 'acknowledgements', 'associations', 'behaviors', 'configuration', 'connections', 'edge-functions', 'error-pages',
  'error-responses', 'failover-codes', 'members', 'operations', 'origin-access', 'origins', 'rewrites', 'roles', 'timeouts', 'together',
].map(name => `test/rules/${name}.test.ts`);

function lambda(names: readonly string[], tests = names): Room {
  return {
    mutate: names.map(name => `lambda/${name}.ts`),
    tests: tests.map(name => `test/lambda/${name}.test.ts`),
    least: 95,
  };
}

/** Where a rule has its id: by name, or as the first argument of what makes several alike. */
const ID = /^ *(?:id: |(?:\.\.\.)?\w+\(\s*)'([a-z\d]+(?:-[a-z\d]+)+)'/gm;

/** The tests of a rule have its id in their titles. Every rule meets every template of the other rules as well, which would take hours. */
function idsIn(file: string): string[] {
  return [...readFileSync(join(__dirname, '../..', file), 'utf8').matchAll(ID)].map(([, id]) => id!);
}

/**
 * By name. Every file of lambda/ is in a room but event.ts, which has types only, and index.ts and index-with-log.ts, one call each in
 * which there is nothing to change. Of the local edge: the cache and the way of a request, and not functions, origins and HTTP.
 *
 * Long property tests are left out, and most tests that load aws-cdk-lib: each of a thousand mutants would wait for them. So more of the
 * mutants are noticed than are counted here.
 */
export const ROOMS: Readonly<Record<string, Room>> = {
  'lambda': lambda(['decide', 'rewrite', 'role', 'origin-response'], ['decide', 'rewrite', 'origin-response']),
  'lambda-wrapper': lambda(['failover-aware', 'policy'], ['failover-aware', 'failover-aware-failures']),
  'lambda-log': lambda(['failover-log']),
  'lambda-viewer': lambda(['choose-origin', 'count-failover']),
  'lambda-opener': lambda(['opener/index', 'opener/sigv4a'], ['opener', 'sigv4a']),
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
  'cache-slot': requests(['cache/cache-slot', 'cache/collapsing'], ['cache/cache-slot', 'cache', 'stored', 'expired', 'viewers']),
  'gates': requests(['journey/gates'], ['gates']),
  'visit': requests(['journey/visit'], ['attempts', 'viewers', 'templates', 'decision-table', 'cache', 'bad-input']),
  'edge': requests(['unmodelled', 'assumptions', 'clock'].map(name => `journey/${name}`), ['templates', 'failover', 'bad-input']),
  ...Object.fromEntries(RULES.map(name => [`rules-${name}`, {
    mutate: [`lib/rules/${name}.ts`],
    // No rule is checked in acknowledgements.ts: its id is that of a finding.
    titles: name === 'acknowledgements' ? undefined : idsIn(`lib/rules/${name}.ts`).join('|') || undefined,
    tests: RULE_TESTS,
    ignoreStatic: true,
    least: 85,
  }])),
};
