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

interface Plugin {
  readonly name: string;
  readonly runHandlers: boolean;
}

/** Checks the templates of an app that was just synthesized. Only errors make the report fail. */
export function reportOn(templatePaths: readonly string[], { name, runHandlers }: Plugin): PolicyValidationPluginReport {
  const reports = assembliesAround(templatePaths).map(assembly => {
    const result = checkAssembly(assembly, runHandlers);
    // CDK lists these as suppressed, with their reasons, or (as 2.252 does) takes the report for what it says.
    const suppressed = result.acknowledged.filter(finding => isSuppressedByCdk(finding, name, assembly));
    return { ...result, violations: [...result.findings, ...suppressed].map(violationOf) };
  });
  const cannotTell = reports.flatMap(report => report.cannotTell);
  return {
    success: reports.every(({ findings }) => findings.every(({ level }) => level !== 'error')),
    violations: reports.flatMap(({ violations }) => violations),
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
  return check(distributions, assembly.stacks, { rules: SYNTH_RULES, runHandlers });
}

/** Not what was acknowledged in the metadata of the template, of which CDK does not know. */
function isSuppressedByCdk({ rule, path, template }: Finding, name: string, { stacks }: Assembly): boolean {
  return stacks.find(({ file }) => file === template)!.acknowledgements
    .some(acknowledgement => acknowledgement.id === `${name}::${rule}` && `${path}/`.startsWith(`${acknowledgement.path}/`));
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
