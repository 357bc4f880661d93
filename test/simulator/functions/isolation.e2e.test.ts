import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionModel, run, runner } from './samples';
import { loadCode } from '../../../lib/function-code/load-code';

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

describe('What a handler does is undetermined when it uses', () => {
  const told = async (code: string) => (await run(code)).cannotTell;
  const uses: ReadonlyArray<readonly [expression: string, lacked: string]> = [
    ["require('net').connect(80)", 'net.connect'],
    ["require('node:http').get('http://127.0.0.1')", 'http.get'],
    ["new (require('https').Agent)()", 'https.Agent'],
    ["require('http2').connect('https://127.0.0.1')", 'http2.connect'],
    ["require('dns').promises.lookup('localhost')", 'dns.promises.lookup'],
    ["await require('node:dns/promises').lookup('localhost')", 'dns/promises.lookup'],
    ["require('child_process').execSync('true')", 'child_process.execSync'],
    ["new (require('worker_threads').Worker)('.')", 'worker_threads.Worker'],
    ["require('os').hostname()", 'os.hostname'],
    ["require('vm').runInNewContext('1')", 'vm.runInNewContext'],
    ["require('module').createRequire('/')", 'module.createRequire'],
    ["new (require('node:sqlite').DatabaseSync)(':memory:')", 'sqlite.DatabaseSync'],
    ["await new (require('@aws-sdk/client-s3').S3Client)({}).send(1)", '@aws-sdk/client-s3.S3Client, @aws-sdk/client-s3.S3Client.send'],
    ["fs.readFileSync('/etc/hostname', 'utf8')", 'the file /etc/hostname'],
    ["fs.readFileSync('/var/task/../../etc/hostname')", 'the file /var/task/../../etc/hostname'],
    ["await fs.promises.readFile('../other.html')", 'the file ../other.html'],
    ["fs.existsSync('constructor')", 'the file constructor'],
    ["fs.readdirSync('/')", 'fs.readdirSync'],
    ["fs.writeFileSync('/tmp/x', '')", 'fs.writeFileSync'],
    ["require('../../../etc/passwd')", 'the file ../../../etc/passwd, which is outside its code'],
    ["require('/')", 'the file /, which is outside its code'],
    ["await fetch('http://127.0.0.1')", 'fetch'],
    ["new WebSocket('ws://127.0.0.1')", 'WebSocket'],
    ['process.kill(1)', 'process.kill'],
  ];
  const all = runner(`const fs = require('fs'); const uses = [${uses.map(([expression]) => `async () => { ${expression} }`).join()}];
    exports.handler = async ({ i, swallows }) => { try { await uses[i]?.() } catch (error) { if (!swallows) throw error } }`);

  test.each(uses)('%s', async (expression, lacked) => {
    const reason = `it needs ${lacked}, which functions do not get here`;
    const i = uses.findIndex(([other]) => other === expression);
    for (const swallows of [false, true]) expect(await all.invoke({ i, swallows })).toMatchObject({ cannotTell: reason });
    expect(await all.invoke({ i: -1 })).toEqual({ outcome: 'returned', result: null, log: [] });
  });

  test('a client that it made while it was loaded', async () => {
    const code = "const AWS = require('@aws-sdk/client-s3'); const s3 = new AWS.S3({}); AWS.configure(s3.config); " +
      "exports.handler = async ({ asks }) => asks ? (await s3.getObject({})).Body : 'unasked'";
    const client = runner(code);
    expect(await client.invoke({})).toEqual({ outcome: 'returned', result: 'unasked', log: [] });
    expect((await client.invoke({ asks: true })).cannotTell).toMatch(/^it needs .*S3\.getObject/);
    expect((await client.invoke({})).cannotTell).toBeUndefined();
  });

  test('what it got while it was loaded', async () => {
    const code = "try { require('os').hostname() } catch {} exports.handler = async () => 1";
    expect(await told(code)).toBe('it needs os.hostname, which functions do not get here');
    expect(await run("require('dgram').createSocket('udp4'); exports.handler = async () => 1"))
      .toMatchObject({ outcome: 'not-loaded', cannotTell: 'it needs dgram.createSocket, which functions do not get here' });
  });

  test('a package that its package.json names, which is still to be installed', async () => {
    const files = { 'package.json': '{"dependencies":{"left-pad":"1"}}', 'index.js': "require('left-pad')" };
    expect(await runner({ files, entry: 'index.js', handlerName: 'handler' }).invoke({}))
      .toMatchObject({ cannotTell: expect.stringContaining('the module left-pad, which is not among its files') });
  });
});

describe('Only mentioning what there is not is harmless:', () => {
  test.each([
    ["require('https')", 'const https = require("https"); const { get } = https; class Mine extends https.Agent {}'],
    ['an import of it', 'import https, { Agent } from "https"; import * as http from "http"; http.get.bind(http); Agent.name;'],
    ['a constant of it', 'if (require("http").STATUS_CODES[404] !== "Not Found") throw 1'],
    ['the type of it', 'if (typeof fetch !== "function" || typeof WebSocket !== "function") throw 1'],
    ['a question about it', 'if ({} instanceof WebSocket || "x" instanceof require("net").Socket) throw 1'],
    ['a promise of it', 'const get = require("util").promisify(require("https").get)'],
    ['the AWS SDK', 'import { S3Client } from "@aws-sdk/client-s3"; import * as s3 from "@aws-sdk/client-s3"; new s3.S3(new S3Client({}))'],
  ])('%s', async (_, text) => {
    const code = loadCode(functionModel({ code: { text: `${text}; exports.handler = async () => 1` }, runtime: 'nodejs24.x' }));
    expect(await runner(code).invoke({})).toEqual({ outcome: 'returned', result: 1, log: [] });
  });
});

test('A module that neither the code nor Lambda has is missing', async () => {
  const missing = { outcome: 'not-loaded', reason: expect.stringMatching(/^Error: Cannot find module '/), log: [] };
  expect(await run("require('left-pad')")).toEqual(missing);
  expect(await run("require('constructor')")).toEqual(missing);
  expect(await run("require('aws-sdk')")).toEqual(missing); // up to Node.js 16
  const older = { files: { 'index.js': "require('aws-sdk'); exports.handler = async () => 1" }, entry: 'index.js', handlerName: 'handler' };
  expect(await runner(older, { nodeVersion: 16 }).invoke({})).toMatchObject({ result: 1 });
});

test("A handler has Lambda's environment and none of this machine's, and no handle on the process", async () => {
  process.env.ISOLATION_TEST_SECRET = 'secret';
  const code = 'exports.handler = async () => [process.env.AWS_LAMBDA_FUNCTION_NAME, process.env.ISOLATION_TEST_SECRET ?? "", ' +
    'typeof process.mainModule, typeof importScripts]';
  expect(await run(code)).toMatchObject({ result: ['us-east-1.handler', '', 'undefined', 'undefined'] });
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
