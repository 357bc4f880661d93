// Builds the package of each language, runs its example as its README says, and compares the templates with those of examples/typescript.
// A toolchain that is missing is a failure, unless WITHOUT_TOOLCHAINS names it: WITHOUT_TOOLCHAINS=dotnet,go node test/languages/verify.mjs
import { deepStrictEqual } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const oldest = name => peerDependencies[name].replace('^', '');
const CDK = oldest('aws-cdk-lib');
const REGIONS = ['us-east-1', 'eu-west-1'];

const env = { ...process.env, CDK_VALIDATION: 'false', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };
const example = language => join(root, 'examples', language);
function run(cwd, command, more = {}) {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { cwd, env: { ...env, ...more }, encoding: 'utf8', maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`${command}\n${stdout}\n${stderr}`);
  return stdout;
}
const must = (holds, what) => {
  if (!holds) throw new Error(what);
  console.log(`ok - ${what}`);
};

const LANGUAGES = {
  python: {
    toolchain: 'python3',
    // pip would keep a package of the same version.
    before: folder => existsSync(join(folder, '.venv/bin/pip')) && run(folder, '.venv/bin/pip uninstall --quiet --yes cdk-failover-distribution'),
    // A new process, as users start it, and no jsii runtime.
    also(folder) {
      const start = Date.now();
      const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      must(run(folder, '.venv/bin/cdk-failover --version').trim() === version, 'python: cdk-failover --version prints the version');
      must(Date.now() - start < 3000, 'python: within 3 s');
      must(run(folder, '.venv/bin/cdk-failover describe cdk.out').includes('origin group'), 'python: cdk-failover describes the app');
      const { status } = spawnSync('.venv/bin/cdk-failover', ['no-such-command'], { cwd: folder, env, stdio: 'ignore' });
      must(status === 2, "python: cdk-failover ends with the command's exit code");
    },
    oldest(folder) {
      run(folder, `.venv/bin/pip install --quiet --disable-pip-version-check aws-cdk-lib==${CDK} constructs==${oldest('constructs')}`);
      return { release: CDK };
    },
  },
  java: {
    toolchain: 'mvn',
    // Maven would keep a package of the same version.
    before: () => rmSync(join(homedir(), '.m2/repository/io/github/cdk-failover-distribution'), { recursive: true, force: true }),
    oldest: () => ({ release: CDK, app: `mvn --quiet -Dcdk.version=${CDK} compile exec:java` }),
  },
  go: {
    toolchain: 'go',
    // The module asks for the oldest release, and compiles with the oldest one from there on that the module proxy has.
    oldest(folder) {
      const asked = /awscdk\/v2 v(\S+)/.exec(readFileSync(join(root, 'dist/go/cdkfailoverdistribution/go.mod'), 'utf8'))[1];
      must(asked === CDK, `go: the module asks for awscdk ${CDK}`);
      const [, ...versions] = run(folder, 'go list -m -versions github.com/aws/aws-cdk-go/awscdk/v2').trim().split(' ');
      const version = versions.find(one => Number(one.split('.')[1]) >= Number(CDK.split('.')[1]));
      copyFileSync(join(folder, 'go.mod'), join(folder, 'oldest.mod'));
      run(folder, `go mod edit -require=github.com/aws/aws-cdk-go/awscdk/v2@${version} oldest.mod && go mod tidy -modfile=oldest.mod`);
      must(readFileSync(join(folder, 'oldest.mod'), 'utf8').includes(`awscdk/v2 ${version}\n`), `go: and accepts ${version}, the oldest here`);
      return { release: version.slice(1), app: 'go run -modfile=oldest.mod app.go' };
    },
    after: folder => ['oldest.mod', 'oldest.sum'].forEach(file => rmSync(join(folder, file), { force: true })),
  },
  csharp: { toolchain: 'dotnet', missing: namesInCSharp },
};

/** The two commands of a README: one to install, one to synthesize. */
function commandsOf(language) {
  const [, block] = /^```\n([\s\S]*?)^```/m.exec(readFileSync(join(example(language), 'README.md'), 'utf8'));
  const lines = block.trim().split('\n');
  if (lines.length !== 2) throw new Error(`examples/${language}/README.md has not two commands: ${block}`);
  return lines;
}

