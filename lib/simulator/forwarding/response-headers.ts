import { forwardingOf } from './forwarded-values';
import { EdgeRequest, EdgeResponse, Headers } from '../../function-code/message';
import { BehaviorModel } from '../../model/distribution';
import { Matcher, matcherOf } from '../../model/path-pattern';
import { CorsModel, ResponseHeadersPolicyModel } from '../../model/policies';

/**
 * Applies a response headers policy: first it removes headers, then it adds some. A `Server` header that is removed is replaced with
 * CloudFront's own.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
 */
export function applyResponseHeadersPolicy(policy: ResponseHeadersPolicyModel, request: EdgeRequest, response: EdgeResponse): void {
  const { headers } = response;
  for (const name of policy.remove) {
    delete headers[name];
    if (name === 'server') headers.server = ['CloudFront'];
  }
  if (policy.cors) addCorsHeaders(policy.cors, request, headers);
  for (const { name, value, override } of policy.set) {
    if (override || headers[name] === undefined) headers[name] = [value];
  }
}

/**
 * Adds the CORS headers of a response headers policy. A request without an Origin header, or from an origin that is not allowed, gets
 * none. Headers about preflights are added to preflights only. If the policy does not override, it adds nothing to a response with any
 * CORS header of the origin.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html#understanding-response-headers-policies-cors
 */
function addCorsHeaders(cors: CorsModel, request: EdgeRequest, headers: Headers): void {
  const origin = request.headers.origin?.[0];
  if (origin === undefined) return;
  let rules = compiled.get(cors);
  if (!rules) compiled.set(cors, rules = compile(cors));
  if (!cors.override && Object.keys(headers).some(name => name.startsWith('access-control-'))) return;
  if (!rules.anyOrigin && !rules.origins.some(matches => matches(origin.toLowerCase()))) return;

  headers['access-control-allow-origin'] = [rules.anyOrigin ? '*' : origin];
  if (!rules.anyOrigin) varyByOrigin(headers);
  if (cors.allowCredentials) headers['access-control-allow-credentials'] = ['true'];
  if (rules.exposeHeaders) headers['access-control-expose-headers'] = [rules.exposeHeaders];
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return;
  if (rules.allowMethods) headers['access-control-allow-methods'] = [rules.allowMethods];
  const allowHeaders = rules.allowHeaders(request.headers['access-control-request-headers']?.join() ?? '');
  if (allowHeaders) headers['access-control-allow-headers'] = [allowHeaders];
  if (cors.maxAge !== undefined) headers['access-control-max-age'] = [String(cors.maxAge)];
}

interface Rules {
  readonly anyOrigin: boolean;
  readonly origins: readonly Matcher[];
  readonly allowMethods: string;
  readonly exposeHeaders: string;
  /** For the header names that a preflight asks for. */
  readonly allowHeaders: (requested: string) => string;
}

const compiled = new WeakMap<CorsModel, Rules>();

function compile(cors: CorsModel): Rules {
  return {
    anyOrigin: cors.allowOrigins.includes('*'),
    origins: cors.allowOrigins.map(originMatcher),
    allowMethods: cors.allowMethods.join(', '),
    exposeHeaders: cors.exposeHeaders.join(', '),
    allowHeaders: headersRule(cors.allowHeaders),
  };
}

/** A pattern without a scheme matches any. A pattern without a port matches the scheme's default port only. */
function originMatcher(pattern: string): Matcher {
  const matches = matcherOf(pattern.toLowerCase().replace(/\?/g, ''));
  const hasPort = /:[\d*]+$/.test(pattern);
  const hasScheme = pattern.includes('://');
  return origin => {
    const address = hasScheme ? origin : origin.replace(/^[a-z][a-z\d+.-]*:\/\//, '');
    return matches(address) && hasPort === /:\d+$/.test(origin);
  };
}

/**
 * Names with a wildcard are replaced with the requested names that they match. A wildcard is at least one character. For a single `*`
 * that is undocumented.
 */
function headersRule(allowed: readonly string[]): (requested: string) => string {
  if (!allowed.some(name => name.length > 1 && name.includes('*'))) return () => allowed.join(', ');
  const plain = allowed.filter(name => name === '*' || !name.includes('*'));
  const matchers = allowed.filter(name => !plain.includes(name)).map(name => matcherOf(name.toLowerCase().replaceAll('*', '?*')));
  return requested => {
    const matched = requested.split(',').map(name => name.trim()).filter(name => matchers.some(matches => matches(name.toLowerCase())));
    return [...new Set([...plain, ...matched])].join(', ');
  };
}

/** Undocumented, but users report that CloudFront does it. */
function varyByOrigin(headers: Headers): void {
  const vary = headers.vary ?? [];
  if (!vary.some(value => /(^|,)\s*(origin|\*)\s*(,|$)/i.test(value))) headers.vary = [...vary, 'Origin'];
}

const ALWAYS_IN_VARY: ReadonlySet<string> = new Set(['*', 'accept-encoding', 'cookie']);
const DEVICES = ['desktop', 'mobile', 'smarttv', 'tablet'].map(device => `cloudfront-is-${device}-viewer`);

/**
 * Takes the names of headers that the origin does not get out of the Vary of a custom origin. User-Agent stays where the origin gets the
 * kind of device.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#ResponseCustomRemovedHeaders
 */
export function removeFromVary(behavior: BehaviorModel, headers: Headers): void {
  const { takes } = forwardingOf(behavior).headers;
  const stays = (name: string) => ALWAYS_IN_VARY.has(name) || takes(name) || (name === 'user-agent' && DEVICES.some(takes));
  const kept = headers.vary!.flatMap(value => {
    const names = value.split(',');
    const left = names.filter(name => stays(name.trim().toLowerCase()));
    return left.length === names.length ? [value] : left.length ? [left.join(',').trim()] : [];
  });
  if (kept.length) headers.vary = kept;
  else delete headers.vary;
}
