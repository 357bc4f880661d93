import { Attached, FunctionJob, Job } from './job';
import { loadCode, LoadedCode, nodeVersionOf } from '../../function-code/load-code';
import { AssociationModel, DistributionModel, OriginModel } from '../../model/distribution';
import { NotModelled, UnusableInput } from '../../model/errors';
import { FunctionModel } from '../../model/lambda-function';
import { isKnown, isUnknown, show, Value } from '../../model/value';
import { Play } from '../../simulator/cases/play';
import { behaviorTarget } from '../../simulator/cases/target';
import { viewerFunctionCode } from '../../simulator/functions/viewer-function-runner';

/**
 * The longest timeout of a Lambda@Edge function, in seconds.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge
 */
const MAX_TIMEOUT = 30;

/** AWS does not document how long a CloudFront function may take. This stops those that would never end. */
const VIEWER_FUNCTION_TIMEOUT = 1;

/** What a function may take in all its trials together. */
export const LIMITS: FunctionJob['limits'] = { deadlineMs: 5000, memoryBytes: 128 * 1024 * 1024 };

export interface LoadedJob {
  readonly job: Job;
  /** Of the code of its functions: shorter than the code, and the same for the same. */
  readonly codeKeys: readonly string[];
}

/**
 * The job for a play.
 * @param codes what was loaded before, by key
 * @param nameOf how messages call a Lambda function
 */
export function jobOf(play: Play, codes: Map<string, FunctionJob>, nameOf = ({ logicalId }: FunctionModel) => logicalId): LoadedJob {
  const { distribution } = play;
  const codeKeys: string[] = [];
  const attached: Record<string, Attached> = {};
  for (const behavior of distribution.behaviors) {
    const target = behaviorTarget(behavior, distribution);
    for (const association of behavior.functions) {
      const key = keyOf(association);
      try {
        const code = codes.get(key) ?? functionJob(association);
        codes.set(key, code);
        if (!codeKeys.includes(key)) codeKeys.push(key);
        const undecided = 'primary' in target ? undecidedIn(target.primary, code) : [];
        attached[association.property] = { index: codeKeys.indexOf(key), undecided };
      } catch (error) {
        attached[association.property] = { cannotTell: error instanceof NotModelled ? error.feature : (error as Error).message };
      }
    }
  }
  const sent = { ...play, distribution: withoutCode(distribution, nameOf) };
  return { job: { play: sent, functions: codeKeys.map(key => codes.get(key)!), attached }, codeKeys };
}

function keyOf({ kind, function: lambda, functionCode, keyValues, property }: AssociationModel): string {
  if (kind === 'cloudfront-function') return JSON.stringify([functionCode, keyValues]);
  return isUnknown(lambda) ? property : codeKeyOf(lambda);
}

function codeKeyOf({ code: { text, files, assetPath }, handler, runtime, timeout }: FunctionModel): string {
  return JSON.stringify([text, files, assetPath, handler, runtime, timeout]);
}

/** @throws NotModelled or UnusableInput if the function cannot be run here */
function functionJob({ kind, function: lambda, functionCode, keyValues, property }: AssociationModel): FunctionJob {
  if (kind === 'cloudfront-function') {
    const code = viewerFunctionCode(functionCode, property, keyValues);
    return { ...code, nodeVersion: 24, timeoutMs: 1000 * VIEWER_FUNCTION_TIMEOUT, limits: LIMITS };
  }
  if (isUnknown(lambda)) {
    throw new UnusableInput(`its code is not here: ${lambda.unknown}. Give the cloud assembly (cdk.out) of the app.`);
  }
  const timeoutMs = 1000 * Math.min(isKnown(lambda.timeout) ? Number(lambda.timeout) : 3, MAX_TIMEOUT);
  return { ...loadCode(lambda), nodeVersion: nodeVersionOf(lambda), timeoutMs, limits: LIMITS };
}

/** The functions are sent apart from the distribution, each one once. */
function withoutCode(distribution: DistributionModel, nameOf: (lambda: FunctionModel) => string): DistributionModel {
  const stub = (one: AssociationModel): AssociationModel => ({
    ...one,
    arn: undefined,
    function: isUnknown(one.function) ? one.function : { logicalId: nameOf(one.function) } as FunctionModel,
    functionCode: undefined,
  });
  return { ...distribution, behaviors: distribution.behaviors.map(one => ({ ...one, functions: one.functions.map(stub) })) };
}

/**
 * Something by which a function may recognize the primary, but which is known only at deployment: its domain name, when the code
 * mentions `domainName`, or the value of a custom header that the code mentions.
 */
function undecidedIn({ domainName, customHeaders }: OriginModel, { files }: LoadedCode) {
  const names = (name: string) => Object.values(files).some(text => text.toLowerCase().includes(name.toLowerCase()));
  return [{ name: 'domainName', value: domainName }, ...customHeaders.map(({ name, value }) => ({ name: show(name), value }))]
    .filter(({ name, value }: { name: string; value: Value<string> }) => isUnknown(value) && names(name))
    .map(({ name, value }) => ({
      text: show(value), reason: `the handler may recognize the primary by its ${name}, which only a deployment knows`,
    }));
}
