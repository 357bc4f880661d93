// Uses the test kit of the packed library as its users do: in an empty folder, with jest 30, jest 29 and vitest, in TypeScript that is type-checked.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { devDependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const NEWEST = [`aws-cdk-lib@${devDependencies['aws-cdk-lib']}`, 'constructs@10'];
const OLDEST = ['aws-cdk-lib', 'constructs'].map(name => `${name}@${peerDependencies[name].replace('^', '')}`);
const VITEST = Number(process.versions.node.split('.')[0]) >= 22 ? 5 : 4;
const example = name => readFileSync(join(root, 'examples/testing', name), 'utf8');
const SITE = example('site.test.ts');
const SAMPLE = example('sample-site.test.ts');

/** The same test for those who have no globals. */
const importing = (runner, text) => [
  `import { afterAll, describe, expect, it, test } from '${runner}';`,
  text.replace('testing/jest', runner === 'vitest' ? 'testing/vitest' : 'testing/jest').replace('failoverScenarios(() => site())', 'failoverScenarios(() => site(), { describe, it, afterAll })'),
].join('\n');

/** Nobody closes the edge, and nothing tidies up. */
const FORGOTTEN = `import { simulate } from 'cdk-failover-distribution/testing';
import { sampleSite } from './sample-site';
test('an edge that is forgotten', async () => {
  const { trace } = await simulate(sampleSite()).fetch('/');
  expect(trace.functions).toMatchObject([{ outcome: 'ok' }]);
});
`;

const jestProject = (version, cdk, compilerOptions) => ({
  name: `jest ${version}, ${cdk[0]}`,
  packages: [...cdk, `jest@${version}`, `@jest/globals@${version}`, `@types/jest@${version}`, 'ts-jest@29'],
  files: {
    'site.test.ts': SITE,
    'sample-site.test.ts': SAMPLE,
    'imported.test.ts': importing('@jest/globals', SITE),
    'forgotten.test.ts': FORGOTTEN,
    'jest.config.js': "module.exports = { transform: { '\\\\.ts$': 'ts-jest' } };\n",
  },
  compilerOptions: { ...compilerOptions, types: ['jest', 'node'] },
  command: ['npx', 'jest', '--no-color', '--detectOpenHandles', '--runInBand', '--ci=false'],
  passing: { arguments: ['site.test', 'imported.test', '--testPathIgnorePatterns', 'sample-site'], count: 28 },
});

