import { evaluate } from './intrinsics';
import { FunctionContext, FunctionModel, readFunction } from './lambda-function';
import { ReferencingStack, stackReference } from './stack-reference';
import { referencedId, Resource } from './template';
import { isUnknown, recordOf, show, Value } from './value';

/** A stack to look for functions in. */
export interface FunctionHome extends ReferencingStack {
  readonly assetOf?: FunctionContext['assetOf'];
}

/**
 * Follows the ARN of an association to its function: an AWS::Lambda::Version of the same stack, or of another stack that passes
 * the ARN on.
 *
 * @param arn as the template writes it
 * @param home the stack of the distribution
 * @param homes every known stack
 */
export function locateFunction(arn: unknown, home: FunctionHome, homes: Iterable<FunctionHome>, hops = 0): Value<FunctionModel> {
  const version = referencedId(arn);
  const resource = version === undefined ? undefined : home.source.resource(version);
  if (resource?.Type === 'AWS::Lambda::Version') return functionOfVersion(resource, home);

  const reference = stackReference(arn, home);
  if (!reference) return { unknown: show(evaluate(arn, home.environment)) };
  for (const other of homes) {
    const value = reference.valueIn(other);
    if (value === undefined) continue;
    if (hops === MAX_HOPS) return { unknown: `behind too many cross-stack references (${reference.what})` };
    const found = locateFunction(value, other, homes, hops + 1);
    const { what, reader } = reference;
    return isUnknown(found) ? found : { ...found, through: [{ what, reader }, ...found.through] };
  }
  return { unknown: `behind ${reference.what}, whose stack is not in the input` };
}

function functionOfVersion(version: Resource, home: FunctionHome): Value<FunctionModel> {
  const logicalId = referencedId(recordOf(version.Properties).FunctionName);
  const resource = logicalId === undefined ? undefined : home.source.resource(logicalId);
  if (logicalId === undefined || resource?.Type !== 'AWS::Lambda::Function') {
    return { unknown: show(evaluate(recordOf(version.Properties).FunctionName, home.environment)) };
  }
  const { name: template, environment, source, assetOf } = home;
  return readFunction(logicalId, resource, { template, environment, source, version, assetOf });
}

const MAX_HOPS = 5;
