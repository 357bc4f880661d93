import { readFileSync, statSync } from 'node:fs';
import { LineOf, templateLines } from '../model/template-lines';
import { CheckResult } from '../rules/check';
import { Finding } from '../rules/finding';

/** The line of the template that a finding is about; undefined where it could not be found. */
export type LineOfFinding = (place: Pick<Finding, 'template' | 'resource' | 'property'>) => number | undefined;

/** Bytes of the largest template whose lines are looked up. CloudFormation takes 1 MB. */
const MAX_BYTES = 20_000_000;

/** Looks lines up in the templates themselves. Each is read once, when it is first asked for. */
export function linesOfFindings({ findings, acknowledged, cannotTell }: CheckResult): LineOfFinding {
  const resources = new Map<string, Set<string>>();
  for (const { template, resource } of [...findings, ...acknowledged, ...cannotTell]) {
    resources.set(template, (resources.get(template) ?? new Set()).add(resource));
  }
  const known = new Map<string, LineOf>();
  return ({ template, resource, property }) => {
    let lineOf = known.get(template);
    if (!lineOf) known.set(template, lineOf = read(template, resources.get(template) ?? new Set()));
    return lineOf(resource, property);
  };
}

/** A pipe cannot be read twice, and a file may be gone by now: then lines are unknown. */
function read(file: string, resources: ReadonlySet<string>): LineOf {
  try {
    const stats = statSync(file);
    if (stats.isFile() && stats.size <= MAX_BYTES) return templateLines(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''), resources);
  } catch {
    // Reported without lines.
  }
  return () => undefined;
}
