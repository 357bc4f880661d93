// Packages the compiled library for one language, with the samples translated: node scripts/package-language.mjs python|java|dotnet|go.
// What jsii-pacmak makes is corrected where it does not work as users need it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DIST = 'dist';
/** Kept, so that a second build needs no network. */
const TOOLS = 'node_modules/.cache/package-python';
const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const oldest = name => peerDependencies[name].replace('^', '');
const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 2, 2] });
const pacmak = (target, outdir, ...options) =>
  run('npx', 'jsii-pacmak', '--target', target, '--outdir', outdir, '--rosetta-tablet', '.jsii.tabl.json', '--rosetta-unknown-snippets', 'fail', ...options);

/** Replaces the file by what `edit` makes of its text, which has to be something else. */
function edit(file, change) {
  const text = readFileSync(file, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`${file} is not as expected:\n${text}`);
  writeFileSync(file, changed);
}

const LANGUAGES = {
  /** jsii's own script loads aws-cdk-lib before the command starts. */
  python(work) {
    pacmak('python', work, '--code-only');
    const project = join(work, 'python');
    const [script] = readdirSync(join(project, 'src/cdk_failover_distribution/_jsii/bin'));
    edit(join(project, 'src/cdk_failover_distribution/_jsii/bin', script), () => readFileSync('scripts/cdk-failover.py', 'utf8'));
    const python = join(TOOLS, process.platform === 'win32' ? 'Scripts' : 'bin', 'python');
    if (!existsSync(python)) {
      run('python3', '-m', 'venv', TOOLS);
      run(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'build', 'setuptools~=75.3', 'wheel');
    }
    run(python, '-m', 'build', '--no-isolation', '--outdir', join(DIST, 'python'), project);
  },

  /** A Maven repository. */
  java() {
    pacmak('java', DIST);
  },

  /** Only the code: building it takes the .NET SDK and NuGet. */
  dotnet() {
    pacmak('dotnet', DIST, '--code-only');
  },

  /** jsii-pacmak asks for the releases that are installed here, and Go knows no ranges: a project may have a newer one, but not an older one. */
  go(work) {
    pacmak('go', work, '--code-only');
    const project = join(work, 'go/cdkfailoverdistribution');
    edit(join(project, 'go.mod'), text => text
      .replace(/(aws-cdk-go\/awscdk\/v2) v\S+/, `$1 v${oldest('aws-cdk-lib')}`)
      .replace(/(constructs-go\/constructs\/v10) v\S+/, `$1 v${oldest('constructs')}`)
      .replace(/^.*\/\/ indirect\n/gm, ''));
    cpSync(join(work, 'go'), join(DIST, 'go'), { recursive: true });
  },
};

const [language] = process.argv.slice(2);
if (!Object.hasOwn(LANGUAGES, language)) throw new Error(`Unknown language: ${language}. Known: ${Object.keys(LANGUAGES).join(', ')}`);
rmSync(join(DIST, language), { recursive: true, force: true });
const work = mkdtempSync(join(tmpdir(), 'package-'));
try {
  LANGUAGES[language](work);
} finally {
  rmSync(work, { recursive: true, force: true });
}
