import { resolve } from 'node:path';
import { Assembly } from '../model/assembly';
import { DistributionModel } from '../model/distribution';
import { UnusableInput } from '../model/errors';
import { Findings } from '../report/findings';
import { acknowledge } from '../rules/acknowledgements';
import { checkAssembly } from '../rules/check';
import { attachedHandlers } from '../rules/handler/attached-handler';
import { Unclear } from '../rules/rule';

/**
 * Checks every path once, and puts the results together under the paths of the templates.
 *
 * @param run whether functions may be run
 * @throws UnusableInput for the first path that cannot be used, before anything is checked
 */
export function checkPaths(paths: readonly string[], run: boolean): Findings {
  const each = [...new Map(paths.map(path => [resolve(path), path])).values()].map(read).map(assembly => findingsOf(assembly, run));
  return {
    templates: each.flatMap(({ templates }) => templates),
    findings: each.flatMap(({ findings }) => findings),
    acknowledged: each.flatMap(({ acknowledged }) => acknowledged),
    cannotTell: each.flatMap(({ cannotTell }) => cannotTell),
    distributions: each.reduce((sum, { distributions }) => sum + distributions, 0),
    originGroups: each.reduce((sum, { originGroups }) => sum + originGroups, 0),
  };
}

/** An assembly that no version of CDK writes may have anything anywhere. */
function read(path: string): Assembly {
  try {
    return Assembly.read(path);
  } catch (error) {
    if (error instanceof UnusableInput) throw error;
    throw new UnusableInput(`${path}: cannot be read (${(error as Error).message}). Run "cdk synth" again, or pass a CloudFormation template.`);
  }
}

function findingsOf(assembly: Assembly, run: boolean): Findings {
  const distributions = assembly.distributions();
  const { findings: all, cannotTell } = checkAssembly({ stacks: assembly.stacks, distributions: () => distributions }, { runHandlers: run });
  const { findings, acknowledged } = acknowledge(assembly, all);
  const files = new Map(assembly.stacks.map(({ name, file }) => [name, file ?? name]));
  const inFile = <T extends { readonly template: string }>(told: T): T => ({ ...told, template: files.get(told.template) ?? told.template });
  return {
    templates: [...files.values()],
    findings: findings.map(inFile),
    acknowledged: acknowledged.map(inFile),
    cannotTell: [...cannotTell, ...run ? [] : distributions.flatMap(notRun)].map(inFile),
    distributions: distributions.length,
    originGroups: distributions.reduce((sum, { groups }) => sum + groups.length, 0),
  };
}

/** What only running the functions of a distribution would tell. */
function notRun(distribution: DistributionModel): Unclear[] {
  const { template, logicalId: resource } = distribution;
  return attachedHandlers(distribution)
    .map(({ property }) => ({ rule: 'handler-masks-failover', template, resource, property, reason: 'functions are not run (--no-run)' }));
}
