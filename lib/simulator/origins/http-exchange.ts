import type { Dispatcher } from 'undici';
import { BrokenBody, OriginOutcome, FailureKind } from './origin';
import { Source, StreamedBody } from './streamed-body';
import { EdgeResponse, Headers } from '../../function-code/message';
import { HeaderRecord } from '../forwarding/headers';

/** CloudFront's limit for an origin's response without its body. */
export const MAX_HEADER_BYTES = 32 * 1024;

/** A failure of a known kind. */
export class OriginFailure extends Error {
  constructor(readonly failure: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** One request on undici's lowest level, which passes headers and bytes on unchanged. */
export class HttpExchange implements Dispatcher.DispatchHandlers, Source {
  private readonly body = new StreamedBody(this);
  /** Whether it was given up, because its time is over or its viewer is gone. */
  isAborted = false;
  private stop?: (error?: Error) => void;
  private continue?: () => void;
  private timer?: NodeJS.Timeout;
  private answered = false;

  constructor(private readonly readTimeout: number, private readonly settle: (outcome: OriginOutcome) => void) {}

  onConnect(abort: (error?: Error) => void): void {
    this.stop = abort;
    this.timer ??= setTimeout(expire, this.readTimeout, this);
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void, statusText: string): boolean {
    // Below 100, undici would fail an assertion, whose message takes seconds to make of bundled code.
    if (status < 100 || status === 101) this.abort(new OriginFailure('reset', `status ${status}, which nobody asked for`));
    if (status < 200) return true;
    const headers = answeredHeaders(raw);
    if (!headers) {
      this.abort(new OriginFailure('reset', `more than ${MAX_HEADER_BYTES} bytes of headers`));
      return true;
    }
    this.answered = true;
    this.continue = resume;
    this.timer?.refresh();
    // By then, the bytes that arrived together with the headers are in the body.
    queueMicrotask(() => this.deliver({ status, statusText, headers, body: this.body }));
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.timer?.refresh();
    return this.body.push(chunk);
  }

  onComplete(): void {
    clearTimeout(this.timer);
    this.body.end();
  }

  onError(error: Error): void {
    clearTimeout(this.timer);
    if (this.answered) this.body.fail(new BrokenBody(`the origin broke off: ${error.message}`, { cause: error }));
    else this.settle({ kind: 'failure', failure: failureOf(error) });
  }

  /** A slow viewer is not the origin's fault: the timeout stops while the body waits for the viewer. */
  pause(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  resume(): void {
    this.timer = setTimeout(expire, this.readTimeout, this);
    this.continue!();
  }

  cancel(): void {
    this.abort();
  }

  expire(): void {
    this.abort(new OriginFailure('read-timeout', `nothing came for ${this.readTimeout} ms`));
  }

  private abort(error?: Error): void {
    this.isAborted = true;
    this.stop?.(error);
  }

  private deliver(response: EdgeResponse): void {
    response.body = this.body.whole() ?? this.body;
    this.settle({ kind: 'response', response });
  }
}

function expire(exchange: HttpExchange): void {
  exchange.expire();
}

/** Undefined if they are too long: undici counts their names and values only. */
function answeredHeaders(raw: readonly Buffer[]): Headers | undefined {
  const headers = new HeaderRecord();
  let size = 0;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toString('latin1').toLowerCase();
    const value = raw[i + 1]!.toString('latin1');
    size += name.length + value.length + ': \r\n'.length;
    const values = headers[name];
    if (values) values.push(value);
    else headers[name] = [value];
  }
  return size > MAX_HEADER_BYTES ? undefined : headers;
}

const FAILURES: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ETIMEDOUT: 'connect-timeout',
  EHOSTUNREACH: 'connect-timeout',
  ENETUNREACH: 'connect-timeout',
};

/** A response that is not HTTP, or is too long, counts as a dropped connection. */
function failureOf(error: NodeJS.ErrnoException & { readonly errors?: NodeJS.ErrnoException[] }): FailureKind {
  if (error instanceof OriginFailure) return error.failure;
  // A name with several addresses fails with one error for each.
  const kinds = [error, ...error.errors ?? []].flatMap(({ code }) => FAILURES[code ?? ''] ?? []);
  return kinds.find(kind => kind === 'refused') ?? kinds[0] ?? 'reset';
}
