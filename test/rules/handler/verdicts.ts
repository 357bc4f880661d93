import { Finding } from '../../../lib/rules/finding';
import { evaluateHandlers } from '../../../lib/rules/handler';
import { Job } from '../../../lib/rules/handler/job';
import { runJobs } from '../../../lib/rules/handler/run-jobs';
import { Changes } from '../cases/template';
import { modelOf } from '../models';

/** What is said of one handler. */
export interface Verdict {
  readonly rules: readonly string[];
  readonly findings: readonly Finding[];
  /** Why something is undetermined. */
  readonly reasons: readonly string[];
}

/** Handlers by name, each on a distribution of its own: the code, or that and what else is changed in the template. */
export type Handlers = Readonly<Record<string, string | (Changes & { readonly code: string })>>;

/**
 * Judges handlers in one process, for a process takes longer than a handler.
 * @param deadlineOf milliseconds for the code of a handler
 */
export function verdictsOf(
  handlers: Handlers,
  deadlineOf: (code: string) => number | undefined = () => undefined,
): Record<string, Verdict> {
  const models = Object.entries(handlers).map(([name, handler]) => {
    const { code, function: edgeFunction, ...changes } = typeof handler === 'string' ? { code: handler, function: {} } : handler;
    return { ...modelOf({ ...changes, function: { Code: { ZipFile: code }, ...edgeFunction } }), logicalId: name };
  });
  const limited = (job: Job): Job => ({
    ...job,
    functions: job.functions.map(one => ({
      ...one, limits: { ...one.limits, deadlineMs: deadlineOf(one.files['index.js']!) ?? one.limits.deadlineMs },
    })),
  });
  const { findings, cannotTell } = evaluateHandlers(models, jobs => runJobs(jobs.map(limited)));
  return Object.fromEntries(Object.keys(handlers).map(name => {
    const own = findings.filter(({ resource }) => resource === name);
    const reasons = cannotTell.filter(({ resource }) => resource === name).map(({ reason }) => reason);
    return [name, { rules: own.map(({ rule }) => rule), findings: own, reasons }];
  }));
}

/** The finding of a rule. */
export function findingOf({ findings }: Verdict, rule: string): Finding {
  const found = findings.find(finding => finding.rule === rule);
  if (!found) throw new Error(`no ${rule} among: ${findings.map(finding => finding.rule).join(', ') || 'nothing'}`);
  return found;
}

export const CLEAN = { rules: [], reasons: [] };
