import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnResource, RemovalPolicy, Stack, Stage, Token } from 'aws-cdk-lib';
import { experimental } from 'aws-cdk-lib/aws-cloudfront';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, IConstruct } from 'constructs';
import { EdgeFunctionOptions } from './edge-function-options';
import { checkInteger, checkOptions, checkSeconds, checkSwitch, pathOf, refusal } from './options';
import {
  checkFunctionStack, EDGE_REGION, freeId, idsWithin, makeSupportStack, shortened, supportStackFor, topLevelOf,
} from './support-stack';
import { Policy } from '../../lambda/policy';
import { LOGGING_CODE, ORIGIN_RESPONSE_CODE } from '../function-code/origin-response-code.generated';
import { POLICY_PREFIX } from '../model/lambda-function';
import { keepId } from '../synth/version-id';

/** Longest code, in characters, that goes into the template. CloudFormation takes more; a template should stay readable. */
const MAX_INLINE = 4096;

/** The code of the function: its policy, and the bundle. */
export function functionCode(policy: Policy, withLog = false): string {
  return `${POLICY_PREFIX}${JSON.stringify(policy)};\n${withLog ? LOGGING_CODE : ORIGIN_RESPONSE_CODE}`;
}

/**
 * Makes the origin-response function of a distribution, in us-east-1.
 * @param scope of the distribution
 * @param id of the distribution
 * @throws when an option cannot work, and when the stack has no Region or one without Lambda@Edge
 */
export function makeEdgeFunction(scope: Construct, id: string, text: string, options: EdgeFunctionOptions = {}): experimental.EdgeFunction {
  const where = pathOf(scope, id);
  const stack = Stack.of(scope);
  checkRegion(where, stack.region);
  const { runtime = lambda.Runtime.NODEJS_22_X, memorySize = 128 } = options;
  const edgeStack = edgeStackFor(where, stack, options);
  const functionStack = edgeStack === stack ? undefined : edgeStack;

  // CDK puts the function into the other stack under its id alone, so there that has to say where the distribution is.
  const functionId = functionStack
    ? freeId(functionStack, [...idsWithin(scope), id, ID_SUFFIX].filter(Boolean).join('-'), scope)
    : freeId(scope, `${id}${ID_SUFFIX}`, scope);
  const role = functionStack && options.role ? roleIn(functionStack, `${functionId}Role`, options.role, where, stack) : options.role;

  if (options.logGroup) checkNamed(where, 'logGroup', options.logGroup, options.logGroup.logGroupName, edgeStack);

  const { code, cleanUp } = codeOf(text, scope);
  let edgeFunction;
  try {
    edgeFunction = new experimental.EdgeFunction(scope, functionId, {
      code,
      handler: 'index.handler',
      runtime,
      memorySize,
      timeout: options.timeout,
      functionName: options.functionName,
      role,
      logGroup: options.logGroup,
      loggingFormat: options.loggingFormat,
      applicationLogLevelV2: options.applicationLogLevelV2,
      systemLogLevelV2: options.systemLogLevelV2,
      stackId: functionStack?.node.id,
      // What changes the description makes a new version, which CloudFront replicates to every edge location.
      description: 'Origin-response function of cdk-failover-distribution',
      currentVersionOptions: { removalPolicy: options.removalPolicy ?? RemovalPolicy.RETAIN },
    });
  } finally {
    cleanUp();
  }
  if (functionStack) nameParameter(edgeFunction, stack);
  keepId(edgeFunction.lambda);
  const removalPolicy = options.cleanUp ? RemovalPolicy.RETAIN : options.removalPolicy;
  if (removalPolicy) edgeFunction.lambda.applyRemovalPolicy(removalPolicy);
  if (options.logRetention) keepLogs(edgeFunction, options.logRetention, options.removalPolicy ?? RemovalPolicy.DESTROY);
  return edgeFunction;
}

/** What the function's id ends with, after that of the distribution. */
const ID_SUFFIX = 'FailoverFunction';

/** The stack in us-east-1 for a distribution: its own, one of the user's, or the support stack. */
export function edgeStackFor(where: string, stack: Stack, { edgeFunctionStack, stackId }: EdgeFunctionOptions = {}): Stack {
  if (stack.region === EDGE_REGION) return stack;
  if (edgeFunctionStack) {
    checkFunctionStack(where, 'edgeFunctionStack', edgeFunctionStack, stack);
    return edgeFunctionStack;
  }
  const topLevel = topLevelOf(stack);
  if (stackId === undefined) return supportStackFor(topLevel);
  const given = Stage.of(stack)!.node.tryFindChild(stackId);
  if (!given) return makeSupportStack(topLevel, Stage.of(stack)!, stackId);
  if (!Stack.isStack(given)) {
    throw refusal(
      where,
      'stackId is the id of something that is not a stack.',
      stackId,
      'the id of a stack in us-east-1, or one that is not in use',
      'Change stackId.',
    );
  }
  checkFunctionStack(where, 'stackId', given, stack);
  return given;
}

