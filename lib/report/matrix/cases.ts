import { OriginCondition, Server, serversOf } from './origins';
import { BehaviorTarget } from './target';
import { EdgeRequest } from '../../function-code/message';
import { sentencesOf } from '../../simulator/control/story';
import { AssumptionName } from '../../simulator/journey/assumptions';
import { Edge } from '../../simulator/journey/edge';
import { Trace } from '../../simulator/journey/trace';
import { readToEnd } from '../../simulator/origins/whole-body';

/** POST represents all methods that write. */
export const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST'] as const;
export type Method = typeof METHODS[number];

/** One case: what both origins do, and what a viewer gets when nothing is cached. */
export interface Cell {
  readonly method: Method;
  readonly primary: OriginCondition;
  /** Undefined without a group. */
  readonly secondary?: OriginCondition;
  readonly kind: CellKind;
  readonly status: number;
  readonly servedBy: Trace['servedBy'];
  readonly failedOver: boolean;
  /** How often functions ran, on both origins and for the viewer. */
  readonly functionRuns: number;
  /** Seconds for which CloudFront caches the response when the origin sends no Cache-Control; 0 for not at all. */
  readonly cachedSeconds: number;
  /** Seconds that the viewer waits when each attempt takes its full timeout. Origins that respond or refuse do so at once. */
  readonly waitedSeconds: number;
  /** The assumptions that the result depends on. */
  readonly assumptions: readonly AssumptionName[];
  /** Why the result is unknown. */
  readonly cannotTell?: string;
  /** What happened, in sentences. */
  readonly story: readonly string[];
  readonly trace: Trace;
}

/** The cases of a behavior. */
export interface Cases {
  readonly path: string;
  readonly target: BehaviorTarget;
  readonly primaryOutcomes: readonly OriginCondition[];
  readonly secondaryOutcomes: readonly OriginCondition[];
}

type CaseResult = Omit<Cell, 'method' | 'primary' | 'secondary'>;

/**
 * Plays every case on one edge whose cache is emptied before each. Origins of other behaviors are healthy.
 * @param onCase is called after each request
 */
export async function casesOf(
  edge: Edge,
  { path, target, primaryOutcomes, secondaryOutcomes }: Cases,
  onCase?: () => void,
): Promise<Cell[]> {
  for (const origin of edge.distribution.origins) edge.originOf(origin).recover();
  const { primary, secondary } = serversOf(edge, target.primary, target.secondary);
  const cells: Cell[] = [];
  for (const method of METHODS) {
    for (const outcome of primaryOutcomes) {
      const ask = async (): Promise<CaseResult> => {
        primary.play(outcome);
        edge.invalidate();
        const got = await resultOf(edge, caseRequest(method, path), target.failoverStatusCodes);
        onCase?.();
        return got;
      };
      const answers = secondary ? await casesOfPrimary(secondary, secondaryOutcomes, ask) : [[undefined, await ask()] as const];
      cells.push(...answers.map(([other, got]) => ({ method, primary: outcome, ...other !== undefined && { secondary: other }, ...got })));
    }
  }
  return cells;
}

/** One state of the primary with each state of the secondary. When the secondary is not tried, its state does not matter. */
async function casesOfPrimary(
  secondary: Server,
  outcomes: readonly OriginCondition[],
  ask: () => Promise<CaseResult>,
): Promise<Array<[OriginCondition, CaseResult]>> {
  const [first, ...others] = outcomes as [OriginCondition, ...OriginCondition[]];
  secondary.play(first);
  const got = await ask();
  const cells: Array<[OriginCondition, CaseResult]> = [[first, got]];
  const matters = secondary.asked;
  for (const other of others) {
    if (matters) secondary.play(other);
    cells.push([other, matters ? await ask() : got]);
  }
  return cells;
}

async function resultOf(edge: Edge, request: EdgeRequest, failoverStatusCodes: readonly number[]): Promise<CaseResult> {
  const { response, trace } = await edge.handle(request);
  const broken = await readToEnd(response.body).then(() => false, () => true);
  const { status, servedBy, failedOver, functions, storedSeconds, waitedMs, assumptions, refusal } = trace;
  return {
    kind: cellKind(trace, broken, failoverStatusCodes),
    status,
    servedBy,
    failedOver,
    functionRuns: functions.length,
    cachedSeconds: broken ? 0 : storedSeconds,
    waitedSeconds: waitedMs / 1000,
    assumptions,
    ...(refusal !== undefined && { cannotTell: refusal }),
    story:
      refusal !== undefined
        ? [refusal]
        : [...sentencesOf(trace), ...(broken ? ['Its body is cut off: the viewer sees a broken connection.'] : [])],
    trace,
  };
}

function caseRequest(method: Method, path: string): EdgeRequest {
  return {
    method,
    protocol: 'https',
    path,
    query: '',
    clientIp: '127.0.0.1',
    headers: { 'host': ['local-edge.cloudfront.net'], 'user-agent': ['cdk-failover'], 'accept': ['*/*'] },
  };
}

/**
 * The kind of a response:
 * `primary` and `secondary`: a success or a redirect from that member;
 * `rewritten`: a function or an error page replaced an error with a success or a redirect when no origin was left to try;
 * `masked`: a function turned an error of the primary into a success, which kept CloudFront from failing over;
 * `error`: a status of 400 or more; `broken`: the body is cut off;
 * `edge`: from a function or CloudFront, not from an origin;
 * `unknown`: not modelled, or not available.
 */
export type CellKind = 'primary' | 'secondary' | 'rewritten' | 'masked' | 'error' | 'broken' | 'edge' | 'unknown';

/** @param broken whether the body was cut off */
export function cellKind(trace: Trace, broken: boolean, failoverStatusCodes: readonly number[]): CellKind {
  if (trace.refusal !== undefined) return 'unknown';
  if (broken) return 'broken';
  if (trace.status >= 400) return 'error';
  if (isMasked(trace, failoverStatusCodes)) return 'masked';
  const last = trace.attempts.at(-1);
  // An origin-request function can respond instead of the primary or the secondary.
  if (!last || (trace.failedOver && last.role === 'primary')) return 'edge';
  if (typeof last.outcome !== 'number' || last.outcome >= 400) return 'rewritten';
  return trace.servedBy === 'secondary' ? 'secondary' : trace.servedBy === 'primary' ? 'primary' : 'edge';
}

function isMasked({ attempts, failedOver }: Trace, failoverStatusCodes: readonly number[]): boolean {
  const last = attempts.at(-1);
  if (failedOver || last?.role !== 'primary' || last.afterFunction === undefined || last.afterFunction >= 400) return false;
  return typeof last.outcome !== 'number' || failoverStatusCodes.includes(last.outcome);
}
