import { ASSUMPTION_VALUES, AssumptionName, Assumptions, DEFAULT_ASSUMPTIONS } from './assumptions';
import { Clock, systemClock } from './clock';
import { EdgeContext } from './context';
import { journey } from './journey';
import { emptyTrace, Trace } from './trace';
import { Assembly } from '../../model/assembly';
import { constructPathOf, DistributionModel, OriginModel } from '../../model/distribution';
import { NotModelled, UnusableInput } from '../../model/errors';
import { CacheStore } from '../cache/cache-store';
import { InvocationObserver, observed } from '../functions/observed-runner';
import { closeRunners, runnerFor } from '../functions/runners';
import { EdgeRequest, EdgeResponse, generated } from '../message';
import { OriginControl } from '../origins/origin-control';

/** Which distribution, where there are several. */
export interface DistributionChoice {
  /** Its stack, or the file of its template. */
  readonly stack?: string;
  /** Its logical id or construct path. */
  readonly distribution?: string;
}

/** How to set up an {@link Edge}. */
export interface EdgeOptions extends DistributionChoice {
  /** @default - the machine's clock */
  readonly clock?: Clock;
  /** @default - the reading that AWS's documentation supports best */
  readonly assumptions?: Partial<Assumptions>;
  /** Sees what a function was given, and what came of it. */
  readonly onInvocation?: InvocationObserver;
}

/** A CloudFront for one distribution on this machine. Origins answer by script until they are connected to a real URL. */
export class Edge {
  /**
   * @throws UnusableInput when there is no such distribution, or several and none chosen
   */
  static of(assembly: Pick<Assembly, 'distributions'>, options: EdgeOptions = {}): Edge {
    return new Edge(chooseDistribution(assembly.distributions(), options), options);
  }

  private readonly context: EdgeContext;
  private readonly origins = new Map<string, OriginControl>();
  private current: Assumptions;

  private constructor(readonly distribution: DistributionModel, { clock = systemClock, assumptions = {}, onInvocation }: EdgeOptions) {
    this.current = DEFAULT_ASSUMPTIONS;
    this.setAssumptions(assumptions);
    for (const { id } of distribution.origins) this.origins.set(id, new OriginControl(id));
    const edge = this;
    this.context = {
      distribution,
      clock,
      get assumptions() { return edge.current; },
      store: new CacheStore(),
      inFlight: new Map(),
      serverOf: origin => this.originOf(origin),
      runnerOf: onInvocation ? association => observed(runnerFor(association), onInvocation) : runnerFor,
      restsOn: (trace, ...names) => names.forEach(name => trace.assumptions.includes(name) || trace.assumptions.push(name)),
    };
  }

  get assumptions(): Assumptions {
    return this.current;
  }

  /** @throws UnusableInput for a name or a value that there is not */
  setAssumptions(changes: Partial<Assumptions>): void {
    for (const [name, value] of Object.entries(changes)) {
      if (!Object.hasOwn(ASSUMPTION_VALUES, name)) {
        throw new UnusableInput(`there is no assumption ${JSON.stringify(name)}. Allowed: ${Object.keys(ASSUMPTION_VALUES).join(', ')}.`);
      }
      const values: readonly unknown[] = ASSUMPTION_VALUES[name as AssumptionName];
      if (!values.includes(value)) throw new UnusableInput(`the assumption ${name} cannot be ${JSON.stringify(value)}. Allowed: ${values.join(', ')}.`);
    }
    this.current = { ...this.current, ...changes };
  }

  /**
   * The stand-in for an origin.
   * @param name `primary` or `secondary` of the only group that behaviors target, an origin's id, or its domain name
   * @throws UnusableInput when no origin has that name
   */
  origin(name: string): OriginControl {
    const model = this.find(name);
    if (!model) {
      const known = ['primary', 'secondary', ...this.distribution.origins.map(({ id }) => id)];
      throw new UnusableInput(`there is no origin ${JSON.stringify(name)}. Allowed: ${known.join(', ')}, or a domain name of theirs.`);
    }
    return this.originOf(model);
  }

  /** The stand-in for an origin of the distribution, also where its id is `primary` and its role is not. */
  originOf({ id }: OriginModel): OriginControl {
    return this.origins.get(id)!;
  }

  /** Serves one request. Never rejects: what the edge refuses is a 501 that names it. */
  async handle(request: EdgeRequest): Promise<{ response: EdgeResponse; trace: Trace }> {
    const { clock } = this.context;
    const started = clock.now();
    const trace = emptyTrace(request);
    const response = await journey(request, this.context, trace).catch(error => {
      trace.servedBy = 'edge';
      return refused(error, trace);
    });
    trace.status = response.status;
    trace.waitedMs = clock.now() - started;
    return { response, trace };
  }

  /** Resolves when nothing is under way that was, such as what is asked beside an answer. */
  async settled(): Promise<void> {
    await Promise.all(this.context.inFlight.values());
  }

  /** Empties the cache, as an invalidation of everything does. */
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

function refused(error: unknown, trace: Trace): EdgeResponse {
  const isKnown = error instanceof NotModelled || error instanceof UnusableInput;
  const message = error instanceof Error ? error.message : String(error);
  trace.refusal = isKnown ? message : `The local edge failed: ${message}`;
  return isKnown ? generated(501, 'Not Implemented', `${trace.refusal}\n`) : generated(500, 'Internal Server Error', `${trace.refusal}\n`);
}

/**
 * The one distribution that is meant.
 * @throws UnusableInput when there is none, or several
 */
export function chooseDistribution(all: readonly DistributionModel[], choice: DistributionChoice): DistributionModel {
  const found = chooseDistributions(all, choice);
  if (found.length === 1) return found[0]!;
  const known = all.map(({ template, logicalId }) => `${template} ${logicalId}`).join(', ');
  throw new UnusableInput(`there are several distributions: ${known}. Choose one by its stack or its id: with --stack NAME or --distribution ID, in code with { stack } or { distribution }.`);
}

/**
 * Every distribution that may be meant.
 * @throws UnusableInput when there is none
 */
export function chooseDistributions(all: readonly DistributionModel[], { stack, distribution }: DistributionChoice): DistributionModel[] {
  const inStack = all.filter(({ template }) => stack === undefined || template === stack);
  const found = inStack.filter(model =>
    distribution === undefined || [model.logicalId, model.path, constructPathOf(model)].includes(distribution));
  if (found.length) return found;
  if (!all.length) throw new UnusableInput('there is no CloudFront distribution in it. Pass an assembly or a template that has one.');
  const known = all.map(({ template, logicalId }) => `${template} ${logicalId}`).join(', ');
  throw new UnusableInput(`there is no such distribution. Got: ${[stack, distribution].filter(Boolean).join(' ')}. Allowed: ${known}.`);
}
