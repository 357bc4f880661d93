// Builds a release for all registries, and stops before the upload: npm run release -- 0.1.0
// Without a network, too, where the package managers have in their caches what they need.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DIST = 'dist';
/** Files in git that name the version. */
const VERSIONED = ['package.json', 'sbom.cdx.json'];
const LANGUAGES = { python: 'python3', java: 'mvn', go: 'go' };

const [version] = process.argv.slice(2);
const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' });
const has = command => { try { execFileSync('bash', ['-c', `command -v ${command}`]); return true; } catch { return false; } };
const stop = message => { console.error(`release: ${message}`); process.exit(1); };

if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version ?? '')) stop(`a version is missing. Got: ${version}. Allowed: one such as 0.1.0. Run "npm run release -- 0.1.0"`);
const [, entry] = new RegExp(`^## (${version.replaceAll('.', '\\.')}|Unreleased)\\b`, 'm').exec(readFileSync('CHANGELOG.md', 'utf8')) ?? [];
if (!entry) stop(`CHANGELOG.md has no section for ${version}`);
const missing = Object.values(LANGUAGES).filter(tool => !has(tool));
if (missing.length) stop(`${missing.join(', ')} missing: a release has every language`);

const before = VERSIONED.map(file => [file, readFileSync(file), statSync(file).mode]);
rmSync(DIST, { recursive: true, force: true });
try {
  chmodSync('package.json', 0o644);
  writeFileSync('package.json', readFileSync('package.json', 'utf8').replace('"version": "0.0.0"', `"version": "${version}"`));
  for (const task of ['pre-compile', 'compile', 'post-compile', 'package:js', ...Object.keys(LANGUAGES).map(name => `package:${name}`), 'package:dotnet']) run('npx', 'projen', task);
} finally {
  for (const [file, content, mode] of before) {
    writeFileSync(file, content);
    chmodSync(file, mode);
  }
}

const files = readdirSync(DIST, { recursive: true }).map(file => join(DIST, file)).filter(file => /\.(tgz|whl|tar\.gz|jar|pom)$/.test(file) && !/dist\/(dotnet|go)\//.test(file));
writeFileSync(join(DIST, 'SHA256SUMS'), files.sort().map(file => `${createHash('sha256').update(readFileSync(file)).digest('hex')}  ${file.slice(DIST.length + 1)}\n`).join(''));
if (!files.every(file => file.includes(version))) stop(`a package is not ${version}: ${files.filter(file => !file.includes(version)).join(', ')}`);
console.log(`
${version} is in ${DIST}/, nothing was uploaded. Sums are in ${DIST}/SHA256SUMS.${entry === version ? '' : `
Before the upload, rename the section Unreleased of CHANGELOG.md to ${version}.`}
With the credentials of each registry in the environment:

  git tag v${version} && git push origin v${version}
  npx -p publib publib-npm ${DIST}/js
  npx -p publib publib-pypi ${DIST}/python
  npx -p publib publib-maven ${DIST}/java
  npx -p publib publib-golang ${DIST}/go
  dotnet pack ${DIST}/dotnet/CdkFailoverDistribution && npx -p publib publib-nuget ${DIST}/dotnet
`);
