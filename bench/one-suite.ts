/**
 * The ready-made suite of the test kit over one stack, as the first that a process does: milliseconds from the stack to the last test, as
 * JSON.
 */
import { nanoseconds } from './measure';
import { sampleSite } from '../examples/testing/sample-site';
import { site } from '../examples/testing/site';
import { failoverScenarios } from '../lib/testing';

async function main(name: string): Promise<void> {
  const tests: Array<() => Promise<void>> = [];
  failoverScenarios(name === 'site' ? site : sampleSite, { describe: (_, define) => define(), it: (_, test) => tests.push(test) });
  let passed = 0;
  const taken = await nanoseconds(async () => {
    for (const test of tests) await test().then(() => passed++, () => undefined);
  });
  console.log(JSON.stringify({ milliseconds: taken / 1e6, passed, tests: tests.length }));
}

void main(process.argv[2]!);
