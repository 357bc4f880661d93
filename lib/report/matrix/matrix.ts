import { casesOf, Cell, Method, METHODS } from './cases';
import { OriginCondition, primaryOutcomes, SECONDARY_OUTCOMES } from './origins';
import { samplePath, behaviorTarget } from './target';
import { BehaviorModel, DistributionModel, nameOf, OriginModel } from '../../model/distribution';
import { printableJson } from '../../model/printable';
import { show } from '../../model/value';
import { Assumptions, DEFAULT_ASSUMPTIONS } from '../../simulator/journey/assumptions';
import { ManualClock } from '../../simulator/journey/clock';
import { Edge } from '../../simulator/journey/edge';

/**
 * What viewers get from distributions for each way in which the origins may respond or fail. Plain data; docs/matrix.md describes
 * it as JSON.
 */
export interface Matrix {
  /** The assumptions about undocumented behavior behind the cells. */
  readonly assumptions: Assumptions;
  readonly distributions: readonly DistributionMatrix[];
}

export interface DistributionMatrix {
  /** The construct path, or stack and logical id when the template does not have it. */
  readonly name: string;
  /** Stack or file. */
  readonly template: string;
  readonly logicalId: string;
  /** In the order in which CloudFront matches them. */
  readonly behaviors: readonly BehaviorMatrix[];
}

export interface BehaviorMatrix {
  /** The path pattern; `*` for the default behavior. */
  readonly pattern: string;
  /** The path that viewers request in the cells. */
  readonly path?: string;
  /** Whether viewers need a signed URL or cookie. In the cells they have a valid one. */
  readonly signed: boolean;
  /** The only origin, without a group. */
  readonly primary?: MatrixOrigin;
  readonly secondary?: MatrixOrigin;
  /** The failover criteria; empty without a group. */
  readonly failoverStatusCodes: readonly number[];
  readonly methods: readonly Method[];
  readonly primaryOutcomes: readonly OriginCondition[];
  /** Empty without a group. */
  readonly secondaryOutcomes: readonly OriginCondition[];
  /** For each method, each state of the primary, each state of the secondary: in this order. */
  readonly cells: readonly Cell[];
  /** Why there are no cells, or all of them are unknown. */
  readonly cannotTell?: string;
}

export interface MatrixOrigin {
  readonly id: string;
  readonly domainName: string;
}

/**
 * Determines what viewers get, in simulated time and without a network.
 * @param onCase is called after each request: functions take real time
 * @throws UnusableInput for an assumption or a value that does not exist
 */
export async function matrixOf(
  distributions: readonly DistributionModel[], assumptions: Partial<Assumptions> = {}, onCase?: () => void,
): Promise<Matrix> {
  const done: DistributionMatrix[] = [];
  for (const distribution of distributions) {
    const edge = Edge.of({ distributions: () => [distribution] }, { clock: new ManualClock(), assumptions });
    try {
      done.push(await distributionMatrix(edge, onCase));
    } finally {
      await edge.close();
    }
  }
  return { assumptions: { ...DEFAULT_ASSUMPTIONS, ...assumptions }, distributions: done };
}

async function distributionMatrix(edge: Edge, onCase?: () => void): Promise<DistributionMatrix> {
  const { distribution } = edge;
  const { template, logicalId } = distribution;
  const behaviors: BehaviorMatrix[] = [];
  for (const behavior of distribution.behaviors) behaviors.push(await behaviorMatrix(behavior, edge, onCase));
  return { name: nameOf(distribution), template, logicalId, behaviors };
}

async function behaviorMatrix(behavior: BehaviorModel, edge: Edge, onCase?: () => void): Promise<BehaviorMatrix> {
  const { distribution } = edge;
  const path = samplePath(behavior, distribution.behaviors);
  const target = behaviorTarget(behavior, distribution);
  const about = { pattern: show(behavior.pathPattern), path, signed: behavior.restricted, methods: METHODS };
  const none = { ...about, failoverStatusCodes: [], primaryOutcomes: [], secondaryOutcomes: [], cells: [] };
  if (path === undefined) return { ...none, cannotTell: UNREACHED };
  if (target.cannotTell !== undefined) return { ...none, cannotTell: target.cannotTell };

  const { primary, secondary, failoverStatusCodes } = target;
  const axes = {
    primaryOutcomes: primaryOutcomes(failoverStatusCodes, distribution.errorResponses),
    secondaryOutcomes: secondary ? SECONDARY_OUTCOMES : [],
  };
  const cells = await casesOf(edge, { path, target, ...axes }, onCase);
  const reasons = new Set(cells.map(({ cannotTell }) => cannotTell));
  const [reason] = reasons.size === 1 ? reasons : [];
  return {
    ...about,
    primary: matrixOrigin(primary),
    secondary: secondary && matrixOrigin(secondary),
    failoverStatusCodes,
    ...axes,
    cells,
    cannotTell: reason,
  };
}

const UNREACHED = 'no path was found that reaches it: the behaviors before it match everything it matches, or have a pattern that is not ' +
  'known.';

function matrixOrigin({ id, domainName }: OriginModel): MatrixOrigin {
  return { id, domainName: show(domainName) };
}

/** The format of the JSON. It changes when a field is removed or gets another meaning, not when one is added. */
const VERSION = 1;

/** For programs: `{ version, assumptions, distributions }`; see docs/matrix.md. */
export function matrixAsJson({ assumptions, distributions }: Matrix): string {
  return printableJson({ version: VERSION, assumptions, distributions });
}
