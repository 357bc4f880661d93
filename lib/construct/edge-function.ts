import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RemovalPolicy, Stack, Stage, Token } from 'aws-cdk-lib';
import { experimental } from 'aws-cdk-lib/aws-cloudfront';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { EdgeFunctionOptions } from './edge-function-options';
import { checkInteger, refusal } from './options';
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
 * Makes the origin-response function of a distribution, in us-east-1.
 * @param scope of the distribution
 * @param id of the distribution
 * @throws when the stack has no explicit Region
 */
export function makeEdgeFunction(scope: Construct, id: string, text: string, options: EdgeFunctionOptions = {}): experimental.EdgeFunction {
  const where = [scope.node.path, id].filter(Boolean).join('/');
  const { region } = Stack.of(scope);
  if (Token.isUnresolved(region)) {
    throw refusal(where, 'The stack has no Region, and a Lambda@Edge function has to be made in us-east-1.', 'an environment-agnostic stack',
      'a stack with an explicit Region', "Write new MyStack(app, 'MyStack', { env: { region: 'eu-west-1' } }) with the Region of your stack, " +
      'or env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION }.');
  }
  const { runtime = lambda.Runtime.NODEJS_22_X, memorySize = 128 } = options;
  checkRuntime(where, runtime);
  checkInteger(where, 'memorySize', memorySize, MEMORY_MIB, ' MiB');

  const { code, cleanUp } = codeOf(text, scope);
  let edgeFunction;
  try {
    edgeFunction = new experimental.EdgeFunction(scope, region === EDGE_REGION ? `${id}FailoverFunction` : uniqueId(scope, id), {
      code,
      handler: 'index.handler',
      runtime,
      memorySize,
      stackId: options.stackId,
      // The same for every function: what changes it makes a new version, which is deployed to every edge location.
      description: 'Origin-response function of cdk-failover-distribution',
    });
  } finally {
    cleanUp();
  }

  if (options.removalPolicy) retain(edgeFunction, options.removalPolicy);
  if (options.logRetention) keepLogs(edgeFunction, options.logRetention, options.removalPolicy ?? RemovalPolicy.DESTROY);
  return edgeFunction;
}

const EDGE_REGION = 'us-east-1';

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge */
const MEMORY_MIB = [128, 10_240] as const;

/** Outside us-east-1 CDK puts the function into a support stack under its id alone, so that has to say where the distribution is. */
function uniqueId(scope: Construct, id: string): string {
  const stage = Stage.of(scope);
  const within = scope.node.scopes.slice(stage ? scope.node.scopes.indexOf(stage) + 1 : 0);
  return [...within.map(({ node }) => node.id), id, 'FailoverFunction'].join('-');
}

function checkRuntime(where: string, runtime: lambda.Runtime): void {
  if (runtime instanceof lambda.Runtime && runtime.supportsInlineCode && runtime.name.startsWith('nodejs')) return;
  throw refusal(where, 'The runtime cannot run the function that is made.', runtime instanceof lambda.Runtime ? runtime.name : runtime,
    'lambda.Runtime.NODEJS_22_X or NODEJS_24_X', 'Change runtime of edgeFunctionOptions.');
}

function codeOf(text: string, scope: Construct): { code: lambda.Code; cleanUp(): void } {
  if (text.length <= MAX_INLINE) return { code: lambda.Code.fromInline(text), cleanUp: () => undefined };
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
