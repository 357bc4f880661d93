import { FunctionRunner } from './edge-function';
import { LambdaRunner } from './lambda-runner';
import { isOwnCode, OwnFunctionRunner } from './own-function-runner';
import { ViewerFunctionRunner } from './viewer-function-runner';
import { loadCode, nodeVersionOf } from '../../function-code/load-code';
import { AssociationModel, DistributionModel } from '../../model/distribution';
import { UnusableInput } from '../../model/errors';
import { FunctionModel } from '../../model/lambda-function';
import { isKnown, isUnknown, knownOr } from '../../model/value';

/** Seconds that Lambda@Edge gives a function at most. @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge */
const MAX_TIMEOUT = 30;

/** By the model of a Lambda function, or the association of a CloudFront function. */
const runners = new WeakMap<FunctionModel | AssociationModel, FunctionRunner>();

/**
 * What runs the function of an association: the same for the same function, so that it stays loaded.
 *
 * @throws NotModelled or UnusableInput when its code cannot be had, or cannot be run here
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

/** Ends the workers of a distribution's functions. They start again at the next event. */
export async function closeRunners({ behaviors }: DistributionModel): Promise<void> {
  const associations = behaviors.flatMap(({ functions }) => functions);
  const keys = associations.flatMap(association => [association, association.function]) as Array<FunctionModel | AssociationModel>;
  await Promise.all(keys.map(key => runners.get(key)?.close()));
}

function lambdaFunction(model: FunctionModel): FunctionRunner {
  if (isOwnCode(model)) return new OwnFunctionRunner(model);
  return new LambdaRunner(loadCode(model), {
    timeoutMs: 1000 * Math.min(knownOr(model.timeout, 3), MAX_TIMEOUT),
    memoryMb: knownOr(model.memorySize, 128),
    style: nodeVersionOf(model) >= 24 ? 'promise' : 'callback',
  });
}

function viewerFunction({ kind, function: lambda, functionCode, property }: AssociationModel): FunctionRunner {
  if (kind === 'lambda') throw new UnusableInput(`The function of ${property} is not here: ${isUnknown(lambda) ? lambda.unknown : ''}. Give the cloud assembly (cdk.out) of the app.`);
  if (typeof functionCode !== 'string') {
    throw new UnusableInput(`The code of the CloudFront function of ${property} is not here: ${isUnknown(functionCode) ? functionCode.unknown : 'it is in another stack'}.`);
  }
  return new ViewerFunctionRunner(functionCode, property);
}
