import { Annotations, Validations } from 'aws-cdk-lib';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { Acknowledgement, ACKNOWLEDGED_BEHAVIORS } from '../model/assembly';
import { recordOf, show } from '../model/value';
import { ruleOf } from '../rules/acknowledgements';

/**
 * What was acknowledged with `Validations` on a distribution and above. CDK applies this to warnings and to plugins, not to errors.
 *
 * It records the id and the reason, not `where`. What that leaves is written into the metadata of the distribution, so that the
 * command finds it in the assembly.
 *
 * @param patterns the path patterns of its behaviors
 */
export function acknowledgementsOf(distribution: CfnDistribution, patterns: readonly string[]): Acknowledgement[] {
  const written = distribution.node.scopes.flatMap(({ node: { path, metadata } }) => metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(recordOf(data)).map(([id, reason]) => ({ path, id, reason: show(reason) }))));
  const ours = new Map(written.filter(({ id }) => ruleOf(id) !== id).map(each => [each.id, each]));
  const narrowed = [...ours.values()].flatMap(({ id, reason }): Acknowledgement[] => {
    // CDK itself does not look for what was acknowledged on the app.
    if (written.some(each => each.id === id && each.path === '') || isDropped(distribution, id)) return [];
    const behavior = patterns.filter(pattern => isDropped(distribution, id, { behavior: pattern }));
    return [{ path: distribution.node.path, id, reason, where: { behavior } }];
  });
  for (const each of narrowed) distribution.node.addMetadata(ACKNOWLEDGED_BEHAVIORS, each);
  return [...written, ...narrowed];
}

/** Whether CDK drops a warning, tried on a construct that is there for nothing else. */
function isDropped(distribution: CfnDistribution, id: string, context?: Readonly<Record<string, unknown>>): boolean {
  const probe = new Construct(distribution, 'AcknowledgementProbe');
  Annotations.of(probe).addWarningV2(id, 'probe', context && { context });
  const isShown = probe.node.metadata.some(({ data }) => String(data).startsWith('probe'));
  distribution.node.tryRemoveChild(probe.node.id);
  return !isShown;
}
