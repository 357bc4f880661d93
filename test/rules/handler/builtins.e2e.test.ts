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
  ["await require('util').promisify(setTimeout)(1, 'late')", 'late'],
  ["require('util').promisify.custom === Symbol.for('nodejs.util.promisify.custom')", true],
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
  ['process.env.AWS_REGION + process.env.NODE_ENV', 'us-east-1undefined'],
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
  ['typeof Intl + typeof WebSocket', 'objectfunction'],
  ["(0, eval)('1 + 1')", 2],
];

/** Expressions that are worth here what they are worth in this Node.js, as JSON. */
const SAME: readonly string[] = [
  "[...new Headers({ B: '1', a: ' 2 ' })]",
  "(h => { h.append('a', '1'); h.append('A', '2'); h.append('set-cookie', 'x=1'); h.append('set-cookie', 'y=2'); h.delete('z'); " +
    "return [[...h], h.get('a'), h.get('none'), h.getSetCookie(), h.has('A')]; })(new Headers())",
  "(() => { try { new Headers({ 'a b': '1' }); } catch (error) { return error.name; } })()",
  "(() => { const all = []; new Headers([['a', '1']]).forEach((value, name) => all.push(name, value)); return all; })()",
  "(async r => [r.status, r.ok, r.statusText, r.headers.get('content-type'), r.bodyUsed, await r.text(), r.bodyUsed])" +
    "(new Response('Grüße', { status: 404, statusText: 'No' }))",
  "(async r => [await r.clone().json(), r.headers.get('content-type'), await r.text()])(Response.json({ a: [1] }))",
  "(r => [r.status, r.headers.get('location')])(Response.redirect('https://example.com/a', 301))",
  "[[204, 'x'], [99, null]].map(([status, body]) => { try { new Response(body, { status }); } catch (error) { return error.name; } })",
  "(async r => { await r.text(); return r.text().catch(error => error.name); })(new Response('x'))",
  "(async r => [r.method, r.url, r.headers.get('a'), await r.json()])" +
    "(new Request('https://example.com/a b', { method: 'post', headers: { a: '1' }, body: '[1]' }))",
  "(() => { try { new Request('https://example.com', { body: 'x' }); } catch (error) { return error.name; } })()",
  "new Response(new URLSearchParams({ a: '1' })).headers.get('content-type')",
  '(async b => [b.size, b.type, await b.text(), await b.slice(1, 3).text()])' +
    "(new Blob(['ab', new Uint8Array([99])], { type: 'Text/Plain' }))",
  "(c => { const seen = []; c.signal.addEventListener('abort', event => seen.push(event.type, c.signal.aborted)); c.abort(); c.abort(); " +
    'return [seen, c.signal.reason.name, c.signal.reason.message]; })(new AbortController())',
  "(() => { try { AbortSignal.abort('why').throwIfAborted(); } catch (reason) { return reason; } })()",
  "(c => { const any = AbortSignal.any([c.signal]); c.abort('x'); return [any.aborted, any.reason]; })(new AbortController())",
  'new Promise(done => { const s = AbortSignal.timeout(5); s.onabort = () => done(s.reason.name); setTimeout(() => {}, 50); })',
  "(t => { let n = 0; const f = () => { n += 1; }; t.addEventListener('a', f, { once: true }); t.addEventListener('a', f); " +
    "t.dispatchEvent(new Event('a')); t.dispatchEvent(new Event('a')); return n; })(new EventTarget())",
  '(() => { try { new AbortSignal(); } catch (error) { return error.name; } })()',
  "(a => [new TextEncoder().encodeInto('aü€', a), [...a]])(new Uint8Array(4))",
  "['b', 'a', 'a1'].sort((x, y) => x.localeCompare(y)).join() + (12).toLocaleString()",
  '[typeof process.hrtime.bigint(), process.hrtime().length, Object.keys(process.memoryUsage()).sort(), process.platform]',
  'new Promise(done => process.nextTick((a, b) => done([a, b]), 1, 2))',
  "[require('http').STATUS_CODES[503], require('http').METHODS.includes('GET'), require('os').EOL, require('fs').constants.R_OK]",
  "[typeof performance.now(), performance.mark('a').name]",
  "require('util').types.isRegExp(/a/)",
];

