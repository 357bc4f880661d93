import { randomBytes } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { draw, Drawing } from './drawing';
import { jsonOf, keepOthersOut } from './guard';
import { Listeners } from './listeners';
import { OriginState, switchOrigin, usualDelay } from './origin-switch';
import { page } from './page';
import { storyOf } from './story';
import { readAnswer, requestFor } from './try-request';
import { UnusableInput } from '../../model/errors';
import { show } from '../../model/value';
import { logLine } from '../http/log-line';
import { Refusal } from '../http/refusal';
import { assumptionSwitches } from '../journey/assumptions';
import { Edge } from '../journey/edge';
import { Trace } from '../journey/trace';

/** Where the control page is. */
export const CONTROL_PATH = '/__edge/';

/** How many of the latest traces are shown. */
const REMEMBERED = 200;

/** An edge that the control page controls. */
export interface Controlled {
  readonly name: string;
  readonly edge: Edge;
  /** Where it serves viewers. */
  readonly url?: string;
}

/** A trace as the page gets it. */
export interface Recorded {
  readonly id: number;
  readonly edge: string;
  /** Milliseconds since 1970, by the machine's clock. */
  readonly at: number;
  readonly trace: Trace;
  readonly line: string;
  readonly story: string;
  /** How often its edge had changed when the request was sent. An answer from before the latest change says nothing about now. */
  readonly changes: number;
}

export interface ControlOptions {
  /** Called with the trace of every request that the page itself sent. */
  readonly onTrace?: (name: string, trace: Trace) => void;
}

interface Station {
  readonly name: string;
  readonly url?: string;
  edge: Edge;
  drawing: Drawing;
  /** How often it was switched or replaced. */
  changes: number;
  /** What origins were switched to, by their id. */
  readonly origins: Map<string, OriginState>;
}

type Input = Readonly<Record<string, unknown>>;
type Answering = (input: Input, request: IncomingMessage) => unknown;

/**
 * The control page of the local edge, below {@link CONTROL_PATH}. It draws the distributions, shows requests and their traces as
 * they come in, and switches origins and assumptions. Pass `handle` to the server as its `reserved` hook, and its traces to `record`.
 */
export class Control {
  private readonly stations: readonly Station[];
  private readonly traces: Recorded[] = [];
  private readonly listeners = new Listeners();
  private lastId = 0;

  private readonly posts: Readonly<Record<string, Answering>> = {
    origin: input => this.switchOrigin(input),
    assumption: input => this.switchAssumption(input),
    request: (input, request) => this.tryRequest(input, request),
    invalidate: input => this.invalidate(input),
  };

  constructor(edges: readonly Controlled[], private readonly options: ControlOptions = {}) {
    this.stations = edges.map(({ name, edge, url }) =>
      ({ name, edge, url, drawing: draw(edge.distribution), changes: 0, origins: new Map() }));
  }

  /** Shows a trace of an edge. */
  record(name: string, trace: Trace, { changes }: Pick<Recorded, 'changes'> = this.stationOf({ edge: name })): Recorded {
    const id = ++this.lastId;
    const recorded = { id, edge: name, at: Date.now(), trace: snapshotOf(trace), line: logLine(trace), story: storyOf(trace), changes };
    if (this.traces.push(recorded) > REMEMBERED) this.traces.shift();
    this.listeners.send('trace', recorded);
    return recorded;
  }

  /**
   * Replaces an edge, for example after its assembly was synthesized again. Switched origins stay switched if the new edge has
   * them too.
   */
  replace(name: string, edge: Edge): void {
    const station = this.stationOf({ edge: name });
    edge.setAssumptions(station.edge.assumptions);
    station.edge = edge;
    station.drawing = draw(edge.distribution);
    station.changes++;
    for (const [id, { action, delayMs }] of station.origins) {
      if (edge.distribution.origins.some(origin => origin.id === id)) switchOrigin(edge.origin(id), action, delayMs);
      else station.origins.delete(id);
    }
    this.listeners.send('state', this.state());
  }

  /** Answers requests for {@link CONTROL_PATH} and below. Returns true if it takes care of the request. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const path = request.url!.replace(/\?.*$/s, '');
    if (`${path}/` === CONTROL_PATH) {
      response.writeHead(302, { ...HEADERS, 'location': CONTROL_PATH, 'content-length': 0 }).end();
      return true;
    }
    if (!path.startsWith(CONTROL_PATH)) return false;
    this.route(path.slice(CONTROL_PATH.length), request, response).catch((error: unknown) => replyWithError(response, error));
    return true;
  }

  /** Ends the connections of all listeners. */
  close(): void {
    this.listeners.close();
  }

