import { isErrorStatus, OriginCondition, primaryOutcomes, secondaryOutcomes, Servers, serversOf } from './origins';
import { SeenRun, seenRun } from './seen-run';
import { Method, otherSituations, Situation, usualSituation, viewerRequest } from './situation';
import { behaviorTarget, BehaviorTarget } from './target';
import { EventType } from '../../function-code/edge-headers';
import { AssociationModel, BehaviorModel, DistributionModel, OriginModel } from '../../model/distribution';
import { FunctionRunner } from '../functions/function-runner';
import { runnerFor } from '../functions/runners';
import { Assumptions } from '../journey/assumptions';
import { ManualClock } from '../journey/clock';
import { Edge } from '../journey/edge';
import { Trace } from '../journey/trace';
import { readToEnd } from '../origins/whole-body';

/** What came of a case: a method, what both origins do, and what a viewer gets when nothing is cached. Plain data. */
export interface Outcome {
  readonly method: Method;
  readonly primary: OriginCondition;
  /** The states of the secondary with this outcome: all of them when it is not tried, none without a group. */
  readonly secondary: readonly OriginCondition[];
  readonly trace: Trace;
  /** Whether the body was cut off. */
  readonly broken: boolean;
  /** What the functions did, in order. */
  readonly runs: readonly SeenRun[];
}

/** The cases of a behavior in one situation. */
export interface PlayedSituation {
  /** Index of the behavior. */
  readonly behavior: number;
  readonly situation: Situation;
  readonly outcomes: readonly Outcome[];
}

/** What to play of a distribution. Plain data. */
export interface Play {
  readonly distribution: DistributionModel;
  /** Behaviors by index. `varied`: also in the situations that a function may treat differently. */
  readonly behaviors: ReadonlyArray<{ readonly behavior: number; readonly varied: boolean }>;
  readonly assumptions: Partial<Assumptions>;
}

export type RunnerOf = (association: AssociationModel) => FunctionRunner;

/** Plays every case of the behaviors, in simulated time. A behavior that no path leads to, or whose origins are not known, has none. */
export async function play({ distribution, behaviors, assumptions }: Play, runnerOf: RunnerOf = runnerFor): Promise<PlayedSituation[]> {
  const all: PlayedSituation[] = [];
  for (const { behavior: index, varied } of behaviors) {
    const behavior = distribution.behaviors[index]!;
    const usual = usualSituation(behavior, distribution);
    const target = behaviorTarget(behavior, distribution);
    if (!usual || target.cannotTell !== undefined) continue;
    const stage = { distribution, index, behavior, target, assumptions, runnerOf };
    let last = await playSituation(usual, stage, 'every state');
    all.push(last);
    if (!varied) continue;
    for (const event of ['viewer-request', 'origin-request'] as const) {
      if (reachesOrigins(last) || !behavior.functions.some(({ eventType }) => eventType === event)) continue;
      last = await playSituation({ ...last.situation, without: [...last.situation.without, event] }, stage, 'every state');
      all.push(last);
    }
    for (const other of otherSituations(last.situation, behavior, distribution)) all.push(await playSituation(other, stage, 'statuses'));
  }
  return all;
}

function reachesOrigins({ outcomes }: PlayedSituation): boolean {
  return outcomes.some(({ trace }) => trace.attempts.length > 0);
}

/** One behavior, and who runs its functions. */
interface Stage {
  readonly distribution: DistributionModel;
  readonly index: number;
  readonly behavior: BehaviorModel;
  readonly target: BehaviorTarget;
  readonly assumptions: Partial<Assumptions>;
  readonly runnerOf: RunnerOf;
}

