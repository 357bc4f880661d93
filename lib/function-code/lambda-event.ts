import { EventType, headerKey } from './edge-headers';
import { EdgeRequest, EdgeResponse, Headers } from './message';
import { OriginModel } from '../model/distribution';
import { knownOr, show } from '../model/value';

/** What an event is about. */
export interface EventParts {
  readonly config: EventConfig;
  readonly request: EdgeRequest;
  /** For origin events. */
  readonly origin?: OriginModel;
  /** For response events. */
  readonly response?: EdgeResponse;
  /** Whether the association includes the body of the request. */
  readonly includeBody?: boolean;
  /**
   * Whether the policies forward every query string. Origin events contain it only then.
   * @default true
   */
  readonly allQueryStrings?: boolean;
}

/** The distribution and the request. */
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

/** One request, and its response in response events. */
export interface LambdaExchange {
  readonly config: EventConfig & { readonly eventType: EventType };
  readonly request: LambdaRequest;
  readonly response?: { readonly status: string; readonly statusDescription: string; readonly headers: LambdaHeaders };
}

/** A request as functions see it. */
export interface LambdaRequest {
  readonly clientIp: string;
  readonly headers: LambdaHeaders;
  readonly method: string;
  readonly querystring: string;
  readonly uri: string;
  readonly origin?: { readonly custom: LambdaOrigin } | { readonly s3: LambdaOrigin };
  readonly body?: { readonly action: string; readonly data: string; readonly encoding: string; readonly inputTruncated: boolean };
}

/** Headers as functions see them, by name in lower case. */
export type LambdaHeaders = Record<string, Array<{ key: string; value: string }>>;

/** An origin as functions see it. */
export type LambdaOrigin = Readonly<Record<string, unknown>> & { readonly domainName: string; readonly customHeaders: LambdaHeaders };

/**
 * The most of a request's body that a function gets, in bytes.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html#lambda-at-edge-restrictions-request-body
 */
export const BODY_LIMIT = { 'viewer-request': 40 * 1024, 'origin-request': 1024 * 1024 };

/** Builds the event for a function. Everything functions may change is a copy, because those that run in process get the event itself. */
export function lambdaEvent(eventType: EventType, parts: EventParts): LambdaEvent {
  const { config, response } = parts;
  const { distributionDomainName, distributionId, requestId } = config;
  const whose = { distributionDomainName, distributionId, eventType, requestId };
  const request = eventRequest(eventType, parts);
  if (!response) return { Records: [{ cf: { config: whose, request } }] };
  const { status, statusText: statusDescription, headers } = response;
  return {
    Records: [{ cf: { config: whose, request, response: { status: String(status), statusDescription, headers: eventHeaders(headers) } } }],
  };
}

function eventRequest(eventType: EventType, { request, origin: model, includeBody, allQueryStrings = true }: EventParts): LambdaRequest {
  const { clientIp, method, path: uri, query } = request;
  if (!model) {
    const viewed = { clientIp, headers: eventHeaders(request.headers), method, querystring: query, uri };
    return includeBody && eventType === 'viewer-request' ? { ...viewed, body: eventBody(request.body, BODY_LIMIT[eventType]) } : viewed;
  }
  const event = eventOrigin(model);
  const headers = eventHeaders(request.headers, event.customHeaders);
  const origin = model.kind === 's3' ? { s3: event } : { custom: event };
  const asked = { clientIp, headers, method, origin, querystring: allQueryStrings ? query : '', uri };
  return includeBody && eventType === 'origin-request' ? { ...asked, body: eventBody(request.body, BODY_LIMIT[eventType]) } : asked;
}

/** Without headers that are hidden from functions or overwritten by the origin's custom headers. */
function eventHeaders(headers: Headers, except?: LambdaHeaders): LambdaHeaders {
  const event: LambdaHeaders = {};
  for (const name of Object.keys(headers)) {
    const key = headerKey(name);
    if (key === undefined || (except && Object.hasOwn(except, name))) continue;
    const values = headers[name]!;
    event[name] = values.length === 1 ? [{ key, value: values[0]! }] : values.map(value => ({ key, value }));
  }
  return event;
}

function eventBody(body: Uint8Array | undefined, limit: number): LambdaRequest['body'] {
  const data = Buffer.from(body ?? []);
  return { action: 'read-only', data: data.subarray(0, limit).toString('base64'), encoding: 'base64', inputTruncated: data.length > limit };
}

/** The part of an origin that is the same in all events. */
interface OriginFields {
  /** Includes an empty `customHeaders`: V8 is slow to add a property to a spread object. */
  readonly fields: LambdaOrigin;
  readonly customHeaders: ReadonlyArray<{ readonly name: string; readonly key: string; readonly value: string }>;
}

const knownOrigins = new WeakMap<OriginModel, OriginFields>();

function eventOrigin(model: OriginModel): LambdaOrigin {
  let known = knownOrigins.get(model);
  if (!known) knownOrigins.set(model, known = fieldsOf(model));
  const customHeaders: LambdaHeaders = {};
  for (const { name, key, value } of known.customHeaders) customHeaders[name] = [{ key, value }];
  return { ...known.fields, customHeaders };
}

/**
 * The origin as functions see it. Port, protocol and keep-alive timeout are CloudFront's defaults. Origin access control is not
 * represented, so `authMethod` is `none` for a bucket that has one, as for a bucket without a signature.
 */
function fieldsOf(origin: OriginModel): OriginFields {
  const common = {
    customHeaders: {},
    domainName: show(origin.domainName),
    path: show(origin.originPath),
    readTimeout: knownOr(origin.readTimeout, 30),
    ...origin.completionTimeout !== undefined && { responseCompletionTimeout: knownOr(origin.completionTimeout, 0) },
  };
  const protocol = origin.kind === 's3-website' ? 'http' : 'https';
  return {
    fields:
      origin.kind === 's3'
        ? {
          ...common,
          authMethod: origin.accessIdentity !== undefined && !origin.accessControl ? 'origin-access-identity' : 'none',
          region: origin.region ?? '',
        }
        : { ...common, keepaliveTimeout: 5, port: protocol === 'http' ? 80 : 443, protocol, sslProtocols: ['TLSv1.2'] },
    customHeaders: origin.customHeaders.map(({ name, value }) => ({ name: show(name).toLowerCase(), key: show(name), value: show(value) })),
  };
}
