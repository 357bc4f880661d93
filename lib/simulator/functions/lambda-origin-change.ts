import { isIP } from 'node:net';
import { isDisallowed, NO_CUSTOM_HEADER } from '../../function-code/edge-headers';
import { Invalid, short } from '../../function-code/function-result';
import { LambdaRequest } from '../../function-code/lambda-event';
import { readHeaders } from '../../function-code/lambda-response';
import { Headers } from '../../function-code/message';

/** The origin that an origin-request function sent a request to instead of the behavior's. */
export interface ChangedOrigin {
  readonly kind: 'custom' | 's3';
  readonly domainName: string;
  /** The prefix of the URI: empty, or beginning with a slash and not ending with one. */
  readonly path: string;
  /** Names in lower case. */
  readonly customHeaders: Headers;
  /** In seconds. */
  readonly readTimeout: number;
  /** In seconds; undefined for no limit. */
  readonly completionTimeout?: number;
  readonly protocol: 'http' | 'https';
  readonly port: number;
}

/**
 * Reads the origin of a request that a function returned; undefined if it is missing or unchanged. Whether an origin access identity may
 * be used for the new origin is not checked.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html#request-event-fields
 */
export function changedOrigin(origin: unknown, given: LambdaRequest['origin']): ChangedOrigin | undefined {
  if (origin === undefined || JSON.stringify(origin) === JSON.stringify(given)) return undefined;
  const { custom, s3 } = (origin ?? {}) as Record<string, any>;
  if (Boolean(custom) === Boolean(s3)) throw new Invalid(`the origin is ${short(origin)}. Allowed: exactly one of custom and s3`);
  const common = custom ? customOrigin(custom) : s3Origin(s3);
  const { customHeaders: headers, readTimeout = 30, responseCompletionTimeout: completionTimeout } = custom || s3;
  within('readTimeout', readTimeout, 1, 120);
  if (completionTimeout) within('responseCompletionTimeout', completionTimeout, readTimeout, Infinity);
  return { ...common, customHeaders: customHeadersOf(headers), readTimeout, completionTimeout: completionTimeout || undefined };
}

type Address = Pick<ChangedOrigin, 'kind' | 'domainName' | 'path' | 'port' | 'protocol'>;

function customOrigin(origin: Record<string, unknown>): Address {
  const { domainName, path, port, protocol, keepaliveTimeout, readTimeout, sslProtocols } = origin;
  check('domainName', domainName, name => /^[^:\s/]{1,253}$/.test(name) && !isIP(name), 'a DNS name of up to 253 characters');
  check('path', path, isPath, 'empty, or a path of up to 255 characters that begins with / and does not end with one');
  if (port !== 80 && port !== 443) within('port', port, 1024, 65_535, '80, 443, ');
  check('protocol', protocol, name => name === 'http' || name === 'https', 'http, https');
  within('keepaliveTimeout', keepaliveTimeout, 1, 120);
  if (readTimeout === undefined) throw new Invalid('the readTimeout of the origin is missing');
  const known = ['TLSv1.2', 'TLSv1.1', 'TLSv1', 'SSLv3'];
  if (!Array.isArray(sslProtocols) || !sslProtocols.every(name => known.includes(name))) {
    throw new Invalid(`the sslProtocols of the origin are ${short(sslProtocols)}. Allowed: any of ${known.join(', ')}`);
  }
  return { kind: 'custom', domainName, path, port, protocol } as Address;
}

function s3Origin(origin: Record<string, unknown>): Address {
  const { domainName, path, authMethod, region } = origin;
  const isBucketName = (name: string) => /^[^:\s/A-Z]{1,128}$/.test(name);
  check('domainName', domainName, isBucketName, 'the DNS name of a bucket in lower case, of up to 128 characters');
  check('path', path, isPath, 'empty, or a path that begins with / and does not end with one');
  check('authMethod', authMethod, name => name === 'none' || name === 'origin-access-identity', 'none, origin-access-identity');
  if (authMethod === 'origin-access-identity') check('region', region, name => name !== '', 'the Region of the bucket');
  return { kind: 's3', domainName, path, port: 443, protocol: 'https' } as Address;
}

function customHeadersOf(value: unknown): Headers {
  const headers = readHeaders(value, 'customHeaders of the origin');
  for (const name of Object.keys(headers)) {
    if (isDisallowed(name) || NO_CUSTOM_HEADER.test(name)) throw new Invalid(`the header ${name} cannot be a custom header of an origin`);
  }
  return headers;
}

function isPath(path: string): boolean {
  return path === '' || /^\/[^\s]{0,253}[^\s/]$/.test(path);
}

function check(field: string, value: unknown, isValid: (text: string) => boolean, allowed: string): void {
  if (typeof value !== 'string' || !isValid(value)) throw new Invalid(`the ${field} of the origin is ${short(value)}. Allowed: ${allowed}`);
}

function within(field: string, value: unknown, from: number, to: number, also = ''): void {
  if (typeof value !== 'number' || !(value >= from && value <= to)) {
    throw new Invalid(`the ${field} of the origin is ${short(value)}. Allowed: ${also}${from} to ${to}`);
  }
}
