import { Evaluation, Finding, Unclear } from './finding';
import { Level } from './rule';
import { DistributionModel, variantsOf } from '../model/distribution';
import { whereText } from '../model/variants';

/** The findings about a distribution, whatever its conditions turn out to be. */
export interface Together {
  readonly findings: readonly Finding[];
  readonly cannotTell: readonly Unclear[];
}

/** A finding that only some deployments have counts one level less. */
const LESS: Readonly<Record<Level, Level>> = { error: 'warning', warning: 'info', info: 'info' };

/**
 * Combines the findings about the variants of a distribution. A rule that each of them violates is a finding as usual. One that only some
 * violate counts less. A finding that not all have names the conditions.
 */
export function together(distribution: DistributionModel, evaluations: readonly Evaluation[]): Together {
  const variants = variantsOf(distribution);
  const said = variants.map(variant => evaluations.map(evaluation => evaluation.of(variant)));
  const where = (indices: ReadonlySet<number>) => whereText(variants.map(variant => variant.where), indices);
  const found = grouped(said.map(all => all.flatMap(({ findings }) => findings)), ({ message, fix }) => [message, fix]);
  const unclear = grouped(said.map(all => all.flatMap(({ cannotTell }) => cannotTell)), ({ reason }) => [reason]);
  const violating = new Map<string, Set<number>>();
  for (const [{ rule }, indices] of found) violating.set(rule, new Set([...violating.get(rule) ?? [], ...indices]));
  const isSure = ({ rule }: Finding) => violating.get(rule)!.size === variants.length;

  const { template, logicalId: resource, unreadConditions } = distribution;
  return {
    findings: found.map(([finding, indices]) => ({
      ...finding,
      level: isSure(finding) ? finding.level : LESS[finding.level],
      message: indices.size === variants.length ? finding.message : `Where ${where(indices)}: ${finding.message}`,
    })),
    cannotTell: [
      ...unclear.map(([each, indices]) => ({
        ...each, reason: indices.size === variants.length ? each.reason : `where ${where(indices)}: ${each.reason}`,
      })),
      ...found.filter(([finding]) => finding.level === 'error' && !isSure(finding)).map(([{ rule, property }, indices]) => ({
        rule, template, resource, property, reason: `an error where ${where(indices)}, which only a deployment knows`,
      })),
      ...unreadConditions.length ? [{
        rule: 'conditions',
        template,
        resource,
        property: 'DistributionConfig',
        reason: `${variants.length} of the ways in which the conditions ${unreadConditions.join(', ')} may turn out were checked`,
      }] : [],
    ],
  };
}

/**
 * Findings of several variants, once, with their indices. Places in lists are not compared: an item that is left out moves those after
 * it. Where one variant has the same finding several times, the first of one is the first of the other.
 */
function grouped<T extends { readonly rule: string; readonly property: string }>(
  said: ReadonlyArray<readonly T[]>, contentOf: (item: T) => readonly string[],
): Array<[T, Set<number>]> {
  const groups = new Map<string, [T, Set<number>]>();
  said.forEach((items, index) => {
    const times = new Map<string, number>();
    for (const item of items) {
      const content = JSON.stringify([item.rule, item.property.replace(/\.\d+/g, ''), contentOf(item)]);
      const nth = (times.get(content) ?? 0) + 1;
      times.set(content, nth);
      const key = `${nth} ${content}`;
      groups.set(key, [groups.get(key)?.[0] ?? item, (groups.get(key)?.[1] ?? new Set()).add(index)]);
    }
  });
  return [...groups.values()];
}
