import type { Context } from 'node:vm';

/** The service whose globals the code of a function sees. */
export type SandboxKind = 'lambda' | 'cloudfront-function';

/**
 * Makes the global object of a function, without access to files, processes or the network.
 *
 * Its text is sent to the worker, where it runs, so it refers to nothing outside itself.
 *
 * @param log called with every line that the function writes to its console
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export function sandbox(kind: SandboxKind, load: NodeJS.Require, log: (line: string) => void): Context {
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
  if (kind === 'cloudfront-function') {
    return vm.createContext({ ...shared, console: { log: print } }, { codeGeneration: { strings: false, wasm: false } });
  }

  const refuse = (name: string) => async () => {
    throw new Error(`${name} is refused by the local edge, which gives functions no network`);
  };
  const timers = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, queueMicrotask };
  const { crypto } = globalThis;
  const web = { URL, URLSearchParams, AbortController, AbortSignal, Event, EventTarget, performance, structuredClone, crypto };
  const stream = { write: (text: unknown) => (print(String(text).replace(/\n$/, '')), true) };
  const { version, versions, hrtime, nextTick, uptime, exit } = process;
  const context = vm.createContext({
    ...shared,
    ...timers,
    ...web,
    fetch: refuse('fetch'),
    console: Object.fromEntries(['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir'].map(name => [name, print])),
    process: {
      ...{ version, versions, hrtime, nextTick, uptime, exit },
      ...{ env: {}, argv: ['node'], platform: 'linux', arch: 'x64', pid: 1, stdout: stream, stderr: stream },
      cwd: () => '/var/task',
      on: () => undefined,
      emitWarning: print,
    },
  });
  context.global = vm.runInContext('globalThis', context);
  return context;
}
