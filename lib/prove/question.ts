import { Exchange } from './viewer';
import { AssumptionName, Assumptions } from '../simulator/journey/assumptions';

/** A question to a live distribution of examples/prove, as data. */
export interface Question {
  readonly id: string;
  readonly asks: string;
  /** The assumptions of the local edge that its probes bear on. The first is the one that it is about. */
  readonly settles: readonly AssumptionName[];
  /** What AWS's pages say about the answer; `control` where it only shows whether the example does what it is asked. */
  readonly certainty: 'control' | 'documented' | 'inferred' | 'undocumented';
  /** Questions that have to look as on the local edge before this one says anything, such as whether failover works at all. */
  readonly needs?: readonly string[];
  readonly probes: readonly Probe[];
}

/** A situation that is made on purpose, and how it would look under each assumption. */
export interface Probe {
  /** Unique among all questions: the state file and the report use it. */
  readonly id: string;
  /** The situation, in words. */
  readonly what: string;
  /** They share a cache key that nobody has used. */
  readonly steps: readonly Step[];
  /** What was seen, as a word or two. By default who answered the last step, and with which status. */
  see?(exchanges: readonly Exchange[]): Seen;
  /**
   * What would be seen where these assumptions hold; undefined where the situation could not be made, so that the probe says nothing.
   * It is written by hand, after the documentation, and not with the help of the local edge.
   */
  looks(world: Assumptions, origins: FailingOrigins): Seen | undefined;
}

/** What was seen, as text that can be compared: `secondary 200`, `cloudfront 502`, `function 200 after 503`. */
export type Seen = string;

/** One request. */
export interface Step {
  /** @default 'GET' */
  readonly method?: 'GET' | 'HEAD' | 'OPTIONS' | 'POST';
  /** The behavior: the first part of the path. */
  readonly to: string;
  /** What the origins and the functions are asked to do. */
  readonly orders?: Readonly<Record<string, string | number>>;
  /** Seconds to wait before it. */
  readonly after?: number;
  /** Seconds that it takes where it takes any, for the estimate. */
  readonly takes?: number;
}

/** How the origins fail that cannot be made to fail in one way only. Undefined while that is not known. */
export interface FailingOrigins {
  /** A port that nobody listens on: it may refuse, or a firewall may drop what comes. */
  readonly closed?: ConnectFailure;
  /** A host that drops what comes to the port, as far as is known. */
  readonly silent?: ConnectFailure;
}

export type ConnectFailure = 'refused' | 'connect-timeout';

/** The connection timeout of the origins that cannot be connected to, with one attempt. */
export const CONNECT_SECONDS = 3;

/** A connection that is refused takes no time; one that times out takes all of it. */
export const AT_ONCE = 'at once';
export const LATE = `after ${CONNECT_SECONDS} s`;

/** Who answered, and with which status. What has no mark of an origin or of a function, CloudFront made. */
export function answerOf({ status, headers, complete }: Exchange): Seen {
  const by = headers['x-prove-by'] ?? 'cloudfront';
  const after = by === 'function' && headers['x-prove-saw'] ? ` after ${headers['x-prove-saw']}` : '';
  return `${by} ${status}${after}${complete ? '' : ', broken off'}`;
}

export function lastAnswer(exchanges: readonly Exchange[]): Seen {
  return answerOf(exchanges.at(-1)!);
}

/** The last answer, and whether it is the very one of the first step, out of the cache. */
export function lastOrCached(exchanges: readonly Exchange[]): Seen {
  const [first, last] = [exchanges[0]!, exchanges.at(-1)!];
  const id = first.headers['x-prove-id'];
  return id !== undefined && last.headers['x-prove-id'] === id ? 'the first answer' : answerOf(last);
}

/** The last answer, and whether it came before the connection timeout. */
export function answerInTime(exchanges: readonly Exchange[]): Seen {
  const last = exchanges.at(-1)!;
  return `${answerOf(last)} ${last.ms < (CONNECT_SECONDS - 1) * 1000 ? AT_ONCE : LATE}`;
}
