import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { functionModel, run } from './samples';
import { loadCode } from '../../../lib/function-code/load-code';
import { LeadsOut, TooBig, unzip } from '../../../lib/function-code/zip';
import { NotModelled, UnusableInput } from '../../../lib/model/errors';
import { FunctionModel } from '../../../lib/model/lambda-function';

const root = mkdtempSync(join(tmpdir(), 'load-code-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;

type Files = Record<string, string>;

/** An asset folder. */
function folder(files: Files): string {
  const path = join(root, `asset.${++count}`);
  mkdirSync(path);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

function zip(files: Files): string {
  const path = join(root, `asset.${++count}.zip`);
  writeFileSync(path, zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]))));
  return path;
}

function model(assetPath: string, changes: Partial<FunctionModel> = {}): FunctionModel {
  return functionModel({ code: { assetPath }, ...changes });
}

const ESM = "import { join } from 'node:path';\nexport const handler = async ({ name }) => join('a', name);";

describe('The code of a function is taken', () => {
  test('from the template, as index.js', () => {
    expect(loadCode(functionModel({ code: { text: 'exports.handler = 1' } })))
      .toEqual({ files: { 'index.js': 'exports.handler = 1' }, entry: 'index.js', handlerName: 'handler' });
  });

  test.each<[string, string, Files]>([
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
  ])('from %s', async (_, handler, files) => {
    for (const assetPath of [folder(files), zip(files)]) {
      expect(await run(loadCode(model(assetPath, { handler })), { name: 'b' })).toEqual({ outcome: 'returned', result: 'a/b', log: [] });
    }
  });

  test('without what is neither code nor text', () => {
    const files = { 'index.js': '', 'page.html': 'x', 'logo.png': 'x', 'native.node': 'x' };
    expect(Object.keys(loadCode(model(folder(files))).files).sort()).toEqual(['index.js', 'page.html']);
    expect(Object.keys(loadCode(model(zip(files))).files).sort()).toEqual(['index.js', 'page.html']);
  });

  test('over links that stay inside, and in circles', async () => {
    const path = folder({ 'real/a.js': "exports.a = 'a'", 'index.js': "exports.handler = async () => require('./link/a').a" });
    symlinkSync('real', join(path, 'link'));
    symlinkSync('..', join(path, 'real', 'up'));
    expect(await run(loadCode(model(path)))).toMatchObject({ result: 'a' });
  });
});

describe('ES modules by their syntax alone', () => {
  const path = folder({ 'index.js': ESM });

  test('do not load up to Node.js 22, where Lambda turns that off', async () => {
    expect(await run(loadCode(model(path)), { name: 'b' })).toMatchObject({
      outcome: 'not-loaded',
      reason: expect.stringMatching(/^SyntaxError: Cannot use import/),
    });
  });

  test('load from Node.js 24 on', async () => {
    expect(await run(loadCode(model(path, { runtime: 'nodejs24.x' })), { name: 'b' })).toMatchObject({ result: 'a/b' });
  });

  test('a broken file counts only where it is loaded', () => {
    const broken = { 'node_modules/x/test.mjs': 'export const = 1', 'node_modules/y/package.json': '{', 'node_modules/y/y.js': '' };
    const fails = { 'node_modules/y/y.js': expect.stringMatching(/^throw new Error\("Invalid package config .*y\/package\.json"\)$/) };
    expect(loadCode(model(folder({ ...broken, 'index.js': 'exports.handler = 1' }))))
      .toMatchObject({ entry: 'index.js', files: { ...broken, ...fails } });
  });

  test('top-level await is lost on the way to CommonJS, and said', async () => {
    const code = loadCode(model(folder({ 'index.mjs': 'const a = await 1; export const handler = async () => a' })));
    expect(await run(code)).toMatchObject({ outcome: 'not-loaded', cannotTell: expect.stringMatching(/^it needs top-level await/) });
  });
});

