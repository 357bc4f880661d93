/**
 * Jest's words for mocha, which loads the code once for all mutants: jest loads it again for each, and the rules alone would take a day.
 * What is here is what the tests of rooms.ts use.
 */
require('tsx/cjs');
const { basename, dirname, join } = require('node:path');
const { bind } = require('jest-each');
const { ModuleMocker } = require('jest-mock');
const { SnapshotState, toMatchSnapshot } = require('jest-snapshot');
const { interfaces } = require('mocha');
const { expect } = require('expect');
const fc = require('fast-check');

const mocks = new ModuleMocker(globalThis);

/** Properties run for each mutant: few times, and always with the same values. */
const { assert } = fc;
const few = options => ({ ...options, seed: 1, numRuns: Math.min(options?.numRuns ?? 100, 50) });
require.cache[require.resolve('fast-check')].exports = { ...fc, assert: (property, options) => assert(property, few(options)) };

/** Jest reports a snapshot that differs after the test; here the matcher has to throw. */
expect.extend({
  toMatchSnapshot(...args) {
    return toMatchSnapshot.call({ ...this, dontThrow: undefined }, ...args);
  },
});
function rememberSnapshots({ file, title, parent }) {
  const path = join(dirname(file), '__snapshots__', `${basename(file)}.snap`);
  const snapshotState = new SnapshotState(path, { updateSnapshot: 'none', snapshotFormat: { escapeString: false, printBasicPrototype: false } });
  expect.setState({ snapshotState, currentTestName: [...parent.titlePath(), title].join(' ') });
}

const { bdd } = interfaces;
interfaces.bdd = suite => {
  bdd(suite);
  suite.on('pre-require', context => {
    const { it, describe, before, after } = context;
    // The third argument of jest's is a limit of time.
    const of = define => Object.assign((title, run) => define(title, run), define);
    const [test, group] = [of(it), of(describe)].map(define => Object.assign(define, { each: bind(define) }));
    Object.assign(context, {
      expect,
      jest: Object.assign(mocks, { setTimeout: () => undefined }),
      test,
      it: test,
      describe: group,
      beforeAll: before,
      afterAll: after,
    });
  });
  suite.beforeEach(function () { rememberSnapshots(this.currentTest); });
  suite.afterEach(() => mocks.clearAllMocks());
};
