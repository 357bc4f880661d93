import { EdgeResponse } from '../function-code/message';
import { Trace } from '../simulator/journey/trace';

/** What a viewer got, and how. Like the `Response` of `fetch`, with a body that can be read any number of times. */
export class ViewerResponse {
  /** Reads the body to its end, so that caching is complete. */
  static async of({ status, statusText, headers, body }: EdgeResponse, trace: Trace): Promise<ViewerResponse> {
    const chunks: Uint8Array[] = ArrayBuffer.isView(body) ? [body] : [];
    let broken: Error | undefined;
    try {
      if (!ArrayBuffer.isView(body)) for await (const chunk of body) chunks.push(chunk);
    } catch (error) {
      broken = error as Error;
    }
    // Headers are already sent when a body is cut off, and an incomplete response is not cached.
    const known = broken ? { ...trace, storedSeconds: 0 } : trace;
    return new ViewerResponse(status, statusText, fetchHeaders(headers), Buffer.concat(chunks), known, broken);
  }

  private constructor(
    readonly status: number,
    readonly statusText: string,
    readonly headers: Headers,
    /** The body as received, complete or not. */
    readonly body: Uint8Array,
    /** Which origins were tried, what functions changed, who responded, and what was cached. */
    readonly trace: Trace,
    private readonly broken?: Error,
  ) {}

  /** Whether the status is a 2xx. */
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /**
   * The whole body as text.
   * @throws Error when it was cut off
   */
  async text(): Promise<string> {
    if (this.broken) throw this.broken;
    return new TextDecoder().decode(this.body);
  }

  /**
   * The whole body, parsed.
   * @throws Error when it was cut off or is not JSON
   */
  async json(): Promise<any> {
    return JSON.parse(await this.text());
  }
}

function fetchHeaders(lists: EdgeResponse['headers']): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(lists)) {
    for (const value of values) headers.append(name, asBytes(value));
  }
  return headers;
}

/** Headers hold bytes: text outside Latin-1 is sent as UTF-8. */
function asBytes(value: string): string {
  return /[^\x00-\xff]/.test(value) ? Buffer.from(value).toString('latin1') : value;
}
