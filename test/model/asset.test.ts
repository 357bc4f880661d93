import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Assembly } from '../../lib/model/assembly';
import { assetSize } from '../../lib/model/asset';
import { CodeModel } from '../../lib/model/lambda-function';
import { isUnknown } from '../../lib/model/value';

const HASH = 'a'.repeat(64);
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'assembly-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

/** The code of a function whose asset is at this path. */
function codeAt(path: string): CodeModel {
  const write = (name: string, content: object) => writeFileSync(join(directory, name), JSON.stringify(content));
  write('manifest.json', {
    version: '36.0.0',
    artifacts: {
      Stack: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/us-east-1',
        properties: { templateFile: 'Stack.template.json' },
      },
      Assets: { type: 'cdk:asset-manifest', properties: { file: 'Stack.assets.json' } },
    },
  });
  write('Stack.assets.json', { files: { [HASH]: { source: { path, packaging: 'zip' } } } });
  write('Stack.template.json', {
    Resources: {
      Site: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            DefaultCacheBehavior: { LambdaFunctionAssociations: [{ EventType: 'origin-response', LambdaFunctionARN: { Ref: 'Version' } }] },
          },
        },
      },
      Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
      Function: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'assets', S3Key: `${HASH}.zip` } } },
    },
  });
  const edgeFunction = Assembly.read(directory).distributions()[0]!.behaviors[0]!.functions[0]!.function;
  if (isUnknown(edgeFunction)) throw new Error(edgeFunction.unknown);
  return edgeFunction.code;
}

test('an asset outside of its assembly is not read, nor the folder around it', () => {
  const outside = mkdtempSync(join(tmpdir(), 'outside-'));
  writeFileSync(join(outside, 'secret.json'), '{}');
  try {
    for (const path of ['..', '.', outside]) expect(codeAt(path)).toMatchObject({ missing: 'the code is outside of the assembly' });
  } finally {
    rmSync(outside, { recursive: true });
  }
});

describe('the size of an asset', () => {
  test('is that of the archive', () => {
    writeFileSync(join(directory, 'code.zip'), Buffer.alloc(1234));
    expect(codeAt('code.zip')).toEqual({ assetPath: join(directory, 'code.zip'), zipBytes: 1234 });
  });

  test('is that of all files in a folder', () => {
    mkdirSync(join(directory, 'code', 'lib'), { recursive: true });
    writeFileSync(join(directory, 'code', 'index.js'), 'x'.repeat(10));
    writeFileSync(join(directory, 'code', 'lib', 'more.js'), 'x'.repeat(5));
    expect(codeAt('code')).toEqual({ assetPath: join(directory, 'code'), folderBytes: 15 });
  });

  test('has no end where there are more files than are counted', () => {
    mkdirSync(join(directory, 'code', 'lib'), { recursive: true });
    for (const name of ['a', 'b', 'lib/c']) writeFileSync(join(directory, 'code', name), 'x');
    expect(assetSize(join(directory, 'code'), 4)).toEqual({ folderBytes: 3 });
    expect(assetSize(join(directory, 'code'), 3)).toEqual({ folderBytes: Infinity });
  });

  test('is undetermined when the asset is not there', () => {
    expect(codeAt('gone')).toEqual({ assetPath: join(directory, 'gone') });
  });
});
