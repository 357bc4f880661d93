#!/usr/bin/env node
import { run } from './run';
import { printable } from '../model/printable';

// The reader may stop reading: `cdk-failover describe cdk.out | head`.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? undefined : 2));

run(process.argv.slice(2), process).then(
  code => { process.exitCode = code; },
  error => {
    process.stderr.write(`cdk-failover: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    process.exitCode = 2;
  },
);
