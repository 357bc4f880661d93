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
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly mappings?: Readonly<Record<string, unknown>>;
  readonly conditions?: Readonly<Record<string, unknown>>;
}

/** The resources of one stack, and the values for evaluating its intrinsic functions. */
export interface TemplateScope {
  readonly source: ResourceSource;
  readonly environment: Environment;
}

/** The logical id that a `Ref` or an `Fn::GetAtt` names. */
export function referencedId(reference: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = recordOf(reference);
  const id = Ref ?? (typeof attribute === 'string' ? attribute.split('.')[0] : listOf(attribute)[0]);
  return typeof id === 'string' ? id : undefined;
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
      parameters: parametersOf(body.Parameters, deployment.parameters),
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
  readonly Parameters?: Readonly<Record<string, { Type?: string; Default?: unknown }>>;
  readonly Mappings?: Readonly<Record<string, unknown>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** An SSM parameter's default is a name; the value behind it is not in the template. */
function parametersOf(declared: TemplateBody['Parameters'], given: Environment['parameters'] = {}): Record<string, unknown> {
  const values = { ...given };
  for (const [name, parameter] of Object.entries(recordOf(declared))) {
    const { Type, Default } = recordOf(parameter);
    const type = show(Type);
    const value = Object.hasOwn(given, name) ? given[name] : type.startsWith('AWS::SSM::') ? undefined : Default;
    const isList = /^(CommaDelimitedList$|List<)/.test(type) && typeof value === 'string';
    if (value !== undefined) values[name] = isList ? value.split(',').map(item => item.trim()) : value;
  }
  return values;
}
