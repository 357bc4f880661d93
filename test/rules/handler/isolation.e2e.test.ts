import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changing, PASS, STATIC_BODY } from './sample-code';
import { CLEAN, Verdict, verdictsOf } from './verdicts';

/** Milliseconds for a handler that does not end. */
const DEADLINE = 200;

const LATE = /did not finish within 0\.2 s/;

/** What handlers do that have no good in mind, and what is said of them. */
const HOSTILE: Readonly<Record<string, readonly [code: string, reason: RegExp]>> = {
  'loops forever': [changing('for (;;);'), LATE],
  'loops forever while it is loaded': ['for (;;);', LATE],
  'loops forever and catches what ends it': [changing('for (;;) try { for (;;); } catch {}'), LATE],
  'loops forever in finally': [changing('(function f() { try { f(); } finally { f(); } })();'), LATE],
  'loops forever in a built-in function': [changing('new Array(2 ** 32 - 2).indexOf(1);'), LATE],
  'loops forever in a regular expression': [changing("/^(a+)+$/.test('a'.repeat(50) + 'b');"), LATE],
  'loops forever in promises': ['const p = Promise.resolve(); (function f() { p.then(f); })(); exports.handler = async () => {};', LATE],
  'loops forever in a getter of its result': ['exports.handler = async () => ({ get status() { for (;;); } });', LATE],
  'loops forever in toJSON': ['exports.handler = async () => ({ toJSON() { for (;;); } });', LATE],
  'loops forever in a thenable': ['exports.handler = () => ({ then() { for (;;); } });', LATE],
  'loops forever in a proxy': ['exports.handler = new Proxy(() => {}, { apply() { for (;;); } });', LATE],
  'allocates without end': [
    changing('const all = []; for (;;) all.push(new Array(100_000).fill(all.length));'),
    /out of memory|did not finish/,
  ],
  'allocates one thing that is too big': [changing('new Uint8Array(200 * 1024 * 1024);'), /out of memory/],
  'recurses without end': [changing('(function f() { f(); })();'), /Maximum call stack size exceeded/],
  'nests too deep for the engine': [changing("JSON.parse('['.repeat(1_000_000));"), /the engine for trying it failed/],
  'returns what nests too deep': [
    'exports.handler = async () => { let o = {}; for (let i = 0; i < 100_000; i++) o = { o }; return o; };',
    /gave up|Maximum call stack|did not finish/,
  ],
  'opens a socket': [changing("require('net').connect(PORT, '127.0.0.1');"), /it needs net\.connect/],
  'asks a web server': [changing("await fetch('http://127.0.0.1:PORT/');"), /it needs fetch/],
  'asks a web server and swallows the error': [changing("await fetch('http://127.0.0.1:PORT/').catch(() => {});"), /it needs fetch/],
  'writes a file': [changing("require('fs').writeFileSync('FOLDER/written', '');"), /it needs fs\.writeFileSync/],
  'writes a file while it is loaded': ["require('node:fs').writeFileSync('FOLDER/written', '');", /it needs fs\.writeFileSync/],
  'starts a process': [changing("require('child_process').execSync('touch FOLDER/spawned');"), /it needs child_process\.execSync/],
  'starts a thread': [changing("new (require('worker_threads').Worker)('.');"), /it needs worker_threads\.Worker/],
  'asks for the AWS SDK': [
    "const { S3Client } = require('@aws-sdk/client-s3'); const s3 = new S3Client({}); exports.handler = async () => s3.send(1);",
    /it needs @aws-sdk\/client-s3\.S3Client\.send/,
  ],
  'asks for files outside its code': ["require('../../../../etc/passwd');", /needs the file .*passwd, which is outside its code/],
  'asks for a module by import()': [changing("(await import('fs')).writeFileSync('FOLDER/written', '');"), /it needs fs\.writeFileSync/],
  'asks for a module by import() and swallows the error': [
    changing("try { (await import('fs')).writeFileSync('FOLDER/written', ''); } catch { response.status = '200'; }"),
    /it needs fs\.writeFileSync/,
  ],
  'throws a text without end': [
    changing("require('fs').readFileSync('x'.repeat(1_000_000));"),
    /^what the function \w+ does is not known: .{0,310}(\n|$)/,
  ],
  'makes one text that is too big': [changing("let text = 'x'; for (;;) text += text;"), /string too long/],
  'waits for another thread': [
    changing('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'), /needs SharedArrayBuffer|did not finish/,
  ],
  'asks for WebAssembly': [changing('new WebAssembly.Module(new Uint8Array(8));'), /needs WebAssembly\.Module/],
};

