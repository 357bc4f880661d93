import { failsOver } from './decide';
import { EdgeHeaders, EdgeResponse, Exchange } from './event';
import { FAILOVER_STATUS_CODES, STATUS_CODES_HEADER } from './policy';
import { originHeader, roleOf } from './role';

/** A Lambda@Edge handler, `async` or with a callback. */
export type EdgeHandler = (event: any, context: any, callback: any) => any;

/**
 * Wraps an origin-response handler of your own so that it cannot cancel a failover.
 *
 * The handler is not called for a response of the primary that makes CloudFront fail over. It gets every other response. The
 * failover criteria are read from the origin custom headers that `FailoverDistribution` sets; without these headers, every
 * status code that could be a failover criterion is left alone. When the handler throws, rejects or returns something other
 * than a response, the viewer gets the origin's response, and the error is logged.
 *
 * A handler that never finishes is not protected: Lambda ends it at the function's timeout.
 *
 * @example
 * export const handler = failoverAware(async (event) => {
 *   const { response } = event.Records[0].cf;
 *   if (Number(response.status) >= 400) response.status = '200';
 *   return response;
 * });
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses.html
 */
export function failoverAware(handler: EdgeHandler): (event: any, context?: any) => Promise<any> {
  return async (event, context) => {
    const exchange: Exchange | undefined = event?.Records?.[0]?.cf;
    if (!exchange?.response || mayFailOver(exchange)) return exchange?.response;

    const untouched: EdgeResponse = structuredClone(exchange.response);
    try {
      const result = await call(handler, event, context);
      if (!isResponse(result)) throw new TypeError(`the handler returned ${JSON.stringify(result)}, which is not a response`);
      keepReadOnlyHeaders(result, untouched);
      return result;
    } catch (error) {
      console.error('The origin-response handler failed. The viewer gets the origin\'s response.', error);
      return untouched;
    }
  };
}

function mayFailOver(exchange: Exchange): boolean {
  try {
    const role = roleOf(exchange.request);
    if (role === 'secondary' || role === 'sole') return false;
    return failsOver(exchange, role === 'primary' ? failoverCodes(exchange) : FAILOVER_STATUS_CODES);
  } catch {
    const { status } = exchange.response;
    return typeof status === 'object' || FAILOVER_STATUS_CODES.includes(Number(status));
  }
}

/** The failover criteria from the construct's header. All possible codes when the header is missing or unreadable. */
function failoverCodes({ request }: Exchange): readonly number[] {
  const codes = originHeader(request, STATUS_CODES_HEADER)?.split(',').map(Number);
  return codes?.every(code => FAILOVER_STATUS_CODES.includes(code)) ? codes : FAILOVER_STATUS_CODES;
}

/**
 * A handler responds with a promise or a callback. Unwrapped, Lambda up to Node.js 22 ignores a plain return value. Wrapped, it
 * counts, because the wrapper is `async`. A handler that declares no parameters may take its callback with `...` or `arguments`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
function call(handler: EdgeHandler, event: unknown, context: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error: unknown, result: unknown) => (error ? reject(error) : resolve(result)));
    const declaresNoCallback = handler.length === 1 || handler.length === 2;
    if (returned !== undefined || declaresNoCallback) resolve(returned);
  });
}

function isResponse(value: unknown): value is EdgeResponse {
  const status = Number((value as EdgeResponse | undefined)?.status);
  return status >= 200 && status <= 599;
}

/**
 * CloudFront responds with 502 when a function adds, changes or drops one of these.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
 */
function keepReadOnlyHeaders(result: EdgeResponse, untouched: EdgeResponse): void {
  const headers: EdgeHeaders = (result.headers ??= {});
  for (const name of Object.keys(headers)) {
    if (READ_ONLY.includes(name.toLowerCase())) delete headers[name];
  }
  for (const name of READ_ONLY) {
    const value = untouched.headers?.[name];
    if (value) headers[name] = value;
  }
}

const READ_ONLY = ['transfer-encoding', 'via'];
