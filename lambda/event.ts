/**
 * The part of a Lambda@Edge origin-response event that is used here, as AWS documents it. An event of another shape makes the
 * code throw; the handlers catch that and leave the response alone.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
 */
export interface OriginResponseEvent {
  readonly Records: ReadonlyArray<{ readonly cf: Exchange }>;
}

/** One request to one origin, and the origin's response. */
export interface Exchange {
  readonly config?: { readonly distributionId: string; readonly requestId: string };
  readonly request: EdgeRequest;
  readonly response: EdgeResponse;
}

export interface EdgeRequest {
  readonly method: string;
  readonly uri?: string;
  /** Exactly one of the two. */
  readonly origin: { readonly custom?: EdgeOrigin; readonly s3?: EdgeOrigin };
}

export interface EdgeOrigin {
  readonly customHeaders: EdgeHeaders;
}

/** Mutable, because a fresh object would lose the read-only headers, and CloudFront responds with 502 for that. */
export interface EdgeResponse {
  status: string | number;
  statusDescription?: string;
  headers?: EdgeHeaders;
  body?: string;
  bodyEncoding?: string;
}

export type EdgeHeaders = Record<string, Array<{ key?: string; value: string }>>;
