import { Answer } from './steps';
import { AssumptionName } from '../../lib/simulator/journey/assumptions';
import { Trace } from '../../lib/simulator/journey/trace';

/** A response, with what the table shows of it. */
export interface Seen extends Answer {
  readonly servedBy: string;
  readonly words: string;
  readonly waitedSeconds: number;
  /** What it rests on, of what AWS does not document. */
  readonly assumptions: readonly AssumptionName[];
}

/** Asks as a viewer does, over HTTP. What cannot be seen from outside is in the header with the trace. */
export async function ask(url: string, method: string): Promise<Seen> {
  const started = Date.now();
  const waited = () => (Date.now() - started) / 1000;
  try {
    const response = await fetch(url, { method, redirect: 'manual', signal: AbortSignal.timeout(15_000) });
    const text = await response.text();
    const { servedBy, storedSeconds, assumptions } = JSON.parse(response.headers.get('x-local-edge-trace')!) as Trace;
    const member = response.headers.get('x-content-of');
    return {
      status: response.status,
      contentOf: member === 'primary' || member === 'secondary' ? member : undefined,
      servedBy,
      storedSeconds,
      words: wordsOf(text),
      waitedSeconds: waited(),
      assumptions,
    };
  } catch (error) {
    return { status: 0, servedBy: 'nobody', storedSeconds: 0, words: (error as Error).message, waitedSeconds: waited(), assumptions: [] };
  }
}

/** The text of a page as a reader sees it. */
function wordsOf(text: string): string {
  return text.replace(/<(style|title)\b.*?<\/\1>|<[^>]*>/gs, ' ').replace(/\s+/g, ' ').trim();
}
