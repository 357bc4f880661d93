import { Forwarding, forwardingOf } from './forwarded-values';
import { HOP_BY_HOP, namedByConnection } from './headers';
import { normalizedEncoding, takenCookies, takenQuery } from './viewer-values';
import { EdgeRequest, Headers } from '../../function-code/message';
import { BehaviorModel, OriginModel } from '../../model/distribution';
import { isKnown, show } from '../../model/value';

/** The request as one origin gets it: with its Host, custom headers and path prefix. */
export interface OriginRequest extends EdgeRequest {
  readonly host: string;
}

/**
 * The request as it reaches an origin: the values that the cache policy and the origin request policy include, CloudFront's own headers,
 * and the origin's custom headers, which replace a viewer's. A Host that is only known after a deployment keeps its `${...}` text.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-headers-behavior
 * @throws NotModelled if a policy of the behavior cannot be read
 */
export function originRequest(behavior: BehaviorModel, origin: OriginModel, request: EdgeRequest, requestId: string): OriginRequest {
  const forwarding = forwardingOf(behavior);
  const address = addressOf(origin);
  const headers: Headers = {};
  forwardHeaders(forwarding, request, headers);

  const sentHost = forwarding.headers.takes('host') ? request.headers.host?.[0] : undefined;
  const host = sentHost ?? address.domain;
  headers.host = [host];
  headers.via = [request.headers.via ? `${request.headers.via.join(', ')}, ${VIA}` : VIA];
  headers['x-amz-cf-id'] = [requestId];
  const forwardedFor = request.headers['x-forwarded-for'];
  headers['x-forwarded-for'] = [forwardedFor ? `${forwardedFor.join()},${request.clientIp}` : request.clientIp];
  for (const [name, value] of address.customHeaders) headers[name] = [value];

  return {
    method: request.method,
    protocol: request.protocol,
    path: address.path + request.path,
    query: takenQuery(request.query, forwarding.query.mode, forwarding.query.takes),
    headers,
    body: request.body,
    clientIp: request.clientIp,
    host,
  };
}

const VIA = '1.1 local-edge.cloudfront.net (CloudFront)';
const USER_AGENT = 'Amazon CloudFront';

/** Headers that an origin gets whatever the policies say. The page above has a table of them. */
const ALWAYS = ['if-match', 'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since', 'range'];
const WITH_BODY = ['content-encoding', 'content-language', 'content-md5', 'content-type'];

/** Set by the edge itself, or never forwarded. */
const APART: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP, 'accept-encoding', 'cookie', 'content-length', 'cloudfront-forwarded-proto', 'expect', 'host', 'user-agent', 'via',
  'x-amz-cf-id', 'x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', '__proto__',
]);

function forwardHeaders(forwarding: Forwarding, request: EdgeRequest, headers: Headers): void {
  const { headers: sent, method, body } = request;
  for (const name of forwarding.listed ?? Object.keys(sent)) {
    if (forwarding.headers.takes(name) && !APART.has(name) && !name.startsWith('x-edge-')) copy(sent, headers, name);
  }
  for (const name of ALWAYS) copy(sent, headers, name);
  if (body !== undefined) {
    for (const name of WITH_BODY) copy(sent, headers, name);
    headers['content-length'] = [String(body.length)];
  }
  if (keepsAuthorization(method, forwarding)) copy(sent, headers, 'authorization');
  for (const name of namedByConnection(sent.connection)) delete headers[name];

  if (forwarding.headers.takes('user-agent')) copy(sent, headers, 'user-agent');
  else headers['user-agent'] = [USER_AGENT];
  if (forwarding.sendsProtocol) headers['cloudfront-forwarded-proto'] = [request.protocol];
  const cookies = takenCookies(sent, forwarding.cookies.mode, forwarding.cookies.takes);
  if (cookies !== undefined) headers.cookie = [cookies];
  forwardEncoding(forwarding, sent, headers);
}

/** If the viewer accepts no encoding of the cache policy, the edge asks for `identity`. */
function forwardEncoding({ policy, headers: { takes } }: Forwarding, sent: Headers, headers: Headers): void {
  if (policy.gzip || policy.brotli) {
    const encoding = normalizedEncoding(policy, sent);
    if (encoding !== undefined) headers['accept-encoding'] = [encoding || 'identity'];
  } else if (takes('accept-encoding')) {
    copy(sent, headers, 'accept-encoding');
  }
}

/** Whether Authorization is forwarded although no policy includes it. */
function keepsAuthorization(method: string, { cachesOptions }: Forwarding): boolean {
  return method !== 'GET' && method !== 'HEAD' && (method !== 'OPTIONS' || !cachesOptions);
}

function copy(from: Headers, to: Headers, name: string): void {
  const values = from[name];
  if (Array.isArray(values)) to[name] = values.slice();
}

/** What requests to an origin need of it. */
interface Address {
  readonly domain: string;
  readonly path: string;
  readonly customHeaders: ReadonlyArray<readonly [name: string, value: string]>;
}

/** CloudFront does not allow these as custom headers. */
const FORBIDDEN = /^(connection|content-length|cookie|host|transfer-encoding|via|x-amz-.*|x-edge-.*|x-real-ip|__proto__)$/i;

const addresses = new WeakMap<OriginModel, Address>();

function addressOf(origin: OriginModel): Address {
  let address = addresses.get(origin);
  if (!address) {
    const customHeaders: Array<readonly [string, string]> = [];
    for (const { name, value } of origin.customHeaders) {
      if (isKnown(name) && !FORBIDDEN.test(name)) customHeaders.push([name.toLowerCase(), show(value)]);
    }
    address = { domain: show(origin.domainName), path: show(origin.originPath).replace(/\/+$/, ''), customHeaders };
    addresses.set(origin, address);
  }
  return address;
}
