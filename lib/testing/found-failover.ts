import { evaluate } from '../model/intrinsics';
import { Template } from '../model/template';
import { listOf, recordOf, show } from '../model/value';

/** An origin group that behaviors of a distribution target, as the template writes it. */
export interface FoundFailover {
  readonly primary: FoundOrigin;
  readonly secondary: FoundOrigin;
  readonly statusCodes: readonly unknown[];
  /** Path patterns; `*` for the default behavior. */
  readonly behaviors: readonly string[];
  /** The group in words. */
  readonly text: string;
}

export interface FoundOrigin {
  readonly id: unknown;
  /** A string, or an intrinsic function. */
  readonly domainName: unknown;
  /** The domain name, with intrinsic functions in `Fn::Sub` notation. */
  readonly text: string;
}

/** The origin groups that behaviors use, and everything else about the distributions, in words. */
export function foundIn(template: Readonly<Record<string, any>>): { groups: FoundFailover[]; others: string[] } {
  const source = new Template('template', template);
  const groups: FoundFailover[] = [];
  const others: string[] = [];
  for (const [id, { Properties }] of source.resourcesOfType('AWS::CloudFront::Distribution')) {
    const config = recordOf(recordOf(Properties).DistributionConfig);
    const behaviors = targetsOf(config);
    const here = listOf(recordOf(config.OriginGroups).Items).map(recordOf);
    for (const group of here) {
      const targeting = behaviors.filter(({ target }) => target === group.Id).map(({ pattern }) => pattern);
      const [primary, secondary] = listOf(recordOf(group.Members).Items)
        .map(member => foundOrigin(recordOf(member).OriginId, config, source));
      const statusCodes = listOf(recordOf(recordOf(group.FailoverCriteria).StatusCodes).Items);
      const text = `${id}: primary ${primary?.text}, secondary ${secondary?.text}, failover on ${statusCodes.map(show).join(', ')}`;
      if (!targeting.length) {others.push(`${text}, but no behavior is on this group`);} else if (primary && secondary) {
        groups.push({ primary, secondary, statusCodes, behaviors: targeting, text: `${text}, behavior ${targeting.join(', ')}` });
      }
    }
    if (!here.length) {
      others.push(`${id}: no origin group; ${behaviors.map(({ pattern, target }) => `${pattern} on ${show(target)}`).join(', ')}`);
    }
  }
  return { groups, others };
}

function targetsOf(config: Readonly<Record<string, unknown>>): Array<{ pattern: string; target: unknown }> {
  const all = [...listOf(config.CacheBehaviors), { ...recordOf(config.DefaultCacheBehavior), PathPattern: '*' }];
  return all.map(recordOf).map(({ PathPattern, TargetOriginId }) => ({ pattern: show(PathPattern), target: TargetOriginId }));
}

function foundOrigin(id: unknown, config: Readonly<Record<string, unknown>>, { environment }: Template): FoundOrigin {
  const { DomainName: domainName } = listOf(config.Origins).map(recordOf).find(origin => origin.Id === id) ?? {};
  return { id, domainName, text: show(evaluate(domainName, environment)) };
}
