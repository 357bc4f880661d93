import { Limits, OriginOutcome, OriginServer, FailureKind } from './origin';
import { ScriptedAnswer, ScriptedHeaders, ScriptedResponse } from './scripted-answer';
import { OriginRequest } from '../forwarding/forwarding';
import { Clock } from '../journey/clock';

/** How many of the latest requests an origin remembers. */
const REMEMBERED = 200;

/** Bytes of the bodies that it remembers. The latest request it always remembers. */
const REMEMBERED_BYTES = 16 * 1024 * 1024;

/** Answers a request by looking at it. */
export type Answering = (request: OriginRequest) => ScriptedResponse | Promise<ScriptedResponse>;

type Play = (request: OriginRequest, limits: Limits, clock: Clock) => Promise<OriginOutcome>;

interface Script {
  readonly play: Play;
  /** Whether the request got as far as the origin. */
  readonly seen: boolean;
  /** Whether an answer comes of it, which can be slow. */
  readonly answers: boolean;
}

/**
 * An origin that does what it is told: answers, fails in one of the ways in which origins fail, or breaks off.
 * Every control returns the origin, so that they chain. It waits by the edge's clock alone.
 */
export class ScriptedOrigin implements OriginServer {
  private normal: Script;
  private readonly first: ScriptedAnswer;
  private answer: ScriptedAnswer;
  private script: Script;
  private delayMs = 0;
  private readonly seen: OriginRequest[] = [];
  private seenBytes = 0;

  /** @param name what its first answer, a 200, calls it */
  constructor(readonly name: string, answer: ScriptedResponse = { status: 200, body: `${name} answers\n` }) {
    this.answer = this.first = new ScriptedAnswer(answer.status, answer);
    this.script = this.normal = always(this.first);
  }

  /** The requests that reached the origin, oldest first; of many the latest two hundred, and of those with large bodies fewer. */
  get requests(): readonly OriginRequest[] {
    return this.seen.slice(-REMEMBERED);
  }

  /** Answers every request alike. */
  respond(status: number, body: string | Uint8Array = '', headers: ScriptedHeaders = {}): this {
    this.answer = new ScriptedAnswer(status, { body, headers });
    return this.follow(always(this.answer));
  }

  /** Answers what the function says. When it throws, the origin answers 500 with the message, as a server would. */
  respondWith(answer: Answering): this {
    return this.follow({ play: request => asked(answer, request), seen: true, answers: true });
  }

  /** Refuses the connection. */
  refuse(): this {
    return this.fail('refused');
  }

  /** Takes the request, then drops the connection without an answer. */
  reset(): this {
    return this.fail('reset', { seen: true });
  }

  /** Takes the request and never answers: the read timeout expires. */
  hang(): this {
    return this.fail('read-timeout', { seen: true, after: 'read' });
  }

  /** Never completes the connection: the connection timeout expires. */
  hangConnect(): this {
    return this.fail('connect-timeout', { after: 'connect' });
  }

  /** Its name does not resolve. */
  failDns(): this {
    return this.fail('dns');
  }

  /** The TLS handshake fails. */
  failTls(): this {
    return this.fail('tls');
  }

  /** Takes so long for the first byte of whatever it answers; 0 to be fast again. Longer than the read timeout is a read timeout. */
  delay(milliseconds: number): this {
    this.delayMs = milliseconds;
    return this;
  }

  /**
   * Gives the latest fixed answer, but breaks off after so many bytes of the body.
   * Without a content-length nothing but the broken connection tells that bytes are missing.
   */
  breakOff(afterBytes: number, { contentLength = true }: { readonly contentLength?: boolean } = {}): this {
    const { answer } = this;
    return this.follow({ play: async ({ method }) => responded(answer.broken(method, afterBytes, contentLength)), seen: true, answers: true });
  }

  /** Back to what it did first, without delay. */
  recover(): this {
    this.delayMs = 0;
    return this.follow(this.normal);
  }

  exchange(request: OriginRequest, limits: Limits, clock: Clock): Promise<OriginOutcome> {
    const { script, delayMs } = this;
    if (script.seen) this.remember(request);
    return delayMs > 0 && script.answers ? late(delayMs, script.play, request, limits, clock) : script.play(request, limits, clock);
  }

  /** Does from now on what the server does, and recovers to that; without one, to the answer that it had first. */
  protected setNormal(server: OriginServer | undefined): this {
    this.normal = server ? { play: (...exchange) => server.exchange(...exchange), seen: true, answers: true } : always(this.first);
    return this.follow(this.normal);
  }

  private follow(script: Script): this {
    this.script = script;
    return this;
  }

  private fail(failure: FailureKind, { seen = false, after }: { seen?: boolean; after?: keyof Limits } = {}): this {
    const outcome = Promise.resolve<OriginOutcome>({ kind: 'failure', failure });
    const play: Play = after ? (_, limits, clock) => clock.sleep(limits[after]).then(() => outcome) : () => outcome;
    return this.follow({ play, seen, answers: false });
  }

  private remember(request: OriginRequest): void {
    const { seen } = this;
    if (seen.push(request) === 2 * REMEMBERED) this.forget(REMEMBERED);
    this.seenBytes += lengthOf(request);
    while (this.seenBytes > REMEMBERED_BYTES && seen.length > 1) this.forget(1);
  }

  private forget(count: number): void {
    for (const request of this.seen.splice(0, count)) this.seenBytes -= lengthOf(request);
  }
}

function lengthOf({ body }: OriginRequest): number {
  return body?.length ?? 0;
}

function always(answer: ScriptedAnswer): Script {
  return { play: ({ method }) => Promise.resolve(responded(answer.response(method))), seen: true, answers: true };
}

async function asked(answer: Answering, request: OriginRequest): Promise<OriginOutcome> {
  try {
    const response = await answer(request);
    return responded(new ScriptedAnswer(response.status, response).response(request.method));
  } catch (error) {
    const body = `the script of this origin threw: ${error instanceof Error ? error.message : String(error)}\n`;
    return responded(new ScriptedAnswer(500, { body }).response(request.method));
  }
}

async function late(delayMs: number, play: Play, request: OriginRequest, limits: Limits, clock: Clock): Promise<OriginOutcome> {
  await clock.sleep(Math.min(delayMs, limits.read));
  return delayMs > limits.read ? { kind: 'failure', failure: 'read-timeout' } : play(request, limits, clock);
}

function responded(response: ReturnType<ScriptedAnswer['response']>): OriginOutcome {
  return { kind: 'response', response };
}
