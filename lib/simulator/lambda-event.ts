import { EventType, keyOf } from './edge-headers';
import { EdgeRequest, EdgeResponse, Headers } from './message';
import { OriginModel } from '../model/distribution';
import { isUnknown, show, Value } from '../model/value';

/** What an event is about. */
export interface EventParts {
  readonly config: EventConfig;
  readonly request: EdgeRequest;
  /** For origin events. */
  readonly origin?: OriginModel;
  /** For response events. */
  readonly response?: EdgeResponse;
  /** Whether the association asks for the body of the request. */
  readonly includeBody?: boolean;
  /**
   * Whether the policies forward every query string: origin events have it only then.
   * @default true
   */
  readonly allQueryStrings?: boolean;
}

/** Who is asked, and in which request. */
export interface EventConfig {
  readonly distributionDomainName: string;
  readonly distributionId: string;
  /** The same in all events of one viewer request. */
  readonly requestId: string;
}

/**
 * An event of Lambda@Edge.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
 */
export interface LambdaEvent {
  readonly Records: readonly [{ readonly cf: LambdaExchange }];
}

export interface LambdaExchange {
  readonly config: EventConfig & { readonly eventType: EventType };
  readonly request: LambdaRequest;
  readonly response?: { readonly status: string; readonly statusDescription: string; readonly headers: LambdaHeaders };
}

export interface LambdaRequest {
  readonly clientIp: string;
  readonly headers: LambdaHeaders;
  readonly method: string;
  readonly querystring: string;
  readonly uri: string;
  readonly origin?: { readonly custom: LambdaOrigin } | { readonly s3: LambdaOrigin };
  readonly body?: { readonly action: string; readonly data: string; readonly encoding: string; readonly inputTruncated: boolean };
}

/** By name in lower case. */
export type LambdaHeaders = Record<string, Array<{ key: string; value: string }>>;

export type LambdaOrigin = Readonly<Record<string, unknown>> & { readonly domainName: string; readonly customHeaders: LambdaHeaders };

/**
 * How much of a request's body a function gets, in bytes.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html#lambda-at-edge-restrictions-request-body
 */
export const BODY_LIMIT = { 'viewer-request': 40 * 1024, 'origin-request': 1024 * 1024 };

/** Builds the event for a function, all of it new: a function that runs in process may change it. */
export function lambdaEvent(eventType: EventType, parts: EventParts): LambdaEvent {
  const { config, response } = parts;
  const cf: LambdaExchange = {
    config: { distributionDomainName: config.distributionDomainName, distributionId: config.distributionId, eventType, requestId: config.requestId },
    request: requestOf(eventType, parts),
    ...response && {
      response: { status: String(response.status), statusDescription: response.statusText, headers: headersOf(response.headers) },
    },
  };
  return { Records: [{ cf }] };
}

function requestOf(eventType: EventType, { request, origin, includeBody, allQueryStrings = true }: EventParts): LambdaRequest {
  const isRequest = eventType === 'viewer-request' || eventType === 'origin-request';
  const event = origin && originOf(origin);
  return {
    clientIp: request.clientIp,
    headers: headersOf(request.headers, event?.customHeaders),
    method: request.method,
    querystring: allQueryStrings || !origin ? request.query : '',
    uri: request.path,
    ...event && { origin: origin.kind === 's3' ? { s3: event } : { custom: event } },
    ...includeBody && isRequest && { body: bodyOf(request.body, BODY_LIMIT[eventType]) },
  };
}

/** Without the headers that functions do not see, and without those that the origin's custom headers overwrite. */
function headersOf(headers: Headers, except?: LambdaHeaders): LambdaHeaders {
  const event: LambdaHeaders = {};
  for (const name of Object.keys(headers)) {
    const key = keyOf(name);
    if (key === undefined || (except && Object.hasOwn(except, name))) continue;
    event[name] = headers[name]!.map(value => ({ key, value }));
  }
  return event;
}

function bodyOf(body: Uint8Array | undefined, limit: number): LambdaRequest['body'] {
  const data = Buffer.from(body ?? []);
  return { action: 'read-only', data: data.subarray(0, limit).toString('base64'), encoding: 'base64', inputTruncated: data.length > limit };
}

/**
 * The origin as functions see it. The model has no ports, protocols and keep-alive timeout: they are CloudFront's defaults
 * here. An origin access control is not represented, so `authMethod` says `none` for every signed bucket.
 */
function originOf(origin: OriginModel): LambdaOrigin {
  const common = {
    customHeaders: customHeadersOf(origin),
    domainName: show(origin.domainName),
    path: show(origin.originPath),
    readTimeout: numberOf(origin.readTimeout, 30),
    ...origin.completionTimeout !== undefined && { responseCompletionTimeout: numberOf(origin.completionTimeout, 0) },
  };
  if (origin.kind === 's3') return { ...common, authMethod: 'none', region: origin.region ?? '' };
  const protocol = origin.kind === 's3-website' ? 'http' : 'https';
  return { ...common, keepaliveTimeout: 5, port: protocol === 'http' ? 80 : 443, protocol, sslProtocols: ['TLSv1.2'] };
}

function customHeadersOf({ customHeaders }: OriginModel): LambdaHeaders {
  const event: LambdaHeaders = {};
  for (const { name, value } of customHeaders) {
    const key = show(name);
    event[key.toLowerCase()] = [{ key, value: show(value) }];
  }
  return event;
}

function numberOf(value: Value<number>, otherwise: number): number {
  return isUnknown(value) ? otherwise : Number(value);
}
