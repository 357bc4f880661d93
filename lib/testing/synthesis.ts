import { realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname } from 'node:path';
import type { IConstruct } from 'constructs';

/** Folders that CDK created for apps without an `outdir` that were synthesized here. */
const temporary = new Set<string>();

/** CDK's names for them: for an App, and for a Stack created without one. */
const TEMPORARY = /^(cdk\.out.+|cdk-test-app-.+)$/;

/**
 * Synthesizes the app of a construct, unless that is already done, and returns the folder of its assembly. It is the app's own
 * folder, so that nothing is written twice.
 *
 * AWS's template validator, which newer releases of aws-cdk-lib run, takes seconds in each process and finds nothing that matters
 * to an edge. It is skipped, unless the environment variable CDK_VALIDATION is set or the app is already synthesized.
 *
 * @throws Error when the construct is not in an app, and whatever the app's own checks throw
 */
export function synthesize({ node }: IConstruct): string {
  const root = node.root as { synth?(): { directory: string } };
  if (typeof root.synth !== 'function') {
    throw new Error(
      `The construct ${node.path || node.id} is not in an app, so it cannot be synthesized. Got: a tree without an App. Allowed: ` +
        'constructs below an App or a Stack. Create the construct in one.',
    );
  }
  const { directory } = withoutValidator(() => root.synth!());
  if (dirname(directory) === realpathSync(tmpdir()) && TEMPORARY.test(basename(directory))) temporary.add(directory);
  return directory;
}

/** Whether this is a construct of any version of the library. */
export function isConstruct(value: unknown): value is IConstruct {
  const { node } = Object(value) as { node?: { path?: unknown; root?: unknown } };
  return typeof node?.path === 'string' && typeof node.root === 'object';
}

/** Removes the temporary folders of apps that were synthesized here. */
export function removeTemporaryFolders(): void {
  for (const directory of temporary) rmSync(directory, { recursive: true, force: true });
  temporary.clear();
}

function withoutValidator<T>(work: () => T): T {
  if (process.env.CDK_VALIDATION !== undefined) return work();
  process.env.CDK_VALIDATION = 'false';
  try {
    return work();
  } finally {
    delete process.env.CDK_VALIDATION;
  }
}
