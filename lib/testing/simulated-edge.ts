import { ViewerRequestInit, viewerRequest } from './viewer-request';
import { ViewerResponse } from './viewer-response';
import { DistributionModel } from '../model/distribution';
import { InvocationObserver } from '../simulator/functions/function-runner';
import { runnerFor } from '../simulator/functions/runners';
import { listen, Listening } from '../simulator/http/http-server';
import { Assumptions } from '../simulator/journey/assumptions';
import { ManualClock } from '../simulator/journey/clock';
import { Edge } from '../simulator/journey/edge';
import { OriginControl } from '../simulator/origins/origin-control';

/** How an edge behaves. */
export interface SimulatedEdgeOptions {
  /**
   * What to assume where AWS documents nothing, by name of the assumption. See docs/simulator.md.
   * @default - what AWS's documentation supports best
   */
  readonly assumptions?: Partial<Assumptions>;
  /**
   * The initial time of the clock.
   * @default - January 1, 2026
   */
  readonly now?: Date;
}

/** Edges that are not closed yet. */
const open = new Set<SimulatedEdge>();

/**
 * A CloudFront for one distribution, in process. Origins respond with 200 until you change them. Time stands still until an origin
 * is slow or you advance the clock: nothing really waits.
 */
export class SimulatedEdge {
  /** The edge's time. `clock.advance(seconds)` moves it forward, `clock.now()` returns it in milliseconds since 1970. */
  readonly clock: ManualClock;
  private readonly edge: Edge;
  private readonly servers: Listening[] = [];

  /** @internal use `simulate` */
  constructor(
    /** The distribution, as in the template. */
    readonly distribution: DistributionModel,
    private readonly options: SimulatedEdgeOptions & { readonly onInvocation?: InvocationObserver } = {},
  ) {
    const { now, ...rest } = options;
    this.clock = new ManualClock(now?.getTime());
    this.edge = Edge.of({ distributions: () => [distribution] }, { ...rest, clock: this.clock });
    loadFunctions(distribution);
    open.add(this);
  }

  /** The assumptions that hold. */
  get assumptions(): Assumptions {
    return this.edge.assumptions;
  }

  /** @throws UnusableInput for a name or a value that there is not */
  setAssumptions(changes: Partial<Assumptions>): void {
    this.edge.setAssumptions(changes);
  }

  /**
   * The stand-in for an origin, to set how it responds: `respond`, `respondWith`, `refuse`, `reset`, `hang`, `hangConnect`, `failDns`,
   * `failTls`, `delay`, `breakOff`, `connect`, `recover`. Each returns the origin, so that they chain.
   *
   * @param name `primary` or `secondary` of the origin group, an origin's id, or its domain name
   * @throws UnusableInput when no origin has that name
   */
  origin(name: string): OriginControl {
    return this.edge.origin(name);
  }

  /**
   * Sends a viewer's request and reads the response to its end. Background requests, which refresh expired objects, have finished by
   * then as well.
   * @param input a path, a URL or a Request
   */
  async fetch(input: string | URL | Request, init?: ViewerRequestInit): Promise<ViewerResponse> {
    const { response, trace } = await this.edge.handle(await viewerRequest(input, init));
    const read = await ViewerResponse.of(response, trace);
    if (trace.cache === 'stale') await this.edge.settled();
    return read;
  }

  /** Empties the cache, as an invalidation of everything does. */
  invalidate(): void {
    this.edge.invalidate();
  }

  /**
   * Serves the edge over HTTP on this machine until it is closed. The clock stands still there as well.
   * @param port 0 for any that is free
   * @throws UnusableInput when the port is not available
   */
  async listen(port = 0): Promise<Pick<Listening, 'url' | 'port'>> {
    const server = await listen(this.edge, { port });
    this.servers.push(server);
    open.add(this);
    return server;
  }

  /**
   * Releases servers, connections and workers of functions. An edge that is never closed does not keep a process alive, unless it listens.
   */
  async close(): Promise<void> {
    open.delete(this);
    await Promise.all(this.servers.splice(0).map(server => server.close()));
    await this.edge.close();
  }

  /**
   * An edge for the same distribution with an empty cache and healthy origins. It shares the workers of functions, and need not be closed.
   */
  fresh(): SimulatedEdge {
    const edge = new SimulatedEdge(this.distribution, { ...this.options, assumptions: this.assumptions });
    open.delete(edge);
    return edge;
  }
}

/** Closes the edges that were forgotten. */
export async function closeForgottenEdges(): Promise<void> {
  await Promise.all([...open].map(edge => edge.close()));
}

/** Loads functions into memory, so that their folder may be removed. One that cannot be loaded fails when it is used. */
function loadFunctions({ behaviors }: DistributionModel): void {
  for (const association of behaviors.flatMap(({ functions }) => functions)) {
    try {
      runnerFor(association);
    } catch {
      // The request that needs it gets a 501 that names the reason.
    }
  }
}
