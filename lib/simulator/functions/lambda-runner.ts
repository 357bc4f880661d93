import { FunctionRunner } from './function-runner';
import { CLOSED, LambdaInstance } from './lambda-instance';
import { WorkerInput } from './lambda-worker';
import { Invocation } from '../../function-code/function-result';
import { HandlerStyle } from '../../function-code/lambda-call';
import { LambdaWorld, lambdaWorld } from '../../function-code/lambda-world';
import { LoadedCode } from '../../function-code/load-code';

/** How a function is run. */
export interface RunnerOptions {
  /** Milliseconds that the function may take. */
  readonly timeoutMs: number;
  /** MiB that the function has. */
  readonly memoryMb: number;
  /**
   * How the handler may answer.
   * @default 'any'
   */
  readonly style?: HandlerStyle;
  /**
   * The major version of Node.js.
   * @default 22
   */
  readonly nodeVersion?: number;
}

/** Of CloudFront Functions. */
const NO_WORLD: LambdaWorld = { env: {}, context: {}, packages: [] };

/** The number of execution environments of one function. Lambda has thousands; here more events have to wait. */
const MAX_INSTANCES = 8;

/** How often waiting events are counted, in milliseconds. Starting an environment takes about as long. */
const COUNT_EVERY = 25;

/** Another environment is started if events would have to wait longer than this, in milliseconds. */
const PATIENCE = 1000;

/**
 * Runs a Lambda function in its own workers, within Lambda's limits of time and memory: without environment variables, files, network
 * and processes, and with its console captured. Events and results are copied as JSON.
 *
 * As in Lambda, an environment handles one event at a time and keeps its module state between events. One that was stopped is replaced
 * at the next event. Unlike in Lambda, it is not frozen between events.
 *
 * The function is isolated with `node:vm` in a worker. That is not a boundary against hostile code, which can escape from it: it is made
 * for the code of your own app, and keeps its mistakes away from the machine.
 */
export class LambdaRunner implements FunctionRunner {
  private readonly input: WorkerInput;
  /** Until their workers have exited. */
  private readonly instances = new Set<LambdaInstance>();
  private readonly idle: LambdaInstance[] = [];
  private readonly waiting: Array<(instance?: LambdaInstance) => void> = [];
  private growth?: NodeJS.Timeout;
  private served = 0;

  constructor(code: LoadedCode, options: RunnerOptions) {
    const { timeoutMs, memoryMb, style = 'any', nodeVersion = 22 } = options;
    const handler = `${code.entry.replace(/\.\w+$/, '')}.${code.handlerName}`;
    const world = code.service !== 'cloudfront-functions' ? lambdaWorld(nodeVersion, handler, memoryMb) : NO_WORLD;
    this.input = { ...code, timeoutMs, memoryMb, style, world };
  }

  async invoke(event: unknown): Promise<Invocation> {
    try {
      return await this.answer(JSON.stringify(event));
    } catch (error) {
      return { outcome: 'threw', reason: `the function cannot be called: ${(error as Error).message}`, log: [] };
    }
  }

  /** Stops the workers, and the invocations that are under way. The runner can be used again. */
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

  /** Waits for an environment; undefined if the runner is closed before. */
  private turn(): Promise<LambdaInstance | undefined> {
    this.growth ??= this.growSoon();
    return new Promise(resolve => this.waiting.push(resolve));
  }

  /** Gives an environment to the event that has waited longest, or keeps it idle. */
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
