import { attachedHandlers, AttachedHandler, LostHandler } from './attached-handler';
import { Job } from './job';
import { settingOf } from './setting';
import { Setting } from './trial';
import { loadCode, LoadedCode, nodeVersionOf } from '../../function-code/load-code';
import { DistributionModel } from '../../model/distribution';
import { NotModelled } from '../../model/errors';
import { FunctionModel } from '../../model/lambda-function';
import { isKnown } from '../../model/value';

/** A handler that can be run. */
export interface Subject {
  readonly handler: AttachedHandler;
  readonly job: Job;
  /** The same for the same code with the same setting, wherever it is attached. */
  readonly key: string;
}

/** A handler that cannot be run, and why. */
export type Excluded = Pick<LostHandler, 'distribution' | 'property' | 'reason'>;

/**
 * The longest timeout of a Lambda@Edge function, in seconds.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge
 */
const MAX_TIMEOUT = 30;

const LIMITS: Job['limits'] = { deadlineMs: 2000, memoryBytes: 128 * 1024 * 1024 };

/** Every handler of the distributions. Shared code is loaded once. */
export function subjectsOf(distributions: readonly DistributionModel[]): Array<Subject | Excluded> {
  const codes = new Map<string, LoadedCode>();
  return distributions.flatMap(attachedHandlers).map(handler => ('reason' in handler ? handler : subjectOf(handler, codes)));
}

function subjectOf(handler: AttachedHandler, codes: Map<string, LoadedCode>): Subject | Excluded {
  const { distribution, property, function: edgeFunction } = handler;
  const setting = settingOf(handler);
  if ('reason' in setting) return { distribution, property, reason: setting.reason };
  try {
    const codeKey = codeKeyOf(edgeFunction);
    const code = codes.get(codeKey) ?? loadCode(edgeFunction);
    codes.set(codeKey, code);
    const job = jobOf(handler, code, nodeVersionOf(edgeFunction), setting);
    return { handler, job, key: JSON.stringify([codeKey, { ...job, files: undefined }]) };
  } catch (error) {
    return { distribution, property, reason: error instanceof NotModelled ? error.feature : (error as Error).message };
  }
}

export function jobOf(handler: AttachedHandler, code: LoadedCode, nodeVersion: number, setting: Setting): Job {
  const { timeout } = handler.function;
  return { ...code, nodeVersion, setting, timeoutMs: 1000 * Math.min(isKnown(timeout) ? Number(timeout) : 3, MAX_TIMEOUT), limits: LIMITS };
}

function codeKeyOf({ code: { text, files, assetPath }, handler, runtime }: FunctionModel): string {
  return JSON.stringify([text, files, assetPath, handler, runtime]);
}
