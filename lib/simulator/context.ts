import { AssumptionName, Assumptions } from './assumptions';
import { CacheStore } from './cache-store';
import { Clock } from './clock';
import { FunctionRunner } from './edge-function';
import { OriginServer } from './origin';
import { Trace } from './trace';
import { AssociationModel, DistributionModel, OriginModel } from '../model/distribution';

/** What one request's journey works with. */
export interface EdgeContext {
  readonly distribution: DistributionModel;
  readonly clock: Clock;
  readonly assumptions: Assumptions;
  readonly store: CacheStore;
  /** Requests under way by cache key, for others to wait for. */
  readonly inFlight: Map<string, Promise<unknown>>;
  serverOf(origin: OriginModel): OriginServer;
  runnerOf(association: AssociationModel): FunctionRunner;
  /** Notes an assumption that the answer rests on. */
  restsOn(trace: Trace, ...names: readonly AssumptionName[]): void;
}
