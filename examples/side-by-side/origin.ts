import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What an origin does: answers, answers every request with a status, takes requests and never answers, or is not there. */
export type Mode = 'healthy' | number | 'hang' | 'killed';

/** An origin as a real HTTP server, in a process of its own, that comes back on the port that it had. */
export class Origin {
  static async start(name: string): Promise<Origin> {
    const origin = new Origin(name);
    await origin.run();
    return origin;
  }

  private child?: ChildProcess;
  private port = 0;

  private constructor(readonly name: string) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Undefined while it is dead. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  async become(mode: Mode): Promise<void> {
    if (mode === 'killed') return this.kill();
    await this.run();
    this.child!.send(mode);
    await this.reply();
  }

  async kill(): Promise<void> {
    if (!this.child) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  private async run(): Promise<void> {
    if (this.child) return;
    // Without the loader of TypeScript, it starts at once.
    const child = fork(join(__dirname, 'origin-server.mjs'), [this.name, String(this.port)], { execArgv: [] });
    this.child = child;
    child.once('exit', () => { this.child = undefined; });
    this.port = Number(await this.reply());
  }

  /** What the process says next. */
  private async reply(): Promise<unknown> {
    const child = this.child!;
    const listening = new AbortController();
    const { signal } = listening;
    try {
      return await Promise.race([
        once(child, 'message', { signal }).then(([message]) => message),
        once(child, 'exit', { signal }).then(() => { throw new Error(`the ${this.name}'s process ended`); }),
      ]);
    } finally {
      listening.abort();
    }
  }
}
