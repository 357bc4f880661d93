// Stores the code of the CloudFront functions as strings, so that the construct needs no file at synth.
import { readFileSync, writeFileSync } from 'node:fs';
import { transformSync } from 'esbuild';

const FUNCTIONS = { COUNT_FAILOVER_CODE: 'lambda/count-failover.ts', CHOOSE_ORIGIN_CODE: 'lambda/choose-origin.ts' };

/** CloudFront calls a function of the script that is named `handler`. Its runtime knows parts of ES6 to ES12 only, so nothing is rewritten. */
function codeOf(file) {
  const { code } = transformSync(readFileSync(file, 'utf8'), { loader: 'ts', target: 'esnext', minifyWhitespace: true });
  return code.trim().replace('export ', '');
}

writeFileSync('lib/function-code/viewer-functions.generated.ts', [
  '// Generated from lambda/ by `npm run bundle`. Do not edit.',
  ...Object.entries(FUNCTIONS).map(([name, file]) => `export const ${name} = ${JSON.stringify(codeOf(file))};`),
  '',
].join('\n'));
