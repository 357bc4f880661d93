// What jsii takes from the doc comments reaches every language: nothing is cut off, nothing is only TypeScript, and the SBOM is one.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { types, readme } = JSON.parse(readFileSync(join(root, '.jsii'), 'utf8'));
const { snippets } = JSON.parse(readFileSync(join(root, '.jsii.tabl.json'), 'utf8'));
const must = (holds, what) => {
  if (!holds) throw new Error(what);
  console.log(`ok - ${what}`);
};
const none = (found, what) => must(found.length === 0, `${what}${found.length ? `: ${found.join(', ')}` : ''}`);

const members = Object.values(types).flatMap(type => [
  { path: type.name, ...type },
  ...[type.initializer ?? [], type.methods ?? [], type.properties ?? [], type.members ?? []].flat().map(member => ({ path: `${type.name}.${member.name ?? 'constructor'}`, isOption: type.datatype, ...member })),
]);
// The texts of CDK's own options are CDK's.
const ours = members.filter(({ path, locationInModule }) => !/^(Distribution|FailoverBehavior|DirectBehavior)Options\b/.test(path) && !/distribution-options|behavior-options/.test(locationInModule?.filename ?? ''));
const texts = ours.flatMap(({ path, docs = {}, parameters = [] }) => [
  ...[docs.summary, docs.remarks, docs.default, docs.returns].map(text => ({ path, text })),
  ...parameters.map(parameter => ({ path: `${path}(${parameter.name})`, text: parameter.docs?.summary })),
]).filter(({ text }) => text !== undefined);
none(ours.filter(({ docs, path }) => !docs?.summary && !path.endsWith('.constructor')).map(({ path }) => path), 'everything public has a summary');
none(ours.flatMap(({ path, parameters = [] }) => parameters.filter(({ docs }) => !docs?.summary).map(({ name }) => `${path}(${name})`)), 'and so has every parameter');
none(ours.flatMap(({ path, parameters = [] }) => parameters.filter(({ docs }) => docs?.remarks !== undefined && /;$/.test(docs.summary)).map(({ name }) => `${path}(${name})`)), 'no summary of a parameter ends at a semicolon');
none(texts.filter(({ text }) => /;$/.test(text)).map(({ path }) => path), 'and no other');
none(members.filter(({ isOption, optional, docs }) => isOption && optional && docs?.default === undefined).map(({ path }) => path), 'every option has a default');
none(texts.filter(({ text }) => /\{@link|\bundefined\b|acknowledge\(\{|new \w+\(this/i.test(text)).map(({ path }) => path), 'no text is only for TypeScript');
none(Object.values(snippets).filter(({ didCompile, translations }) => !didCompile || !['python', 'java', 'go', 'csharp'].every(language => translations[language])).map(({ location }) => JSON.stringify(location)), `all ${Object.keys(snippets).length} samples compile and are translated`);
none([...readme.markdown.matchAll(/\]\((?!https:\/\/|#)([^)]+)\)/g)].map(([, target]) => target), 'every link of the README in the registries is a whole address');

const work = mkdtempSync(join(tmpdir(), 'sbom-'));
try {
  writeFileSync(join(work, 'package.json'), '{"private":true}');
  const run = (...args) => spawnSync(args[0], args.slice(1), { cwd: work, encoding: 'utf8' });
  const installed = run('npm', 'install', '--silent', '--no-audit', '--no-fund', '@cyclonedx/cyclonedx-library', 'ajv', 'ajv-formats', 'ajv-formats-draft2019');
  must(installed.status === 0, `the validator of CycloneDX is installed ${installed.stderr}`);
  writeFileSync(join(work, 'validate.mjs'), `
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { readFileSync } from 'node:fs';
const found = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(readFileSync(process.argv[2], 'utf8'));
console.log(found === null ? 'valid' : JSON.stringify(found));`);
  const { stdout, stderr } = run('node', 'validate.mjs', join(root, 'sbom.cdx.json'));
  must(stdout.trim() === 'valid', `sbom.cdx.json obeys the schema of CycloneDX 1.6 ${stdout.trim() === 'valid' ? '' : stdout + stderr}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
const notices = readFileSync(join(root, 'THIRD-PARTY-NOTICES'), 'utf8');
const { components } = JSON.parse(readFileSync(join(root, 'sbom.cdx.json'), 'utf8'));
none(components.filter(({ name, version }) => !notices.includes(`\n${name} ${version} (`)).map(({ name }) => name), `THIRD-PARTY-NOTICES has the licenses of all ${components.length} packages`);
none(['undici', 'js-yaml', 'sucrase', 'fflate', 'lru-cache', 'core-js', 'buffer', 'util', 'url', 'quickjs-emscripten-core'].filter(name => !components.some(one => one.name === name)), 'the SBOM has the libraries that the sources import');
