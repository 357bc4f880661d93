/** What the runtime of Lambda adds to Node.js for a function at the edge. */
export interface LambdaWorld {
  /** Environment variables. */
  readonly env: Readonly<Record<string, string>>;
  /** What the context of each event says about the function and its caller. */
  readonly context: Readonly<Record<string, string | undefined>>;
  /** The folders of packages that the runtime has besides the function's own. */
  readonly packages: readonly string[];
}

/**
 * The reserved variables are the only ones that a function has at the edge. The Region is the one where it is made: it runs in many.
 * The AWS SDK is version 3 since Node.js 18.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export function lambdaWorld(nodeVersion: number, handler: string, memoryMb = 128): LambdaWorld {
  const name = 'us-east-1.handler';
  const logGroupName = `/aws/lambda/${name}`;
  const logStreamName = '2026/01/01/[1]00000000000000000000000000000000';
  return {
    context: {
      functionName: name,
      functionVersion: '1',
      memoryLimitInMB: String(memoryMb),
      logGroupName,
      logStreamName,
      clientContext: undefined,
      identity: undefined,
      invokedFunctionArn: `arn:aws:lambda:us-east-1:111122223333:function:${name}:1`,
      awsRequestId: '00000000-0000-4000-8000-000000000000',
      tenantId: undefined,
    },
    env: {
      _HANDLER: handler,
      _X_AMZN_TRACE_ID: 'Root=1-00000000-000000000000000000000000;Sampled=0',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${nodeVersion}.x`,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '1',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: logGroupName,
      AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
      AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
      AWS_REGION: 'us-east-1',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_SESSION_TOKEN: 'example',
      AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
      AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129:2000',
      LAMBDA_RUNTIME_DIR: '/var/runtime',
      LAMBDA_TASK_ROOT: '/var/task',
      LANG: 'en_US.UTF-8',
      LD_LIBRARY_PATH: '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
      NODE_PATH: '/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task',
      PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
      TZ: ':UTC',
    },
    packages: nodeVersion >= 18 ? ['@aws-sdk', '@aws-crypto', '@smithy'] : ['aws-sdk'],
  };
}
