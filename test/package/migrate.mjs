// The starting points of docs/migrate.md with the aws-cdk-lib of a project: nothing that exists is replaced.
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CHECK = `
import { interruptions } from './scripts/migrate/interruptions';
import { REGIONS, STARTING_POINTS, synthesize } from './scripts/migrate/starting-points';
const pairs = STARTING_POINTS.flatMap(name => REGIONS.map(region => [synthesize(name, 'before', region), synthesize(name, 'after', region)] as const));
console.log(JSON.stringify({ pairs: pairs.length, interruptions: pairs.flatMap(([before, after]) => interruptions(before, after)) }));
`;

/** @param run runs a command in a folder, and returns its output */
export function migrate(root, project, run) {
  for (const folder of ['examples/migrate', 'examples/side-by-side/aws-sample', 'scripts/migrate']) {
    cpSync(join(root, folder), join(project, folder), { recursive: true });
  }
  writeFileSync(join(project, 'migrate.ts'), CHECK);
  return JSON.parse(run(project, 'npx', 'tsx', 'migrate.ts'));
}
