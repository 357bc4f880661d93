import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, runner } from './samples';

const folder = mkdtempSync(join(tmpdir(), 'isolation-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('A handler gets the modules that only compute', () => {
  test.each([
    'path', 'querystring', 'url', 'util', 'buffer', 'crypto', 'zlib', 'string_decoder', 'assert', 'events', 'stream', 'timers', 'punycode',
    'path/posix', 'util/types', 'stream/promises',
  ])('%s, with node: and without', async name => {
    const code = `exports.handler = async () => typeof require('${name}') + ' ' + (require('node:${name}') === require('${name}'))`;
    expect(await run(code)).toMatchObject({ result: expect.stringMatching(/^(object|function) true$/) });
  });

  test('and the globals that go with them', async () => {
    const code = `exports.handler = async event => [
      new URL('/a', 'https://b').href, Buffer.from('c').toString('base64'), atob('Yw=='), structuredClone([1])[0], typeof crypto.subtle,
      new TextDecoder().decode(new TextEncoder().encode('d')), Buffer.from('e') instanceof Uint8Array,
      process.cwd(), typeof global.setTimeout,
      event instanceof Object, Array.isArray(event.list) && event.list instanceof Array,
    ]`;
    expect((await run(code, { list: [] })).result).toEqual([
      'https://b/a',
      'Yw==',
      'c',
      1,
      'object',
      'd',
      true,
      '/var/task',
      'function',
      true,
      true,
    ]);
  });
});

test.each([
  ["fs.readFileSync('/var/task/pages/sorry.html', 'utf8')", '<h1>Sorry</h1>'],
  ["fs.readFileSync('./pages/sorry.html').toString('base64')", Buffer.from('<h1>Sorry</h1>').toString('base64')],
  ["fs.readFileSync(new URL('file:///var/task/app/../pages/sorry.html'), { encoding: 'utf-8' })", '<h1>Sorry</h1>'],
  ["await fs.promises.readFile(__dirname + '/pages/sorry.html', 'utf8')", '<h1>Sorry</h1>'],
  ["await require('node:fs/promises').readFile('pages/sorry.html', 'utf8')", '<h1>Sorry</h1>'],
  [
    "await new Promise((resolve, reject) => fs.readFile('pages/sorry.html', 'utf8', (error, text) => error ? reject(error) : " +
      'resolve(text)))',
    '<h1>Sorry</h1>',
  ],
  ["fs.existsSync('pages/sorry.html')", true],
])('A handler reads the text files of its code: %s', async (expression, result) => {
  const files = {
    'index.js': `const fs = require('fs'); exports.handler = async () => ${expression}`,
    'pages/sorry.html': '<h1>Sorry</h1>',
  };
  expect(await runner({ files, entry: 'index.js', handlerName: 'handler' }).invoke({})).toMatchObject({ outcome: 'returned', result });
});

describe('A handler is refused, by name,', () => {
  test.each([
    'net',
    'node:http',
    'https',
    'http2',
    'dns',
    'tls',
    'dgram',
    'child_process',
    'node:child_process',
    'worker_threads',
    'cluster',
    'os',
    'vm',
    'v8',
    'module',
    'process',
    'inspector',
    'node:sqlite',
    'node:test',
    'aws-sdk',
    '@aws-sdk/client-s3',
    '@aws-sdk/client-dynamodb',
  ])('the module %s', async name => {
    expect(await run(`exports.handler = async () => require('${name}')`)).toMatchObject({
      outcome: 'threw',
      reason: expect.stringContaining(`require('${name}') is refused by the local edge`),
    });
  });

  test.each(['../../../etc/passwd', '/etc/passwd', '../outside', '/'])('the path %s', async path => {
    expect(await run(`exports.handler = async () => require('${path}')`)).toMatchObject({
      outcome: 'threw',
      reason: expect.stringMatching(/points outside the code/),
    });
  });

  test.each([
    ["fs.readFileSync('/etc/hostname', 'utf8')", 'the file /etc/hostname'],
    ["fs.readFileSync('/var/task/../../etc/hostname')", 'the file /var/task/../../etc/hostname'],
    ["await fs.promises.readFile('../other.html')", 'the file ../other.html'],
    ["fs.existsSync('constructor')", 'the file constructor'],
    ["fs.readdirSync('/')", 'fs.readdirSync'],
    ["fs.writeFileSync('/tmp/x', '')", 'fs.writeFileSync'],
    ['fs.createReadStream', 'fs.createReadStream'],
  ])('what is not a text file of its code, by %s', async (expression, what) => {
    expect(await run(`const fs = require('fs'); exports.handler = async () => { ${expression} }`))
      .toMatchObject({ outcome: 'threw', reason: expect.stringContaining(`${what} is refused by the local edge`) });
  });

  test('the network, by fetch', async () => {
    expect(await run("exports.handler = () => fetch('http://127.0.0.1')")).toMatchObject({
      outcome: 'threw',
      reason: expect.stringContaining('fetch is refused'),
    });
  });

  test('while it loads, too', async () => {
    expect(await run("const net = require('net'); exports.handler = async () => 1"))
      .toMatchObject({ outcome: 'not-loaded', reason: expect.stringContaining("require('net') is refused") });
  });
});

