// Writes THIRD-PARTY-NOTICES and sbom.cdx.json: the packages whose code is bundled or inlined, as esbuild lists them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { name, version, license, description } = JSON.parse(readFileSync('package.json', 'utf8'));
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const ownText = file => readFileSync(new URL(`licenses/${file}.txt`, import.meta.url), 'utf8').trim();
const purl = one => `pkg:npm/${one.name.replace('@', '%40')}@${one.version}`;

/** Compiled into WebAssembly that a package contains, whose own license does not name it. */
const ENGINE = '@jitl/quickjs-ng-wasmfile-release-sync';
const INSIDE = [
  { name: 'llhttp', inside: 'undici', license: 'MIT', text: `Copyright Fedor Indutny, 2018.\n\n${ownText('mit')}` },
  { name: 'Emscripten', inside: ENGINE, license: 'MIT', text: `Copyright (c) 2010-2014 Emscripten authors, see AUTHORS file.\n\n${ownText('mit')}` },
  { name: 'musl', inside: ENGINE, license: 'MIT', text: `Copyright © 2005-2020 Rich Felker, et al.\n\n${ownText('mit')}` },
  { name: 'Unicode Character Database', inside: ENGINE, license: 'Unicode-3.0', text: ownText('unicode-3.0') },
];

/** What esbuild dropped is not listed. */
const inputs = ['package', 'handler-runner']
  .flatMap(file => JSON.parse(readFileSync(`build/meta/${file}.json`, 'utf8')))
  .flatMap(({ outputs }) => Object.values(outputs))
  .flatMap(output => Object.entries(output.inputs))
  .filter(([, { bytesInOutput }]) => bytesInOutput > 0);
const folders = new Set(inputs.flatMap(([input]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []));

const found = [...folders].map(folder => {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const locked = packages[folder];
  if (locked?.version !== manifest.version) throw new Error(`${folder} is not as in package-lock.json. Run "npm ci"`);
  const text = readdirSync(folder).find(file => /^licen[cs]e([-.].*)?$/i.test(file));
  if (!text) throw new Error(`${folder} has no license text`);
  return {
    name: manifest.name,
    version: manifest.version,
    license: manifest.license ?? manifest.licenses[0].type,
    integrity: locked.integrity,
    text: readFileSync(join(folder, text), 'utf8').trim(),
  };
}).sort((one, other) => (purl(one) < purl(other) ? -1 : 1));
for (const { inside } of INSIDE) if (!found.some(one => one.name === inside)) throw new Error(`${inside} is not bundled any more`);

/** Packages that share a text stand before it together. */
const texts = new Map();
for (const one of [...found, ...INSIDE]) texts.set(one.text, [...(texts.get(one.text) ?? []), one]);
const RULE = '-'.repeat(80);
const title = one => `${one.name}${one.version ? ` ${one.version}` : `, in ${one.inside}`} (${one.license})`;
writeFileSync('THIRD-PARTY-NOTICES', [
  `${name} contains code of the packages below, bundled or inlined. Each is under its own license.`,
  ...[...texts].map(([text, users]) => [RULE, ...users.map(title), RULE, '', text].join('\n')),
  '',
].join('\n\n').trimEnd() + '\n');

const licensed = one => ({ licenses: [{ license: { id: one.license } }] });
const component = (one, more) => ({ 'type': 'library', 'bom-ref': purl(one), 'name': one.name, 'version': one.version, ...more, ...licensed(one), 'purl': purl(one) });
writeFileSync('sbom.cdx.json', JSON.stringify({
  $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: component({ name, version, license }, { description }) },
  components: found.map(one => component(one, {
    hashes: [{ alg: 'SHA-512', content: Buffer.from(one.integrity.replace('sha512-', ''), 'base64').toString('hex') }],
    ...(INSIDE.some(({ inside }) => inside === one.name) && {
      components: INSIDE.filter(({ inside }) => inside === one.name).map(part => ({ type: 'library', name: part.name, ...licensed(part) })),
    }),
  })),
  dependencies: [{ ref: purl({ name, version }), dependsOn: found.map(purl) }],
}, undefined, 2) + '\n');
console.error(`third party: ${found.length} packages, ${texts.size} license texts`);
