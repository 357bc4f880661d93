import { Body, Headers } from './message';
import { BrokenBody } from './origin';

/** The largest body that is collected to be stored, in bytes. A larger one streams by. */
const LARGEST = 4 * 1024 * 1024;

/**
 * Passes a body on, and tells when all of it has been: at once when it is in memory, at its end when it streams. Not when it breaks
 * off, is not as long as its Content-Length says, or is too large to keep.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#ResponseCustomDroppedTCPConnections
 */
export function whenComplete(body: Body, { 'content-length': length }: Headers, complete: (whole: Uint8Array) => void): Body {
  if (isInMemory(body)) {
    complete(body);
    return body;
  }
  return collecting(body, length && Number(length[0]), complete);
}

/**
 * A body as it arrives when its connection may drop. Where neither a length nor chunks tell that bytes are missing, CloudFront takes
 * what came for the whole.
 */
export function untilDropped(body: Body, headers: Headers): Body {
  const tellsItsEnd = headers['content-length'] ?? headers['transfer-encoding'];
  return isInMemory(body) || tellsItsEnd ? body : endingWithConnection(body);
}

/** Reads a body that nobody else reads to its end. */
export async function readToEnd(body: Body): Promise<void> {
  if (isInMemory(body)) return;
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  for await (const _ of body);
}

async function* collecting(body: AsyncIterable<Uint8Array>, length: number | undefined, complete: (whole: Uint8Array) => void): AsyncIterable<Uint8Array> {
  let chunks: Uint8Array[] | undefined = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST) chunks = undefined;
    chunks?.push(chunk);
    yield chunk;
  }
  if (chunks && (length === undefined || length === size)) complete(Buffer.concat(chunks));
}

async function* endingWithConnection(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    if (!(error instanceof BrokenBody)) throw error;
  }
}

function isInMemory(body: Body): body is Uint8Array {
  return ArrayBuffer.isView(body);
}
