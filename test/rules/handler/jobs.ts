import { attachedHandlers, AttachedHandler } from '../../../lib/rules/handler/attached-handler';
import { Job } from '../../../lib/rules/handler/job';
import { settingOf } from '../../../lib/rules/handler/setting';
import { jobOf } from '../../../lib/rules/handler/subject';
import { Setting } from '../../../lib/rules/handler/trial';
import { Changes } from '../cases/template';
import { modelOf } from '../models';

/** What the one handler of a template is tried with. */
export function settingFor(changes: Changes = {}): Setting {
  const setting = settingOf(attachedHandlers(modelOf(changes))[0] as AttachedHandler);
  if ('reason' in setting) throw new Error(setting.reason);
  return setting;
}

/** The job for some code. */
export function jobFor(code: string): Job {
  const handler = attachedHandlers(modelOf({}))[0] as AttachedHandler;
  return jobOf(handler, { files: { 'index.js': code }, entry: 'index.js', handlerName: 'handler' }, 22, settingFor());
}
