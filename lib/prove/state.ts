import { leader } from './ask';
import { PROBES } from './questions';
import { Progress } from './session';
import { UnusableInput } from '../model/errors';

const STATE_SCHEMA = 'cdk-failover-distribution/prove-state/1';

/** The text of a state file, with which a run is gone on with. */
export function stateOf(url: string, progress: Progress): string {
  return `${JSON.stringify({ schema: STATE_SCHEMA, url, ...progress })}\n`;
}

/**
 * The progress in a state file.
 * @throws UnusableInput when it is none, or of another distribution
 */
export function progressIn(text: string, path: string, url: string): Progress {
  const state = parsed(text);
  if (!isState(state)) throw new UnusableInput(`${path}: not a state file of prove. Delete it, or name another with --state FILE.`);
  if (state.url !== url) {
    throw new UnusableInput(
      `${path}: the state of a run against ${JSON.stringify(state.url.slice(0, 200))}. Got: ${url}. Delete it, or name another with `
        + '--state FILE.',
    );
  }
  const { started, run, requests, asked } = state;
  return { started, run, requests, asked };
}

interface State extends Progress {
  readonly url: string;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isState(value: unknown): value is State {
  const { schema, url, started, run, requests, asked } = (value ?? {}) as Partial<State & { schema: string }>;
  return schema === STATE_SCHEMA && typeof url === 'string' && typeof started === 'string' && !Number.isNaN(Date.parse(started))
    && /^[\w-]{1,40}$/.test(String(run)) && Number.isInteger(requests) && requests! >= 0
    && typeof asked === 'object' && asked !== null && Object.entries(asked).every(([id, one]) => isAsked(id, one));
}

function isAsked(id: string, value: unknown): boolean {
  const { asks, seen } = (value ?? {}) as Partial<Progress['asked'][string]>;
  return PROBES.some(probe => probe.id === id) && Array.isArray(asks)
    && asks.every(one => Array.isArray(one?.exchanges) && one.exchanges.every(isExchange)
      && (typeof one.seen === 'string') !== (typeof one.lost === 'string'))
    && seen === leader(asks);
}

function isExchange(value: unknown): boolean {
  const { method, target, at, ms, status, headers } = (value ?? {}) as Record<string, unknown>;
  return [method, target, at].every(text => typeof text === 'string') && [ms, status].every(number => typeof number === 'number')
    && typeof headers === 'object' && headers !== null && Object.values(headers).every(text => typeof text === 'string');
}
