#!/usr/bin/env node
import { run } from './run';

run(process.argv.slice(2), process).then(
  code => { process.exitCode = code; },
  error => {
    process.stderr.write(`cdk-failover: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
