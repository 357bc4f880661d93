import { Job } from './job';
import { knownCodes } from './observation';
import { BehaviorModel, DistributionModel, OriginGroupModel, OriginModel } from '../../model/distribution';
import { MANAGED_CACHE_POLICIES } from '../../model/managed-policies';
import { isKnown, isUnknown, show, Value } from '../../model/value';

const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';

/**
 * The distribution as it is played to check its functions. It has what they may look at, and no names: many distributions of an app are
 * equal then, and are played once. What is known only at deployment and does not concern functions is as in most distributions.
 */
export function nameless(distribution: DistributionModel): DistributionModel {
  const { origins, groups, behaviors, errorResponses, defaultRootObject } = distribution;
  // A CloudFront function that chooses an origin names it.
  const names = behaviors.flatMap(({ functions }) => functions).some(({ functionCode }) => /RequestOrigin/.test(show(functionCode)));
  const ids = new Map<unknown, string>([...origins, ...groups].map(({ id }, i) => [id, names ? id : `target${i}`]));
  const domains = new Map<string, string>();
  const unnamed = <T>(value: Value<T>): Value<T> => {
    if (!isUnknown(value)) return value;
    if (!domains.has(value.unknown)) domains.set(value.unknown, `\${Unknown${domains.size}}`);
    return { unknown: domains.get(value.unknown)! };
  };
  const origin = (one: OriginModel): OriginModel => ({
    ...one,
    id: ids.get(one.id)!,
    property: '',
    host: '',
    owner: undefined,
    domainName: unnamed(one.domainName),
    originPath: unnamed(one.originPath),
    customHeaders: one.customHeaders.map(({ name, value }) => ({ name, value: unnamed(value) })),
    backend: one.backend && { ...one.backend, logicalId: '' },
  });
  const group = (one: OriginGroupModel): OriginGroupModel => ({
    ...one,
    id: ids.get(one.id)!,
    property: '',
    members: one.members.map(member => ids.get(member) ?? member),
    statusCodes: knownCodes(one),
    selectionCriteria: 'default',
  });
  const behavior = (one: BehaviorModel, i: number): BehaviorModel => ({
    ...one,
    property: '',
    pathPattern: isUnknown(one.pathPattern) ? `/unknown${i}/*` : one.pathPattern,
    target: ids.get(one.target) ?? one.target,
    allowedMethods: known(one.allowedMethods, READS),
    cachedMethods: known(one.cachedMethods, ['GET', 'HEAD']),
    restricted: false,
    grpc: false,
    viewerProtocolPolicy: 'allow-all',
    cachePolicy: isKnown(one.cachePolicy) ? one.cachePolicy : MANAGED_CACHE_POLICIES.get(CACHING_OPTIMIZED)!,
    originRequestPolicy: isUnknown(one.originRequestPolicy) ? undefined : one.originRequestPolicy,
    responseHeadersPolicy: isUnknown(one.responseHeadersPolicy) ? undefined : one.responseHeadersPolicy,
  });
  return {
    ...distribution,
    ...NAMELESS,
    defaultRootObject: isUnknown(defaultRootObject) ? '' : defaultRootObject,
    origins: origins.map(origin),
    groups: groups.map(group),
    behaviors: behaviors.map(behavior),
    errorResponses: errorResponses.filter(({ responsePagePath }) => !isUnknown(responsePagePath)).map(one => ({ ...one, property: '' })),
  };
}

/**
 * The job with other domain names for the origins, if no code of it can tell them apart: it names neither the field nor the header Host,
 * nor a part of a domain name.
 */
export function withoutHosts(job: Job): Job {
  const { play, functions } = job;
  const { origins } = play.distribution;
  const names = [...new Set(origins.map(({ domainName }) => show(domainName)))];
  const telling = ['domainname', 'host', ...names.flatMap(name => name.toLowerCase().split(/[^a-z\d]+/).filter(part => part.length > 2))];
  if (functions.some(({ files }) => Object.values(files).some(text => telling.some(part => text.toLowerCase().includes(part))))) return job;
  const domainNameOf = (name: string) => `origin${names.indexOf(name)}.example.com`;
  const unnamed = origins.map(one => (isUnknown(one.domainName) ? one : { ...one, domainName: domainNameOf(one.domainName) }));
  return { ...job, play: { ...play, distribution: { ...play.distribution, origins: unnamed } } };
}

const READS = ['GET', 'HEAD', 'OPTIONS'];

/** Whatever functions do not see. */
const NAMELESS = {
  logicalId: 'Distribution',
  path: undefined,
  template: '',
  region: '',
  aliases: [],
  httpVersion: 'http2',
  staging: false,
  continuousDeployment: false,
  stagingOf: undefined,
  quantities: [],
  undecided: [],
  where: {},
  otherwise: [],
  unreadConditions: [],
} as const;

function known(methods: BehaviorModel['allowedMethods'], otherwise: readonly string[]): readonly string[] {
  return isUnknown(methods) ? otherwise : methods.filter(isKnown);
}
