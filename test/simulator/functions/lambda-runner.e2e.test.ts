import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { inline, run, runner } from './samples';

const ANSWER = { status: '200' };

describe('A handler answers', () => {
  test.each([
    ['async', 'exports.handler = async event => event.answer'],
    ['with a promise', 'exports.handler = event => new Promise(resolve => setTimeout(resolve, 5, event.answer))'],
    ['with its callback', 'exports.handler = (event, context, callback) => callback(null, event.answer)'],
    ['with its callback, later', 'exports.handler = (event, context, callback) => { setTimeout(() => callback(null, event.answer), 5) }'],
    ['with context.succeed', 'exports.handler = (event, context) => { context.succeed(event.answer) }'],
    ['with a plain value', 'exports.handler = event => event.answer'],
    [
      'from a file of a folder',
      { files: { 'src/app.js': 'exports.api = { get: async e => e.answer }' }, entry: 'src/app.js', handlerName: 'api.get' },
    ],
  ])('%s', async (_, code) => {
    expect(await run(code, { answer: ANSWER })).toEqual({ outcome: 'returned', result: ANSWER, log: [] });
  });

  test('with null when it never calls back and nothing is left that could', async () => {
    expect(await run('exports.handler = (event, context, callback) => {}')).toEqual({ outcome: 'returned', result: null, log: [] });
  });

  test('with null when it is not async and its promise can never settle', async () => {
    expect(await run('exports.handler = () => new Promise(() => {})')).toEqual({ outcome: 'returned', result: null, log: [] });
  });

  test.each([
    ['after the callback', '{ const r = { a: 1 }; callback(null, r); r.a = 2 }', { a: 2 }],
    ['in a timer after the callback', '{ const r = { a: 1 }; callback(null, r); setTimeout(() => { r.a = 2 }, 5) }', { a: 2 }],
    ['after the first of two callbacks', '{ const r = { a: 1 }; callback(null, r); callback(null, { a: 3 }); r.a = 2 }', { a: 2 }],
    ['before an exception after the callback', '{ const r = { a: 1 }; callback(null, r); r.a = 2; throw new Error("late") }', { a: 2 }],
    [
      'after the callback, unless it is not to wait',
      '{ context.callbackWaitsForEmptyEventLoop = false; const r = { a: 1 }; callback(null, r); r.a = 2 }',
      { a: 1 },
    ],
    ['after context.succeed, which is too late', '{ const r = { a: 1 }; context.succeed(r); r.a = 2 }', { a: 1 }],
  ])('with what it changes %s', async (_, body, result) => {
    expect(await run(`exports.handler = (event, context, callback) => ${body}`, {}, { style: 'callback' }))
      .toEqual({ outcome: 'returned', result, log: [] });
  });

  test('at the timeout when it calls back and something goes on', async () => {
    const code = 'exports.handler = (event, context, callback) => { callback(null, 1); setInterval(() => {}, 5) }';
    expect(await run(code, {}, { timeoutMs: 100 })).toMatchObject({ outcome: 'timed-out' });
    expect(await run(code.replace('(() => {}, 5)', '(() => {}, 5).unref()'))).toMatchObject({ result: 1 });
  });

  test('with the first of two answers', async () => {
    const code = 'exports.handler = (event, context, callback) => { callback(null, 1); callback(null, 2); context.fail("x") }';
    expect(await run(code)).toMatchObject({ outcome: 'returned', result: 1 });
  });

  test('in JSON: what JSON does not have is lost', async () => {
    const code = 'exports.handler = async () => ({ none: undefined, now: new Date(0), call() {} })';
    expect(await run(code)).toMatchObject({ result: { now: '1970-01-01T00:00:00.000Z' } });
  });
});

