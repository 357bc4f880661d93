import { Assumptions, DEFAULT_ASSUMPTIONS, withChanges } from './assumptions';
import { Clock, systemClock } from './clock';
import { serve } from './decision-table';
import { EdgeContext, Journey } from './journey';
import { Trace, TraceWriter } from './trace';
import { EdgeRequest, EdgeResponse, generated } from '../../function-code/message';
import { Assembly } from '../../model/assembly';
import { AssociationModel, constructPathOf, DistributionModel, OriginModel } from '../../model/distribution';
import { CannotTell, NotModelled, UnusableInput } from '../../model/errors';
import { CacheStore } from '../cache/cache-store';
import { Collapsing } from '../cache/collapsing';
import { FunctionRunDetails } from '../functions/associated-functions';
import { FunctionRunner, InvocationObserver, observed } from '../functions/function-runner';
import { closeRunners, runnerFor } from '../functions/runners';
import { OriginControl } from '../origins/origin-control';

/** Selects one of several distributions. */
export interface DistributionChoice {
  /** Its stack, or the file of its template. */
  readonly stack?: string;
  /** Its logical id or construct path. */
  readonly distribution?: string;
}

/** Options of an {@link Edge}. */
export interface EdgeOptions extends DistributionChoice {
  /** @default - the machine's clock */
  readonly clock?: Clock;
  /** @default - the reading that AWS's documentation supports best */
  readonly assumptions?: Partial<Assumptions>;
  /** Called with the event that a function got, and with its result. */
  readonly onInvocation?: InvocationObserver;
  /** Called with what a function did for a request. */
  readonly onRun?: (run: FunctionRunDetails) => void;
  /**
   * Who runs the function of an association.
   * @default - a worker thread, or this process for the library's own function
   */
  readonly runnerOf?: (association: AssociationModel) => FunctionRunner;
}

/** A CloudFront for one distribution on this machine. Origins return scripted responses until they are connected to a real URL. */
export class Edge {
  /**
   * @throws UnusableInput if there is no such distribution, or several and none was chosen
   */
  static of(assembly: Pick<Assembly, 'distributions'>, options: EdgeOptions = {}): Edge {
    return new Edge(chooseDistribution(assembly.distributions(), options), options);
  }

  private readonly context: EdgeContext;
  private readonly origins = new Map<string, OriginControl>();
  private current: Assumptions;

  private constructor(
    readonly distribution: DistributionModel,
    { clock = systemClock, assumptions = {}, onInvocation, onRun, runnerOf = runnerFor }: EdgeOptions,
  ) {
    this.current = DEFAULT_ASSUMPTIONS;
    this.setAssumptions(assumptions);
    for (const { id } of distribution.origins) this.origins.set(id, new OriginControl(id));
    const edge = this;
    this.context = {
      distribution,
      clock,
      get assumptions() { return edge.current; },
      store: new CacheStore(),
      collapsing: new Collapsing(),
      serverOf: origin => this.originOf(origin),
      runnerOf: onInvocation ? association => observed(runnerOf(association), onInvocation) : runnerOf,
      onRun,
    };
  }

  get assumptions(): Assumptions {
    return this.current;
  }

  /** @throws UnusableInput for an unknown name or value */
  setAssumptions(changes: Partial<Assumptions>): void {
    this.current = withChanges(changes, this.current);
  }

  /**
   * Controls the stand-in for an origin.
   * @param name `primary` or `secondary` of the only group that behaviors target, an origin's id, or its domain name
   * @throws UnusableInput if no origin has that name
   */
  origin(name: string): OriginControl {
    const model = this.find(name);
    if (!model) {
      const known = ['primary', 'secondary', ...this.distribution.origins.map(({ id }) => id)];
      throw new UnusableInput(`there is no origin ${JSON.stringify(name)}. Allowed: ${known.join(', ')}, or one of their domain names.`);
    }
    return this.originOf(model);
  }

  /** The stand-in for an origin of the distribution, even if its id is `primary` and its role is not. */
  originOf({ id }: OriginModel): OriginControl {
    return this.origins.get(id)!;
  }

  /** Serves one request. Never rejects: a request that the edge refuses gets a 501 that says why. */
  async handle(request: EdgeRequest): Promise<{ response: EdgeResponse; trace: Trace }> {
    const { clock } = this.context;
    const started = clock.now();
    const trace = new TraceWriter(request);
    let response: EdgeResponse;
    try {
      response = await serve(Journey.of(request, this.context, trace));
    } catch (error) {
      response = refused(error, trace);
    }
    return { response, trace: trace.finish(response.status, clock.now() - started) };
  }

  /** Resolves when all requests that others may wait for have ended, also those in the background. */
  settled(): Promise<void> {
    return this.context.collapsing.settled();
  }

  /** Empties the cache, like an invalidation of everything. */
  invalidate(): void {
    this.context.store.clear();
  }

  async close(): Promise<void> {
    await Promise.all([...[...this.origins.values()].map(origin => origin.close()), closeRunners(this.distribution)]);
  }

  private find(name: string): OriginModel | undefined {
    const { origins, groups, behaviors } = this.distribution;
    const position = ['primary', 'secondary'].indexOf(name);
    const used = groups.filter(({ id }) => behaviors.some(({ target }) => target === id));
    const members = new Set(used.map(group => group.members[position]));
    const member = members.size === 1 ? [...members][0] ?? name : name;
    return origins.find(({ id }) => id === member) ?? origins.find(({ domainName }) => domainName === member);
  }
}

function refused(error: unknown, trace: TraceWriter): EdgeResponse {
  const isKnown = error instanceof NotModelled || error instanceof UnusableInput || error instanceof CannotTell;
  const reason = error instanceof Error ? error.message : String(error);
  const message = isKnown ? reason : `The local edge failed: ${reason}`;
  trace.refused(message);
  return isKnown ? generated(501, 'Not Implemented', `${message}\n`) : generated(500, 'Internal Server Error', `${message}\n`);
}

/**
 * The only distribution that matches.
 * @throws UnusableInput if none matches, or several do
 */
export function chooseDistribution(all: readonly DistributionModel[], choice: DistributionChoice): DistributionModel {
  const found = chooseDistributions(all, choice);
  if (found.length === 1) return found[0]!;
  const known = all.map(({ template, logicalId }) => `${template} ${logicalId}`).join(', ');
  throw new UnusableInput(`there are several distributions: ${known}. Choose one by its stack or its id: `
    + 'with --stack NAME or --distribution ID, in code with { stack } or { distribution }.');
}

/**
 * Every distribution that matches.
 * @throws UnusableInput if none does
 */
export function chooseDistributions(all: readonly DistributionModel[], { stack, distribution }: DistributionChoice): DistributionModel[] {
  const inStack = all.filter(({ template }) => stack === undefined || template === stack);
  const found = inStack.filter(model =>
    distribution === undefined || [model.logicalId, model.path, constructPathOf(model)].includes(distribution));
  if (found.length) return found;
  if (!all.length) throw new UnusableInput('there is no CloudFront distribution in it. Pass an assembly or a template that has one.');
  const asked = Object.entries({ stack, distribution }).flatMap(([name, value]) => (value === undefined ? [] : `${name} ${value}`));
  const known = all.map(({ template, logicalId }) => `stack ${template} with distribution ${logicalId}`);
  throw new UnusableInput(`there is no such distribution. Got: ${asked.join(' with ')}. Allowed: ${known.join(', ')}.`);
}
