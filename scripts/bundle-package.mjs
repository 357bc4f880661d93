// Bundles what jsii compiled into few files: one per entry point, one per part that is loaded when it is needed, and what they share.
// Nothing else of build/ is left, but the types that the entry points reach.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build, transform } from 'esbuild';

const OUT = 'build';
const { exports, bin } = JSON.parse(readFileSync('package.json', 'utf8'));
const { types, version } = JSON.parse(readFileSync('.jsii', 'utf8'));

/** Libraries that are seldom needed: files of their own, loaded when they are needed. Most of undici would be its `fetch`. */
const SELDOM_NEEDED = ['fflate', 'sucrase', 'undici'];
const OF_UNDICI = { Client: 'client', Pool: 'pool' };

/** The modules of package.json as they are in the repository, without .ts. */
const ENTRIES = [...Object.values(exports).flatMap(entry => entry.default ?? []), ...Object.values(bin)]
  .filter(file => file.endsWith('.js'))
  .map(file => relative(OUT, file).replace(/\.js$/, ''));
const AS_IS = ['lib/testing/vitest.mjs', 'lib/testing/vitest.d.mts'];

/** jsii marks the classes that it exports, and CDK writes the marks into its tree and its metadata. */
const marks = new Map();
for (const { kind, name, fqn, locationInModule } of Object.values(types)) {
  if (kind !== 'class') continue;
  const file = resolve(locationInModule.filename);
  const mark = `(${name} as any)[Symbol.for('jsii.rtti')] = ${JSON.stringify({ fqn, version })};`;
  marks.set(file, `${marks.get(file) ?? ''}\n${mark}`);
}

const OURS = {
  name: 'ours',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => (marks.has(path) ? { contents: readFileSync(path, 'utf8') + marks.get(path), loader: 'ts' } : undefined));
    // An `import` is needed at once, a `require` later.
    onResolve({ filter: /^\.{1,2}\// }, ({ kind, path, resolveDir }) => {
      if (kind !== 'require-call') return undefined;
      const module = relative('.', join(resolveDir, path));
      later.add(module);
      return { path: `#later/${relative('lib', module)}`, external: true };
    });
    onResolve({ filter: new RegExp(`^(${SELDOM_NEEDED.join('|')})$`) }, ({ path }) => ({ path: `#vendor/${path}`, external: true }));
  },
};
const later = new Set();

/** Node.js prints the source line above an uncaught error, so lines have to be short. */
const LINE_LIMIT = 240;

const common = { bundle: true, platform: 'node', target: 'node20', minifySyntax: true, minifyWhitespace: true, legalComments: 'none', lineLimit: LINE_LIMIT, metafile: true };

/** Only ES modules can share parts, and each of these becomes a CommonJS module afterwards. */
const bundleShared = entries => build({
  ...common,
  entryPoints: entries.map(entry => ({ in: `${entry}.ts`, out: entry })),
  outdir: OUT,
  format: 'esm',
  splitting: true,
  chunkNames: 'lib/shared/[hash]',
  external: ['aws-cdk-lib', 'constructs', '@jest/globals'],
  plugins: [OURS],
  write: false,
});

let entries = ENTRIES;
let result;
do {
  entries = [...new Set([...ENTRIES, ...later])];
  result = await bundleShared(entries);
} while (later.size + ENTRIES.length > entries.length);

const files = await Promise.all(result.outputFiles.map(async ({ path, text }) => {
  const { code } = await transform(text, {
    format: 'cjs', platform: 'node', target: 'node20', minifyWhitespace: true, minifySyntax: true, lineLimit: LINE_LIMIT,
  });
  const [hashbang, rest] = code.startsWith('#!') ? [code.slice(0, code.indexOf('\n') + 1), code.slice(code.indexOf('\n') + 1)] : ['', code];
  return [path, `${hashbang}"use strict";${rest}`];
}));

function vendored(name) {
  if (name !== 'undici') return `module.exports = require('${name}')`;
  const users = readdirSync('lib', { recursive: true })
    .filter(file => file.endsWith('.ts'))
    .map(file => readFileSync(join('lib', file), 'utf8'))
    .filter(text => text.includes("require('undici')"));
  const used = users.flatMap(text => [...text.matchAll(/\bundici\.(\w+)/g)].map(([, part]) => part));
  const missing = used.filter(part => !OF_UNDICI[part]);
  if (!used.length || missing.length) throw new Error(`of undici only ${Object.keys(OF_UNDICI)} are bundled, not ${missing}`);
  return Object.entries(OF_UNDICI).map(([part, file]) => `exports.${part} = require('undici/lib/dispatcher/${file}');`).join('');
}

const vendor = await build({
  ...common,
  minify: true,
  keepNames: true,
  entryPoints: SELDOM_NEEDED.map(name => ({ in: `vendor:${name}`, out: name })),
  outdir: join(OUT, 'vendor'),
  plugins: [{
    name: 'vendor',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^vendor:/ }, ({ path }) => ({ path: path.slice('vendor:'.length), namespace: 'vendor' }));
      onLoad({ filter: /./, namespace: 'vendor' }, ({ path }) => ({ contents: vendored(path), resolveDir: '.' }));
    },
  }],
});

/** The types that an entry point reaches. */
const reached = new Set();
const reach = file => {
  if (reached.has(file)) return;
  reached.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()["'](\.{1,2}\/[^"']+)["']/g)) {
    const target = join(dirname(file), path.replace(/\.js$/, ''));
    reach([`${target}.d.ts`, join(target, 'index.d.ts')].find(existsSync) ?? raise(`${file} imports ${path}, which has no types`));
  }
};
const raise = message => { throw new Error(message); };
for (const { types: entry } of Object.values(exports)) if (entry?.endsWith('.d.ts')) reach(join(entry));

const kept = new Set([...Object.keys(vendor.metafile.outputs), ...files.map(([path]) => relative('.', path)), ...reached]);
for (const folder of ['lib', 'lambda', 'vendor']) {
  for (const file of readdirSync(join(OUT, folder), { recursive: true }).map(name => join(OUT, folder, name))) {
    if (statSync(file).isFile() && !kept.has(file)) rmSync(file);
  }
}
for (const [path, text] of files) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
for (const file of AS_IS) copyFileSync(file, join(OUT, file));
for (const file of Object.values(bin)) chmodSync(file, 0o755);
mkdirSync(join(OUT, 'meta'), { recursive: true });
writeFileSync(join(OUT, 'meta/package.json'), JSON.stringify([result.metafile, vendor.metafile]));
console.error(`${files.length} modules, ${reached.size} files of types`);
