import { Builtins } from './builtins';
import { getRandomValues, randomUUID } from './crypto';
import { textCoding } from './encodings';
import { Host } from './host';
import { withPromised } from './promisify';
import { webEvents } from './web-events';
import { webFetch } from './web-fetch';
import { Shape, StandIns } from '../../../function-code/stand-ins';

/** Globals that core-js installs when one of its texts runs, by the name of the text. */
const WEB: Readonly<Record<string, readonly string[]>> = {
  'web-url': ['URL', 'URLSearchParams'],
  'web-clone': ['structuredClone'],
  'web-base64': ['atob', 'btoa'],
  'web-exception': ['DOMException'],
};

/** What the globals are made from. */
interface Surroundings {
  readonly builtins: Builtins;
  readonly standIns: StandIns;
  readonly nodeVersion: number;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string>>;
}

/** Defines a global. */
function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, enumerable: false, writable: true });
}

/** Defines a global that is created on first use: most handlers use none. */
function lazily(name: string, get: () => unknown): void {
  Object.defineProperty(globalThis, name, { configurable: true, enumerable: false, get, set: value => define(name, value) });
}

/** Adds the globals of CloudFront Functions, and nothing else. */
export function installViewerGlobals(host: Host, { builtins, standIns }: Surroundings): void {
  // The engine does not count its bytes.
  delete (globalThis as any).SharedArrayBuffer;
  define('console', consoleOf(host, builtins.load));
  define('Date', clock(host));
  Math.random = randomNumbers();
  installGroup(['Buffer'], () => ({ Buffer: builtins.load('buffer').Buffer }));
  installGroup(['TextEncoder', 'TextDecoder'], () => textCoding(builtins.load('buffer').Buffer, standIns.refusal));
  installWeb('web-base64', builtins);
}

/** Adds the globals of Node.js: those that only compute, and stand-ins for the others. */
export function installGlobals(host: Host, surroundings: Surroundings): void {
  const { builtins, standIns, nodeVersion, env } = surroundings;
  installViewerGlobals(host, surroundings);
  define('global', globalThis);
  refuseLanguages(standIns);
  define('crypto', { randomUUID, getRandomValues, subtle: standIns.value('crypto.subtle', 'o') });
  const process = processOf(host, nodeVersion, env);
  if (nodeVersion >= 22) {
    process.getBuiltinModule = (id: string) => (builtins.isProbing() ? undefined : builtins.load(id.replace(/^node:/, '')));
  }
  standIns.complete(process, JSON.parse(host.shapesOf('process')), 'process');
  define('process', process);
  define('awslambda', standIns.unknownModule('awslambda'));
  define('performance', performanceOf(host, standIns));
  for (const [name, value] of Object.entries(timers(host))) define(name, value);
  for (const text of Object.keys(WEB)) installWeb(text, builtins);
  installGroup(['Event', 'EventTarget', 'AbortSignal', 'AbortController'], webEvents);
  installGroup(['Headers', 'Blob', 'Response', 'Request'], () => webFetch(standIns));
  for (const [name, shape] of Object.entries<Shape>(JSON.parse(host.shapesOf('globalThis')))) {
    if (name in globalThis) continue;
    lazily(name, () => {
      if (builtins.isProbing()) return undefined;
      define(name, standIns.value(name, shape));
      return (globalThis as any)[name];
    });
  }
}

/** The engine has no languages: what it would do otherwise than Node.js is lacking. */
function refuseLanguages({ refusal }: StandIns): void {
  const { localeCompare } = String.prototype;
  const method = (prototype: object, name: string, value: (this: any, ...args: any[]) => unknown) =>
    Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
  method(String.prototype, 'localeCompare', function (other, ...rest) {
    if (rest.length || !/^[a-z\d]*$/.test(`${this}${other}`)) throw refusal('String.prototype.localeCompare');
    return localeCompare.call(this, other);
  });
  method(Number.prototype, 'toLocaleString', function (...args) {
    if (args.length || !Number.isInteger(Number(this)) || Math.abs(this) >= 1000) throw refusal('Number.prototype.toLocaleString');
    return String(this);
  });
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
    method(Date.prototype, name, () => { throw refusal(`Date.prototype.${name}`); });
  }
}

/** Globals that are made together when the first of them is used. */
function installGroup(names: readonly string[], make: () => object): void {
  for (const name of names) {
    lazily(name, () => {
      for (const [key, value] of Object.entries(make())) define(key, value);
      return (globalThis as any)[name];
    });
  }
}

function installWeb(text: string, { load }: Builtins): void {
  const names = WEB[text]!;
  for (const name of names) {
    lazily(name, () => {
      for (const each of names) delete (globalThis as any)[each];
      load(text);
      return (globalThis as any)[name];
    });
  }
}

