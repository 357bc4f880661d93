import { Deployed } from './runtime-client';
import { changing, PASS } from '../rules/handler/sample-code';

/** Seconds that a function may take. */
export const TIMEOUT_S = 2;

/** A handler with a callback that is called with `response` and `status`. */
const calling = (statements: string) => `exports.handler = (event, context, callback) => {
    const { response } = event.Records[0].cf;
    const status = Number(response.status);
    ${statements}
  };`;

const later = (statements: string) => `setTimeout(() => { ${statements} }, 5);`;
const MARK = "response.headers['x-mark'] = [{ key: 'X-Mark', value: 'made' }];";

/**
 * A handler that says what it sees, in a header and in its status: of the engine's results only the status is known.
 * @param what an expression
 */
const sees = (what: string, before = '') => `${before}\nexports.handler = async function (event, context) {
    const { response } = event.Records[0].cf;
    const seen = JSON.stringify(${what});
    let sum = 0;
    for (const letter of seen) sum = (31 * sum + letter.charCodeAt(0)) % 97;
    response.status = String(400 + sum);
    response.headers['x-seen'] = [{ value: seen }];
    return response;
  };`;

const GLOBALS = [
  'fetch', 'URL', 'Buffer', 'atob', 'structuredClone', 'performance', 'crypto', 'setImmediate', 'AbortController', 'Headers', 'FormData',
  'Blob', 'queueMicrotask', 'WebAssembly', 'global', 'awslambda', 'require', 'module', 'EventTarget', 'TextEncoder', 'BroadcastChannel',
  'window',
];