/** Everything but the metadata of the run and the asset of CDK's own custom resource, whose runtime is another in every release. */
function templatesIn(folder) {
  const outdir = join(folder, 'cdk.out');
  return Object.fromEntries(readdirSync(outdir).filter(file => file.endsWith('.template.json')).map(file => {
    const template = JSON.parse(readFileSync(join(outdir, file), 'utf8').replace(/[0-9a-f]{64}/g, 'HASH'));
    delete template.Resources.CDKMetadata;
    delete template.Conditions?.CDKMetadataAvailable;
    const reader = Object.keys(template.Resources).find(id => /^CustomCrossRegion.*ProviderHandler/.test(id));
    if (reader) delete template.Resources[reader].Properties.Runtime;
    if (template.Conditions && !Object.keys(template.Conditions).length) delete template.Conditions;
    return [file, template];
  }));
}

function synthesize(language, command, region) {
  const folder = example(language);
  rmSync(join(folder, 'cdk.out'), { recursive: true, force: true });
  run(folder, command, { AWS_REGION: region });
  return templatesIn(folder);
}

/** Without the .NET SDK nothing compiles. This finds what is renamed. */
function namesInCSharp(folder) {
  run(root, 'npm run --silent package:dotnet');
  const generated = join(root, 'dist/dotnet/CdkFailoverDistribution/CdkFailoverDistribution');
  const code = readdirSync(generated).filter(file => file.endsWith('.cs')).map(file => readFileSync(join(generated, file), 'utf8')).join('\n');
  const program = readFileSync(join(folder, 'Program.cs'), 'utf8');
  const ours = [...new Set(program.match(/\b(Failover|Origin(?=Failover)|Error|KeepStatus)\w+/g))];
  const methods = [...program.matchAll(/\b(?:site|ErrorRewrite|ErrorPage)\.(\w+)\(/g)].map(([, name]) => name);
  const properties = [...program.matchAll(/\b(PrimaryOrigin|SecondaryOrigin|ErrorRewrite|RetryAfter) = /g)].map(([, name]) => name);
  for (const name of ours) must(new RegExp(`public (abstract )?class ${name}\\b`).test(code), `csharp: the generated code has the class ${name}`);
  for (const name of methods) must(new RegExp(`public \\S+ \\S+ ${name}\\(`).test(code), `csharp: and the method ${name}`);
  for (const name of properties) must(new RegExp(`^\\s+\\S+ ${name}$|public \\S+ ${name}$`, 'm').test(code), `csharp: and the property ${name}`);
  if (!ours.length || !methods.length || !properties.length) throw new Error('csharp: Program.cs uses nothing of the library');
}

const without = (process.env.WITHOUT_TOOLCHAINS ?? '').split(',').filter(Boolean);
const exists = command => spawnSync('bash', ['-c', `command -v ${command}`]).status === 0;
const expected = Object.fromEntries(REGIONS.map(region => [region, synthesize('typescript', 'npx cdk synth --quiet', region)]));
must(Object.keys(expected['us-east-1']).length === 1 && Object.keys(expected['eu-west-1']).length === 2, 'typescript: one template in us-east-1, two elsewhere');

const ran = [];
const skipped = [];
const wanted = process.argv.slice(2);
for (const [language, { toolchain, before, also, oldest: useOldest, after, missing }] of Object.entries(LANGUAGES)) {
  if (wanted.length && !wanted.includes(language)) continue;
  const folder = example(language);
  const start = Date.now();
  if (!exists(toolchain)) {
    if (!without.includes(toolchain)) throw new Error(`${language}: ${toolchain} is missing. Install it, or set WITHOUT_TOOLCHAINS=${[...without, toolchain].join(',')} to go on without it`);
    missing?.(folder);
    skipped.push(`${language} (no ${toolchain}${missing ? ': its code was generated, not compiled' : ''})`);
    continue;
  }
  const [install, synth] = commandsOf(language);
  before?.(folder);
  run(folder, install);
  const compare = (command, release) => {
    for (const region of REGIONS) {
      deepStrictEqual(synthesize(language, command, region), expected[region]);
      must(true, `${language}: ${region}, ${release}: the templates of examples/typescript`);
    }
  };
  compare(`${synth} --quiet`, 'newest aws-cdk-lib');
  also?.(folder);
  try {
    if (useOldest) {
      const { release, app } = useOldest(folder);
      compare(app ? `npx cdk synth --quiet --app '${app}'` : 'npx cdk synth --quiet', `aws-cdk-lib ${release}`);
    }
  } finally {
    after?.(folder);
  }
  ran.push(`${language} (${Math.round((Date.now() - start) / 1000)} s)`);
}
console.log(`languages: ${ran.join(', ') || 'none'}`);
console.log(`skipped: ${skipped.join(', ') || 'none'}`);
