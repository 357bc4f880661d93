import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Names, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { experimental } from 'aws-cdk-lib/aws-cloudfront';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { EdgeFunctionOptions } from './edge-function-options';
import { Policy } from '../../lambda/policy';
import { ORIGIN_RESPONSE_CODE } from '../function-code/origin-response-code.generated';
import { POLICY_PREFIX } from '../model/lambda-function';

/** Longest code, in characters, that goes into the template. CloudFormation takes more; a template should stay readable. */
const MAX_INLINE = 4096;

/** The code of the function: its policy, and the bundle. */
export function functionCode(policy: Policy): string {
  return `${POLICY_PREFIX}${JSON.stringify(policy)};\n${ORIGIN_RESPONSE_CODE}`;
}

/**
 * Makes the origin-response function, in us-east-1.
 * @throws when the stack has no explicit Region
 */
export function makeEdgeFunction(scope: Construct, text: string, options: EdgeFunctionOptions = {}): experimental.EdgeFunction {
  const stack = Stack.of(scope);
  if (Token.isUnresolved(stack.region)) {
    throw new Error(`The stack ${stack.node.path} of ${scope.node.path} has no Region, and a Lambda@Edge function has to be made in us-east-1. ` +
      "Got: an environment-agnostic stack. Allowed: a stack with an explicit Region. Write new MyStack(app, 'MyStack', { env: { region: 'eu-west-1' } }) " +
      'with the Region of your stack, or env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION }.');
  }

  const runtime = options.runtime ?? lambda.Runtime.NODEJS_22_X;
  const { code, cleanUp } = codeOf(text, runtime, scope);
  // Outside us-east-1 CDK puts the function into a shared stack under this id alone, so it has to be unique in the app.
  const id = `OriginResponse-${Names.uniqueResourceName(scope, { maxLength: 64 })}`;
  let edgeFunction;
  try {
    edgeFunction = new experimental.EdgeFunction(scope, id, {
      code,
      handler: 'index.handler',
      runtime,
      memorySize: options.memorySize ?? 128,
      stackId: options.stackId,
      description: `Failover-aware origin-response function of ${scope.node.path}`.slice(0, 256),
    });
  } finally {
    cleanUp();
  }

  if (options.removalPolicy) retain(edgeFunction, options.removalPolicy);
  if (options.logRetention) keepLogs(edgeFunction, options.logRetention, options.removalPolicy ?? RemovalPolicy.DESTROY);
  return edgeFunction;
}

function codeOf(text: string, runtime: lambda.Runtime, scope: Construct): { code: lambda.Code; cleanUp(): void } {
  // CDK throws on inline code for other runtimes. The checks tell it along with everything else.
  if (text.length <= MAX_INLINE && runtime.supportsInlineCode) return { code: lambda.Code.fromInline(text), cleanUp: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'failover-distribution-'));
  writeFileSync(join(folder, 'index.js'), text);
  // CDK has copied the asset into the assembly by the time the function exists, unless it was told to leave assets in place.
  const staged = !scope.node.tryGetContext('aws:cdk:disable-asset-staging');
  return { code: lambda.Code.fromAsset(folder), cleanUp: () => staged && rmSync(folder, { recursive: true }) };
}

function retain({ lambda: edgeFunction }: experimental.EdgeFunction, policy: RemovalPolicy): void {
  const version = (edgeFunction as lambda.Function).currentVersion;
  edgeFunction.applyRemovalPolicy(policy);
  version.applyRemovalPolicy(policy);
}

function keepLogs({ lambda: edgeFunction }: experimental.EdgeFunction, retention: logs.RetentionDays, removalPolicy: RemovalPolicy): void {
  // With the feature flag @aws-cdk/aws-lambda:useCdkManagedLogGroup the function has a group already.
  const managed = edgeFunction.node.tryFindChild('LogGroup')?.node.defaultChild;
  if (managed instanceof logs.CfnLogGroup) {
    managed.retentionInDays = retention === logs.RetentionDays.INFINITE ? undefined : retention;
    managed.applyRemovalPolicy(removalPolicy);
    return;
  }
  const group = new logs.LogGroup(edgeFunction, 'Logs', { retention, removalPolicy });
  (edgeFunction.node.defaultChild as lambda.CfnFunction).loggingConfig = { logGroup: group.logGroupName };
}
