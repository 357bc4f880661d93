import { ask, Asked } from './ask';
import { Probe, Question, Seen } from './question';
import { QUESTIONS } from './questions';
import { Viewer } from './viewer';

/** What has been asked so far. It can be written to a file and gone on with. */
export interface Progress {
  /** In ISO 8601. */
  readonly started: string;
  /** Part of every cache key, so that nothing of an earlier run is in the cache. */
  readonly run: string;
  requests: number;
  readonly asked: Record<string, Asked>;
}

export interface Bounds {
  /** Requests in all, including those of the run that is resumed. */
  readonly maxRequests: number;
  /** Probes at a time. */
  readonly concurrency: number;
}

/** What was seen for the probes that finished. */
export function seenIn({ asked }: Pick<Progress, 'asked'>): Map<string, Seen> {
  return new Map(Object.entries(asked).flatMap(([id, { seen }]) => seen === undefined ? [] : [[id, seen] as const]));
}

/** So many lost requests in a row mean that nobody is there. */
const MOST_LOST = 12;

/** Asks what has not been seen yet. Returns why it stopped early, if it did. */
export async function askAll(
  progress: Progress, viewer: Viewer, { maxRequests, concurrency }: Bounds, onAsked: (probe: Probe, asked: Asked) => void,
  questions: readonly Question[] = QUESTIONS,
): Promise<string | undefined> {
  let lost = 0;
  let count = 0;
  let stopped: string | undefined;
  let promised = progress.requests;
  const mayGoOn = (requests: number): boolean => {
    if (lost >= MOST_LOST) stopped ??= `${lost} requests in a row got no answer`;
    else if (promised + requests > maxRequests) stopped ??= `${promised} requests were sent, of ${maxRequests} allowed`;
    else promised += requests;
    return stopped === undefined;
  };
  const counting: Viewer = {
    now: () => viewer.now(),
    sleep: milliseconds => viewer.sleep(milliseconds),
    send: async request => {
      progress.requests++;
      try {
        const exchange = await viewer.send(request);
        lost = 0;
        return exchange;
      } catch (error) {
        lost++;
        throw error;
      }
    },
  };
  const waiting = questions.flatMap(({ probes }) => probes).filter(({ id }) => progress.asked[id]?.seen === undefined);
  const work = async () => {
    for (let probe = waiting.shift(); probe; probe = waiting.shift()) {
      const { id } = probe;
      const asked = await ask(probe, counting, () => `${progress.run}-${id}-${count++}`, mayGoOn);
      progress.asked[id] = asked;
      onAsked(probe, asked);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return stopped;
}