/** Nobody waits for what is written: it may fail, as when a function writes what cannot be shown. */
function consoleOf(host: Host, load: (name: string) => any): Console {
  const print = (...args: unknown[]) => {
    try {
      const isPlain = args.every(arg => typeof arg === 'string' && !arg.includes('%'));
      host.log(isPlain ? args.join(' ') : load('util').format(...args));
    } catch {
      host.log('(the function logged something that cannot be shown)');
    }
  };
  return new Proxy({} as Console, { get: () => print });
}

/** On a clock that stands still while code runs, and then jumps to the next timer. */
function timers(host: Host) {
  const set = (callback: (...args: unknown[]) => void, delay: unknown, args: unknown[], repeats: boolean) => {
    if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function.');
    const id = host.setTimer(() => callback(...args), Number(delay) || 0, repeats);
    let isRef = true;
    const ref = (value: boolean) => {
      host.refTimer(id, isRef = value);
      return timer;
    };
    const timer = {
      id,
      hasRef: () => isRef,
      ref: () => ref(true),
      unref: () => ref(false),
      refresh: () => timer,
      close: () => clear(timer),
      [Symbol.toPrimitive]: () => id,
    };
    return timer;
  };
  const clear = (timer: any) => host.clearTimer(Number(timer?.id ?? timer) || 0);
  const after = (delay: number, value: unknown) => new Promise(resolve => set(resolve, delay, [value], false));
  return {
    setTimeout: withPromised((callback: any, delay?: number, ...args: unknown[]) => set(callback, delay, args, false), after),
    setInterval: (callback: any, delay?: number, ...args: unknown[]) => set(callback, delay, args, true),
    setImmediate: withPromised((callback: any, ...args: unknown[]) => set(callback, 0, args, false), (value: unknown) => after(0, value)),
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

function processOf(host: Host, nodeVersion: number, env: Readonly<Record<string, string>>) {
  const stream = { write: () => true, isTTY: false };
  const version = `${nodeVersion}.0.0`;
  const nanoseconds = () => BigInt(Math.round(host.elapsed() * 1e6));
  const hrtime = (since?: [number, number]) => {
    const nanos = Number(nanoseconds()) - (since ? since[0] * 1e9 + since[1] : 0);
    return [Math.floor(nanos / 1e9), nanos % 1e9];
  };
  const memory = { rss: 60e6, heapTotal: 20e6, heapUsed: 10e6, external: 2e6, arrayBuffers: 1e5 };
  const process: any = {
    env: new Proxy({ ...env }, { set: (target, name, value) => Reflect.set(target, name, String(value)) }),
    argv: ['/var/lang/bin/node', '/var/runtime/index.mjs'],
    argv0: '/var/lang/bin/node',
    execArgv: [],
    execPath: '/var/lang/bin/node',
    exitCode: undefined,
    mainModule: undefined,
    title: '/var/lang/bin/node',
    release: { name: 'node' },
    features: {},
    platform: 'linux',
    arch: 'x64',
    pid: 1,
    ppid: 0,
    version: `v${version}`,
    versions: { node: version },
    stdout: stream,
    stderr: stream,
    cwd: () => '/var/task',
    uptime: () => host.elapsed() / 1000,
    hrtime: Object.assign(hrtime, { bigint: nanoseconds }),
    memoryUsage: Object.assign(() => ({ ...memory }), { rss: () => memory.rss }),
    cpuUsage: () => ({ user: 1e5, system: 1e4 }),
    nextTick: (callback: (...args: unknown[]) => void, ...args: unknown[]) => queueMicrotask(() => callback(...args)),
    emitWarning: () => undefined,
    emit: () => false,
    listeners: () => [],
    listenerCount: () => 0,
    exit: () => host.exit(),
    abort: () => host.exit(),
  };
  for (const name of ['on', 'once', 'off', 'addListener', 'removeListener', 'removeAllListeners', 'setMaxListeners']) {
    process[name] = () => process;
  }
  return Object.defineProperty(process, Symbol.toStringTag, { value: 'process' });
}

function performanceOf(host: Host, standIns: StandIns) {
  const now = () => host.elapsed();
  const entry = (entryType: string, name: string, duration: number) => ({ name, entryType, startTime: now(), duration, detail: null });
  const performance = {
    now,
    timeOrigin: Date.now(),
    mark: (name: string) => entry('mark', String(name), 0),
    clearMarks: () => undefined,
    clearMeasures: () => undefined,
  };
  const functions = ['measure', 'getEntries', 'getEntriesByName', 'getEntriesByType', 'timerify', 'eventLoopUtilization', 'toJSON'];
  standIns.complete(performance, Object.fromEntries(functions.map(name => [name, 'f' as const])), 'performance');
  return performance;
}