/** Ways to end that the handlers of other tests do not have. Most of them behave only for some statuses: what follows must work. */
export const WAYS: Readonly<Record<string, string>> = {
  'calls back twice': calling(`callback(null, response); ${MARK} callback(null, { status: '201' });`),
  'calls back, then throws': calling(`callback(null, response); ${MARK} if (status === 404) throw new Error('after');`),
  'calls back, then throws later': calling(`callback(null, response); if (status === 404) ${later("throw new Error('after');")}`),
  'calls back, then changes the response later': calling(`callback(null, response); ${later(MARK)}`),
  'calls back without waiting, then changes the response': calling(
    `context.callbackWaitsForEmptyEventLoop = false; callback(null, response); ${later(MARK)}`,
  ),
  'decides not to wait after it has called back': calling(
    `callback(null, response); context.callbackWaitsForEmptyEventLoop = false; ${MARK}`,
  ),
  'calls back, then context.fail': calling("callback(null, response); context.fail(new Error('too late'));"),
  'calls back with an error, then with a response': calling("callback(new Error('first')); callback(null, response);"),
  'calls back with null as its error and nothing else': calling('callback(null);'),
  'calls back with nothing': calling('callback();'),
  'calls back with false as its error': calling('callback(false, response);'),
  'calls back with a text as its error': calling("if (status === 404) callback('no'); else callback(undefined, response);"),
  'calls back in a promise': calling('Promise.resolve().then(() => callback(null, response));'),
  'calls back, and returns a promise that rejects': calling("callback(null, response); return Promise.reject(new Error('late'));"),
  'returns a promise, and calls back first': calling('callback(null, response); return Promise.resolve({ status: \'201\' });'),
  'is async and calls back': `exports.handler = async (event, context, callback) => {
    const { response } = event.Records[0].cf; callback(null, response); ${MARK} return { status: '201' }; };`,
  'is async and ends by context.succeed': `exports.handler = async (event, context) => {
    const { response } = event.Records[0].cf; context.succeed(response); ${MARK} return { status: '201' }; };`,
  'context.succeed': calling(`context.succeed(response); ${MARK}`),
  'context.succeed with nothing': calling('context.succeed();'),
  'context.done': calling(`context.done(null, response); ${MARK}`),
  'context.done with an error': calling("if (status === 404) context.done(new Error('no')); else context.done(null, response);"),
  'context.fail': calling("if (status === 404) context.fail(new Error('no')); else context.succeed(response);"),
  'context.fail with nothing': calling('if (status === 404) context.fail(); else context.succeed(response);'),
  'context.succeed later': calling(later('context.succeed(response);')),
  'context.done, then the callback': calling("context.done(null, response); callback(new Error('too late'));"),
  'returns a thenable': calling('return { then(resolve) { resolve(response); } };'),
  'returns a thenable that throws': calling("return { then() { throw new Error('then'); } };"),
  'returns a rejected promise': calling("return status === 404 ? Promise.reject(new Error('no')) : Promise.resolve(response);"),
  'rejects with nothing': calling('return status === 404 ? Promise.reject() : Promise.resolve(response);'),
  'rejects with null': calling('return status === 404 ? Promise.reject(null) : Promise.resolve(response);'),
  'throws null': changing('if (status === 404) throw null;'),
  'throws undefined in a handler with a callback': calling('if (status === 404) throw undefined; callback(null, response);'),
  'throws an object': changing('if (status === 404) throw { code: 1 };'),
  'has a rejection that nothing catches': changing(
    "if (status === 404) { Promise.reject(new Error('lost')); await new Promise(done => setTimeout(done, 20)); }",
  ),
  'catches a rejection late': changing(
    "const lost = Promise.reject(new Error('lost')); await null; await lost.catch(() => {});",
  ),
  'throws in a timer while it waits': changing(
    `if (status === 404) { ${later("throw new Error('timer');")} await new Promise(done => setTimeout(done, 50)); }`,
  ),
  'is async, and its promise never settles': changing('if (status === 404) await new Promise(() => {});'),
  'throws in a tick': calling("if (status === 404) process.nextTick(() => { throw new Error('tick'); }); else callback(null, response);"),
  'throws in an event': changing(
    "if (status === 404) new (require('events'))().emit('error', new Error('nobody listens'));",
  ),
  'exits for some': changing('if (status === 404) process.exit(0);'),
  'exits while it is loaded': `process.exit(1); ${PASS}`,
  'overflows its stack for some': changing('if (status === 301) { const down = () => down() + 1; down(); }'),
  'takes longer than it may, for one event': changing(
    `if (status === 404 && request.method === 'HEAD') await new Promise(done => setTimeout(done, ${TIMEOUT_S * 1200}));`,
  ),
  'never calls back, for one event, while a timer runs': calling(
    "if (status === 404 && event.Records[0].cf.request.method === 'HEAD') setInterval(() => {}, 50); else callback(null, response);",
  ),
  'has a promise that never settles, and is not async': calling('return new Promise(() => {});'),
  'returns dates, undefined and functions': changing('response.headers[\'x-a\'] = [{ key: undefined, value: new Date(0), more() {} }];'),
  'returns NaN': changing('response.status = NaN;'),
  'returns toJSON': 'exports.handler = async event => ({ toJSON: () => event.Records[0].cf.response });',
  'returns a Map': 'exports.handler = async () => new Map();',
  'returns a list': 'exports.handler = async event => [event.Records[0].cf.response];',
  'returns a boolean': 'exports.handler = async () => true;',
  'returns a BigInt': 'exports.handler = async () => ({ status: 200n });',
  'sees its arguments': sees('[arguments.length, typeof arguments[2]]'),
  'sees what its context has': sees("Object.entries(context).map(([name, value]) => name + ' ' + typeof value).sort()"),
  'sees the texts of its context': sees("Object.entries(context).filter(([name, value]) => typeof value === 'string' && " +
    "name !== 'awsRequestId').sort()"),
  'sees that its event is plain': sees('[event instanceof Object, Array.isArray(event.Records), event.constructor === Object]'),
  'sees this': sees('typeof this'),
  'sees its module': sees('seen', 'const seen = [typeof require, typeof module, module.exports === exports, typeof __filename, ' +
    "this === exports, require.main === module, module.loaded, typeof require.resolve, typeof require.cache, require.resolve('fs')];"),
  'sees its globals': sees(`${JSON.stringify(GLOBALS)}.map(name => name + ' ' + typeof globalThis[name])`),
  'sees its environment': sees('Object.entries(process.env).filter(([name]) => /^(AWS_[^X].*|_HANDLER|TZ|LANG)$/.test(name) && ' +
    "name !== 'AWS_LAMBDA_RUNTIME_API').sort()"),
  'sees what it writes into its environment': sees("[process.env.NUMBER = 1, typeof process.env.NUMBER, 'NUMBER' in process.env]"),
  'is a class method': 'class Handlers { handle(event) { return Promise.resolve(event.Records[0].cf.response); } } exports.handler = ' +
    'new Handlers().handle;',
  'is bound': 'exports.handler = (async function (event) { return event.Records[0].cf[this.name]; }).bind({ name: "response" });',
  'is a generator': 'exports.handler = function* (event) { yield event.Records[0].cf.response; };',
  'is an async generator': 'exports.handler = async function* (event) { yield event.Records[0].cf.response; };',
  'is exported later': `setTimeout(() => { exports.handler = async () => ({ status: '201' }); }, 5); ${PASS}`,
  'is set by module.exports': PASS.replace('exports.handler =', 'module.exports = { handler: undefined }; module.exports.handler ='),
  'is a getter': 'Object.defineProperty(exports, \'handler\', { get: () => async event => event.Records[0].cf.response });',
  'keeps count': `let count = 0; ${changing("count += 1; response.headers['x-seen'] = [{ value: typeof count }];")}`,
};

