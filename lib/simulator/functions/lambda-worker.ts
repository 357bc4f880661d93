import { sandbox } from './worker-sandbox';
import { cloudFrontModule } from '../../function-code/cloudfront-module';
import { callHandler, HandlerStyle } from '../../function-code/lambda-call';
import { LambdaWorld } from '../../function-code/lambda-world';
import { LoadedCode } from '../../function-code/load-code';
import { moduleLoader } from '../../function-code/module-loader';
import { ownFiles } from '../../function-code/own-files';
import { shapesOf, standIns } from '../../function-code/stand-ins';

/** The input of a worker. */
export interface WorkerInput extends LoadedCode {
  /** How the handler may answer; see {@link HandlerStyle}. */
  readonly style: HandlerStyle;
  readonly world: LambdaWorld;
  readonly timeoutMs: number;
  readonly memoryMb: number;
}

/** A message of a worker: what happened, with a text about it. */
export type WorkerMessage = readonly [
  kind: 'ready' | 'not-loaded' | 'began' | 'log' | 'lacked' | 'chose' | 'returned' | 'threw', text: string,
];

/**
 * The program of a function's worker: it loads the code once, then answers one event after the other, like an execution environment of
 * Lambda. Events and results are passed as JSON, as in Lambda.
 *
 * Its text is sent to the worker, so it refers to nothing outside itself. Changes that the function makes to the prototypes and globals
 * of its context have no effect here: `parse` and `stringify` are read before its code runs.
 */
export function lambdaWorker(
  load: NodeJS.Require,
  makeSandbox: typeof sandbox,
  makeLoader: typeof moduleLoader,
  makeFiles: typeof ownFiles,
  makeStandIns: typeof standIns,
  shapes: typeof shapesOf,
  call: typeof callHandler,
  makeCloudFront: typeof cloudFrontModule,
): void {
  const { parentPort, workerData } = load('node:worker_threads') as typeof import('node:worker_threads');
  const vm = load('node:vm') as typeof import('node:vm');
  const { isBuiltin } = load('node:module') as typeof import('node:module');
  const port = parentPort!;
  const input = workerData as WorkerInput;
  const post = (kind: WorkerMessage[0], text: string) => port.postMessage([kind, text]);

  const processShapes = shapes(process);
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
        return `threw ${typeof error === 'object' && error !== null ? stringify(error) : String(error)}, which is not an Error`;
      }
      const frames = String(error.stack).split('\n').filter(line => /^ {4}at /.test(line)).map(line => line.slice(0, 500));
      const [place] = frames.flatMap(frame => /\/var\/task\/[^\n]*?:\d+:\d+/.exec(frame) ?? []);
      return `${error.name}: ${error.message}${place === undefined ? '' : ` (${place})`}`;
    } catch {
      return 'threw something that cannot be shown';
    }
  };

  let isLoading = true;
  const absent = makeStandIns({ lacked: what => post('lacked', what.slice(0, 100)), isLoading: () => isLoading });
  const isLambda = input.service !== 'cloudfront-functions';
  const context = makeSandbox(isLambda, { load, log, standIns: absent, shapesOf: shapes, processShapes, env: input.world.env });
  const { parse, stringify } = vm.runInContext('JSON', context) as typeof JSON;
  const more = isLambda ? ' path url util zlib string_decoder assert events stream timers punycode' : '';
  const computing = `querystring buffer crypto${more}`.split(' ');
  const modules: Record<string, any> = isLambda ? {} : {
    cloudfront: makeCloudFront({
      keyValues: input.keyValues, chose: json => post('chose', json), refusal: absent.refusal, stringify, parse,
    }),
  };
  const makers: Record<string, () => unknown> = {
    'fs': () => makeFiles({
      text: path => (Object.hasOwn(input.files, path) ? input.files[path] : undefined),
      resolve: path => (load('node:path') as typeof import('node:path')).posix.resolve('/var/task', path),
      toBuffer: text => Buffer.from(text),
      refusal: absent.refusal,
      complete: fs => absent.complete(fs, shapes(load('node:fs')), 'fs'),
    }),
    'fs/promises': () => builtin('fs').promises,
    'process': () => context.process,
    'console': () => context.console,
    'perf_hooks': () => ({ performance: context.performance }),
  };
  const builtin = (name: string): any => {
    if (computing.includes(name.split('/')[0]!)) return load(`node:${name}`);
    const standIn = () => (isBuiltin(name) ? absent.module(name, shapes(load(`node:${name}`))) : absent.unknownModule(name));
    if (!Object.hasOwn(modules, name)) modules[name] = Object.hasOwn(makers, name) ? makers[name]!() : standIn();
    return modules[name];
  };
  const isScript = (text: string) => {
    try {
      return Boolean(new vm.Script(text));
    } catch {
      return false;
    }
  };
  const loadFile = makeLoader(input.files, {
    isBuiltin: name => (isLambda ? isBuiltin(name) : name === 'cloudfront' || computing.includes(name)),
    builtin,
    provided: name => (input.world.packages.includes(name.split('/')[0]!) ? absent.unknownModule(name) : undefined),
    refusal: absent.refusal,
    parseJson: text => parse(text),
    compile: (text, filename) => {
      try {
        const names = ['exports', 'require', 'module', '__filename', '__dirname'];
        return vm.compileFunction(text, names, { filename, parsingContext: context }) as (...wrapper: unknown[]) => void;
      } catch (error) {
        // What was an ES module is strict from its first character on.
        throw text.startsWith('"use strict";') && isScript(`(async function () {${text}\n})`) ? absent.refusal('top-level await') : error;
      }
    },
  });

  let handler: (event: unknown, context: unknown, callback: unknown) => any;
  try {
    const main = loadFile(input.entry) as any;
    handler = input.handlerName.split('.').reduce((found, key) => found?.[key], main);
    if (typeof handler !== 'function') throw new Error(`${input.handlerName} is not a function that ${input.entry} exports`);
    if (input.style === 'promise' && handler.length >= 3) {
      throw new Error(`${input.handlerName} takes a callback, which Lambda does not have since Node.js 24: make it async`);
    }
    isLoading = false;
  } catch (error) {
    return post('not-loaded', reasonOf(error));
  }

  /** Ends an invocation that waits for a promise or a callback when nothing is left that could settle it. */
  let atEmptyLoop: (() => void) | undefined;
  process.on('beforeExit', () => atEmptyLoop?.());

  port.on('message', (json: string) => {
    post('began', '');
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
    const give = (result: unknown) => {
      try {
        const text = stringify(result) ?? 'null';
        if (text.length > 6_291_556) {
          throw new RangeError(`the result has ${text.length} characters, more than the 6291556 that Lambda passes on`);
        }
        answer('returned', text);
      } catch (error) {
        answer('threw', reasonOf(error));
      }
    };
    atEmptyLoop = call({
      handler,
      event: parse(json),
      about: { ...input.world.context, getRemainingTimeInMillis: () => deadline - Date.now() },
      style: input.style,
      returned: give,
      threw: error => answer('threw', reasonOf(error)),
      log,
    });
    if (open) port.unref();
  });
  post('ready', '');
}

/**
 * The program as text, for `new Worker(source, { eval: true })`: a separate file would be missing from a bundle. esbuild and tsx may
 * wrap functions in `__name`.
 */
export const WORKER_SOURCE = `const __name = f => f;\n(${lambdaWorker})(require, ${sandbox}, ${moduleLoader}, ${ownFiles}, ` +
  `${standIns}, ${shapesOf}, ${callHandler}, ${cloudFrontModule});`;
