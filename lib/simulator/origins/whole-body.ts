import { BrokenBody } from './origin';
import { Body, Headers } from '../../function-code/message';

/** The largest body that is stored, in bytes. A larger one only streams through. */
const LARGEST = 4 * 1024 * 1024;

/**
 * Passes a body on, and calls `complete` with all of it: at once if it is in memory, otherwise at its end. Does not call it if the body
 * breaks off, differs in length from its Content-Length, is too large, or is not read to its end.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#ResponseCustomDroppedTCPConnections
 */
export function whenComplete(body: Body, { 'content-length': length }: Headers, complete: (whole: Uint8Array) => void): Body {
  if (isInMemory(body)) {
    complete(body);
    return body;
  }
  let chunks: Uint8Array[] | undefined = [];
  let size = 0;
  return new Passing(body, {
    chunk: chunk => {
      size += chunk.length;
      if (size > LARGEST) chunks = undefined;
      chunks?.push(chunk);
    },
    end: () => {
      if (chunks && (length === undefined || Number(length[0]) === size)) complete(Buffer.concat(chunks));
      chunks = undefined;
    },
  });
}

/**
 * A body whose connection may drop. If neither a length nor chunks show that bytes are missing, CloudFront treats the bytes that
 * arrived as the whole body.
 */
export function untilDropped(body: Body, headers: Headers): Body {
  const hasKnownEnd = headers['content-length'] ?? headers['transfer-encoding'];
  return isInMemory(body) || hasKnownEnd ? body : new Passing(body, { isEnd: error => error instanceof BrokenBody });
}

/** Releases the connection of a body that nobody is going to read. */
export function discard(body: Body): void {
  if (!isInMemory(body)) body[Symbol.asyncIterator]().return?.().catch(() => undefined);
}

/** Reads a body that nobody else reads, so that it is stored. */
export async function readToEnd(body: Body): Promise<void> {
  if (isInMemory(body)) return;
  const chunks = body[Symbol.asyncIterator]();
  while (!(await chunks.next()).done);
}

interface Watch {
  chunk?(chunk: Uint8Array): void;
  end?(): void;
  /** Whether an error counts as the end. */
  isEnd?(error: unknown): boolean;
}

const DONE = { value: undefined, done: true } as const;

/** A body that is watched while it is read. Not a generator, because one that was never started does not release the body behind it. */
class Passing implements AsyncIterableIterator<Uint8Array> {
  private readonly from: AsyncIterator<Uint8Array>;

  constructor(body: AsyncIterable<Uint8Array>, private readonly watch: Watch) {
    this.from = body[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    try {
      const step = await this.from.next();
      if (step.done) this.watch.end?.();
      else this.watch.chunk?.(step.value);
      return step;
    } catch (error) {
      if (this.watch.isEnd?.(error)) return DONE;
      throw error;
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.from.return?.();
    return DONE;
  }
}

export function isInMemory(body: Body): body is Uint8Array {
  return ArrayBuffer.isView(body);
}
