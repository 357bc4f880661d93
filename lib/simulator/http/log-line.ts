import { printable } from '../../model/printable';
import { Attempt, Trace } from '../journey/trace';

/** One request in one line: the request, its status, and how it got there. `GET /x 200 primary 503 -> secondary 200 miss 12 ms` */
export function logLine(trace: Trace): string {
  const { method, path, status, cache, waitedMs } = trace;
  const cacheText = cache === 'off' ? 'cache off' : cache;
  return [printable(`${method} ${path}`), status, ...wayOf(trace), cacheText, Math.round(waitedMs), 'ms'].join(' ');
}

function wayOf({ attempts, servedBy, errorPage }: Trace): string[] {
  const stops = runsOf(attempts.map(stopOf));
  if (servedBy === 'error-page') stops.push(printable(`error page ${errorPage ?? ''}`.trimEnd()));
  if (servedBy === 'edge' && !stops.length) stops.push('edge');
  return stops.length ? [stops.join(' -> ')] : [];
}

function stopOf({ role, outcome, afterFunction }: Attempt): string {
  return `${role} ${outcome}${afterFunction === undefined || afterFunction === outcome ? '' : `=>${afterFunction}`}`;
}

/** Attempts that repeat are shown once, with their count. */
function runsOf(stops: readonly string[]): string[] {
  const runs: Array<{ stop: string; count: number }> = [];
  for (const stop of stops) {
    const last = runs.at(-1);
    if (last?.stop === stop) last.count++;
    else runs.push({ stop, count: 1 });
  }
  return runs.map(({ stop, count }) => (count === 1 ? stop : `${stop} x${count}`));
}
