import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failoverMatchers, failoverScenarios, simulate } from '../../lib/testing';

const ROOT = join(__dirname, '..', '..');
const DOCS = readFileSync(join(ROOT, 'docs/testing.md'), 'utf8');

const example = (name: string) => readFileSync(join(ROOT, 'examples/testing', name), 'utf8');

// By its name alone, so that types are those of the examples' own project.
const load = (name: string) => jest.requireActual(join(ROOT, 'examples/testing', name));

describe('docs/testing.md', () => {
  it.each(['site.ts', 'site.test.ts', 'sample-site.test.ts'])('shows %s as it is', name => {
    expect(DOCS).toContain(`\n\`\`\`ts\n${example(name)}\`\`\`\n`);
  });

  it("shows the message with which a test of AWS's sample fails", async () => {
    const edge = simulate(load('sample-site').sampleSite());
    try {
      edge.origin('primary').respond(503);
      const { pass, message } = failoverMatchers.toBeServedBy(await edge.fetch('/checkout'), 'secondary');
      expect(pass).toBe(false);
      expect(/```text\n([^]*?)\n```/.exec(DOCS)?.[1]).toBe(message());
    } finally {
      await edge.close();
    }
  });

  it("counts the tests of the suite that AWS's sample fails", async () => {
    const tests: Array<() => Promise<void>> = [];
    failoverScenarios(load('sample-site').sampleSite, { describe: (_, define) => define(), it: (_, test) => tests.push(test) });
    let failed = 0;
    for (const test of tests) await test().catch(() => { failed += 1; }); // One after the other: they share an edge.
    expect([failed, tests.length]).toEqual([5, 9]);
    expect(DOCS).toContain('fails for it in five of its nine tests');
  });
});

// The example itself, as a user has it.
load('site.test');
