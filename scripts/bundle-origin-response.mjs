// Bundles the edge function without its policy and stores the code as a string, so that the construct needs no file at synth.
import { writeFileSync } from 'node:fs';
import { buildSync } from 'esbuild';

/** Leaves room for a policy with the default page below the 4,096 characters of an inline function. */
const LIMIT = 1792;

/** The function that logs is an extra, so that it costs nothing elsewhere. */
const LIMIT_WITH_LOG = 2560;

function bundle(entryPoint, limit) {
  const { outputFiles } = buildSync({
    entryPoints: [entryPoint],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    legalComments: 'none',
    write: false,
  });
  // esbuild's own CommonJS preamble costs a quarter of the limit.
  const code = outputFiles[0].text.trim().replace(/export\{(\w+) as handler\};$/, 'exports.handler=$1;');
  if (!code.endsWith(';') || !code.includes('exports.handler=')) throw new Error(`esbuild exports the handler in a new way: ${code}`);
  const bytes = Buffer.byteLength(code);
  if (bytes > limit) {
    console.error(`${entryPoint} bundles to ${bytes} bytes, more than the ${limit} allowed. Make it smaller.`);
    process.exit(1);
  }
  console.error(`${entryPoint}: ${bytes} of ${limit} bytes`);
  return code;
}

writeFileSync('lib/function-code/origin-response-code.generated.ts', [
  '// Generated from lambda/ by `npm run bundle`. Do not edit.',
  `export const ORIGIN_RESPONSE_CODE = ${JSON.stringify(bundle('lambda/index.ts', LIMIT))};`,
  '',
  '/** The same, with a line in the log for a failover and for a rewrite. */',
  `export const LOGGING_CODE = ${JSON.stringify(bundle('lambda/index-with-log.ts', LIMIT_WITH_LOG))};`,
  '',
].join('\n'));
