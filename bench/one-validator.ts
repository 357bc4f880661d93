/**
 * CDK's template validator, or cdk-preflight with its own rules, over every template of an assembly, in this process: `KIND DIRECTORY`.
 * Milliseconds of the call as JSON.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

interface Plugin {
  validate(context: object): unknown;
}

/* eslint-disable @typescript-eslint/no-require-imports */
const PLUGINS: Readonly<Record<string, () => Plugin>> = {
  'built-in': () => {
    const { CloudFormationValidatePlugin } = require('aws-cdk-lib');
    return new CloudFormationValidatePlugin();
  },
  'preflight': () => {
    const { PreflightEnforcePlugin } = require('cdk-preflight/lib/private/enforce');
    const { BUNDLED_RULES } = require('cdk-preflight/lib/rules.generated');
    return new PreflightEnforcePlugin(BUNDLED_RULES, false);
  },
};

function main([kind = '', directory = '']: string[]): void {
  const plugin = PLUGINS[kind]!();
  const templatePaths = readdirSync(directory).filter(file => file.endsWith('.template.json')).map(file => join(directory, file));
  const nameIn = (path: string) => /(\w+)\.template/.exec(path)![1];
  const stackTemplates = templatePaths.map(templatePath => ({ templatePath, stackConstructPath: nameIn(templatePath) }));
  const started = performance.now();
  plugin.validate({ templatePaths, stackTemplates, region: 'us-east-1' });
  console.log(JSON.stringify({ milliseconds: performance.now() - started }));
}

main(process.argv.slice(2));
