// Packs the library and uses the tarball as its users do: in an empty folder, with the oldest and the newest aws-cdk-lib.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from './migrate.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { peerDependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const OLDEST = peerDependencies['aws-cdk-lib'].replace('^', '');
const NEWEST = devDependencies['aws-cdk-lib'];
const CONSTRUCTS = { [OLDEST]: peerDependencies.constructs.replace('^', ''), [NEWEST]: '10' };
const EXAMPLES = ['quickstart', 'two-regions', 'site-and-api', 'edge-functions'];

/** Nearly half of it is the engine that tries functions, with its substitutes for Node.js. */
const PACKED_BYTES = 980_000;
const FILES = 145;

/** Two warnings, one acknowledged on the construct and one on its stack, in the two ways that CDK has. */
const ACKNOWLEDGED = `
import { Annotations, App, Stack, Validations } from 'aws-cdk-lib';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import { ErrorRewrite, FailoverDistribution } from 'cdk-failover-distribution';
const app = new App();
const stack = new Stack(app, 'Stack', { env: { region: 'us-east-1' } });
const site = new FailoverDistribution(stack, 'Site', {
  primaryOrigin: new origins.HttpOrigin('a.example.com'),
  secondaryOrigin: new origins.HttpOrigin('b.example.com'),
  failoverStatusCodes: [503],
  errorRewrite: ErrorRewrite.toOk(),
});
Annotations.of(site).acknowledgeWarning('cdk-failover-distribution:failover-misses-outage', 'known');
Validations.of(stack).acknowledge({ id: 'cdk-failover-distribution::client-errors-masked', reason: 'known' });
console.log('warnings:', app.synth().stacks[0].messages.filter(message => message.level === 'warning').length);
`;

/** An ordinary distribution whose function hides every failover, with the rules as a plugin. */
const RULES = `
import * as cdk from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { FailoverRules } from 'cdk-failover-distribution';
const app = new cdk.App();
cdk.Validations.of(app).addPlugins(new FailoverRules());
const stack = new cdk.Stack(app, 'Stack', { env: { region: 'eu-west-1' } });
const edge = new cloudfront.experimental.EdgeFunction(stack, 'Edge', {
  runtime: lambda.Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = async event => ({ ...event.Records[0].cf.response, status: "200" });'),
});
new cloudfront.Distribution(stack, 'Site', {
  defaultBehavior: {
    origin: new origins.OriginGroup({ primaryOrigin: new origins.HttpOrigin('a.example.com'), fallbackOrigin: new origins.HttpOrigin('b.example.com') }),
    edgeLambdas: [{ functionVersion: edge.currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE }],
  },
});
if (process.argv[2] === 'acknowledged') cdk.Validations.of(stack).acknowledge({ id: 'cdk-failover-distribution::handler-masks-failover', reason: 'known' });
app.synth();
`;

/** The settings of a distribution of CDK's own, as they are. */
const PROPS = `
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { FailoverDistribution, FailoverDistributionProps } from 'cdk-failover-distribution';
import { Construct } from 'constructs';
export function replace(scope: Construct, props: cloudfront.DistributionProps, primaryOrigin: cloudfront.IOrigin, secondaryOrigin: cloudfront.IOrigin) {
  const same: FailoverDistributionProps = { ...props, primaryOrigin, secondaryOrigin };
  return new FailoverDistribution(scope, 'Site', same);
}
`;

/** An option that the constructor refuses, and nobody catches the error. */
const REFUSED = `
import { App, Stack } from 'aws-cdk-lib';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import { FailoverDistribution } from 'cdk-failover-distribution';
new FailoverDistribution(new Stack(new App(), 'Stack'), 'Site', {
  primaryOrigin: new origins.HttpOrigin('a.example.com'),
  secondaryOrigin: new origins.HttpOrigin('b.example.com'),
  failoverStatusCodes: [501],
});
`;

