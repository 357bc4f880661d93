import { isErrorStatus, OriginCondition, primaryOutcomes, secondaryOutcomes, Servers, serversOf } from './origins';
import { SeenRun, seenRun } from './seen-run';
import { Method, otherSituations, Situation, usualSituation, viewerRequest } from './situation';
import { behaviorTarget, BehaviorTarget, chosenTarget } from './target';
import { EventType } from '../../function-code/edge-headers';
import { AssociationModel, BehaviorModel, DistributionModel } from '../../model/distribution';
import { FunctionRunner } from '../functions/function-runner';
import { runnerFor } from '../functions/runners';
import { Assumptions } from '../journey/assumptions';
import { ManualClock } from '../journey/clock';
import { Edge } from '../journey/edge';
import { Trace, TraceChoice } from '../journey/trace';
import { readToEnd } from '../origins/whole-body';

/** The result of a case: a method, what both origins do, and what a viewer gets when nothing is cached. Plain data. */
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
  /** The origin group that a CloudFront function chose for these requests. */
  readonly chosen?: TraceChoice;
  readonly outcomes: readonly Outcome[];
}

/** What to play of a distribution. Plain data. */
export interface Play {
  readonly distribution: DistributionModel;
  readonly behaviors: readonly PlayedBehavior[];
  readonly assumptions: Partial<Assumptions>;
}

export interface PlayedBehavior {
  /** Index of the behavior. */
  readonly behavior: number;
  /** The events of functions of which it is not known what they do: they may treat other situations differently. */
  readonly events: readonly string[];
}

export type RunnerOf = (association: AssociationModel) => FunctionRunner;

/**
 * Plays every case of the behaviors, in simulated time. A behavior that no path leads to, or whose origins are not known, has none.
 * @param goOn called before each situation; what it throws ends the play
 */
export async function play(
  { distribution, behaviors, assumptions }: Play, runnerOf: RunnerOf = runnerFor, goOn: () => void = () => undefined,
): Promise<PlayedSituation[]> {
  const all: PlayedSituation[] = [];
  for (const { behavior: index, events } of behaviors) {
    const behavior = distribution.behaviors[index]!;
    const usual = usualSituation(behavior, distribution);
    const target = behaviorTarget(behavior, distribution);
    if (!usual || target.cannotTell !== undefined) continue;
    const stage = { distribution, index, behavior, target, assumptions, runnerOf, goOn };
    let situation = usual;
    let last = await playSituation(situation, stage, 'every state');
    all.push(...last);
    if (!events.length) continue;
    for (const [event, after] of BEFORE_ORIGINS) {
      const isInTheWay = !last.some(reachesOrigins) && behavior.functions.some(({ eventType }) => eventType === event);
      if (!isInTheWay || !after.some(later => events.includes(later))) continue;
      situation = { ...situation, without: [...situation.without, event] };
      last = await playSituation(situation, stage, 'every state');
      all.push(...last);
    }
    for (const other of otherSituations(situation, behavior, distribution)) all.push(...await playSituation(other, stage, 'statuses'));
  }
  return all;
}

/** Events of functions that may keep a request from the origins, and from functions of these events. */
const BEFORE_ORIGINS: ReadonlyArray<readonly [event: EventType, after: readonly EventType[]]> = [
  ['viewer-request', ['origin-request', 'origin-response']],
  ['origin-request', ['origin-response']],
];

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
  readonly goOn: () => void;
}

/**
 * Plays the cases on one edge whose cache is emptied before each. Origins of other behaviors are healthy. The methods for which a
 * CloudFront function chooses another origin group are played apart, with the members of that group.
 */
async function playSituation(situation: Situation, stage: Stage, extent: 'every state' | 'statuses'): Promise<PlayedSituation[]> {
  const { index, behavior, assumptions, runnerOf } = stage;
  stage.goOn();
  const distribution = withoutFunctions(stage.distribution, situation.without);
  let runs: SeenRun[] = [];
  const clock = new ManualClock();
  const edge = Edge.of({ distributions: () => [distribution] }, {
    clock,
    assumptions,
    onRun: run => runs.push(seenRun(run)),
    runnerOf: association => telling(runnerOf(association), cannotTell => runs.push({ property: association.property, cannotTell })),
  });
  const ask = async (method: Method) => {
    runs = [];
    if (!situation.expired) edge.invalidate();
    const { response, trace } = await edge.handle(viewerRequest(method, situation, behavior));
    const broken = await readToEnd(response.body).then(() => false, () => true);
    return { method, trace, broken, runs };
  };
  /** Whether there is a copy in the cache now, which has expired. */
  const keepCopy = async (method: Method, { primary }: Servers) => {
    primary.play(200, situation.answer);
    edge.invalidate();
    const { trace: { storedSeconds } } = await ask(method);
    clock.advance(storedSeconds + 1);
    return storedSeconds > 0;
  };
  try {
    const played = new Map<string, PlayedSituation>();
    for (const method of situation.methods) {
      const chosen = choosesOrigins(behavior) ? groupIn((await ask(method)).trace) : undefined;
      const target = chosen ? chosenTarget(chosen, distribution) : stage.target;
      const servers = serversOf(edge, target.primary, target.secondary);
      const outcomes: Outcome[] = [];
      for (const [primary, secondaries] of situation.expired ? refreshingStates(target) : statesOf(target, distribution, extent)) {
        if (situation.expired && !await keepCopy(method, servers)) continue;
        outcomes.push(...await outcomesOf(servers, primary, secondaries, situation, async () => ({ ...await ask(method), primary })));
      }
      if (!outcomes.length) continue; // Nothing is kept, so that nothing expires.
      const key = JSON.stringify(chosen ?? null);
      const before = played.get(key);
      played.set(key, {
        behavior: index,
        situation: { ...situation, methods: [...before?.situation.methods ?? [], method] },
        ...chosen && { chosen },
        outcomes: [...before?.outcomes ?? [], ...outcomes],
      });
    }
    return [...played.values()];
  } finally {
    await edge.close();
  }
}

/** Only functions on this event may choose. */
function choosesOrigins({ functions }: BehaviorModel): boolean {
  return functions.some(({ kind, eventType }) => kind === 'cloudfront-function' && eventType === 'viewer-request');
}

function groupIn({ chosen }: Trace): TraceChoice | undefined {
  return chosen?.members.length === 2 ? chosen : undefined;
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

/** Either member is asked about the copy that CloudFront has. */
function refreshingStates({ secondary }: BehaviorTarget): ReadonlyArray<readonly [OriginCondition, readonly OriginCondition[]]> {
  return [[200, secondary ? [200] : []], ...secondary ? [['refused', [200]] as const] : []];
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
