import { AssumptionName, Assumptions } from './assumptions';
import { Clock } from './clock';
import { Trace } from './trace';
import { AssociationModel, DistributionModel, OriginModel } from '../../model/distribution';
import { CacheStore } from '../cache/cache-store';
import { FunctionRunner } from '../functions/function-runner';
import { OriginServer } from '../origins/origin';

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
