// Packages the compiled library for one language, with the samples translated: node scripts/package-language.mjs python|java|dotnet|go.
// What jsii-pacmak makes is corrected where it does not work as users need it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

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
    const needed = [...readFileSync(join(project, 'pyproject.toml'), 'utf8').match(/requires = \[[^\]]*\]/)[0].matchAll(/"([^"]+)"/g)].map(([, name]) => name);
    const venv = join(TOOLS, needed.join(',').replace(/[^\w.,]/g, ''));
    const python = join(venv, process.platform === 'win32' ? 'Scripts' : 'bin', 'python');
    if (!existsSync(python)) {
      run('python3', '-m', 'venv', venv);
      run(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'wheel', ...needed);
    }
    run(python, '-m', 'build', '--no-isolation', '--outdir', join(DIST, 'python'), project);
  },

  /**
   * A Maven repository. jsii-pacmak would replace the ranges by the newest releases, and Maven takes what a library names where a project names
   * nothing: the oldest, with which the code then compiles. A project may name a newer one.
   */
  java(work) {
    pacmak('java', work, '--code-only');
    const project = join(work, 'java');
    edit(join(project, 'pom.xml'), text => text.replace(/<version>\[([^,]+),[^)]+\)<\/version>/g, '<version>$1</version>'));
    const repository = `local::default::file://${resolve(DIST, 'java')}`;
    execFileSync('mvn', ['--quiet', '--batch-mode', 'deploy', `-DaltDeploymentRepository=${repository}`], { cwd: project, stdio: ['ignore', 2, 2] });
  },

  /** Only the code: building it takes the .NET SDK and NuGet. */
  dotnet() {
    pacmak('dotnet', DIST, '--code-only');
  },

  /**
   * A class of Go repeats what it inherits, so it compiles only where all of that exists: it is generated from the oldest aws-cdk-lib. The module
   * asks for that one, too; a project may have a newer one.
   */
  go(work) {
    const source = join(work, 'source');
    execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', work], { stdio: ['ignore', 'ignore', 2] });
    mkdirSync(source);
    run('tar', '-xzf', join(work, readdirSync(work).find(file => file.endsWith('.tgz'))), '-C', source, '--strip-components=1');
    // Its scripts are those of a clone.
    edit(join(source, 'package.json'), text => JSON.stringify({ ...JSON.parse(text), scripts: {} }));
    cpSync('rosetta', join(source, 'rosetta'), { recursive: true });
    const dependencies = Object.fromEntries(Object.keys(peerDependencies).map(name => [name, oldest(name)]));
    writeFileSync(join(work, 'package.json'), JSON.stringify({ private: true, dependencies }));
    execFileSync('npm', ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: work, stdio: ['ignore', 2, 2] });
    pacmak('go', work, '--code-only', source);
    const project = join(work, 'go/cdkfailoverdistribution');
    edit(join(project, 'go.mod'), text => text.replace(/^.*\/\/ indirect\n/gm, ''));
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
