import { Cell, cellsOf, looks } from './cases';
import { Budget } from '../../model/budget';
import { BehaviorModel, DistributionModel, nameOf, OriginModel, originName } from '../../model/distribution';
import { printableJson } from '../../model/printable';
import { show } from '../../model/value';
import { Report } from '../../rules/handler/job';
import { playAll } from '../../rules/handler/play-all';
import { OriginCondition, primaryOutcomes, secondaryOutcomes } from '../../simulator/cases/origins';
import { PlayedSituation } from '../../simulator/cases/play';
import { Method, METHODS, situationWords } from '../../simulator/cases/situation';
import { BehaviorTarget, behaviorTarget, chosenTarget, samplePath } from '../../simulator/cases/target';
import { Assumptions, withChanges } from '../../simulator/journey/assumptions';

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
  /**
   * What else is special about the cells, in sentences. A behavior with functions is listed once more for every path, viewer or answer with
   * which its cells differ.
   */
  readonly situation?: string;
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
  /** Its domain name, or the construct whose domain name only a deployment knows. */
  readonly name: string;
  readonly domainName: string;
}

/**
 * Determines what viewers get, in simulated time and without a network. Functions run in a process of their own, as for a check.
 * @throws UnusableInput for an assumption or a value that does not exist
 */
export async function matrixOf(
  distributions: readonly DistributionModel[], assumptions: Partial<Assumptions> = {}, budget?: Budget,
): Promise<Matrix> {
  const all = withChanges(assumptions);
  const reports = await playAll(distributions, assumptions, budget);
  const matrices = () => distributions.map((distribution, i) => distributionMatrix(distribution, reports[i]!));
  return { assumptions: all, distributions: budget ? budget.within(matrices) : matrices() };
}

function distributionMatrix(distribution: DistributionModel, report: Report): DistributionMatrix {
  const { template, logicalId } = distribution;
  const behaviors = distribution.behaviors.flatMap((behavior, index) => {
    const [usual, ...others] = 'played' in report ? report.played.filter(played => played.behavior === index) : [];
    if (!usual) return [unplayed(behavior, distribution, 'cannotTell' in report ? report.cannotTell : undefined)];
    const matrices = [usual, ...others].map(played => behaviorMatrix(behavior, distribution, played));
    return matrices.filter((matrix, i) => !matrices.slice(0, i).some(before => addsNothingTo(before, matrix)));
  });
  return { name: nameOf(distribution), template, logicalId, behaviors };
}

/** Why a behavior was not played. */
function unplayed(behavior: BehaviorModel, distribution: DistributionModel, reason: string | undefined): BehaviorMatrix {
  const path = samplePath(behavior, distribution.behaviors);
  const { cannotTell = reason ?? 'it was not played.' } = behaviorTarget(behavior, distribution);
  return {
    pattern: show(behavior.pathPattern),
    path,
    methods: METHODS,
    failoverStatusCodes: [],
    primaryOutcomes: [],
    secondaryOutcomes: [],
    cells: [],
    cannotTell: path === undefined ? UNREACHED : cannotTell,
  };
}

function behaviorMatrix(behavior: BehaviorModel, distribution: DistributionModel, played: PlayedSituation): BehaviorMatrix {
  const { situation, chosen, outcomes } = played;
  const target = chosen ? chosenTarget(chosen, distribution) : behaviorTarget(behavior, distribution) as BehaviorTarget;
  const { primary, secondary, failoverStatusCodes } = target;
  const primaries = new Set(outcomes.map(({ primary: state }) => state));
  const secondaries = new Set(outcomes.flatMap(outcome => outcome.secondary));
  const shown = secondary ? secondaryOutcomes(secondary).filter(state => secondaries.has(state)) : [];
  const cells = cellsOf(outcomes, shown, failoverStatusCodes);
  const reasons = new Set(cells.map(({ cannotTell }) => cannotTell));
  const [reason] = reasons.size === 1 ? reasons : [];
  return {
    pattern: show(behavior.pathPattern),
    path: situation.path,
    situation: [situationWords(situation) ?? [], chosen ? CHOSEN : [], behavior.restricted ? SIGNED : []].flat().join(' ') || undefined,
    primary: matrixOrigin(primary),
    secondary: secondary && matrixOrigin(secondary),
    failoverStatusCodes,
    methods: situation.methods,
    primaryOutcomes: primaryOutcomes(primary, failoverStatusCodes, distribution.errorResponses).filter(state => primaries.has(state)),
    secondaryOutcomes: shown,
    cells,
    cannotTell: reason,
  };
}

/** Whether viewers get in all cases of a situation what they get in these of another, whatever it depends on. */
function addsNothingTo(before: BehaviorMatrix, { cells }: BehaviorMatrix): boolean {
  const got = (cell: Cell) => JSON.stringify(looks({ ...cell, assumptions: [] }));
  const known = new Map(before.cells.map(cell => [keyOf(cell), got(cell)]));
  return cells.every(cell => known.get(keyOf(cell)) === got(cell));
}

function keyOf({ method, primary, secondary }: Cell): string {
  return [method, primary, secondary].join();
}

const CHOSEN = 'A CloudFront function chooses this origin group.';

const SIGNED = 'The signature of their URL or cookie is taken as valid.';

const UNREACHED = 'no path was found that reaches it: the behaviors before it match everything it matches, or have a pattern that is not ' +
  'known.';

function matrixOrigin(origin: OriginModel): MatrixOrigin {
  return { id: origin.id, name: originName(origin), domainName: show(origin.domainName) };
}

/** The format of the JSON. It changes when a field is removed or gets another meaning, not when one is added. */
const VERSION = 1;

/** For programs: `{ version, assumptions, distributions }`; see docs/matrix.md. */
export function matrixAsJson({ assumptions, distributions }: Matrix): string {
  return printableJson({ version: VERSION, assumptions, distributions });
}