describe('Which way of answering Lambda has', () => {
  test('up to Node.js 22 a value without a promise is ignored, and the log says so', async () => {
    const invocation = await run('exports.handler = event => event', {}, { style: 'callback' });
    expect(invocation).toMatchObject({ outcome: 'returned', result: null, log: [expect.stringContaining('make it async')] });
    expect(await run('exports.handler = (e, c, callback) => callback(null, 1)', {}, { style: 'callback' })).toMatchObject({
      result: 1,
      log: [],
    });
  });

  test('from Node.js 24 on a handler with a callback is not loaded', async () => {
    expect(await run('exports.handler = event => event.a', { a: 1 }, { style: 'promise' })).toMatchObject({ result: 1 });
    expect(await run('exports.handler = (e, c, callback) => callback(null, 1)', {}, { style: 'promise' }))
      .toMatchObject({ outcome: 'not-loaded', reason: expect.stringContaining('make it async') });
  });
});

describe('A handler fails', () => {
  test.each([
    ['with what it throws', 'exports.handler = () => {\n  null.x;\n}', /^TypeError: .*null.* \(\/var\/task\/index\.js:2:8\)$/],
    ['with what it rejects with', 'exports.handler = async () => { throw new RangeError("far") }', /^RangeError: far/],
    ['with an error for its callback', 'exports.handler = (event, context, callback) => callback(new Error("no"))', /^Error: no/],
    ['with context.fail', 'exports.handler = (event, context) => { context.fail("no") }', /^threw no, which is not an Error$/],
    ['with a string that it throws', 'exports.handler = async () => { throw "text" }', /^threw text, which is not an Error$/],
    ['with undefined that it throws', 'exports.handler = async () => { throw undefined }', /^threw handled, which is not an Error$/],
    ['with an object that it throws', 'exports.handler = async () => { throw { code: 1 } }', /^threw {"code":1}, which is not an Error$/],
    ['with an error that cannot be shown', 'exports.handler = async () => { throw { get message() { throw 1 } } }', /cannot be shown/],
    [
      'with an exception in a timer',
      'exports.handler = () => new Promise(() => setTimeout(() => { throw new TypeError("late") }, 5))',
      /^TypeError: late/,
    ],
    [
      'with something odd in a timer',
      'const odd = { toString: null, name: { toString: null }, message: "x" }; ' +
        'exports.handler = () => new Promise(() => setTimeout(() => { throw odd }, 5))',
      /not an Error$/,
    ],
    [
      'with something odd in a promise',
      'exports.handler = async () => { throw { toString: null, name: { toString: null }, message: "x" } }',
      /cannot be shown$/,
    ],
    [
      'with nothing in a timer',
      'exports.handler = () => new Promise(() => setTimeout(() => { throw null }, 5))',
      /^threw null, which is not an Error$/,
    ],
    [
      'with a rejection that nothing catches',
      'exports.handler = () => new Promise(() => { Promise.reject(new Error("lost")); setInterval(() => {}, 9) })',
      /^Error: lost/,
    ],
    ['when its promise can never settle', 'exports.handler = async () => { await new Promise(() => {}) }', /not settled/],
    ['with a circular result', 'exports.handler = async () => { const a = {}; a.a = a; return a }', /circular/],
    ['with a result that Lambda does not pass on', 'exports.handler = async () => "x".repeat(7e6)', /7000002 characters/],
    ['when it exits', 'exports.handler = async () => process.exit(3)', /ended its process with code 3/],
    [
      'when its stack overflows',
      'exports.handler = async () => { const f = () => f() + 1; return f() }',
      /^RangeError: Maximum call stack/,
    ],
  ])('%s, and answers the next event', async (_, code, reason) => {
    const failing = runner(code);
    expect(await failing.invoke({})).toEqual({ outcome: 'threw', reason: expect.stringMatching(reason), log: [] });
    expect((await failing.invoke({})).outcome).toBe('threw');
  });

  test('when it takes longer than it may, and a new environment takes over', async () => {
    const code = 'let count = 0; exports.handler = async ({ forever }) => { count += 1; console.log("in"); while (forever); return count }';
    const looping = runner(code, { timeoutMs: 500 });
    expect(await looping.invoke({})).toMatchObject({ result: 1 });
    expect(await looping.invoke({})).toMatchObject({ result: 2 });
    expect(await looping.invoke({ forever: true })).toEqual({ outcome: 'timed-out', reason: 'no answer after 500 ms', log: ['in'] });
    expect(await looping.invoke({})).toMatchObject({ result: 1 });
  });

  test('at the timeout when it never calls back and something is pending', async () => {
    const code = 'exports.handler = (event, context, callback) => { setInterval(() => {}, 5) }';
    expect(await run(code, {}, { timeoutMs: 100 })).toMatchObject({ outcome: 'timed-out' });
  });

  test.each([
    ['JavaScript that is none', 'exports.handler = async () => {', /^SyntaxError: /],
    ['an exception while it loads', 'throw new Error("at once")', /^Error: at once/],
    ['no handler', 'exports.other = 1', /handler is not a function that index\.js exports/],
    ['a handler that is not a function', 'exports.handler = 1', /handler is not a function/],
    ['an ES module in a CommonJS file', 'export const handler = async () => 1', /^SyntaxError: Unexpected token 'export'/],
  ])('to load with %s', async (_, code, reason) => {
    expect(await run(code)).toEqual({ outcome: 'not-loaded', reason: expect.stringMatching(reason), log: [] });
  });
});

