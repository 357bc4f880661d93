import { relativePath } from './findings-place';
import { printableJson } from '../model/printable';
import { CheckResult } from '../rules/check';

/** For programs: `{ templates, findings, acknowledged, cannotTell }`, by template and distribution. */
export function findingsAsJson({ templates, findings, acknowledged, cannotTell }: CheckResult): string {
  const placed = <T extends { readonly template: string }>(all: readonly T[]) => all.map(each => ({ ...each, template: relativePath(each.template) }));
  return printableJson({
    templates: templates.map(relativePath), findings: placed(findings), acknowledged: placed(acknowledged), cannotTell: placed(cannotTell),
  });
}