/** Plays the cases on one edge whose cache is emptied before each. Origins of other behaviors are healthy. */
async function playSituation(situation: Situation, stage: Stage, extent: 'every state' | 'statuses'): Promise<PlayedSituation> {
  const { index, behavior, target, assumptions, runnerOf } = stage;
  const distribution = withoutFunctions(stage.distribution, situation.without);
  let runs: SeenRun[] = [];
  const edge = Edge.of({ distributions: () => [distribution] }, {
    clock: new ManualClock(),
    assumptions,
    onRun: run => runs.push(seenRun(run, roleOf(run.origin, target))),
    runnerOf: association => telling(runnerOf(association), cannotTell => runs.push({ property: association.property, cannotTell })),
  });
  const servers = serversOf(edge, target.primary, target.secondary);
  const outcomes: Outcome[] = [];
  try {
    for (const method of situation.methods) {
      for (const [primary, secondaries] of statesOf(target, distribution, extent)) {
        outcomes.push(...await outcomesOf(servers, primary, secondaries, situation, async () => {
          runs = [];
          edge.invalidate();
          const { response, trace } = await edge.handle(viewerRequest(method, situation, behavior));
          const broken = await readToEnd(response.body).then(() => false, () => true);
          return { method, primary, trace, broken, runs };
        }));
      }
    }
  } finally {
    await edge.close();
  }
  return { behavior: index, situation, outcomes };
}

/**
 * What the primary does, each with what the secondary does. Functions see the secondary's errors of every code, once although they saw an
 * error of the primary before, and once when they did not.
 */
function statesOf(target: BehaviorTarget, { errorResponses }: DistributionModel, extent: string) {
  const { secondary, failoverStatusCodes } = target;
  const isPlayed = (condition: OriginCondition) => extent === 'every state' || typeof condition === 'number';
  const codes = failoverStatusCodes.filter(isErrorStatus);
  const usual = secondary ? secondaryOutcomes(secondary).filter(isPlayed) : [];
  const all = [...usual, ...codes.filter(code => !usual.includes(code))];
  const secondaries = (primary: OriginCondition) => (!secondary ? [] : [codes[0], 'refused'].includes(primary) ? all : usual);
  return primaryOutcomes(target.primary, failoverStatusCodes, errorResponses)
    .filter(primary => isPlayed(primary) || primary === 'refused')
    .map(primary => [primary, secondaries(primary)] as const);
}

/** One state of the primary with each state of the secondary. When the secondary is not tried, its state does not matter. */
async function outcomesOf(
  { primary: server, secondary: other }: Servers,
  primary: OriginCondition,
  secondaries: readonly OriginCondition[],
  { answer }: Situation,
  ask: () => Promise<Omit<Outcome, 'secondary'>>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const secondary of other ? secondaries : [undefined]) {
    server.play(primary, answer);
    if (secondary !== undefined) other!.play(secondary, answer);
    const outcome = await ask();
    if (!other?.asked && !outcomes.length) return [{ ...outcome, secondary: secondaries }];
    outcomes.push({ ...outcome, secondary: [secondary!] });
  }
  return outcomes;
}

function withoutFunctions(distribution: DistributionModel, events: readonly EventType[]): DistributionModel {
  if (!events.length) return distribution;
  const isLeft = ({ eventType }: AssociationModel) => !events.includes(eventType as EventType);
  return { ...distribution, behaviors: distribution.behaviors.map(one => ({ ...one, functions: one.functions.filter(isLeft) })) };
}

function roleOf(origin: OriginModel | undefined, { primary, secondary }: BehaviorTarget): SeenRun['role'] {
  if (origin?.id === primary.id) return secondary ? 'primary' : 'sole';
  return origin && origin.id === secondary?.id ? 'secondary' : undefined;
}

/** A runner that says so when it cannot tell what the function does. The edge then refuses the request. */
function telling(runner: FunctionRunner, cannotTell: (reason: string) => void): FunctionRunner {
  return {
    invoke: async event => {
      const invocation = await runner.invoke(event);
      if (invocation.cannotTell !== undefined) cannotTell(invocation.cannotTell);
      return invocation;
    },
    close: () => runner.close(),
  };
}
