import { AttachedHandler } from './attached-handler';
import { FunctionJob, Report } from './job';
import { failoverMethods, membersOf, OriginGroupModel, OriginModel } from '../../model/distribution';
import { isKnown, isUnknown } from '../../model/value';
import { Outcome } from '../../simulator/cases/play';
import { SeenRun } from '../../simulator/cases/seen-run';
import { Situation } from '../../simulator/cases/situation';

/** What a function did in the cases of its behaviors: everything that the rules look at. */
export interface Observation {
  readonly handler: AttachedHandler;
  /** Whether some criteria are unknown. */
  readonly hasUnknownCodes: boolean;
  readonly tries: readonly Try[];
  /** Why nothing is known about some of the cases. */
  readonly unclear: readonly string[];
  readonly files: FunctionJob['files'];
}

/** One run of the function, and the case in which it ran. */
export interface Try {
  readonly run: SeenRun;
  /** The known failover criteria of the request. */
  readonly statusCodes: readonly number[];
  readonly outcome: Outcome;
  readonly situation: Situation;
}

export function observe(handler: AttachedHandler, report: Report, files: FunctionJob['files']): Observation {
  const { distribution, group, behaviors, properties } = handler;
  const tries: Try[] = [];
  const unclear = new Set<string>('cannotTell' in report ? [report.cannotTell] : []);
  for (const { behavior: index, situation, outcomes } of 'played' in report ? report.played : []) {
    const behavior = distribution.behaviors[index]!;
    if (!behaviors.includes(behavior)) continue;
    const methods = failoverMethods(behavior);
    for (const outcome of outcomes) {
      if (!methods.includes(outcome.method)) continue;
      const { chosen, refusal } = outcome.trace;
      if (!group && refusal !== undefined) unclear.add(refusal);
      const statusCodes = chosen?.statusCodes ?? (group ? knownCodes(group) : []);
      for (const run of outcome.runs) {
        if (!properties.includes(run.property)) continue;
        if (run.cannotTell !== undefined) unclear.add(run.cannotTell);
        else if (group || chosen?.members.length === 2 || run.failure) tries.push({ run, statusCodes, outcome, situation });
      }
    }
  }
  if (!group && !tries.length && !unclear.size) unclear.add('no request was found for which a CloudFront function chooses an origin group');
  const hasUnknownCodes = group !== undefined && (isUnknown(group.statusCodes) || group.statusCodes.some(isUnknown));
  return { handler, hasUnknownCodes, tries, unclear: [...unclear], files };
}

/** The members of the group of a request, primary first. */
export function membersFor({ outcome: { trace } }: Try, { distribution, group }: AttachedHandler): OriginModel[] {
  if (trace.chosen) return trace.chosen.members.flatMap(id => distribution.origins.filter(origin => origin.id === id));
  return group ? membersOf(distribution, group) : [];
}

/** The known criteria that are possible statuses. */
export function knownCodes({ statusCodes }: OriginGroupModel): number[] {
  return isUnknown(statusCodes)
    ? []
    : [...new Set(statusCodes.filter((code): code is number => isKnown(code) && code >= 400 && code <= 599))];
}
