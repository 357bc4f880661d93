import { getRandomValues, randomUUID } from './crypto';
import { textCoding } from './encodings';
import { Host } from './host';
import { refusal } from './unavailable';

/** Globals that core-js installs when one of its texts runs, by the name of the text. */
const WEB: Readonly<Record<string, readonly string[]>> = {
  'web-url': ['URL', 'URLSearchParams'],
  'web-clone': ['structuredClone'],
  'web-base64': ['atob', 'btoa'],
  'web-exception': ['DOMException'],
};

/** Adds the globals of Node.js that only compute. */
export function installGlobals(host: Host, builtin: (name: string) => any, nodeVersion: number): void {
  const define = (name: string, value: unknown) =>
    Object.defineProperty(globalThis, name, { value, configurable: true, enumerable: false, writable: true });
  /** A global that is created on first use: most handlers use none. */
  const lazily = (name: string, get: () => unknown) =>
    Object.defineProperty(globalThis, name, { configurable: true, enumerable: false, get, set: value => define(name, value) });

  const nothing = () => undefined;
  define('global', globalThis);
  define('console', new Proxy({}, { get: () => nothing }));
  define('fetch', async () => { throw refusal(host, 'fetch'); });
  define('crypto', { randomUUID, getRandomValues, get subtle() { throw refusal(host, 'crypto.subtle'); } });
  define('process', processOf(host, nodeVersion));
  for (const [name, value] of Object.entries(timers(host))) define(name, value);
  define('Date', clock(host));
  Math.random = randomNumbers();

  lazily('Buffer', () => {
    const { Buffer } = builtin('buffer');
    define('Buffer', Buffer);
    return Buffer;
  });
  for (const name of ['TextEncoder', 'TextDecoder']) {
    lazily(name, () => {
      for (const [key, value] of Object.entries(textCoding(host, builtin('buffer').Buffer))) define(key, value);
      return (globalThis as any)[name];
    });
  }
  for (const [text, names] of Object.entries(WEB)) {
    for (const name of names) {
      lazily(name, () => {
        for (const each of names) delete (globalThis as any)[each];
        builtin(text);
        return (globalThis as any)[name];
      });
    }
  }
  for (const name of JSON.parse(host.globals)) {
    if (!(name in globalThis)) lazily(name, () => host.missed(name));
  }
}

/** On a clock that stands still while code runs, and then jumps to the next timer. */
function timers(host: Host) {
  const set = (callback: (...args: unknown[]) => void, delay: unknown, args: unknown[], repeats: boolean) => {
    if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function.');
    const id = host.setTimer(() => callback(...args), Number(delay) || 0, repeats);
    const timer = { id, hasRef: () => true, close: () => clear(timer), [Symbol.toPrimitive]: () => id };
    return Object.assign(timer, { ref: () => timer, unref: () => timer, refresh: () => timer });
  };
  const clear = (timer: any) => host.clearTimer(Number(timer?.id ?? timer) || 0);
  return {
    setTimeout: (callback: any, delay?: number, ...args: unknown[]) => set(callback, delay, args, false),
    setInterval: (callback: any, delay?: number, ...args: unknown[]) => set(callback, delay, args, true),
    setImmediate: (callback: any, ...args: unknown[]) => set(callback, 0, args, false),
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  };
}

/** The time of day plus what timers have added: a handler that waits for some time to pass finishes. */
function clock(host: Host): DateConstructor {
  const { now } = Date;
  Date.now = () => now() + host.elapsed();
  const virtual = new Proxy(Date, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length ? args : [Date.now()], newTarget),
    apply: () => new virtual().toString(),
  });
  Date.prototype.constructor = virtual;
  return virtual;
}

/** The same numbers in each run, so that results are repeatable. The Park-Miller generator. */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = state * 48271 % 2147483647;
    return (state - 1) / 2147483646;
  };
}

function processOf(host: Host, nodeVersion: number) {
  const stream = { write: () => true, isTTY: false };
  const version = `${nodeVersion}.0.0`;
  const nanoseconds = () => BigInt(Math.round(host.elapsed() * 1e6));
  const process: any = {
    env: {},
    argv: ['node'],
    execArgv: [],
    platform: 'linux',
    arch: 'x64',
    pid: 1,
    version: `v${version}`,
    versions: { node: version },
    stdout: stream,
    stderr: stream,
    cwd: () => '/var/task',
    uptime: () => host.elapsed() / 1000,
    hrtime: Object.assign(() => [Math.floor(host.elapsed() / 1000), (host.elapsed() % 1000) * 1e6], { bigint: nanoseconds }),
    nextTick: (callback: (...args: unknown[]) => void, ...args: unknown[]) => queueMicrotask(() => callback(...args)),
    emitWarning: () => undefined,
    exit: () => host.exit(),
    abort: () => host.exit(),
  };
  for (const name of ['on', 'once', 'off', 'addListener', 'removeListener', 'removeAllListeners']) process[name] = () => process;
  return process;
}
