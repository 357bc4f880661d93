import { AcknowledgedFinding, Finding, findingOf } from './finding';
import { Rule } from './rule';
import { StackModel } from '../model/assembly';
import { DistributionModel } from '../model/distribution';
import { ResourceSource } from '../model/template';
import { recordOf, show } from '../model/value';

/** A distribution whose findings can be acknowledged, and where. */
export interface Acknowledging {
  readonly distribution: DistributionModel;
  readonly stack: Pick<StackModel, 'acknowledgements'> & { readonly source: ResourceSource };
}

export interface Acknowledged {
  /** What is left, with what is wrong with acknowledgements themselves. */
  readonly findings: readonly Finding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
}

/** What is reported of an acknowledgement that does not count. */
export const ACKNOWLEDGEMENT_RULE: Omit<Rule, 'check'> = {
  id: 'acknowledgement-without-effect',
  level: 'warning',
  why: 'Without a reason, nobody knows later why the finding was accepted.',
  fix: 'Write each one as { "id": "rule-id", "reason": "why it is accepted" } into the list acknowledge.',
  page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html',
};

/**
 * Takes the findings out that were acknowledged: in the metadata of the distribution's resource, in any template,
 *
 *     Metadata: { cdk-failover: { acknowledge: [{ id: slow-failover, reason: Nightly jobs only }] } }
 *
 * or with `Validations.of(construct).acknowledge()` in a CDK app. The id of a rule may have `cdk-failover:` or
 * `cdk-failover-distribution:` in front. Without a reason it does not count.
 */
export function acknowledge(findings: readonly Finding[], places: readonly Acknowledging[]): Acknowledged {
  const left: Finding[] = [];
  const acknowledged: AcknowledgedFinding[] = [];
  const reasons = new Map<string, string>();
  for (const { distribution, stack } of places) {
    const { template, logicalId: resource } = distribution;
    for (const { property, entry } of [...inApp(distribution, stack), ...inTemplate(distribution, stack)]) {
      const { id, reason } = recordOf(entry);
      if (isText(id) && isText(reason)) reasons.set(keyOf({ template, resource, rule: ruleOf(id) }), reason);
      else left.push(findingOf(ACKNOWLEDGEMENT_RULE, distribution, { property, ...withoutEffect(entry) }));
    }
  }
  for (const finding of findings) {
    const reason = reasons.get(keyOf(finding));
    if (reason === undefined) left.push(finding);
    else acknowledged.push({ ...finding, reason });
  }
  return { findings: left, acknowledged };
}

/** Whether something that is reported in another way than as a finding was acknowledged, with a reason. */
export function isAcknowledged(rule: string, { distribution, stack }: Acknowledging): boolean {
  return [...inApp(distribution, stack), ...inTemplate(distribution, stack)].some(({ entry }) => {
    const { id, reason } = recordOf(entry);
    return isText(id) && ruleOf(id) === rule && isText(reason);
  });
}

function keyOf({ template, resource, rule }: Pick<Finding, 'template' | 'resource' | 'rule'>): string {
  return JSON.stringify([template, resource, rule]);
}

/** CDK puts the name of the plugin in front. Other names stay, so that they match none of the rules here. */
function ruleOf(id: string): string {
  return id.replace(/^(annotation::)?cdk-failover(-distribution)?::?/i, '');
}

interface Written {
  readonly property: string;
  /** Should be a mapping of `id` and `reason`. */
  readonly entry: unknown;
}

/** What is acknowledged on the construct and above. CDK has a list for every plugin: ids of others are no concern here. */
function inApp({ logicalId, path = logicalId }: DistributionModel, { acknowledgements }: Acknowledging['stack']): Written[] {
  const isAbove = (other: string) => other === '' || `${path}/`.startsWith(`${other}/`);
  return acknowledgements
    .filter(acknowledgement => isAbove(acknowledgement.path) && ruleOf(acknowledgement.id) !== acknowledgement.id)
    .map(({ id, reason }) => ({ property: 'Metadata', entry: { id, reason } }));
}

/** Every entry of the list. One alone needs no list. */
function inTemplate({ logicalId }: DistributionModel, { source }: Acknowledging['stack']): Written[] {
  const property = 'Metadata.cdk-failover.acknowledge';
  const { acknowledge: list } = recordOf(recordOf(source.resource(logicalId)?.Metadata)['cdk-failover']);
  if (list === undefined) return [];
  return Array.isArray(list) ? list.map((entry, i) => ({ property: `${property}.${i}`, entry })) : [{ property, entry: list }];
}

function withoutEffect(entry: unknown) {
  const missing = isText(recordOf(entry).id) ? 'a reason' : 'the id of a rule';
  return {
    what: `An acknowledgement lacks ${missing}, and does not count.`,
    got: show(entry),
    allowed: 'an id and a reason, both of them text',
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
