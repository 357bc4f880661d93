import { Assumptions } from './assumptions';
import { Clock } from './clock';
import { TraceWriter } from './trace';
import { EdgeRequest } from '../../function-code/message';
import { AssociationModel, BehaviorModel, DistributionModel, OriginModel } from '../../model/distribution';
import { matchesPath } from '../../model/path-pattern';
import { isUnknown } from '../../model/value';
import { CacheStore } from '../cache/cache-store';
import { Collapsing } from '../cache/collapsing';
import { withoutConditions } from '../cache/conditional';
import { FunctionRunDetails } from '../functions/associated-functions';
import { ChosenOrigins } from '../functions/chosen-origins';
import { FunctionRunner } from '../functions/function-runner';
import { OriginServer } from '../origins/origin';

/** What all requests to an edge share. */
export interface EdgeContext {
  readonly distribution: DistributionModel;
  readonly clock: Clock;
  readonly assumptions: Assumptions;
  readonly store: CacheStore;
  readonly collapsing: Collapsing;
  serverOf(origin: OriginModel): OriginServer;
  runnerOf(association: AssociationModel): FunctionRunner;
  onRun?(run: FunctionRunDetails): void;
}

/** One request on its way through CloudFront, with everything that a step needs to know about it. */
export class Journey {
  /** The journey of a viewer's request, which begins with the behavior that its path matches. */
  static of(request: EdgeRequest, edge: EdgeContext, trace: TraceWriter): Journey {
    return new Journey(request, behaviorFor(request.path, edge.distribution), edge, trace, false);
  }

  /** The origins that a viewer-request function chose instead of the behavior's. */
  chosen?: ChosenOrigins;
  private id?: string;

  private constructor(
    /** The request as the step before left it: the root object and a viewer-request function change it. */
    public request: EdgeRequest,
    readonly behavior: BehaviorModel,
    readonly edge: EdgeContext,
    readonly trace: TraceWriter,
    readonly isErrorPage: boolean,
  ) {}

  /**
   * The id of the request: the same in all of its events, and for every origin that is asked. It looks like CloudFront's ids, but
   * counts instead of being random.
   */
  get requestId(): string {
    return this.id ??= nextId();
  }

  /** The same request once more, in the background. Nobody sees its trace. */
  inBackground(): Journey {
    const journey = new Journey(this.request, this.behavior, this.edge, new TraceWriter(this.request), this.isErrorPage);
    journey.chosen = this.chosen;
    return journey;
  }

  /** The request for an error page, which goes through the behavior of the page's own path. */
  toErrorPage(path: string): Journey {
    const headers = withoutConditions(this.request.headers);
    const request: EdgeRequest = { ...this.request, method: 'GET', path, query: '', body: undefined, headers };
    return new Journey(request, behaviorFor(path, this.edge.distribution), this.edge, this.trace.ofErrorPage(request), true);
  }
}

/** The first behavior whose path pattern matches, or may match. The default one is last and matches everything. */
function behaviorFor(path: string, { behaviors }: DistributionModel): BehaviorModel {
  return behaviors.find(({ pathPattern }) => isUnknown(pathPattern) || matchesPath(pathPattern, path)) ?? behaviors.at(-1)!;
}

const ZEROS = '0'.repeat(54);
let count = 0;

function nextId(): string {
  return `${ZEROS.slice(String(++count).length)}${count}==`;
}
