import { evaluate } from './intrinsics';
import { trustsOf } from './permissions';
import { Environment, Resource, ResourceSource } from './template';
import { isUnknown, listOf, number, recordOf, show, textOf, unreadable, Value } from './value';
import { Policy } from '../../lambda/policy';

/** A Lambda function that is attached to a behavior, as plain data. Durations in seconds, sizes in MiB. */
export interface FunctionModel {
  readonly logicalId: string;
  readonly template: string;
  readonly runtime: Value<string>;
  readonly handler: Value<string>;
  readonly memorySize: Value<number>;
  readonly timeout: Value<number>;
  readonly architectures: Value<readonly unknown[]>;
  readonly ephemeralStorage: Value<number>;
  readonly code: CodeModel;
  /** Region of the function's stack. */
  readonly region: Value<string>;
  /** The services that may assume the function's role. */
  readonly trusts: Value<ReadonlyArray<Value<string>>>;
  /** Whether the function and its version outlive their stack. */
  readonly retained: Value<boolean>;
  /** Whether the version stays when another one replaces it. */
  readonly versionRetained: Value<boolean>;
  /** How the ARN gets to the stack of the distribution; empty where the function is in that stack. */
  readonly through: readonly Passage[];
  /** The policy of a function created by this library, read from its code. */
  readonly policy?: Policy;
  /** Settings that Lambda@Edge does not support, by CloudFormation property. */
  readonly unsupported: readonly string[];
  /** Unsupported settings that may be in use: known only at deployment. */
  readonly undecided: readonly string[];
}

/** One reference between stacks. */
export interface Passage {
  /** For people, such as `the export Arn`. */
  readonly what: string;
  /** Logical id of the custom resource that reads the value. */
  readonly reader?: string;
}

export interface CodeModel {
  /** Inline code. */
  readonly text?: string;
  /** File or folder of an asset, when the assembly contains it. */
  readonly assetPath?: string;
  /** Size of an archive, in bytes. */
  readonly zipBytes?: number;
  /** Total size of a folder that is zipped at deployment, in bytes; Infinity when it has too many files to count. */
  readonly folderBytes?: number;
  /** Text files by their path in the code, where there is no asset of them. */
  readonly files?: Readonly<Record<string, string>>;
  /** Why there is no code. */
  readonly missing?: string;
  /** What to do about it, a sentence. */
  readonly remedy?: string;
}

/** The start of the code of a function created by this library. */
export const POLICY_PREFIX = 'const FAILOVER_POLICY=';

/** The stack of a function, and what its template lacks. */
export interface FunctionContext {
  readonly template: string;
  readonly environment: Environment;
  /** The AWS::Lambda::Version that is attached. */
  readonly version?: Resource;
  /** Where to look for the function's role. */
  readonly source?: ResourceSource;
  /** The code of a function without inline code. */
  assetOf?(resource: Resource, environment: Environment): CodeModel;
}

/** Reads an AWS::Lambda::Function. */
export function readFunction(logicalId: string, resource: Resource, context: FunctionContext): FunctionModel {
  const { template, environment, version, source, assetOf } = context;
  const properties = recordOf(evaluate(resource.Properties, environment)) as Record<string, any>;
  const text = properties.Code?.ZipFile;
  const settings = unsupportedSettings(properties, recordOf(evaluate(version?.Properties, environment)));
  const code = inlineCode(text) ?? assetOf?.(resource, environment) ?? { missing: 'the code is not in the template' };
  return {
    logicalId,
    template,
    runtime: textOf(properties.Runtime, 'container image'),
    handler: textOf(properties.Handler, ''),
    memorySize: number(properties.MemorySize, 128),
    timeout: number(properties.Timeout, 3),
    architectures: isUnknown(properties.Architectures) ? properties.Architectures : listOf(properties.Architectures ?? ['x86_64']),
    ephemeralStorage: isUnknown(properties.EphemeralStorage)
      ? properties.EphemeralStorage
      : number(recordOf(properties.EphemeralStorage).Size, 512),
    code,
    region: regionIn(resource) ?? environment.region ?? { unknown: `the Region of ${template}` },
    trusts: trustsOf(properties.Role, environment, source),
    retained: isRetained([resource, ...version ? [version] : []]),
    versionRetained: version ? isRetained([version]) : false,
    through: [],
    policy: code.text === undefined ? undefined : readPolicy(code.text),
    unsupported: namesWhere(settings, true),
    undecided: namesWhere(settings, undefined),
  };
}

