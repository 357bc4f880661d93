import { AttachedHandler, methodsOf, pairOf } from './attached-handler';
import { Job } from './job';
import { Seen } from './seen';
import { Setting, Trial } from './trial';
import { LoadedCode } from '../../function-code/load-code';
import { BehaviorModel, OriginModel } from '../../model/distribution';
import { isKnown, isUnknown, show, Value } from '../../model/value';

/** What was found out about a handler: all that the rules look at. */
export interface Observation {
  readonly handler: AttachedHandler;
  /** The failover criteria, as far as they are known. */
  readonly statusCodes: readonly number[];
  /** Whether some of them are not known. */
  readonly hasUnknownCodes: boolean;
  readonly tries: readonly Try[];
}

/** A trial, and what the handler did in it. */
export interface Try {
  readonly trial: Trial;
  readonly seen: Seen;
}

/** Seconds that Lambda@Edge gives a function at most. @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge */
const MAX_TIMEOUT = 30;

const LIMITS: Job['limits'] = { deadlineMs: 2000, memoryBytes: 128 * 1024 * 1024 };

/** What a handler is tried with, or why it cannot be. */
export function settingOf(handler: AttachedHandler): Setting | { readonly reason: string } {
  const { group, behaviors } = handler;
  const members = pairOf(handler);
  if (!members) return { reason: `the origin group ${group.id} does not have two members that are origins of the distribution` };
  const statusCodes = knownCodes(handler);
  if (!statusCodes.length) return { reason: `the failover criteria of the origin group ${group.id} are ${isUnknown(group.statusCodes) ? group.statusCodes.unknown : 'empty, or not known'}` };
  return {
    statusCodes,
    members: { primary: nameless(members.primary), secondary: nameless(members.secondary) },
    methods: methodsOf(handler),
    paths: [...new Set(behaviors.flatMap(pathsOf))],
  };
}

/** Handlers do not see the id of an origin. Without it, the settings of many distributions are the same, and so are tried once. */
function nameless(origin: OriginModel): OriginModel {
  return { ...origin, id: '', property: '' };
}

export function jobOf(handler: AttachedHandler, code: LoadedCode, nodeVersion: number, setting: Setting): Job {
  const { timeout } = handler.function;
  return { ...code, nodeVersion, setting, timeoutMs: 1000 * Math.min(isKnown(timeout) ? Number(timeout) : 3, MAX_TIMEOUT), limits: LIMITS };
}

/** The codes of the criteria that are known, and can be a status. */
export function knownCodes({ group: { statusCodes } }: AttachedHandler): number[] {
  return isUnknown(statusCodes) ? [] : [...new Set(statusCodes.filter((code): code is number => isKnown(code) && code >= 400 && code <= 599))];
}

export function hasUnknownCodes({ group: { statusCodes } }: AttachedHandler): boolean {
  return isUnknown(statusCodes) || statusCodes.some(isUnknown);
}

/**
 * What a handler may tell the primary by, and only a deployment knows: its domain name, where the code says `domainName`, and the values
 * of custom headers that the code names. The trials have other values in their place, so they tell nothing about the primary.
 */
export function undecidedBy({ domainName, customHeaders }: OriginModel, files: LoadedCode['files']): string | undefined {
  const texts = Object.values(files).map(text => text.toLowerCase());
  const named = (name: string) => texts.some(text => text.includes(name.toLowerCase()));
  const undecided = (value: Value<unknown>, name: string) => (isUnknown(value) && named(name) ? `its ${name}, which is ${show(value)}` : undefined);
  return undecided(domainName, 'domainName') ?? customHeaders.map(({ name, value }) => undecided(value, show(name))).find(Boolean);
}

/** Paths that a behavior matches: of a page, of a route without a file and of a file where it matches all. */
function pathsOf({ pathPattern }: BehaviorModel): string[] {
  if (isUnknown(pathPattern) || pathPattern === '*') return ['/index.html', '/products/42', '/images/logo.png'];
  return [`/${pathPattern.replace(/^\//, '').replace(/\*/g, 'item').replace(/\?/g, 'a')}`];
}
