import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { codeBeside } from '../../lib/model/local-code';

let root: string;
let folder: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'local-code-'));
  folder = join(root, 'app');
  const files = {
    'app/edge/index.js': 'code',
    'app/alone.js': 'alone',
    'app/service.zip': 'zip',
    'app/asset.abc/index.js': 'asset',
    'secret/index.js': 'secret',
    'app/ts/index.ts': 'typed',
    'app/deps/index.js': 'code',
    'app/deps/package.json': '{"dependencies":{"a":"1"}}',
    'app/broken/index.js': 'code',
    'app/broken/package.json': '{',
    'app-2/index.js': 'other',
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  symlinkSync(join(root, 'secret'), join(folder, 'link'));
  symlinkSync(join(root, 'secret/index.js'), join(folder, 'link.zip'));
});
afterAll(() => rmSync(root, { recursive: true }));

function codeOf(Code: unknown, form: 'sam' | 'cloudformation' = 'cloudformation', Metadata?: object) {
  return codeBeside(folder, form, { Type: 'AWS::Lambda::Function', Properties: { Code, Handler: 'index.handler' }, Metadata } as any, {});
}

test('a folder, a script, an archive', () => {
  expect(codeOf('./edge')).toEqual({ assetPath: join(folder, 'edge'), folderBytes: 4 });
  expect(codeOf('edge/')).toMatchObject({ folderBytes: 4 });
  expect(codeOf('.')).toMatchObject({ assetPath: folder });
  expect(codeOf('alone.js')).toEqual({ files: { 'alone.js': 'alone' } });
  expect(codeOf('service.zip')).toEqual({ assetPath: join(folder, 'service.zip'), zipBytes: 3 });
});

test('what is uploaded under its name', () => {
  expect(codeOf({ S3Bucket: 'b', S3Key: 'my/dev/1/service.zip' })).toEqual({ assetPath: join(folder, 'service.zip'), zipBytes: 3 });
  expect(codeOf({ S3Bucket: 'b', S3Key: 'abc.zip' })).toMatchObject({ assetPath: join(folder, 'asset.abc') });
});

test.each(['../secret', '../app-2', 'link', './link/index.js', '/etc', { S3Key: 'link.zip' }, { S3Key: '../secret' }, { S3Key: 'a/..' }])(
  'nothing outside the folder of the template: %j', Code => {
    expect(codeOf(Code)).toEqual({ missing: expect.any(String), remedy: expect.any(String) });
  });

test.each<[unknown, string]>([
  ['./none', 'there is no ./none beside the template'],
  ['../secret', '../secret is outside of the folder of the template'],
  ['s3://bucket/key', 'the code is not in the template'],
  [{ S3Bucket: 'b', S3Key: { Ref: 'Key' } }, 'the code is not in the template'],
  [undefined, 'the code is not in the template'],
  [{ Ref: 'Code' }, 'the code is ${Code}'],
])('says what is missing: %j', (Code, missing) => {
  expect(codeOf(Code)).toMatchObject({ missing });
});

test.each<[string, object | undefined, string]>([
  ['./ts', undefined, 'the folder has no index.js'],
  ['./deps', undefined, 'the dependencies of the code are not installed'],
  ['./edge', { BuildMethod: 'esbuild' }, 'sam build makes the code'],
])('the sources of a SAM function are not its code: %s', (Code, Metadata, missing) => {
  expect(codeOf(Code, 'sam', Metadata)).toMatchObject({ missing, remedy: expect.stringContaining('sam build') });
});

test('the texts of an archive are its code where there is no archive', () => {
  expect(codeOf({ Paths: ['none.zip'], Files: { 'index.js': '//' } })).toEqual({ files: { 'index.js': '//' } });
});

test('a file of SAM, and a folder whose package.json is broken, are taken as they are', () => {
  expect(codeOf('alone.js', 'sam')).toEqual({ files: { 'alone.js': 'alone' } });
  expect(codeOf('./broken', 'sam')).toMatchObject({ assetPath: join(folder, 'broken') });
});

test('what sam build made is its code', () => {
  expect(codeOf('./edge', 'sam', { BuildMethod: 'esbuild', SamResourceId: 'Edge' })).toMatchObject({ folderBytes: 4 });
});
