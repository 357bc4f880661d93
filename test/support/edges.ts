import { request as httpRequest, IncomingMessage } from 'node:http';
import type { Stack, Stage } from 'aws-cdk-lib';
import { Headers } from '../../lib/function-code/message';
import { Assembly } from '../../lib/model/assembly';
import { TemplateBody } from '../../lib/model/template';
import { listen } from '../../lib/simulator/http/http-server';
import { ManualClock } from '../../lib/simulator/journey/clock';
import { Edge, EdgeOptions } from '../../lib/simulator/journey/edge';
import { Trace } from '../../lib/simulator/journey/trace';

/** An edge whose clock stands still until the test moves it. */
export interface ClockedEdge {
  readonly edge: Edge;
  readonly clock: ManualClock;
}

/** An edge for a distribution of a stack that the test made, of a template, or of an assembly or template file. */
export function edgeFor(source: Stack | TemplateBody | string, options: Omit<EdgeOptions, 'clock'> = {}): ClockedEdge {
  const clock = new ManualClock();
  // By this, and not by Stack.isStack: most tests that come here would load aws-cdk-lib for nothing else.
  if (typeof source === 'string' || !('node' in source)) {
    const assembly = typeof source === 'string' ? Assembly.read(source) : Assembly.of(source);
    return { clock, edge: Edge.of(assembly, { ...options, clock }) };
  }
  const { directory } = (source.node.root as Stage).synth();
  return { clock, edge: Edge.of(Assembly.read(directory), { stack: source.stackName, ...options, clock }) };
}

/** What a viewer sends beside method and target. */
export interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** @default 'https' */
  readonly protocol?: 'http' | 'https';
}

/** What a viewer gets, and the trace of it. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Whether the body broke off. */
  readonly broken: boolean;
  readonly trace: Trace;
}

/** Asks the edge in process, and reads the body. */
export async function send(
  edge: Edge,
  method: string,
  target: string,
  { headers = {}, body, protocol = 'https' }: Sending = {},
): Promise<Reply> {
  const [path = '', ...query] = target.split('?');
  const { response, trace } = await edge.handle({
    method,
    protocol,
    path,
    query: query.join('?'),
    headers: { host: ['d111111abcdef8.cloudfront.net'], ...inLists(headers) },
    body: body === undefined ? undefined : Buffer.from(body),
    clientIp: '127.0.0.1',
  });
  const read = await textOf(response.body as AsyncIterable<Uint8Array>);
  return { status: response.status, headers: response.headers, ...read, trace };
}

/** One of the two ways into an edge. */
export interface Door {
  send(method: string, target: string, sending?: Sending): Promise<Reply>;
  close(): Promise<void>;
}

/** Both ways into an edge, so that one table of scenarios runs through each. */
export const DOORS: ReadonlyArray<{ readonly door: string; open(edge: Edge): Promise<Door> }> = [
  { door: 'in process', open: async edge => ({ send: (...request) => send(edge, ...request), close: async () => undefined }) },
  { door: 'over HTTP', open: overHttp },
];

async function overHttp(edge: Edge): Promise<Door> {
  const { port, close } = await listen(edge, { port: 0, warn: () => undefined });
  return {
    close,
    send: async (method, target, { headers = {}, body, protocol = 'https' } = {}) => {
      const framing = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        httpRequest(
          { port, method, path: target, agent: false, headers: { ...headers, ...framing, 'x-forwarded-proto': protocol } },
          resolve,
        )
          .on('error', reject)
          .end(body);
      });
      const sent: Headers = Object.fromEntries(Object.entries(response.headersDistinct).map(([name, values]) => [name, values ?? []]));
      const trace = JSON.parse(sent['x-local-edge-trace']![0]!) as Trace;
      return { status: response.statusCode!, headers: sent, ...await textOf(response), trace };
    },
  };
}

/**
 * Who was asked with what result, in a row: `primary 503`, `secondary 500=>200` where a function changed the status, `primary refused x3`.
 */
export function wayOf({ attempts }: Trace): string[] {
  const way: string[] = [];
  let times = 1;
  attempts.forEach(({ role, outcome, afterFunction }, i) => {
    const next = attempts[i + 1];
    if (next?.role === role && next.outcome === outcome) return void times++;
    const changed = afterFunction === undefined || afterFunction === outcome ? '' : `=>${afterFunction}`;
    way.push(`${role} ${outcome}${changed}${times > 1 ? ` x${times}` : ''}`);
    times = 1;
  });
  return way;
}

/** Waits in real time for what happens beside an answer. */
export async function until(happened: () => boolean): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    const isOver = happened();
    // Once more, so that whatever follows at once has happened, too.
    await new Promise(resolve => setTimeout(resolve, 1));
    if (isOver) return;
  }
  throw new Error('it did not happen within a second');
}

async function textOf(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<Pick<Reply, 'text' | 'broken'>> {
  if (ArrayBuffer.isView(body)) return { text: Buffer.from(body).toString(), broken: false };
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of body) chunks.push(chunk);
    return { text: Buffer.concat(chunks).toString(), broken: false };
  } catch {
    return { text: Buffer.concat(chunks).toString(), broken: true };
  }
}

function inLists(headers: Readonly<Record<string, string>>): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
}
