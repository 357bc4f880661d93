import { recordOf, show } from './value';

/** A resource of a CloudFormation template, as written there. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DeletionPolicy?: unknown;
}

/** Where the resources of one stack come from: a template that was read, or constructs that will become one. */
export interface ResourceSource {
  resource(logicalId: string): Resource | undefined;
  resourcesOfType(type: string): Iterable<readonly [logicalId: string, resource: Resource]>;
  outputs(): Iterable<readonly [logicalId: string, output: unknown]>;
}

/** What a template's intrinsic functions are evaluated with. */
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

/** One CloudFormation template: its resources, and what its intrinsic functions are evaluated with. */
export class Template implements ResourceSource {
  readonly environment: Environment;
  private readonly outputsById: Readonly<Record<string, unknown>>;
  private readonly resources: Readonly<Record<string, Resource>>;

  /**
   * @param name stack or file name, for people
   * @param body the parsed template
   * @param deployment what the deployment would add: Region, account, parameter values
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

/** The sections that are read. */
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
