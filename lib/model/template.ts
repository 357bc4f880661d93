import { listOf, recordOf, show } from './value';

/** A resource of a CloudFormation template, as written. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DeletionPolicy?: unknown;
}

/** The source of a stack's resources: a template, or constructs that become one. */
export interface ResourceSource {
  resource(logicalId: string): Resource | undefined;
  resourcesOfType(type: string): Iterable<readonly [logicalId: string, resource: Resource]>;
  outputs(): Iterable<readonly [logicalId: string, output: unknown]>;
}

/** Values for evaluating a template's intrinsic functions. */
export interface Environment {
  readonly stackName?: string;
  readonly region?: string;
  readonly account?: string;
  /** Values that parameters have: a deployment gave them. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Values that parameters have unless a deployment gives others. They decide no condition. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** The only values that parameters may have. */
  readonly allowed?: Readonly<Record<string, readonly unknown[]>>;
  readonly mappings?: Readonly<Record<string, unknown>>;
  readonly conditions?: Readonly<Record<string, unknown>>;
  /** Values of conditions that only a deployment knows, see `variants.ts`. */
  readonly where?: Readonly<Record<string, boolean>>;
}

/** The resources of one stack, and the values for evaluating its intrinsic functions. */
export interface TemplateScope {
  readonly source: ResourceSource;
  readonly environment: Environment;
}

/** The logical id that a `Ref` or an `Fn::GetAtt` names. */
export function referencedId(reference: unknown): string | undefined {
  const { Ref } = recordOf(reference);
  return typeof Ref === 'string' ? Ref : attributeIn(reference)?.logicalId;
}

/** What an `Fn::GetAtt` names, in either of its forms. */
export function attributeIn(reference: unknown): { logicalId: string; attribute: string } | undefined {
  const argument = recordOf(reference)['Fn::GetAtt'];
  const [logicalId, ...attribute] = typeof argument === 'string' ? argument.split('.') : listOf(argument);
  return typeof logicalId === 'string' ? { logicalId, attribute: attribute.map(show).join('.') } : undefined;
}

/** One CloudFormation template. */
export class Template implements ResourceSource {
  readonly environment: Environment;
  private readonly outputsById: Readonly<Record<string, unknown>>;
  private readonly resources: Readonly<Record<string, Resource>>;

  /**
   * @param name stack or file name, for messages
   * @param body the parsed template
   * @param deployment what the deployment adds: Region, account, parameter values
   */
  constructor(readonly name: string, body: TemplateBody, deployment: Pick<Environment, 'region' | 'account' | 'parameters'> = {}) {
    this.resources = recordOf(body.Resources) as Record<string, Resource>;
    this.outputsById = recordOf(body.Outputs);
    this.environment = {
      ...deployment,
      stackName: name,
      ...parametersOf(body.Parameters, deployment.parameters),
      mappings: body.Mappings,
      conditions: body.Conditions,
    };
  }

  resource(logicalId: string): Resource | undefined {
    return Object.hasOwn(this.resources, logicalId) ? this.resources[logicalId] : undefined;
  }

  resourcesOfType(type: string): Array<[string, Resource]> {
    return Object.entries(this.resources).filter(([, resource]) => resource?.Type === type);
  }

  outputs(): Array<[string, unknown]> {
    return Object.entries(this.outputsById);
  }
}

/** The sections that this library reads. */
export interface TemplateBody {
  readonly Resources?: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, { Type?: string; Default?: unknown; AllowedValues?: readonly unknown[] }>>;
  readonly Mappings?: Readonly<Record<string, unknown>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** An SSM parameter's default is a name; the value behind it is not in the template. */
function parametersOf(
  declared: TemplateBody['Parameters'], given: Environment['parameters'] = {},
): Pick<Environment, 'parameters' | 'defaults' | 'allowed'> {
  const [parameters, defaults, allowed]: Array<Record<string, any>> = [{ ...given }, {}, {}];
  for (const [name, parameter] of Object.entries(recordOf(declared))) {
    const { Type, Default, AllowedValues } = recordOf(parameter);
    const type = show(Type);
    const isList = /^(CommaDelimitedList$|List<)/.test(type);
    const valueOf = (value: unknown) => (isList && typeof value === 'string' ? value.split(',').map(item => item.trim()) : value);
    if (Object.hasOwn(given, name)) parameters![name] = valueOf(given[name]);
    else if (Default !== undefined && !type.startsWith('AWS::SSM::')) defaults![name] = valueOf(Default);
    if (Array.isArray(AllowedValues)) allowed![name] = AllowedValues;
  }
  return { parameters, defaults, allowed };
}