describe('Memory', () => {
  test.each([
    ['small objects', 'const all = []; for (;;) all.push({ x: [1, 2, 3] })'],
    ['one array', 'const all = []; for (;;) all.push(0)'],
    ['large arrays', 'const all = []; for (;;) all.push(new Array(3e7).fill(0))'],
    ['buffers', 'const all = []; for (;;) all.push(Buffer.alloc(1e6, 1))'],
  ])('a handler that allocates %s without end is stopped, and answers the next event', async (_, loop) => {
    const greedy = runner(`exports.handler = async ({ all }) => { if (all) { ${loop} } return 'fine' }`, { timeoutMs: 20_000 });
    expect(await greedy.invoke({ all: true })).toEqual({ outcome: 'out-of-memory', reason: expect.stringMatching(/128 MB/), log: [] });
    expect(await greedy.invoke({})).toMatchObject({ result: 'fine' });
  });

  test('a handler that waits is not blamed for what others take', async () => {
    const waiting = run('exports.handler = () => new Promise(resolve => setTimeout(resolve, 1500, "fine"))');
    await new Promise(resolve => setTimeout(resolve, 300));
    const others = Buffer.alloc(400 * 1_048_576, 1);
    expect(await waiting).toMatchObject({ result: 'fine' });
    expect(others).toHaveLength(400 * 1_048_576);
  });
});

