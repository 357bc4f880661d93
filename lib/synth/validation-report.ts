import { dirname, resolve, sep } from 'node:path';
import { PolicyValidationPluginReportBeta1, PolicyViolationBeta1 } from 'aws-cdk-lib';
import { Assembly } from '../model/assembly';
import { SYNTH_RULES } from '../rules';
import { acknowledge, ACKNOWLEDGEMENT_RULE } from '../rules/acknowledgements';
import { checkAssembly, CheckOptions } from '../rules/check';
import { HANDLER_RULES } from '../rules/handler';
import { Finding, Unclear } from '../rules/rule';

/** Ids of the rules that are told when an app is synthesized. */
export const TOLD_RULES: readonly string[] = [...SYNTH_RULES, ...HANDLER_RULES, ACKNOWLEDGEMENT_RULE].map(({ id }) => id);

/** Checks the templates of an app that was just synthesized. Only errors make the report fail. */
export function reportOn(templatePaths: readonly string[], options: CheckOptions): PolicyValidationPluginReportBeta1 {
  const checked = assembliesAround(templatePaths).map(assembly => check(assembly, options));
  const cannotTell = checked.flatMap(result => result.cannotTell);
  const findings = checked.flatMap(result => result.findings);
  return {
    success: findings.every(({ level }) => level !== 'error'),
    violations: checked.flatMap(({ violations }) => violations),
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

function check(assembly: Assembly, options: CheckOptions) {
  // What a FailoverDistribution made was told by itself.
  const distributions = assembly.distributions().filter(({ template, path }) => !stackNamed(template, assembly).checkedAsConstructs.has(path ?? ''));
  const { findings: all, cannotTell } = checkAssembly({ stacks: assembly.stacks, distributions: () => distributions }, options);
  // CDK itself takes care of what was acknowledged its own way.
  const { findings } = acknowledge({ stacks: assembly.stacks.map(stack => ({ ...stack, acknowledgements: [] })) }, all);
  const told = findings.filter(({ rule }) => TOLD_RULES.includes(rule));
  return { cannotTell, findings: told, violations: told.map(finding => violationOf(finding, stackNamed(finding.template, assembly).file!)) };
}

function stackNamed(template: string, { stacks }: Assembly) {
  return stacks.find(({ name }) => name === template)!;
}

function violationOf({ rule, level, resource, property, message, fix, page }: Finding, templatePath: string): PolicyViolationBeta1 {
  return {
    ruleName: rule,
    severity: level,
    description: message,
    fix,
    ruleMetadata: { page },
    violatingResources: [{ resourceLogicalId: resource, templatePath, locations: [locationOf(property)] }],
  };
}

/** The settings of a function start with its logical id: CDK has no word for a second resource. */
function locationOf(property: string): string {
  return property.startsWith('DistributionConfig') ? `Properties.${property}` : property;
}

function unclearText({ rule, template, resource, property, reason }: Unclear): string {
  return `${rule} (${template}, ${resource}, ${property}): ${reason}`;
}
