import { App, Stack } from 'aws-cdk-lib';
import * as awsSample from '../../examples/migrate/aws-sample';
import * as handMadeGroup from '../../examples/migrate/hand-made-group';
import * as originFailover from '../../examples/migrate/origin-failover';
import * as staticSite from '../../examples/migrate/static-site';

/** What a stack has before it gets failover, and after. */
export interface StartingPoint {
  before(stack: Stack): void;
  after(stack: Stack): void;
}

/** By the name of the example. */
export const STARTING_POINTS: Record<string, StartingPoint> = {
  'hand-made-group': handMadeGroup,
  'aws-sample': awsSample,
  'static-site': staticSite,
  'origin-failover': originFailover,
};

export const REGIONS = ['us-east-1', 'eu-west-1'];

export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly [attribute: string]: unknown;
}

/** The resources of every stack of an app, by the name of the stack and the logical id. */
export type Stacks = Readonly<Record<string, Readonly<Record<string, Resource>>>>;

export function synthesize(fill: (stack: Stack) => void, region: string): Stacks {
  const app = new App({ analyticsReporting: false });
  fill(new Stack(app, 'Web', { env: { account: '111111111111', region }, crossRegionReferences: true }));
  const { stacks } = app.synth();
  return Object.fromEntries(stacks.map(({ stackName, template }) => [stackName, template.Resources]));
}