/** What Node.js has and handlers do not get, by the name that is reported. */
const LACKED: ReadonlyArray<readonly [expression: string, name: string]> = [
  ["require('fs').writeFileSync('a', '')", 'fs.writeFileSync'],
  ["await require('node:fs/promises').readFile('page.html')", 'the file page.html'],
  ["require('https').get('https://example.com')", 'https.get'],
  ["require('zlib').gzipSync('a')", 'zlib.gzipSync'],
  ["require('@aws-sdk/client-s3').S3Client()", '@aws-sdk/client-s3.S3Client'],
  ["require('util').parseArgs({})", 'util.parseArgs'],
  ["require('crypto').createCipheriv('a', 'b', 'c')", 'crypto.createCipheriv'],
  ["crypto.subtle.digest('SHA-256', new Uint8Array(1))", 'crypto.subtle.digest'],
  ["new TextDecoder('shift_jis')", 'TextDecoder for shift_jis'],
  ['new Intl.NumberFormat()', 'Intl.NumberFormat'],
  ['process.kill(1)', 'process.kill'],
  ["new Date(0).toLocaleDateString('en')", 'Date.prototype.toLocaleDateString'],
  ['(1234).toLocaleString()', 'Number.prototype.toLocaleString'],
  ["'ä'.localeCompare('b')", 'String.prototype.localeCompare'],
  ["new Response('x').body.getReader()", 'Body.body.getReader'],
];

let verdicts: Record<string, Verdict>;

/** What an expression is worth in this process. */
async function worthHere(expression: string): Promise<unknown> {
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;
  return new AsyncFunction('require', `return JSON.stringify(await (${expression}))`)(require);
}

beforeAll(async () => {
  const same = await Promise.all(SAME.map(async expression => [expression, await worthHere(expression)] as const));
  const once = (statement: string) => changing(`if (status === 500 && request.method === 'HEAD') { ${statement} }`);
  verdicts = verdictsOf({
    ...Object.fromEntries(
      WORTH.map(([expression, value]) => [
        expression,
        once(`const v = await (${expression}); if (v !== ${JSON.stringify(value)}) throw new Error(JSON.stringify(v));`),
      ]),
    ),
    ...Object.fromEntries(same.map(([expression, value]) => [
      expression,
      once(`const v = JSON.stringify(await (${expression})); if (v !== ${JSON.stringify(value)}) throw new Error(v);`),
    ])),
    ...Object.fromEntries(LACKED.map(([expression]) => [expression, once(`${expression};`)])),
    ...Object.fromEntries(LACKED.map(([expression]) => [`${expression}, swallowed`, once(`try { ${expression} } catch {}`)])),
    'a failure with a clone': once("structuredClone({}); throw new Error('mine');"),
  });
});

test.each(WORTH.map(([expression]) => expression))('%s', expression => {
  expect(verdicts[expression]).toMatchObject({ rules: [], reasons: [] });
});

test.each(SAME)('as in Node.js: %s', expression => {
  expect(verdicts[expression]).toMatchObject({ rules: [], reasons: [] });
});

test.each(LACKED)('fails: %s', (expression, name) => {
  const reasons = [`what the function Function does is not known: it needs ${name}, which functions do not get here`];
  expect(verdicts[expression]).toMatchObject({ rules: [], reasons });
  expect(verdicts[`${expression}, swallowed`]).toMatchObject({ rules: [], reasons });
});

test('fails: a handler that fails for no want of anything', () => {
  expect(verdicts['a failure with a clone']).toMatchObject({ rules: ['handler-fails'], reasons: [] });
});
