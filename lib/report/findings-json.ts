import { Findings } from './findings';

/** For programs: `{ templates, findings, acknowledged, cannotTell }`, in the order of the rules. */
export function findingsAsJson({ templates, findings, acknowledged, cannotTell }: Findings): string {
  return `${JSON.stringify({ templates, findings, acknowledged, cannotTell }, null, 2)}\n`;
}
