import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Preflight } from 'cdk-preflight';
import { Subject } from './subjects';
import { Assembly } from '../../lib/model/assembly';

/** Something that a validator said of a template. */
export interface Said {
  readonly rule: string;
  readonly text: string;
  /** Logical id and path of the property, as far as it is told. */
  readonly place: readonly string[];
}

/** What the validators said, by the name of a template: `id-fails` or `id-passes`. */
export type SaidByTemplate = ReadonlyMap<string, readonly Said[]>;

/** Which of the plugins of CDK's report. */
export const VALIDATORS = { builtIn: 'CloudFormation Validate', preflight: 'cdk-preflight' } as const;

/**
 * Includes every template in a stack of its own, and synthesizes them together: the validators start once.
 *
 * @returns what each validator said
 * @throws Error when CDK itself refuses a template, or says something of it
 */
export function validated(subjects: readonly Subject[]): Readonly<Record<keyof typeof VALIDATORS, SaidByTemplate>> {
  const directory = mkdtempSync(join(tmpdir(), 'comparison-'));
  try {
    const app = new App({ outdir: join(directory, 'cdk.out'), context: { '@aws-cdk/core:appMode': 'inmemory' } });
    Preflight.apply(app);
    mkdirSync(join(directory, 'templates'));
    for (const { id, fails, passes } of subjects) {
      for (const [name, template] of [[`${id}-fails`, fails], [`${id}-passes`, passes]] as const) {
        const templateFile = join(directory, 'templates', `${name}.json`);
        writeFileSync(templateFile, JSON.stringify(template));
        new CfnInclude(new Stack(app, name, { env: { region: 'us-east-1', account: '111122223333' } }), 'Template', { templateFile });
      }
    }
    synthesize(app);
    const messages = Assembly.read(app.outdir).stacks.flatMap(stack => stack.messages.map(({ text }) => `${stack.name}: ${text}`));
    if (messages.length) throw new Error(`CDK itself has something to say: ${messages.join(' ')}`);
    const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
    return { builtIn: saidBy(VALIDATORS.builtIn, report), preflight: saidBy(VALIDATORS.preflight, report) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The validators end it with an error, which is what is asked for. */
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

function saidBy(name: string, { pluginReports }: any): SaidByTemplate {
  const said = new Map<string, Said[]>();
  for (const { ruleName, description, violatingConstructs } of pluginReports.find((report: any) => report.pluginName === name)?.violations ?? []) {
    for (const { constructPath, cloudFormationResource: resource } of violatingConstructs) {
      const template = constructPath.split('/')[0];
      for (const path of resource?.propertyPaths ?? ['']) {
        const place = [resource?.logicalId, ...path.split('.')].filter(Boolean);
        said.set(template, [...said.get(template) ?? [], { rule: ruleName, text: description, place }]);
      }
    }
  }
  return said;
}