/** Terraform has resources of several Regions in one place. */
function regionIn({ Metadata }: Resource): string | undefined {
  return typeof Metadata?.Region === 'string' ? Metadata.Region : undefined;
}

function inlineCode(text: unknown): CodeModel | undefined {
  if (isUnknown(text)) return { missing: 'the inline code contains values that are known only at deployment' };
  return typeof text === 'string' ? { text } : undefined;
}

/** The policy in the code of a function created by this library. */
export function readPolicy(code: string): Policy | undefined {
  const end = code.indexOf(';\n');
  if (!code.startsWith(POLICY_PREFIX) || end < 0) return undefined;
  try {
    const policy: unknown = JSON.parse(code.slice(POLICY_PREFIX.length, end));
    return isPolicy(policy) ? policy : undefined;
  } catch {
    return undefined;
  }
}

function isPolicy(value: unknown): value is Policy {
  const { failover, rewrite, secondary = [], headers, body } = recordOf(value);
  const pairs = (list: unknown, type: string) => Array.isArray(list)
    && list.every(pair => Array.isArray(pair) && pair.length === 2 && pair.every(item => typeof item === type));
  const haveRanges = [rewrite, secondary].every(list => pairs(list, 'number'));
  return Array.isArray(failover) && typeof body === 'string' && haveRanges && pairs(headers, 'string');
}

function namesWhere(settings: ReadonlyArray<readonly [string, boolean | undefined]>, used: boolean | undefined): string[] {
  return settings.filter(([, value]) => value === used).map(([name]) => name);
}

/** True if one is true; unknown if none is true and one is unknown. */
function either(one: boolean | undefined, other: boolean | undefined): boolean | undefined {
  return one || other || (one === false ? other : one);
}

function isRetained(resources: readonly Resource[]): Value<boolean> {
  const policies = resources.map(({ DeletionPolicy }) => DeletionPolicy ?? 'Delete');
  const undecided = policies.find(policy => typeof policy !== 'string');
  return undecided ? unreadable(undecided) : policies.every(policy => /^Retain/.test(show(policy)));
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html */
function unsupportedSettings(
  properties: Record<string, any>,
  version: Readonly<Record<string, unknown>>,
): Array<[name: string, used: boolean | undefined]> {
  const filled = (value: unknown) => (isUnknown(value) ? undefined : listOf(value).length > 0 || Object.keys(recordOf(value)).length > 0);
  const inside = (value: unknown, key: string) => (isUnknown(value) ? value : recordOf(value)[key]);
  const is = (value: unknown, expected: string) => (isUnknown(value) ? undefined : value === expected);
  const isManaged = (value: unknown) => {
    const mode = inside(value, 'UpdateRuntimeOn') ?? 'Auto';
    return isUnknown(mode) ? undefined : mode !== 'Auto';
  };
  return [
    ['Environment', filled(inside(properties.Environment, 'Variables'))],
    ['Layers', filled(properties.Layers)],
    ['VpcConfig', filled(inside(properties.VpcConfig, 'SubnetIds'))],
    [
      'DeadLetterConfig',
      isUnknown(properties.DeadLetterConfig) ? undefined : recordOf(properties.DeadLetterConfig).TargetArn !== undefined,
    ],
    ['TracingConfig', is(inside(properties.TracingConfig, 'Mode'), 'Active')],
    ['ReservedConcurrentExecutions', properties.ReservedConcurrentExecutions !== undefined],
    ['ProvisionedConcurrencyConfig', version.ProvisionedConcurrencyConfig !== undefined],
    ['RuntimeManagementConfig', either(isManaged(properties.RuntimeManagementConfig), isManaged(version.RuntimePolicy))],
    ['PackageType Image', is(properties.PackageType, 'Image')],
    ['Code.SourceKMSKeyArn', recordOf(properties.Code).SourceKMSKeyArn !== undefined],
  ];
}
