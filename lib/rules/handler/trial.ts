import { EventParts, lambdaEvent, LambdaEvent } from '../../function-code/lambda-event';
import { EdgeRequest } from '../../function-code/message';
import { OriginModel } from '../../model/distribution';
import { show } from '../../model/value';

/** What a handler is tried with. Plain JSON, because it goes to another process. */
export interface Setting {
  /** The failover criteria. */
  readonly statusCodes: readonly number[];
  /** As in the template: handlers distinguish the members by custom headers and domain names. */
  readonly members: Readonly<Record<Member, OriginModel>>;
  /** The methods that fail over. */
  readonly methods: readonly string[];
  /** One path for each behavior. */
  readonly paths: readonly string[];
  /** Names of the headers that CloudFront adds to requests. */
  readonly cloudFrontHeaders: readonly string[];
}

export type Member = 'primary' | 'secondary';

/** One failure of one member. */
export interface Trial {
  readonly member: Member;
  readonly status: number;
  readonly method: string;
  readonly path: string;
  /** The kind of response. */
  readonly answer: AnswerName;
}

export type AnswerName = keyof typeof ANSWERS;

/** Headers of an origin's failures: the ones that handlers look at, lose, or forget to remove. */
const ANSWERS = {
  'an HTML page': { 'content-type': 'text/html; charset=utf-8', 'content-length': '162' },
  'JSON': { 'content-type': 'application/json', 'content-length': '27' },
  'no content type': { 'content-length': '0' },
  'a compressed page': {
    'content-type': 'text/html',
    'content-encoding': 'gzip',
    'content-length': '97',
    'etag': '"33a64df5"',
    'last-modified': 'Mon, 13 Jan 2020 20:00:00 GMT',
  },
  'a page in chunks': { 'content-type': 'text/html', 'transfer-encoding': 'chunked', 'via': '1.1 proxy.example.com' },
} as const;

/** Every failure to try a handler with, in a fixed order. */
export function trialsOf({ statusCodes, methods, paths }: Setting): Trial[] {
  const names = Object.keys(ANSWERS) as AnswerName[];
  return (['primary', 'secondary'] as const).flatMap(member =>
    statusCodes.flatMap(status =>
      methods.flatMap(method =>
        paths.flatMap((path, i) => {
          // Every kind for GET of the first path, and the usual kinds for the rest: more would take time and find little.
          const answers = method === 'GET' && i === 0 ? names : names.slice(0, method === 'GET' ? 2 : 1);
          return answers.map(answer => ({ member, status, method, path, answer }));
        }),
      ),
    ),
  );
}

/**
 * The event of a trial.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html#lambda-event-structure-response-origin
 */
export function trialEvent({ members, cloudFrontHeaders }: Setting, { member, status, method, path, answer }: Trial): LambdaEvent {
  const origin = members[member];
  return lambdaEvent('origin-response', {
    config: CONFIG,
    request: trialRequest(method, path, origin, cloudFrontHeaders),
    origin,
    response: trialResponse(status, answer),
  });
}

/** The origin's response in a trial. */
export function trialResponse(status: number, answer: AnswerName): NonNullable<EventParts['response']> {
  const all = { ...ANSWERS[answer], date: 'Mon, 13 Jan 2020 20:12:38 GMT', server: 'Origin' };
  const headers = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]]));
  return { status, statusText: 'As the origin says', headers, body: new Uint8Array(0) };
}

const CONFIG = {
  distributionDomainName: 'd111111abcdef8.cloudfront.net',
  distributionId: 'EDFDVBD6EXAMPLE',
  requestId: 'rQ7iEUvm5mXNjBqNqpMdZVRGHlXe6hhR5Q1M2EXAMPLE==',
};

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html */
const CLOUDFRONT_HEADERS: Readonly<Record<string, string>> = {
  'cloudfront-forwarded-proto': 'https',
  'cloudfront-viewer-address': '203.0.113.178:46532',
  'cloudfront-viewer-country': 'US',
  'cloudfront-viewer-http-version': '2.0',
};

/** Those that a trial knows. */
export const CLOUDFRONT_HEADER_NAMES: readonly string[] = Object.keys(CLOUDFRONT_HEADERS);

function trialRequest(method: string, path: string, origin: OriginModel, cloudFrontHeaders: readonly string[]): EdgeRequest {
  return {
    method,
    protocol: 'https',
    path,
    query: '',
    clientIp: '203.0.113.178',
    headers: {
      'host': [show(origin.domainName)],
      'user-agent': ['Amazon CloudFront'],
      'via': ['2.0 3f1d1a0c5b2e4d7f9a8b6c5d4e3f2a1b.cloudfront.net (CloudFront)'],
      'x-forwarded-for': ['203.0.113.178'],
      ...Object.fromEntries(
        cloudFrontHeaders.map(name => [name, [name.startsWith('cloudfront-is-') ? 'false' : (CLOUDFRONT_HEADERS[name] ?? '1')]]),
      ),
    },
  };
}
