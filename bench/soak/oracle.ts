import { Behavior, BEHAVIORS, FRESH_SECONDS, PAGE, READ_TIMEOUT } from './site';

/**
 * What the edge has to answer, stated a second time: by hand, from the decision table in docs/simulator.md, and without any code of the
 * simulator. The rows are those of the table.
 */

/** What the primary does with every request, for a while. `up` and `slow`: what the path says. */
export type State = 'up' | 'slow' | 'killed' | 'hung' | 'resets';

/** What a viewer asked. */
export interface Asked {
  readonly method: string;
  readonly behavior: string;
  /** What the origins answer, by the path. */
  readonly primary: number;
  readonly secondary: number;
  readonly path: string;
  /** The states of the primary from shortly before the request was sent until its answer was complete. */
  readonly states: ReadonlySet<State>;
  /** Until when the primary last failed; Infinity while it does. Milliseconds since 1970, like the other times. */
  readonly failedUntil: number;
  readonly sent: number;
  readonly ended: number;
}

/** What the viewer got. Origins mark their responses, and functions leave the marks. */
export interface Got {
  /** Undefined if the connection ended without a response. */
  readonly status?: number;
  /** Whether the body came to its end. */
  readonly isWhole: boolean;
  readonly body: 'own' | 'page' | 'empty' | 'other';
  readonly mark?: Mark;
}

/** One response of an origin. */
export interface Mark {
  readonly who: 'primary' | 'secondary';
  readonly path: string;
  readonly serial: string;
  /** When it was sent, in milliseconds since 1970. */
  readonly made: number;
}

/** A right result of a request. */
interface Result {
  readonly who: 'primary' | 'secondary' | 'edge';
  readonly status: number;
  readonly body: 'own' | 'page' | 'any';
  /** The primary breaks off within the body, and nothing follows (row 31). */
  readonly breaks?: boolean;
}

/** The result of asking an origin: its status, or how it failed; and whether its body breaks off. */
type Answer = { readonly status: number; readonly breaks: boolean } | 'no connection' | 'no answer in time';

/** Why an answer is wrong; undefined if it is right. */
export type Verdict = string | undefined;

interface Kept {
  readonly mark: Mark;
  readonly since: number;
}

/** A machine that is busy delivers, and notices what expired, later. In milliseconds. */
const SLACK = 1000;

const ALL: ReadonlySet<State> = new Set<State>(['up', 'slow', 'killed', 'hung', 'resets']);

export class Oracle {
  /** What a GET is known to have left in the cache, by path. What a HEAD left lets GETs ask, and other HEADs get what these fetch. */
  private readonly kept = new Map<string, Kept>();

  check(asked: Asked, got: Got): Verdict {
    const { cached } = BEHAVIORS[asked.behavior];
    const results = possible(asked);
    const { mark } = got;
    if (got.status === undefined) return results.some(({ breaks }) => breaks) ? undefined : 'lost';
    if (mark && mark.path !== asked.path) return `the response to ${mark.path}`;
    if (cached && mark && mark.made < asked.sent) return this.checkKept(asked, got, mark);

    const why = mismatch(asked, got, results);
    if (why !== undefined || !cached || asked.method === 'POST') return why;
    const verdict = this.wasFresh(asked);
    this.keep(asked, got);
    return verdict;
  }

  /** Rows 1, 17, 21: the response was there already. It may have been fetched for somebody else, in any state of the primary. */
  private checkKept(asked: Asked, got: Got, { made }: Mark): Verdict {
    const why = !got.isWhole ? 'broken'
      : !isKept(got) ? `a ${got.status}, which is not cached`
        : mismatch(asked, got, possible({ ...asked, states: ALL, ended: Infinity }));
    if (why !== undefined) return `in the cache, ${why}`;
    const expired = asked.sent - made - FRESH_SECONDS * 1000;
    if (expired <= SLACK) return undefined;
    // Instead of a last 5xx, an expired success is served again, and then for as long as the error would be kept.
    const isSuccess = got.status! < 400 && got.body !== 'page';
    const mayHaveFailed = asked.secondary >= 500 && BEHAVIORS[asked.behavior].function === 'none'
      && asked.sent - asked.failedUntil < FRESH_SECONDS * 1000 + 2 * READ_TIMEOUT * 1000 + SLACK;
    return isSuccess && mayHaveFailed ? undefined : `expired ${expired} ms before`;
  }

  /** Row 1: nobody is asked while a response is fresh for sure. */
  private wasFresh({ path, sent, ended }: Asked): Verdict {
    const kept = this.kept.get(path);
    if (!kept || kept.since >= sent) return undefined;
    return ended < kept.mark.made + FRESH_SECONDS * 1000 ? `an origin was asked, and ${kept.mark.serial} was fresh` : undefined;
  }

