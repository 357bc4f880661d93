import { lastAnswer, Probe, Seen, Step } from './question';
import { Exchange, Viewer, ViewerRequest } from './viewer';

/** One run through the steps of a probe: what was seen, or why nothing was. */
export interface Ask {
  readonly seen?: Seen;
  readonly lost?: string;
  readonly exchanges: readonly Exchange[];
}

/** What a probe has seen so far. */
export interface Asked {
  readonly asks: readonly Ask[];
  /** What was seen at least {@link LEAD} times more than anything else. */
  readonly seen?: Seen;
}

/** A single answer proves nothing: a request may be lost between CloudFront and an origin, and fail over for that. */
export const LEAD = 2;

/** The most often that a probe is asked before it counts as not finished. */
export const MOST_ASKS = 7;

/** Asks until one answer leads. Stops early, unfinished, when it may not go on. */
export async function ask(probe: Probe, viewer: Viewer, nextKey: () => string, mayGoOn: (requests: number) => boolean): Promise<Asked> {
  const asks: Ask[] = [];
  for (;;) {
    const seen = leader(asks);
    if (seen !== undefined || asks.length >= MOST_ASKS || !mayGoOn(probe.steps.length)) return { asks, seen };
    asks.push(await askOnce(probe, viewer, nextKey()));
  }
}

export function leader(asks: readonly Ask[]): Seen | undefined {
  const counts = new Map<Seen, number>();
  for (const { seen } of asks) if (seen !== undefined) counts.set(seen, (counts.get(seen) ?? 0) + 1);
  const [first, second] = [...counts].sort(([, a], [, b]) => b - a);
  return first && first[1] - (second?.[1] ?? 0) >= LEAD ? first[0] : undefined;
}

async function askOnce({ steps, see = lastAnswer }: Probe, viewer: Viewer, key: string): Promise<Ask> {
  const exchanges: Exchange[] = [];
  try {
    for (const step of steps) {
      if (step.after) await viewer.sleep(step.after * 1000);
      exchanges.push(await viewer.send(requestOf(step, key)));
    }
    refuseSeveralPlaces(exchanges);
    return { seen: see(exchanges), exchanges };
  } catch (error) {
    return { lost: (error as Error).message, exchanges };
  }
}

/** What one edge location has in its cache, another has not. */
function refuseSeveralPlaces(exchanges: readonly Exchange[]): void {
  const places = new Set(exchanges.map(({ headers }) => headers['x-amz-cf-pop']));
  if (places.size > 1) throw new Error(`several edge locations responded: ${[...places].join(', ')}`);
}

/** The SHA-256 of nothing. CloudFront's signature for a function URL takes the hash of a body from the viewer. */
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function requestOf({ method = 'GET', to, orders = {} }: Step, key: string): ViewerRequest {
  const query = Object.entries({ k: key, ...orders }).map(([name, value]) => `${name}=${value}`).join('&');
  return { method, target: `/${to}/?${query}`, headers: method === 'POST' ? { 'x-amz-content-sha256': EMPTY_SHA256 } : {} };
}
