import { EdgeRequest, EdgeResponse, Headers } from '../message';
import { collect, Fields, pairsOf, setCookieOf } from './viewer-function-fields';
import { isDisallowed } from '../../function-code/edge-headers';

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
