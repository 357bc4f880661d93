import { runInThisContext } from 'node:vm';
import { lateText, Sandbox } from './sandbox';
import { see } from './see';
import { Job, notSeen, NotSeen, Report, Seen } from '../job';
import { trialEvent, trialResponse, trialsOf } from '../trial';

/**
 * The engine gets this multiple of its deadline to stop by itself, which it does unless a built-in function keeps it busy. The
 * deadline is in CPU time, this limit in wall-clock time.
 */
const GRACE = 4;

/** Loads a handler and runs its trials in order. */
export async function tryHandler(job: Job): Promise<Report> {
  const trials = trialsOf(job.setting);
  const seen: Seen[] = [];
  const rest = (last: Seen): Report => [...seen, ...trials.slice(seen.length).map(() => last)];

  let sandbox: Sandbox | undefined = await Sandbox.of(job);
  const failed = withTimeLimit(job.limits.deadlineMs * GRACE, () => {
    const loaded = sandbox!.load();
    if (loaded.kind !== 'loaded') return see({ ...loaded, text: `while loading, ${loaded.text}` }, trialResponse(500, 'no content type'));
    for (const { status, answer, ...trial } of trials) {
      const ending = sandbox!.invoke(trialEvent(job.setting, { status, answer, ...trial }));
      seen.push(see(ending, trialResponse(status, answer)));
      if (sandbox!.isLate) return notSeen(lateText(job));
    }
    return undefined;
  }, () => notSeen(lateText(job)));
  sandbox = undefined;
  return failed ? rest(failed) : seen;
}

/** Runs something that may never return, and ends it: a timer of this process would never fire. */
function withTimeLimit<T>(ms: number, run: () => T, late: () => T): T | NotSeen {
  try {
    Object.assign(globalThis, { tryHandler: run });
    return runInThisContext('tryHandler()', { timeout: ms }) as T;
  } catch (error) {
    // The engine was stopped at an arbitrary point and cannot be used again.
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? late() : notSeen(`the engine for trying it failed: ${message}`);
  }
}
