import { CorsModel, ResponseHeadersPolicyModel } from './policies';
import { boolean, isUnknown, listOf, names, number, Properties, recordOf, show, Unknown, Value } from './value';

/**
 * Reads the configuration of a response headers policy. A header whose value is known only at deployment keeps its
 * `${...}` text.
 * The Server-Timing setting is left out.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
 */
export function readResponseHeadersPolicy(config: Properties): Value<ResponseHeadersPolicyModel> {
  const open: Unknown[] = [];
  const known = <T>(value: Value<T>, otherwise: T): T => {
    if (!isUnknown(value)) return value;
    open.push(value);
    return otherwise;
  };
  const set = [...securityHeaders(recordOf(config.SecurityHeadersConfig)), ...customHeaders(recordOf(config.CustomHeadersConfig))]
    .map(({ name, value, override }) => ({ name: name.toLowerCase(), value, override: known(boolean(override), false) }));
  const remove = listOf(recordOf(config.RemoveHeadersConfig).Items).map(item => show(recordOf(item).Header ?? '').toLowerCase());
  const cors = config.CorsConfig === undefined ? undefined : readCors(recordOf(config.CorsConfig), known);
  if (open[0]) return { unknown: `the response headers policy: it depends on ${open[0].unknown}` };
  return cors ? { set, remove, cors } : { set, remove };
}

interface Header {
  readonly name: string;
  readonly value: string;
  readonly override: unknown;
}

function* securityHeaders(config: Properties): Iterable<Header> {
  const csp = recordOf(config.ContentSecurityPolicy);
  if (csp.ContentSecurityPolicy) yield { name: 'content-security-policy', value: show(csp.ContentSecurityPolicy), override: csp.Override };
  const referrer = recordOf(config.ReferrerPolicy);
  if (referrer.ReferrerPolicy) yield { name: 'referrer-policy', value: show(referrer.ReferrerPolicy), override: referrer.Override };
  const hsts = recordOf(config.StrictTransportSecurity);
  if (hsts.AccessControlMaxAgeSec !== undefined) {
    yield { name: 'strict-transport-security', value: strictTransport(hsts), override: hsts.Override };
  }
  if (config.ContentTypeOptions !== undefined) {
    yield { name: 'x-content-type-options', value: 'nosniff', override: recordOf(config.ContentTypeOptions).Override };
  }
  const frames = recordOf(config.FrameOptions);
  if (frames.FrameOption) yield { name: 'x-frame-options', value: show(frames.FrameOption), override: frames.Override };
  const xss = recordOf(config.XSSProtection);
  if (xss.Protection !== undefined) yield { name: 'x-xss-protection', value: xssProtection(xss), override: xss.Override };
}

function strictTransport(hsts: Properties): string {
  const subdomains = isOn(hsts.IncludeSubdomains) ? '; includeSubDomains' : '';
  return `max-age=${show(hsts.AccessControlMaxAgeSec)}${subdomains}${isOn(hsts.Preload) ? '; preload' : ''}`;
}

function xssProtection(xss: Properties): string {
  if (!isOn(xss.Protection)) return '0';
  return `1${isOn(xss.ModeBlock) ? '; mode=block' : ''}${xss.ReportUri ? `; report=${show(xss.ReportUri)}` : ''}`;
}

function* customHeaders(config: Properties): Iterable<Header> {
  for (const item of listOf(config.Items)) {
    const { Header, Value: value, Override } = recordOf(item);
    if (typeof Header === 'string') yield { name: Header, value: show(value ?? ''), override: Override };
  }
}

const ALL_METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

function readCors(config: Properties, known: <T>(value: Value<T>, otherwise: T) => T): CorsModel {
  const list = (value: unknown) => known(names(value), []);
  const methods = list(config.AccessControlAllowMethods);
  const maxAge = known(number(config.AccessControlMaxAgeSec, undefined), undefined);
  return {
    override: known(boolean(config.OriginOverride), false),
    allowCredentials: known(boolean(config.AccessControlAllowCredentials), false),
    allowOrigins: list(config.AccessControlAllowOrigins),
    allowMethods: methods.includes('ALL') ? ALL_METHODS : methods,
    allowHeaders: list(config.AccessControlAllowHeaders),
    exposeHeaders: list(config.AccessControlExposeHeaders),
    ...(maxAge === undefined ? {} : { maxAge }),
  };
}

function isOn(value: unknown): boolean {
  return value === true || value === 'true';
}