/** CDK names the parameter after the construct alone: a second deployment of the app in one account could not create it. */
function nameParameter(edgeFunction: experimental.EdgeFunction, stack: Stack): void {
  const parameter = edgeFunction.lambda.node.tryFindChild('Parameter')?.node.defaultChild as ssm.CfnParameter;
  const reader = edgeFunction.node.tryFindChild('ArnReader')?.node.defaultChild as CfnResource;
  const id = shortened(edgeFunction.node.id.replace(/[^\w.-]/g, '_'), MAX_PARAMETER_PART);
  const name = `/cdk/EdgeFunctionArn/${stack.region}/${topLevelOf(stack).stackName}/${id}`;
  parameter.name = name;
  reader.addPropertyOverride('ParameterName', name);
}

/** A parameter's name may be about 1,000 characters long with everything in front. */
const MAX_PARAMETER_PART = 256;

/** @throws when nothing can be made in us-east-1 for a stack in this Region */
export function checkRegion(where: string, region: string): void {
  if (Token.isUnresolved(region)) {
    throw refusal(
      where,
      'The stack has no Region, and a Lambda@Edge function has to be made in us-east-1.',
      'an environment-agnostic stack',
      'a stack with an explicit Region',
      'Set the Region in the env of the stack: a literal one such as eu-west-1, or the value of the variable CDK_DEFAULT_REGION, which ' +
        'only the cdk command sets.',
    );
  }
  const partition = partitionOf(region);
  if (partition !== 'aws') {
    throw refusal(
      where,
      `The stack is in the partition ${partition}, which has no Lambda@Edge.`,
      region,
      'a Region of the partition aws',
      'Set errorRewrite to ErrorRewrite.none() and leave servedByHeader out: CloudFront then fails over without a function.',
    );
  }
}

