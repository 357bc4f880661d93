import { ANSWER_NAMES, AnswerName, WITH_ETAG } from './origins';
import { otherPaths, samplePath } from './target';
import { EventType } from '../../function-code/edge-headers';
import { EdgeRequest } from '../../function-code/message';
import { BehaviorModel, DistributionModel } from '../../model/distribution';
import { Selection } from '../../model/policies';
import { isUnknown } from '../../model/value';

/** POST represents all methods that write. */
export const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST'] as const;
export type Method = typeof METHODS[number];

/** What the cases of a behavior have in common: everything that a function may look at, except for what the origins do. */
export interface Situation {
  readonly path: string;
  readonly viewer: ViewerName;
  /** What the origins answer with. */
  readonly answer: AnswerName;
  /** Whether CloudFront asks about a copy that has expired, so that a healthy origin answers 304. */
  readonly expired: boolean;
  readonly methods: readonly Method[];
  /** Functions of these events are left out: with them, nobody gets to the functions after them. */
  readonly without: readonly EventType[];
}

const PAGES = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

const VIEWERS = {
  'a browser': { 'accept': PAGES, 'user-agent': 'cdk-failover' },
  'a script': { 'accept': 'application/json', 'user-agent': 'cdk-failover' },
  'a crawler': { 'accept': PAGES, 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html; GPTBot/1.2)' },
};

export type ViewerName = keyof typeof VIEWERS;

/** The usual situation of a behavior. Undefined if no path leads to it. */
export function usualSituation(behavior: BehaviorModel, { behaviors }: DistributionModel): Situation | undefined {
  const path = samplePath(behavior, behaviors);
  const usual = { viewer: 'a browser', answer: ANSWER_NAMES[0], expired: false, methods: METHODS, without: [] } as const;
  return path === undefined ? undefined : { path, ...usual };
}

/**
 * The other situations that a function may treat differently. They differ from the usual one in one thing each, and are played with GET
 * alone: more would take time and find little.
 */
export function otherSituations(usual: Situation, behavior: BehaviorModel, { behaviors }: DistributionModel): Situation[] {
  const other = { ...usual, methods: ['GET'] as const };
  return [
    ...otherPaths(behavior, behaviors).map(path => ({ ...other, path })),
    ...ANSWER_NAMES.filter(answer => answer !== usual.answer).map(answer => ({ ...other, answer })),
    { ...other, answer: WITH_ETAG, expired: true },
    { ...other, viewer: 'a script' },
    ...hasRequestFunction(behavior) ? [{ ...other, viewer: 'a crawler' as const }] : [],
  ];
}

function hasRequestFunction({ functions }: BehaviorModel): boolean {
  return functions.some(({ eventType }) => String(eventType).endsWith('-request'));
}

/** What is special about a situation besides its path, in sentences; undefined for the usual one. */
export function situationWords({ viewer, answer, expired, without }: Situation): string | undefined {
  const sentences = [
    ...viewer === 'a browser' ? [] : [`The viewer is ${viewer}.`],
    ...answer === ANSWER_NAMES[0] || expired ? [] : [`The origins answer with ${answer}.`],
    ...expired ? ['CloudFront has a copy that has expired, and asks whether it is still good: a healthy origin answers 304.'] : [],
    ...without.length ? [`Without the ${without.join(' and ')} function, which lets no request pass.`] : [],
  ];
  return sentences.length ? sentences.join(' ') : undefined;
}

/** The request of a viewer. The edge does not know the headers that CloudFront adds: so the viewer sends those that the policies name. */
export function viewerRequest(method: Method, { path, viewer }: Situation, behavior: BehaviorModel): EdgeRequest {
  return {
    method,
    protocol: 'https',
    path,
    query: '',
    clientIp: '203.0.113.178',
    headers: {
      'host': ['local-edge.cloudfront.net'],
      'user-agent': [VIEWERS[viewer]['user-agent']],
      'accept': [VIEWERS[viewer].accept],
      'accept-language': ['en-US,en;q=0.9'],
      ...Object.fromEntries(cloudFrontHeadersOf(behavior).map(name => [name, [valueOf(name)]])),
    },
  };
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html */
const CLOUDFRONT_HEADERS: Readonly<Record<string, string>> = {
  'cloudfront-viewer-address': '203.0.113.178:46532',
  'cloudfront-viewer-country': 'US',
  'cloudfront-viewer-http-version': '2.0',
};

/**
 * The names of `allExcept` are those that are left out. AWS's texts differ on whether such a policy adds headers of CloudFront: here it
 * does, so that no function fails because of it.
 */
function cloudFrontHeadersOf({ cachePolicy, originRequestPolicy }: BehaviorModel): string[] {
  const names = [cachePolicy, originRequestPolicy]
    .flatMap(policy => (policy === undefined || isUnknown(policy) ? [] : addedBy(policy.headers)))
    .map(name => name.toLowerCase());
  return [...new Set(names)].filter(name => name.startsWith('cloudfront-') && name !== 'cloudfront-forwarded-proto');
}

function addedBy({ mode, names }: Selection): readonly string[] {
  return mode === 'allExcept' ? Object.keys(CLOUDFRONT_HEADERS).filter(name => !names.includes(name)) : names;
}

function valueOf(name: string): string {
  return name.startsWith('cloudfront-is-') ? 'false' : CLOUDFRONT_HEADERS[name] ?? '1';
}
