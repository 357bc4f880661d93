import { resolve } from 'node:path';
import { Assembly } from '../model/assembly';
import { Budget } from '../model/budget';
import { UnusableInput } from '../model/errors';
import { check, CheckOptions, CheckResult } from '../rules/check';

/**
 * Checks every path once, and puts the results together.
 *
 * @param allowed folders outside of the paths that may be read
 * @throws UnusableInput for the first path that cannot be used, before anything is checked
 */
export function checkPaths(paths: readonly string[], options: CheckOptions = {}, allowed: readonly string[] = []): CheckResult {
  const assemblies = [...new Map(paths.map(path => [resolve(path), path])).values()].map(path => read(path, allowed, options.budget));
  const results = assemblies.map(assembly => check(assembly.distributions(), assembly.stacks, options));
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    templates: results.flatMap(({ templates }) => templates),
    findings: results.flatMap(({ findings }) => findings),
    acknowledged: results.flatMap(({ acknowledged }) => acknowledged),
    cannotTell: results.flatMap(({ cannotTell }) => cannotTell),
    distributions: sum(results.map(({ distributions }) => distributions)),
    originGroups: sum(results.map(({ originGroups }) => originGroups)),
  };
}

/** An assembly that no version of CDK writes may have anything anywhere. */
function read(path: string, allowed: readonly string[], budget: Budget | undefined): Assembly {
  try {
    return Assembly.read(path, allowed, budget);
  } catch (error) {
    if (error instanceof UnusableInput) throw error;
    throw new UnusableInput(
      `${path}: cannot be read (${(error as Error).message}). Run "cdk synth" again, or pass a CloudFormation template.`,
    );
  }
}