/** Handlers that do their worst to what they share with the program around them, then mask a failure: that has to show. */
const TAMPERING: Readonly<Record<string, string>> = {
  'Object.prototype': "Object.prototype.status = '500'; Object.prototype.kind = 'response'; Object.prototype.toJSON = undefined;",
  'Object.prototype, with setters': "Object.defineProperty(Object.prototype, 'files', { set() { throw new Error('set'); } });",
  'JSON': "JSON.stringify = () => '{}'; JSON.parse = () => { throw new Error('parsed'); };",
  'Array.prototype': "for (const name of ['push', 'map', 'join', 'forEach']) Array.prototype[name] = () => { throw new Error(name); };",
  'Promise': 'globalThis.Promise = undefined;',
  'globals': 'for (const name of Object.getOwnPropertyNames(globalThis)) { try { delete globalThis[name]; } catch {} }',
  'Function.prototype': 'Function.prototype.call = Function.prototype.apply = undefined;',
};

const MASKS = "exports.handler = (event, context, callback) => { const { response } = event.Records[0].cf; response.status = '200'; " +
  'callback(null, response); };';

/** A file that a trap leaves behind when it got hold of the process around it. */
const OUT = `const out = process => {
    try { (process.getBuiltinModule?.('fs') ?? process.mainModule.require('fs')).writeFileSync('FOLDER/NAME', ''); } catch {}
  };`;

/** Ways out that others have found. Each leaves the response as it was. */
const ESCAPING: Readonly<Record<string, string>> = {
  'the constructor of a constructor': "out(event.constructor.constructor('return process')());",
  'the constructor of the context': "out(context.constructor.constructor('return process')());",
  'the constructor of the callback': "out(callback.constructor('return process')());",
  'the constructor of an async function': "out(await (async () => {}).constructor('return process')());",
  'the constructor of a generator': "out((function* () {}).constructor('return process')().next().value);",
  'the global object': 'out((function () { return this; })().process);',
  'eval': "out((0, eval)('process'));",
  'import()': "out((await import('node:process')).default);",
  'the stack of an error': `Error.prepareStackTrace = (_, sites) => sites;
    for (const site of new Error().stack) out(site.getFunction?.()?.constructor.constructor('return process')());`,
  'the caller of a function': `function trap() { return trap.caller; }
    (function inside() { out(trap()?.constructor('return process')()); })();`,
  'a thenable': "response.then = resolve => { delete response.then; out(resolve.constructor('return process')()); resolve(response); };",
  'the species of a promise': `class Mine extends Promise {
      constructor(executor) { super((resolve, reject) => { out(resolve.constructor('return process')()); executor(resolve, reject); }); }
    }
    await Mine.resolve().then(() => {});`,
  'a getter of the result': `const { headers } = response;
    const get = () => { out(event.constructor.constructor('return process')()); return headers; };
    Object.defineProperty(response, 'headers', { enumerable: true, get });`,
  'toJSON': "response.toJSON = function () { out(this.constructor.constructor('return process')()); return { ...this }; };",
  'a proxy': `return new Proxy(response, {
      get(target, key) { out(target.constructor.constructor('return process')()); return target[key]; },
    });`,
  'a timer after the end': 'setTimeout(() => out(process));',
  'a promise after the end': 'void Promise.resolve().then(() => Promise.resolve()).then(() => out(process));',
};

const escaping = (name: string, statements: string) => `${OUT.replace('NAME', name)}
  exports.handler = async function (event, context, callback) {
    const { request, response } = event.Records[0].cf;
    ${statements}
    return response;
  };`;

/** Runs handlers as Lambda does, without a sandbox: in a process of its own, which writes what they return. */
const LAMBDA = `
  const event = () => ({ Records: [{ cf: { request: {}, response: { status: '500', headers: {} } } }] });
  (async () => {
    for (const file of process.argv.slice(1)) JSON.stringify(await require(file).handler(event(), {}, () => {}));
  })();`;

const WORKS = ['one before', 'one after'];

