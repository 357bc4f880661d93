import { CellKind, kindOf } from './kind';
import { Outcome } from './outcomes';
import { Server, serversOf } from './server';
import { Target } from './target';
import { EdgeRequest } from '../../function-code/message';
import { sentencesOf } from '../../simulator/control/story';
import { AssumptionName } from '../../simulator/journey/assumptions';
import { Edge } from '../../simulator/journey/edge';
import { Trace } from '../../simulator/journey/trace';
import { readToEnd } from '../../simulator/origins/whole-body';

export type { CellKind } from './kind';

/** POST stands for all that write. */
export const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST'] as const;
export type Method = typeof METHODS[number];

/** One case: what both origins do, and what a viewer gets of it when nothing is in the cache. */
export interface Cell {
  readonly method: Method;
  readonly primary: Outcome;
  /** Undefined where there is no group. */
  readonly secondary?: Outcome;
  readonly kind: CellKind;
  readonly status: number;
  readonly servedBy: Trace['servedBy'];
  readonly failedOver: boolean;
  /** How often functions ran, on both origins and for the viewer. */
  readonly functionRuns: number;
  /** Seconds for which CloudFront keeps the answer when the origin says nothing about it; 0 for not at all. */
  readonly cachedSeconds: number;
  /** Seconds that the viewer waits when each attempt takes as long as it may. An origin that answers, or refuses, does so at once. */
  readonly waitedSeconds: number;
  /** The assumptions that the answer rests on. */
  readonly assumptions: readonly AssumptionName[];
  /** Why the answer is unknown. */
  readonly cannotTell?: string;
  /** What happened, in sentences. */
  readonly story: readonly string[];
  readonly trace: Trace;
}

/** The cases of a behavior. */
export interface Cases {
  readonly path: string;
  readonly target: Target;
  readonly primaryOutcomes: readonly Outcome[];
  readonly secondaryOutcomes: readonly Outcome[];
}

type Answer = Omit<Cell, 'method' | 'primary' | 'secondary'>;

/**
 * Works out every case, on one edge whose cache is emptied before each. Origins of other behaviors are well.
 * @param onCase is called after each request
 */
export async function casesOf(edge: Edge, { path, target, primaryOutcomes, secondaryOutcomes }: Cases, onCase?: () => void): Promise<Cell[]> {
  for (const origin of edge.distribution.origins) edge.originOf(origin).recover();
  const { primary, secondary } = serversOf(edge, target.primary, target.secondary);
  const cells: Cell[] = [];
  for (const method of METHODS) {
    for (const outcome of primaryOutcomes) {
      const ask = async (): Promise<Answer> => {
        primary.play(outcome);
        edge.invalidate();
        const got = await answer(edge, requestFor(method, path), target.failoverStatusCodes);
        onCase?.();
        return got;
      };
      const answers = secondary ? await row(secondary, secondaryOutcomes, ask) : [[undefined, await ask()] as const];
      cells.push(...answers.map(([other, got]) => ({ method, primary: outcome, ...other !== undefined && { secondary: other }, ...got })));
    }
  }
  return cells;
}

/** One outcome of the primary with each of the secondary. Where nobody asks the secondary, it does not matter what it would have answered. */
async function row(secondary: Server, outcomes: readonly Outcome[], ask: () => Promise<Answer>): Promise<Array<[Outcome, Answer]>> {
  const [first, ...others] = outcomes as [Outcome, ...Outcome[]];
  secondary.play(first);
  const got = await ask();
  const cells: Array<[Outcome, Answer]> = [[first, got]];
  const matters = secondary.asked;
  for (const other of others) {
    if (matters) secondary.play(other);
    cells.push([other, matters ? await ask() : got]);
  }
  return cells;
}

async function answer(edge: Edge, request: EdgeRequest, failoverStatusCodes: readonly number[]): Promise<Answer> {
  const { response, trace } = await edge.handle(request);
  const broken = await readToEnd(response.body).then(() => false, () => true);
  const { status, servedBy, failedOver, functions, storedSeconds, waitedMs, assumptions, refusal } = trace;
  return {
    kind: kindOf(trace, broken, failoverStatusCodes),
    status,
    servedBy,
    failedOver,
    functionRuns: functions.length,
    cachedSeconds: broken ? 0 : storedSeconds,
    waitedSeconds: waitedMs / 1000,
    assumptions,
    ...refusal !== undefined && { cannotTell: refusal },
    story: refusal !== undefined ? [refusal] : [...sentencesOf(trace), ...broken ? ['Its body breaks off: the viewer sees a broken connection.'] : []],
    trace,
  };
}

function requestFor(method: Method, path: string): EdgeRequest {
  return {
    method,
    protocol: 'https',
    path,
    query: '',
    clientIp: '127.0.0.1',
    headers: { 'host': ['local-edge.cloudfront.net'], 'user-agent': ['cdk-failover'], 'accept': ['*/*'] },
  };
}
