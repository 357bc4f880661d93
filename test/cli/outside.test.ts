import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { body, check, WARNED } from './check-run';
import { removeFolders, temporaryFolder } from './serve-fixtures';

afterEach(removeFolders);

const SECRET = 's3cr3t';
const HASH = 'a'.repeat(64);
const STACK = 'aws:cloudformation:stack';

const masks = `exports.handler = async event => {
  const { response } = event.Records[0].cf;
  return { ...response, status: '200', body: require('fs').readFileSync('/var/task/page.txt', 'utf8') };
};`;

interface Files {
  readonly manifest?: object;
  readonly template?: object;
  readonly assets?: object;
  /** By the name in the assembly: where it leads. */
  readonly links?: Readonly<Record<string, string>>;
}

/** An assembly, and beside it what nobody named: a file, a folder with code, and another assembly. */
function assembly({ manifest = {}, template = body(WARNED), assets = {}, links = {} }: Files): string {
  const root = temporaryFolder();
  const folder = join(root, 'cdk.out');
  for (const name of ['cdk.out', 'code', 'other']) mkdirSync(join(root, name));
  writeFileSync(join(root, 'secret.json'), `{"Resources":{"${SECRET}":{"Type":"AWS::CloudFront::Distribution"}}}`);
  writeFileSync(join(root, 'secret.txt'), `${SECRET}: not JSON`);
  writeFileSync(join(root, 'code/index.js'), masks);
  writeFileSync(join(root, 'code/page.txt'), SECRET);
  writeFileSync(join(root, 'other/manifest.json'), JSON.stringify({
    artifacts: { [SECRET]: { type: STACK, properties: { templateFile: 'S.json' } } },
  }));
  writeFileSync(join(root, 'other/S.json'), JSON.stringify(body(WARNED)));
  writeFileSync(join(folder, 'S.json'), JSON.stringify(template));
  writeFileSync(join(folder, 'S.assets.json'), JSON.stringify({ files: assets }));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({
    artifacts: {
      'S.assets': { type: 'cdk:asset-manifest', properties: { file: 'S.assets.json' } },
      'S': { type: STACK, properties: { templateFile: 'S.json' } },
      ...manifest,
    },
  }));
  for (const [name, target] of Object.entries(links)) {
    renameSync(join(folder, name), join(folder, `${name}.old`));
    symlinkSync(target, join(folder, name));
  }
  return folder;
}

const nested = (file: string) => ({ Resources: { N: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': file } } } });

describe('fails on what leads out of an assembly, and shows nothing of it:', () => {
  test.each<[string, Files]>([
    ['a template', { manifest: { S: { type: STACK, properties: { templateFile: '../secret.json' } } } }],
    ['a template that is not JSON', { manifest: { S: { type: STACK, properties: { templateFile: '../secret.txt' } } } }],
    ['a link instead of a template', { links: { 'S.json': '../secret.txt' } }],
    ['a link instead of the manifest', { links: { 'manifest.json': '../secret.txt' } }],
    ['a link to a link', { links: { 'S.json': 'S.assets.json', 'S.assets.json': '../secret.txt' } }],
    ['the template of a nested stack', { template: nested('../secret.json') }],
    ['an assembly of a stage', { manifest: { Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: '../other' } } } }],
    ['an asset manifest', { manifest: { 'S.assets': { type: 'cdk:asset-manifest', properties: { file: '../secret.txt' } } } }],
    ['a file of metadata', {
      manifest: { S: { type: STACK, properties: { templateFile: 'S.json' }, additionalMetadataFile: '../secret.txt' } },
    }],
  ])('%s', async (_, files) => {
    const folder = assembly(files);
    const { exitCode, stdout, stderr } = await check(folder, '--no-run');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^cdk-failover: .*: outside of .*, or a link that leads out of it\. .*--allow-folder [^\n]*\n$/);
    expect(stderr).not.toContain(SECRET);
    const allowed = await check(folder, '--no-run', '--allow-folder', join(folder, '..'));
    expect(allowed.stderr).not.toContain('outside of');
  });
});

describe('code that leads out of an assembly', () => {
  const WITH_CODE = body({ ...WARNED, function: { Code: { S3Bucket: 'b', S3Key: `${HASH}.zip` } } });

  test.each([
    ['above it', '../code'],
    ['the assembly itself', '.'],
    ['the root of the disk', '/'],
    ['a link', 'linked'],
  ])('is not read: %s', async (_, path) => {
    const folder = assembly({ template: WITH_CODE, assets: { [HASH]: { source: { path } } } });
    symlinkSync('../code', join(folder, 'linked'));
    const { stdout } = await check(folder);
    expect(stdout).toMatch(/outside\s+of\s+the\s+assembly/);
    expect(stdout).not.toContain(SECRET);
  });
});

test('fails on a folder to allow that is not there', async () => {
  expect(await check(assembly({}), '--allow-folder', '/no/such')).toEqual({
    exitCode: 2, stdout: '', stderr: 'cdk-failover: --allow-folder "/no/such": no such folder. Name one that exists.\n',
  });
});

test('a manifest.json above that is not of CDK makes nothing readable', async () => {
  const folder = assembly({ manifest: { S: { type: STACK, properties: { templateFile: '../secret.json' } } } });
  writeFileSync(join(folder, '../manifest.json'), '{"name":"a web app"}');
  expect((await check(folder, '--no-run')).stderr).toContain('outside of');
});

test('fails on a link instead of the template in a folder that "sam build" wrote', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'build'));
  writeFileSync(join(folder, 'secret.txt'), SECRET);
  symlinkSync('../secret.txt', join(folder, 'build/template.yaml'));
  const { exitCode, stderr } = await check(join(folder, 'build'));
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/outside of/);
  expect(stderr).not.toContain(SECRET);
});
