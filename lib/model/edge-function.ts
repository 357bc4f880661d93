import { evaluate } from './intrinsics';
import { Environment, Resource } from './template';
import { isUnknown, listOf, recordOf, Value } from './value';
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
  /** The policy of a function that this library made, read from its code. */
  readonly policy?: Policy;
  /** Settings that Lambda@Edge does not have, by the name of the CloudFormation property. */
  readonly unsupported: readonly string[];
}

export interface CodeModel {
  /** Inline code. */
  readonly text?: string;
  /** File or folder of an asset, where the assembly has it. */
  readonly assetPath?: string;
  /** Why there is neither. */
  readonly missing?: string;
}

/** What stands in front of the code of a function that this library made. */
export const POLICY_PREFIX = 'const FAILOVER_POLICY=';

/** Where a function stands, and what its template does not have. */
export interface FunctionContext {
  readonly template: string;
  readonly environment: Environment;
  /** The AWS::Lambda::Version that is attached. */
  readonly version?: Resource;
  /** The code of a function that does not have it inline. */
  assetOf?(resource: Resource): CodeModel;
}

/** Reads an AWS::Lambda::Function. */
export function readFunction(logicalId: string, resource: Resource, { template, environment, version, assetOf }: FunctionContext): FunctionModel {
  const properties = recordOf(evaluate(resource.Properties, environment)) as Record<string, any>;
  const text = properties.Code?.ZipFile;
  const code = typeof text === 'string' ? { text } : assetOf?.(resource) ?? { missing: 'the code is not in the template' };
  return {
    logicalId,
    template,
    runtime: properties.Runtime ?? 'container image',
    handler: properties.Handler ?? '',
    memorySize: properties.MemorySize ?? 128,
    timeout: properties.Timeout ?? 3,
    architectures: properties.Architectures ?? ['x86_64'],
    ephemeralStorage: recordOf(properties.EphemeralStorage).Size as number ?? 512,
    code,
    policy: code.text === undefined ? undefined : readPolicy(code.text),
    unsupported: unsupported(properties, recordOf(version?.Properties)),
  };
}

/** The policy in the code of a function that this library made. */
export function readPolicy(code: string): Policy | undefined {
  const end = code.indexOf(';\n');
  if (!code.startsWith(POLICY_PREFIX) || end < 0) return undefined;
  try {
    return JSON.parse(code.slice(POLICY_PREFIX.length, end));
  } catch {
    return undefined;
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html */
function unsupported(properties: Record<string, any>, version: Readonly<Record<string, unknown>>): string[] {
  const used: Record<string, boolean> = {
    'Environment': Object.keys(recordOf(recordOf(properties.Environment).Variables)).length > 0,
    'Layers': listOf(properties.Layers).length > 0,
    'VpcConfig': listOf(recordOf(properties.VpcConfig).SubnetIds).length > 0 || isUnknown(recordOf(properties.VpcConfig).SubnetIds),
    'DeadLetterConfig': recordOf(properties.DeadLetterConfig).TargetArn !== undefined,
    'TracingConfig': recordOf(properties.TracingConfig).Mode === 'Active',
    'ReservedConcurrentExecutions': properties.ReservedConcurrentExecutions !== undefined,
    'ProvisionedConcurrencyConfig': version.ProvisionedConcurrencyConfig !== undefined,
    'PackageType Image': properties.PackageType === 'Image',
    'KmsKeyArn': properties.KmsKeyArn !== undefined,
    'FileSystemConfigs': listOf(properties.FileSystemConfigs).length > 0,
    'SnapStart': recordOf(properties.SnapStart).ApplyOn === 'PublishedVersions',
  };
  return Object.keys(used).filter(name => used[name]);
}
