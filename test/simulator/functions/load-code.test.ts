import { symlinkSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { zipSync } from 'fflate';
import { ESM, Files, folder, FORMS, model, root, zip } from './code-samples';
import { functionModel } from './samples';
import { loadCode } from '../../../lib/function-code/load-code';
import { moduleLoader } from '../../../lib/function-code/module-loader';
import { LeadsOut, TooBig, unzip } from '../../../lib/function-code/zip';
import { NotModelled, UnusableInput } from '../../../lib/model/errors';
import { FunctionModel } from '../../../lib/model/lambda-function';

/** Loads files in this process, without the worker. Lambda provides one package here. */
function loaderOf(files: Files): (path: string) => any {
  return moduleLoader(files, {
    isBuiltin,
    builtin: name => jest.requireActual(name),
    provided: name => (name === '@aws-sdk/x' ? 'a stand-in' : undefined),
    refusal: what => new Error(`refused: ${what}`),
    parseJson: JSON.parse,
    compile: (text, filename) =>
      compileFunction(text, ['exports', 'require', 'module', '__filename', '__dirname'], { filename }) as (...wrapper: unknown[]) => void,
  });
}

function answerOf(loaded: FunctionModel): unknown {
  const { files, entry, handlerName } = loadCode(loaded);
  return handlerName.split('.').reduce((object, name) => object[name], loaderOf(files)(entry))({ name: 'b' });
}

describe('The code of a function is taken', () => {
  test('from the template, as index.js', () => {
    expect(loadCode(functionModel({ code: { text: 'exports.handler = 1' } })))
      .toEqual({ files: { 'index.js': 'exports.handler = 1' }, entry: 'index.js', handlerName: 'handler' });
  });

  test.each(FORMS)('from %s', async (_, handler, files) => {
    for (const assetPath of [folder(files), zip(files)]) expect(await answerOf(model(assetPath, { handler }))).toBe('a/b');
  });

  test('from files that are here already', () => {
    const files = { 'index.js': 'exports.handler = 1' };
    expect(loadCode(functionModel({ code: { files } })).files).toEqual(files);
  });

  test('without what is neither code nor text', () => {
    const files = { 'index.js': '', 'page.html': 'x', 'logo.png': 'x', 'native.node': 'x' };
    expect(Object.keys(loadCode(model(folder(files))).files).sort()).toEqual(['index.js', 'page.html']);
    expect(Object.keys(loadCode(model(zip(files))).files).sort()).toEqual(['index.js', 'page.html']);
  });
});

describe('The file with the handler, as in Lambda:', () => {
  const answering = (value: string) => `exports.handler = async () => '${value}'`;

  test.each([
    ['a file without an ending comes first', { 'index': answering('none'), 'index.js': answering('js') }, 'none'],
    ['then comes .js', { 'index.js': answering('js'), 'index.mjs': 'export const handler = async () => 1' }, 'js'],
    ['then .mjs', { 'index.mjs': "export const handler = async () => 'mjs'", 'index.cjs': answering('cjs') }, 'mjs'],
    ['then .cjs', { 'index.cjs': answering('cjs'), 'index/index.js': answering('folder') }, 'cjs'],
    ['then a folder', { 'index/index.js': answering('folder'), 'node_modules/index/index.js': answering('package') }, 'folder'],
    ['then a package', { 'node_modules/index/index.js': answering('package') }, 'package'],
  ])('%s', async (_, files, result) => {
    for (const assetPath of [folder(files), zip(files)]) expect(await answerOf(model(assetPath))).toBe(result);
  });

  test('then the main file of a package', async () => {
    const files = { 'node_modules/index/package.json': '{"main":"lib/main.js"}', 'node_modules/index/lib/main.js': answering('main') };
    expect(await answerOf(model(folder(files)))).toBe('main');
  });
});

describe('ES modules', () => {
  test.each<[string, Files]>([
    ['by their syntax', { 'index.js': ESM }],
    ['whose folder has no package.json, below one that has', { 'package.json': '{}', 'index.js': ESM }],
    ['in a package, which is not part of the app', {
      'package.json': '{"type":"commonjs"}',
      'index.js': "exports.handler = async e => (await import('left')).join('a', e.name)",
      'node_modules/left/index.js': "export * from 'node:path';",
    }],
  ])('load from Node.js 24 on: %s', async (_, files) => {
    const path = folder(files);
    expect(await answerOf(model(path, { runtime: 'nodejs24.x' }))).toBe('a/b');
    await expect((async () => answerOf(model(path)))()).rejects.toThrow(/^(Cannot use import|Unexpected token 'export')/);
  });

  test('CommonJS stays CommonJS on Node.js 24, strict or not', async () => {
    const imports = "exports.handler = async e => (await import('path')).join('a', e.name)";
    for (const text of [imports, `'use strict'; ${imports}`, `#!/usr/bin/env node\nundeclared = 1; ${imports}`]) {
      expect(await answerOf(functionModel({ runtime: 'nodejs24.x', code: { text } }))).toBe('a/b');
    }
    const text = "'use strict'; exports.handler = async () => { alsoUndeclared = 1; return import('path') }";
    await expect(answerOf(functionModel({ code: { text } }))).rejects.toThrow('alsoUndeclared is not defined');
  });

  test('a broken file counts only where it is loaded', () => {
    const broken = { 'node_modules/x/test.mjs': 'export const = 1', 'node_modules/y/package.json': '{', 'node_modules/y/y.js': '' };
    const fails = { 'node_modules/y/y.js': expect.stringMatching(/^throw new Error\("Invalid package config .*y\/package\.json"\)$/) };
    expect(loadCode(model(folder({ ...broken, 'index.js': 'exports.handler = 1' }))))
      .toMatchObject({ entry: 'index.js', files: { ...broken, ...fails } });
  });
});

describe('A module', () => {
  const files = {
    'package.json': '{"dependencies":{"later":"1"},"peerDependencies":{"@scope/peer":"1"}}',
    'broken/package.json': '{',
    'src/index.js': 'exports.at = __filename; exports.from = __dirname',
    'src/data.json': '{"one":1}',
    'src/fails.js': 'global.tries = (global.tries ?? 0) + 1; throw new Error("try " + global.tries)',
    'node_modules/plain/package.json': '{"exports":"./main.cjs"}',
    'node_modules/plain/main.cjs': "module.exports = 'plain'",
    'node_modules/nested/package.json': '{"exports":{".":{"node":{"default":"./main.js"}}}}',
    'node_modules/nested/main.js': "module.exports = 'nested'",
    'node_modules/lost/package.json': '{"main":"./gone.js"}',
    'node_modules/lost/index.js': "module.exports = 'index'",
    'src/node_modules/plain/index.js': "module.exports = 'nearer'",
    'asks.js': 'module.exports = require',
    'src/asks.js': 'module.exports = require',
  };
  const load = loaderOf(files);
  const [require, requireInside] = [load('asks.js'), load('src/asks.js')];

  test.each<[string, unknown]>([
    ['./src', { at: '/var/task/src/index.js', from: '/var/task/src' }],
    ['/var/task/src/index', { at: '/var/task/src/index.js', from: '/var/task/src' }],
    ['./src/../src/data', { one: 1 }],
    ['plain', 'plain'],
    ['nested', 'nested'],
    ['lost', 'index'],
    ['@aws-sdk/x', 'a stand-in'],
  ])('%s is found', (name, exports) => {
    expect(require(name)).toEqual(exports);
  });

  test('is the nearest of its name, and the same each time', () => {
    expect(requireInside('plain')).toBe('nearer');
    expect(requireInside('.')).toBe(require('./src'));
  });

  test('is found by its path, too', () => {
    expect(['node:fs', 'fs', './src'].map(name => require.resolve(name))).toEqual(['node:fs', 'fs', '/var/task/src/index.js']);
  });

  test('that fails while it is loaded is loaded again', () => {
    for (const message of ['try 1', 'try 2']) expect(() => require('./src/fails')).toThrow(message);
  });

  test.each([
    ['missing', { message: "Cannot find module 'missing'", code: 'MODULE_NOT_FOUND' }],
    ['./missing', { message: "Cannot find module './missing'", code: 'MODULE_NOT_FOUND' }],
    ['later', { message: 'refused: the module later, which is not among its files' }],
    ['@scope/peer/deep', { message: 'refused: the module @scope/peer/deep, which is not among its files' }],
    ['./native.node', { message: 'refused: the module ./native.node, which is not among its files' }],
    ['../outside', { message: 'refused: the file ../outside, which is outside its code' }],
    ['/etc/passwd', { message: 'refused: the file /etc/passwd, which is outside its code' }],
  ])('%s cannot be loaded', (name, error) => {
    expect(() => require(name)).toThrow(expect.objectContaining(error));
  });

  test('that is the handler of inline code and not there is missing', () => {
    expect(() => answerOf(functionModel({ code: { text: '' }, handler: 'app.handler' }))).toThrow("Cannot find module 'app.js'");
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
  const text = 'text '.repeat(50_000);
  const bytes = Buffer.from(text);
  const zipped = Buffer.from(zipSync({ 'a.js': bytes, 'b/c.js': [bytes, { level: 0 }], 'd.bin': bytes, 'empty.js': Buffer.alloc(0) }));
  const files = unzip(zipped, name => name.endsWith('.js'), { bytes: 10e6, entries: 10 });
  expect(Object.entries(files).map(([name, content]) => [name, content.toString()]))
    .toEqual([['a.js', text], ['b/c.js', text], ['empty.js', '']]);
});
