// Bundles what opens the breaker while an alarm is on, and stores the code as a string, so that the construct needs no file at synth.
import { writeFileSync } from 'node:fs';
import { buildSync } from 'esbuild';

/** It goes into the template, which should stay readable. */
const LIMIT = 5000;

const { outputFiles } = buildSync({
  entryPoints: ['lambda/opener/index.ts'],
  bundle: true,
  minify: true,
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  banner: { js: '// cdk-failover-distribution: opens the breaker' }, // By which snapshots know it.
  external: ['@aws-sdk/*'], // Lambda's Node.js has it.
  write: false,
});
const code = outputFiles[0].text.trim();
if (code.length > LIMIT) throw new Error(`lambda/opener bundles to ${code.length} characters, more than the ${LIMIT} allowed.`);
console.error(`lambda/opener: ${code.length} of ${LIMIT} characters`);
writeFileSync('lib/function-code/opener-code.generated.ts', [
  '// Generated from lambda/opener/ by `npm run bundle`. Do not edit.',
  `export const OPENER_CODE = ${JSON.stringify(code)};`,
  '',
].join('\n'));
