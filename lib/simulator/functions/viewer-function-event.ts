import { isDisallowed } from '../../function-code/edge-headers';
import { Invalid, short } from '../../function-code/function-result';
import { EventConfig } from '../../function-code/lambda-event';
import { EdgeRequest, EdgeResponse, Headers } from '../../function-code/message';

/**
 * An event of CloudFront Functions.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export interface ViewerFunctionEvent {
  readonly version: '1.0';
  readonly context: EventConfig & { readonly eventType: 'viewer-request' | 'viewer-response' };
  readonly viewer: { readonly ip: string };
  readonly request: ViewerFunctionRequest;
  readonly response?: ViewerFunctionResponse;
}

/** Builds the event for a CloudFront function. */
export function viewerFunctionEvent(
  eventType: 'viewer-request' | 'viewer-response', request: EdgeRequest, config: EventConfig, response?: EdgeResponse,
): ViewerFunctionEvent {
  return {
    version: '1.0',
    context: { distributionDomainName: config.distributionDomainName, distributionId: config.distributionId, eventType, requestId: config.requestId },
    viewer: { ip: request.clientIp },
    request: viewerFunctionRequest(request),
    ...response && { response: viewerFunctionResponse(response) },
  };
}

/** A request as CloudFront functions see it. */
export interface ViewerFunctionRequest {
  readonly method: string;
  readonly uri: string;
  readonly querystring: Fields;
  readonly headers: Fields;
  readonly cookies: Fields;
}

/** A response as CloudFront functions see it: without its body. */
export interface ViewerFunctionResponse {
  readonly statusCode: number;
  readonly statusDescription: string;
  readonly headers: Fields;
  readonly cookies: Fields;
}

/**
 * What a CloudFront function sees of a request.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html#functions-event-structure-request
 */
export function viewerFunctionRequest({ method, path, query, headers }: EdgeRequest): ViewerFunctionRequest {
  return {
    method,
    uri: path,
    querystring: collect(pairsOf(query, '&')),
    headers: headerFields(headers, 'cookie'),
    cookies: collect(pairsOf(headers.cookie?.join('; ') ?? '', ';')),
  };
}

/**
 * What a CloudFront function sees of a response.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html#functions-event-structure-response
 */
export function viewerFunctionResponse({ status, statusText, headers }: EdgeResponse): ViewerFunctionResponse {
  return {
    statusCode: status,
    statusDescription: statusText,
    headers: headerFields(headers, 'set-cookie'),
    cookies: collect((headers['set-cookie'] ?? []).map(setCookieOf)),
  };
}

/** Cookies have a place of their own. */
function headerFields(headers: Headers, except: 'cookie' | 'set-cookie'): Fields {
  const shown = Object.keys(headers).filter(name => name !== except && !isDisallowed(name));
  return collect(shown.flatMap(name => headers[name]!.map(value => ({ name, value }))));
}

/**
 * Query parameters, headers or cookies by their name. `multiValue` has all values of a name that occurs more than once, and
 * `value` the first of them.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html#functions-event-structure-query-header-cookie
 */
export type Fields = Record<string, Field>;

/** What a name stands for. */
export interface Field extends FieldValue {
  multiValue?: FieldValue[];
}

/** One value. */
export interface FieldValue {
  value: string;
  /** Of a cookie that is set. */
  attributes?: string;
}

/** One of the fields, on its own. */
export interface NamedValue extends FieldValue {
  readonly name: string;
}

/** The fields of a list with names that may repeat. */
export function collect(list: readonly NamedValue[]): Fields {
  const fields: Fields = {};
  for (const { name, ...value } of list) {
    if (name === '__proto__') continue;
    const field = Object.hasOwn(fields, name) ? fields[name]! : undefined;
    if (!field) fields[name] = value;
    else (field.multiValue ??= [{ value: field.value, ...field.attributes !== undefined && { attributes: field.attributes } }]).push(value);
  }
  return fields;
}

/**
 * The list that fields of a function stand for. Of a field with `multiValue`, a change there counts, and otherwise one of
 * `value`, which is the first.
 *
 * @param before the fields that the function was given
 */
export function spread(fields: unknown, before: Fields, what: string): NamedValue[] {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw new Invalid(`${what} is ${short(fields)}. Allowed: an object`);
  return Object.entries(fields).flatMap(([name, field]) => {
    const values = valuesOf(field, Object.hasOwn(before, name) ? before[name] : undefined);
    return values.map(one => {
      if (typeof one?.value !== 'string') throw new Invalid(`${what} has ${name} as ${short(field)}. Allowed: { value } with a string`);
      if (one.attributes !== undefined && typeof one.attributes !== 'string') throw new Invalid(`${what} has ${name} with the attributes ${short(one.attributes)}`);
      return { name, value: one.value, attributes: one.attributes };
    });
  });
}

function valuesOf(field: any, before: Field | undefined): any[] {
  if (!Array.isArray(field?.multiValue)) return [field];
  const isChanged = JSON.stringify(field.multiValue) !== JSON.stringify(before?.multiValue);
  return isChanged ? field.multiValue : [field, ...field.multiValue.slice(1)];
}

/** The pairs of a query string or a Cookie header, as they were written: nothing is decoded. */
export function pairsOf(text: string, separator: '&' | ';'): NamedValue[] {
  return text.split(separator).map(pair => (separator === ';' ? pair.trim() : pair)).filter(pair => pair !== '').map(pair => {
    const [name, ...value] = pair.split('=');
    return { name: name!, value: value.join('=') };
  });
}

/** A Set-Cookie header, its attributes apart. */
export function setCookieOf(header: string): NamedValue {
  const [pair, ...attributes] = header.split(';');
  const [name, ...value] = pair!.split('=');
  const rest = attributes.join(';').trim();
  return { name: name!.trim(), value: value.join('=').trim(), ...rest && { attributes: rest } };
}
