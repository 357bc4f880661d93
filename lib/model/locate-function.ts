import { FunctionContext, FunctionModel, readFunction } from './edge-function';
import { evaluate } from './intrinsics';
import { Environment, Resource, ResourceSource } from './template';
import { listOf, recordOf, show, Value } from './value';

/** One stack in which functions are looked for. */
export interface FunctionHome {
  readonly name: string;
  readonly source: ResourceSource;
  readonly environment: Environment;
  readonly assetOf?: FunctionContext['assetOf'];
}

/**
 * Follows the ARN of an association to its function: to an AWS::Lambda::Version of the same stack, or over the SSM parameter
 * through which CDK's `EdgeFunction` reaches a stack in us-east-1.
 *
 * @param arn as the template writes it
 * @param home the stack of the distribution
 * @param homes every stack that is known
 */
export function locateFunction(arn: unknown, home: FunctionHome, homes: Iterable<FunctionHome>, hops = 0): Value<FunctionModel> {
  const version = targetOf(arn);
  const resource = version === undefined ? undefined : home.source.resource(version);
  if (resource?.Type === 'AWS::Lambda::Version') return functionOfVersion(resource, home);

  const parameter = recordOf(evaluate(resource?.Properties, home.environment)).ParameterName;
  if (resource?.Type === 'Custom::CrossRegionStringParameterReader' && typeof parameter === 'string') {
    for (const other of homes) {
      for (const [, { Properties }] of other.source.resourcesOfType('AWS::SSM::Parameter')) {
        const { Name, Value: value } = recordOf(Properties);
        if (evaluate(Name, other.environment) === parameter) {
          return hops < MAX_HOPS ? locateFunction(value, other, homes, hops + 1) : { unknown: `behind too many SSM parameters (${parameter})` };
        }
      }
    }
    return { unknown: `behind the SSM parameter ${parameter}, whose stack is not here` };
  }
  return { unknown: show(evaluate(arn, home.environment)) };
}

function functionOfVersion(version: Resource, home: FunctionHome): Value<FunctionModel> {
  const logicalId = targetOf(recordOf(version.Properties).FunctionName);
  const resource = logicalId === undefined ? undefined : home.source.resource(logicalId);
  if (logicalId === undefined || resource?.Type !== 'AWS::Lambda::Function') {
    return { unknown: show(evaluate(recordOf(version.Properties).FunctionName, home.environment)) };
  }
  const { name: template, environment, source, assetOf } = home;
  return readFunction(logicalId, resource, { template, environment, source, version, assetOf });
}

const MAX_HOPS = 5;

/** The logical id that a reference names. */
function targetOf(reference: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = recordOf(reference);
  const target = Ref ?? (typeof attribute === 'string' ? attribute.split('.')[0] : listOf(attribute)[0]);
  return typeof target === 'string' ? target : undefined;
}
