import { CheckResult } from '../rules/check';

/** For programs: `{ templates, findings, acknowledged, cannotTell }`, by template and distribution. */
export function findingsAsJson({ templates, findings, acknowledged, cannotTell }: CheckResult): string {
  return `${JSON.stringify({ templates, findings, acknowledged, cannotTell }, null, 2)}\n`;
}