describe('As in Lambda,', () => {
  const answering = (value: string) => `exports.handler = async () => '${value}'`;

  test.each([
    ['a file without an ending comes first', { 'index': answering('none'), 'index.js': answering('js') }, 'none'],
    ['then comes .js', { 'index.js': answering('js'), 'index.mjs': 'export const handler = async () => 1' }, 'js'],
    ['then .mjs', { 'index.mjs': "export const handler = async () => 'mjs'", 'index.cjs': answering('cjs') }, 'mjs'],
    ['then .cjs', { 'index.cjs': answering('cjs'), 'index/index.js': answering('folder') }, 'cjs'],
    ['then a folder', { 'index/index.js': answering('folder'), 'node_modules/index/index.js': answering('package') }, 'folder'],
    ['then a package', { 'node_modules/index/index.js': answering('package') }, 'package'],
  ])('%s', async (_, files, result) => {
    for (const assetPath of [folder(files), zip(files)]) expect(await run(loadCode(model(assetPath)))).toMatchObject({ result });
  });

  test.each<[string, Partial<FunctionModel>, RegExp]>([
    ['CommonJS that is not valid', { code: { text: 'exports.handler = async () => {' } }, /^SyntaxError/],
    ['an ES module that is not valid', { code: { assetPath: folder({ 'index.mjs': 'export const = 1' }) } }, /^SyntaxError/],
    ['inline code whose handler is in another file', { code: { text: '' }, handler: 'app.handler' }, /^Error: Cannot find module 'app/],
    [
      'a handler of a default export',
      { code: { assetPath: folder({ 'index.mjs': 'export default { handler() {} }' }) } },
      /is not a function/,
    ],
  ])('%s does not load', async (_, changes, reason) => {
    expect(await run(loadCode(functionModel(changes)))).toEqual({ outcome: 'not-loaded', reason: expect.stringMatching(reason), log: [] });
  });

  test('CommonJS may import() a module', async () => {
    const text = "exports.handler = async () => { undeclared = 1; return (await import('path')).posix.join('a', 'b') }";
    expect(await run(loadCode(functionModel({ code: { text } })))).toMatchObject({ result: 'a/b' });
  });
});

describe('Code is refused', () => {
  test.each<[string, Partial<FunctionModel>, new (...args: any[]) => Error, RegExp]>([
    ['in Python', { runtime: 'python3.13' }, NotModelled, /Fn, whose runtime is python3\.13, not Node\.js: not modelled/],
    ['in a container image', { runtime: 'container image' }, NotModelled, /container image/],
    ['of a runtime that only a deployment knows', { runtime: { unknown: '${Runtime}' } }, NotModelled, /\$\{Runtime\}/],
    [
      'that is missing',
      { code: { missing: 'the code is not in the assembly' } },
      UnusableInput,
      /Fn is missing: the code is not in the assembly\. Pass the cloud assembly/,
    ],
    ['that is nowhere', { code: {} }, UnusableInput, /is missing: it is not in the template/],
    ['whose folder is gone', { code: { assetPath: join(root, 'gone') } }, UnusableInput, /cannot be read from .*gone: ENOENT.*Synthesize/],
    [
      'whose handler is not in it',
      { handler: 'app.handler', code: { assetPath: folder({ 'index.js': '' }) } },
      UnusableInput,
      /handler of the function Fn is app\.handler, and its code has no app\.js.*It has: index\.js/,
    ],
    ['whose handler is unknown', { handler: { unknown: '${Handler}' } }, UnusableInput, /\$\{Handler\}\. Allowed: file\.export/],
    ['whose handler is missing', { handler: '' }, UnusableInput, /is missing\. Allowed/],
    ['whose handler leaves it', { handler: '../index.handler' }, UnusableInput, /Allowed: file\.export/],
  ])('%s', (_, changes, type, message) => {
    const load = () => loadCode(functionModel(changes));
    expect(load).toThrow(type);
    expect(load).toThrow(message);
  });

  test('that is no zip file, or has no JavaScript', () => {
    const file = join(root, 'asset.tar');
    writeFileSync(file, 'text');
    expect(() => loadCode(model(file))).toThrow(/cannot be read from .*Allowed: a folder, or a zip file/);
    expect(() => loadCode(model(folder({ 'index.py': '' })))).toThrow(/It has: no JavaScript/);
  });

  test('that is a device or a pipe, which may have no end', () => {
    expect(() => loadCode(model('/dev/null'))).toThrow(/cannot be read from \/dev\/null: it is neither a folder nor a file/);
  });

  test('of more than 50 MB', () => {
    const files = { 'index.js': '', 'large.bin': 'x'.repeat(51 * 1024 * 1024) };
    expect(() => loadCode(model(folder(files)))).toThrow(/larger than 50 MB/);
    expect(() => loadCode(model(zip(files)))).toThrow(/larger than 50 MB/);
    expect(() => loadCode(model(folder({ 'index.js': 'x'.repeat(1024 * 1024) })))).not.toThrow();
  });

  test.each(['../index.js', 'a/../../index.js', '/etc/index.js', 'C:/index.js', 'a\\..\\..\\index.js'])(
    'with the entry %s in its zip file',
    name => {
      expect(() => loadCode(model(zip({ 'index.js': '', [name]: '' })))).toThrow(/points outside it/);
    },
  );

  test('with a link that points outside its folder', () => {
    const path = folder({ 'index.js': '' });
    writeFileSync(join(root, 'secret.json'), '{}');
    symlinkSync('../secret.json', join(path, 'link.json'));
    expect(() => loadCode(model(path))).toThrow(/points outside it: link\.json/);
  });
});

describe('What would never end is refused', () => {
  test('links that lead to the same folders in more ways than anybody can count', () => {
    const path = folder({ 'index.js': '' });
    for (let i = 0; i <= 8; i++) mkdirSync(join(path, `d${i}`));
    for (let i = 0; i < 8; i++) for (let j = 0; j < 20; j++) symlinkSync(`../d${i + 1}`, join(path, `d${i}`, `l${j}`));
    expect(() => loadCode(model(path))).toThrow(/larger than 50 MB, or has more than 20000 entries/);
  });

  const LIMITS = { bytes: 1_000_000, entries: 10 };
  const all = () => true;
  const archive = (files: Record<string, Buffer>) => Buffer.from(zipSync(files));
  /** The list of an archive, with one of its numbers changed. */
  const listed = (zipped: Buffer, offset: number, value: number) => {
    zipped.writeUInt32LE(value, zipped.indexOf(Buffer.from('PK\u0001\u0002')) + offset);
    return zipped;
  };

  test.each<[string, Buffer]>([
    ['an entry that is larger than it says', listed(archive({ 'a.js': Buffer.alloc(2_000_000) }), 24, 1)],
    ['entries that together are too large', archive({ 'a.js': Buffer.alloc(600_000), 'b.js': Buffer.alloc(600_000) })],
    ['too many entries', archive(Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`${i}.js`, Buffer.alloc(1)])))],
  ])('an archive with %s', (_, zipped) => {
    expect(() => unzip(zipped, all, LIMITS)).toThrow(TooBig);
  });

  test('an archive with an entry that leads out', () => {
    expect(() => unzip(archive({ '../a.js': Buffer.alloc(1) }), all, LIMITS)).toThrow(LeadsOut);
  });

  test.each<[string, Buffer]>([
    ['no archive', Buffer.from('hello')],
    ['an entry behind the end', listed(archive({ 'a.js': Buffer.alloc(1) }), 42, 100_000)],
    ['an entry longer than the archive', listed(archive({ 'a.js': Buffer.alloc(1) }), 20, 100_000)],
    ['a list that is cut off', archive({ 'a.js': Buffer.alloc(1) }).subarray(0, -30)],
  ])('%s is an error, not a crash', (_, zipped) => {
    expect(() => unzip(zipped, all, LIMITS)).toThrow(/^it is not a zip file|its list of entries is broken|an entry is cut off$/);
  });
});

test('an archive gives back what was put into it, stored and deflated', () => {
  const text = Buffer.from('text '.repeat(50_000));
  const zipped = Buffer.from(zipSync({ 'a.js': text, 'b/c.js': [text, { level: 0 }], 'd.bin': text, 'empty.js': Buffer.alloc(0) }));
  expect(unzip(zipped, name => name.endsWith('.js'), { bytes: 10e6, entries: 10 }))
    .toEqual({ 'a.js': text, 'b/c.js': text, 'empty.js': Buffer.alloc(0) });
});
