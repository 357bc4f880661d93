import { FunctionRunner, Invocation } from './edge-function';
import { CLOSED, LambdaInstance } from './lambda-instance';
import { HandlerStyle, WorkerInput } from './lambda-worker';
import { LoadedCode } from './load-code';
import { SandboxKind } from './worker-sandbox';

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
const MAX_INSTANCES = 4;

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

  constructor(code: LoadedCode, { timeoutMs, memoryMb, style = 'any', sandbox = 'lambda' }: RunnerOptions) {
    this.input = { ...code, timeoutMs, memoryMb, style, sandbox };
  }

  async invoke(event: unknown): Promise<Invocation> {
    const text = JSON.stringify(event);
    const instance = this.take() ?? await new Promise<LambdaInstance | undefined>(resolve => this.waiting.push(resolve));
    if (!instance) return { ...CLOSED, log: [] };
    const invocation = await instance.invoke(text);
    this.free(instance);
    return invocation;
  }

  /** Ends the workers, and the invocations that are under way. The runner can be used again. */
  async close(): Promise<void> {
    for (const refuse of this.waiting.splice(0)) refuse();
    await Promise.all([...this.instances].map(instance => instance.terminate()));
  }

  /** An environment that is idle, or a new one; undefined when there are enough that are busy. */
  private take(): LambdaInstance | undefined {
    for (;;) {
      const instance = this.idle.pop();
      if (instance?.alive) return instance;
      if (!instance) break;
    }
    if ([...this.instances].filter(({ alive }) => alive).length >= MAX_INSTANCES) return undefined;
    const instance = new LambdaInstance(this.input);
    this.instances.add(instance);
    void instance.gone.then(() => this.instances.delete(instance));
    return instance;
  }

  private free(instance: LambdaInstance): void {
    if (instance.alive) this.idle.push(instance);
    if (this.waiting.length === 0) return;
    const next = this.take();
    if (next) this.waiting.shift()!(next);
  }
}
