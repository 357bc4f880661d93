import { Agent as HttpAgent, IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Exchange, evidenceIn, Viewer, ViewerRequest } from './viewer';
import { UnusableInput } from '../model/errors';
import { isLoopback } from '../simulator/http/host-name';

/** More than the slowest response of the example takes. */
const TIMEOUT_MS = 30_000;

/** The example sends less than this. Of another server, no more is read. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Milliseconds between the beginnings of two requests. */
const PACE_MS = 50;

/** Sends requests over HTTPS, a few at a time, and follows no redirect. */
export class HttpViewer implements Viewer {
  private readonly base: URL;
  private readonly agent: HttpAgent;
  private next = 0;

  /** @throws UnusableInput unless it is the URL of a distribution */
  constructor(url: string, private readonly userAgent: string) {
    this.base = distributionUrl(url);
    this.agent = this.base.protocol === 'https:' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  }

  get url(): string {
    return this.base.origin;
  }

  now(): number {
    return Date.now();
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => setTimeout(resolve, milliseconds));
  }

  async send(request: ViewerRequest): Promise<Exchange> {
    const now = Date.now();
    const start = Math.max(now, this.next);
    this.next = start + PACE_MS;
    if (start > now) await this.sleep(start - now);
    return this.exchange(request);
  }

  close(): void {
    this.agent.destroy();
  }

  private exchange({ method, target, headers }: ViewerRequest): Promise<Exchange> {
    const { base: { protocol, hostname, port }, agent, userAgent } = this;
    const started = Date.now();
    return new Promise((resolve, reject) => {
      const send = protocol === 'https:' ? httpsRequest : httpRequest;
      const length = method === 'POST' ? { 'content-length': '0' } : {};
      const sent = send({
        protocol,
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        method,
        path: target,
        agent,
        headers: { 'user-agent': userAgent, 'accept': '*/*', ...length, ...headers },
      });
      const timer = setTimeout(() => sent.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
      sent.once('close', () => clearTimeout(timer));
      sent.once('error', reject);
      sent.once('response', response => {
        void bodyOf(response).then(({ bytes, complete }) => resolve({
          method,
          target,
          at: new Date(started).toISOString(),
          ms: Date.now() - started,
          status: response.statusCode!,
          headers: evidenceIn(Object.entries(response.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')])),
          bytes,
          complete,
        }));
      });
      sent.end();
    });
  }
}

async function bodyOf(response: IncomingMessage): Promise<Pick<Exchange, 'bytes' | 'complete'>> {
  let bytes = 0;
  try {
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length;
      if (bytes > MOST_BYTES) return { bytes, complete: false };
    }
    return { bytes, complete: response.complete };
  } catch {
    return { bytes, complete: false };
  }
}

function distributionUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSecure = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (!url || !isSecure) throw notAUrl(text, 'not an https URL, or an http URL of this machine');
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) throw notAUrl(text, 'more than the name of a server');
  return url;
}

function notAUrl(text: string, why: string): UnusableInput {
  return new UnusableInput(
    `${JSON.stringify(text.slice(0, 200))}: ${why}. Pass the output Url of the stack Prove, like https://d111111abcdef8.cloudfront.net.`,
  );
}