  private async route(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    keepOthersOut(request, name === '');
    const reading = ['', 'state', 'events'].includes(name);
    const post = Object.hasOwn(this.posts, name) ? this.posts[name] : undefined;
    if (!reading && !post) throw new Refusal(404, 'there is no such page.');
    const method = post ? 'POST' : 'GET';
    if (request.method !== method) throw new Refusal(405, `${CONTROL_PATH}${name} accepts ${method} only.`, { allow: method });

    if (post) return reply(response, 200, 'application/json', `${JSON.stringify(await post(await jsonOf(request), request))}\n`);
    if (name === 'state') return reply(response, 200, 'application/json', `${JSON.stringify(this.state())}\n`);
    if (name === '') return sendPage(response);
    if (this.listeners.full) throw new Refusal(503, 'too many listeners: close another window of the control page.');
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream; charset=utf-8' });
    this.listeners.add(response, 'state', this.state());
  }

  private state() {
    return { edges: this.stations.map(station => this.stateOf(station)), traces: this.traces };
  }

  private stateOf({ name, edge, url, drawing, origins, changes }: Station) {
    return {
      name,
      url,
      changes,
      distribution: drawing,
      origins: drawing.origins.map(({ id, readSeconds }) => ({
        id, url: edge.origin(id).url, usualDelayMs: usualDelay(readSeconds), ...origins.get(id) ?? { action: 'normal' },
      })),
      assumptions: assumptionSwitches(edge.assumptions),
    };
  }

  private switchOrigin(input: Input) {
    const station = this.stationOf(input);
    const { edge, drawing } = station;
    const control = edge.origin(show(input.origin));
    const model = drawing.origins.find(({ id }) => id === control.name)!;
    station.origins.set(model.id, switchOrigin(control, input.action, input.delayMs ?? usualDelay(model.readSeconds)));
    return this.changed(station);
  }

  private switchAssumption(input: Input) {
    const station = this.stationOf(input);
    station.edge.setAssumptions({ [show(input.name)]: input.value });
    return this.changed(station);
  }

  private async tryRequest(input: Input, message: IncomingMessage) {
    const { name, edge, changes } = this.stationOf(input);
    const request = requestFor(input, message);
    if (input.fresh === true) edge.invalidate();
    const { response, trace } = await edge.handle(request);
    const answer = await readAnswer(response);
    this.options.onTrace?.(name, trace);
    return { ...this.record(name, trace, { changes }), response: answer };
  }

  private invalidate(input: Input) {
    const { name, edge } = this.stationOf(input);
    edge.invalidate();
    return { edge: name, invalidated: true };
  }

  private changed(station: Station) {
    station.changes++;
    const state = this.stateOf(station);
    this.listeners.send('change', state);
    return state;
  }

  /** The edge with that name. A single edge needs no name. */
  private stationOf({ edge }: Input): Station {
    const station = this.stations.find(({ name }) => (edge === undefined ? this.stations.length === 1 : name === edge));
    if (station) return station;
    const allowed = this.stations.map(({ name }) => name).join(', ');
    throw new UnusableInput(`there is no edge ${JSON.stringify(edge) ?? 'without a name'}. Allowed: ${allowed}.`);
  }
}

/** A copy that does not change any more, with the logs of functions cut to a readable length. */
function snapshotOf(trace: Trace): Trace {
  const copy = structuredClone(trace);
  const shortened = (line: string) => (line.length > 500 ? `${line.slice(0, 500)}…` : line);
  return { ...copy, functions: copy.functions.map(run => ({ ...run, log: run.log.slice(-50).map(shortened) })) };
}

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

function sendPage(response: ServerResponse): void {
  const nonce = randomBytes(16).toString('base64');
  reply(response, 200, 'text/html', page(nonce), {
    'cross-origin-opener-policy': 'same-origin',
    'content-security-policy': [
      "default-src 'none'", `script-src 'nonce-${nonce}'`, `style-src 'nonce-${nonce}'`, "connect-src 'self'", 'img-src data:',
      "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ].join('; '),
  });
}

function reply(response: ServerResponse, status: number, type: string, text: string, more: Readonly<Record<string, string>> = {}): void {
  const headers = { ...HEADERS, ...more, 'content-type': `${type}; charset=utf-8`, 'content-length': Buffer.byteLength(text) };
  response.writeHead(status, headers);
  response.end(text);
}

function replyWithError(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const status = error instanceof Refusal ? error.status : error instanceof UnusableInput ? 400 : 500;
  const message = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
  // The rest of a refused request is not read.
  const headers = { connection: 'close', ...error instanceof Refusal ? error.headers : {} };
  reply(response, status, 'application/json', `${JSON.stringify({ error: message })}\n`, headers);
}
