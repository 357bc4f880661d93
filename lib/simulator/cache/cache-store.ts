import { LRUCache } from 'lru-cache';
import { EdgeResponse, Headers } from '../../function-code/message';

/** A response in the cache. Whoever gets one may not change it. */
export interface Stored {
  readonly response: EdgeResponse & { readonly body: Uint8Array };
  /** When it came from the origin or was last validated, in milliseconds since 1970. */
  readonly storedAt: number;
  /** Until when it is served without asking the origin, in milliseconds since 1970. */
  readonly freshUntil: number;
}

/**
 * A copy of a stored response that may be changed; the body is shared. Headers are copied one by one: V8 takes a microsecond for each
 * that is added to an object that was spread.
 */
export function copyOf({ response: { status, statusText, headers, body } }: Stored): EdgeResponse & { body: Uint8Array } {
  return { status, statusText, headers: copyOfHeaders(headers), body };
}

export function copyOfHeaders(headers: Headers): Headers {
  const copied: Headers = {};
  for (const name of Object.keys(headers)) copied[name] = headers[name]!;
  return copied;
}

const MEBIBYTE = 1024 * 1024;

/** One object may take this part of the store, so that no single one empties it. */
const LARGEST_PART = 8;

/**
 * What an entry takes beside its text and body: its objects, and those of each header. Measured with Node.js 20, whose garbage collector
 * lets evicted ones pile up to about three times those in use.
 */
const ENTRY_OVERHEAD = 2000;
const HEADER_OVERHEAD = 250;

/** Objects by cache key. The bound is on all the memory they take; those that were not asked for the longest go first. */
export class CacheStore {
  private readonly entries: LRUCache<string, Stored>;

  constructor(maxBytes = 32 * MEBIBYTE) {
    this.entries = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: Math.max(1, Math.floor(maxBytes / LARGEST_PART)),
      sizeCalculation: bytesOf,
    });
  }

  /** How many objects there are. */
  get size(): number {
    return this.entries.size;
  }

  /** The memory that they take, about. */
  get bytes(): number {
    return this.entries.calculatedSize;
  }

  get(key: string): Stored | undefined {
    return this.entries.get(key);
  }

  /** What is too large is not stored, and what was there under its key is gone. */
  set(key: string, stored: Stored): void {
    this.entries.set(key, alone(stored));
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }
}

/** A body that is a piece of a larger buffer would keep all of that. */
function alone(stored: Stored): Stored {
  const { body } = stored.response;
  if (body.byteLength === body.buffer.byteLength) return stored;
  return { ...stored, response: { ...stored.response, body: new Uint8Array(body) } };
}

function bytesOf({ response }: Stored, key: string): number {
  return ENTRY_OVERHEAD + key.length + response.body.byteLength + bytesOfHeaders(response.headers);
}

function bytesOfHeaders(headers: Headers): number {
  let bytes = 0;
  for (const name of Object.keys(headers)) {
    bytes += HEADER_OVERHEAD + name.length;
    for (const value of headers[name]!) bytes += value.length;
  }
  return bytes;
}
