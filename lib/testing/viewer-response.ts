import { EdgeResponse } from '../function-code/message';
import { Trace } from '../simulator/journey/trace';

/** What a viewer got, and what happened on the way. Like the `Response` of `fetch`, with a body that can be read as often as you like. */
export class ViewerResponse {
  /** Reads the body to its end, so that what is cached is cached. */
  static async of({ status, statusText, headers, body }: EdgeResponse, trace: Trace): Promise<ViewerResponse> {
    const chunks: Uint8Array[] = ArrayBuffer.isView(body) ? [body] : [];
    let broken: Error | undefined;
    try {
      if (!ArrayBuffer.isView(body)) for await (const chunk of body) chunks.push(chunk);
    } catch (error) {
      broken = error as Error;
    }
    // Headers are out when a body breaks off, and what is incomplete is not kept.
    const known = broken ? { ...trace, storedSeconds: 0 } : trace;
    return new ViewerResponse(status, statusText, headersOf(headers), Buffer.concat(chunks), known, broken);
  }

  private constructor(
    readonly status: number,
    readonly statusText: string,
    readonly headers: Headers,
    /** What arrived of the body, complete or not. */
    readonly body: Uint8Array,
    /** Who was asked, what functions made of it, who answered, and what was stored. */
    readonly trace: Trace,
    private readonly broken?: Error,
  ) {}

  /** Whether the status is a 2xx. */
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /**
   * The whole body as text.
   * @throws Error when it broke off
   */
  async text(): Promise<string> {
    if (this.broken) throw this.broken;
    return new TextDecoder().decode(this.body);
  }

  /**
   * The whole body, parsed.
   * @throws Error when it broke off, or is no JSON
   */
  async json(): Promise<any> {
    return JSON.parse(await this.text());
  }
}

function headersOf(lists: EdgeResponse['headers']): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(lists)) {
    for (const value of values) headers.append(name, asBytes(value));
  }
  return headers;
}

/** A header holds bytes: what is no Latin-1 travels as UTF-8. */
function asBytes(value: string): string {
  return /[^\x00-\xff]/.test(value) ? Buffer.from(value).toString('latin1') : value;
}
