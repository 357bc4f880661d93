import { SimulatedEdge, SimulatedEdgeOptions } from './simulated-edge';
import { distributionsOf, SimulationSource } from './source';
import { chooseDistribution, DistributionChoice } from '../simulator/journey/edge';

/** Which distribution to simulate, and how. */
export interface SimulateOptions extends DistributionChoice, SimulatedEdgeOptions {}

/**
 * A CloudFront for a distribution of your app, in process: no port, no network, no waiting.
 *
 * A construct is synthesized with its app, by what `app.synth()` does but for AWS's template validator. A template or a path needs no aws-cdk-lib, and
 * may come from a program in any language.
 *
 * @throws UnusableInput when there is no such distribution, or several and none chosen
 */
export function simulate(source: SimulationSource, { stack, distribution, ...options }: SimulateOptions = {}): SimulatedEdge {
  return new SimulatedEdge(chooseDistribution(distributionsOf(source), { stack, distribution }), options);
}
