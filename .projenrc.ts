import { PrimitiveType, Property, Stability } from '@jsii/spec';
import { ProjenStruct, Struct } from '@mrgrain/jsii-struct-builder';
import { awscdk, javascript, JsonFile } from 'projen';

/** The aws-cdk-lib that the project is built and tested with. */
const NEWEST_CDK = '2.276.0';

/** The first aws-cdk-lib whose `Validations` registers plugins and acknowledges findings. See docs/versions.md. */
const OLDEST_CDK = '2.252.0';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-failover-distribution',
  description: 'A CloudFront distribution that really fails over when its primary origin dies, whatever its error pages say.',
  keywords: ['aws-cdk', 'awscdk', 'cloudfront', 'failover', 'origin-group', 'lambda-edge', 'high-availability'],
  author: 'cdk-failover-distribution contributors',
  authorAddress: 'https://github.com/cdk-failover-distribution',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-failover-distribution/cdk-failover-distribution.git',
  license: 'Apache-2.0',
  stability: 'experimental',
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenVersion: '0.103.25',
  projenrcTs: true,
  projenrcTsOptions: { projenCodeDir: 'scripts' },
  github: false,
  release: false,
  depsUpgrade: false,

  cdkVersion: OLDEST_CDK,
  constructsVersion: '10.5.0',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.3',
  minNodeVersion: '20.16.0',

  // Compiled out of tree: JavaScript beside the sources would be what jest tests.
  srcdir: 'lib',
  libdir: 'build',
  entrypoint: 'build/lib/index.js',
  sampleCode: false,
  typecheckTests: true,
  tsconfig: {
    compilerOptions: { rootDir: '.', outDir: 'build', inlineSourceMap: false, inlineSources: false },
    include: ['lib/**/*.ts', 'lambda/**/*.ts'],
  },

  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      collectCoverageFrom: ['lib/**/*.ts', 'lambda/**/*.ts'],
      maxWorkers: '100%', // jest leaves a core to itself, which is half of a small machine
      testTimeout: 30_000, // a busy machine does not fail a test
      modulePathIgnorePatterns: ['<rootDir>/build/(fuzzing|mutants)/'], // copies of this project
      globalSetup: '<rootDir>/test/setup/jest.ts',
      moduleFileExtensions: ['ts', 'js', 'json'],
      moduleNameMapper: {
        '^cdk-failover-distribution$': '<rootDir>/lib/index.ts',
        '^cdk-failover-distribution/(testing.*)$': '<rootDir>/lib/$1',
      },
    },
  },
  eslintOptions: {
    dirs: ['lib', 'lambda'],
    devdirs: ['test', 'examples', 'bench', 'scripts'],
    commandOptions: { fix: false },
  },

  publishToPypi: { distName: 'cdk-failover-distribution', module: 'cdk_failover_distribution' },
  publishToMaven: {
    javaPackage: 'io.github.cdkfailoverdistribution',
    mavenGroupId: 'io.github.cdk-failover-distribution', // what Maven Central gives to the organization on GitHub
    mavenArtifactId: 'cdk-failover-distribution',
  },
  publishToNuget: { dotNetNamespace: 'CdkFailoverDistribution', packageId: 'CdkFailoverDistribution' },
  publishToGo: { moduleName: 'github.com/cdk-failover-distribution/cdk-failover-distribution-go' },

  // projen would build with the oldest aws-cdk-lib that users may have; its template validator came much later.
  peerDependencyOptions: { pinnedDevDependency: false },
  devDeps: [
    '@aws-cdk/app-staging-synthesizer-alpha@2.149.0-alpha.0', // the newest in the registry
    '@jitl/quickjs-ng-wasmfile-release-sync@^0.32.0',
    '@jsii/spec@^1.140.0',
    '@microsoft/jest-sarif@1.0.0-beta.0', // ships SARIF's JSON schema
    '@mrgrain/jsii-struct-builder@0.7.64',
    '@types/sarif@^2.1.7',
    'ajv@^6.12.6', // the newest that reads SARIF's schema, which is draft 04
    'assert@^2.1.0',
    'aws-cdk@2.1148.1', // 3.0.0 is a stray build that refuses current assemblies
    `aws-cdk-lib@${NEWEST_CDK}`,
    'buffer@^6.0.3',
    'cdk-nag@3.0.2',
    'cdk-preflight@0.0.143',
    'constructs@10.8.1',
    'core-js@^3.51.0',
    'esbuild@0.28.2',
    'eslint-plugin-security@^4.1.0',
    'events@^3.3.0',
    'fast-check@^4.10.2',
    'fflate@^0.8.3',
    'js-yaml@^5.5.0',
    'lru-cache@^11.5.3',
    'path-browserify@^1.0.1',
    'playwright-core@^1.65.1',
    'querystring-es3@^0.2.1',
    'quickjs-emscripten-core@^0.32.0',
    'string_decoder@^1.3.0',
    'sucrase@^3.35.1',
    'tsx@^4.23.15',
    'undici@^6', // 7 and later need a newer Node.js
    'url@^0.11.4',
    'util@^0.12.5',
    'cache-control-parser@^2.2.0',
  ],
});