describe('A busy machine does not fail a handler', () => {
  test('that waits for the processor', async () => {
    const computing = 'const used = () => { const { user, system } = process.cpuUsage(); return user + system; }; ' +
      'exports.handler = async () => { for (const end = used() + 150_000; used() < end;); return "fine" }';
    const slow = runner(computing, { timeoutMs: 300 });
    expect(await slow.invoke({})).toMatchObject({ result: 'fine' });
    const others = Array.from({ length: 6 * availableParallelism() }, () => spawn(process.execPath, ['-e', 'for (;;);']));
    try {
      await Promise.all(others.map(other => once(other, 'spawn')));
      const started = performance.now();
      expect(await slow.invoke({})).toMatchObject({ result: 'fine' });
      expect(performance.now() - started).toBeGreaterThan(300);
    } finally {
      for (const other of others) other.kill('SIGKILL');
    }
  });

  test('that computes while this process takes memory', async () => {
    const code = 'exports.handler = async ({ ms }) => { for (const end = Date.now() + ms; Date.now() < end;); return "fine" }';
    const computing = runner(code, { timeoutMs: 20_000 });
    expect(await computing.invoke({ ms: 0 })).toMatchObject({ result: 'fine' });
    const answer = computing.invoke({ ms: 2000 });
    await new Promise(resolve => setTimeout(resolve, 100));
    const taken: Buffer[] = [];
    for (let i = 0; i < 40; i++) {
      taken.push(Buffer.alloc(10 * 1_048_576, 1));
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    expect(await answer).toMatchObject({ result: 'fine' });
    expect(taken).toHaveLength(40);
  });
});

describe('The console', () => {
  test('goes into the log in order, as Node.js formats it', async () => {
    const code =
      'console.log("loaded"); exports.handler = async () => { console.info("a %s", "b"); console.error({ c: [1] }); ' +
        'process.stdout.write("d\\n") }';
    const logging = runner(code);
    expect((await logging.invoke({})).log).toEqual(['loaded', 'a b', '{ c: [ 1 ] }', 'd']);
    expect((await logging.invoke({})).log).toEqual(['a b', '{ c: [ 1 ] }', 'd']);
  });

  test('is cut when it has no end', async () => {
    const { outcome, log } = await run('exports.handler = async () => { for (;;) console.log("x".repeat(2e4)) }', {}, { timeoutMs: 1500 });
    expect(outcome).toBe('timed-out');
    expect(log).toHaveLength(1000);
    expect(log[0]).toHaveLength(10_001);
    expect(log.at(-1)).toContain('is cut');
  });

  test('cannot be broken by what is logged', async () => {
    const code = 'exports.handler = async () => { console.log({ get [Symbol.toStringTag]() { throw 1 } }); return 1 }';
    expect(await run(code)).toEqual({ outcome: 'returned', result: 1, log: [expect.any(String)] });
  });
});

describe('Events', () => {
  test('are copied: what a handler does to one stays with it', async () => {
    const event = { list: [1] };
    expect(await run('exports.handler = async event => { event.list.push(2); return event }', event)).toMatchObject({
      result: { list: [1, 2] },
    });
    expect(event).toEqual({ list: [1] });
  });

  test('wait for one another in an environment, and get more of them when they would wait long', async () => {
    const slow = runner(
      'let busy = 0; exports.handler = async () => { if (busy++) return "shared"; await new Promise(resolve => setTimeout(resolve, ' +
        '100)); busy--; return "alone" }',
    );
    const started = Date.now();
    const results = await Promise.all(Array.from({ length: 40 }, () => slow.invoke({})));
    expect(new Set(results.map(({ result }) => result))).toEqual(new Set(['alone']));
    expect(Date.now() - started).toBeLessThan(3500);
  });

  test('that are no JSON are refused', async () => {
    expect(await run('exports.handler = async () => 1', { n: 1n })).toMatchObject({
      outcome: 'threw',
      reason: expect.stringContaining('BigInt'),
    });
  });
});

test('The context has the time that is left, the memory and the name', async () => {
  const code =
    'exports.handler = async (e, c) => [c.getRemainingTimeInMillis() > 4000, c.memoryLimitInMB, c.functionName, c.functionVersion]';
  expect(await run(code)).toMatchObject({ result: [true, '128', 'us-east-1.handler', '1'] });
});

describe('Closing', () => {
  test('ends what is under way and what waits, and the runner can be used again', async () => {
    const closing = runner('exports.handler = async ({ forever }) => { while (forever); return "again" }');
    const [busy, waiting] = [closing.invoke({ forever: true }), closing.invoke({ forever: true })];
    await new Promise(resolve => setTimeout(resolve, 10));
    await closing.close();
    expect(await busy).toEqual({ outcome: 'threw', reason: 'the edge was closed', log: [] });
    expect(await waiting).toEqual({ outcome: 'threw', reason: 'the edge was closed', log: [] });
    expect(await closing.invoke({})).toMatchObject({ result: 'again' });
  });

  test('twice, or without having run, does nothing', async () => {
    const idle = runner(inline('exports.handler = async () => 1'));
    await idle.close();
    await idle.close();
    expect(await idle.invoke({})).toMatchObject({ result: 1 });
  });
});
