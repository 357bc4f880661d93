import { attachedHandlers, AttachedHandler, LostHandler } from './attached-handler';
import { Job } from './job';
import { jobOf, settingOf } from './observation';
import { loadCode, LoadedCode, nodeVersionOf } from '../../function-code/load-code';
import { DistributionModel } from '../../model/distribution';
import { FunctionModel } from '../../model/edge-function';
import { NotModelled } from '../../model/not-modelled';

/** A handler that can be run. */
export interface Subject {
  readonly handler: AttachedHandler;
  readonly job: Job;
  /** The same for the same code with the same setting, wherever it is attached. */
  readonly key: string;
}

/** A handler that cannot be run, and why. */
export type Excluded = Pick<LostHandler, 'distribution' | 'property' | 'reason'>;

/** Every handler of the distributions. Code that several have is loaded once. */
export function subjectsOf(distributions: readonly DistributionModel[]): Array<Subject | Excluded> {
  const codes = new Map<string, LoadedCode>();
  return distributions.flatMap(attachedHandlers).map(handler => ('reason' in handler ? handler : subjectOf(handler, codes)));
}

function subjectOf(handler: AttachedHandler, codes: Map<string, LoadedCode>): Subject | Excluded {
  const { distribution, property, function: edgeFunction } = handler;
  const setting = settingOf(handler);
  if ('reason' in setting) return { distribution, property, reason: setting.reason };
  try {
    const codeKey = keyOf(edgeFunction);
    const code = codes.get(codeKey) ?? loadCode(edgeFunction);
    codes.set(codeKey, code);
    const job = jobOf(handler, code, nodeVersionOf(edgeFunction), setting);
    return { handler, job, key: JSON.stringify([codeKey, { ...job, files: undefined }]) };
  } catch (error) {
    return { distribution, property, reason: error instanceof NotModelled ? error.feature : (error as Error).message };
  }
}

function keyOf({ code: { text, assetPath }, handler, runtime }: FunctionModel): string {
  return JSON.stringify([text, assetPath, handler, runtime]);
}
