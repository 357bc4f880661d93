// Installs the packed library as npm, pnpm and Yarn 4 (Plug'n'Play) do, and uses it from ES modules and CommonJS, with the types that each kind of
// module resolution finds.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { devDependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** A site, and beside it a function that hides every failover, which the rules find by running it. */
const USE = `
const app = new App({ outdir: 'cdk.out' });
Validations.of(app).addPlugins(new FailoverRules());
const stack = new Stack(app, 'Stack', { env: { region: 'us-east-1' } });
const group = { primaryOrigin: new origins.HttpOrigin('a.example.com'), secondaryOrigin: new origins.HttpOrigin('b.example.com') };
const site = new FailoverDistribution(stack, 'Site', { ...group, errorRewrite: ErrorRewrite.none() });
assert(site instanceof cloudfront.Distribution);
const edge = simulate(stack);
edge.origin('primary').respond(503);
edge.fetch('/').then(async response => {
  assert.equal(response.trace.servedBy, 'secondary');
  assert.equal(typeof Edge.of, 'function');
  assert.equal(typeof failoverAware(async () => undefined), 'function');
  const handler = 'exports.handler = async event => ({ ...event.Records[0].cf.response, status: "200" });';
  const masking = new App();
  const other = new Stack(masking, 'Masking', { env: { region: 'us-east-1' } });
  const originResponseFunction = new cloudfront.experimental.EdgeFunction(other, 'Edge', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(handler) });
  new FailoverDistribution(other, 'Site', { ...group, originResponseFunction });
  assert.throws(() => masking.synth(), /handler-masks-failover/);
  app.synth();
  console.log('used');
});
`;
const NAMES = {
  'node:assert/strict': 'assert',
  'aws-cdk-lib': '{ App, Stack, Validations }',
  'aws-cdk-lib/aws-cloudfront': '* as cloudfront',
  'aws-cdk-lib/aws-cloudfront-origins': '* as origins',
  'aws-cdk-lib/aws-lambda': '* as lambda',
  'cdk-failover-distribution': '{ ErrorRewrite, FailoverDistribution, FailoverRules }',
  'cdk-failover-distribution/simulator': '{ Edge }',
  'cdk-failover-distribution/testing': '{ simulate }',
  'cdk-failover-distribution/edge': '{ failoverAware }',
};
const ESM = Object.entries(NAMES).map(([module, names]) => `import ${names} from '${module}';`).join('\n') + USE;
const CJS = Object.entries(NAMES).map(([module, names]) => `const ${names.replace('* as ', '')} = require('${module}');`).join('\n') + USE;

const registry = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).stdout.trim();
const MANAGERS = {
  npm: { install: 'npm install --no-audit --no-fund --silent', node: 'node', exec: 'npx --no-install', types: true },
  pnpm: { install: 'npx -y pnpm@10 install --silent --no-frozen-lockfile', node: 'node', exec: 'npx -y pnpm@10 exec', types: true },
  // Yarn asks the registry for what aws-cdk-lib bundles, too, and not every registry has the newest of that.
  yarn: {
    oldest: true,
    install: 'npx -y -p @yarnpkg/cli-dist@4 yarn install',
    node: 'npx -y -p @yarnpkg/cli-dist@4 yarn node',
    exec: 'npx -y -p @yarnpkg/cli-dist@4 yarn exec',
    files: {
      '.yarnrc.yml': `nodeLinker: pnp\nenableTelemetry: false\nenableImmutableInstalls: false\nnpmRegistryServer: ${JSON.stringify(registry)}\nunsafeHttpWhitelist: ['*']\n`,
      'yarn.lock': '',
    },
  },
};

const work = mkdtempSync(join(tmpdir(), 'managers-'));
const env = { ...process.env, CDK_VALIDATION: 'false', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };
function run(cwd, command) {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { cwd, env, encoding: 'utf8', maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`${command}\n${stdout}\n${stderr}`);
  return stdout;
}
const must = (holds, what) => {
  if (!holds) throw new Error(what);
  console.log(`ok - ${what}`);
};

try {
  const [{ filename }] = JSON.parse(run(root, `npm pack --json --ignore-scripts --pack-destination ${work}`));
  const wanted = process.argv.slice(2);
  for (const [manager, { install, node, exec, types, oldest, files = {} }] of Object.entries(MANAGERS)) {
    if (wanted.length && !wanted.includes(manager)) continue;
    const project = join(work, manager);
    mkdirSync(project);
    const dependencies = {
      'cdk-failover-distribution': `file:${join(work, filename)}`,
      'aws-cdk-lib': oldest ? peerDependencies['aws-cdk-lib'].replace('^', '') : devDependencies['aws-cdk-lib'],
      'constructs': peerDependencies.constructs,
      ...(types && { 'typescript': devDependencies.typescript, '@types/node': devDependencies['@types/node'] }),
    };
    const texts = {
      'package.json': JSON.stringify({ name: 'user', private: true, dependencies }),
      'use.mjs': ESM,
      'use.cjs': CJS,
      'use.ts': ESM,
      ...files,
    };
    for (const [file, text] of Object.entries(texts)) writeFileSync(join(project, file), text);
    run(project, install);
    for (const file of ['use.mjs', 'use.cjs']) must(run(project, `${node} ${file}`).includes('used'), `${manager}: ${file}`);
    must(run(project, `${exec} cdk-failover describe cdk.out`).includes('origin group'), `${manager}: cdk-failover`);
    for (const [module, resolution] of types ? [['nodenext', 'nodenext'], ['node16', 'node16'], ['esnext', 'bundler'], ['commonjs', 'node10']] : []) {
      const old = resolution === 'node10' ? ['--ignoreDeprecations', '6.0'] : [];
      run(project, ['node node_modules/typescript/bin/tsc --noEmit --strict --skipLibCheck --esModuleInterop --target es2022 --types node', '--module', module, '--moduleResolution', resolution, ...old, 'use.ts'].join(' '));
      must(true, `${manager}: the types with --moduleResolution ${resolution}`);
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
