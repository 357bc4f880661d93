import { OriginCondition } from '../../simulator/cases/origins';
import { Outcome } from '../../simulator/cases/play';
import { Method } from '../../simulator/cases/situation';
import { sentencesOf } from '../../simulator/control/story';
import { AssumptionName } from '../../simulator/journey/assumptions';
import { Trace } from '../../simulator/journey/trace';

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
  /** Whether a function made the body of the response: a page instead of what the origin sent. */
  readonly hasPage: boolean;
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

/** A cell for each of these states of the secondary; one without a group. */
export function cellsOf(outcomes: readonly Outcome[], secondaries: readonly OriginCondition[], codes: readonly number[]): Cell[] {
  return outcomes.flatMap(({ method, primary, secondary, ...outcome }) => {
    const got = resultOf(outcome, codes);
    if (!secondaries.length) return [{ method, primary, ...got }];
    return secondary.filter(one => secondaries.includes(one)).map(other => ({ method, primary, secondary: other, ...got }));
  });
}

type Result = Pick<Outcome, 'trace' | 'broken' | 'runs'>;

function resultOf({ trace, broken, runs }: Result, codes: readonly number[]): Omit<Cell, 'method' | 'primary' | 'secondary'> {
  const { status, servedBy, failedOver, functions, storedSeconds, waitedMs, assumptions, refusal } = trace;
  return {
    kind: cellKind(trace, broken, trace.chosen?.statusCodes ?? codes),
    status,
    servedBy,
    failedOver,
    hasPage: runs.at(-1)?.made?.setsBody ?? false,
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

/** What the report shows of a case. */
export function looks(cell: Cell): unknown {
  const { kind, status, servedBy, hasPage, functionRuns, cachedSeconds, waitedSeconds, assumptions, cannotTell, trace } = cell;
  const failed = trace.functions.filter(({ outcome }) => outcome !== 'ok').length;
  const what = isItsStatus(cell) ? 'its' : status;
  return [kind, what, servedBy, hasPage, functionRuns, failed, cachedSeconds, waitedSeconds, assumptions, cannotTell];
}

/** Whether the viewer gets the primary's own status. */
export function isItsStatus({ kind, servedBy, status, primary }: Cell): boolean {
  return (kind === 'primary' || kind === 'error') && servedBy === 'primary' && status === primary;
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