/** The facts of CDK take longer to load than a distribution to synthesize, and a name such as eu-west-1 needs none. */
function partitionOf(region: string): string {
  if (/^[a-z]{2}-(north|south|east|west|central)+-\d$/.test(region) && !region.startsWith('cn')) return 'aws';
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { RegionInfo } = require('aws-cdk-lib/region-info') as typeof import('aws-cdk-lib/region-info');
  return RegionInfo.get(region).partition ?? 'aws';
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge */
const MEMORY_MIB = [128, 10_240] as const;
const TIMEOUT_SECONDS = [1, 30] as const;

/** @throws when an option cannot work */
export function checkEdgeFunctionOptions(where: string, options?: EdgeFunctionOptions): void {
  checkOptions(where, 'edgeFunctionOptions', options);
  const { runtime, memorySize, timeout, functionName, edgeFunctionStack, stackId, role, logGroup } = options ?? {};
  const { cleanUp, removalPolicy } = options ?? {};
  checkSwitch(where, 'cleanUp of edgeFunctionOptions', cleanUp);
  if (cleanUp && removalPolicy && removalPolicy !== RemovalPolicy.RETAIN) {
    throw refusal(
      where,
      'cleanUp deletes a function that CloudFormation leaves alone.',
      `cleanUp and removalPolicy ${removalPolicy}`,
      'one of the two',
      'Leave removalPolicy out.',
    );
  }
  if (edgeFunctionStack !== undefined && !Stack.isStack(edgeFunctionStack)) {
    throw refusal(
      where,
      'edgeFunctionStack of edgeFunctionOptions is not a stack.',
      edgeFunctionStack,
      'a Stack in us-east-1',
      'Change edgeFunctionStack.',
    );
  }
  if (stackId !== undefined && (typeof stackId !== 'string' || stackId === '' || Token.isUnresolved(stackId))) {
    throw refusal(where, 'stackId of edgeFunctionOptions is not the id of a stack.', stackId, 'literal text', 'Change stackId.');
  }
  if (edgeFunctionStack && stackId) {
    throw refusal(where, 'The function can be in one stack only.', 'edgeFunctionStack and stackId', 'one of the two', 'Leave one out.');
  }
  if (role !== undefined && !(typeof role === 'object' && 'roleArn' in role)) {
    throw refusal(where, 'role of edgeFunctionOptions is not a role.', role, 'an iam.IRole, such as Role.fromRoleArn(…)', 'Change role.');
  }
  if (logGroup !== undefined && !(typeof logGroup === 'object' && 'logGroupName' in logGroup)) {
    throw refusal(where, 'logGroup of edgeFunctionOptions is not a log group.', logGroup, 'a logs.ILogGroup', 'Change logGroup.');
  }
  if (memorySize !== undefined) checkInteger(where, 'memorySize of edgeFunctionOptions', memorySize, MEMORY_MIB, ' MiB');
  if (timeout !== undefined) checkSeconds(where, 'timeout of edgeFunctionOptions', timeout, TIMEOUT_SECONDS);
  if (runtime !== undefined && !(runtime instanceof lambda.Runtime && runtime.supportsInlineCode && runtime.name.startsWith('nodejs'))) {
    throw refusal(
      where,
      'The runtime cannot run the function that is made.',
      runtime instanceof lambda.Runtime ? runtime.name : runtime,
      'lambda.Runtime.NODEJS_22_X or NODEJS_24_X',
      'Change runtime of edgeFunctionOptions.',
    );
  }
  if (
    functionName !== undefined &&
    !Token.isUnresolved(functionName) &&
    !(typeof functionName === 'string' && /^[\w-]{1,64}$/.test(functionName))
  ) {
    throw refusal(
      where,
      'functionName is not a name that Lambda accepts.',
      functionName,
      '1 to 64 letters, digits, hyphens and underscores',
      'Change functionName.',
    );
  }
}

/** An imported role counts as part of the stack in which it was imported, so it is imported once more where the function is. */
function roleIn(functionStack: Stack, id: string, role: iam.IRole, where: string, stack: Stack): iam.IRole {
  checkRole(where, role, stack);
  checkNamed(where, 'role', role, role.roleArn, functionStack);
  return Stack.of(role) === stack ? iam.Role.fromRoleArn(functionStack, id, role.roleArn) : role;
}

/**
 * What is in another Region is known by its name only. CDK's own message names no option.
 * @throws when it is made in another Region and has no name
 */
function checkNamed(
  where: string, option: string, given: IConstruct, reference: string, functionStack: Stack,
): void {
  try {
    functionStack.resolve(reference);
  } catch {
    throw refusal(
      where,
      `The ${option} of the edge function is in another Region than the function, which then knows it by its name only, and it has none.`,
      `${given.node.path} in ${Stack.of(given).region}`,
      'one in us-east-1, one that is imported, or one with a name',
      `Create the ${option} in a stack in us-east-1, or give it a name.`,
    );
  }
}

/**
 * A role in the stack of the distribution and a function in another make the two stacks need each other.
 * @throws when the role is not imported
 */
export function checkRole(where: string, role: iam.IRole | undefined, stack: Stack): void {
  if (!(role instanceof iam.Role) || Stack.of(role) !== stack) return;
  throw refusal(
    where,
    'The role of the edge function is in the stack of the distribution and the function is in us-east-1, so that each ' +
      'stack needs the other first.',
    role.node.path,
    'a role of a stack in us-east-1, or an imported one',
    'Create the role in a stack in us-east-1, or use Role.fromRoleArn.',
  );
}

function codeOf(text: string, scope: Construct): { code: lambda.Code; cleanUp(): void } {
  if (text.length <= MAX_INLINE) return { code: lambda.Code.fromInline(text), cleanUp: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'failover-distribution-'));
  writeFileSync(join(folder, 'index.js'), text);
  // CDK has copied the asset into the assembly by the time the function exists, unless asset staging is disabled.
  const staged = !scope.node.tryGetContext('aws:cdk:disable-asset-staging');
  return { code: lambda.Code.fromAsset(folder), cleanUp: () => staged && rmSync(folder, { recursive: true }) };
}

/** Lambda@Edge writes there in us-east-1, as everywhere, unless the function has a log group of its own. */
function keepLogs({ lambda: edgeFunction }: experimental.EdgeFunction, retention: logs.RetentionDays, removalPolicy: RemovalPolicy): void {
  // Loaded only for functions whose logs have a retention.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { LogGroup } = require('aws-cdk-lib/aws-logs') as typeof import('aws-cdk-lib/aws-logs');
  new LogGroup(edgeFunction, 'Logs', { logGroupName: `/aws/lambda/us-east-1.${edgeFunction.functionName}`, retention, removalPolicy });
}
