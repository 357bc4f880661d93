import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ESM, folder, FORMS, model, zip } from './code-samples';
import { functionModel, run } from './samples';
import { loadCode } from '../../../lib/function-code/load-code';
import { FunctionModel } from '../../../lib/model/lambda-function';

describe('The code of a function is taken', () => {
  test.each(FORMS)('from %s', async (_, handler, files) => {
    for (const assetPath of [folder(files), zip(files)]) {
      expect(await run(loadCode(model(assetPath, { handler })), { name: 'b' })).toEqual({ outcome: 'returned', result: 'a/b', log: [] });
    }
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

  test('top-level await is lost on the way to CommonJS, and said', async () => {
    const code = loadCode(model(folder({ 'index.mjs': 'const a = await 1; export const handler = async () => a' })));
    expect(await run(code)).toMatchObject({ outcome: 'not-loaded', cannotTell: expect.stringMatching(/^it needs top-level await/) });
  });
});

describe('As in Lambda,', () => {
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
  test('of more than 50 MB', () => {
    const files = { 'index.js': '', 'large.bin': 'x'.repeat(51 * 1024 * 1024) };
    expect(() => loadCode(model(folder(files)))).toThrow(/larger than 50 MB/);
    expect(() => loadCode(model(zip(files)))).toThrow(/larger than 50 MB/);
    expect(() => loadCode(model(folder({ 'index.js': 'x'.repeat(1024 * 1024) })))).not.toThrow();
  });

  test('with links that lead to the same folders in more ways than anybody can count', () => {
    const path = folder({ 'index.js': '' });
    for (let i = 0; i <= 8; i++) mkdirSync(join(path, `d${i}`));
    for (let i = 0; i < 8; i++) for (let j = 0; j < 20; j++) symlinkSync(`../d${i + 1}`, join(path, `d${i}`, `l${j}`));
    expect(() => loadCode(model(path))).toThrow(/larger than 50 MB, or has more than 20000 entries/);
  });
});
