import { ROLE_HEADER } from '../../lambda/role';

/** What an origin-response event is to look like. Everything has a default: a healthy answer to GET from an origin without a role. */
export interface EventOptions {
  readonly origin?: 'custom' | 's3';
  /** Value of the role header; no such header when missing. */
  readonly role?: string;
  readonly method?: string;
  readonly status?: number | string;
  /** More origin custom headers, or the role header in another form. */
  readonly customHeaders?: Record<string, unknown>;
  /** Headers of the origin's response, in place of the default ones. */
  readonly headers?: Record<string, unknown>;
  /** Overrides of `request`. */
  readonly request?: Record<string, unknown>;
  /** Overrides of `response`. */
  readonly response?: Record<string, unknown>;
}

/**
 * An event as Lambda@Edge delivers it to an origin-response function, fresh at each call.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html#lambda-event-structure-response-origin
 */
export function originResponseEvent(options: EventOptions = {}): any {
  const { origin = 'custom', role, method = 'GET', status = '200', customHeaders, headers, request, response } = options;
  const own = { ...role === undefined ? {} : header(ROLE_HEADER, role), ...customHeaders };
  return {
    Records: [{
      cf: {
        config: {
          distributionDomainName: 'd111111abcdef8.cloudfront.net',
          distributionId: 'EDFDVBD6EXAMPLE',
          eventType: 'origin-response',
          requestId: 'rQ7iEUvm5mXNjBqNqpMdZVRGHlXe6hhR5Q1M2EXAMPLE==',
        },
        request: {
          clientIp: '203.0.113.178',
          headers: {
            ...header('X-Forwarded-For', '203.0.113.178'),
            ...header('User-Agent', 'Amazon CloudFront'),
            ...header('Via', '2.0 3f1d1a0c5b2e4d7f9a8b6c5d4e3f2a1b.cloudfront.net (CloudFront)'),
            ...header('Host', 'www.example.com'),
          },
          method,
          origin: origin === 'custom' ? { custom: customOrigin(own) } : { s3: s3Origin(own) },
          querystring: '',
          uri: '/index.html',
          ...request,
        },
        response: {
          headers: headers ?? originHeaders(),
          status: String(status),
          statusDescription: 'As the origin says',
          ...response,
        },
      },
    }],
  };
}

/** A header as events hold it: under its name in lower case. */
export function header(key: string, value: string): Record<string, Array<{ key: string; value: string }>> {
  return { [key.toLowerCase()]: [{ key, value }] };
}

/** The event's one exchange: `request` and `response`. */
export function exchangeOf(event: any): any {
  return event.Records[0].cf;
}

function customOrigin(customHeaders: object) {
  return {
    customHeaders,
    domainName: 'www.example.com',
    keepaliveTimeout: 5,
    path: '',
    port: 443,
    protocol: 'https',
    readTimeout: 30,
    sslProtocols: ['TLSv1.2'],
  };
}

function s3Origin(customHeaders: object) {
  return {
    authMethod: 'origin-access-identity',
    customHeaders,
    domainName: 'standby.s3.us-east-1.amazonaws.com',
    path: '',
    region: 'us-east-1',
  };
}

function originHeaders() {
  return {
    ...header('Content-Type', 'text/html; charset=utf-8'),
    ...header('Content-Length', '9593'),
    ...header('Date', 'Mon, 13 Jan 2020 20:12:38 GMT'),
    ...header('ETag', '"33a64df5"'),
    ...header('Server', 'ExampleCustomOriginServer'),
    ...header('Transfer-Encoding', 'chunked'),
    ...header('Via', '1.1 varnish'),
    ...header('X-Frame-Options', 'DENY'),
  };
}

/** Events that CloudFront does not send: none has a response. */
export const EVENTS_WITHOUT_RESPONSE: readonly unknown[] = [
  undefined,
  null,
  [],
  [1],
  0,
  42,
  NaN,
  '',
  'event',
  true,
  {},
  { Records: null },
  { Records: [] },
  { Records: [null] },
  { Records: {} },
  { Records: 'ab' },
  { Records: [{}] },
  { Records: [{ cf: null }] },
  { Records: [{ cf: 1 }] },
  { Records: [{ cf: {} }] },
  { Records: [{ cf: { request: {} } }] },
];
