import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { compare, interleave, Probe, Row } from './measure';
import { bundle, inFolder, outputOf, ROOT, WITH_CDK } from './programs';
import { FailoverDistribution } from '../lib';

const COMMAND = join(ROOT, 'build', 'lib', 'cli', 'main.js');
const ROUNDS = 5;
const MANY_MS = 2000;
/** Of what CDK's own template validator takes. */
const SHARE_OF_VALIDATOR = 1 / 20;

/** The compiled and bundled command, in a process of its own each time, from its start to its end. */
export async function check(): Promise<Row[]> {
  if (!existsSync(COMMAND)) compile();
  return inFolder(async folder => {
    const assemblies = Object.fromEntries(SIZES.map(size => [size, join(folder, `distributions-${size}`)]));
    for (const size of SIZES) synthesize(assemblies[size]!, size);
    bundle(folder, ['one-validator'], { ...WITH_CDK, external: [...WITH_CDK.external!, 'cdk-preflight'] });
    const validator = join(folder, 'one-validator.js');

    const started = await interleave(2 * ROUNDS, { bare: program('-e', '0'), version: command('--version') });
    const rows = [compare('check: --version / node -e 0', 'ms', started.version, started.bare, 1.5)];
    for (const size of SIZES) {
      const directory = assemblies[size]!;
      const calls: number[] = [];
      const plugin = (kind: string) => outputOf<{ milliseconds: number }>(process.execPath, [validator, kind, directory]).milliseconds;
      const taken = await interleave(ROUNDS, {
        static: command('check', directory, '--no-run'),
        run: command('check', directory),
        builtIn: timed(() => calls.push(plugin('built-in'))),
        preflight: timed(() => plugin('preflight')),
      });
      const limit = size === 1 ? SHARE_OF_VALIDATOR : undefined;
      const name = `check: ${size} distribution${size === 1 ? '' : 's'}`;
      rows.push(
        compare(`${name}, functions run / CDK's template validator`, 'ms', taken.run, taken.builtIn),
        compare(`${name}, --no-run / CDK's template validator`, 'ms', taken.static, taken.builtIn, limit),
        compare(`${name}, functions run / cdk-preflight`, 'ms', taken.run, taken.preflight),
      );
      if (size === 1) rows.push(compare(`${name}, --no-run / the call of CDK's template validator alone`, 'ms', taken.static, calls));
      if (size === 100) rows.push(compare(`${name}, --no-run / 2 s`, 'ms', taken.static, taken.static.map(() => MANY_MS), 1));
    }
    return rows;
  });
}

const SIZES = [1, 10, 100];

function compile(): void {
  for (const step of ['projen compile', 'node scripts/bundle-package.mjs']) {
    const { status, stderr } = spawnSync('npx', step.split(' '), { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    if (status !== 0) throw new Error(`npx ${step}: exit code ${status}, ${stderr}`);
  }
}

/** Stacks of up to ten. The first distribution of each has a function of the user's, which the check runs. */
function synthesize(outdir: string, count: number): void {
  const app = new App({ outdir, analyticsReporting: false, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
  for (let i = 0; i < count; i++) {
    const id = `Stack${Math.floor(i / 10)}`;
    const stack = app.node.tryFindChild(id) as Stack | undefined ?? new Stack(app, id, { env: { region: 'us-east-1' } });
    new FailoverDistribution(stack, `Site${i}`, {
      primaryOrigin: new HttpOrigin('primary.example.com'),
      secondaryOrigin: new HttpOrigin('secondary.example.com'),
      originResponseFunction: i % 10 ? undefined : userFunction(stack),
    });
  }
  app.synth();
}

function userFunction(stack: Stack): lambda.IVersion {
  return new lambda.Function(stack, 'Mine', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async ({ Records: [{ cf }] }) => cf.response;'),
  }).currentVersion;
}

function command(...args: string[]): Probe {
  return program(COMMAND, ...args);
}

function program(...args: string[]): Probe {
  return timed(() => {
    const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: ROOT });
    if (status !== 0 || stderr.length) throw new Error(`node ${args.join(' ')}: exit code ${status}, ${stderr}`);
  });
}

/** Milliseconds from start to end. */
function timed(work: () => unknown): Probe {
  return () => {
    const start = process.hrtime.bigint();
    work();
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
}
