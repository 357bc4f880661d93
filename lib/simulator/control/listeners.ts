import { ServerResponse } from 'node:http';

const MAX_LISTENERS = 16;
const HEARTBEAT_MS = 15_000;
/** A listener that is so far behind is let go: it comes back and gets the state anew. */
const MAX_BEHIND_BYTES = 8 * 1024 * 1024;

/** Those who listen to the control page's server-sent events. */
export class Listeners {
  private readonly all = new Set<ServerResponse>();
  private heartbeat?: NodeJS.Timeout;

  get full(): boolean {
    return this.all.size >= MAX_LISTENERS;
  }

  /** Begins to tell. What was the case before is told first. */
  add(response: ServerResponse, event: string, data: unknown): void {
    response.write(`retry: 1000\n\n${message(event, data)}`);
    this.all.add(response);
    response.on('close', () => this.remove(response));
    this.heartbeat ??= setInterval(() => this.send(': still here\n\n'), HEARTBEAT_MS).unref();
  }

  tell(event: string, data: unknown): void {
    if (this.all.size) this.send(message(event, data));
  }

  close(): void {
    for (const response of this.all) response.end();
  }

  private send(text: string): void {
    for (const response of this.all) {
      if (response.writableLength > MAX_BEHIND_BYTES) response.destroy();
      else response.write(text);
    }
  }

  private remove(response: ServerResponse): void {
    this.all.delete(response);
    if (this.all.size) return;
    clearInterval(this.heartbeat);
    this.heartbeat = undefined;
  }
}

function message(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
