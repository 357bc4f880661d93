import { Body } from './message';

/** The largest body that is collected to be stored, in bytes. A larger one streams by. */
const LARGEST = 4 * 1024 * 1024;

/**
 * Passes a body on, and tells when all of it has been: at once when it is in memory, at its end when it streams. Not when it breaks
 * off or is too large to keep.
 */
export function whenComplete(body: Body, complete: (whole: Uint8Array) => void): Body {
  if (body instanceof Uint8Array) {
    complete(body);
    return body;
  }
  return collecting(body, complete);
}

async function* collecting(body: AsyncIterable<Uint8Array>, complete: (whole: Uint8Array) => void): AsyncIterable<Uint8Array> {
  let chunks: Uint8Array[] | undefined = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST) chunks = undefined;
    chunks?.push(chunk);
    yield chunk;
  }
  if (chunks) complete(Buffer.concat(chunks));
}
