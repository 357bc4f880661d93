import { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from './refusal';

/** The largest request body that the local edge accepts. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** The limit for the bodies of all requests under way together. */
const MAX_BODIES_BYTES = 256 * 1024 * 1024;

/** The bodies of the requests that a server is answering. They are read whole. Their total size is limited, not their number. */
export class RequestBodies {
  private held = 0;

  /** @param limit bytes of all bodies together */
  constructor(private readonly limit = MAX_BODIES_BYTES) {}

  /**
   * Reads the body of a request, and counts its size until the request is answered.
   * @returns undefined if the viewer went away before it was complete
   * @throws Refusal if it is too long, or all bodies together are
   */
  read(message: IncomingMessage, response: ServerResponse): Promise<Uint8Array | undefined> {
    let size = 0;
    response.once('close', () => { this.held -= size; });
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      const refuse = (refusal: Refusal) => {
        message.removeAllListeners('data').pause();
        chunks.length = 0;
        reject(refusal);
      };
      if (Number(message.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return refuse(tooLong());
      message.on('data', (chunk: Buffer) => {
        size += chunk.length;
        this.held += chunk.length;
        if (size > MAX_BODY_BYTES) return refuse(tooLong());
        if (this.held > this.limit) return refuse(tooMany(this.limit));
        chunks.push(chunk);
      });
      message.on('end', () => resolve(Buffer.concat(chunks)));
      message.on('close', () => resolve(undefined));
    });
  }
}

function tooLong(): Refusal {
  return new Refusal(413, `a request body of more than ${MAX_BODY_BYTES} bytes: the local edge accepts no more.`);
}

function tooMany(limit: number): Refusal {
  return new Refusal(503, `request bodies of more than ${limit} bytes at the same time: the local edge holds no more. `
    + 'Send them one after the other.');
}
