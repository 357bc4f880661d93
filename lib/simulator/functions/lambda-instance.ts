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

/** What one check counts at most: a check that is late says that this process was busy, not the function. */
const COUNTED = 100;

/** A function whose own time does not pass, because this machine is busy, is given up so many milliseconds after its limit. */
const PATIENCE = 60_000;

/** A function gets at most this much memory here, whatever its setting says. */
const MEMORY_CEILING_MB = 512;

/** What the runtime and garbage may take besides the function's memory before it counts as out of memory. */
const MEMORY_SLACK_MB = 128;

/** The result of an invocation that is under way when the edge is closed. */
export const CLOSED: Omit<Invocation, 'log'> = { outcome: 'threw', reason: 'the edge was closed' };

/** The time and the memory that a function has used. */
interface Watch {
  readonly limit: number;
  /** Whether the worker has begun. It gets an event late where other threads have the processor, and looks idle until then. */
  readonly began: boolean;
  /** By `performance.now()`: when it began, and when it was last checked. */
  readonly started: number;
  checked: number;
  /** Milliseconds of its own. */
  used: number;
  /** At the last check: CPU time of this process in milliseconds, and the activity of the worker. */
  cpu: number;
  activity: EventLoopUtilization;
  /** At the first check. */
  memory?: Memory;
}

/** The memory of this process, and of it what the main thread has not, in bytes. */
interface Memory {
  readonly all: number;
  readonly others: number;
}

/** One invocation that is under way. */
interface Run {
  readonly event: string;
  readonly log: string[];
  /** What the function used and does not get here. */
  readonly lacked: Set<string>;
  readonly choices: OriginChoice[];
  readonly resolve: (invocation: Invocation) => void;
  /** Of loading the code, and then of the handler. */
  watch: Watch;
  timer?: NodeJS.Timeout;
}

/**
 * One execution environment: a worker that has loaded the code and answers one event at a time. It ends with the first
 * invocation that times out, runs out of memory or has an uncaught exception.
 *
 * Time and memory are measured from outside, because a function that is busy cannot report. Its own time is that of the clock while it
 * waits, and at most the CPU time of this process while it computes: on a busy machine, a thread that has to wait does not use up its
 * limit. Its own memory is what the process grows by while it is busy, without what the main thread takes. A worker's `resourceLimits` do
 * not count buffers, and V8 ends the whole process instead of the worker if a single large allocation exceeds them, so they are far above.
 */
export class LambdaInstance {
  /** Resolves when the worker is gone. */
  readonly gone: Promise<void>;
  private readonly worker: Worker;
  private ready = false;
  private dead = false;
  private readonly lackedAtLoad = new Set<string>();
  private run?: Run;
  private isBusy = false;

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
      this.run = { event, ...found, resolve, watch: this.watch(INIT_TIMEOUT, true) };
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
    run.watch = this.watch(this.input.timeoutMs, false);
    run.timer = setTimeout(() => this.check(run), Math.min(FIRST_CHECK, run.watch.limit));
    this.worker.postMessage(run.event);
  }

  private receive([kind, text]: WorkerMessage): void {
    switch (kind) {
      case 'ready':
        this.ready = true;
        if (this.run) this.send(this.run);
        break;
      case 'began':
        if (this.run) this.run.watch = this.watch(this.input.timeoutMs, true);
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

  private watch(limit: number, began: boolean): Watch {
    const now = performance.now();
    const activity = this.worker.performance.eventLoopUtilization();
    return { limit, began, started: now, checked: now, used: 0, cpu: cpuTime(), activity };
  }

  /** Stops a run that takes too long or too much memory. */
  private check(run: Run): void {
    const { watch } = run;
    this.account(watch);
    const what = this.ready ? 'no answer' : 'not loaded';
    if (watch.used >= watch.limit) {
      // An answer that has arrived comes first.
      setImmediate(() => run === this.run && this.end({ outcome: 'timed-out', reason: `${what} after ${watch.limit} ms` }));
      return;
    }
    if (watch.checked - watch.started > watch.limit + PATIENCE) {
      const cannotTell = `${what} after ${Math.round(watch.checked - watch.started)} ms, of which this machine, which is busy, gave it `
        + `${Math.round(watch.used)} ms`;
      return this.end({ outcome: 'timed-out', reason: cannotTell, cannotTell });
    }
    const memory = memoryNow();
    const before = watch.memory ??= memory;
    const grown = Math.round(Math.min(memory.all - before.all, memory.others - before.others) / 1_048_576);
    // Which of several takes the memory is not known.
    if (this.isBusy && grown > (Math.min(this.input.memoryMb, MEMORY_CEILING_MB) + MEMORY_SLACK_MB) * busy.size) {
      const reason = `it has ${this.input.memoryMb} MB, and the process grew by ${grown} MB while it was busy`;
      return this.end({ outcome: 'out-of-memory', reason });
    }
    run.timer = setTimeout(() => this.check(run), Math.min(CHECK_EVERY, watch.limit - watch.used));
  }

  private account(watch: Watch): void {
    const { eventLoopUtilization } = this.worker.performance;
    const [now, cpu, activity] = [performance.now(), cpuTime(), eventLoopUtilization()];
    // Until a worker has started, it has no event loop.
    this.setBusy(!this.ready || eventLoopUtilization(activity, watch.activity).utilization > 0.5);
    if (watch.began) watch.used += Math.min(now - watch.checked, COUNTED, this.isBusy ? cpu - watch.cpu : COUNTED);
    Object.assign(watch, { checked: now, cpu, activity });
  }

  private setBusy(isBusy: boolean): void {
    this.isBusy = isBusy;
    if (isBusy) busy.add(this);
    else busy.delete(this);
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
    this.setBusy(false);
    this.worker.unref();
    const { log, choices, lacked } = run;
    run.resolve({ ...invocation, log, ...choices.length && { choices }, ...lacked.size && { cannotTell: lackedText(lacked) } });
  }
}

/** Environments whose function computes. */
const busy = new Set<LambdaInstance>();

/** CPU time of this process in milliseconds, all threads together. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function memoryNow(): Memory {
  const { rss, heapTotal, external } = process.memoryUsage();
  return { all: rss, others: rss - heapTotal - external };
}

/** An uncaught exception, for example in a timer, or the heap limit. */
function outcomeOf(error: any): Omit<Invocation, 'log'> {
  const isError = typeof error?.message === 'string' && typeof error.name === 'string';
  const reason = isError ? `${error.name}: ${error.message}` : `threw ${inspect(error, { depth: 1 })}, which is not an Error`;
  return { outcome: error?.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out-of-memory' : 'threw', reason };
}
