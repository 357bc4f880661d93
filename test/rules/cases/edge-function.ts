import { Changes, ON_RESPONSE, PARAMETER, RuleCases } from './template';

const importedFunction: Changes = { behavior: { LambdaFunctionAssociations: [{ ...ON_RESPONSE, LambdaFunctionARN: PARAMETER }] } };

export const EDGE_FUNCTION_CASES: RuleCases = {
  'edge-function-architecture': {
    fails: { function: { Architectures: ['arm64'] } },
    passes: { function: { Architectures: ['x86_64'] } },
    got: 'arm64',
    cannotTell: importedFunction,
  },
  'edge-function-timeout': {
    fails: { function: { Timeout: 31 } },
    passes: { function: { Timeout: 30 } },
    got: '31 s',
    cannotTell: importedFunction,
  },
  'edge-function-ephemeral-storage': {
    fails: { function: { EphemeralStorage: { Size: 1024 } } },
    passes: { function: { EphemeralStorage: { Size: 512 } } },
    got: '1024 MiB',
    cannotTell: importedFunction,
  },
  'edge-function-runtime': {
    fails: { function: { Runtime: 'ruby3.4' } },
    passes: { function: { Runtime: 'python3.13' } },
    got: 'ruby3.4',
    cannotTell: importedFunction,
  },
  'edge-function-runtime-deprecated': {
    fails: { function: { Runtime: 'nodejs20.x' } },
    passes: { function: { Runtime: 'nodejs22.x' } },
    got: 'nodejs20.x',
    cannotTell: importedFunction,
  },
  'edge-function-environment': {
    fails: { function: { Environment: { Variables: { PAGE: 'sorry' } } } },
    passes: { function: { Environment: { Variables: {} } } },
    got: 'Environment',
    cannotTell: importedFunction,
  },
  'edge-function-layers': {
    fails: { function: { Layers: ['arn:aws:lambda:us-east-1:111122223333:layer:tools:1'] } },
    passes: { function: { Layers: [] } },
    got: 'Layers',
    cannotTell: importedFunction,
  },
  'edge-function-vpc': {
    fails: { function: { VpcConfig: { SubnetIds: ['subnet-0123456789abcdef0'], SecurityGroupIds: ['sg-0123456789abcdef0'] } } },
    passes: { function: { VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } } },
    got: 'VpcConfig',
    cannotTell: importedFunction,
  },
  'edge-function-dead-letter': {
    fails: { function: { DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:111122223333:failed' } } },
    passes: { function: { DeadLetterConfig: {} } },
    got: 'DeadLetterConfig',
    cannotTell: importedFunction,
  },
  'edge-function-tracing': {
    fails: { function: { TracingConfig: { Mode: 'Active' } } },
    passes: { function: { TracingConfig: { Mode: 'PassThrough' } } },
    got: 'TracingConfig',
    cannotTell: importedFunction,
  },
  'edge-function-reserved-concurrency': {
    fails: { function: { ReservedConcurrentExecutions: 0 } },
    passes: {},
    got: 'ReservedConcurrentExecutions',
    cannotTell: importedFunction,
  },
  'edge-function-provisioned-concurrency': {
    fails: { version: { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 } } },
    passes: { version: { Description: 'mine' } },
    got: 'ProvisionedConcurrencyConfig',
    cannotTell: importedFunction,
  },
  'edge-function-runtime-management': {
    fails: { function: { RuntimeManagementConfig: { UpdateRuntimeOn: 'FunctionUpdate' } } },
    passes: { function: { RuntimeManagementConfig: { UpdateRuntimeOn: 'Auto' } } },
    got: 'RuntimeManagementConfig',
    cannotTell: importedFunction,
  },
  'edge-function-image': {
    fails: {
      function: {
        PackageType: 'Image',
        Runtime: undefined,
        Handler: undefined,
        Code: { ImageUri: '111122223333.dkr.ecr.us-east-1.amazonaws.com/function:latest' },
      },
    },
    passes: { function: { PackageType: 'Zip' } },
    got: 'PackageType Image',
    cannotTell: importedFunction,
  },
  'edge-function-kms': {
    fails: {
      function: {
        Code: {
          S3Bucket: 'code',
          S3Key: 'function.zip',
          SourceKMSKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
        },
      },
    },
    passes: { function: { Code: { S3Bucket: 'code', S3Key: 'function.zip' } } },
    got: 'Code.SourceKMSKeyArn',
    cannotTell: importedFunction,
  },
};
