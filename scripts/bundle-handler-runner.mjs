// Bundles the program that tries handlers (lib/rules/handler/runner) into one file, with the engine, and with the modules that
// replace Node.js's as texts for it: the process that runs it may read nothing else.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliCompressSync, constants } from 'node:zlib';
import { buildSync } from 'esbuild';

const FILE = 'build/handler-runner.js';
const ENGINE = '@jitl/quickjs-ng-wasmfile-release-sync';
const require = createRequire(import.meta.url);

/** What the modules are made of. They find each other by the names of Node.js's modules. */
const BUILTINS = {
  assert: "module.exports = require('assert/')",
  buffer: "module.exports = require('buffer/')",
  events: "module.exports = require('events/')",
  path: "module.exports = require('path-browserify')",
  querystring: "module.exports = require('querystring-es3')",
  string_decoder: "module.exports = require('string_decoder/')",
  url: "module.exports = Object.assign({}, require('url/'), { URL, URLSearchParams })",
  util: "module.exports = require('util/')",
  'web-base64': "require('core-js/actual/atob');require('core-js/actual/btoa')",
  'web-clone': "require('core-js/web/structured-clone')",
  'web-exception': "require('core-js/web/dom-exception')",
  'web-url': "require('core-js/web/url');require('core-js/web/url-search-params')",
};

const compressed = data => brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS } }).toString('base64');
const metafiles = [];
const bundle = options => {
  const { outputFiles, metafile } = buildSync({ bundle: true, minify: true, legalComments: 'none', metafile: true, ...options });
  metafiles.push(metafile);
  return outputFiles?.[0].text;
};
const text = options => bundle({ write: false, format: 'cjs', platform: 'neutral', mainFields: ['main'], target: 'es2022', ...options });

const sources = Object.fromEntries(Object.entries(BUILTINS).map(([name, contents]) =>
  [name, text({ stdin: { contents, resolveDir: '.' }, external: Object.keys(BUILTINS).filter(other => other !== name) })]));
const guest = text({ entryPoints: ['lib/rules/handler/guest/main.ts'] });
sources.guest = `(function (module) {${guest};return module.exports})({ exports: {} })`;

bundle({
  entryPoints: ['lib/rules/handler/runner/main.ts'],
  outfile: FILE,
  platform: 'node',
  target: 'node20',
  external: ['sucrase', 'fflate', 'undici'], // to load code and for HTTP, which the process that starts this one does
  alias: { [`${ENGINE}/emscripten-module`]: require.resolve(`${ENGINE}/emscripten-module`) }, // the CommonJS one: the other asks for its own URL
  define: { QUICKJS_WASM: JSON.stringify(compressed(readFileSync(require.resolve(`${ENGINE}/wasm`)))) },
  // Most of them contain the same modules, which only a compression of all of them together sees.
  banner: {
    js: `const GUEST_SOURCES=JSON.parse(require('node:zlib').brotliDecompressSync(Buffer.from('${compressed(JSON.stringify(sources))}','base64')));`,
  },
});
mkdirSync('build/meta', { recursive: true });
writeFileSync('build/meta/handler-runner.json', JSON.stringify(metafiles));
console.error(`handler runner: ${Math.round(statSync(FILE).size / 1024)} KiB`);