// projen points this at the root of libdir.
project.package.addField('types', 'build/lib/index.d.ts');
project.package.addField('exports', {
  '.': { types: './build/lib/index.d.ts', default: './build/lib/index.js' },
  './simulator': { types: './build/lib/simulator/index.d.ts', default: './build/lib/simulator/index.js' },
  './testing': { types: './build/lib/testing/index.d.ts', default: './build/lib/testing/index.js' },
  './testing/jest': { types: './build/lib/testing/jest.d.ts', default: './build/lib/testing/jest.js' },
  './testing/vitest': { types: './build/lib/testing/vitest.d.mts', default: './build/lib/testing/vitest.mjs' },
  './edge': { types: './build/lambda/failover-aware.d.ts', default: './build/lambda/failover-aware.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
});
// The same for TypeScript with the module resolution that knows no exports, which older projects of `cdk init` have.
project.package.addField('typesVersions', {
  '*': {
    'simulator': ['build/lib/simulator/index.d.ts'],
    'testing': ['build/lib/testing/index.d.ts'],
    'testing/jest': ['build/lib/testing/jest.d.ts'],
    'edge': ['build/lambda/failover-aware.d.ts'],
  },
});
project.package.addBin({ 'cdk-failover': 'build/lib/cli/main.js' });
// A process of its own tries the functions of users, and that cannot read a zip as Yarn PnP does.
project.package.addField('preferUnplugged', true);
// unrs-resolver 1.13 lists bindings that registries do not have, which breaks `npm ci`.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });

// Structs of CDK's own, taken from the newest aws-cdk-lib. `npm run test:package` checks that the oldest has every type in them.
const struct = (name: string, filePath: string, summary: string) =>
  new ProjenStruct(project, { name, filePath, docs: { summary, stability: Stability.Experimental } });
const asOfThisLibrary = ({ docs }: Property): Partial<Property> => ({ docs: { ...docs, stability: Stability.Experimental } });
struct(
  'DistributionOptions',
  'lib/construct/distribution-options.ts',
  'Settings of the distribution as a whole: those of `cloudfront.Distribution`, except its behaviors.',
)
  .mixin(Struct.fromFqn('aws-cdk-lib.aws_cloudfront.DistributionProps'))
  .omit('defaultBehavior', 'additionalBehaviors')
  .updateEvery(asOfThisLibrary);
// Python takes the options of a method as its keywords, so those of addBehavior cannot be CDK's either.
struct('FailoverBehaviorOptions', 'lib/construct/failover-behavior-options.ts', 'A behavior on the origin group: its requests fail over.')
  .mixin(Struct.fromFqn('aws-cdk-lib.aws_cloudfront.AddBehaviorOptions'))
  .updateEvery(asOfThisLibrary)
  .update('allowedMethods', { docs: { summary: 'HTTP methods to allow on this path.', default: 'AllowedMethods.ALLOW_GET_HEAD_OPTIONS' } })
  .update('cachedMethods', { docs: { summary: 'HTTP methods to cache on this path.', default: '- every method that is allowed' } });
struct(
  'DirectBehaviorOptions',
  'lib/construct/direct-behavior-options.ts',
  'A behavior that goes straight to the primary origin, without failover.',
)
  .mixin(Struct.fromFqn('aws-cdk-lib.aws_cloudfront.AddBehaviorOptions'))
  .updateEvery(asOfThisLibrary)
  .update('allowedMethods', { docs: { summary: 'HTTP methods to allow on this path.', default: '- every method' } })
  .update('cachePolicy', { docs: { summary: 'The cache policy of this path.', default: 'CachePolicy.CACHING_DISABLED' } })
  .update('originRequestPolicy', {
    docs: { summary: "What of the viewer's request reaches the origin.", default: 'OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER' },
  })
  .add({
    name: 'rewriteErrors',
    type: { primitive: PrimitiveType.Boolean },
    optional: true,
    immutable: true,
    docs: {
      summary: 'Whether errors on this path are rewritten, too. Nothing follows there, so every status code of the error rewrite is.',
      remarks: "The primary then appears a second time among the distribution's origins, with the role `sole`.",
      default: 'false',
    },
  });

for (const dir of ['examples', 'bench']) {
  new JsonFile(project, `${dir}/tsconfig.json`, {
    marker: false,
    obj: {
      extends: '../tsconfig.json',
      compilerOptions: {
        noEmit: true,
        rootDir: '..',
        isolatedModules: true,
        paths: {
          'cdk-failover-distribution': ['../lib/index.ts'],
          'cdk-failover-distribution/edge': ['../lambda/failover-aware.ts'],
          'cdk-failover-distribution/*': ['../lib/*'],
        },
      },
      include: ['**/*.ts'],
      exclude: ['**/node_modules', '**/cdk.out'],
    },
  });
}

const bundle = project.addTask('bundle', {
  description:
    'Bundle lambda/ into lib/function-code/*.generated.ts, and what tries handlers into build/handler-runner.js',
  steps: ['origin-response', 'viewer-functions', 'opener', 'handler-runner'].map(name => ({ exec: `node scripts/bundle-${name}.mjs` })),
});
project.preCompileTask.spawn(bundle);
// What an example or a single test needs, right after `npm ci`.
project.package.setScript('prepare', 'projen bundle');

// projen's `test` checks types and lints as well, which takes longer than the tests.
project.testTask.reset();
project.testTask.spawn(bundle);
project.testTask.exec('jest --ci', { receiveArgs: true });
const END_TO_END = 'jest --ci --config test/setup/e2e.jest.config.js';
project.addTask('test:e2e', {
  description: 'Run the tests that start programs: the command, the example apps, a browser',
  steps: [{ spawn: bundle.name }, { exec: END_TO_END, receiveArgs: true }],
});
// The function runs on Lambda's Node.js, and the library on those of its users. 20 is the floor.
const ON_NODE = 'node --version && node node_modules/jest/bin/jest.js --ci test/lambda test/construct/function.test.ts';
project.addTask('test:nodes', {
  description: 'Run the tests of the edge function on Node.js 20, 22 and 24',
  steps: [{ spawn: bundle.name }, ...[20, 22, 24].map(version => ({ exec: `npx -y -p node@${version} -c '${ON_NODE}'` }))],
});
project.addTask('test:coverage', {
  description: 'Run the tests that start no programs, or some of them, and measure what they reach. All of lambda/ has to be reached',
  steps: [{ spawn: bundle.name }, { exec: 'jest --config test/setup/coverage.jest.config.js', receiveArgs: true }],
});
project.addTask('test:mutants', {
  description: 'Change the code in thousands of small ways and count what the tests notice: npm run test:mutants -- lambda',
  steps: [{ spawn: bundle.name }, { exec: 'tsx test/mutants/run.ts', receiveArgs: true }],
});
project.addTask('fuzz', {
  description: 'Look for inputs that break what strangers reach: npm run fuzz -- check --minutes 5',
  steps: [{ spawn: bundle.name }, { exec: 'tsx test/fuzz/run.ts', receiveArgs: true }],
});
project.tasks.tryFind('test:update')!.exec(`${END_TO_END} --updateSnapshot`);

// Libraries are bundled, because a jsii module cannot depend on them. What is loaded later has a name that every file can use.
project.package.addField('imports', { '#later/*': './build/lib/*.js', '#vendor/*': './build/vendor/*.js' });
project.postCompileTask.exec('node scripts/bundle-package.mjs');
project.postCompileTask.exec('node scripts/third-party.mjs');
project.postCompileTask.exec('node scripts/readme-links.mjs');

// Every sample in README and API compiles. Its translations go into the packages; old ones would be used again, whatever has changed.
project.postCompileTask.exec('rm -f .jsii.tabl.json && jsii-rosetta extract --strict');
for (const language of ['python', 'java', 'dotnet', 'go']) {
  project.tasks.tryFind(`package:${language}`)!.reset(`node scripts/package-language.mjs ${language}`);
}

const synth = project.addTask('synth', { description: 'Synthesize the app of cdk.json and list what it contains' });
synth.spawn(bundle);
synth.exec('cdk synth --quiet --no-notices');
synth.exec('tsx lib/cli/main.ts describe cdk.out');
const EXAMPLE = 'examples/side-by-side';
const sideBySide = (name: string) => ({
  env: { CDK_VALIDATION: 'false', CDK_OUTDIR: `${EXAMPLE}/cdk.out` },
  steps: [
    { spawn: bundle.name },
    { exec: `tsx --tsconfig examples/tsconfig.json ${EXAMPLE}/app.ts` },
    { exec: `node --import tsx ${EXAMPLE}/${name}.ts ${EXAMPLE}/cdk.out`, receiveArgs: true },
  ],
});
project.addTask('start', { description: 'The main job: a local CloudFront for the side-by-side example', ...sideBySide('start') });
project.addTask('demo', { description: 'The main job without waiting: a script of failures, as a table', ...sideBySide('demo') });
project.addTask('docs:matrix', {
  description: 'Draw the matrix of the side-by-side example: docs/matrix.png, and the table in docs/matrix.md',
  ...sideBySide('matrix'),
});
project.addTask('docs:rules', {
  description: 'Write docs/rules.md from the rules and their cases, and the example in docs/check.md',
  steps: [{ spawn: bundle.name }, { exec: 'tsx scripts/rules-doc.ts', receiveArgs: true }, { exec: 'tsx scripts/check-doc.ts' }],
});
project.addTask('docs:migrate', {
  description: 'Write the code and the template changes in docs/migrate.md from examples/migrate',
  steps: [{ spawn: bundle.name }, { exec: 'tsx --tsconfig examples/tsconfig.json scripts/migrate-doc.ts' }],
});
project.addTask('docs:comparison', {
  description: 'Write docs/comparison.md: what other tools report about the cases of the rules',
  steps: [{ spawn: bundle.name }, { exec: 'tsx scripts/comparison-doc.ts' }],
});
const tarball = project.addTask('tarball', { description: 'Compile, and pack what npm would install: dist/js' });
for (const task of ['pre-compile', 'compile', 'post-compile', 'package:js']) tarball.spawn(project.tasks.tryFind(task)!);
project.addTask('bench', {
  description: 'Measure the function and the construct against named alternatives',
  steps: [{ spawn: bundle.name }, { exec: 'tsx --tsconfig bench/tsconfig.json bench/index.ts', receiveArgs: true }],
  env: { CDK_VALIDATION: 'false' },
});
project.addTask('soak', {
  description: 'Serve over HTTP while the primary fails at random, and check every answer: npm run soak -- --help',
  steps: [{ spawn: bundle.name }, { exec: 'tsx --tsconfig bench/tsconfig.json bench/soak/index.ts', receiveArgs: true }],
});
project.addTask('hostile', {
  description: 'Give the command inputs that name too much work, and measure what it takes',
  steps: [{ spawn: bundle.name }, { exec: 'tsx --tsconfig bench/tsconfig.json bench/hostile.ts', receiveArgs: true }],
});
project.addTask('docs:reliability', {
  description: 'Write docs/reliability.md from docs/results',
  steps: [{ exec: 'tsx scripts/reliability-doc.ts' }],
});
const typecheck = project.addTask('typecheck', {
  description: 'Check the types of everything',
  steps: ['test', 'examples', 'bench', 'scripts'].map(dir => ({ exec: `tsc --noEmit -p ${dir}/tsconfig.json` })),
});
project.addTask('lint', {
  description: 'Check the types of everything, then run ESLint',
  steps: [{ spawn: bundle.name }, { spawn: typecheck.name }, { spawn: 'eslint' }],
});

project.addTask('test:package', {
  description: 'Pack the compiled library and use the tarball in an empty folder, with the oldest and the newest aws-cdk-lib',
  steps: ['api-docs', 'verify', 'testing', 'managers'].map(name => ({ exec: `node test/package/${name}.mjs` })),
});

project.addTask('release', {
  description: 'Build a release for every registry, up to the upload: npm run release -- 0.1.0',
  steps: [{ exec: 'node scripts/release.mjs', receiveArgs: true }],
});
project.addTask('api:diff', {
  description: 'Show what breaks the API of the last release, or of a commit: npm run api:diff -- main',
  steps: [{ exec: 'node scripts/api-diff.mjs', receiveArgs: true }],
});
project.removeTask('compat'); // compares with a package in the registry

project.addTask('test:cache', {
  description: 'Run the public HTTP cache suite against the local edge, and compare the outcomes with those in docs/results',
  steps: [{ spawn: bundle.name }, { exec: 'tsx test/conformance/http-cache.ts', receiveArgs: true }],
  env: { CDK_VALIDATION: 'false' },
});
project.addTask('test:validators', {
  description: "Run CDK's validator, cdk-preflight, cdk-nag, cfn-lint and moto over the templates of the examples",
  steps: [{ spawn: bundle.name }, { exec: 'tsx test/conformance/validators.ts' }],
});
project.addTask('test:languages', {
  description: 'Build the packages of the other languages, and compare the templates of their examples with that of TypeScript',
  steps: [{ exec: 'node test/languages/verify.mjs', receiveArgs: true }],
});

project.eslint!.addOverride({
  files: ['lib/simulator/**', 'lib/model/**', 'lib/function-code/**', 'lib/rules/handler/**', 'lib/cli/**'],
  rules: { 'import/no-extraneous-dependencies': 'off' }, // bundled
});

// The texts of CDK's own documentation.
project.eslint!.addOverride({
  files: ['distribution', 'direct-behavior', 'failover-behavior'].map(name => `lib/construct/${name}-options.ts`),
  rules: { '@stylistic/max-len': 'off' },
});

// Imports run one way: see ARCHITECTURE.md.
const LAYERS: Record<string, string[]> = {
  'model': [],
  'function-code': ['model'],
  'simulator': ['model', 'function-code'],
  'rules': ['model', 'function-code', 'simulator'],
  'prove': ['model', 'simulator'],
  'report': ['model', 'function-code', 'simulator', 'rules', 'prove'],
  'testing': ['model', 'function-code', 'simulator', 'rules', 'prove'],
  'cli': ['model', 'function-code', 'simulator', 'rules', 'prove', 'report', 'testing'],
  'synth': ['model', 'function-code', 'simulator', 'rules'],
  'construct': ['model', 'function-code', 'simulator', 'rules', 'synth'],
};
const TYPE_IMPORT = {
  selector: 'ImportDeclaration[importKind="type"][source.value=/^[.]/]',
  message: 'Write `import { … }`: TypeScript drops it, and import/no-cycle sees it.',
};
project.eslint!.addRules({
  // A module that is loaded lazily with `require` counts as well. So do types, which this rule skips when they are imported with
  // `import type`: hence the second rule.
  'import/no-cycle': ['error', { commonjs: true, disableScc: true }],
  'no-restricted-syntax': ['error', TYPE_IMPORT],
  // Strings and comments wrap as well. A line may be longer that has only an address or a regular expression.
  '@stylistic/max-len': ['error', {
    code: 140,
    ignorePattern: '^\\s*((// |\\* |/\\*\\* )?(@see )?https?://\\S+( \\*/)?|/.+/[a-z]*[;,]?)$',
  }],
  'import/no-restricted-paths': ['error', {
    zones: [
      { target: './lambda', from: './lib' },
      ...Object.entries(LAYERS).map(([layer, below]) => ({
        target: `./lib/${layer}`,
        from: './lib',
        except: [layer, ...below].map(name => `./${name}`),
      })),
    ],
  }],
});
// What a stranger's input can do to the code that reads it. Left out: rules that report every index and every path that is not a
// literal, and detect-unsafe-regex, which counts stars: test/rules/long-texts.test.ts measures.
project.eslint!.addPlugins('security');
project.eslint!.addOverride({
  files: ['lambda/**', 'lib/**'],
  rules: Object.fromEntries([
    'bidi-characters', 'child-process', 'eval-with-expression', 'new-buffer', 'non-literal-regexp', 'non-literal-require',
    'possible-timing-attacks', 'pseudoRandomBytes',
  ].map(name => [`security/detect-${name}`, 'error'])),
});
// An assertion that may not run, or that any error satisfies, cannot fail.
project.eslint!.addOverride({
  files: ['test/**/*.test.ts'],
  rules: {
    'no-restricted-syntax': ['error', TYPE_IMPORT, {
      selector: ':matches(IfStatement, ConditionalExpression, LogicalExpression, CatchClause) CallExpression[callee.name="expect"]',
      message: 'Expect the same in every case, or write one test for each.',
    }, {
      selector: 'CallExpression[callee.property.name="toThrow"][arguments.length=0]:not([callee.object.property.name="not"])',
      message: 'Say which error: toThrow(/what it says/).',
    }],
  },
});

project.eslint!.addOverride({
  files: ['model', 'function-code', 'simulator', 'rules', 'prove', 'report', 'cli'].map(layer => `lib/${layer}/**`),
  rules: { 'no-restricted-imports': ['error', { patterns: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'] }] },
});
// Examples import the package by its own name, which only exists once it is compiled. `npm run typecheck` resolves it.
project.eslint!.addOverride({
  files: ['examples/**'],
  rules: { 'import/no-unresolved': ['error', { ignore: ['^cdk-failover-distribution(/.*)?$'] }], 'import/order': 'off' },
});
project.eslint!.addOverride({
  files: ['lambda/**'],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: '^[^.]' }] }] },
});
// What opens the breaker does not run at the edge, and finds the SDK in its runtime.
project.eslint!.addOverride({
  files: ['lambda/opener/**'],
  rules: { 'no-restricted-imports': 'off', '@typescript-eslint/no-require-imports': 'off', 'import/no-unresolved': 'off' },
});

project.gitignore.exclude('*.generated.ts', 'cdk.out/', '/build/', '.jsii.tabl.json');
project.gitignore.exclude('.venv/', '/examples/java/target/', '/examples/csharp/bin/', '/examples/csharp/obj/');
project.npmignore!.exclude('/examples/', '/bench/', '/docs/', 'cdk.out/', '/lambda/', '/.ci/', '/rosetta/');
// What fuzzing, mutants and profiles leave in build/ stays there.
project.npmignore!.addPatterns('/build/*', '!/build/lib/', '!/build/lambda/', '!/build/vendor/', '!/build/handler-runner.js');
project.npmignore!.exclude('/cdk.json', '/CONTRIBUTING.md', '/ARCHITECTURE.md', '/API.md', '*.tgz');

project.tryFindObjectFile('package.json')!.addOverride('jest.testMatch', ['<rootDir>/test/**/!(*.e2e).test.ts']);

project.synth();
