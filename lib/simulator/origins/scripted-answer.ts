import { STATUS_CODES } from 'node:http';
import { BrokenBody } from './origin';
import { Body, EdgeResponse, EMPTY, Headers } from '../../function-code/message';

/** Headers as users write them: any case, one value or several. An empty list leaves out a header that an answer has by itself. */
export type ScriptedHeaders = Readonly<Record<string, string | readonly string[]>>;

/** An answer as users write it. */
export interface ScriptedResponse {
  readonly status: number;
  readonly statusText?: string;
  readonly headers?: ScriptedHeaders;
  readonly body?: string | Body;
}

/** An answer that is prepared once. Every response gets a copy of its headers, because functions may change them. */
export class ScriptedAnswer {
  private readonly names: readonly string[];
  private readonly values: ReadonlyArray<readonly string[]>;
  private readonly statusText: string;
  readonly body: Body;

  constructor(private readonly status: number, { statusText, headers = {}, body = '' }: Omit<ScriptedResponse, 'status'>) {
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      throw new RangeError(`status ${String(status)}: an origin answers with a whole number from 200 to 599. Pass one of those.`);
    }
    this.statusText = statusText ?? STATUS_CODES[status] ?? '';
    this.body = hasNoBody(status) ? EMPTY : typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const all: Headers = {
      ...(hasNoBody(status) ? {} : { 'content-type': ['text/plain; charset=utf-8'], ...lengthHeader(this.body) }),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat()])),
    };
    this.names = Object.keys(all).filter(name => all[name]!.length);
    this.values = this.names.map(name => all[name]!);
  }

  /** A fresh response to a request of that method. */
  response(method: string): EdgeResponse {
    const { names, values, status, statusText, body } = this;
    const headers: Headers = {};
    for (let i = 0; i < names.length; i++) headers[names[i]!] = values[i]!.slice();
    return { status, statusText, headers, body: method === 'HEAD' ? EMPTY : body };
  }

  /**
   * A fresh response that breaks off after so many bytes. A shorter body is filled with dots, so that some of it is always missing.
   */
  broken(method: string, afterBytes: number, contentLength: boolean): EdgeResponse {
    const response = this.response(method);
    const whole = ArrayBuffer.isView(this.body) ? this.body : EMPTY;
    delete response.headers['content-length'];
    if (contentLength) response.headers['content-length'] = [String(Math.max(whole.length, afterBytes + 1))];
    if (method === 'HEAD') return response;

    const sent = new Uint8Array(afterBytes).fill('.'.charCodeAt(0));
    sent.set(whole.subarray(0, afterBytes));
    return { ...response, body: breakingOff(sent) };
  }
}

async function* breakingOff(sent: Uint8Array): AsyncGenerator<Uint8Array> {
  if (sent.length) yield sent;
  throw new BrokenBody(`the origin broke off after ${sent.length} bytes`);
}

function lengthHeader(body: Body): Headers {
  return ArrayBuffer.isView(body) ? { 'content-length': [String(body.length)] } : {};
}

function hasNoBody(status: number): boolean {
  return status === 204 || status === 304;
}
