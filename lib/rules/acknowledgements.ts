import { Finding, Rule } from './rule';
import { StackModel } from '../model/assembly';
import { Resource, ResourceSource } from '../model/template';
import { recordOf, show } from '../model/value';

/** A finding that somebody accepted, and why. It does not count. */
export interface AcknowledgedFinding extends Finding {
  readonly reason: string;
}

export interface Acknowledged {
  /** What is left, with what is wrong with acknowledgements themselves. */
  readonly findings: readonly Finding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
}

/** Where acknowledgements are looked for. */
export interface AcknowledgingStack extends Pick<StackModel, 'name' | 'paths' | 'acknowledgements'> {
  readonly source: ResourceSource;
}

/** What is told of an acknowledgement that does not count. */
export const ACKNOWLEDGEMENT_RULE: Omit<Rule, 'check'> = {
  id: 'acknowledgement-without-effect',
  level: 'warning',
  why: 'An acknowledgement without a reason tells nobody later why the finding was accepted.',
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
export function acknowledge({ stacks }: { readonly stacks: readonly AcknowledgingStack[] }, findings: readonly Finding[]): Acknowledged {
  const left: Finding[] = [];
  const acknowledged: AcknowledgedFinding[] = [];
  const reasons = new Map<string, string>();
  for (const stack of stacks) {
    for (const [logicalId, resource] of stack.source.resourcesOfType('AWS::CloudFront::Distribution')) {
      const place = placeOf(logicalId, resource, stack);
      for (const { property, entry } of [...inApp(place.path, stack), ...inTemplate(resource)]) {
        const { id, reason } = recordOf(entry);
        if (isText(id) && isText(reason)) reasons.set(keyOf(place, ruleOf(id)), reason);
        else left.push({ ...place, ...withoutEffect(entry), property });
      }
    }
  }
  for (const finding of findings) {
    const reason = reasons.get(keyOf(finding, finding.rule));
    if (reason === undefined) left.push(finding);
    else acknowledged.push({ ...finding, reason });
  }
  return { findings: left, acknowledged };
}

type Place = Pick<Finding, 'template' | 'resource' | 'path'>;

function placeOf(resource: string, { Metadata }: Resource, { name: template, paths }: AcknowledgingStack): Place {
  const path = recordOf(Metadata)['aws:cdk:path'];
  return { template, resource, path: typeof path === 'string' ? path : paths.get(resource) ?? resource };
}

function keyOf({ template, resource }: Pick<Finding, 'template' | 'resource'>, rule: string): string {
  return JSON.stringify([template, resource, rule]);
}

/** CDK puts the name of the plugin in front. Other names stay, so that they match none of the rules here. */
function ruleOf(id: string): string {
  return id.replace(/^(Annotation::)?cdk-failover(-distribution)?::?/, '');
}

interface Written {
  readonly property: string;
  /** Should be a mapping of `id` and `reason`. */
  readonly entry: unknown;
}

/** What is acknowledged on the construct and above. CDK has a list for every plugin: ids of others are no concern here. */
function inApp(resourcePath: string, { acknowledgements }: AcknowledgingStack): Written[] {
  return acknowledgements
    .filter(({ path, id }) => (resourcePath === path || resourcePath.startsWith(`${path}/`)) && ruleOf(id) !== id)
    .map(({ id, reason }) => ({ property: 'Metadata', entry: { id, reason } }));
}

/** Every entry of the list. One alone needs no list. */
function inTemplate({ Metadata }: Resource): Written[] {
  const property = 'Metadata.cdk-failover.acknowledge';
  const { acknowledge: list } = recordOf(recordOf(Metadata)['cdk-failover']);
  if (list === undefined) return [];
  return Array.isArray(list) ? list.map((entry, i) => ({ property: `${property}.${i}`, entry })) : [{ property, entry: list }];
}

function withoutEffect(entry: unknown): Pick<Finding, 'rule' | 'level' | 'message' | 'fix' | 'page'> {
  const { id: rule, level, fix, page } = ACKNOWLEDGEMENT_RULE;
  const missing = isText(recordOf(entry).id) ? 'a reason' : 'the id of a rule';
  return { rule, level, fix, page, message: `An acknowledgement lacks ${missing}, and does not count. Got: ${show(entry)}. Allowed: an id and a reason, both of them text.` };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
