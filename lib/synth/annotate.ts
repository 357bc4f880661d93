import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Finding } from '../rules/rule';

/**
 * Adds a warning, unless it was acknowledged on the construct or above.
 * @returns whether it was added
 */
export function warn(construct: IConstruct, finding: Finding): boolean {
  const id = idOf(finding);
  Annotations.of(construct).addWarningV2(id, text(finding));
  return construct.node.metadata.some(({ data }) => data === `${text(finding)} [ack: ${id}]`);
}

/** Adds information. Older releases of aws-cdk-lib know no ids for it. */
export function inform(construct: IConstruct, finding: Finding): void {
  const annotations = Annotations.of(construct);
  if ('addInfoV2' in annotations) annotations.addInfoV2(idOf(finding), text(finding));
  else (annotations as Annotations).addInfo(`${text(finding)} [${idOf(finding)}]`);
}

/** An error as `IConstruct.node.validate()` answers it. */
export function errorText(finding: Finding): string {
  return `${text(finding)} [${finding.rule}]`;
}

function idOf({ rule }: Finding): string {
  return `cdk-failover-distribution:${rule}`;
}

function text({ property, message, fix, page }: Finding): string {
  return `${message} ${fix} (${property}; ${page})`;
}
