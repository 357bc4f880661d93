import { changedFailoverResponses, changeLines } from './failover-responses';
import { distributionsOf, SimulationSource } from './simulate';
import { SimulatedEdge } from './simulated-edge';
import { storyLines } from './story';
import { ViewerResponse } from './viewer-response';
import { Trace } from '../simulator/journey/trace';

/**
 * Who can serve a viewer. `edge` is CloudFront itself, or a function instead of an origin; `primary` is any origin but a
 * secondary.
 */
export type ServedBy = Trace['servedBy'];

const SERVED_BY: readonly ServedBy[] = ['primary', 'secondary', 'cache', 'edge', 'error-page'];

/** The result of a matcher, for jest and vitest. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/**
 * The matchers on `expect`. The first three take the result of `edge.fetch()`, its trace, or a response that a served edge sent over
 * HTTP.
 *
 * @typeParam R what jest returns from a matcher
 */
export interface FailoverMatchers<R = void> {
  /** Who served the viewer. */
  toBeServedBy(servedBy: ServedBy): R;
  /** CloudFront tried the secondary. */
  toFailOver(): R;
  /** CloudFront caches the response for so many seconds; 0 for not at all. Not for a response from the cache. */
  toBeCachedFor(seconds: number): R;
  /**
   * For an edge, or anything that can be simulated: the origin-response function leaves every response of the primary with a failover
   * status code byte for byte untouched, on every behavior that can fail over, for every method. Await it.
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
    if (typeof seconds !== 'number' || !(seconds >= 0)) {
      throw misuse('toBeCachedFor', String(seconds), 'a number of seconds, 0 or more', 'Pass one.');
    }
    const { trace, body } = observedIn('toBeCachedFor', received);
    if (trace.cache === 'hit') {
      throw misuse(
        'toBeCachedFor',
        'a response from the cache, which was not stored again',
        'a response that is stored',
        'Use the response before it, or request another path.',
      );
    }
    return matcherResult('toBeCachedFor', String(seconds), trace.storedSeconds === seconds, pass => [
      `Expected to be cached for: ${pass ? 'not ' : ''}${seconds} s`,
      `Cached for:                ${trace.storedSeconds} s`,
      '',
      ...storyLines(trace, body),
    ]);
  },

  async toPreserveFailoverResponses(received: SimulatedEdge | SimulationSource): Promise<MatcherResult> {
    const distributions = received instanceof SimulatedEdge ? [received.distribution] : distributionsOf(received);
    if (!distributions.length) {
      throw misuse('toPreserveFailoverResponses', 'no distribution', 'an edge, or something that contains a distribution', 'Pass one.');
    }
    const breaches = await changedFailoverResponses(distributions);
    return matcherResult(
      'toPreserveFailoverResponses',
      '',
      breaches.length === 0,
      () => changeLines(breaches),
      received instanceof SimulatedEdge ? 'edge' : 'distribution',
    );
  },
};

interface Observed {
  readonly trace: Trace;
  readonly body?: Uint8Array;
}

/** The response header with the trace of a served edge. */
const TRACE_HEADER = 'x-local-edge-trace';

/** @throws TypeError when it has no trace */
function observedIn(matcher: string, received: unknown): Observed {
  if (received instanceof ViewerResponse) return received;
  const { trace, attempts, headers, then } = Object(received) as { trace?: Trace; attempts?: unknown; headers?: Headers; then?: unknown };
  if (Array.isArray(trace?.attempts)) return { trace: trace! };
  if (Array.isArray(attempts)) return { trace: received as Trace };
  const sent = typeof headers?.get === 'function' ? headers.get(TRACE_HEADER) : undefined;
  if (sent) return { trace: JSON.parse(sent) as Trace };
  const got = typeof then === 'function' ? 'a promise' : received === null ? 'null' : typeof received;
  throw misuse(matcher, got, 'the result of edge.fetch(), or its trace', 'Write expect(await edge.fetch(path)).');
}

function matcherResult(
  name: string,
  argument: string,
  pass: boolean,
  lines: (pass: boolean) => string[],
  subject = 'response',
): MatcherResult {
  return { pass, message: () => [`expect(${subject})${pass ? '.not' : ''}.${name}(${argument})`, '', ...lines(pass)].join('\n') };
}

function misuse(matcher: string, got: string, allowed: string, hint: string): TypeError {
  return new TypeError(`${matcher} cannot check this. Got: ${got}. Allowed: ${allowed}. ${hint}`);
}
