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
    context: { ...config, eventType },
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
 * A request as a CloudFront function sees it.
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
 * A response as a CloudFront function sees it.
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

/** Cookies are separate from the other headers. */
function headerFields(headers: Headers, except: 'cookie' | 'set-cookie'): Fields {
  const shown = Object.keys(headers).filter(name => name !== except && !isDisallowed(name));
  return collect(shown.flatMap(name => headers[name]!.map(value => ({ name, value }))));
}

/**
 * Query parameters, headers or cookies by name. If a name occurs more than once, `multiValue` has all of its values, and `value` the
 * first.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html#functions-event-structure-query-header-cookie
 */
export type Fields = Record<string, Field>;

/** The values of a name. */
export interface Field extends FieldValue {
  multiValue?: FieldValue[];
}

/** One value. */
export interface FieldValue {
  value: string;
  /** Of a Set-Cookie header. */
  attributes?: string;
}

/** One value with its name. */
export interface NamedValue extends FieldValue {
  readonly name: string;
}

/** Collects a list whose names may repeat into fields. */
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
 * Lists the values of the fields that a function returned. If `multiValue` of a field was changed, it counts. Otherwise `value` replaces
 * the first of its values.
 *
 * @param before the fields that the function got
 */
export function spread(fields: unknown, before: Fields, what: string): NamedValue[] {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new Invalid(`${what} is ${short(fields)}. Allowed: an object`);
  }
  return Object.entries(fields).flatMap(([name, field]) => {
    const values = valuesOf(field, Object.hasOwn(before, name) ? before[name] : undefined);
    return values.map(one => {
      if (typeof one?.value !== 'string') throw new Invalid(`${what} has ${name} as ${short(field)}. Allowed: { value } with a string`);
      if (one.attributes !== undefined && typeof one.attributes !== 'string') {
        throw new Invalid(`${what} has ${name} with the attributes ${short(one.attributes)}`);
      }
      return { name, value: one.value, attributes: one.attributes };
    });
  });
}

function valuesOf(field: any, before: Field | undefined): any[] {
  if (!Array.isArray(field?.multiValue)) return [field];
  const isChanged = JSON.stringify(field.multiValue) !== JSON.stringify(before?.multiValue);
  return isChanged ? field.multiValue : [field, ...field.multiValue.slice(1)];
}

/** The pairs of a query string or a Cookie header. Nothing is decoded. */
export function pairsOf(text: string, separator: '&' | ';'): NamedValue[] {
  return text.split(separator).map(pair => (separator === ';' ? pair.trim() : pair)).filter(pair => pair !== '').map(pair => {
    const [name, ...value] = pair.split('=');
    return { name: name!, value: value.join('=') };
  });
}

/** A Set-Cookie header, with its attributes separated. */
export function setCookieOf(header: string): NamedValue {
  const [pair, ...attributes] = header.split(';');
  const [name, ...value] = pair!.split('=');
  const rest = attributes.join(';').trim();
  return { name: name!.trim(), value: value.join('=').trim(), ...rest && { attributes: rest } };
}
