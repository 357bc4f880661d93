import { createHash, createHmac, getHashes } from 'node:crypto';
import { builtinModules } from 'node:module';
import { Script } from 'node:vm';
import { QuickJSContext, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core';
import { HostMethod, hostObject, newEngine } from './engine';
import { Timers } from './timers';
import { OriginChoice } from '../../../function-code/function-result';
import { Shape, shapesOf } from '../../../function-code/stand-ins';
import { Host } from '../guest/host';
import { HandlerSource } from '../guest/main';
import { FunctionJob } from '../job';

/** Programs for the engine by name: `guest`, and replacements for Node.js modules. Inserted by scripts/bundle-handler-runner.mjs. */
declare const GUEST_SOURCES: Readonly<Record<string, string>>;

/** The longest name of something that a function lacks: it may ask for an endless one. */
const MAX_NAME = 100;

/** What is kept of a function's console: it may write without end. */
const MAX_LINES = 20;
const MAX_LINE = 500;

/** How an event, or loading, ended. */
export interface Ending {
  /** `unable`: nothing is known about the function. */
  readonly kind: 'loaded' | 'returned' | 'threw' | 'unable' | 'exited' | 'timed-out';
  /** The result as JSON, or the reason. */
  readonly text: string;
  /** What the code used and does not get here: unless this is empty, nothing is known about the function. */
  readonly lacked: readonly string[];
  /** What the code wrote to its console, the beginning of it. */
  readonly log: readonly string[];
  /** What a CloudFront function called to choose an origin. */
  readonly choices: readonly OriginChoice[];
}

/** A function in its own engine. Its methods take as long as the function does: the caller has to limit them. */
export class Sandbox {
  static async of(job: FunctionJob): Promise<Sandbox> {
    const sandbox = new Sandbox(job);
    await sandbox.start();
    return sandbox;
  }

  private runtime!: QuickJSRuntime;
  private context!: QuickJSContext;
  private guest!: QuickJSHandle;
  private readonly timers = new Timers<QuickJSHandle>();
  private readonly started = [performance.now(), cpuTime()] as const;
  private answer?: Pick<Ending, 'kind' | 'text'>;
  private exits = false;
  private choices: OriginChoice[] = [];
  private readonly lackedAtLoad = new Set<string>();
  private lacked = this.lackedAtLoad;
  private log: string[] = [];

  private constructor(private readonly job: FunctionJob) {}

  /** By both wall-clock and CPU time: neither a busy machine nor compiling on another thread makes a handler late. */
  get isLate(): boolean {
    const [clock, cpu] = this.started;
    const { deadlineMs } = this.job.limits;
    return performance.now() - clock > deadlineMs && cpuTime() - cpu > deadlineMs;
  }

  load(): Ending {
    const { files, entry, handlerName, nodeVersion, service, keyValues } = this.job;
    const subject: HandlerSource = { paths: Object.keys(files), entry, handlerName, nodeVersion, service, keyValues };
    return this.run('load', Infinity, this.context.newString(JSON.stringify(subject)));
  }

  invoke(event: unknown): Ending {
    const { timeoutMs } = this.job;
    this.lacked = new Set(this.lackedAtLoad);
    this.timers.clearAll();
    return this.run(
      'invoke',
      this.timers.now + timeoutMs,
      this.context.newString(JSON.stringify(event)),
      this.context.newNumber(timeoutMs),
    );
  }

  private async start(): Promise<void> {
    const { context, runtime } = await newEngine(this.job.limits.memoryBytes, () => this.exits || this.isLate);
    this.context = context;
    this.runtime = runtime;
    runtime.setModuleLoader(name => {
      this.lacked.add(`import('${name}')`);
      return { error: new Error(`import('${name}') is not available here`) };
    });
    const module = context.unwrapResult(context.evalCode(GUEST_SOURCES.guest!, 'node:guest'));
    this.guest = context.unwrapResult(context.callFunction(context.getProp(module, 'start'), context.undefined, this.host()));
  }

  private run(method: string, end: number, ...args: QuickJSHandle[]): Ending {
    this.answer = undefined;
    this.exits = false;
    this.log = [];
    this.choices = [];
    const ending = this.call(context => context.callMethod(this.guest, method, args)) ?? this.settle(end);
    return { ...ending, lacked: [...this.lacked], choices: this.choices, log: this.log };
  }

  /** Runs promises and timers until there is an answer, or nothing is left to run. */
  private settle(end: number): Pick<Ending, 'kind' | 'text'> {
    for (;;) {
      while (this.runtime.hasPendingJob()) {
        const failed = this.call(() => this.runtime.executePendingJobs(1000));
        if (failed) return failed;
      }
      if (this.answer) return this.answer;
      const callback = this.timers.next(end);
      if (callback === 'too-late') return { kind: 'timed-out', text: `no answer within ${this.job.timeoutMs / 1000} s` };
      const failed = callback === 'none'
        ? this.call(context => context.callMethod(this.guest, 'emptyLoop', []))
        : this.call(context => context.callFunction(callback, context.undefined));
      if (failed) return failed;
      if (callback === 'none' && !this.answer && !this.runtime.hasPendingJob()) return { kind: 'unable', text: 'it never finished' };
    }
  }

  /** How the function ended, if the call ended it. */
  private call(call: (context: QuickJSContext) => { error?: QuickJSHandle }): Pick<Ending, 'kind' | 'text'> | undefined {
    const { error } = call(this.context);
    if (this.exits) return { kind: 'exited', text: 'it ended its process' };
    if (this.isLate) return { kind: 'unable', text: lateText(this.job) };
    // An uncaught exception in a timer or a promise ends a process as well.
    if (error) return this.answer ?? { kind: 'threw', text: String(this.context.dump(error)?.message) };
    return undefined;
  }

  private host(): QuickJSHandle {
    const { context, timers } = this;
    const text = (handle: QuickJSHandle) => context.getString(handle);
    const isTrue = (handle: QuickJSHandle) => context.dump(handle) === true;
    const optional = (value: string | undefined) => (value === undefined ? context.undefined : context.newString(value));
    const methods: Record<Exclude<keyof Host, 'builtinModules'>, HostMethod> = {
      shapesOf: name => context.newString(shapesFor(text(name!))),
      builtin: name => optional(ownEntry(GUEST_SOURCES, text(name!))),
      file: path => optional(ownEntry(this.job.files, text(path!))),
      evaluate: (code, filename) => context.unwrapResult(context.evalCode(text(code!), text(filename!))),
      isScript: code => (isScript(text(code!)) ? context.true : context.false),
      lacked: what => void this.lacked.add(text(what!).slice(0, MAX_NAME)),
      log: line => void (this.log.length < MAX_LINES && this.log.push(text(line!).slice(0, MAX_LINE))),
      chose: json => void this.choices.push(JSON.parse(text(json!))),
      answer: (kind, what) => void (this.answer ??= { kind: text(kind!) as Ending['kind'], text: text(what!) }),
      exit: () => void (this.exits = true),
      setTimer: (callback, delay, repeats) => context.newNumber(timers.set(callback!.dup(), context.getNumber(delay!), isTrue(repeats!))),
      refTimer: (id, isRef) => void timers.ref(context.getNumber(id!), isTrue(isRef!)),
      clearTimer: id => void timers.clear(context.getNumber(id!)),
      elapsed: () => context.newNumber(timers.now),
      digest: (algorithm, key, hex) => {
        const secret = context.typeof(key!) === 'string' ? text(key!) : undefined;
        return optional(digest(text(algorithm!), secret, text(hex!)));
      },
    };
    return hostObject(context, methods, { builtinModules: JSON.stringify(builtinModules) });
  }
}

/** CPU time of this process in milliseconds, all threads together. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export function lateText({ limits }: FunctionJob): string {
  return `it did not finish within ${limits.deadlineMs / 1000} s, the limit for all its trials together`;
}

function ownEntry(record: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Globals since Node.js 22: this process may be older than the runtime of the function. */
const NEWER_GLOBALS: Readonly<Record<string, Shape>> = { WebSocket: 'f', navigator: 'o' };

/** By module: a process tries many handlers. */
const knownShapes = new Map<string, string>();

function shapesFor(name: string): string {
  let shapes = knownShapes.get(name);
  if (shapes === undefined) {
    /* eslint-disable @typescript-eslint/no-require-imports */
    const known = name === 'globalThis' ? { ...NEWER_GLOBALS, ...shapesOf(globalThis) }
      // eslint-disable-next-line security/detect-non-literal-require -- a module of Node.js
      : shapesOf(builtinModules.includes(name) ? require(name) : {});
    knownShapes.set(name, shapes = JSON.stringify(known));
  }
  return shapes;
}

function isScript(text: string): boolean {
  try {
    new Script(text);
    return true;
  } catch {
    return false;
  }
}

function digest(algorithm: string, key: string | undefined, hex: string): string | undefined {
  if (!getHashes().includes(algorithm)) return undefined;
  const hash = key === undefined ? createHash(algorithm) : createHmac(algorithm, Buffer.from(key, 'hex'));
  return hash.update(Buffer.from(hex, 'hex')).digest('hex');
}
