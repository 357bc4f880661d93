import { App, Stack } from 'aws-cdk-lib';

/** Examples with what a stack has before it gets failover, and after. */
export const STARTING_POINTS = ['hand-made-group', 'aws-sample', 'static-site', 'origin-failover'];

export type Moment = 'before' | 'after';

export const REGIONS = ['us-east-1', 'eu-west-1'];

export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly [attribute: string]: unknown;
}

/** The resources of every stack of an app, by the name of the stack and the logical id. */
export type Stacks = Readonly<Record<string, Readonly<Record<string, Resource>>>>;

/** @param name of an example */
export function synthesize(name: string, moment: Moment, region: string): Stacks {
  // By its name, because the types of the examples are those of their own project.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const example = require(`../../examples/migrate/${name}`) as Record<Moment, (stack: Stack) => void>;
  const app = new App({ analyticsReporting: false });
  example[moment](new Stack(app, 'Web', { env: { account: '111111111111', region }, crossRegionReferences: true }));
  const { stacks } = app.synth();
  return Object.fromEntries(stacks.map(({ stackName, template }) => [stackName, template.Resources]));
}
