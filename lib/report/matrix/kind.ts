import { Trace } from '../../simulator/journey/trace';

/**
 * What an answer is:
 * `primary` and `secondary`: theirs, a success or a redirect;
 * `rewritten`: a function or an error page has put a success or a redirect into the place of an error that nothing followed;
 * `masked`: a function made a success of an error of the primary on which CloudFront would have failed over;
 * `error`: a status from 400 up; `broken`: the body breaks off;
 * `edge`: a function or CloudFront has answered, and no origin;
 * `unknown`: not modelled, or not to be had.
 */
export type CellKind = 'primary' | 'secondary' | 'rewritten' | 'masked' | 'error' | 'broken' | 'edge' | 'unknown';

/** @param broken whether the body broke off */
export function kindOf(trace: Trace, broken: boolean, failoverStatusCodes: readonly number[]): CellKind {
  if (trace.refusal !== undefined) return 'unknown';
  if (broken) return 'broken';
  if (trace.status >= 400) return 'error';
  if (isMasked(trace, failoverStatusCodes)) return 'masked';
  const last = trace.attempts.at(-1);
  // An origin-request function can answer in the place of the primary, or of the secondary.
  if (!last || (trace.failedOver && last.role === 'primary')) return 'edge';
  if (typeof last.outcome !== 'number' || last.outcome >= 400) return 'rewritten';
  return trace.servedBy === 'secondary' ? 'secondary' : trace.servedBy === 'primary' ? 'primary' : 'edge';
}

function isMasked({ attempts, failedOver }: Trace, failoverStatusCodes: readonly number[]): boolean {
  const last = attempts.at(-1);
  if (failedOver || last?.role !== 'primary' || last.afterFunction === undefined || last.afterFunction >= 400) return false;
  return typeof last.outcome !== 'number' || failoverStatusCodes.includes(last.outcome);
}
