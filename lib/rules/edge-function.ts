import { PAGES } from './pages';
import { Rule } from './rule';
import { above, onFunctions } from './scopes';
import { isUnknown, listOf, show } from '../model/value';

/**
 * A setting that Lambda supports and Lambda@Edge does not, by its CloudFormation property.
 * @param rejects whether a message of CloudFront is known that refuses it
 */
function unsupportedSetting(id: string, setting: string, name: string, fix: string, rejects = false): Rule {
  return {
    id,
    level: 'error',
    why: rejects
      ? `CloudFront rejects a function with ${name} at deployment.`
      : `AWS documents that Lambda@Edge does not support ${name}.`,
    fix,
    page: PAGES.edgeRestrictions,
    check: onFunctions(({ unsupported, undecided }) => {
      if (unsupported.includes(setting)) {
        return { setting, what: `Lambda@Edge does not support ${name}.`, got: setting, allowed: `a function without ${name}` };
      }
      return undecided.includes(setting) ? { setting, cannotTell: `${setting} is a token` } : undefined;
    }),
  };
}

/**
 * As of November 2026: the last version on which Lambda neither creates nor updates functions, and the last deprecated version.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const RUNTIMES = [
  { pattern: /^nodejs(\d+)\.x$/, unusable: 12, deprecated: 20 },
  { pattern: /^python3\.(\d+)$/, unusable: 6, deprecated: 10 },
];

function stateOf(runtime: string, isOurs: boolean): 'usable' | 'deprecated' | 'unusable' {
  for (const { pattern, unusable, deprecated } of isOurs ? RUNTIMES.slice(0, 1) : RUNTIMES) {
    const version = Number(pattern.exec(runtime)?.[1] ?? NaN);
    if (version > deprecated) return 'usable';
    if (version > unusable) return 'deprecated';
  }
  return 'unusable';
}

function onRuntime(state: 'deprecated' | 'unusable', what: string): Rule['check'] {
  return onFunctions(({ runtime, policy }) => {
    if (isUnknown(runtime)) return { setting: 'Runtime', cannotTell: `the runtime is ${runtime.unknown}` };
    // For a container image, see edge-function-image.
    if (runtime === 'container image' || stateOf(runtime, policy !== undefined) !== state) return undefined;
    return {
      setting: 'Runtime',
      what,
      got: runtime,
      allowed: policy ? 'nodejs22.x, nodejs24.x' : 'nodejs22.x, nodejs24.x, python3.11 to python3.14',
    };
  });
}

export const EDGE_FUNCTION_RULES: readonly Rule[] = [
  {
    id: 'edge-function-architecture',
    level: 'error',
    why: 'Lambda@Edge runs on x86_64 only.',
    fix: 'Use the default architecture.',
    page: PAGES.edgeRestrictions,
    check: onFunctions(({ architectures }) => {
      const unknown = isUnknown(architectures) ? architectures : architectures.find(isUnknown);
      if (unknown) return { setting: 'Architectures', cannotTell: `the architecture is ${unknown.unknown}` };
      const other = listOf(architectures).filter(name => name !== 'x86_64');
      return other.length
        ? {
          setting: 'Architectures',
          what: 'Lambda@Edge does not support this architecture.',
          got: other.map(show).join(', '),
          allowed: 'x86_64',
        }
        : undefined;
    }),
  },
  {
    id: 'edge-function-timeout',
    level: 'error',
    why: 'The timeout of a Lambda@Edge function is at most 30 s.',
    fix: 'Lower the timeout of the function.',
    page: PAGES.quotas,
    check: onFunctions(({ timeout }) =>
      above('Timeout', timeout, 30, {
        what: 'The timeout exceeds the limit of Lambda@Edge.',
        got: `${show(timeout)} s`,
        allowed: '1-30 s',
      }),
    ),
  },
  {
    id: 'edge-function-ephemeral-storage',
    level: 'error',
    why: 'AWS documents that Lambda@Edge does not support more ephemeral storage.',
    fix: 'Use the default ephemeral storage.',
    page: PAGES.edgeRestrictions,
    check: onFunctions(({ ephemeralStorage }) =>
      above('EphemeralStorage', ephemeralStorage, 512, {
        what: 'The ephemeral storage exceeds the limit of Lambda@Edge.',
        got: `${show(ephemeralStorage)} MiB`,
        allowed: '512 MiB',
      }),
    ),
  },
  {
    id: 'edge-function-runtime',
    level: 'error',
    why: 'Lambda@Edge supports only Node.js and Python, and Lambda neither creates nor updates functions on runtimes that were ' +
      'deprecated long ago.',
    fix: 'Use the runtime nodejs22.x.',
    inTool: { cdk: 'In CDK: Runtime.NODEJS_22_X.' },
    page: PAGES.edgeRestrictions,
    check: onRuntime('unusable', 'Lambda@Edge does not support this runtime.'),
  },
  {
    id: 'edge-function-runtime-deprecated',
    level: 'warning',
    why: 'Lambda no longer patches the runtime. At some date it stops creating functions on it, and at a later one updating them. AWS ' +
      'has moved these dates more than once.',
    fix: 'Use the runtime nodejs22.x.',
    inTool: { cdk: 'In CDK: Runtime.NODEJS_22_X.' },
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
    check: onRuntime('deprecated', 'The runtime of the function is deprecated.'),
  },
  unsupportedSetting('edge-function-environment', 'Environment', 'environment variables', 'Put the values into the code.', true),
  unsupportedSetting('edge-function-layers', 'Layers', 'layers', 'Bundle the content of the layers with the function.', true),
  unsupportedSetting('edge-function-vpc', 'VpcConfig', 'access to a VPC', 'Remove the function from the VPC.', true),
  unsupportedSetting('edge-function-dead-letter', 'DeadLetterConfig', 'a dead-letter queue', 'Remove the dead-letter queue.'),
  unsupportedSetting('edge-function-tracing', 'TracingConfig', 'X-Ray tracing', 'Turn tracing off.'),
  {
    ...unsupportedSetting(
      'edge-function-reserved-concurrency',
      'ReservedConcurrentExecutions',
      'reserved concurrency',
      'Remove the reserved concurrency.',
    ),
    level: 'warning',
    why:
      'The developer guide used to list reserved concurrency as unsupported by Lambda@Edge and no longer mentions it. AWS does not ' +
      'document what it does now.',
  },
  unsupportedSetting(
    'edge-function-provisioned-concurrency',
    'ProvisionedConcurrencyConfig',
    'provisioned concurrency',
    'Remove the provisioned concurrency.',
  ),
  unsupportedSetting(
    'edge-function-runtime-management',
    'RuntimeManagementConfig',
    'runtime updates other than Auto',
    'Use the default runtime management, Auto.',
  ),
  unsupportedSetting('edge-function-image', 'PackageType Image', 'a container image', 'Deploy the code as a zip archive.'),
  unsupportedSetting('edge-function-kms', 'Code.SourceKMSKeyArn', 'code encrypted with a customer managed key', 'Remove the key.'),
];
