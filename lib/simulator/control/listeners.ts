import { ServerResponse } from 'node:http';

const MAX_LISTENERS = 16;
const HEARTBEAT_MS = 15_000;
/** A listener that is this far behind is disconnected. It reconnects, and gets the current state. */
const MAX_BEHIND_BYTES = 8 * 1024 * 1024;

/** The connections that get the control page's server-sent events. */
export class Listeners {
  private readonly all = new Set<ServerResponse>();
  private heartbeat?: NodeJS.Timeout;

  get full(): boolean {
    return this.all.size >= MAX_LISTENERS;
  }

  /** Adds a listener. It gets the event with the current state first. */
  add(response: ServerResponse, event: string, data: unknown): void {
    response.write(`retry: 1000\n\n${message(event, data)}`);
    this.all.add(response);
    response.on('close', () => this.remove(response));
    // A page that is gone would take a place until the next heartbeat.
    response.socket?.once('end', () => response.destroy());
    this.heartbeat ??= setInterval(() => this.write(': still here\n\n'), HEARTBEAT_MS).unref();
  }

  send(event: string, data: unknown): void {
    if (this.all.size) this.write(message(event, data));
  }

  close(): void {
    for (const response of this.all) response.end();
  }

  private write(text: string): void {
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
