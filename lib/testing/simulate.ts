import type { IConstruct } from 'constructs';
import { closeForgottenEdges, SimulatedEdge, SimulatedEdgeOptions } from './simulated-edge';
import { isConstruct, removeTemporaryFolders, synthesize } from './synthesis';
import { Assembly } from '../model/assembly';
import { DistributionModel } from '../model/distribution';
import { UnusableInput } from '../model/errors';
import { TemplateBody } from '../model/template';
import { walkable } from '../model/template-file';
import { observedIn } from '../prove/assume-from';
import { chooseDistribution, DistributionChoice } from '../simulator/journey/edge';

/** Which distribution to simulate, and how. */
export interface SimulateOptions extends DistributionChoice, SimulatedEdgeOptions {
  /**
   * The report of a live distribution, as `cdk-failover prove URL --json FILE` writes it: what it observed is assumed, unless
   * `assumptions` says otherwise. What it does not settle keeps its default.
   * @default - what AWS's documentation supports best
   */
  readonly assumeFrom?: string;
}

/**
 * A CloudFront for a distribution of your app, in process: no port, no network, no waiting.
 *
 * A construct is synthesized with its app, as with `app.synth()` but without AWS's template validator. A template or a path does not
 * need aws-cdk-lib and may come from a program in any language.
 *
 * @throws UnusableInput when there is no such distribution, or several and none is chosen, and when `assumeFrom` is not a report
 */
export function simulate(source: SimulationSource, { stack, distribution, assumeFrom, ...options }: SimulateOptions = {}): SimulatedEdge {
  const observed = assumeFrom === undefined ? {} : observedIn(assumeFrom).assumptions;
  const assumptions = { ...observed, ...options.assumptions };
  return new SimulatedEdge(chooseDistribution(distributionsOf(source), { stack, distribution }), { ...options, assumptions });
}

/**
 * What can be simulated: a construct (an app, a stage, a stack, or a construct with a distribution in it), what `app.synth()` returns,
 * a parsed template, or the path of a cloud assembly (`cdk.out`) or a template.
 */
export type SimulationSource = IConstruct | SynthesizedApp | TemplateBody | string;

/** What `app.synth()` returns. */
export interface SynthesizedApp {
  readonly directory: string;
}

/**
 * The distributions of a source. For a construct, those inside it; the whole app is read, because a function may be in another
 * stack.
 * @throws UnusableInput when it is not a source
 */
export function distributionsOf(source: SimulationSource): DistributionModel[] {
  if (typeof source === 'string') return Assembly.read(source).distributions();
  if (isConstruct(source)) return distributionsIn(source.node.path, Assembly.read(synthesize(source)).distributions());
  if (isSynthesized(source)) return Assembly.read(source.directory).distributions();
  return Assembly.of(templateIn(source)).distributions();
}

/** Path metadata can be turned off. Then every distribution counts as inside. */
function distributionsIn(scope: string, distributions: DistributionModel[]): DistributionModel[] {
  return distributions.filter(({ path }) => scope === '' || path === undefined || path === scope || path.startsWith(`${scope}/`));
}

function isSynthesized(source: object): source is SynthesizedApp {
  return typeof (source as Partial<SynthesizedApp> | null)?.directory === 'string';
}

function templateIn(source: unknown): TemplateBody {
  const resources = (source as TemplateBody | null | undefined)?.Resources;
  if (typeof resources === 'object' && resources !== null) return walkable(source as TemplateBody);
  const isObject = typeof source === 'object' && source !== null;
  const got = isObject ? `an object with ${Object.keys(source).join(', ') || 'no keys'}` : String(source);
  throw new UnusableInput(
    `This cannot be simulated. Got: ${got}. Allowed: a construct, what app.synth() returns, a template with Resources, or the path of ` +
      'cdk.out or of a template. Pass one of those.',
  );
}

/** Cleans up after the tests of a file: closes open edges, and removes the temporary folders of apps without an `outdir`. */
export async function tidyUp(): Promise<void> {
  await closeForgottenEdges();
  removeTemporaryFolders();
}