/** The local edge, in process. */
const LOCAL = `
import { Assembly, Edge, ManualClock } from 'cdk-failover-distribution/simulator';
async function main() {
  const edge = Edge.of(Assembly.read(process.argv[2]!), { clock: new ManualClock() });
  edge.origin('primary').refuse();
  const { trace } = await edge.handle({ method: 'GET', protocol: 'https', path: '/', query: '', headers: { host: ['example.com'] }, clientIp: '127.0.0.1' });
  console.log(trace.status, trace.servedBy);
  await edge.close();
}
void main();
`;

const work = mkdtempSync(join(tmpdir(), 'package-'));
const env = { ...process.env, CDK_VALIDATION: 'false', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };
const run = (cwd, command, ...args) => execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const must = (holds, what) => {
  if (!holds) throw new Error(what);
  console.log(`ok - ${what}`);
};

try {
  const [{ filename, files, size }] = JSON.parse(run(root, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', work));
  const tarball = join(work, filename);
  const paths = files.map(({ path }) => path);
  for (const needed of ['.jsii', 'CHANGELOG.md', 'LICENSE', 'README.md', 'build/handler-runner.js']) must(paths.includes(needed), `the package contains ${needed}`);
  must(size <= PACKED_BYTES && paths.length <= FILES, `the package has at most ${PACKED_BYTES} bytes and ${FILES} files: ${size} and ${paths.length}`);
  const strays = paths.filter(path => /^(test|examples|bench|docs|lambda|lib|scripts|\.ci|\.projen|cdk\.out)\/|(?<!\.d)\.m?ts$|\.map$|\.tgz$|^API\.md$/.test(path));
  must(strays.length === 0, `the package contains no sources and no tests${strays.length ? `: ${strays.join(', ')}` : ''}`);

  const hasLongLine = path => readFileSync(join(root, path), 'utf8').split('\n').some(line => line.length > 2000);
  const long = paths.filter(path => /^build\/(lib|lambda|vendor)\/.*\.js$/.test(path) && hasLongLine(path));
  must(long.length === 0, `an error in the package shows a line that can be read${long.length ? `, but not in ${long.join(', ')}` : ''}`);

  const snippet = /```ts nofixture\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))[1];
  for (const version of [OLDEST, NEWEST]) {
    const project = join(work, version);
    for (const name of EXAMPLES) {
      cpSync(join(root, 'examples', name), join(project, 'examples', name), { recursive: true, filter: path => !path.includes('cdk.out') });
    }
    writeFileSync(join(project, 'package.json'), '{"private":true}');
    run(project, 'npm', 'install', '--no-audit', '--no-fund', '--silent', tarball, `aws-cdk-lib@${version}`, `constructs@${CONSTRUCTS[version]}`, 'tsx', 'esbuild', 'typescript@6', '@types/node@20');
    const { pairs, interruptions } = migrate(root, project, run);
    must(pairs === 8 && interruptions.length === 0, `aws-cdk-lib ${version}: the starting points of docs/migrate.md are updated in place ${interruptions.join(', ')}`);
    writeFileSync(join(project, 'readme.ts'), snippet);
    writeFileSync(join(project, 'edge.ts'), "import { failoverAware } from 'cdk-failover-distribution/edge';\nexport const handler = failoverAware(async event => event.Records[0].cf.response);\n");
    writeFileSync(join(project, 'local.ts'), LOCAL);
    writeFileSync(join(project, 'rules.ts'), RULES);
    writeFileSync(join(project, 'props.ts'), PROPS);
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({
      compilerOptions: { module: 'node16', target: 'es2022', strict: true, noEmit: true, skipLibCheck: true, types: ['node'] },
      include: ['examples/**/*.ts', 'readme.ts', 'edge.ts', 'local.ts', 'rules.ts', 'props.ts'],
    }));
    run(project, 'npx', 'tsc');
    must(true, `aws-cdk-lib ${version}: the README's snippet, the examples, ./edge, the plugin and the props of cloudfront.Distribution have the right types`);
    writeFileSync(join(project, 'acknowledged.ts'), ACKNOWLEDGED);
    must(run(project, 'npx', 'tsx', 'acknowledged.ts').trim() === 'warnings: 0', `aws-cdk-lib ${version}: a warning is acknowledged on the construct`);
    writeFileSync(join(project, 'refused.ts'), REFUSED);
    const refused = spawnSync('npx', ['tsx', 'refused.ts'], { cwd: project, env, encoding: 'utf8' }).stderr.split('\n');
    must(
      refused.some(line => /^Error: Stack\/Site: .*Got: 501\./.test(line)) && refused.every(line => line.length < 400),
      `aws-cdk-lib ${version}: an error of the constructor can be read`,
    );
    const synthesized = (...args) => spawnSync('npx', ['tsx', 'rules.ts', ...args], { cwd: project, env, encoding: 'utf8' });
    const { status, stdout, stderr } = synthesized();
    must(status === 1 && (stdout + stderr).includes('handler-masks-failover'), `aws-cdk-lib ${version}: FailoverRules refuses a masking function`);
    must(synthesized('acknowledged').status === 0, `aws-cdk-lib ${version}: FailoverRules accepts it when it is acknowledged`);
    for (const app of ['readme.ts', ...EXAMPLES.map(name => `examples/${name}/app.ts`)]) {
      const outdir = join(project, 'out', app);
      execFileSync('npx', ['tsx', app], { cwd: project, env: { ...env, CDK_OUTDIR: outdir }, stdio: ['ignore', 'ignore', 'pipe'] });
      const templates = readdirSync(outdir).filter(file => file.endsWith('.template.json')).map(file => readFileSync(join(outdir, file), 'utf8'));
      must(templates.some(text => text.includes('x-failover-role')), `aws-cdk-lib ${version}: ${app} synthesizes`);
      const told = run(project, 'npx', 'cdk-failover', 'describe', outdir);
      must(told.includes('origin group'), `aws-cdk-lib ${version}: cdk-failover describes it`);
      const { findings, cannotTell } = JSON.parse(run(project, 'npx', 'cdk-failover', 'check', outdir, '--format', 'json'));
      must(findings.length > 0 && !cannotTell.some(({ rule }) => rule === 'handler-masks-failover'), `aws-cdk-lib ${version}: cdk-failover checks it, and what its function does`);
    }
    must(run(project, 'npx', 'tsx', 'local.ts', join(project, 'out', 'readme.ts')).trim() === '200 secondary', `aws-cdk-lib ${version}: the local edge fails over`);
    writeFileSync(join(project, 'template.yaml'), 'Resources: { Site: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: { DefaultCacheBehavior: { TargetOriginId: !Sub "a${AWS::NoValue}" } } } } }');
    must(run(project, 'npx', 'cdk-failover', 'describe', 'template.yaml').startsWith('template.yaml Site'), `aws-cdk-lib ${version}: cdk-failover reads YAML`);
  }

  const types = JSON.stringify(JSON.parse(readFileSync(join(root, '.jsii'), 'utf8')).types);
  const used = new Set([...types.matchAll(/aws-cdk-lib\.[\w.]+/g)].map(([fqn]) => fqn));
  const { gunzipSync } = await import('node:zlib');
  const oldest = JSON.parse(gunzipSync(readFileSync(join(work, OLDEST, 'node_modules/aws-cdk-lib/.jsii.gz'))).toString());
  run(root, 'npx', 'jsii-pacmak', '--code-only', '--outdir', join(work, 'pacmak'), '--target', 'python');
  const python = readFileSync(join(work, 'pacmak/python/src/cdk_failover_distribution/__init__.py'), 'utf8');
  for (const [, module] of python.matchAll(/^\s+import aws_cdk\.(\S+) as /gm)) used.add(`aws-cdk-lib.${module}`);
  const missing = [...used].filter(fqn => !(fqn in oldest.types) && !(fqn in oldest.submodules));
  must(missing.length === 0, `every type of the API exists in aws-cdk-lib ${OLDEST}${missing.length ? `: ${missing.join(', ')} does not` : ''}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
