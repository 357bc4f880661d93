import { EdgeRequest, EdgeResponse, generated } from '../../function-code/message';
import { BehaviorModel } from '../../model/distribution';
import { isUnknown } from '../../model/value';

/**
 * @see
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustomMaxRequestStringLength
 */
const MAX_URL_LENGTH = 8192;
const MAX_REQUEST_BYTES = 32_768;

/** CloudFront's answer to a request that no function, cache or origin gets to see; undefined if it accepts the request. */
export function gates(request: EdgeRequest, behavior: BehaviorModel): EdgeResponse | undefined {
  return lengthGate(request) ?? protocolGate(request, behavior) ?? methodGate(request, behavior) ?? bodyGate(request);
}

function lengthGate({ path, query, headers }: EdgeRequest): EdgeResponse | undefined {
  const url = path.length + (query === '' ? 0 : query.length + 1);
  if (url > MAX_URL_LENGTH) return generated(414, 'URI Too Long', `414 URI Too Long\nCloudFront accepts ${MAX_URL_LENGTH} characters.\n`);
  let bytes = url;
  for (const name of Object.keys(headers)) {
    for (const value of headers[name]!) bytes += name.length + value.length + ': \r\n'.length;
  }
  if (bytes <= MAX_REQUEST_BYTES) return undefined;
  return generated(494, 'Request Header Too Large', `494 Request Header Too Large\nCloudFront accepts ${MAX_REQUEST_BYTES} bytes.\n`);
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html */
function protocolGate(request: EdgeRequest, { viewerProtocolPolicy }: BehaviorModel): EdgeResponse | undefined {
  const { protocol, method, headers, path, query } = request;
  if (protocol === 'https' || viewerProtocolPolicy === 'allow-all') return undefined;
  if (viewerProtocolPolicy === 'https-only') return generated(403, 'Forbidden', '403 Forbidden\nThis path accepts HTTPS only.\n');
  const location = `https://${headers.host?.[0] ?? ''}${path}${query && `?${query}`}`;
  const isRead = method === 'GET' || method === 'HEAD';
  return generated(isRead ? 301 : 307, isRead ? 'Moved Permanently' : 'Temporary Redirect', '', { location: [location] });
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-403-invalid-method.html */
function methodGate({ method }: EdgeRequest, { allowedMethods }: BehaviorModel): EdgeResponse | undefined {
  if (isUnknown(allowedMethods) || allowedMethods.includes(method)) return undefined;
  return generated(403, 'Forbidden', `403 Forbidden\nThis path does not allow ${method}.\n`);
}

/**
 * @see
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustom-get-body
 */
function bodyGate({ method, body }: EdgeRequest): EdgeResponse | undefined {
  if (method !== 'GET' || !body?.length) return undefined;
  return generated(403, 'Forbidden', '403 Forbidden\nA GET request cannot have a body.\n');
}
