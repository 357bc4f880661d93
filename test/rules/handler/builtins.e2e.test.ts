import { createHash, createHmac } from 'node:crypto';
import * as path from 'node:path';
import * as querystring from 'node:querystring';
import * as util from 'node:util';
import { changing } from './sample-code';
import { Verdict, verdictsOf } from './verdicts';

/** Expressions, and what they are worth in Node.js: what is computed here has to be computed there. */
const WORTH: ReadonlyArray<readonly [expression: string, value: unknown]> = [
  ["new URL('https://ä.example.com/a b?x=1#y').href", new URL('https://ä.example.com/a b?x=1#y').href],
  ["new URLSearchParams('a=1&b=2&a=3').getAll('a').join()", '1,3'],
  ["new URL('../b', 'https://example.com/a/c').pathname", '/b'],
  ['structuredClone({ a: new Map([[1, [2]]]), d: new Date(0) }).a.get(1)[0]', 2],
  ["atob(btoa('hi'))", 'hi'],
  ["Buffer.from('Grüße').toString('base64')", Buffer.from('Grüße').toString('base64')],
  ["Buffer.from('Pz8-', 'base64url').toString() + Buffer.from('??>').toString('base64url')", '??>Pz8-'],
  ["Buffer.byteLength('Grüße')", Buffer.byteLength('Grüße')],
  ["new TextDecoder().decode(new TextEncoder().encode('Grüße'))", 'Grüße'],
  ["require('path').posix.join('/a', '..', 'b.html')", path.posix.join('/a', '..', 'b.html')],
  ["require('node:path/posix').extname('a.html')", '.html'],
  ["require('querystring').stringify({ a: [1, 2], b: 'ä' })", querystring.stringify({ a: [1, 2], b: 'ä' })],
  ["require('url').parse('https://example.com/a?b=1').pathname", '/a'],
  ["require('url').URL === URL", true],
  ["require('util').format('%s %j', 1, { a: 1 })", util.format('%s %j', 1, { a: 1 })],
  ["require('util').inspect({ a: [1, 'b'] })", util.inspect({ a: [1, 'b'] })],
  ["await require('util').promisify((a, done) => done(null, a + 1))(1)", 2],
  ["new (require('string_decoder').StringDecoder)('utf8').write(Buffer.from('ü'))", 'ü'],
  ["new (require('events'))().on('x', () => {}).listenerCount('x')", 1],
  [
    "(() => { try { require('assert').deepStrictEqual({ a: [1] }, { a: [2] }); } catch (error) { return error.name; } })()",
    'AssertionError',
  ],
  [
    "require('crypto').createHash('sha256').update('a').update(Buffer.from('b')).digest('hex')",
    createHash('sha256').update('ab').digest('hex'),
  ],
  ["require('crypto').createHmac('sha1', 'key').update('a').digest('base64')", createHmac('sha1', 'key').update('a').digest('base64')],
  ['/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID())', true],
  ["crypto.getRandomValues(new Uint8Array(4)).length + require('crypto').randomBytes(4).length", 8],
  ["await require('timers/promises').setTimeout(100, 'late')", 'late'],
  ['Object.keys(process.env).length', 0],
  ["process.version.startsWith('v22.')", true],
  ['new Date(0).toISOString() + (new Date() instanceof Date)', '1970-01-01T00:00:00.000Ztrue'],
  ['(() => { const start = Date.now(); return new Promise(done => setTimeout(() => done(Date.now() - start >= 1000), 1000)); })()', true],
  [
    'new Promise(done => { const all = []; const i = setInterval(() => { all.push(1); if (all.length === 3) { clearInterval(i); ' +
      'done(all.length); } }, 1); })',
    3,
  ],
  [
    'new Promise(done => { const t = setTimeout(() => done("cleared"), 1); clearTimeout(t); setImmediate(done, "immediate"); })',
    'immediate',
  ],
  ['global === globalThis && typeof fetch', 'function'],
  ['typeof Intl', 'undefined'],
  ["(0, eval)('1 + 1')", 2],
];

/** What Node.js has and handlers do not get, by the name that is told. */
const REFUSED: ReadonlyArray<readonly [expression: string, name: string]> = [
  ["require('fs').writeFileSync", 'fs.writeFileSync'],
  ["await require('node:fs/promises').readFile('page.html')", 'the file page.html'],
  ["require('https')", 'the module https'],
  ["require('zlib')", 'the module zlib'],
  ["require('aws-sdk')", 'the module aws-sdk'],
  ["require('util').parseArgs({})", 'util.parseArgs'],
  ["require('crypto').createCipheriv", 'crypto.createCipheriv'],
  ['crypto.subtle', 'crypto.subtle'],
  ["new TextDecoder('shift_jis')", 'TextDecoder for shift_jis'],
];

let verdicts: Record<string, Verdict>;

beforeAll(() => {
  const once = (statement: string) => changing(`if (status === 500 && request.method === 'HEAD') { ${statement} }`);
  verdicts = verdictsOf({
    ...Object.fromEntries(
      WORTH.map(([expression, value]) => [
        expression,
        once(`const v = await (${expression}); if (v !== ${JSON.stringify(value)}) throw new Error(JSON.stringify(v));`),
      ]),
    ),
    ...Object.fromEntries(REFUSED.map(([expression]) => [expression, once(`${expression};`)])),
    'a feature that the engine lacks': once("if (typeof Intl !== 'undefined') new Intl.NumberFormat();"),
    'a failure, and a feature that the engine lacks': once('new Intl.NumberFormat();'),
    'a failure with a clone': once("structuredClone({}); throw new Error('mine');"),
  });
});

test.each(WORTH.map(([expression]) => expression))('%s', expression => {
  expect(verdicts[expression]).toMatchObject({ rules: [], reasons: [] });
});

test.each(REFUSED)('fails: %s', (expression, name) => {
  expect(verdicts[expression]).toMatchObject({
    rules: [],
    reasons: [`the function Function cannot be told: it needs ${name}, which handlers do not get when they are tried`],
  });
});

test('a handler may look for what the engine lacks', () => {
  expect(verdicts['a feature that the engine lacks']).toMatchObject({ rules: [], reasons: [] });
});

test('a handler that fails for want of something cannot be told', () => {
  expect(verdicts['a failure, and a feature that the engine lacks']).toMatchObject({
    rules: [],
    reasons: [expect.stringContaining('perhaps because the engine for trying it lacks Intl')],
  });
});

test('fails: a handler that fails for no want of anything', () => {
  expect(verdicts['a failure with a clone']).toMatchObject({ rules: ['handler-fails'], reasons: [] });
});
