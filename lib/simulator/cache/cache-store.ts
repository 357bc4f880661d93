import { LRUCache } from 'lru-cache';
import { EdgeResponse, Headers } from '../../function-code/message';

/** What the viewer is about to get, with what later steps need to know about it. */
export interface Answer {
  readonly response: EdgeResponse;
  /** The origin's own status, before any function. */
  readonly originStatus: number;
  readonly isErrorPage: boolean;
  /** `hit` for a fresh object of the cache, `stale` for an expired one, `off` if the request is not cached at all. */
  readonly cache: 'hit' | 'miss' | 'stale' | 'off';
}

/** An answer in the cache. It must not be changed. */
export interface Stored extends Omit<Answer, 'cache'> {
  readonly response: EdgeResponse & { readonly body: Uint8Array };
  /** When it came from the origin or was last validated, in milliseconds since 1970. */
  readonly storedAt: number;
  /** Until when it is served without asking the origin, in milliseconds since 1970. */
  readonly freshUntil: number;
}

/**
 * A copy of a stored response that may be changed. It shares the body. Headers are copied one by one: V8 takes a microsecond for each
 * property that is added to an object that was spread.
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

/** An object may take up to one eighth of the store, so that no single object empties it. */
const LARGEST_PART = 8;

/**
 * What an entry and each of its headers take in memory besides their text and the body. Measured with Node.js 20, whose garbage collector
 * lets evicted entries grow to about three times the size of those in use.
 */
const ENTRY_OVERHEAD = 2000;
const HEADER_OVERHEAD = 250;

/** Objects by cache key. The limit is on the memory of all of them; the least recently used leave first. */
export class CacheStore {
  private readonly entries: LRUCache<string, Stored>;

  constructor(maxBytes = 32 * MEBIBYTE) {
    this.entries = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: Math.max(1, Math.floor(maxBytes / LARGEST_PART)),
      sizeCalculation: bytesOf,
    });
  }

  /** The number of objects. */
  get size(): number {
    return this.entries.size;
  }

  /** The memory that they take, roughly. */
  get bytes(): number {
    return this.entries.calculatedSize;
  }

  get(key: string): Stored | undefined {
    return this.entries.get(key);
  }

  /** An object that is too large is not stored, and the one that was there under its key is removed. */
  set(key: string, stored: Stored): void {
    this.entries.set(key, withOwnBuffer(stored));
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }
}

/** A body that is a part of a larger buffer would keep all of the buffer in memory. */
function withOwnBuffer(stored: Stored): Stored {
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
