/** Who sends the requests: over HTTPS, or in process to the local edge. */
export interface Viewer {
  /** @throws when no answer came: the request is lost */
  send(request: ViewerRequest): Promise<Exchange>;
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export interface ViewerRequest {
  readonly method: string;
  /** Path and query string. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A request and its answer: the evidence. */
export interface Exchange {
  readonly method: string;
  readonly target: string;
  /** When it was sent, in ISO 8601. */
  readonly at: string;
  /** Milliseconds until the answer was complete. */
  readonly ms: number;
  readonly status: number;
  /** Those that are evidence, in lower case: request ids, edge location, cache, and the headers of examples/prove. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the body. */
  readonly bytes: number;
  /** Whether the body came to its end. */
  readonly complete: boolean;
}

const EVIDENCE = /^(x-amz-cf-(id|pop)|x-cache|age|via|server|content-length|x-failover-.+|x-prove-.+)$/;

/** The headers that are kept. A hostile server can send anything: values are cut. */
export function evidenceIn(headers: Iterable<readonly [name: string, value: string]>): Record<string, string> {
  const kept = [...headers].filter(([name]) => EVIDENCE.test(name)).slice(0, 40);
  return Object.fromEntries(kept.map(([name, value]) => [name, value.slice(0, 200)]));
}
