import { FunctionRunner } from './function-runner';
import { CLOSED, LambdaInstance } from './lambda-instance';
import { HandlerStyle, WorkerInput } from './lambda-worker';
import { SandboxKind } from './worker-sandbox';
import { Invocation } from '../../function-code/invocation';
import { LoadedCode } from '../../function-code/load-code';

/** How a function is run. */
export interface RunnerOptions {
  /** Milliseconds in which the function has to answer. */
  readonly timeoutMs: number;
  /** MiB that the function has. */
  readonly memoryMb: number;
  /**
   * How the handler may answer.
   * @default 'any'
   */
  readonly style?: HandlerStyle;
  /** @default 'lambda' */
  readonly sandbox?: SandboxKind;
}

/** Execution environments of one function at the same time. Lambda has thousands; here further events wait. */
const MAX_INSTANCES = 8;

/** How often, in milliseconds, the events that wait are counted. Starting an environment takes about as long. */
const COUNT_EVERY = 25;

/** Another environment is started when those that wait would wait longer than this, in milliseconds. */
const PATIENCE = 1000;

/**
 * Runs a Lambda function in workers of its own, under Lambda's limits of time and memory: without environment, files,
 * network and processes, with its console captured. Events are copied in and results out, as JSON.
 *
 * As in Lambda, an environment handles one event at a time and keeps the module state between events; one that was killed
 * is replaced at the next event. Unlike Lambda it is not frozen between events.
 *
 * What keeps the function from the machine is `node:vm` in a worker. That is no boundary against a hostile stranger, who can
 * climb out of it: it is made for the code of one's own app, and keeps mistakes in it from the machine.
 */
export class LambdaRunner implements FunctionRunner {
  private readonly input: WorkerInput;
  /** Until they are gone. */
  private readonly instances = new Set<LambdaInstance>();
  private readonly idle: LambdaInstance[] = [];
  private readonly waiting: Array<(instance?: LambdaInstance) => void> = [];
  private growth?: NodeJS.Timeout;
  private served = 0;

  constructor(code: LoadedCode, { timeoutMs, memoryMb, style = 'any', sandbox = 'lambda' }: RunnerOptions) {
    this.input = { ...code, timeoutMs, memoryMb, style, sandbox };
  }

  async invoke(event: unknown): Promise<Invocation> {
    try {
      return await this.answer(JSON.stringify(event));
    } catch (error) {
      return { outcome: 'threw', reason: `the function cannot be called: ${(error as Error).message}`, log: [] };
    }
  }

  /** Ends the workers, and the invocations that are under way. The runner can be used again. */
  async close(): Promise<void> {
    clearTimeout(this.growth);
    this.growth = undefined;
    for (const refuse of this.waiting.splice(0)) refuse();
    await Promise.all([...this.instances].map(instance => instance.terminate()));
  }

  private async answer(event: string): Promise<Invocation> {
    const instance = this.idleOne() ?? (this.alive === 0 ? this.start() : await this.turn());
    if (!instance) return { ...CLOSED, log: [] };
    const invocation = await instance.invoke(event);
    this.served += 1;
    if (instance.alive) this.idle.push(instance);
    this.serve(this.idleOne() ?? (this.alive === 0 && this.waiting.length ? this.start() : undefined));
    return invocation;
  }

  private get alive(): number {
    let count = 0;
    for (const instance of this.instances) if (instance.alive) count += 1;
    return count;
  }

  private idleOne(): LambdaInstance | undefined {
    let instance = this.idle.pop();
    while (instance && !instance.alive) instance = this.idle.pop();
    return instance;
  }

  private start(): LambdaInstance {
    const instance = new LambdaInstance(this.input);
    this.instances.add(instance);
    void instance.gone.then(() => this.instances.delete(instance));
    return instance;
  }

  /** Waits for an environment; undefined when the runner is closed before there is one. */
  private turn(): Promise<LambdaInstance | undefined> {
    this.growth ??= this.growSoon();
    return new Promise(resolve => this.waiting.push(resolve));
  }

  /** Gives an environment to the event that waits longest, or keeps it. */
  private serve(instance: LambdaInstance | undefined): void {
    const next = instance && this.waiting.shift();
    if (next) next(instance);
    else if (instance) this.idle.push(instance);
  }

  private growSoon(): NodeJS.Timeout {
    this.served = 0;
    return setTimeout(() => {
      const isSlow = this.waiting.length > this.served * PATIENCE / COUNT_EVERY;
      if (isSlow && this.alive < MAX_INSTANCES) this.serve(this.start());
      this.growth = this.waiting.length ? this.growSoon() : undefined;
    }, COUNT_EVERY);
  }
}
