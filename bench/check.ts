import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { compare, interleave, Probe, Row } from './measure';
import { FailoverDistribution } from '../lib';

const COMMAND = join(__dirname, '..', 'build', 'lib', 'cli', 'main.js');
const ROUNDS = 15;
const MANY_MS = 2000;
/** Of what CDK's own template validator takes. */
const SHARE_OF_VALIDATOR = 1 / 20;

/** The compiled and bundled command, in a process of its own each time, from its start to its end. */
export async function check(): Promise<Row[]> {
  if (!existsSync(COMMAND)) throw new Error(`${COMMAND} is not there: run "npx projen compile && npx projen post-compile" first.`);
  const folder = mkdtempSync(join(tmpdir(), 'bench-check-'));
  try {
    const one = join(folder, 'one');
    const many = join(folder, 'many');
    synthesize(one, 1, 1);
    synthesize(many, 10, 10);
    const template = join(one, 'Stack0.template.json');
    const started = await interleave(ROUNDS, { version: command('--version'), bare: program('-e', '0') });
    const checked = await interleave(ROUNDS, {
      static: command('check', template, '--no-run'),
      dynamic: command('check', template),
      validator: program('-e', validation(template)),
      call: validatorCall(template),
      many: command('check', many, '--no-run'),
    });
    return [
      compare('command: --version / node -e 0', 'ms', started.version, started.bare, 1.5),
      compare('check: a template, static / CDK\'s template validator', 'ms', checked.static, checked.validator, SHARE_OF_VALIDATOR),
      compare('check: a template, function run / CDK\'s template validator', 'ms', checked.dynamic, checked.validator),
      compare('check: a template, static, whole process / CDK\'s template validator, its call alone', 'ms', checked.static, checked.call),
      compare('check: 100 distributions, static / the asked-for 2 s', 'ms', checked.many, checked.many.map(() => MANY_MS), 1),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function synthesize(outdir: string, stacks: number, each: number): void {
  const app = new App({ outdir, analyticsReporting: false, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
  for (let i = 0; i < stacks; i++) {
    const stack = new Stack(app, `Stack${i}`, { env: { region: 'us-east-1' } });
    for (let j = 0; j < each; j++) {
      new FailoverDistribution(stack, `Site${j}`, {
        primaryOrigin: new HttpOrigin('primary.example.com'),
        secondaryOrigin: new HttpOrigin('secondary.example.com'),
      });
    }
  }
  app.synth();
}

function command(...args: string[]): Probe {
  return program(COMMAND, ...args);
}

/** Milliseconds from start to end. */
function program(...args: string[]): Probe {
  return () => {
    const start = process.hrtime.bigint();
    const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: join(__dirname, '..') });
    if (status !== 0 || stderr.length) throw new Error(`node ${args.join(' ')}: exit code ${status}, ${stderr}`);
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
}

/** Prints the milliseconds of the call. */
function validation(templatePath: string): string {
  return `
    const { CloudFormationValidatePlugin } = require('aws-cdk-lib');
    const plugin = new CloudFormationValidatePlugin();
    const start = process.hrtime.bigint();
    plugin.validate(${JSON.stringify({ templatePaths: [templatePath], stackTemplates: [{ templatePath, stackConstructPath: 'Stack0' }] })});
    console.log(Number(process.hrtime.bigint() - start) / 1e6);
  `;
}

/** That the process has to start and to load aws-cdk-lib is not counted: the measure that is hardest on the command. */
function validatorCall(templatePath: string): Probe {
  return () => Number(execFileSync(process.execPath, ['-e', validation(templatePath)], { encoding: 'utf8', cwd: join(__dirname, '..') }));
}
