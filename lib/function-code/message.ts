/** Header names in lower case, and each with its values in order. */
export type Headers = Record<string, string[]>;

/** A body in memory, or a stream. */
export type Body = Uint8Array | AsyncIterable<Uint8Array>;

/** A request from the viewer through CloudFront to an origin. */
export interface EdgeRequest {
  readonly method: string;
  readonly protocol: 'http' | 'https';
  /** The path as it was sent, with its percent-encoding. */
  path: string;
  /** The query string without its question mark. */
  query: string;
  headers: Headers;
  body?: Uint8Array;
  readonly clientIp: string;
}

/** A response from an origin to the viewer. */
export interface EdgeResponse {
  status: number;
  statusText: string;
  headers: Headers;
  body: Body;
}

/** The value of a header. Values of a repeated header are joined, as HTTP allows. Undefined when it is missing. */
export function headerOf(headers: Headers, name: string): string | undefined {
  return headers[name]?.join(', ');
}

/** A response that CloudFront creates itself. */
export function generated(status: number, statusText: string, text: string, headers: Headers = {}): EdgeResponse {
  const body = new TextEncoder().encode(text);
  return {
    status,
    statusText,
    headers: {
      'server': ['CloudFront'],
      'content-type': ['text/plain; charset=utf-8'],
      'content-length': [String(body.length)],
      ...headers,
    },
    body,
  };
}

export const EMPTY = new Uint8Array(0);