  private keep({ path, method, ended }: Asked, got: Got): void {
    const { isWhole, mark } = got;
    if (method !== 'GET' || !isWhole || !mark || !isKept(got)) return;
    if (this.kept.size > 20_000) this.kept.clear();
    this.kept.set(path, { mark, since: ended });
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html#HTTPStatusCodes-cached-errors */
function isKept({ status }: Got): boolean {
  return status! < 400 || [404, 414, 500, 501, 502, 503, 504].includes(status!);
}

function mismatch({ method }: Asked, got: Got, results: readonly Result[]): Verdict {
  const who = got.mark?.who ?? 'edge';
  const fits = results.some(result => {
    if (result.who !== who || result.status !== got.status) return false;
    if (!got.isWhole) return result.breaks === true;
    if (method === 'HEAD') return got.body === 'empty';
    if (result.breaks) return false;
    return result.body === 'any' || result.body === got.body;
  });
  if (fits) return undefined;
  const words = ({ who: by, status, body, breaks }: Result) => `${by} ${status} ${body}${breaks ? ' broken' : ''}`;
  return `${who} ${got.status} ${got.body}${got.isWhole ? '' : ' broken'} instead of ${[...new Set(results.map(words))].join(' or ')}`;
}

/** Everything that the table allows, for what the primary may have done meanwhile. */
function possible({ method, behavior: name, primary, secondary, states, sent, ended }: Asked): Result[] {
  const behavior = BEHAVIORS[name];
  if (!behavior.direct && method === 'POST') return [{ who: 'edge', status: 403, body: 'any' }]; // row 26
  const took = ended - sent;
  return [...states].flatMap(state => answersIn(state, primary, method, took)).flatMap((answer): Result[] => {
    if (behavior.direct) return [alone(answer)];
    if (typeof answer === 'string') return [ofSecondary(secondary, behavior)]; // rows 9, 11: all groups have 502 to 504
    const { status, breaks } = answer;
    if (!behavior.codes.includes(status)) return [ofPrimary(status, breaks, behavior)]; // rows 2 to 4, 31
    if (behavior.function === 'mask') return [{ who: 'primary', status: 200, body: 'page' }]; // row 7
    return [ofSecondary(secondary, behavior)]; // rows 5, 6
  });
}

/** The results of an attempt that began in this state. A primary that is killed may have begun to answer. */
function answersIn(state: State, status: number, method: string, took: number): Answer[] {
  const late: Answer[] = took >= READ_TIMEOUT * 1000 ? ['no answer in time'] : [];
  switch (state) {
    // A primary that hangs leaves only some without an answer.
    case 'up': case 'slow': case 'hung': return [{ status, breaks: false }, ...late];
    case 'resets': return ['no connection', { status, breaks: method !== 'HEAD' }, ...late];
    case 'killed': return ['no connection', { status, breaks: true }, ...late];
  }
}

/** A behavior without a group: the answer, or CloudFront's own error. */
function alone(answer: Answer): Result {
  if (answer === 'no connection') return { who: 'edge', status: 502, body: 'any' };
  if (answer === 'no answer in time') return { who: 'edge', status: 504, body: 'any' };
  return { who: 'primary', status: answer.status, body: 'own', breaks: answer.breaks };
}

function ofPrimary(status: number, breaks: boolean, { function: attached }: Behavior): Result {
  if (status >= 400 && attached !== 'none') return { who: 'primary', status: 200, body: 'page' };
  return { who: 'primary', status, body: 'own', breaks };
}

function ofSecondary(status: number, { function: attached }: Behavior): Result {
  return status >= 400 && attached !== 'none' ? { who: 'secondary', status: 200, body: 'page' } : { who: 'secondary', status, body: 'own' };
}

/** The body of a response that nobody rewrote: who, which, and a filler. */
export function bodyOf({ who, serial, path }: Pick<Mark, 'who' | 'serial' | 'path'>): Buffer {
  const head = `${who} ${serial} ${path}\n`;
  return Buffer.concat([Buffer.from(head), FILLER.subarray(0, sizeOf(Number(serial.split('-')[1])))]);
}

const FILLER = Buffer.alloc(200_000, 'The quick brown fox jumps over the lazy dog.\n');

/** One in 32 does not fit into one packet of the loopback device. */
function sizeOf(count: number): number {
  return count % 32 === 6 ? 70_000 : [0, 100, 3000, 100][count % 4];
}

/** What a body is. */
export function kindOf(body: Buffer, mark: Mark | undefined): Got['body'] {
  if (body.length === 0) return 'empty';
  if (body.toString('latin1', 0, 40) === PAGE) return 'page';
  return mark && bodyOf(mark).equals(body) ? 'own' : 'other';
}
