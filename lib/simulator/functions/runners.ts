import { FunctionRunner } from './function-runner';
import { LambdaRunner } from './lambda-runner';
import { isOwnCode, OwnFunctionRunner } from './own-function-runner';
import { ViewerFunctionRunner } from './viewer-function-runner';
import { loadCode, nodeVersionOf } from '../../function-code/load-code';
import { AssociationModel, DistributionModel } from '../../model/distribution';
import { UnusableInput } from '../../model/errors';
import { FunctionModel } from '../../model/lambda-function';
import { isKnown, isUnknown, knownOr } from '../../model/value';

/**
 * The longest timeout of a Lambda@Edge function, in seconds.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge
 */
const MAX_TIMEOUT = 30;

/** By the model of a Lambda function, or by the association of a CloudFront function. */
const runners = new WeakMap<FunctionModel | AssociationModel, FunctionRunner>();

/**
 * The runner for the function of an association. It is the same for the same function, so that the code stays loaded.
 *
 * @throws NotModelled or UnusableInput if its code is missing, or cannot run here
 */
export function runnerFor(association: AssociationModel): FunctionRunner {
  const key = association.kind === 'lambda' && isKnown(association.function) ? association.function : association;
  let runner = runners.get(key);
  if (!runner) {
    runner = key === association ? viewerFunction(association) : lambdaFunction(key as FunctionModel);
    runners.set(key, runner);
  }
  return runner;
}

/** Stops the workers of a distribution's functions. They start again at the next event. */
export async function closeRunners({ behaviors }: DistributionModel): Promise<void> {
  const associations = behaviors.flatMap(({ functions }) => functions);
  const keys = associations.flatMap(association => [association, association.function]) as Array<FunctionModel | AssociationModel>;
  await Promise.all(keys.map(key => runners.get(key)?.close()));
}

function lambdaFunction(model: FunctionModel): FunctionRunner {
  if (isOwnCode(model)) return new OwnFunctionRunner(model);
  const nodeVersion = nodeVersionOf(model);
  return new LambdaRunner(loadCode(model), {
    nodeVersion,
    timeoutMs: 1000 * Math.min(knownOr(model.timeout, 3), MAX_TIMEOUT),
    memoryMb: knownOr(model.memorySize, 128),
    style: nodeVersion >= 24 ? 'promise' : 'callback',
  });
}

function viewerFunction({ kind, function: lambda, functionCode, keyValues, property }: AssociationModel): FunctionRunner {
  if (kind === 'lambda') {
    const unknown = isUnknown(lambda) ? lambda.unknown : '';
    throw new UnusableInput(`The function of ${property} is not here: ${unknown}. Give the cloud assembly (cdk.out) of the app.`);
  }
  return new ViewerFunctionRunner(functionCode, property, undefined, keyValues);
}
