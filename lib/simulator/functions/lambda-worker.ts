import { sandbox, SandboxKind } from './worker-sandbox';
import { moduleLoader } from '../../function-code/module-loader';
import { ownFiles } from '../../function-code/own-files';

/** The input of a worker. */
export interface WorkerInput {
  readonly files: Readonly<Record<string, string>>;
  readonly entry: string;
  readonly handlerName: string;
  readonly sandbox: SandboxKind;
  /** How the handler may answer; see {@link HandlerStyle}. */
  readonly style: HandlerStyle;
  readonly timeoutMs: number;
  readonly memoryMb: number;
}

/**
 * How a handler may answer. `callback`: Node.js up to 22, which ignores a value that is returned without a promise.
 * `promise`: Node.js 24 and later, which refuses a handler with three parameters. `any`: both.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export type HandlerStyle = 'any' | 'callback' | 'promise';

/** A message of a worker: what happened, with a text about it. */
export type WorkerMessage = readonly [kind: 'ready' | 'not-loaded' | 'log' | 'returned' | 'threw', text: string];

/**
 * The program of a function's worker: it loads the code once, then answers one event after the other, like an execution environment of
 * Lambda. Events and results are passed as JSON, as in Lambda.
 *
 * Its text is sent to the worker, so it refers to nothing outside itself. Changes that the function makes to the prototypes and globals
 * of its context have no effect here: `parse` and `stringify` are read before its code runs.
 */
