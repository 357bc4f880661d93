import { Job } from '../../../lib/rules/handler/job';
import { jobOf } from '../../../lib/rules/handler/job-of';
import { Changes } from '../cases/template';
import { modelOf } from '../models';

/** The job for the default behavior of a template. */
export function jobWith(changes: Changes = {}): Job {
  const distribution = modelOf(changes);
  const behavior = distribution.behaviors.length - 1;
  return jobOf({ distribution, behaviors: [{ behavior, events: ['origin-response'] }], assumptions: {} }, new Map()).job;
}

/** The job for some code. */
export function jobFor(code: string): Job {
  return jobWith({ function: { Code: { ZipFile: code } } });
}

/** The code of the only function. */
export function codeIn({ functions }: Job): string {
  return functions[0]!.files['index.js']!;
}
