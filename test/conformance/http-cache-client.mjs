// Runs the public HTTP cache suite against a URL, and writes the result of each test, with what the suite publishes about other caches.
// The suite keeps its results in a module, so each run is a process.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [packages, base] = process.argv.slice(2);
const suite = join(packages, 'node_modules/http-cache-tests');
const load = file => import(pathToFileURL(join(suite, file)));
const { default: groups } = await load('tests/index.mjs');
const { default: published } = await load('results/index.mjs');
const { determineTestResult } = await load('lib/display.mjs');
const { runTests, getResults } = await load('client/runner.mjs');
const fetch = createRequire(join(suite, 'package.json'))('node-fetch');

const OUTCOMES = { '✅': 'pass', '⛔️': 'fail', '⚠️': 'not optimal', 'Y': 'yes', 'N': 'no', '🔹': 'setup failed', '↻': 'retried', '⚪️': 'dependency failed' };
const tests = groups.flatMap(group => group.tests).filter(test => !test.browser_only);
const outcomeIn = results => ({ id }) => OUTCOMES[determineTestResult(groups, id, results)[2]] ?? 'harness failed';

await runTests(groups, fetch, false, base, tests.length);
const results = getResults();
const isRequired = ({ kind = 'required' }) => kind === 'required';
const others = published.filter(({ type }) => type !== 'browser').map(({ file, name, version }) => {
  const outcome = outcomeIn(JSON.parse(readFileSync(join(suite, 'results', file), 'utf8')));
  return { name: `${name} ${version}`, passed: tests.filter(test => isRequired(test) && outcome(test) === 'pass').length };
});
process.stdout.write(JSON.stringify({
  others,
  tests: tests.map(test => ({
    id: test.id,
    kind: test.kind ?? 'required',
    outcome: outcomeIn(results)(test),
    message: results[test.id] === true ? undefined : results[test.id][1],
  })),
}));