const PROJECTS = [
  jestProject(30, NEWEST, { module: 'node16' }),
  // What `cdk init` wrote for years: it knows no exports of packages.
  jestProject(29, OLDEST, { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' }),
  {
    name: `vitest ${VITEST}`,
    packages: [...NEWEST, `vitest@${VITEST}`],
    files: { 'site.test.ts': importing('vitest', SITE), 'sample-site.test.ts': importing('vitest', SAMPLE) },
    compilerOptions: { module: 'esnext', moduleResolution: 'bundler', types: ['node'] },
    command: ['npx', 'vitest', 'run', '--no-color', '--reporter=verbose', '--update'],
    passing: { arguments: ['site.test', '--exclude', '**/sample-site*'], count: 14 },
  },
];

/** What a test of the sample has to say, as in the documentation. */
const MESSAGE = linesOf(/```text\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/testing.md'), 'utf8'))[1]);

const work = mkdtempSync(join(tmpdir(), 'package-testing-'));
const env = { ...process.env, CDK_VALIDATION: undefined, TMPDIR: join(work, 'tmp'), JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };

function must(holds, what, output = '') {
  if (!holds) throw new Error(`${what}\n${output}`);
  console.log(`ok - ${what}`);
}

function run(cwd, [command, ...args]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout: 300_000 });
  return { status, output: `${stdout}${stderr}` };
}

function linesOf(text) {
  return text.split('\n').map(line => line.trim().replace(/^Error: /, ''));
}

function install({ name, packages, files, compilerOptions }, tarball) {
  const project = join(work, name.replace(/\W+/g, '-'));
  mkdirSync(project);
  for (const file of ['site.ts', 'sample-site.ts']) cpSync(join(root, 'examples/testing', file), join(project, file));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text);
  writeFileSync(join(project, 'package.json'), '{"private":true}');
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({
    compilerOptions: { target: 'es2022', strict: true, noEmit: true, esModuleInterop: true, isolatedModules: true, ...compilerOptions }, include: ['*.ts'],
  }));
  const installed = run(project, ['npm', 'install', '--no-audit', '--no-fund', tarball, 'typescript@6', '@types/node@20', ...packages]);
  must(installed.status === 0, `${name}: installs`, installed.output);
  return project;
}

/** With skipLibCheck off, types of the test kit are checked as well; what others declare is theirs. */
function typeErrors(project, ...options) {
  return run(project, ['npx', 'tsc', '--pretty', 'false', ...options]).output.split('\n').filter(line => /^[\w.-]+\.ts\(|cdk-failover-distribution/.test(line)).join('\n');
}

try {
  const [{ filename }] = JSON.parse(spawnSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], { cwd: root, encoding: 'utf8' }).stdout);
  for (const each of PROJECTS) {
    const { name, command, passing: { arguments: which, count }, files } = each;
    const project = install(each, join(work, filename));
    rmSync(env.TMPDIR, { recursive: true, force: true });
    mkdirSync(env.TMPDIR);
    const errors = typeErrors(project);
    must(errors === '', `${name}: the test kit and its matchers have types`, errors);

    writeFileSync(join(project, 'names.mjs'), "import { simulate } from 'cdk-failover-distribution/testing';\nimport { Edge } from 'cdk-failover-distribution/simulator';\nconsole.log(typeof simulate, typeof Edge.of);\n");
    must(run(project, ['node', 'names.mjs']).output.startsWith('function function'), `${name}: ES modules import names`);

    const passing = run(project, [...command, ...which]);
    must(passing.status === 0 && passing.output.includes(`${count} passed`), `${name}: passes for FailoverDistribution`, passing.output);
    const snapshots = readdirSync(join(project, '__snapshots__')).map(file => readFileSync(join(project, '__snapshots__', file), 'utf8')).join('');
    must(snapshots.includes('AWS::CloudFront::Distribution') && !/[0-9a-f]{64}|CurrentVersion[0-9A-F]{8}[0-9a-f]{32}/.test(snapshots), `${name}: hashes are masked in snapshots`);

    const failing = run(project, [...command, 'sample-site.test']);
    const told = linesOf(failing.output);
    must(failing.status === 1 && MESSAGE.every(line => told.includes(line)), `${name}: fails for AWS's sample, with the message of docs/testing.md`, failing.output);

    const left = readdirSync(env.TMPDIR).filter(file => file.startsWith('cdk'));
    must(left.length === 0, `${name}: leaves no temporary folder`, left.join('\n'));

    const outputs = [passing, failing];
    if (files['forgotten.test.ts']) {
      outputs.push(run(project, [...command, 'forgotten.test']));
      must(outputs.at(-1).status === 0, `${name}: runs without the matchers`, outputs.at(-1).output);
      // Types for those who have @jest/globals and no @types/jest.
      writeFileSync(join(project, 'tsconfig.imported.json'), '{"extends":"./tsconfig.json","compilerOptions":{"types":["node"]},"include":["imported.test.ts"]}');
      must(typeErrors(project, '-p', 'tsconfig.imported.json') === '', `${name}: types without globals`, typeErrors(project, '-p', 'tsconfig.imported.json'));
    }
    const kept = outputs.map(({ output }) => output).filter(output => /open handle|did not exit/.test(output)).join('\n');
    must(kept === '', `${name}: leaves no open handle`, kept);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
