import { pair, Pair } from './pair';
import { ManualClock } from '../../../lib/simulator/journey/clock';
import { Edge, EdgeOptions } from '../../../lib/simulator/journey/edge';
import { BrokenBody } from '../../../lib/simulator/origins/origin';
import { OriginControl } from '../../../lib/simulator/origins/origin-control';
import { edgeFor, Reply, send, Sending } from '../../support/edges';

/** An edge for {@link pair}, with its origins: they answer `P`, `S` and `page`. */
export interface Stage {
  readonly edge: Edge;
  readonly clock: ManualClock;
  readonly p: OriginControl;
  readonly s: OriginControl;
  readonly pages: OriginControl;
  get(target?: string, headers?: Sending['headers']): Promise<Reply>;
  head(target?: string, headers?: Sending['headers']): Promise<Reply>;
}

const open: Edge[] = [];

export function stage(options: Pair = {}, edgeOptions: Omit<EdgeOptions, 'clock'> = {}): Stage {
  const { edge, clock } = edgeFor(pair(options), edgeOptions);
  open.push(edge);
  return {
    edge,
    clock,
    p: edge.origin('primary').respond(200, 'P'),
    s: edge.origin('secondary').respond(200, 'S'),
    pages: edge.origin('pages').respond(200, 'page'),
    get: (target = '/page', headers) => send(edge, 'GET', target, { headers }),
    head: (target = '/page', headers) => send(edge, 'HEAD', target, { headers }),
  };
}

/** For `afterEach`. */
export async function closeStages(): Promise<void> {
  await Promise.all(open.splice(0).map(edge => edge.close()));
}

/** An origin that answers on demand. */
export function gateOf(origin: Stage['p']) {
  let answerWith!: (answer: { status: number; body?: string; headers?: Record<string, string> }) => void;
  const answer = new Promise<{ status: number; body?: string; headers?: Record<string, string> }>(resolve => { answerWith = resolve; });
  const gate = { open: answerWith, served: 0 };
  origin.respondWith(async () => {
    const response = await answer;
    gate.served++;
    return response;
  });
  return gate;
}

/** Bytes that arrive one by one, so that they stream. Like a connection, it is read once. */
export class Streaming implements AsyncIterableIterator<Uint8Array> {
  /** Whether somebody let go of it before its end. */
  left = false;
  private readonly chunks: Uint8Array[];

  constructor(text: string, private readonly breaksOff = false) {
    this.chunks = [...text].map(letter => Buffer.from(letter));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    await new Promise(setImmediate);
    const value = this.chunks.shift();
    if (!value && this.breaksOff) throw new BrokenBody('the connection dropped');
    return value ? { value, done: false } : { value, done: true };
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.left = this.chunks.length > 0;
    return { value: undefined, done: true };
  }
}