test('A handler has no environment, and no handle on the process', async () => {
  process.env.ISOLATION_TEST_SECRET = 'secret';
  const code =
    'exports.handler = async () => [Object.keys(process.env), typeof process.binding, typeof process.kill, typeof process.mainModule, ' +
      'typeof importScripts]';
  expect(await run(code)).toMatchObject({ result: [[], 'undefined', 'undefined', 'undefined', 'undefined'] });
  delete process.env.ISOLATION_TEST_SECRET;
});

describe('A handler that climbs out of its context the obvious way', () => {
  const outside = "const outside = text => Buffer.constructor('return ' + text)();";

  test.each([
    ['finds no require', 'typeof require'],
    ['finds no bindings', 'typeof process.binding + typeof process.dlopen + typeof process.getBuiltinModule'],
    ['finds no environment', 'Object.keys(process.env).join()'],
    ['finds no way to end the process', 'typeof process.kill'],
    ['finds no fetch', 'typeof fetch'],
  ])('%s', async (_, text) => {
    expect(
      (await run(`${outside} exports.handler = async () => outside(${JSON.stringify(text)}).replaceAll('undefined', '')`)).result,
    ).toBe('');
  });

  test('imports nothing', async () => {
    for (const load of ["import('node:fs')", "Function('return import(\"node:fs\")')()", "outside('import(\"node:fs\")')"]) {
      expect(await run(`${outside} exports.handler = async () => ${load}`)).toMatchObject({ outcome: 'threw' });
    }
  });
});

describe('Whatever a handler tries, the edge goes on:', () => {
  const target = join(folder, 'written');

  test('it writes files', async () => {
    expect((await run(`exports.handler = async () => require('fs').writeFileSync(${JSON.stringify(target)}, 'x')`)).outcome).toBe('threw');
    expect(existsSync(target)).toBe(false);
  });

  test('it spawns processes', async () => {
    expect((await run(`exports.handler = async () => require('child_process').execSync('touch ${target}')`)).outcome).toBe('threw');
    expect(existsSync(target)).toBe(false);
  });

  test('it opens sockets', async () => {
    const heard = jest.fn();
    const server = createServer(heard).listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    expect((await run(`exports.handler = async () => require('net').connect(${port}, '127.0.0.1')`)).outcome).toBe('threw');
    expect((await run(`exports.handler = () => fetch('http://127.0.0.1:${port}')`)).outcome).toBe('threw');
    expect((await run(`exports.handler = () => new WebSocket('ws://127.0.0.1:${port}')`)).outcome).toBe('threw');
    expect(heard).not.toHaveBeenCalled();
    await new Promise(resolve => server.close(resolve));
  });

  test('it tampers with the prototypes and globals of its context', async () => {
    const tampering = runner(`
      Object.prototype.polluted = 'x';
      Array.prototype.map = Array.prototype.push = () => { throw new Error('tampered') };
      JSON.stringify = () => '{"status":"forged"}';
      JSON.parse = () => { throw new Error('tampered') };
      Object.defineProperty(globalThis, 'process', { value: null });
      console.log = null;
      exports.handler = async event => ({ seen: event.polluted, list: event.list });
    `);
    for (let time = 0; time < 2; time++) {
      expect(await tampering.invoke({ list: [1] })).toEqual({ outcome: 'returned', result: { seen: 'x', list: [1] }, log: [] });
    }
    expect(({} as any).polluted).toBeUndefined();
    expect(JSON.stringify([1].map(x => x))).toBe('[1]');
  });

  test('it tampers with what lies outside its context', async () => {
    const code = `
      const world = Buffer.constructor('return globalThis')();
      for (const name of ['JSON', 'Promise', 'Map', 'String', 'Date']) { try { world[name] = null } catch {} }
      world.Object.prototype.polluted = 'x';
      world.Array.prototype.push = null;
      exports.handler = async () => 'answered';
    `;
    const tampering = runner(code, { timeoutMs: 1000 });
    expect(['returned', 'threw', 'timed-out']).toContain((await tampering.invoke({})).outcome);
    expect(await run("exports.handler = async () => 'untouched'")).toMatchObject({ result: 'untouched' });
    expect(({} as any).polluted).toBeUndefined();
  });

  test('it answers with a `then` that lies', async () => {
    expect(await run('exports.handler = () => ({ then(resolve, reject) { resolve(1); reject(2); throw 3 } })')).toMatchObject({
      outcome: 'returned',
      result: 1,
    });
    expect(await run('exports.handler = () => ({ then() { throw new Error("liar") } })')).toMatchObject({
      outcome: 'threw',
      reason: expect.stringContaining('liar'),
    });
  });

  test('it returns a __proto__', async () => {
    const { result } = await run('exports.handler = async () => JSON.parse(\'{"__proto__":{"polluted":1}}\')');
    expect(Object.getPrototypeOf(result)).toBe(Object.getPrototypeOf({}));
    expect(({} as any).polluted).toBeUndefined();
  });
});
