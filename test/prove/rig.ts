import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { App } from 'aws-cdk-lib';
import { ProveStack } from '../../examples/prove/prove-stack';
import { Assembly } from '../../lib/model/assembly';
import { DistributionModel } from '../../lib/model/distribution';
import { conclude, Conclusions } from '../../lib/prove/conclude';
import { askAll, Progress, seenIn } from '../../lib/prove/session';
import { evidenceIn, Viewer } from '../../lib/prove/viewer';
import { OriginRequest } from '../../lib/simulator/forwarding/forwarding';
import { Assumptions } from '../../lib/simulator/journey/assumptions';
import { Clock, ManualClock } from '../../lib/simulator/journey/clock';
import { Edge } from '../../lib/simulator/journey/edge';
import { BrokenBody, Limits, OriginOutcome } from '../../lib/simulator/origins/origin';
import { viewerRequest } from '../../lib/testing/viewer-request';
import { ViewerResponse } from '../../lib/testing/viewer-response';

/** The distribution of examples/prove, as it is deployed. */
export function proveDistribution(): DistributionModel {
  const { directory } = new ProveStackApp().synth();
  return Assembly.read(directory).distributions()[0]!;
}

class ProveStackApp extends App {
  constructor() {
    super({ analyticsReporting: false });
    new ProveStack(this, 'Prove');
  }
}

/** What follows from a run, with one request at a time. */
export async function proved({ viewer }: Pick<Rig, 'viewer'>, maxRequests = 2000): Promise<Proved> {
  const progress: Progress = { started: new Date(viewer.now()).toISOString(), run: 'run', requests: 0, asked: {} };
  const stopped = await askAll(progress, viewer, { maxRequests, concurrency: 1 }, () => undefined);
  return { progress, stopped, conclusions: conclude(seenIn(progress)) };
}

export interface Proved {
  readonly progress: Progress;
  readonly stopped: string | undefined;
  readonly conclusions: Conclusions;
}

/** The assumptions that were observed, with their values. */
export function observedIn({ conclusions }: Proved): Partial<Assumptions> {
  const observed = conclusions.assumptions.filter(({ verdict }) => verdict === 'observed');
  return Object.fromEntries(observed.map(({ name, fits }) => [name, fits[0]]));
}

/** What goes wrong beside what is asked for. */
export interface Noise {
  /** Whether the next request between the viewer and CloudFront is lost. */
  readonly viewerLoses?: () => boolean;
  /** Whether the next connection between CloudFront and an origin is reset. */
  readonly originLoses?: () => boolean;
  /** Milliseconds that the origins take on top. */
  readonly slowness?: () => number;
}

export interface RigOptions extends Noise {
  readonly assumptions?: Partial<Assumptions>;
  /** How a port fails that nobody listens on. */
  readonly closed?: 'refuse' | 'hangConnect';
  readonly silent?: 'refuse' | 'hangConnect';
  readonly clock?: Clock;
}

export interface Rig {
  readonly viewer: Viewer;
  readonly edge: Edge;
}

/** The local edge in the place of CloudFront, with the very code of the example at its origins. */
export function rig(
  distribution: DistributionModel,
  { assumptions, closed = 'refuse', silent = 'hangConnect', clock = new ManualClock(), ...noise }: RigOptions = {},
): Rig {
  const edge = Edge.of({ distributions: () => [distribution] }, { clock, assumptions });
  for (const { id, customHeaders } of distribution.origins) {
    const origin = edge.originOf(distribution.origins.find(one => one.id === id)!);
    if (id.startsWith('dns')) origin.failDns();
    else if (id.startsWith('tls')) origin.failTls();
    else if (id.startsWith('closed')) origin[closed]();
    else if (id.startsWith('silent')) origin[silent]();
    else if (id === 'bucket') origin.respond(403, '<Code>AccessDenied</Code>');
    else if (customHeaders.some(({ name }) => name === 'x-prove-origin')) origin.exchange = obedient(noise);
  }
  const viewer: Viewer = {
    now: () => clock.now(),
    sleep: milliseconds => clock.sleep(milliseconds),
    send: async ({ method, target, headers }) => {
      const started = clock.now();
      if (noise.viewerLoses?.()) throw new Error('socket hang up');
      const { response, trace } = await edge.handle(await viewerRequest(target, { method, headers }));
      const read = await ViewerResponse.of(response, trace);
      const complete = await read.text().then(() => true, () => false);
      return {
        method,
        target,
        at: new Date(started).toISOString(),
        ms: clock.now() - started,
        status: read.status,
        headers: evidenceIn(read.headers),
        bytes: read.body.length,
        complete,
      };
    },
  };
  return { viewer, edge };
}

/** The function of the example as an origin. Its sleep takes the time of the edge. */
function obedient({ originLoses, slowness }: Noise) {
  let slept = 0;
  const world: Record<string, any> = {
    exports: {},
    URLSearchParams,
    crypto: globalThis.crypto,
    setTimeout: (done: () => void, milliseconds: number) => {
      slept += milliseconds;
      done();
    },
    awslambda: {
      streamifyResponse: (handler: unknown) => handler,
      HttpResponseStream: { from: (stream: Sent, head: Sent['head']) => Object.assign(stream, { head }) },
    },
  };
  runInContext(CODE, createContext(world));

  return async ({ query, headers }: OriginRequest, { read }: Limits, clock: Clock): Promise<OriginOutcome> => {
    if (originLoses?.()) return { kind: 'failure', failure: 'reset' };
    slept = slowness?.() ?? 0;
    const sent: Sent = { text: '', write: text => { sent.text += text; }, end: () => undefined };
    const single = Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values[0]]));
    const event = { rawQueryString: query, headers: single };
    const finished: Promise<boolean> = world.exports.handler(event, sent).then(() => false, () => true);
    // It sleeps at once or not at all.
    const milliseconds = slept;
    const isBroken = await finished;

    await clock.sleep(Math.min(milliseconds, read));
    if (milliseconds > read) return { kind: 'failure', failure: 'read-timeout' };
    const { statusCode: status, headers: own } = sent.head!;
    const bytes = new TextEncoder().encode(sent.text);
    const answer = { status, statusText: '', headers: Object.fromEntries(Object.entries(own).map(([name, value]) => [name, [value]])) };
    // Like a stream of chunks, so that a body that breaks off is known to have done so.
    if (isBroken) Object.assign(answer.headers, { 'transfer-encoding': ['chunked'] });
    return { kind: 'response', response: { ...answer, body: isBroken ? breaking(bytes) : bytes } };
  };
}

/** What the function writes its response to. */
interface Sent {
  text: string;
  head?: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> };
  write(text: string): void;
  end(): void;
}

const CODE = readFileSync(join(__dirname, '../../examples/prove/handlers/origin.js'), 'utf8');

async function* breaking(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
  throw new BrokenBody('broken off, as asked');
}
