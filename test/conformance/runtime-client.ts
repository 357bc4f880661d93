import { ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { conformancePackages } from './installed';
import { Invocation } from '../../lib/function-code/function-result';
import { lambdaWorld } from '../../lib/function-code/lambda-world';
import { FunctionRunner } from '../../lib/simulator/functions/function-runner';

/** Node.js 22 in Lambda has these off. Older releases of Node.js do not know all of them. */
const FLAGS = ['--no-experimental-detect-module', '--no-experimental-require-module', '--no-experimental-strip-types']
  .filter(flag => process.allowedNodeEnvironmentFlags.has(flag));

/** Code as a user would deploy it. */
export interface Deployed {
  readonly files: Readonly<Record<string, string>>;
  readonly handler: string;
}

/** An event that a process has not answered. */
interface Pending {
  readonly event: unknown;
  readonly settle: (invocation: Omit<Invocation, 'log'>) => void;
  wasSent: boolean;
}

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
  private notLoaded?: Omit<Invocation, 'log'>;
  private events = 0;

  constructor(private readonly code: Deployed, private readonly timeoutMs: number) {
    for (const [path, content] of Object.entries(code.files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), content);
    }
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  async invoke(event: unknown): Promise<Invocation> {
    if (this.notLoaded) return { ...this.notLoaded, log: [] };
    if (!this.server.listening) await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    return new Promise(resolve => {
      const timer = setTimeout(() => this.kill({ outcome: 'timed-out', reason: `no answer after ${this.timeoutMs} ms` }), this.timeoutMs);
      const settle = (invocation: Omit<Invocation, 'log'>) => {
        clearTimeout(timer);
        this.pending = undefined;
        if (invocation.outcome === 'not-loaded') this.notLoaded = invocation;
        resolve({ ...invocation, log: [] });
      };
      this.pending = { event, settle, wasSent: false };
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

  private kill(invocation: Omit<Invocation, 'log'>): void {
    this.child?.removeAllListeners('exit').kill('SIGKILL');
    this.child = this.next = undefined;
    this.pending?.settle(invocation);
  }

  private start(): void {
    const client = join(conformancePackages(), 'node_modules/aws-lambda-ric/bin/index.mjs');
    const { env } = lambdaWorld(22, this.code.handler);
    const { port } = this.server.address() as AddressInfo;
    this.isLoaded = false;
    this.child = spawn(process.execPath, [...FLAGS, '--require', join(__dirname, 'rapid-client.cjs'), client, this.code.handler], {
      cwd: this.folder,
      env: { ...env, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`, LAMBDA_TASK_ROOT: this.folder },
      stdio: 'ignore',
    });
    this.child.on('exit', code => this.ended(code));
  }

  private ended(code: number | null): void {
    this.child = this.next = undefined;
    const { pending } = this;
    if (!pending) return;
    if (pending.wasSent) pending.settle({ outcome: 'threw', reason: `the process ended with exit code ${code}` });
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
    if (kind === 'init') this.pending?.settle({ outcome: 'not-loaded', reason: reasonOf(body) });
    else if (what === 'error') this.pending?.settle({ outcome: 'threw', reason: reasonOf(body) });
    else this.pending?.settle({ outcome: 'returned', result: body });
    response.writeHead(202).end();
  }

  private send(): void {
    const { next, pending } = this;
    if (!next || !pending || pending.wasSent) return;
    pending.wasSent = true;
    this.next = undefined;
    next.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': `00000000-0000-4000-8000-${String(++this.events).padStart(12, '0')}`,
      'lambda-runtime-deadline-ms': String(Date.now() + this.timeoutMs),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:111122223333:function:handler:1',
    }).end(JSON.stringify(pending.event));
  }
}

function reasonOf({ errorType, errorMessage }: { errorType: string; errorMessage: string }): string {
  return `${errorType}: ${errorMessage}`;
}
