import { Limits, OriginOutcome, OriginServer, FailureKind } from './origin';
import { ScriptedAnswer, ScriptedHeaders, ScriptedResponse } from './scripted-answer';
import { OriginRequest } from '../forwarding/forwarding';
import { Clock } from '../journey/clock';

/** The number of requests that an origin remembers. */
const REMEMBERED = 200;

/** The bytes of their bodies. The latest request is always remembered. */
const REMEMBERED_BYTES = 16 * 1024 * 1024;

/** Returns the answer to a request. */
export type Answering = (request: OriginRequest) => ScriptedResponse | Promise<ScriptedResponse>;

type Play = (request: OriginRequest, limits: Limits, clock: Clock) => Promise<OriginOutcome>;

interface Script {
  readonly play: Play;
  /** Whether the request reaches the origin. */
  readonly seen: boolean;
  /** Whether there is an answer, which can be slow. */
  readonly answers: boolean;
}

/**
 * An origin that you control: it answers, fails as origins fail, or breaks off. Every control returns the origin, so that calls
 * chain. It waits by the edge's clock only.
 */
export class ScriptedOrigin implements OriginServer {
  private normal: Script;
  private readonly first: ScriptedAnswer;
  private answer: ScriptedAnswer;
  private script: Script;
  private delayMs = 0;
  private readonly seen: OriginRequest[] = [];
  private seenBytes = 0;

  /** @param name its name in its first answer, a 200 */
  constructor(readonly name: string, answer: ScriptedResponse = { status: 200, body: `${name} answers\n` }) {
    this.answer = this.first = new ScriptedAnswer(answer.status, answer);
    this.script = this.normal = always(this.first);
  }

  /** The requests that reached the origin, oldest first: the latest 200, or fewer if they have large bodies. */
  get requests(): readonly OriginRequest[] {
    return this.seen.slice(-REMEMBERED);
  }

  /** Gives every request the same answer. */
  respond(status: number, body: string | Uint8Array = '', headers: ScriptedHeaders = {}): this {
    this.answer = new ScriptedAnswer(status, { body, headers });
    return this.follow(always(this.answer));
  }

  /** Answers with what the function returns. If it throws, the origin answers 500 with the message, as a server would. */
  respondWith(answer: Answering): this {
    return this.follow({ play: request => asked(answer, request), seen: true, answers: true });
  }

  /** Refuses the connection. */
  refuse(): this {
    return this.fail('refused');
  }

  /** Accepts the request, then drops the connection without an answer. */
  reset(): this {
    return this.fail('reset', { seen: true });
  }

  /** Accepts the request and never answers: the read timeout expires. */
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

  /** Delays the first byte of every answer; 0 makes it fast again. A delay beyond the read timeout is a read timeout. */
  delay(milliseconds: number): this {
    this.delayMs = milliseconds;
    return this;
  }

  /**
   * Gives the latest fixed answer, but breaks off after so many bytes of the body.
   * Without a content-length, only the broken connection shows that bytes are missing.
   */
  breakOff(afterBytes: number, { contentLength = true }: { readonly contentLength?: boolean } = {}): this {
    const { answer } = this;
    const play: Play = async ({ method }) => answered(answer.broken(method, afterBytes, contentLength));
    return this.follow({ play, seen: true, answers: true });
  }

  /** Goes back to its first answer, without delay. */
  recover(): this {
    this.delayMs = 0;
    return this.follow(this.normal);
  }

  exchange(request: OriginRequest, limits: Limits, clock: Clock): Promise<OriginOutcome> {
    const { script, delayMs } = this;
    if (script.seen) this.remember(request);
    return delayMs > 0 && script.answers ? late(delayMs, script.play, request, limits, clock) : script.play(request, limits, clock);
  }

  /** Passes requests on to the server from now on, and recovers to it. Without a server, it goes back to its first answer. */
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
    this.seenBytes += bodyBytes(request);
    while (this.seenBytes > REMEMBERED_BYTES && seen.length > 1) this.forget(1);
  }

  private forget(count: number): void {
    for (const request of this.seen.splice(0, count)) this.seenBytes -= bodyBytes(request);
  }
}

function bodyBytes({ body }: OriginRequest): number {
  return body?.length ?? 0;
}

function always(answer: ScriptedAnswer): Script {
  return { play: ({ method }) => Promise.resolve(answered(answer.response(method))), seen: true, answers: true };
}

async function asked(answer: Answering, request: OriginRequest): Promise<OriginOutcome> {
  try {
    const response = await answer(request);
    return answered(new ScriptedAnswer(response.status, response).response(request.method));
  } catch (error) {
    const body = `the script of this origin threw: ${error instanceof Error ? error.message : String(error)}\n`;
    return answered(new ScriptedAnswer(500, { body }).response(request.method));
  }
}

async function late(delayMs: number, play: Play, request: OriginRequest, limits: Limits, clock: Clock): Promise<OriginOutcome> {
  await clock.sleep(Math.min(delayMs, limits.read));
  return delayMs > limits.read ? { kind: 'failure', failure: 'read-timeout' } : play(request, limits, clock);
}

function answered(response: ReturnType<ScriptedAnswer['response']>): OriginOutcome {
  return { kind: 'response', response };
}
