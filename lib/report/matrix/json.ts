import type { Matrix } from '../matrix';

/** The format of the JSON. It changes when a field goes or gets another meaning, not when one is added. */
const VERSION = 1;

/** For programs: `{ version, assumptions, distributions }`; see docs/matrix.md. */
export function matrixAsJson({ assumptions, distributions }: Matrix): string {
  return `${JSON.stringify({ version: VERSION, assumptions, distributions }, null, 2)}\n`;
}
