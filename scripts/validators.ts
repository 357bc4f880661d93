import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Preflight } from 'cdk-preflight';
import { Assembly } from '../lib/model/assembly';
import { TemplateBody } from '../lib/model/template';

/** What a validator reports about a template. */
export interface Report {
  readonly rule: string;
  readonly text: string;
  /** Logical id and path of the property, as far as the validator names them. */
  readonly place: readonly string[];
}

/** The names that the validators have in the report of CDK. */
export const VALIDATORS = { builtIn: 'CloudFormation Validate', preflight: 'cdk-preflight', nag: 'AwsSolutions' } as const;

export type Validator = keyof typeof VALIDATORS;

/** The reports of each validator by the name of the template. */
export type Reports = Readonly<Record<Validator, ReadonlyMap<string, readonly Report[]>>>;

/**
 * Includes every template in a stack of its own, and synthesizes all of them at once: the validators are slow to start.
 * @throws Error when CDK itself refuses a template or adds an annotation to it, since that would be missing in the result
 */
export function validate(templates: Readonly<Record<string, TemplateBody>>): Reports {
  const directory = mkdtempSync(join(tmpdir(), 'comparison-'));
  try {
    const app = new App({ outdir: join(directory, 'cdk.out'), context: { '@aws-cdk/core:appMode': 'inmemory' } });
    Preflight.apply(app);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    for (const [name, template] of Object.entries(templates)) {
      const templateFile = join(directory, `${name}.json`);
      writeFileSync(templateFile, JSON.stringify(template));
      new CfnInclude(new Stack(app, name, { env: { region: 'us-east-1', account: '111122223333' } }), 'Template', { templateFile });
    }
    synthesize(app);
    const messages = Assembly.read(app.outdir).stacks.flatMap(stack => stack.messages.map(({ text }) => `${stack.name}: ${text}`));
    if (messages.length) throw new Error(`CDK itself reports: ${messages.join(' ')}`);
    const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
    return { builtIn: reportsOf('builtIn', report), preflight: reportsOf('preflight', report), nag: reportsOf('nag', report) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Synthesis ends with an error, because validators find errors in failing templates. */
function synthesize(app: App): void {
  const { CDK_VALIDATION } = process.env;
  const { error: print } = console;
  try {
    delete process.env.CDK_VALIDATION;
    console.error = () => {};
    app.synth();
  } catch (error) {
    if (!(error as Error).message.includes('validation-report.json')) throw error;
  } finally {
    console.error = print;
    if (CDK_VALIDATION !== undefined) process.env.CDK_VALIDATION = CDK_VALIDATION;
  }
}

function reportsOf(validator: Validator, { pluginReports }: any): Map<string, Report[]> {
  const reports = new Map<string, Report[]>();
  const own = pluginReports.find(({ pluginName }: any) => pluginName === VALIDATORS[validator]);
  if (!own) throw new Error(`${VALIDATORS[validator]} did not run: ${pluginReports.map(({ pluginName }: any) => pluginName).join(', ')}`);
  for (const { ruleName, description, violatingConstructs } of own.violations) {
    for (const { constructPath, cloudFormationResource: resource } of violatingConstructs) {
      const template = constructPath.split('/')[0];
      for (const path of resource?.propertyPaths ?? ['']) {
        const place = [resource?.logicalId, ...path.split('.')].filter(Boolean);
        reports.set(template, [...reports.get(template) ?? [], { rule: ruleName, text: description, place }]);
      }
    }
  }
  return reports;
}

/**
 * What is reported about the difference between the failing and the passing template: at a place where they differ, around it or inside it,
 * and not about the passing template as well.
 */
export function onDifference(
  templates: Readonly<Record<'fails' | 'passes', TemplateBody>>, ofFails: readonly Report[], ofPasses: readonly Report[],
): Report[] {
  const places = differences(templates.fails.Resources, templates.passes.Resources);
  const touches = (place: readonly string[]) => places.some(other => place.every((step, i) => i >= other.length || other[i] === step));
  return ofFails.filter(report => touches(report.place) && !ofPasses.some(other => isDeepStrictEqual(other, report)));
}

/** Where two values differ: the shallowest places at which they are no longer comparable. */
function differences(a: unknown, b: unknown, path: readonly string[] = []): Array<readonly string[]> {
  if (isDeepStrictEqual(a, b)) return [];
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) return [path];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap(key => differences(a[key], b[key], [...path, key]));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
