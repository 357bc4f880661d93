import { basename, dirname, resolve, sep } from 'node:path';
import { PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import { Assembly } from '../model/assembly';
import { SYNTH_RULES } from '../rules';
import { ACKNOWLEDGEMENT_RULE } from '../rules/acknowledgements';
import { check, CheckResult } from '../rules/check';
import { Finding, Unclear } from '../rules/finding';
import { HANDLER_RULES } from '../rules/handler';

/** Ids of the rules that are checked when an app is synthesized. */
export const REPORTED_RULES: readonly string[] = [...SYNTH_RULES, ...HANDLER_RULES, ACKNOWLEDGEMENT_RULE].map(({ id }) => id);

/** Checks the templates of an app that was just synthesized. Only errors make the report fail. */
export function reportOn(templatePaths: readonly string[], runHandlers: boolean): PolicyValidationPluginReport {
  const results = assembliesAround(templatePaths).map(assembly => checkAssembly(assembly, runHandlers));
  const findings = results.flatMap(result => result.findings);
  const cannotTell = results.flatMap(result => result.cannotTell);
  return {
    success: findings.every(({ level }) => level !== 'error'),
    violations: findings.map(violationOf),
    metadata: cannotTell.length ? { cannotTell: cannotTell.map(unclearText).join('; ') } : undefined,
  };
}

/** CDK names the templates. Functions, assets and construct paths are in the assemblies around them; one inside another comes with it. */
function assembliesAround(templatePaths: readonly string[]): Assembly[] {
  const directories = [...new Set(templatePaths.map(path => dirname(resolve(path))))];
  return directories
    .filter(directory => !directories.some(other => directory.startsWith(other + sep)))
    .map(directory => Assembly.read(directory));
}

function checkAssembly(assembly: Assembly, runHandlers: boolean): CheckResult {
  const distributions = assembly.distributions().filter(found => !assembly.stackOf(found).checkedAtSynth.has(found.path ?? ''));
  // CDK itself applies what was acknowledged its own way, and keeps the reasons.
  const stacks = assembly.stacks.map(stack => ({ ...stack, acknowledgements: [] }));
  return check(distributions, stacks, { rules: SYNTH_RULES, runHandlers });
}

function violationOf({ rule, level, template, resource, property, message, fix, page }: Finding): PolicyViolation {
  return {
    ruleName: rule,
    severity: level,
    description: message,
    fix,
    ruleMetadata: { page },
    violatingResources: [{ resourceLogicalId: resource, templatePath: template, locations: [locationOf(property)] }],
  };
}

/** The settings of a function start with its logical id: CDK has no word for a second resource. */
function locationOf(property: string): string {
  return property.startsWith('DistributionConfig') ? `Properties.${property}` : property;
}

function unclearText({ rule, template, resource, property, reason }: Unclear): string {
  return `${rule} (${basename(template)}, ${resource}, ${property}): ${reason}`;
}
