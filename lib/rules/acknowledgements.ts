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
  fix: 'Write each one as { "id": "rule-id", "reason": "why it is accepted" } into the list acknowledge. To limit it to one behavior, ' +
    'add "where": { "behavior": "/path/*" }.',
  page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html',
};

/**
 * Takes the findings out that were acknowledged: in the metadata of the distribution's resource, in any template,
 *
 *     Metadata: { cdk-failover: { acknowledge: [{ id: slow-failover, reason: Nightly jobs only }] } }
 *
 * or with `Validations.of(construct).acknowledge()` in a CDK app. The id of a rule may have `cdk-failover:` or
 * `cdk-failover-distribution:` in front. `where: { behavior: /api/* }` limits it to one behavior. Without a reason it does not count.
 */
export function acknowledge(findings: readonly Finding[], places: readonly Acknowledging[]): Acknowledged {
  const left: Finding[] = [];
  const acknowledged: AcknowledgedFinding[] = [];
  const reasonOf = new Map<string, (finding: Finding) => string | undefined>();
  for (const { distribution, stack } of places) {
    const valid: Accepted[] = [];
    for (const { property, entry } of [...inApp(distribution, stack), ...inTemplate(distribution, stack)]) {
      const accepted = acceptedBy(entry);
      if (accepted) valid.push(accepted);
      else left.push(findingOf(ACKNOWLEDGEMENT_RULE, distribution, { property, ...withoutEffect(entry) }));
    }
    reasonOf.set(keyOf({ template: distribution.template, resource: distribution.logicalId }), finding => {
      const behavior = behaviorOf(finding, distribution);
      const covers = ({ rule, behaviors }: Accepted) => rule === finding.rule && (!behaviors || behaviors.includes(behavior));
      return valid.find(covers)?.reason;
    });
  }
  for (const finding of findings) {
    const reason = reasonOf.get(keyOf(finding))?.(finding);
    if (reason === undefined) left.push(finding);
    else acknowledged.push({ ...finding, reason });
  }
  return { findings: left, acknowledged };
}

/** What an acknowledgement accepts. */
interface Accepted {
  readonly rule: string;
  readonly reason: string;
  /** Path patterns; undefined for everything. */
  readonly behaviors?: readonly unknown[];
}

/** Undefined for an entry that does not count. */
function acceptedBy(entry: unknown): Accepted | undefined {
  const { id, reason, where } = recordOf(entry);
  if (!isText(id) || !isText(reason)) return undefined;
  if (where === undefined) return { rule: ruleOf(id), reason };
  const { behavior, ...others } = recordOf(where);
  if (behavior === undefined || Object.keys(others).length) return undefined;
  return { rule: ruleOf(id), reason, behaviors: [behavior].flat() };
}

/** The path pattern of the behavior that a finding is about; undefined where it is about more, or about something else. */
export function behaviorOf({ property }: Pick<Finding, 'property'>, { behaviors }: DistributionModel): string | undefined {
  const found = behaviors.find(behavior => `${property}.`.startsWith(`${behavior.property}.`));
  return found && show(found.pathPattern);
}

/** Whether something that is reported in another way than as a finding was acknowledged, with a reason. */
export function isAcknowledged(rule: string, { distribution, stack }: Acknowledging): boolean {
  return [...inApp(distribution, stack), ...inTemplate(distribution, stack)].some(({ entry }) => {
    const accepted = acceptedBy(entry);
    return accepted?.rule === rule && !accepted.behaviors;
  });
}

function keyOf({ template, resource }: Pick<Finding, 'template' | 'resource'>): string {
  return JSON.stringify([template, resource]);
}

/** CDK puts the name of the plugin in front. Other names stay, so that they match none of the rules here. */
export function ruleOf(id: string): string {
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
  const own = acknowledgements.filter(({ path: place, id }) => isAbove(place) && ruleOf(id) !== id);
  const limited = new Set(own.filter(({ where }) => where).map(({ id }) => ruleOf(id)));
  return own
    .filter(({ id, where }) => where ?? !limited.has(ruleOf(id)))
    .map(({ id, reason, where }) => ({ property: 'Metadata', entry: { id, reason, where } }));
}

/** Every entry of the list. One alone needs no list. */
function inTemplate({ logicalId }: DistributionModel, { source }: Acknowledging['stack']): Written[] {
  const property = 'Metadata.cdk-failover.acknowledge';
  const { acknowledge: list } = recordOf(recordOf(source.resource(logicalId)?.Metadata)['cdk-failover']);
  if (list === undefined) return [];
  return Array.isArray(list) ? list.map((entry, i) => ({ property: `${property}.${i}`, entry })) : [{ property, entry: list }];
}

function withoutEffect(entry: unknown) {
  const { id, reason } = recordOf(entry);
  const missing = !isText(id) ? 'the id of a rule' : !isText(reason) ? 'a reason' : 'a behavior in "where"';
  return {
    what: `An acknowledgement lacks ${missing}, and does not count.`,
    got: show(entry),
    allowed: 'an id and a reason, both of them text, and perhaps where: { behavior: PATTERN }',
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
