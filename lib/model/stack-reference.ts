import { evaluate } from './intrinsics';
import { attributeIn, Resource, TemplateScope } from './template';
import { entryOf, isUnknown, recordOf } from './value';

/** One end of a reference between stacks. */
export interface ReferencingStack extends TemplateScope {
  readonly name: string;
}

/** A value from another stack. */
export interface StackReference {
  /** How the value gets here, for messages. */
  readonly what: string;
  /** Logical id of the custom resource that reads the value. */
  readonly reader?: string;
  /** The value as that stack writes it; undefined when the value is not from that stack. */
  valueIn(other: ReferencingStack): unknown;
}

/**
 * Finds the source of a value from another stack, in each way CDK passes one: an export, a reference between Regions
 * (`crossRegionReferences`), the SSM parameter of an `EdgeFunction`, a nested stack's parameter or output.
 *
 * @param value as the template writes it
 * @param home the stack of the template
 * @returns undefined for any other value
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-importvalue.html
 */
export function stackReference(value: unknown, home: ReferencingStack): StackReference | undefined {
  const { Ref, 'Fn::ImportValue': imported } = recordOf(value);
  if (imported !== undefined) return exported(evaluate(imported, home.environment), home);
  if (typeof Ref === 'string') return parameterOfNested(Ref, home);

  const named = attributeIn(value);
  if (!named) return undefined;
  const { logicalId, attribute } = named;
  const resource = home.source.resource(logicalId);
  switch (resource?.Type) {
    case 'AWS::CloudFormation::Stack': return outputOfNested(`${home.name}/${logicalId}`, attribute);
    case 'Custom::CrossRegionExportReader': return { ...exportedToRegion(attribute, home), reader: logicalId };
    case 'Custom::CrossRegionStringParameterReader': return ssmParameter(logicalId, resource, home);
    default: return undefined;
  }
}

/** Exports belong to one Region and account. */
function exported(name: unknown, { environment: { region, account } }: ReferencingStack): StackReference | undefined {
  if (typeof name !== 'string') return undefined;
  return {
    what: `the export ${name}`,
    valueIn: ({ source, environment }) => {
      if (environment.region !== region || environment.account !== account) return undefined;
      for (const [, output] of source.outputs()) {
        const { Export, Value } = recordOf(output);
        if (evaluate(recordOf(Export).Name, environment) === name) return Value;
      }
      return undefined;
    },
  };
}

function exportedToRegion(name: string, { environment: { region, account } }: ReferencingStack): StackReference {
  return {
    what: `the export ${name}`,
    valueIn: ({ source, environment }) => {
      if (environment.account !== account) return undefined;
      for (const [, { Properties }] of source.resourcesOfType('Custom::CrossRegionExportWriter')) {
        const { region: target, exports } = recordOf(recordOf(Properties).WriterProps);
        const value = target === region ? entryOf(exports, name) : undefined;
        if (value !== undefined) return value;
      }
      return undefined;
    },
  };
}

function ssmParameter(reader: string, { Properties: properties }: Resource, home: ReferencingStack): StackReference | undefined {
  const name = recordOf(evaluate(properties, home.environment)).ParameterName;
  if (typeof name !== 'string') return undefined;
  return {
    what: `the SSM parameter ${name}`,
    reader,
    valueIn: ({ source, environment }) => {
      for (const [, { Properties }] of source.resourcesOfType('AWS::SSM::Parameter')) {
        const { Name, Value } = recordOf(Properties);
        if (evaluate(Name, environment) === name) return Value;
      }
      return undefined;
    },
  };
}

/** Only a parent stack passes a nested stack a parameter value that is not known. */
function parameterOfNested(parameter: string, { name, environment: { parameters = {} } }: ReferencingStack): StackReference | undefined {
  const [, parent, logicalId = ''] = /^(.*)\/([^/]+)$/.exec(name) ?? [];
  if (parent === undefined || !Object.hasOwn(parameters, parameter) || !isUnknown(parameters[parameter])) return undefined;
  return {
    what: `the parameter ${parameter}`,
    valueIn: other => {
      const nested = other.name === parent ? other.source.resource(logicalId) : undefined;
      return nested?.Type === 'AWS::CloudFormation::Stack' ? entryOf(recordOf(nested.Properties).Parameters, parameter) : undefined;
    },
  };
}

function outputOfNested(nested: string, path: string): StackReference | undefined {
  const output = /^Outputs\.(.+)$/.exec(path)?.[1];
  if (output === undefined) return undefined;
  return {
    what: `the output ${output} of ${nested}`,
    valueIn: ({ name, source }) => (name === nested ? recordOf([...source.outputs()].find(([id]) => id === output)?.[1]).Value : undefined),
  };
}