let verdicts: Record<string, Verdict>;
let folder: string;
let server: Server;
let connections = 0;
let took: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isolation-'));
  server = createServer(socket => { connections += 1; socket.destroy(); });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const placed = (code: string) => code.replace(/PORT/g, String(port)).replace(/FOLDER/g, folder);
  const hostile = new Set(Object.values(HOSTILE).map(([code]) => placed(code)));
  const started = Date.now();
  verdicts = verdictsOf(
    {
      'one before': STATIC_BODY,
      ...Object.fromEntries(Object.entries(HOSTILE).map(([name, [code]]) => [name, placed(code)])),
      ...Object.fromEntries(Object.entries(TAMPERING).map(([name, code]) => [name, `${MASKS}\n${code}`])),
      ...Object.fromEntries(
        Object.entries(ESCAPING).map(([name, code]) => [name, placed(escaping(name, code))]),
      ),
      'swallows and masks': placed(changing("await fetch('http://127.0.0.1:PORT/').catch(() => { response.status = '200'; });")),
      'a module that it does not have': "require('left-pad');",
      'an unfinished text': 'exports.handler = async () => {',
      'prints without end': changing(
        "for (let i = 0; i < 50; i++) console.log('x'.repeat(10_000)), process.stdout.write('{}\\n[]\\n');",
      ).replace('for', 'if (status === 500) for'),
      'a timer without end': changing('setInterval(() => {}, 1); setTimeout(function f() { setTimeout(f); });'),
      'one after': STATIC_BODY,
      'a clean one after': PASS,
    },
    code => (hostile.has(code) ? DEADLINE : undefined),
  );
  took = Date.now() - started;
}, 60_000);

afterAll(async () => {
  await new Promise(resolve => server.close(resolve));
  rmSync(folder, { recursive: true });
});

describe('a handler without a result', () => {
  test.each(Object.entries(HOSTILE))('fails to be tried, and that is said: it %s', (name, [, reason]) => {
    expect(verdicts[name]!.rules).toEqual([]);
    expect(verdicts[name]!.reasons.join('\n')).toMatch(reason);
  });

  test('leaves nothing behind on this machine', () => {
    expect(readdirSync(folder)).toEqual([]);
    expect(connections).toBe(0);
  });

  test('costs no more than its own time', () => {
    expect(took).toBeLessThan(50_000);
  });
});

describe('the handlers beside', () => {
  test.each(WORKS)('fail as they do alone: %s', name => {
    expect(verdicts[name]).toMatchObject({
      rules: ['handler-masks-failover', 'masked-success-cached', 'handler-leaves-entity-headers'],
      reasons: [],
    });
  });

  test('pass as they do alone', () => {
    expect(verdicts['a clean one after']).toMatchObject(CLEAN);
  });

  test.each(['prints without end', 'a timer without end'])('pass although one is a nuisance: %s', name => {
    expect(verdicts[name]).toMatchObject(CLEAN);
  });
});

test.each(Object.keys(TAMPERING))('fails: a handler that masks, and tampers with %s', name => {
  expect(verdicts[name]).toMatchObject({ rules: ['handler-masks-failover', 'masked-success-cached'], reasons: [] });
});

describe('there is no way out', () => {
  test.each(Object.keys(ESCAPING))('by %s', name => {
    expect(existsSync(join(folder, name))).toBe(false);
    expect(verdicts[name]!.rules).toEqual([]);
  });

  test('fails for each of them without a sandbox: so the traps do work', async () => {
    const control = mkdtempSync(join(tmpdir(), 'no-isolation-'));
    const files = Object.entries(ESCAPING).map(([name, code], i) => {
      const file = join(control, `${i}.cjs`);
      writeFileSync(file, escaping(name, code).replaceAll('FOLDER', control));
      return file;
    });
    const child = spawn(process.execPath, ['-e', LAMBDA, ...files], { stdio: 'inherit' });
    await new Promise(resolve => child.on('close', resolve));
    expect(Object.keys(ESCAPING).filter(name => !existsSync(join(control, name)))).toEqual([]);
    rmSync(control, { recursive: true });
  });
});

test('what a handler does after an error that only the sandbox made says nothing about it', () => {
  expect(verdicts['swallows and masks']).toMatchObject({ rules: [], reasons: [expect.stringContaining('it needs fetch')] });
});

test.each(['a module that it does not have', 'an unfinished text'])('fails, because it fails in Lambda: %s', name => {
  expect(verdicts[name]).toMatchObject({ rules: ['handler-fails'], reasons: [] });
});
