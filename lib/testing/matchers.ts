import { changedFailoverResponses, changeLines } from './failover-responses';
import { distributionsOf, SimulationSource } from './simulate';
import { SimulatedEdge } from './simulated-edge';
import { storyLines } from './story';
import { ViewerResponse } from './viewer-response';
import { Trace } from '../simulator/journey/trace';

/** Who can have served a viewer. `edge` is CloudFront itself, or a function in the place of an origin; `primary` any origin that is no secondary. */
export type ServedBy = Trace['servedBy'];

const SERVED_BY: readonly ServedBy[] = ['primary', 'secondary', 'cache', 'edge', 'error-page'];

/** What jest and vitest need of a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/**
 * The matchers as `expect` has them. The first three are for what `edge.fetch()` resolves to, its trace, or a response that a served edge sent over HTTP.
 *
 * @typeParam R what jest returns from a matcher
 */
export interface FailoverMatchers<R = void> {
  /** Who served the viewer. */
  toBeServedBy(servedBy: ServedBy): R;
  /** CloudFront asked the secondary. */
  toFailOver(): R;
  /** CloudFront keeps the answer for so many seconds; 0 for not at all. Not for an answer that came from the cache. */
  toBeCachedFor(seconds: number): R;
  /**
   * For an edge, or anything that can be simulated: an error of the primary whose status is a failover status code passes the origin-response function byte for byte
   * untouched, on every behavior that can fail over, for every code and method. Await it.
   */
  toPreserveFailoverResponses(): Promise<void>;
}

/** For `expect.extend(failoverMatchers)`, in jest and in vitest. */
export const failoverMatchers = {
  toBeServedBy(received: unknown, expected: ServedBy): MatcherResult {
    if (!SERVED_BY.includes(expected)) throw misuse('toBeServedBy', JSON.stringify(expected), SERVED_BY.join(', '), 'Pass one of those.');
    const { trace, body } = observedIn('toBeServedBy', received);
    return matcherResult('toBeServedBy', JSON.stringify(expected), trace.servedBy === expected, pass => [
      `Expected to be served by: ${pass ? 'not ' : ''}${expected}`,
      `Served by:                ${trace.servedBy}`,
      '',
      ...storyLines(trace, body),
    ]);
  },

  toFailOver(received: unknown): MatcherResult {
    const { trace, body } = observedIn('toFailOver', received);
    return matcherResult('toFailOver', '', trace.failedOver, pass => [
      pass ? 'Expected no failover, and there was one.' : 'Expected a failover to the secondary, and there was none.',
      '',
      ...storyLines(trace, body),
    ]);
  },

  toBeCachedFor(received: unknown, seconds: number): MatcherResult {
    if (typeof seconds !== 'number' || !(seconds >= 0)) throw misuse('toBeCachedFor', String(seconds), 'a number of seconds, 0 or more', 'Pass one.');
    const { trace, body } = observedIn('toBeCachedFor', received);
    if (trace.cache === 'hit') {
      throw misuse('toBeCachedFor', 'an answer from the cache, for which nothing was stored', 'an answer that is stored', 'Look at the answer before, or ask for another path.');
    }
    return matcherResult('toBeCachedFor', String(seconds), trace.storedSeconds === seconds, pass => [
      `Expected to be cached for: ${pass ? 'not ' : ''}${seconds} s`,
      `Cached for:                ${trace.storedSeconds} s`,
      '',
      ...storyLines(trace, body),
    ]);
  },

  async toKeepTheLaw(received: SimulatedEdge | SimulationSource): Promise<MatcherResult> {
    const distributions = received instanceof SimulatedEdge ? [received.distribution] : distributionsOf(received);
    if (!distributions.length) throw misuse('toKeepTheLaw', 'no distribution', 'an edge, or something with a distribution in it', 'Pass one.');
    const breaches = await changedFailoverResponses(distributions);
    return matcherResult('toKeepTheLaw', '', breaches.length === 0, () => changeLines(breaches), received instanceof SimulatedEdge ? 'edge' : 'distribution');
  },
};

interface Observed {
  readonly trace: Trace;
  readonly body?: Uint8Array;
}

/** The header in which a served edge sends the trace. */
const TRACE_HEADER = 'x-local-edge-trace';

/** @throws TypeError when there is no trace in it */
function observedIn(matcher: string, received: unknown): Observed {
  if (received instanceof ViewerResponse) return received;
  const { trace, attempts, headers, then } = Object(received) as { trace?: Trace; attempts?: unknown; headers?: Headers; then?: unknown };
  if (Array.isArray(trace?.attempts)) return { trace: trace! };
  if (Array.isArray(attempts)) return { trace: received as Trace };
  const sent = typeof headers?.get === 'function' ? headers.get(TRACE_HEADER) : undefined;
  if (sent) return { trace: JSON.parse(sent) as Trace };
  const got = typeof then === 'function' ? 'a promise' : received === null ? 'null' : typeof received;
  throw misuse(matcher, got, 'what edge.fetch() resolves to, or its trace', 'Write expect(await edge.fetch(path)).');
}

function matcherResult(name: string, argument: string, pass: boolean, lines: (pass: boolean) => string[], subject = 'response'): MatcherResult {
  return { pass, message: () => [`expect(${subject})${pass ? '.not' : ''}.${name}(${argument})`, '', ...lines(pass)].join('\n') };
}

function misuse(matcher: string, got: string, allowed: string, hint: string): TypeError {
  return new TypeError(`${matcher} cannot tell. Got: ${got}. Allowed: ${allowed}. ${hint}`);
}