const asModule = (code: string) => code.replace('exports.handler =', 'export const handler =');
const MARKED = changing(MARK);

/** Code in more than one file, or not in index.js. */
export const FORMS: Readonly<Record<string, Deployed>> = {
  'a module in .mjs': { files: { 'index.mjs': asModule(MARKED) }, handler: 'index.handler' },
  'a module by its package.json': {
    files: { 'index.js': asModule(MARKED), 'package.json': '{"type":"module"}' }, handler: 'index.handler',
  },
  'a module by its syntax': { files: { 'index.js': asModule(MARKED) }, handler: 'index.handler' },
  'a module that imports': {
    files: {
      'index.mjs': `import { mark } from './mark.mjs'; import path from 'node:path'; ${asModule(changing('mark(response, path.sep);'))}`,
      'mark.mjs': "export const mark = (response, value) => { response.headers['x-mark'] = [{ value }]; };",
    },
    handler: 'index.handler',
  },
  'a module that imports CommonJS': {
    files: {
      'index.mjs': `import mark from './mark.cjs'; ${asModule(changing('mark(response);'))}`,
      'mark.cjs': "module.exports = response => { response.headers['x-mark'] = [{ value: 'cjs' }]; };",
    },
    handler: 'index.handler',
  },
  'CommonJS that imports a module': {
    files: {
      'index.js': changing("(await import('./mark.mjs')).mark(response);"),
      'mark.mjs': "export const mark = response => { response.headers['x-mark'] = [{ value: 'mjs' }]; };",
    },
    handler: 'index.handler',
  },
  'a module with a default export': {
    files: { 'index.mjs': asModule(MARKED).replace('export const handler =', 'export default') }, handler: 'index.default',
  },
  'CommonJS in .cjs': { files: { 'index.cjs': MARKED }, handler: 'index.handler' },
  'a file without an extension': { files: { 'index': MARKED, 'index.js': PASS }, handler: 'index.handler' },
  '.js before .mjs': { files: { 'index.js': PASS, 'index.mjs': asModule(MARKED) }, handler: 'index.handler' },
  'a folder': { files: { 'index/index.js': MARKED }, handler: 'index.handler' },
  'a package': {
    files: { 'node_modules/mark/package.json': '{"main":"main.js"}', 'node_modules/mark/main.js': MARKED }, handler: 'mark.handler',
  },
  'a nested export in a folder': {
    files: { 'src/app/edge.js': MARKED.replace('exports.handler', 'exports.on = {}; exports.on.response') },
    handler: 'src/app/edge.on.response',
  },
  'own files and packages': {
    files: {
      'index.js': `const mark = require('mark'); const { value } = require('./data'); ${changing('mark(response, value);')}`,
      'data.json': '{"value":"json"}',
      'node_modules/mark/package.json': '{"exports":{"require":"./main.cjs","import":"./other.mjs"}}',
      'node_modules/mark/main.cjs': "module.exports = (response, value) => { response.headers['x-mark'] = [{ value }]; };",
    },
    handler: 'index.handler',
  },
  'its own text': {
    files: {
      'index.js': `const page = require('fs').readFileSync(require('path').join(__dirname, 'page.html'), 'utf8');
        ${changing("response.body = page; response.status = '200';")}`,
      'page.html': '<h1>Sorry</h1>',
    },
    handler: 'index.handler',
  },
  'a circle of files': {
    files: {
      'index.js': `exports.early = 1; const other = require('./other');
        ${changing("response.headers['x-mark'] = [{ value: String(other.seen) }];")}`,
      'other.js': "exports.seen = require('./index').early;",
    },
    handler: 'index.handler',
  },
  'a file that is missing': { files: { 'index.js': `require('./missing'); ${PASS}` }, handler: 'index.handler' },
  'an export that is missing': { files: { 'index.js': PASS }, handler: 'index.other' },
  'a broken package.json beside it': { files: { 'index.js': PASS, 'package.json': '{' }, handler: 'index.handler' },
  'a first line for the shell': { files: { 'index.js': `#!/usr/bin/env node\n${PASS}` }, handler: 'index.handler' },
};
