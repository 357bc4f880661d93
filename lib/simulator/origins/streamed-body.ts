import { EMPTY } from '../../function-code/message';

/** Bytes that may be buffered for the reader before the origin has to pause. */
const HIGH_WATER = 256 * 1024;

const DONE = { value: undefined, done: true } as const;

/** The connection that the body comes from. */
export interface Source {
  pause(): void;
  resume(): void;
  /** The reader does not want the rest. */
  cancel(): void;
}

/** The body of an origin's response. It is read once, and releases its connection if it is left early. */
export class StreamedBody implements AsyncIterableIterator<Uint8Array> {
  private readonly chunks: Uint8Array[] = [];
  private waiting = 0;
  private paused = false;
  private ended = false;
  private error?: Error;
  private reader?: { resolve(result: IteratorResult<Uint8Array>): void; reject(error: Error): void };

  constructor(private readonly source: Source) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Adds bytes from the origin. Returns false if the origin has to pause until it is resumed. */
  push(chunk: Uint8Array): boolean {
    if (this.reader) {
      this.settle().resolve({ value: chunk, done: false });
      return true;
    }
    this.chunks.push(chunk);
    this.waiting += chunk.length;
    if (this.waiting < HIGH_WATER) return true;
    this.paused = true;
    this.source.pause();
    return false;
  }

  /** The body is complete. */
  end(): void {
    this.ended = true;
    this.paused = false;
    if (this.reader) this.settle().resolve(DONE);
  }

  /** The body breaks off. */
  fail(error: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.paused = false;
    this.error = error;
    if (this.reader) this.settle().reject(error);
  }

  /** The whole body, if all of it has arrived and nobody has begun to read. */
  whole(): Uint8Array | undefined {
    if (!this.ended || this.error) return undefined;
    const { chunks } = this;
    return chunks.length === 0 ? EMPTY : chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.chunks.shift();
    if (chunk) {
      this.waiting -= chunk.length;
      if (this.paused && this.waiting < HIGH_WATER / 2) this.flow();
      return Promise.resolve({ value: chunk, done: false });
    }
    if (this.error) {
      const { error } = this;
      this.error = undefined;
      return Promise.reject(error);
    }
    if (this.ended) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => { this.reader = { resolve, reject }; });
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    const complete = this.ended;
    this.chunks.length = 0;
    this.error = undefined;
    this.end();
    if (!complete) this.source.cancel();
    return Promise.resolve(DONE);
  }

  private flow(): void {
    this.paused = false;
    this.source.resume();
  }

  private settle() {
    const reader = this.reader!;
    this.reader = undefined;
    return reader;
  }
}
