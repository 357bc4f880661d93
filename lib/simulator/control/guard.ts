import { IncomingMessage } from 'node:http';
import { UnusableInput } from '../../model/errors';
import { hostNameOf, isLoopback } from '../http/host-name';
import { Refusal } from '../http/refusal';

/** The longest body that the control page accepts. */
export const MAX_CONTROL_BODY = 16 * 1024;

/**
 * Keeps other sites out. A browser on this machine would let them in through a name that resolves to this machine (DNS rebinding),
 * or with a cross-site request. Following a link to the page is fine.
 * @throws Refusal
 */
export function keepOthersOut({ headers, method }: IncomingMessage, isPage: boolean): void {
  const { host = '', origin } = headers;
  if (!isLoopback(hostNameOf(host))) {
    throw new Refusal(403, `Host ${JSON.stringify(host)}: the control page answers to localhost, 127.0.0.1 and [::1] only.`);
  }
  const site = headers['sec-fetch-site'];
  const isVisit = isPage && method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  const isOwn = site === undefined || site === 'same-origin' || site === 'none' || isVisit;
  if (!isOwn || (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`)) {
    throw new Refusal(403, 'the control page accepts requests from itself only, not from another site.');
  }
}

/**
 * The JSON object in the body of a request.
 * @throws Refusal if it is too long, or is not declared as JSON
 */
export async function jsonOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new Refusal(415, 'the body is not declared as JSON. Send content-type: application/json.');
  }
  const text = await bodyText(request);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnusableInput('the body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UnusableInput('the body is not a JSON object.');
  return value as Record<string, unknown>;
}

function bodyText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_CONTROL_BODY) chunks.push(chunk);
      else tooLarge();
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('close', () => reject(new Refusal(400, 'the body is not complete.')));
    if (Number(request.headers['content-length'] ?? 0) > MAX_CONTROL_BODY) tooLarge();

    function tooLarge() {
      request.removeAllListeners('data').pause();
      reject(new Refusal(413, `a body of more than ${MAX_CONTROL_BODY} bytes: the control page accepts no more.`));
    }
  });
}
