import { EventLoopUtilization } from 'node:perf_hooks';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import { WORKER_SOURCE, WorkerInput, WorkerMessage } from './lambda-worker';
import { Invocation, OriginChoice } from '../../function-code/function-result';
import { lackedText } from '../../function-code/stand-ins';

/** Milliseconds that loading the code may take. @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const INIT_TIMEOUT = 10_000;

/** How often a running function is checked, in milliseconds, and when for the first time. */
const CHECK_EVERY = 25;
const FIRST_CHECK = 50;

/** A function gets at most this much memory here, whatever its setting says. */
const MEMORY_CEILING_MB = 512;

/** What the runtime and garbage may take besides the function's memory before it counts as out of memory. */
const MEMORY_SLACK_MB = 128;

/** The result of an invocation that is under way when the edge is closed. */
export const CLOSED: Omit<Invocation, 'log'> = { outcome: 'threw', reason: 'the edge was closed' };

/** One invocation that is under way. */
interface Run {
  readonly event: string;
  readonly log: string[];
  /** What the function used and does not get here. */
  readonly lacked: Set<string>;
  readonly choices: OriginChoice[];
  readonly resolve: (invocation: Invocation) => void;
  /** By `performance.now()`. Loading the code is timed separately. */
  started: number;
  limit: number;
  /** The memory of the process at the first check, in bytes, and the activity of the worker at the latest. */
  memory?: number;
  activity?: EventLoopUtilization;
  timer?: NodeJS.Timeout;
}

/**
 * One execution environment: a worker that has loaded the code and answers one event at a time. It ends with the first
 * invocation that times out, runs out of memory or has an uncaught exception.
 *
 * Memory is measured from outside: V8 ends the whole process instead of the worker if a single large allocation exceeds a worker's
 * `resourceLimits`, and these do not count buffers. So they are set far above the function's memory, and a function that is busy
 * while the process grows by more than its share is stopped.
 */
export class LambdaInstance {
  /** Resolves when the worker is gone. */
  readonly gone: Promise<void>;
  private readonly worker: Worker;
  private ready = false;
  private dead = false;
  private readonly lackedAtLoad = new Set<string>();
  private run?: Run;

  constructor(private readonly input: WorkerInput) {
    this.worker = new Worker(WORKER_SOURCE, {
      eval: true,
      workerData: input,
      name: 'edge function',
      env: {},
      argv: [],
      execArgv: [],
      // Separate from the streams of this process. Nobody reads them, because a reader would keep the process alive.
      stdin: true,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 4096, stackSizeMb: 4 },
    });
    this.worker.on('message', (message: WorkerMessage) => this.receive(message));
    this.worker.on('error', error => this.end(outcomeOf(error)));
    this.gone = new Promise(resolve => this.worker.on('exit', code => {
      this.end({ outcome: 'threw', reason: `the function ended its process with code ${code}` });
      resolve();
    }));
    this.worker.unref();
  }

  /** Whether it can take another event. */
  get alive(): boolean {
    return !this.dead;
  }

  /** One at a time. Never rejects. */
  invoke(event: string): Promise<Invocation> {
    this.worker.ref();
    return new Promise(resolve => {
      const found = { log: [], lacked: new Set(this.lackedAtLoad), choices: [] };
      this.run = { event, ...found, resolve, started: performance.now(), limit: INIT_TIMEOUT };
      if (this.ready) this.send(this.run);
      else this.check(this.run);
    });
  }

  async terminate(): Promise<void> {
    this.end(CLOSED);
    this.worker.ref();
    await this.gone;
  }

  private send(run: Run): void {
    clearTimeout(run.timer);
    run.started = performance.now();
    run.limit = this.input.timeoutMs;
    run.memory = run.activity = undefined;
    run.timer = setTimeout(() => this.check(run), Math.min(FIRST_CHECK, run.limit));
    this.worker.postMessage(run.event);
  }

  private receive([kind, text]: WorkerMessage): void {
    switch (kind) {
      case 'ready':
        this.ready = true;
        if (this.run) this.send(this.run);
        break;
      case 'log':
        this.run?.log.push(text);
        break;
      case 'lacked':
        this.run?.lacked.add(text);
        if (!this.ready) this.lackedAtLoad.add(text);
        break;
      case 'chose':
        this.run?.choices.push(JSON.parse(text));
        break;
      case 'returned':
        this.settle({ outcome: 'returned', result: JSON.parse(text) });
        break;
      case 'threw':
        this.settle({ outcome: 'threw', reason: text });
        break;
      case 'not-loaded':
        this.end({ outcome: 'not-loaded', reason: text });
        break;
    }
  }

  /** Stops a run that takes too long or too much memory. */
  private check(run: Run): void {
    const left = run.started + run.limit - performance.now();
    if (left <= 0) {
      return this.end({ outcome: 'timed-out', reason: `${this.ready ? 'no answer' : 'not loaded'} after ${run.limit} ms` });
    }
    const { eventLoopUtilization } = this.worker.performance;
    const memory = process.memoryUsage.rss();
    const activity = eventLoopUtilization();
    const busy = run.activity && eventLoopUtilization(activity, run.activity).utilization > 0.5;
    run.memory ??= memory;
    run.activity = activity;
    const grown = Math.round((memory - run.memory) / 1_048_576);
    if (busy && grown > Math.min(this.input.memoryMb, MEMORY_CEILING_MB) + MEMORY_SLACK_MB) {
      const reason = `it has ${this.input.memoryMb} MB, and the process grew by ${grown} MB while it was busy`;
      return this.end({ outcome: 'out-of-memory', reason });
    }
    run.timer = setTimeout(() => this.check(run), Math.min(CHECK_EVERY, left));
  }

  private end(invocation: Omit<Invocation, 'log'>): void {
    if (this.dead) return;
    this.dead = true;
    void this.worker.terminate();
    this.settle(invocation);
  }

  private settle(invocation: Omit<Invocation, 'log'>): void {
    const { run } = this;
    if (!run) return;
    this.run = undefined;
    clearTimeout(run.timer);
    this.worker.unref();
    const { log, choices, lacked } = run;
    run.resolve({ ...invocation, log, ...choices.length && { choices }, ...lacked.size && { cannotTell: lackedText(lacked) } });
  }
}

/** An uncaught exception, for example in a timer, or the heap limit. */
function outcomeOf(error: any): Omit<Invocation, 'log'> {
  const isError = typeof error?.message === 'string' && typeof error.name === 'string';
  const reason = isError ? `${error.name}: ${error.message}` : `threw ${inspect(error, { depth: 1 })}, which is not an Error`;
  return { outcome: error?.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out-of-memory' : 'threw', reason };
}
