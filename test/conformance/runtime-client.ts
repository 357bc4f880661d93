import { ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { conformancePackages } from './installed';
import { Invocation } from '../../lib/function-code/function-result';
import { LambdaWorld, lambdaWorld } from '../../lib/function-code/lambda-world';
import { FunctionRunner } from '../../lib/simulator/functions/function-runner';

/** Node.js 22 in Lambda has these off. Older releases of Node.js do not know all of them. */
const FLAGS = ['--no-experimental-detect-module', '--no-experimental-require-module', '--no-experimental-strip-types']
  .filter(flag => process.allowedNodeEnvironmentFlags.has(flag));

/** Code as a user would deploy it. */
export interface Deployed {
  readonly files: Readonly<Record<string, string>>;
  readonly handler: string;
}

type Result = Omit<Invocation, 'log'>;

/** An event without an answer. */
interface Pending {
  readonly event: unknown;
  readonly settle: (result: Result) => void;
  /** Once the process has it. */
  id?: string;
  timer?: NodeJS.Timeout;
}

/** Milliseconds that loading the code may take. */
const INIT_TIMEOUT = 30_000;

/**
 * Runs a function in AWS's own runtime interface client, in a process of its own: this is the server of the Runtime API, which in AWS is
 * a part of Lambda.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeClientRunner implements FunctionRunner {
  private readonly folder = mkdtempSync(join(tmpdir(), 'runtime-client-'));
  private readonly server: Server;
  private child?: ChildProcess;
  /** The process is waiting for an event. */
  private next?: ServerResponse;
  private pending?: Pending;
  /** Whether this process has asked for an event: its code is loaded. */
  private isLoaded = false;
  /** Why the code does not load. Lambda would try it again at each event. */
  private notLoaded?: Result;
  private events = 0;

  private readonly world: LambdaWorld;

  constructor(private readonly code: Deployed, private readonly timeoutMs: number) {
    for (const [path, content] of Object.entries(code.files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), content);
    }
    this.world = lambdaWorld(22, code.handler);
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  async invoke(event: unknown): Promise<Invocation> {
    if (this.notLoaded) return { ...this.notLoaded, log: [] };
    if (!this.server.listening) await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    return new Promise(resolve => {
      const settle = (result: Result) => {
        clearTimeout(this.pending?.timer);
        this.pending = undefined;
        if (result.outcome === 'not-loaded') this.notLoaded = result;
        resolve({ ...result, log: [] });
      };
      this.pending = { event, settle };
      this.limit(INIT_TIMEOUT);
      if (!this.child) this.start();
      this.send();
    });
  }

  async close(): Promise<void> {
    this.kill({ outcome: 'threw', reason: 'closed' });
    this.server.closeAllConnections();
    this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private kill(result: Result): void {
    this.child?.removeAllListeners('exit').kill('SIGKILL');
    this.child = this.next = undefined;
    this.pending?.settle(result);
  }

  private limit(ms: number): void {
    const pending = this.pending!;
    clearTimeout(pending.timer);
    pending.timer = setTimeout(() => this.kill({ outcome: 'timed-out', reason: `no answer after ${ms} ms` }), ms);
  }

  private start(): void {
    const client = join(conformancePackages(), 'node_modules/aws-lambda-ric/bin/index.mjs');
    const { port } = this.server.address() as AddressInfo;
    this.isLoaded = false;
    this.child = spawn(process.execPath, [...FLAGS, '--require', join(__dirname, 'rapid-client.cjs'), client, this.code.handler], {
      cwd: this.folder,
      env: { ...this.world.env, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`, LAMBDA_TASK_ROOT: this.folder },
      stdio: 'ignore',
    });
    this.child.on('exit', code => this.ended(code));
  }

  private ended(code: number | null): void {
    this.child = this.next = undefined;
    const { pending } = this;
    if (!pending) return;
    if (pending.id) pending.settle({ outcome: 'threw', reason: `the process ended with exit code ${code}` });
    else if (!this.isLoaded) pending.settle({ outcome: 'not-loaded', reason: `the process ended with exit code ${code}` });
    else this.start(); // It ended after the event before this one.
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , kind, id, what] = new URL(request.url!, 'http://runtime').pathname.slice(1).split('/');
    if (id === 'next') {
      this.isLoaded = true;
      this.next = response;
      return this.send();
    }
    const body = JSON.parse(await text(request));
    const { pending } = this;
    if (kind === 'init') pending?.settle({ outcome: 'not-loaded', reason: reasonOf(body) });
    else if (id !== pending?.id) response.statusCode = 400; // It was too late.
    else if (what === 'error') pending!.settle({ outcome: 'threw', reason: reasonOf(body) });
    else pending!.settle({ outcome: 'returned', result: body });
    response.end();
  }

  private send(): void {
    const { next, pending } = this;
    if (!next || !pending || pending.id) return;
    pending.id = `00000000-0000-4000-8000-${String(++this.events).padStart(12, '0')}`;
    this.next = undefined;
    this.limit(this.timeoutMs);
    next.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': pending.id,
      'lambda-runtime-deadline-ms': String(Date.now() + this.timeoutMs),
      'lambda-runtime-invoked-function-arn': this.world.context.invokedFunctionArn,
    }).end(JSON.stringify(pending.event));
  }
}

function reasonOf({ errorType, errorMessage }: { errorType: string; errorMessage: string }): string {
  return `${errorType}: ${errorMessage}`;
}
