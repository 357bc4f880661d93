import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { functionModel } from './samples';
import { FunctionModel } from '../../../lib/model/lambda-function';

/** For the code of one test file. */
export const root = mkdtempSync(join(tmpdir(), 'load-code-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;

export type Files = Readonly<Record<string, string>>;

/** An asset folder. */
export function folder(files: Files): string {
  const path = join(root, `asset.${++count}`);
  mkdirSync(path);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

export function zip(files: Files): string {
  const path = join(root, `asset.${++count}.zip`);
  writeFileSync(path, zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]))));
  return path;
}

export function model(assetPath: string, changes: Partial<FunctionModel> = {}): FunctionModel {
  return functionModel({ code: { assetPath }, ...changes });
}

export const ESM = "import { join } from 'node:path';\nexport const handler = async ({ name }) => join('a', name);";

/** Code that answers `a/b` to `{ name: 'b' }`: its handler and its files. */
export const FORMS: ReadonlyArray<[what: string, handler: string, files: Files]> = [
  ['index.js', 'index.handler', { 'index.js': "exports.handler = async ({ name }) => require('path').join('a', name)" }],
  ['index.cjs', 'index.handler', { 'index.cjs': "exports.handler = async ({ name }) => require('path').join('a', name)" }],
  ['index.mjs', 'index.handler', { 'index.mjs': ESM }],
  ['a package of ES modules', 'index.handler', { 'package.json': '{"type":"module"}', 'index.js': ESM }],
  ['a folder inside, with a dotted handler', 'src/app.api.get', { 'src/app.js': "exports.api = { get: async e => 'a/' + e.name }" }],
  ['a handler with ./', './src/app.handler', { 'src/app.js': "exports.handler = async e => 'a/' + e.name" }],
  [
    'files that require each other, and JSON',
    'index.handler',
    {
      'index.js': "const { join } = require('./lib'); exports.handler = async e => join(require('./data.json').first, e.name)",
      'lib/index.js': "exports.join = require('../shared').join; exports.other = require('./other.js')",
      'lib/other.js': "exports.index = require('.')",
      'shared.js': "exports.join = (...parts) => parts.join('/')",
      'data.json': '{"first":"a"}',
    },
  ],
  [
    'packages in node_modules',
    'src/app.handler',
    {
      'src/app.js': "exports.handler = async e => require('left')(e.name, require('@scope/pkg/deep').a)",
      'node_modules/left/package.json': '{"main":"./dist/left"}',
      'node_modules/left/dist/left.js': "const right = require('right'); module.exports = (b, a) => right(a, b)",
      'node_modules/right/package.json': '{"exports":{".":{"import":"./no.mjs","require":"./right.cjs"}}}',
      'node_modules/right/right.cjs': "module.exports = (a, b) => a + '/' + b",
      'node_modules/@scope/pkg/deep.js': "exports.a = 'a'",
    },
  ],
  [
    'ES modules that import each other',
    'index.handler',
    {
      'index.mjs':
        "import { join } from './join.mjs'; import data from './data.json'; export async function handler({ name }) { return " +
          'join(data.first, name) }',
      'join.mjs': "export * from './deep/join.mjs'",
      'deep/join.mjs':
        "export const where = import.meta.url; export const join = async (a, b) => { const path = await import('node:path'); return " +
          'path.join(a, b) }',
      'data.json': '{"first":"a"}',
    },
  ],
  [
    'a CommonJS file in a package of ES modules',
    'index.handler',
    {
      'package.json': '{"type":"module"}',
      'index.js': "import { a } from './a.cjs'; export const handler = async e => a + '/' + e.name",
      'a.cjs': "exports.a = 'a'",
    },
  ],
];