export function lambdaWorker(
  load: NodeJS.Require, makeSandbox: typeof sandbox, makeLoader: typeof moduleLoader, makeFiles: typeof ownFiles,
): void {
  const { parentPort, workerData } = load('node:worker_threads') as typeof import('node:worker_threads');
  const vm = load('node:vm') as typeof import('node:vm');
  const { isBuiltin } = load('node:module') as typeof import('node:module');
  const port = parentPort!;
  const input = workerData as WorkerInput;
  const post = (kind: WorkerMessage[0], text: string) => port.postMessage([kind, text]);

  // Not a boundary, see LambdaRunner: this removes the obvious tools of code that escapes from its context.
  for (const name of ['require', 'module', 'exports', 'fetch', 'WebSocket', 'EventSource']) delete (globalThis as any)[name];
  for (const name of ['binding', '_linkedBinding', 'dlopen', 'getBuiltinModule', 'kill', 'report']) delete (process as any)[name];

  let lines = 0;
  const log = (line: string) => {
    lines += 1;
    if (lines < 1000) post('log', line.length > 10_000 ? `${line.slice(0, 10_000)}…` : line);
    else if (lines === 1000) post('log', '(the rest of the log is cut by the local edge)');
  };

  /** Describes whatever was thrown, even if getters and proxies throw. */
  const reasonOf = (error: any): string => {
    try {
      if (typeof error !== 'object' || error === null || typeof error.message !== 'string') {
        return `threw ${typeof error === 'object' && error !== null ? stringify(error) : String(error)}, which is no Error`;
      }
      const place = /\n\s+at .*?(\/var\/task\/[^\n]*?:\d+:\d+)/.exec(String(error.stack));
      return `${error.name}: ${error.message}${place ? ` (${place[1]})` : ''}`;
    } catch {
      return 'threw something that cannot be shown';
    }
  };

  const context = makeSandbox(input.sandbox, load, log);
  const { parse, stringify } = vm.runInContext('JSON', context) as typeof JSON;
  const builtins = 'querystring buffer crypto' + (input.sandbox === 'cloudfront-function' ? ''
    : ' path url util zlib string_decoder assert events stream timers punycode fs');
  let files: Record<string, unknown> | undefined;
  const fs = () => files ??= makeFiles({
    text: path => (Object.hasOwn(input.files, path) ? input.files[path] : undefined),
    resolve: path => (load('node:path') as typeof import('node:path')).posix.resolve('/var/task', path),
    toBuffer: text => Buffer.from(text),
    refusal: what => {
      const message = `${what} is refused by the local edge: functions read the text files of their own code, and no others`;
      return Object.assign(new Error(message), { code: 'REFUSED' });
    },
  }, Object.keys(load('node:fs')));
  const loadFile = makeLoader(input.files, {
    allowed: builtins.split(' ').sort(),
    isBuiltin,
    builtin: name => (name === 'fs' ? fs() : name === 'fs/promises' ? fs().promises : load(`node:${name}`)),
    parseJson: text => parse(text),
    compile: (text, filename) => vm.compileFunction(text, ['exports', 'require', 'module', '__filename', '__dirname'],
      { filename, parsingContext: context }) as (...wrapper: unknown[]) => void,
  });

  let handler: (event: unknown, context: unknown, callback: unknown) => any;
  try {
    const main = loadFile(input.entry) as any;
    const find = (from: any) => input.handlerName.split('.').reduce((found, key) => found?.[key], from);
    handler = find(main) ?? find(main?.default);
    if (typeof handler !== 'function') throw new Error(`${input.handlerName} is no function that ${input.entry} exports`);
    if (input.style === 'promise' && handler.length >= 3) {
      throw new Error(`${input.handlerName} takes a callback, which Lambda does not have since Node.js 24: make it async`);
    }
  } catch (error) {
    return post('not-loaded', reasonOf(error));
  }

  /** Ends an invocation that waits for a promise or a callback when nothing is left that could settle it. */
  let atEmptyLoop: (() => void) | undefined;
  process.on('beforeExit', () => atEmptyLoop?.());

  port.on('message', (json: string) => {
    lines = 0;
    const deadline = Date.now() + input.timeoutMs;
    let open = true;
    const answer = (kind: WorkerMessage[0], text: string) => {
      if (!open) return;
      open = false;
      atEmptyLoop = undefined;
      port.ref();
      post(kind, text);
    };
    const fail = (error: unknown) => answer('threw', reasonOf(error));
    const give = (result: unknown) => {
      try {
        const text = stringify(result) ?? 'null';
        if (text.length > 6_291_556) {
          throw new RangeError(`the result has ${text.length} characters, more than the 6291556 that Lambda passes on`);
        }
        answer('returned', text);
      } catch (error) {
        fail(error);
      }
    };
    const done = (error: unknown, result?: unknown) => (error === undefined || error === null ? give(result) : fail(error));
    const lambdaContext = {
      awsRequestId: '00000000-0000-4000-8000-000000000000',
      functionName: 'us-east-1.local-edge',
      functionVersion: '1',
      memoryLimitInMB: String(input.memoryMb),
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => deadline - Date.now(),
      done,
      succeed: give,
      fail: (error: unknown) => fail(error ?? 'handled'),
    };
    try {
      const returned = handler(parse(json), lambdaContext, done);
      if (typeof returned?.then === 'function') {
        returned.then(give, fail);
        const unsettled = 'the handler ended without an answer: its promise is not settled, and nothing is left to settle it';
        atEmptyLoop = () => fail(new Error(unsettled));
      } else if (input.style === 'promise' || (input.style === 'any' && returned !== undefined)) {
        give(returned);
      } else {
        if (returned !== undefined) {
          log('Lambda ignores what a handler returns without a promise, up to Node.js 22: make it async, or use the callback.');
        }
        atEmptyLoop = () => give(null);
      }
    } catch (error) {
      fail(error);
    }
    if (open) port.unref();
  });
  post('ready', '');
}

/**
 * The program as text, for `new Worker(source, { eval: true })`: a separate file would be missing from a bundle. esbuild and tsx may
 * wrap functions in `__name`.
 */
export const WORKER_SOURCE = `const __name = f => f;\n(${lambdaWorker})(require, ${sandbox}, ${moduleLoader}, ${ownFiles});`;
