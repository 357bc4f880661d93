/** fast-check with few runs of each property: it runs for each mutant. */
const fc = require('../../node_modules/fast-check/lib/cjs/fast-check.js').default;

const few = options => ({ ...options, seed: 1, numRuns: Math.min(options?.numRuns ?? 100, 300) });
const fewer = { ...fc, assert: (property, options) => fc.assert(property, few(options)) };
module.exports = { ...fewer, default: fewer, __esModule: true };
