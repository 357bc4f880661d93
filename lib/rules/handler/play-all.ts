import { isForeign } from './attached-handler';
import { FunctionJob, Report } from './job';
import { jobOf } from './job-of';
import { runOnce } from './run-jobs';
import { Budget } from '../../model/budget';
import { DistributionModel } from '../../model/distribution';
import { show } from '../../model/value';
import { play, Play } from '../../simulator/cases/play';
import { Assumptions } from '../../simulator/journey/assumptions';

/**
 * Plays every case of distributions, for people to look at. With functions, this is done where a check does it, by the same program.
 * @returns the result for each distribution, in their order
 */
export async function playAll(
  distributions: readonly DistributionModel[], assumptions: Partial<Assumptions>, budget?: Budget,
): Promise<Report[]> {
  const codes = new Map<string, FunctionJob>();
  const plays = distributions.map((distribution): Play => ({
    distribution,
    behaviors: distribution.behaviors.map(({ functions }, behavior) => ({
      behavior, events: functions.filter(isForeign).map(({ eventType }) => show(eventType)),
    })),
    assumptions,
  }));
  const foreign = plays.filter(({ behaviors }) => behaviors.some(({ events }) => events.length > 0));
  const run = () => runOnce(foreign.map(one => jobOf(one, codes).job), undefined, budget?.functionMs);
  const reports = new Map((budget ? budget.within(run) : run()).map((report, i) => [foreign[i]!, report]));
  const all: Report[] = [];
  for (const one of plays) all.push(reports.get(one) ?? { played: await play(one, undefined, () => budget?.check()) });
  return all;
}
