import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { State } from './oracle';

interface Span {
  readonly state: State;
  readonly from: number;
  /** When another state was in force for certain. */
  to: number;
}

/** The primary, which is broken and repaired, and the states that it had. */
export class Primary {
  /** Starts it on a free port. */
  static async start(file: string): Promise<Primary> {
    const child = fork(file, ['primary', '0']);
    const [port] = await once(child, 'message') as [number];
    return new Primary(file, child, port);
  }

  private readonly spans: Span[] = [{ state: 'up', from: 0, to: Infinity }];

  private constructor(private readonly file: string, private child: ChildProcess, readonly port: number) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async become(state: State): Promise<void> {
    const before = this.spans.at(-1)!;
    this.spans.push({ state, from: Date.now(), to: Infinity });
    if (state === 'killed') {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    } else if (before.state === 'killed') {
      this.child = fork(this.file, ['primary', String(this.port)]);
      await once(this.child, 'message');
      if (state !== 'up') await this.tell(state);
    } else {
      await this.tell(state);
    }
    before.to = Date.now();
    while (this.spans.length > 1 && this.spans[0].to < Date.now() - 60_000) this.spans.shift();
  }

  /** Every state between two times. */
  states(from: number, to: number): Set<State> {
    return new Set(this.spans.filter(span => span.from <= to && span.to >= from).map(({ state }) => state));
  }

  get failedUntil(): number {
    return Math.max(0, ...this.spans.filter(({ state }) => state !== 'up' && state !== 'slow').map(({ to }) => to));
  }

  /** How many connections it has. */
  connections(): Promise<number> {
    return this.tell('connections') as Promise<number>;
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }

  private async tell(message: State | 'connections'): Promise<unknown> {
    this.child.send(message);
    const [answer] = await once(this.child, 'message');
    return answer;
  }
}
