import { AttachedHandler } from './attached-handler';
import { CLOUDFRONT_HEADER_NAMES, Setting } from './trial';
import { BehaviorModel, failoverMethods, membersOf, OriginModel } from '../../model/distribution';
import { Selection } from '../../model/policies';
import { isKnown, isUnknown } from '../../model/value';

/** What to try a handler with, or why it cannot be tried. */
export function settingOf(handler: AttachedHandler): Setting | { readonly reason: string } {
  const { group, behaviors } = handler;
  const members = pairOf(handler);
  if (!members) return { reason: `the origin group ${group.id} does not have two members that are origins of the distribution` };
  const statusCodes = knownCodes(handler);
  if (!statusCodes.length) {
    return {
      reason: `the failover criteria of the origin group ${group.id} are ` +
        `${isUnknown(group.statusCodes) ? group.statusCodes.unknown : 'empty, or not known'}`,
    };
  }
  return {
    statusCodes,
    members: { primary: nameless(members.primary), secondary: nameless(members.secondary) },
    methods: [...new Set(behaviors.flatMap(failoverMethods))],
    paths: [...new Set(behaviors.flatMap(pathsOf))],
    cloudFrontHeaders: [...new Set(behaviors.flatMap(cloudFrontHeadersOf))],
  };
}

/**
 * A handler may rely on headers that CloudFront adds to each request, but not on those that viewers send. The names of `allExcept` are
 * those that are left out. AWS's texts differ on whether such a policy adds headers of CloudFront: here it does, so that no handler fails
 * because of it.
 */
function cloudFrontHeadersOf({ cachePolicy, originRequestPolicy }: BehaviorModel): string[] {
  return [cachePolicy, originRequestPolicy]
    .flatMap(policy => (policy === undefined || isUnknown(policy) ? [] : addedBy(policy.headers)))
    .map(name => name.toLowerCase())
    .filter(name => name.startsWith('cloudfront-'));
}

function addedBy({ mode, names }: Selection): readonly string[] {
  return mode === 'allExcept' ? CLOUDFRONT_HEADER_NAMES.filter(name => !names.includes(name)) : names;
}

/**
 * Handlers do not see the id of an origin, nor what is behind it. Without them, many distributions have equal settings, which are tried
 * once.
 */
function nameless(origin: OriginModel): OriginModel {
  return { ...origin, id: '', property: '', host: '', backend: undefined, accessControl: undefined };
}

/** The members of the group; undefined unless there are two. */
function pairOf({ distribution, group }: AttachedHandler) {
  const [primary, secondary, ...more] = membersOf(distribution, group);
  return primary && secondary && !more.length ? { primary, secondary } : undefined;
}

/** The known criteria that are possible statuses. */
function knownCodes({ group: { statusCodes } }: AttachedHandler): number[] {
  return isUnknown(statusCodes)
    ? []
    : [...new Set(statusCodes.filter((code): code is number => isKnown(code) && code >= 400 && code <= 599))];
}

/** Paths that a behavior matches. For `*`: a page, a route without a file, and a file. */
function pathsOf({ pathPattern }: BehaviorModel): string[] {
  if (isUnknown(pathPattern) || pathPattern === '*') return ['/index.html', '/products/42', '/images/logo.png'];
  return [`/${pathPattern.replace(/^\//, '').replace(/\*/g, 'item').replace(/\?/g, 'a')}`];
}
