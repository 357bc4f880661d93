import { relativePath } from './findings-place';
import { printableJson } from '../model/printable';
import { CheckResult } from '../rules/check';

/** For programs: `{ templates, findings, acknowledged, cannotTell }`, by template and distribution. */
export function findingsAsJson({ templates, findings, acknowledged, cannotTell }: CheckResult): string {
  const placed = (all: ReadonlyArray<{ readonly template: string }>) =>
    all.map(each => ({ ...each, template: relativePath(each.template) }));
  return printableJson({
    templates: templates.map(relativePath), findings: placed(findings), acknowledged: placed(acknowledged), cannotTell: placed(cannotTell),
  });
}
