import { PAGES } from './pages';
import { Rule } from './rule';
import { above, onFunctions } from './scopes';
import { isUnknown, listOf, show } from '../model/value';

/** A setting that Lambda has and Lambda@Edge refuses, by the name of its CloudFormation property. */
function refused(id: string, setting: string, name: string, fix: string): Rule {
  return {
    id,
    level: 'error',
    why: `CloudFront refuses to associate a function that has ${name}, at deployment.`,
    fix,
    page: PAGES.edgeRestrictions,
    check: onFunctions(({ unsupported, undecided }) => {
      if (unsupported.includes(setting)) return { setting, what: `Lambda@Edge does not support ${name}.`, got: setting, allowed: `a function without ${name}` };
      return undecided.includes(setting) ? { setting, cannotTell: `${setting} is a token` } : undefined;
    }),
  };
}

/**
 * Versions of the runtimes as of November 2026: the last one that Lambda creates no functions on, and the last deprecated one.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const RUNTIMES = [
  { pattern: /^nodejs(\d+)\.x$/, unusable: 14, deprecated: 20 },
  { pattern: /^python3\.(\d+)$/, unusable: 7, deprecated: 10 },
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
    // A container image is a rule of its own.
    if (runtime === 'container image' || stateOf(runtime, policy !== undefined) !== state) return undefined;
    return { setting: 'Runtime', what, got: runtime, allowed: policy ? 'nodejs22.x, nodejs24.x' : 'nodejs22.x, nodejs24.x, python3.11 to python3.14' };
  });
}

export const EDGE_FUNCTION_RULES: readonly Rule[] = [
  {
    id: 'edge-function-architecture',
    level: 'error',
    why: 'Lambda@Edge runs on x86_64 only.',
    fix: 'Leave the architecture at its default.',
    page: PAGES.edgeRestrictions,
    check: onFunctions(({ architectures }) => {
      const unknown = isUnknown(architectures) ? architectures : architectures.find(isUnknown);
      if (unknown) return { setting: 'Architectures', cannotTell: `the architecture is ${unknown.unknown}` };
      const other = listOf(architectures).filter(name => name !== 'x86_64');
      return other.length
        ? { setting: 'Architectures', what: 'Lambda@Edge does not support this architecture.', got: other.map(show).join(', '), allowed: 'x86_64' }
        : undefined;
    }),
  },
  {
    id: 'edge-function-timeout',
    level: 'error',
    why: 'CloudFront refuses a function with a longer timeout.',
    fix: 'Lower the timeout of the function.',
    page: PAGES.quotas,
    check: onFunctions(({ timeout }) => above('Timeout', timeout, 30,
      { what: 'The timeout is longer than Lambda@Edge allows.', got: `${show(timeout)} s`, allowed: '1-30 s' })),
  },
  {
    id: 'edge-function-ephemeral-storage',
    level: 'error',
    why: 'CloudFront refuses a function with more temporary storage.',
    fix: 'Leave the ephemeral storage at its default.',
    page: PAGES.edgeRestrictions,
    check: onFunctions(({ ephemeralStorage }) => above('EphemeralStorage', ephemeralStorage, 512,
      { what: 'The ephemeral storage is larger than Lambda@Edge allows.', got: `${show(ephemeralStorage)} MiB`, allowed: '512 MiB' })),
  },
  {
    id: 'edge-function-runtime',
    level: 'error',
    why: 'Lambda@Edge runs Node.js and Python only, and Lambda does not create functions on runtimes that are long deprecated.',
    fix: 'Use Runtime.NODEJS_22_X.',
    page: PAGES.edgeRestrictions,
    check: onRuntime('unusable', 'The function cannot run at the edge on this runtime.'),
  },
  {
    id: 'edge-function-runtime-deprecated',
    level: 'warning',
    why: 'Lambda no longer patches the runtime, and refuses to create and to update functions on it from some day on. AWS has moved that day more than once.',
    fix: 'Use Runtime.NODEJS_22_X.',
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
    check: onRuntime('deprecated', 'The runtime of the function is deprecated.'),
  },
  refused('edge-function-environment', 'Environment', 'environment variables', 'Bake the values into the code.'),
  refused('edge-function-layers', 'Layers', 'layers', 'Bundle what the layers bring into the function.'),
  refused('edge-function-vpc', 'VpcConfig', 'access to a VPC', 'Take the function out of the VPC.'),
  refused('edge-function-dead-letter', 'DeadLetterConfig', 'a dead-letter queue', 'Take the dead-letter queue off.'),
  refused('edge-function-tracing', 'TracingConfig', 'X-Ray tracing', 'Turn tracing off.'),
  {
    ...refused('edge-function-reserved-concurrency', 'ReservedConcurrentExecutions', 'reserved concurrency', 'Take the reserved concurrency off.'),
    level: 'warning',
    why: 'The developer guide listed reserved concurrency among what Lambda@Edge does not support, and no longer names it. AWS does not document what it does now.',
  },
  refused('edge-function-provisioned-concurrency', 'ProvisionedConcurrencyConfig', 'provisioned concurrency', 'Take the provisioned concurrency off.'),
  refused('edge-function-runtime-management', 'RuntimeManagementConfig', 'runtime updates other than Auto', 'Leave the runtime management at Auto, the default.'),
  refused('edge-function-image', 'PackageType Image', 'a container image', 'Deploy the code as a zip archive.'),
  refused('edge-function-kms', 'Code.SourceKMSKeyArn', 'code that is encrypted with a customer managed key', 'Take the key off.'),
];
