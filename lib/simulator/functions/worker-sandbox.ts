import type { Context } from 'node:vm';
import { shapesOf, StandIns } from '../../function-code/stand-ins';

/** What the global object is made from. */
export interface SandboxParts {
  readonly load: NodeJS.Require;
  /** Called with every line that the function writes to its console. */
  readonly log: (line: string) => void;
  readonly standIns: StandIns;
  readonly shapesOf: typeof shapesOf;
  /** Of the process before anything was taken from it. */
  readonly processShapes: ReturnType<typeof shapesOf>;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Makes the global object of a Lambda or CloudFront function, without access to files, processes or the network.
 *
 * Its text is sent to the worker, where it runs, so it refers to nothing outside itself.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export function sandbox(isLambda: boolean, { load, log, standIns, shapesOf: shapes, processShapes, env }: SandboxParts): Context {
  const vm = load('node:vm') as typeof import('node:vm');
  const { format } = load('node:util') as typeof import('node:util');

  const print = (...args: unknown[]) => {
    try {
      log(format(...args));
    } catch {
      log('(the function logged something that cannot be shown)');
    }
  };
  const shared = { Buffer, TextEncoder, TextDecoder, atob, btoa, ArrayBuffer, Uint8Array };
  if (!isLambda) {
    return vm.createContext({ ...shared, console: { log: print } }, { codeGeneration: { strings: false, wasm: false } });
  }

  // Classes that hold and change data. They are the worker's own, because a context has only what ECMAScript has.
  const own = [
    'URL', 'URLSearchParams', 'AbortController', 'AbortSignal', 'DOMException', 'Event', 'EventTarget', 'CustomEvent', 'performance',
    'structuredClone', 'crypto', 'Crypto', 'CryptoKey', 'SubtleCrypto', 'Response', 'Headers', 'Request', 'FormData', 'Blob', 'File',
    'ReadableStream', 'ReadableStreamDefaultReader', 'WritableStream', 'TransformStream', 'TextEncoderStream', 'TextDecoderStream',
    'CompressionStream', 'DecompressionStream', 'ByteLengthQueuingStrategy', 'CountQueuingStrategy', 'setTimeout', 'setInterval',
    'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate', 'queueMicrotask',
  ].filter(name => name in globalThis);
  const stream = { write: (text: unknown) => (print(String(text).replace(/\n$/, '')), true), isTTY: false };
  const {
    arch, argv0, config, constrainedMemory, cpuUsage, exit, features, hrtime, memoryUsage, nextTick, platform, release, resourceUsage,
    uptime, version, versions,
  } = process as any;
  const listening = ['on', 'once', 'off', 'addListener', 'removeListener', 'removeAllListeners', 'setMaxListeners'];
  const ofTexts = new Proxy({ ...env }, { set: (target, name, value) => Reflect.set(target, name, String(value)) });
  const proc: any = {
    ...{ arch, argv0, config, constrainedMemory, cpuUsage, exit, features, hrtime, memoryUsage, nextTick, platform, release },
    ...{ resourceUsage, uptime, version, versions, abort: exit, env: ofTexts },
    ...{ argv: ['node', '/var/runtime/index.mjs'], execArgv: [], execPath: 'node' },
    ...{ title: 'node', pid: 1, ppid: 0, exitCode: undefined, stdout: stream, stderr: stream, cwd: () => '/var/task', emitWarning: print },
    ...{ emit: () => false, listeners: () => [], listenerCount: () => 0 },
    ...Object.fromEntries(listening.map(name => [name, () => proc])),
  };
  standIns.complete(proc, processShapes, 'process');
  const globals = {
    ...shared,
    ...Object.fromEntries(own.map(name => [name, (globalThis as any)[name]])),
    console: Object.fromEntries(Object.keys(console).map(name =>
      [name, /^(log|info|warn|error|debug|trace|dir|table)$/.test(name) ? print : () => undefined])),
    process: proc,
    awslambda: standIns.unknownModule('awslambda'),
  };
  const context = vm.createContext(globals);
  context.global = vm.runInContext('globalThis', context);
  const known = new Set<string>(vm.runInContext('Object.getOwnPropertyNames(globalThis)', context));
  const others = Object.entries({ ...shapes(globalThis), fetch: 'f', WebSocket: 'f', EventSource: 'f' } as const);
  standIns.complete(context, Object.fromEntries(others.filter(([name]) => !known.has(name))), '');
  return context;
}
